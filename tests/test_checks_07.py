"""The exercises of lesson 07: right answers written in other ways pass, and typical mistakes are named."""

import itertools
import time

import numpy as np
import torch
from answers import Answers
from scipy import ndimage, signal
from torch import nn
from torch.nn import functional

from helpers.checks import pytorch_cnns as checks
from helpers.history import History

# --- right answers ---------------------------------------------------------------------------------------------


def loop(body, before="", after="", **names):
    """A training loop from the lines of its inner loop, of what comes before the epochs, and after each."""
    lines = [
        "def train_plainly(model, X, y, epochs, batch_size, make_optimizer, generator):",
        " optimizer, history, n = make_optimizer(model.parameters()), History(), len(y)",
        f" {before or 'began = time.perf_counter()'}",
        " for epoch in range(epochs):",
        "  order = torch.randperm(n, generator=generator)",
        "  losses, right, hits = 0.0, 0, []",
        "  for rows in order.split(batch_size):",
        *(f"   {line}" for line in body.strip().splitlines()),
        f"  {after or 'history.append(losses / n, right / n, None, None, 0.0)'}",
        " return history",
    ]
    space = {"torch": torch, "functional": functional, "nn": nn, "History": History, "time": time, **names}
    exec("\n".join(lines), space)
    return space["train_plainly"]


PLAIN = """
logits = model(X[rows])
loss = functional.cross_entropy(logits, y[rows])
optimizer.zero_grad()
loss.backward()
optimizer.step()
losses += loss.item() * len(rows)
right += int((logits.argmax(dim=1) == y[rows]).sum())
"""


def plain(*changes):
    """The plain loop, some of whose lines are replaced."""
    body = PLAIN
    for old, new in changes:
        assert old in body
        body = body.replace(old, new)
    return loop(body)


def loop_by_index(model, data, labels, epochs, size, make, generator):
    record, began = History(), time.perf_counter()
    updates = make(list(model.parameters()))
    for _ in range(epochs):
        order = torch.randperm(len(labels), generator=generator).numpy()
        sums = np.zeros(2)
        for start in range(0, len(order), size):
            some = torch.from_numpy(order[start : start + size])
            x, t = data[some], labels[some]
            for parameter in model.parameters():
                parameter.grad = None
            scores = model(x)
            nats = -scores.log_softmax(dim=1)[torch.arange(len(t)), t]
            nats.mean().backward()
            updates.step()
            sums += nats.sum().item(), (scores.argmax(-1) == t).sum().item()
        record.append(*(sums / len(order)), None, None, time.perf_counter() - began)
    return record


def convolve_in_loops(image, kernel):
    k = kernel.shape[0]
    result = np.zeros((image.shape[0] - k + 1, image.shape[1] - k + 1))
    for y in range(result.shape[0]):
        for x in range(result.shape[1]):
            result[y, x] = (image[y : y + k, x : x + k] * kernel).sum()
    return result


def convolve_by_shifts(image, kernel):
    k = len(kernel)
    height, width = np.array(image.shape) - k + 1
    return sum(kernel[i, j] * image[i : i + height, j : j + width] for i in range(k) for j in range(k))


def convolve_by_torch(image, kernel):
    return functional.conv2d(torch.tensor(image)[None, None], torch.tensor(kernel)[None, None])[0, 0].numpy()


def convolve_by_windows(picture, weights):
    windows = np.lib.stride_tricks.sliding_window_view(picture, weights.shape)
    return np.tensordot(windows, weights, axes=2)


class Published(nn.Module):
    """The network as a class, whose dense layers are made before its convolutions."""

    def __init__(self, side, channels, maps, kernel, pooled, dense, classes):
        super().__init__()
        self.pooled, left = pooled, side
        for pool in pooled:
            left = (left - (kernel - 1)) // (2 if pool else 1)
        units = [maps[-1] * left * left, *dense, classes]
        self.dense = nn.ModuleList(nn.Linear(a, b) for a, b in itertools.pairwise(units))
        self.convolutions = nn.ModuleList(nn.Conv2d(a, b, kernel) for a, b in itertools.pairwise([channels, *maps]))
        self.norms = nn.ModuleList(map(nn.BatchNorm2d, maps))

    def forward(self, images):
        for convolution, norm, pool in zip(self.convolutions, self.norms, self.pooled, strict=True):
            images = norm(convolution(images)).relu()
            images = functional.max_pool2d(images, 2) if pool else images
        values = images.flatten(1)
        *hidden, last = self.dense
        for layer in hidden:
            values = torch.sigmoid(layer(values))
        return last(values)


def network(pieces, tail="", **changes):
    """The network from the source of a stage's layers, with some other parts replaced."""
    parts = {
        "left": "side - kernel + 1",
        "half": "side // 2",
        "flat": "nn.Flatten()",
        "bend": "nn.Sigmoid()",
        "inputs": "channels * side * side",
    } | changes

    def published_network(side, channels, maps, kernel, pooled, dense, classes):
        layers = []
        for m, pool in zip(maps, pooled, strict=True):
            names = {"nn": nn, "channels": channels, "m": m, "kernel": kernel, "side": side}
            stage = list(eval(pieces, names))
            layers += stage if pool else [one for one in stage if not isinstance(one, nn.MaxPool2d | nn.AvgPool2d)]
            side = eval(parts["left"], {"side": side, "kernel": kernel})
            side = eval(parts["half"], {"side": side}) if pool else side
            channels = m
        units = eval(parts["inputs"], {"channels": channels, "side": side})
        layers.append(eval(parts["flat"], {"nn": nn}))
        for n in dense:
            layers += [nn.Linear(units, n), eval(parts["bend"], {"nn": nn})]
            units = n
        last = [nn.Linear(units, classes)] + ([eval(tail, {"nn": nn})] if tail else [])
        return nn.Sequential(*layers, *last)

    return published_network


STAGE = "nn.Conv2d(channels, m, kernel), nn.BatchNorm2d(m), nn.ReLU(), nn.MaxPool2d(2)"


def lazy_network(side, channels, maps, kernel, pooled, dense, classes):
    stages = [
        nn.Sequential(
            nn.LazyConv2d(m, kernel), nn.LazyBatchNorm2d(), nn.ReLU(), nn.MaxPool2d(2) if p else nn.Identity()
        )
        for m, p in zip(maps, pooled, strict=True)
    ]
    hidden = [nn.Sequential(nn.LazyLinear(n), nn.Sigmoid()) for n in dense]
    return nn.Sequential(*stages, nn.Flatten(), *hidden, nn.LazyLinear(classes))


def measured_network(side, channels, maps, kernel, pooled, dense, classes):
    body, last = nn.Sequential(), channels
    for number, m in enumerate(maps):
        body.append(nn.Conv2d(last, m, kernel)).append(nn.BatchNorm2d(m))
        if pooled[number]:
            body.append(nn.MaxPool2d(2))
        body.append(nn.ReLU())  # after the maximum it is the same
        last = m
    body.append(nn.Flatten())
    with torch.no_grad():
        last = body.eval()(torch.zeros(1, channels, side, side)).shape[1]
    for n in dense:
        body.append(nn.Linear(last, n)).append(nn.Sigmoid())
        last = n
    return body.append(nn.Linear(last, classes)).train()


def classify_with(
    mode=lambda model: model.eval(),
    prepared=lambda batch: torch.tensor(batch).permute(0, 3, 1, 2) / 255.0,
    said=lambda logits: logits.argmax(1),
    context=torch.no_grad,
    starts=lambda n, size: range(0, n, size),
):
    def classify(model, images, batch_size=500):
        mode(model)
        found = []
        for start in starts(len(images), batch_size):
            with context():
                found.append(said(model(prepared(images[start : start + batch_size]))))
        return torch.cat(found).detach().cpu().numpy()

    return classify


@torch.inference_mode()
def classify_one_by_one(model, images, batch_size=500):
    was = model.training
    model.train(False)
    floats = np.transpose(images, (0, 3, 1, 2)).astype(np.float32) / 255
    classes = [int(model(torch.from_numpy(image)[None]).argmax()) for image in floats]
    model.train(was)
    return np.array(classes)


def capitals_in_loops(shares, classes, capitals):
    result = np.zeros((len(shares), len(capitals)))
    for n, row in enumerate(shares):
        for name, share in zip(classes, row, strict=True):
            result[n, capitals.index(name.upper())] += share
    return result


def capitals_by_matrix(shares, classes, capitals):
    upper = np.char.upper(np.array(classes))
    return shares @ (upper[:, None] == np.array(capitals)).astype(float)


def capitals_by_add_at(shares, names, wanted):
    result = np.zeros((len(wanted), len(shares)))
    np.add.at(result, [list(wanted).index(name.upper()) for name in names], shares.T)
    return result.T


def capitals_by_pairs(shares, classes, capitals):
    column = {name: shares[:, k] for k, name in enumerate(classes)}
    lower = {name.upper(): column[name] for name in classes if name.islower()}
    return np.column_stack([column[name] + lower.get(name, 0) for name in capitals])


RIGHT = {
    "train_plainly": [
        loop_by_index,
        plain(),
        plain(("optimizer.zero_grad()\n", ""), ("optimizer.step()", "optimizer.step()\noptimizer.zero_grad()")),
        plain(("functional.cross_entropy(logits, y[rows])", "nn.CrossEntropyLoss()(logits, y[rows])")),
        plain(
            ("y[rows])\noptimizer", "functional.one_hot(y, logits.shape[1])[rows].float())\noptimizer"),
            ("loss.item()", "float(loss.detach())"),
        ),
        loop(PLAIN.replace("logits = model", "model.train()\nlogits = model")),
    ],
    "convolve": [
        convolve_in_loops,
        convolve_by_shifts,
        convolve_by_torch,
        convolve_by_windows,
        lambda image, kernel: signal.convolve2d(image, kernel[::-1, ::-1], mode="valid"),
    ],
    "published_network": [
        Published,
        network(STAGE),
        lazy_network,
        measured_network,
        network(
            "nn.Sequential(nn.Conv2d(channels, m, (kernel, kernel)), nn.BatchNorm2d(m)), nn.ReLU(), nn.MaxPool2d(2, 2)"
        ),
    ],
    "in_capitals": [
        capitals_in_loops,
        capitals_by_matrix,
        capitals_by_add_at,
        capitals_by_pairs,
        lambda shares, classes, capitals: capitals_by_matrix(shares.astype(np.float32), classes, capitals),
    ],
    "classify": [
        classify_with(),
        classify_one_by_one,
        classify_with(
            mode=lambda model: model.train(False), said=lambda logits: logits.softmax(dim=1).max(dim=1).indices
        ),
        classify_with(prepared=lambda batch: torch.from_numpy(batch).movedim(-1, 1).to(torch.float32).div(255)),
        classify_with(prepared=lambda batch: torch.from_numpy(np.moveaxis(batch, 3, 1) / np.float32(255))),
    ],
}

# --- mistakes, as students write them --------------------------------------------------------------------------


def window_loop(places, value):
    """A convolution over places(H, k) in each direction, with value(window, kernel) at each."""

    def convolve(image, kernel):
        k = len(kernel)
        rows, columns = (places(n, k) for n in image.shape)
        return np.array([[value(image[y : y + k, x : x + k], kernel) for x in columns] for y in rows])

    return convolve


def capitals_by_index(shares, classes, capitals):
    result = np.zeros((len(shares), len(capitals)))
    result[:, [capitals.index(name.upper()) for name in classes]] += shares
    return result


def largest_of_both(shares, classes, capitals):
    result = np.zeros((len(shares), len(capitals)))
    for k, name in enumerate(classes):
        where = capitals.index(name.upper())
        result[:, where] = np.maximum(result[:, where], shares[:, k])
    return result


def capitals_only(shares, classes, capitals):
    return shares[:, [classes.index(letter) for letter in capitals]]


def in_the_order_of_the_classes(shares, classes, capitals):
    upper = [name.upper() for name in classes]
    return np.stack([shares[:, [u == name for u in upper]].sum(1) for name in dict.fromkeys(upper)], axis=1)


MISTAKES = {
    "train_plainly": [
        (plain(("optimizer.zero_grad()\n", "")), "backward *adds* to what is there"),
        (plain(("optimizer.step()\n", "")), "nothing is learned: step is missing"),
        (
            plain(("zero_grad()\nloss.backward()", "zero_grad()"), ("step()", "step()\nloss.backward()")),
            "nothing is learned",
        ),
        (
            plain(("backward()\noptimizer.step()", "backward()\noptimizer.zero_grad()\noptimizer.step()")),
            "there is no gradient",
        ),
        (
            plain(
                (
                    "optimizer.zero_grad()\nloss.backward()\noptimizer.step()",
                    "optimizer.step()\noptimizer.zero_grad()\nloss.backward()",
                )
            ),
            "step comes before backward",
        ),
        (plain(("entropy(logits,", "entropy(logits.softmax(dim=1),")), "the softmax is taken twice"),
        (plain(("cross_entropy(logits,", "nll_loss(logits,")), "nll_loss wants logarithms"),
        (plain(("y[rows])\nopt", "functional.one_hot(y, logits.shape[1])[rows])\nopt")), "the labels are one-hot"),
        (plain(("y[rows])\nopt", "y[rows], reduction='sum')\nopt")), "the loss is added up over the batch"),
        (plain(("loss.item() * len(rows)", "loss.item()")), "multiply it by the size of the batch"),
        (plain(("loss.item() * len(rows)", "loss * len(rows)")), "loss.item() is the number alone"),
        (plain(("right += int(", "right += (")), "the accuracies in the History are tensors"),
        (
            loop(
                PLAIN + "hits.append(loss.item())",
                after="history.append(sum(hits) / len(hits), right / n, None, None, 0.0)",
            ),
            "as if all were of one size",
        ),
        (
            loop(
                PLAIN + "hits.append((logits.argmax(1) == y[rows]).float().mean().item())",
                after="history.append(losses / n, sum(hits) / len(hits), None, None, 0.0)",
            ),
            "count the right answers",
        ),
        (plain(("argmax(dim=1)", "argmax(dim=0)")), "the best *example* for each class"),
        (plain(("X[rows]", "X[rows.sort().values]")), "losses: entry [0]: expected"),
        (
            loop(PLAIN, after="history.append(losses / n, right, None, None, 0.0)"),
            "the number of right answers, not their share",
        ),
        (
            loop(
                PLAIN,
                after="history.append(losses / n, right / n, None, None, 0.0); optimizer = make_optimizer("
                "model.parameters())",
            ),
            "its momentum begins from nothing again",
        ),
        (lambda *arguments: loop_by_index(*arguments[:-1], torch.Generator()), "entries differ"),
        (lambda model, X, *more: loop_by_index(model, X, *more) if len(X) else None, "uses len(X)"),
        (
            loop(PLAIN, after="history.append(losses / n, right / n, None, None, time.time())"),
            "since the training began",
        ),
        (lambda *arguments: loop_by_index(*arguments[:-1], None), "not drawn from the generator that was passed"),
        (lambda *arguments: loop_by_index(*arguments).train_loss, "expected the History, got a value of type list"),
    ],
    "convolve": [
        (lambda image, kernel: signal.convolve2d(image, kernel, mode="valid"), "the kernel is flipped"),
        (window_loop(lambda n, k: range(n - k), lambda w, kernel: (w * kernel).sum()), "at H − k + 1 places"),
        (window_loop(lambda n, k: range(n - k + 1), lambda w, kernel: (w * kernel).mean()), "added up, not averaged"),
        (
            window_loop(lambda n, k: range(n - k + 1), lambda w, kernel: (w * kernel.T).sum()),
            "the kernel is transposed",
        ),
        (window_loop(lambda n, k: range(n - k + 1), lambda w, kernel: w.sum()), "but not multiplied with the kernel"),
        (window_loop(lambda n, k: range(0, n - k + 1, k), lambda w, kernel: (w * kernel).sum()), "do not overlap"),
        (lambda image, kernel: ndimage.correlate(image, kernel, mode="constant"), "the image is padded with zeros"),
        (window_loop(lambda n, k: range(n - k + 1), lambda w, kernel: (w @ kernel).sum()), "product of matrices"),
    ],
    "published_network": [
        (network(STAGE, "nn.Softmax(dim=1)"), "there is a softmax at the end"),
        (network(STAGE, "nn.Sigmoid()"), "there is a sigmoid at the end"),
        (network(STAGE, bend="nn.Identity()"), "the sigmoid is missing"),
        (network(STAGE, bend="nn.ReLU()"), "the dense hidden units are ReLUs"),
        (network(STAGE, left="side - kernel"), "not s − k"),
        (network(STAGE, left="side"), "as if the images were padded"),
        (network(STAGE, half="-(-side // 2)"), "drops the last row and column"),
        (network(STAGE, half="side"), "pooling halves the side"),
        (network(STAGE.replace("kernel)", "kernel, padding='same')"), left="side"), "the images are padded"),
        (network(STAGE, flat="nn.Identity()"), "nn.Flatten is missing"),
        (network(STAGE.replace("nn.BatchNorm2d(m), ", "")), "the batch normalizations are missing"),
        (network(STAGE.replace("nn.ReLU(), ", "")), "the ReLUs are missing"),
        (network(STAGE.replace("nn.BatchNorm2d(m), nn.ReLU()", "nn.ReLU(), nn.BatchNorm2d(m)")), "ReLU comes before"),
        (network(STAGE.replace("Max", "Avg")), "pooling takes the mean"),
        (
            lambda *settings: list(network(STAGE)(*settings)),
            "expected a network (an nn.Module), got a value of type list",
        ),
        (lambda *settings: network(STAGE)(*settings[:-1], 10), "shapes of the parameters: expected"),
    ],
    "in_capitals": [
        (capitals_only, "the lower-case letters are dropped, and their probabilities with them"),
        (capitals_by_index, "keeps only the last"),
        (largest_of_both, "the larger of the two is taken"),
        (lambda *a: capitals_only(*a) / capitals_only(*a).sum(axis=1, keepdims=True), "is made to add up to 1"),
        (in_the_order_of_the_classes, "are in the order of the network's classes"),
        (lambda *a: capitals_in_loops(*a).argmax(axis=1), "expected shape (4, 3), got (4,)"),
        (
            lambda shares, *names: capitals_in_loops(np.eye(shares.shape[1])[shares.argmax(1)], *names),
            "the answers are merged",
        ),
        (lambda *a: capitals_in_loops(*a).T, "expected shape (4, 3), got (3, 4); is it transposed?"),
    ],
    "classify": [
        (classify_with(mode=lambda model: None), "still in training mode"),
        (classify_with(context=torch.enable_grad), "each operation is noted for backward"),
        (
            classify_with(prepared=lambda b: torch.tensor(b).view(len(b), 3, b.shape[1], b.shape[2]) / 255),
            "reshape does not turn axes",
        ),
        (classify_with(prepared=lambda b: torch.tensor(b).permute(0, 3, 2, 1) / 255), "have changed places"),
        (classify_with(prepared=lambda b: torch.tensor(b) / 255), "the channels are still last"),
        (classify_with(prepared=lambda b: torch.tensor(b).movedim(3, 1).float()), "the pixels go from 0 to 255"),
        (
            lambda model, images, size: classify_with()(model, images, len(images)),
            "all images go through the network at once",
        ),
        (
            classify_with(starts=lambda n, size: range(0, n - size + 1, size)),
            "the last batch, which is smaller, is missing",
        ),
        (
            classify_with(prepared=lambda b: torch.from_numpy(np.moveaxis(b / 255, 3, 1))),
            "the network is shown float64",
        ),
        (classify_with(starts=lambda n, size: [0]), "only the first batch is read"),
        (classify_with(said=lambda logits: logits.argmax(0)), "the best *image* for each class"),
        (classify_with(said=lambda logits: logits.max(dim=1)[0]), "asked for is *where* it is"),
        (classify_with(said=lambda logits: logits), "these are logits"),
        (
            lambda *a: torch.from_numpy(classify_with()(*a)),
            "expected an array of shape (8,), got a tensor of shape (8,)",
        ),
    ],
}


class TestAnswers(Answers):
    checks = checks
    right = RIGHT
    mistakes = MISTAKES
