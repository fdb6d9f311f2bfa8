"""The exercises of lesson 09: right answers written in other ways pass, and typical mistakes are named."""

import copy

import torch
from answers import Answers
from torch.nn import functional

from helpers.checks import inside_the_network as checks

# --- right answers ---------------------------------------------------------------------------------------------


def contributions_by_unit(hidden, W, k):
    scores = []
    for j in range(hidden.shape[1]):
        others = sum(float(W[m, j]) for m in range(len(W))) / len(W)
        scores.append(sum(float(h) for h in hidden[:, j]) / len(hidden) * (float(W[k, j]) - others))
    return torch.tensor(scores, dtype=hidden.dtype)


def contributions_by_photo(hidden, W, k):
    parts = hidden[:, None, :] * W
    return (parts[:, k] - parts.mean(dim=1)).mean(dim=0)


def gradient_by_backward(model, X, k):
    X = X.clone().requires_grad_(True)
    model(X)[torch.arange(len(X)), k].sum().backward()
    return X.grad


def gradient_by_image(model, X, k):
    slopes = []
    for x, c in zip(X, k, strict=True):
        x = x[None].detach().requires_grad_()
        slopes.append(torch.autograd.grad(model(x)[0, c], x)[0][0])
    return torch.stack(slopes)


def gradient_by_vector(model, X, k):
    x = X.detach().clone()
    x.requires_grad = True
    logits = model(x)
    return torch.autograd.grad(logits, x, grad_outputs=functional.one_hot(k, logits.shape[1]).to(logits))[0]


def gradient_by_jacobian(model, X, k):
    jacobian = torch.autograd.functional.jacobian(lambda x: model(x).sum(0), X)
    return jacobian[k, torch.arange(len(X))]


def strength_by_pixel(gradients):
    n, _, height, width = gradients.shape
    maps = gradients.new_empty(n, height, width)
    for i, y, x in torch.cartesian_prod(*(torch.arange(size) for size in (n, height, width))):
        maps[i, y, x] = max(abs(float(value)) for value in gradients[i, :, y, x])
    return maps


def smooth_by_list(model, X, k, copies=25, noise=0.15):
    g = torch.Generator()
    g.manual_seed(0)
    noisy = [X + torch.randn(X.shape, generator=g) * noise for _ in range(copies)]
    return torch.stack([gradient_by_vector(model, x, k) for x in noisy]).mean(dim=0)


def smooth_image_by_image(model, X, k, copies=25, noise=0.15):
    g, total = torch.Generator().manual_seed(0), 0
    for _ in range(copies):
        total = total + gradient_by_image(model, X + noise * torch.randn(X.shape, generator=g), k)
    return total / copies


def smooth_at_once(model, X, k, copies=25, noise=0.15):
    generator = torch.Generator().manual_seed(0)
    noisy = X + torch.randn(copies, *X.shape, generator=generator) * noise
    return gradient_by_vector(model, noisy.flatten(0, 1), k.repeat(copies)).unflatten(0, (copies, len(X))).mean(0)


def smooth_by_running_mean(model, X, k, copies=25, noise=0.15):
    generator, mean = torch.Generator().manual_seed(0), torch.zeros_like(X)
    for n in range(1, copies + 1):
        noisy = torch.normal(X, noise, generator=generator)
        mean += (gradient_by_backward(model, noisy, k) - mean) / n
    return mean


def smooth_by_mean_score(model, X, k, copies=25, noise=0.15):
    generator = torch.Generator().manual_seed(0)
    x, total = X.clone().requires_grad_(), 0
    for _ in range(copies):
        added = torch.empty(X.shape).normal_(0, noise, generator=generator)
        total = total + model(x + added).gather(1, k.view(-1, 1)).sum()
    (total / copies).backward()
    return x.grad


def heard_from(model, layer, X):
    """The logits, and the output of a layer, by a hook."""
    kept = []
    hook = (model.features if layer is None else layer).register_forward_hook(lambda *all_: kept.append(all_[2]))
    logits = model(X.clone().requires_grad_())
    hook.remove()
    return logits, kept[0]


def cam_by_image(model, X, k, layer=None, only_for=True):
    maps = []
    for x, c in zip(X, k, strict=True):
        logits, A = heard_from(model, layer, x[None])
        slopes = torch.autograd.grad(logits[0, c], A)[0][0]
        total = sum(s.mean() * a for s, a in zip(slopes, A[0], strict=True))[None, None]
        total = total.clamp(min=0) if only_for else total
        maps.append(functional.interpolate(total, X.shape[2:], mode="bilinear")[0, 0])
    return torch.stack(maps).detach()


def cam_by_einsum(model, X, k, layer=None, only_for=True):
    logits, A = heard_from(model, layer, X)
    picked = functional.one_hot(k, logits.shape[1]).to(logits)
    (slopes,) = torch.autograd.grad((logits * picked).sum(), A)
    total = torch.einsum("nc,nchw->nhw", slopes.flatten(2).mean(2), A)
    if only_for:
        total = torch.relu(total)
    return functional.interpolate(total.unsqueeze(1), size=X.shape[-2:], mode="bilinear").squeeze(1).detach()


def cam_by_retained_gradient(model, X, k, layer=None, only_for=True):
    logits, A = heard_from(model, layer, X)
    A.retain_grad()
    logits[range(len(X)), k].sum().backward()
    with torch.no_grad():
        total = (A.grad.mean(dim=(-2, -1))[..., None, None] * A).sum(dim=1, keepdim=True)
        total = functional.relu(total) if only_for else total
        return functional.interpolate(total, size=tuple(X.shape[2:]), mode="bilinear", align_corners=False)[:, 0]


def cam_by_parts_of_the_network(model, X, k, layer=None, only_for=True):
    A, rest = model.normalize(X), [model.classifier]
    if layer is None:
        A = model.features(A)
    else:
        A, rest = layer(A), [*model.features[1:], model.classifier]
    A = A.detach().requires_grad_()
    out = A
    for part in rest:
        out = part(out)
    slopes = torch.autograd.grad(out.gather(1, k[:, None]).sum(), A)[0]
    total = (A * functional.adaptive_avg_pool2d(slopes, 1)).sum(1, keepdim=True).detach()
    return functional.interpolate(total.relu() if only_for else total, size=X.shape[2:], mode="bilinear")[:, 0]


def occlusion_by_image(model, X, k, patch=16, step=8):
    total = torch.zeros(len(X), *X.shape[2:], dtype=X.dtype)
    for n, (x, c) in enumerate(zip(X, k, strict=True)):
        whole = model(x[None])[0, c]
        y = 0
        while y + patch <= x.shape[1]:
            for left in range(0, x.shape[2], step):
                if left + patch > x.shape[2]:
                    break
                covered = x.clone()
                for channel in range(3):
                    covered[channel, y : y + patch, left : left + patch] = x[channel].mean()
                total[n, y : y + patch, left : left + patch] += whole - model(covered[None])[0, c]
            y += step
    return total


def occlusion_by_mask(model, X, k, patch=16, step=8):
    height, width = X.shape[2:]
    total, mean = torch.zeros(len(X), height, width), X.mean(dim=(-2, -1), keepdim=True)
    for y in range(0, height - patch + 1, step):
        for x in range(0, width - patch + 1, step):
            mask = torch.zeros(height, width)
            mask[y : y + patch, x : x + patch] = 1
            logits = model(X * (1 - mask) + mean * mask)
            total += (model(X) - logits).gather(1, k[:, None])[..., None] * mask
    return total


def occlusion_at_once(model, X, k, patch=16, step=8):
    starts = [torch.arange(0, size - patch + 1, step) for size in X.shape[2:]]
    rows, columns = (
        (p := torch.arange(n) - s[:, None]).ge(0) & p.lt(patch) for n, s in zip(X.shape[2:], starts, strict=True)
    )
    masks = (rows[:, None, :, None] & columns[None, :, None, :]).flatten(0, 1)  # (squares, H, W)
    covered = torch.where(masks[:, None, None], X.mean((2, 3), keepdim=True), X)
    logits = model(covered.flatten(0, 1)).unflatten(0, (len(masks), len(X)))
    falls = model(X)[torch.arange(len(X)), k] - logits[:, torch.arange(len(X)), k]
    return torch.einsum("sn,shw->nhw", falls, masks.to(X))


def occlusion_in_place_and_back(model, X, k, patch=16, step=8):
    index = torch.arange(len(X))
    before, total = model(X)[index, k], X.new_zeros(len(X), X.shape[2], X.shape[3])
    mean, work = X.mean((2, 3))[:, :, None, None], X.clone()
    for y in range(0, X.shape[2] - patch + 1, step):
        for x in range(0, X.shape[3] - patch + 1, step):
            square = slice(y, y + patch), slice(x, x + patch)
            work[:, :, *square] = mean
            total[:, *square] += (before - model(work)[index, k]).view(-1, 1, 1)
            work[:, :, *square] = X[:, :, *square]
    return total


def ascend_by_backward(X, score, steps=40, size=0.02):
    x, way = X.clone(), [X.clone()]
    for _ in range(steps):
        x.requires_grad_()
        score(x).sum().backward()
        spread = x.grad.flatten(1).std(dim=1).clamp_min(1e-12).view(-1, 1, 1, 1)
        x = torch.clamp(x.detach() + size * x.grad / spread, 0, 1)
        way.append(x.clone())
    return torch.stack(way)


def ascend_into_a_tensor(X, score, steps=40, size=0.02):
    way = X.new_empty(steps + 1, *X.shape)
    way[0] = X
    for step in range(steps):
        x = way[step].clone().requires_grad_()
        g = torch.autograd.grad(score(x), x, torch.ones(len(x), dtype=x.dtype))[0]
        g = g / torch.maximum(g.std(dim=(1, 2, 3), keepdim=True), torch.tensor(1e-12))
        way[step + 1] = (way[step] + size * g).clip(0, 1)
    return way


def ascend_by_recursion(X, score, steps=40, size=0.02):
    if steps == 0:
        return X[None]
    g = torch.autograd.functional.vjp(lambda x: score(x).sum(), X)[1]
    spread = g.std((1, 2, 3), keepdim=True)
    moved = (X + size * torch.where(spread > 0, g / spread, 0)).clamp(0, 1)
    return torch.cat([X[None], ascend_by_recursion(moved, score, steps - 1, size)])


def ascend_by_optimizer(X, score, steps=40, size=0.02):
    x, way = X.clone().requires_grad_(), [X]
    for _ in range(steps):
        optimizer = torch.optim.SGD([x], lr=size, maximize=True)
        optimizer.zero_grad()
        score(x).sum().backward()
        x.grad /= x.grad.std((1, 2, 3), keepdim=True).clamp(1e-12)
        optimizer.step()
        x.data.clamp_(0, 1)
        way.append(x.detach().clone())
    return torch.stack(way)


RIGHT = {
    "contributions": [
        contributions_by_unit,
        contributions_by_photo,
        lambda hidden, W, k: (hidden * (W[k] - W.mean(dim=0))).mean(dim=0),
        lambda hidden, W, k: torch.einsum("nj,j->j", hidden, W[k] - W.sum(0) / len(W)) / len(hidden),
        lambda hidden, weights, c: (hidden.mean(0)[None] * (weights - weights.mean(0, keepdim=True)))[c],
    ],
    "gradient": [
        gradient_by_backward,
        gradient_by_image,
        gradient_by_vector,
        gradient_by_jacobian,
        lambda model, X, k: torch.autograd.functional.vjp(lambda x: model(x)[range(len(k)), k].sum(), X)[1],
    ],
    "strength": [
        strength_by_pixel,
        lambda gradients: gradients.abs().max(dim=1).values,
        lambda g: torch.maximum(g.amax(1), -g.amin(1)),
        lambda g: functional.max_pool3d(g.abs()[:, None], (3, 1, 1))[:, 0, 0],
        lambda g: torch.maximum(torch.maximum(g[:, 0].abs(), g[:, 1].abs()), g[:, 2].abs()),
    ],
    "smooth_gradient": [
        smooth_by_list,
        smooth_image_by_image,
        smooth_at_once,
        smooth_by_running_mean,
        smooth_by_mean_score,
        lambda *all_, **more: smooth_by_list(*all_, **more).float(),
    ],
    "grad_cam": [
        cam_by_image,
        cam_by_einsum,
        cam_by_retained_gradient,
        cam_by_parts_of_the_network,
        lambda model, X, k, layer=None, only_for=True: cam_by_einsum(
            copy.deepcopy(model) if layer is None else model, X, k, layer, only_for
        ),
    ],
    "occlusion": [
        occlusion_by_image,
        occlusion_by_mask,
        occlusion_at_once,
        occlusion_in_place_and_back,
        lambda model, X, k, patch=16, step=8: -occlusion_at_once(lambda x: -model(x), X, k, patch, step),
    ],
    "ascend": [
        ascend_by_backward,
        ascend_into_a_tensor,
        ascend_by_recursion,
        ascend_by_optimizer,
        lambda X, score, steps=40, size=0.02: ascend_by_backward(X, lambda x: 7 * score(x), steps, size),
    ],
}

# --- mistakes, as students write them --------------------------------------------------------------------------


def gradient_left_in_grad(model, X, k):
    X.requires_grad_()
    model(X).gather(1, k[:, None]).sum().backward()
    return X.grad


def gradient_of_loss(model, X, k):
    x = X.clone().requires_grad_()
    functional.cross_entropy(model(x), k).backward()
    return x.grad


def gradient_of(score):
    def gradient(model, X, k):
        x = X.detach().clone().requires_grad_()
        return torch.autograd.grad(score(model(x), k), x)[0]

    return gradient


def gradient_of_weights(model, X, k):
    model.zero_grad()
    model(X).gather(1, k[:, None]).sum().backward()
    return model.features[0].weight.grad


def gradient_in_train_mode(model, X, k):
    model.train()
    return gradient_by_backward(model, X, k)


def smooth_with(draw, gather):
    def smooth_gradient(model, X, k, copies=25, noise=0.15):
        generator, gradients = torch.Generator().manual_seed(0), []
        once = torch.randn(X.shape, generator=torch.Generator().manual_seed(0))
        for _ in range(copies):
            gradients.append(gradient_by_vector(model, X + noise * draw(X.shape, generator, once), k))
        return gather(torch.stack(gradients))

    return smooth_gradient


def normal(shape, generator, once):
    return torch.randn(shape, generator=generator)


def smooth_on_top(model, X, k, copies=25, noise=0.15):
    generator, total = torch.Generator().manual_seed(0), 0
    for _ in range(copies):
        X = X + noise * torch.randn(X.shape, generator=generator)
        total = total + gradient_by_vector(model, X, k)
    return total / copies


def smooth_with_noise_behind(model, X, k, copies=25, noise=0.15):
    generator, total = torch.Generator().manual_seed(0), 0
    for _ in range(copies):
        total = total + gradient_by_vector(model, X, k) + noise * torch.randn(X.shape, generator=generator)
    return total / copies


def cam_with(old, new):
    """Grad-CAM in which a piece of the code has been replaced."""
    lines = """
logits, A = heard_from(model, layer, X)
slopes, = torch.autograd.grad(logits.gather(1, k[:, None]).sum(), A)
alpha = slopes.mean((2, 3), keepdim=True)
total = (alpha * A).sum(1, keepdim=True)
if only_for: total = total.relu()
maps = functional.interpolate(total, size=X.shape[2:], mode="bilinear")[:, 0].detach()
"""
    assert lines.count(old) == 1

    def grad_cam(model, X, k, layer=None, only_for=True):
        names = {"heard_from": heard_from, "torch": torch, "functional": functional}
        names |= {"model": model, "X": X, "k": k, "layer": layer, "only_for": only_for}
        exec(lines.replace(old, new), names)
        return names["maps"]

    return grad_cam


def cam_with_a_hook_that_stays(model, X, k, layer=None, only_for=True):
    (layer or model.features).register_forward_hook(lambda *all_: None)
    return cam_by_einsum(model, X, k, layer, only_for)


def occlusion_with(old, new):
    """Occlusion in which a piece of the code has been replaced."""
    lines = """
before = model(X).gather(1, k[:, None])[:, 0]
total = torch.zeros(len(X), *X.shape[2:])
for y in range(0, X.shape[2] - patch + 1, step):
    for x in range(0, X.shape[3] - patch + 1, step):
        covered = X.clone()
        covered[:, :, y : y + patch, x : x + patch] = X.mean((2, 3), keepdim=True)
        fall = before - model(covered).gather(1, k[:, None])[:, 0]
        total[:, y : y + patch, x : x + patch] += fall[:, None, None]
"""
    assert old in lines

    def occlusion(model, X, k, patch=16, step=8):
        names = {"torch": torch, "model": model, "X": X, "k": k, "patch": patch, "step": step}
        exec(lines.replace(old, new), names)
        return names["total"]

    return occlusion


def ascend_with(old, new):
    """The ascent in which a piece of the code has been replaced."""
    lines = """
way = [X]
for step in range(steps):
    x = way[-1].clone().requires_grad_()
    g, = torch.autograd.grad(score(x).sum(), x)
    g = g / g.std((1, 2, 3), keepdim=True).clamp(min=1e-12)
    way.append((x + size * g).clamp(0, 1).detach())
way = torch.stack(way)
"""
    assert lines.count(old) == 1

    def ascend(X, score, steps=40, size=0.02):
        names = {"torch": torch, "X": X, "score": score, "steps": steps, "size": size}
        exec(lines.replace(old, new), names)
        return names["way"]

    return ascend


MISTAKES = {
    "contributions": [
        (lambda hidden, W, k: hidden.mean(dim=0), "these are the mean activations"),
        (lambda hidden, W, k: torch.softmax(hidden[0], dim=0), "the softmax of one photo's activations"),
        (lambda hidden, W, k: (hidden * W[k]).mean(dim=0), "only the score of class k counts"),
        (lambda hidden, W, k: W[k] - W.mean(dim=0), "these are the weights alone"),
        (lambda hidden, W, k: hidden.mean(dim=1) * (W[k] - W.mean(dim=0)), "the mean goes over the units"),
        (lambda hidden, W, k: (hidden * (W[k] - W.mean(0))).sum(0), "the sum over the photos"),
        (lambda hidden, W, k: hidden.mean(0) * (W.T[k] - W.T.mean(0)), "the weights of *unit* k"),
        (lambda hidden, W, k: abs(hidden.mean(0) * (W[k] - W.mean(0))), "the sign is lost"),
        (lambda hidden, W, k: torch.topk(contributions_by_photo(hidden, W, k), len(W[0])).indices, "best first"),
        (lambda hidden, W, k: hidden * (W[k] - W.mean(0)), "expected"),
        (lambda hidden, W, k: hidden.mean(0) * W.sub_(W.mean(0))[k], "changes its input W"),
        (lambda *all_: contributions_by_photo(*all_).numpy(), "expected a tensor of shape (6,), got an array"),
        (
            lambda hidden, W, k: hidden.mean(0) * (W[k] - (W.sum(0) - W[k]) / (len(W) - 1)),
            "the mean over the *other* classes",
        ),
    ],
    "gradient": [
        (gradient_of_loss, "the gradient of the loss"),
        (gradient_of(lambda logits, k: logits.softmax(1).gather(1, k[:, None]).sum()), "after the softmax"),
        (gradient_of(lambda logits, k: logits.log_softmax(1).gather(1, k[:, None]).sum()), "log-probability"),
        (gradient_of(lambda logits, k: logits.sum()), "all classes are added up"),
        (gradient_of(lambda logits, k: logits.amax(1).sum()), "the highest logit"),
        (gradient_of(lambda logits, k: logits[:, k].sum()), "N × N numbers"),
        (gradient_of(lambda logits, k: logits.gather(1, k[:, None]).mean()), "divided by the number of images"),
        (gradient_of_weights, "with respect to weights"),
        (gradient_left_in_grad, "X.grad still holds the first one's"),
        (gradient_in_train_mode, "train mode"),
        (
            lambda model, X, k: torch.autograd.grad(model(X.requires_grad_()).gather(1, k[:, None]).sum(), X)[0],
            "the images still ask for gradients",
        ),
        (lambda *all_: gradient_by_image(*all_).abs(), "the sign is lost"),
        (lambda model, X, k: gradient_by_image(model, X, k).abs().max(1)[0], "this is the map already"),
    ],
    "strength": [
        (lambda g: g.max(dim=1).values, "the sign has not been taken away"),
        (lambda g: g.max(dim=1).values.abs(), "the maximum comes before the absolute value"),
        (lambda g: g.abs().mean(dim=1), "this is the mean over the channels; asked for"),
        (lambda g: abs(g.mean(1)), "in which opposite signs cancel"),
        (lambda g: g.abs().max(dim=-1).values, "along the rows of pixels"),
        (lambda g: g.abs().max(dim=1), "expected a tensor of shape (3, 3, 3), got a value of type max"),
    ],
    "smooth_gradient": [
        (smooth_with(lambda shape, g, once: once, lambda all_: all_.mean(0)), "the noise is drawn once"),
        (smooth_with(normal, lambda all_: all_.abs().mean(0)), "the mean of the absolute values"),
        (smooth_with(normal, lambda all_: all_.mean(0).abs()), "the sign of the mean is lost"),
        (smooth_with(normal, lambda all_: all_.sum(0)), "not divided by the number of copies"),
        (smooth_with(normal, lambda all_: all_[-1]), "the last copy alone"),
        (smooth_with(lambda shape, g, once: torch.rand(shape, generator=g), lambda all_: all_.mean(0)), "torch.rand"),
        (
            smooth_with(lambda shape, g, once: torch.randn(shape), lambda all_: all_.mean(0)),
            "a second call gives another map",
        ),
        (lambda model, X, k, copies, noise: smooth_by_list(model, X, k), "expected 120, got 25"),
        (lambda model, X, k, copies, noise: smooth_by_list(model, X, k, copies), "the noise is always 0.15"),
        (smooth_on_top, "each copy is made from the copy before"),
        (
            lambda *all_: (
                torch.manual_seed(0) and smooth_with(lambda s, g, o: torch.randn(s), lambda a: a.mean(0))(*all_)
            ),
            "PyTorch's global generator",
        ),
        (
            lambda model, X, k, copies, noise: (
                sum(
                    gradient_by_vector(model, (X + noise * torch.randn(X.shape, generator=g)).clamp(0, 1), k)
                    for g in [torch.Generator().manual_seed(0)]
                    for _ in range(copies)
                )
                / copies
            ),
            "the noisy copies are clamped",
        ),
        (smooth_with_noise_behind, "the network never sees noise"),
    ],
    "grad_cam": [
        (cam_with("if only_for: total = total.relu()", ""), "the ReLU is missing"),
        (cam_with("if only_for: total", "total"), "with only_for=False the ReLU should be left out"),
        (cam_with("slopes.mean((2, 3), keepdim=True)", "slopes.mean(1, keepdim=True)"), "over the channels (dim=1)"),
        (cam_with("slopes.mean((2, 3)", "slopes.mean((0, 2, 3)"), "over the images, too"),
        (cam_with("slopes.mean((2, 3)", "A.mean((2, 3)"), "the weights come from the activations"),
        (cam_with("slopes.mean((2, 3), keepdim=True)", "slopes"), "not averaged over the places"),
        (cam_with("slopes.mean((2, 3)", "slopes.sum((2, 3)"), "the weights are sums over the places"),
        (cam_with("(alpha * A).sum(1, keepdim=True)", "(alpha * A).mean(1, keepdim=True)"), "mean over the channels"),
        (cam_with("(alpha * A).sum", "(alpha * A).relu().sum"), "the ReLU comes before the sum"),
        (cam_with("heard_from(model, layer, X)", "heard_from(model, None, X)"), "the argument layer has no effect"),
        (cam_with("logits.gather(1, k[:, None])", "logits.softmax(1).gather(1, k[:, None])"), "of the probability"),
        (cam_with("logits.gather(1, k[:, None])", "logits.amax(1)"), "the highest logit"),
        (cam_with(', mode="bilinear"', ""), "in squares, without interpolation"),
        (cam_with(".detach()", ""), "detach them"),
        (
            cam_with("heard_from(model, layer, X)", "heard_from(model, layer or model[0], X)"),
            "the first part of the network is heard",
        ),
        (cam_with_a_hook_that_stays, "a hook is still there"),
    ],
    "occlusion": [
        (occlusion_with("patch + 1", "patch"), "the last squares are missing"),
        (occlusion_with("before - model", "-before + model"), "the sign is wrong"),
        (occlusion_with("X.mean((2, 3), keepdim=True)", "0"), "the squares are black"),
        (occlusion_with("X.mean((2, 3), keepdim=True)", "X.mean()"), "all squares have one grey"),
        (occlusion_with("X.mean((2, 3)", "X.mean((0, 2, 3)"), "of the whole batch"),
        (
            occlusion_with("X.mean((2, 3)", "X[:, :, y : y + patch, x : x + patch].mean((2, 3)"),
            "each square gets its own mean colour",
        ),
        (occlusion_with("X.clone()", "X"), "the images are changed"),
        (occlusion_with("+= fall", "= fall"), "only the last one counts"),
        (occlusion_with(").gather", ").softmax(1).gather"), "the fall of the probability"),
        (occlusion_with(":, y : y + patch, x : x + patch] = X", ":, x : x + patch, y : y + patch] = X"), "swapped"),
    ],
    "ascend": [
        (ascend_with("x + size", "x - size"), "the steps go downhill"),
        (ascend_with("g / g.std((1, 2, 3), keepdim=True).clamp(min=1e-12)", "g"), "is not divided by its size"),
        (ascend_with("g.std((1, 2, 3), keepdim=True)", "g.std()"), "of the whole batch"),
        (ascend_with("g.std((1, 2, 3), keepdim=True)", "g.std((2, 3), keepdim=True)"), "each channel"),
        (
            ascend_with("g.std((1, 2, 3), keepdim=True)", "g.flatten(1).norm(dim=1).view(-1, 1, 1, 1)"),
            "by its length (norm)",
        ),
        (ascend_with("keepdim=True)", "correction=0, keepdim=True)"), "this standard deviation divides by n"),
        (ascend_with(".clamp(min=1e-12)", ""), "divided by zero"),
        (ascend_with(".clamp(0, 1)", ""), "pixels leave [0, 1]"),
        (ascend_with("way[-1].clone()", "X.clone()"), "each step starts again from the first picture"),
        (ascend_with("torch.stack(way)", "way[-1]"), "only the last pictures"),
        (ascend_with("torch.stack(way)", "torch.stack(way[1:])"), "the pictures at the start are missing"),
        (ascend_with(".detach()", ""), "hang on the graph"),
        (ascend_with("range(steps)", "range(40)"), "there are always 40 steps"),
    ],
}


class TestAnswers(Answers):
    checks = checks
    right = RIGHT
    mistakes = MISTAKES
