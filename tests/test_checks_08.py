"""The exercises of lesson 08: right answers written in other ways pass, and typical mistakes are named."""

import copy
import statistics
from itertools import chain

import numpy as np
import pytest
import torch
from answers import Answers
from scipy import stats
from sklearn.metrics import multilabel_confusion_matrix
from torch import nn

from helpers import training
from helpers.checks import fine_tuning as checks


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    torch.set_num_threads(1)


# --- right answers ---------------------------------------------------------------------------------------------


def drawn(layer):
    torch.nn.init.normal_(layer.weight, mean=0.0, std=0.01)
    torch.nn.init.zeros_(layer.bias)
    return layer


def like(old, classes):
    if isinstance(old, nn.Conv2d):
        return nn.Conv2d(old.in_channels, classes, 1)
    return nn.Linear(old.in_features, classes)


def last_place(network):
    return [i for i, layer in enumerate(network.classifier) if hasattr(layer, "weight")][-1]


def renewed_from_behind(network, classes):
    for i in reversed(range(len(network.classifier))):
        layer = network.classifier[i]
        if isinstance(layer, nn.Linear | nn.Conv2d):
            network.classifier[i] = drawn(like(layer, classes))
            return network


def renewed_by_name(network, classes):
    name = [name for name, layer in network.named_modules() if isinstance(layer, (nn.Linear, nn.Conv2d))][-1]
    network.set_submodule(name, drawn(like(network.get_submodule(name), classes)))
    return network


def renewed_by_hand(network, classes):
    place = last_place(network)
    old = network.classifier[place]
    new = type(old)(old.weight.shape[1], classes, *[1] * (old.weight.ndim == 4))
    new.weight = nn.Parameter(0.01 * torch.randn(new.weight.shape))
    new.bias = nn.Parameter(torch.zeros(classes))
    setattr(network.classifier, str(place), new)
    return network


def renewed_as_a_new_classifier(network, classes):
    layers, place = list(network.classifier), last_place(network)
    layers[place] = like(layers[place], classes)
    with torch.no_grad():
        layers[place].weight.normal_(0, 0.01)
        layers[place].bias.fill_(0)
    network.classifier = nn.Sequential(*layers)
    return network


def renewed_by_the_kind_of_network(network, classes):
    if isinstance(network.classifier[1], nn.Conv2d):
        network.classifier[1] = nn.Conv2d(network.classifier[1].in_channels, classes, kernel_size=(1, 1))
        drawn(network.classifier[1])
    else:
        network.classifier[6] = drawn(nn.Linear(network.classifier[6].in_features, classes, bias=True))
    return network


def renewed_in_a_copy(network, classes):
    network = copy.deepcopy(network)
    place = max(i for i, layer in enumerate(network.classifier) if list(layer.parameters()))
    old = network.classifier.pop(place)
    new = nn.LazyLinear(classes) if isinstance(old, nn.Linear) else nn.LazyConv2d(classes, (1, 1))
    new(old.weight.new_zeros(1, *old.weight.shape[1:]))
    network.classifier.insert(place, drawn(new))
    return network


def renewed_in_the_old_layer(network, classes):
    old = network.classifier[last_place(network)]
    size = "out_features" if isinstance(old, nn.Linear) else "out_channels"
    setattr(old, size, classes)
    old.weight = nn.Parameter(torch.empty(classes, *old.weight.shape[1:]))
    old.bias = nn.Parameter(torch.empty(classes))
    drawn(old)
    return network


def frozen_by_state(part, frozen=True):
    for name, _ in part.named_parameters():
        part.get_parameter(name).requires_grad_(not frozen)


def frozen_by_module(part, frozen=True):
    for layer in part.modules():
        for weights in layer.parameters(recurse=False):
            weights.requires_grad = frozen is False


def frozen_by_recursion(part, frozen=True):
    for weights in part._parameters.values():
        if weights is not None:
            weights.requires_grad = not frozen
    for child in part.children():
        frozen_by_recursion(child, frozen)


def frozen_and_in_eval_mode(part, frozen=True):
    part.train(not frozen)
    for weights in list(part.parameters()):
        weights.requires_grad = not frozen
    return part


def as_tensor(split):
    images = split.images if split.images.ndim == 4 else split.images[..., None]
    return torch.from_numpy(images).permute(0, 3, 1, 2).float() / 255


def features_by_batch(body, split, mirror=False):
    body.eval()
    kept = []
    with torch.inference_mode():
        for images in [as_tensor(split), as_tensor(split).flip(3)][: 2 if mirror else 1]:
            for start in range(0, len(images), 32):
                kept.append(body(images[start : start + 32]))
    return torch.cat(kept).numpy(), np.concatenate([split.labels] * (1 + mirror))


def features_of_mirrored_arrays(body, split, mirror=False):
    images, labels = split.images, split.labels
    if mirror:
        images = np.concatenate([images, images[:, :, ::-1]])
        labels = np.concatenate([labels, labels])
    images = np.stack([images] * 3, axis=1) if images.ndim == 3 else images.transpose(0, 3, 1, 2)
    images = torch.tensor(images.copy(), dtype=torch.float32) / 255
    return training.predict(body, images), labels


def features_in_two_calls(body, split, mirror=False):
    plain = training.predict(body, split)
    if not mirror:
        return plain, split.labels
    other = training.predict(body, split, looks=[lambda batch: torch.flip(batch, [3])], batch_size=10)
    return np.vstack([plain, other]), np.hstack([split.labels, split.labels])


def features_one_by_one(body, split, mirror=False):
    body.train(False)
    from_the_right = torch.arange(split.images.shape[2] - 1, -1, -1)
    looks = [as_tensor(split), as_tensor(split)[..., from_the_right]][: 1 + mirror]
    with torch.no_grad():
        kept = [body(image[None])[0].numpy() for image in chain.from_iterable(looks)]
    return np.array(kept), np.resize(split.labels, len(kept))


def features_detached(body, split, mirror=False):
    images = as_tensor(split)
    body.eval()
    out = body(torch.cat([images, images.flip(-1)]) if mirror else images).detach().numpy()
    return [out, np.tile(split.labels, 2 if mirror else 1)]


def features_in_one_network(body, split, mirror=False):
    both, labels = nn.Sequential(body, nn.Identity()), split.labels.astype(np.int32)
    looks = [lambda batch: batch] + [lambda batch: batch[:, :, :, torch.arange(batch.shape[-1] - 1, -1, -1)]] * mirror
    kept = [training.predict(both, split.images, looks=(look,)).astype(np.float64) for look in looks]
    return np.vstack(kept), np.stack([labels] * len(kept)).ravel()


def features_by_loader(body, split, mirror=False):
    body.eval()
    kept, labels = [], []
    for turned in range(1 + mirror):
        loader = torch.utils.data.DataLoader(list(zip(as_tensor(split), split.labels, strict=True)), batch_size=8)
        for images, some in loader:
            with torch.inference_mode():
                kept += list(body(torch.flip(images, dims=(3,)) if turned else images))
            labels += some.tolist()
    return torch.stack(kept).numpy(), np.array(labels)


def counts_by_loop(matrix):
    out = np.zeros((len(matrix), 2, 2), dtype=int)
    for i, row in enumerate(matrix):
        for j, count in enumerate(row):
            for k in range(len(matrix)):
                out[k, int(i != k), int(j != k)] += count
    return out


def counts_by_deletion(matrix):
    boxes = []
    for k in range(len(matrix)):
        rest = np.delete(np.delete(matrix, k, axis=0), k, axis=1)
        boxes.append([[matrix[k, k], np.delete(matrix[k], k).sum()], [np.delete(matrix[:, k], k).sum(), rest.sum()]])
    return np.array(boxes)


def counts_by_scikit_learn(matrix):
    true, said = np.indices(matrix.shape).reshape(2, -1)
    boxes = multilabel_confusion_matrix(true, said, sample_weight=matrix.ravel())
    return boxes[:, ::-1, ::-1].astype(int)


def counts_by_product(matrix):
    one = np.eye(len(matrix), dtype=int)
    sides = np.stack([one, 1 - one], axis=1)  # (C, 2, C): the class, and all others
    return sides @ matrix @ sides.transpose(0, 2, 1)


def counts_by_einsum(matrix):
    one = np.eye(len(matrix), dtype=int)
    return np.einsum("kai,ij,kbj->kab", *(lambda s: (s, matrix, s))(np.stack([one, 1 - one], 1)))


def counts_in_place(matrix):
    rest, boxes = matrix.astype(np.int32), np.zeros((len(matrix), 2, 2), np.uint32)
    boxes[:, 0, 0] = rest.diagonal()
    np.fill_diagonal(rest, 0)
    boxes[:, 0, 1], boxes[:, 1, 0] = np.einsum("ij->i", rest), np.einsum("ij->j", rest)
    boxes[:, 1, 1] = matrix.sum() - boxes.sum(axis=(1, 2), dtype=int)
    return boxes


def interval_in_float32(values):
    values = torch.tensor(values, dtype=torch.float32)
    reach = stats.t.ppf(q=0.975, df=len(values) - 1) * values.std() / len(values) ** 0.5
    return values.mean().item(), reach.item()


def interval_of_scipy(values):
    low, high = stats.t.interval(0.95, len(values) - 1, loc=np.mean(values), scale=stats.sem(values))
    return (low + high) / 2, (high - low) / 2


def interval_by_sums(values):
    n = len(values)
    mean = sum(values) / n
    variance = sum((value - mean) ** 2 for value in values) / (n - 1)
    return mean, stats.t(n - 1).ppf(1 - 0.05 / 2) * (variance / n) ** 0.5


RIGHT = {
    "renew_last_layer": [
        renewed_from_behind,
        renewed_by_name,
        renewed_by_hand,
        renewed_as_a_new_classifier,
        renewed_by_the_kind_of_network,
        renewed_in_a_copy,
        renewed_in_the_old_layer,
    ],
    "freeze": [
        frozen_by_state,
        frozen_by_module,
        frozen_by_recursion,
        frozen_and_in_eval_mode,
        lambda part, frozen=True: part.requires_grad_(not frozen),
        lambda part, frozen=True: part.apply(lambda layer: layer.requires_grad_(requires_grad=not frozen)),
    ],
    "features": [
        features_by_batch,
        features_of_mirrored_arrays,
        features_in_two_calls,
        features_one_by_one,
        features_detached,
        features_in_one_network,
        features_by_loader,
    ],
    "two_by_two": [
        counts_by_loop,
        counts_by_deletion,
        counts_by_scikit_learn,
        counts_by_product,
        counts_by_einsum,
        counts_in_place,
    ],
    "interval": [
        interval_of_scipy,
        interval_by_sums,
        interval_in_float32,
        lambda v: (statistics.fmean(v), stats.t.isf(0.025, len(v) - 1) * statistics.stdev(v) / len(v) ** 0.5),
        lambda v: [np.average(v), -stats.t.ppf(0.025, df=len(v) - 1) * np.std(v, ddof=1) / np.sqrt(len(v))],
        lambda v: (np.mean(v), stats.sem(v) * stats.t.ppf(0.975, len(v) - 1)),
    ],
}

# --- mistakes, as students write them --------------------------------------------------------------------------


def only_the_attribute(network, classes):
    layer = network.classifier[last_place(network)]
    layer.out_features = layer.out_channels = classes
    return network


def the_last_element(network, classes):
    network.classifier[-1] = drawn(nn.Linear(network.classifier[-1].in_features, classes))
    return network


def a_layer_behind(network, classes):
    network.classifier.add_module("new", nn.Linear(200, classes))
    return network


def one_layer_for_all(network, classes):
    conv = isinstance(network.classifier[1], nn.Conv2d)
    network.classifier = nn.Conv2d(96, classes, 1) if conv else nn.Linear(16, classes)
    return network


def with_softmax(network, classes):
    renewed_from_behind(network, classes).classifier.append(nn.Softmax(dim=-1))
    return network


def the_first_rows(network, classes):
    place = last_place(network)
    old = network.classifier[place]
    network.classifier[place] = like(old, classes)
    network.classifier[place].load_state_dict({n: v[:classes] for n, v in old.state_dict().items()})
    return network


def as_it_comes(network, classes):
    place = last_place(network)
    network.classifier[place] = like(network.classifier[place], classes)
    return network


def too_wide(network, classes):
    layer = renewed_from_behind(network, classes).classifier[last_place(network)]
    nn.init.normal_(layer.weight, std=0.1)
    return network


def returning_nothing(network, classes):
    renewed_from_behind(network, classes)


def padded(network, classes):
    layer = renewed_from_behind(network, classes).classifier[1]
    if isinstance(layer, nn.Conv2d):
        network.classifier[1] = drawn(nn.Conv2d(layer.in_channels, classes, 1, padding=1))
    return network


def freezing_the_rest(network, classes):
    for weights in network.parameters():
        weights.requires_grad = False
    return renewed_from_behind(network, classes)


def features_attached(body, split, mirror=False):
    body.eval()
    images = as_tensor(split)
    return body(torch.cat([images, images.flip(3)]) if mirror else images), np.tile(split.labels, 1 + mirror)


def features_with(images=as_tensor, turned=lambda X: X.flip(3), labels=lambda y: np.tile(y, 2), mode=False):
    def features(body, split, mirror=False):
        body.train(mode)
        X = images(split)
        with torch.no_grad():
            kept = [body(X).numpy()] + ([body(turned(X)).numpy()] if mirror else [])
        return np.concatenate(kept), labels(split.labels) if mirror else split.labels

    return features


def features_in_rows(body, split, mirror=False):
    kept, labels = features_in_two_calls(body, split, mirror)
    return kept.reshape(len(kept), -1), labels


def only_of_colours(body, split, mirror=False):
    images = torch.from_numpy(split.images).permute(0, 3, 1, 2) / 255
    return training.predict(body, torch.cat([images, images.flip(3)]) if mirror else images), labels_of(split, mirror)


def labels_of(split, mirror):
    return np.tile(split.labels, 1 + mirror)


def the_mean_of_looks(body, split, mirror=False):
    looks = [lambda X: X, lambda X: X.flip(3)] if mirror else []
    return training.predict(body, split, looks=looks), split.labels


def normalized_before(split):
    mean, std = torch.tensor([[0.485, 0.456, 0.406], [0.229, 0.224, 0.225]])[:, :, None, None]
    return (as_tensor(split) - mean) / std


def counts_with(change):
    def two_by_two(matrix):
        boxes = []
        for k in range(len(matrix)):
            tp, fn, fp = matrix[k, k], matrix[k].sum() - matrix[k, k], matrix[:, k].sum() - matrix[k, k]
            boxes.append(change(matrix, tp, fn, fp, matrix.sum() - tp - fn - fp))
        return np.array(boxes)

    return two_by_two


MISTAKES = {
    "renew_last_layer": [
        (only_the_attribute, "only the number has changed that the layer prints"),
        (the_last_element, "it raised AttributeError: 'Flatten' object has no attribute 'in_features'"),
        (a_layer_behind, "the old layer is still there"),
        (one_layer_for_all, "the whole classifier is gone"),
        (with_softmax, "there is a softmax behind the new layer"),
        (the_first_rows, "the first rows of the old one"),
        (as_it_comes, "the new weights are as PyTorch draws them by itself"),
        (too_wide, "mean 0 and spread 0.01: expected True"),
        (returning_nothing, "got None (is a return missing?)"),
        (padded, " padded, ReLU"),
        (freezing_the_rest, "the other layers have been frozen"),
    ],
    "freeze": [
        (lambda part, frozen=True: setattr(part, "requires_grad", not frozen), "everything still learns"),
        (lambda part, frozen=True: part.train(not frozen), "everything still learns"),
        (lambda part, frozen=True: part.requires_grad_(False), "the argument `frozen` is not used"),
        (lambda part, frozen=True: part.requires_grad_(frozen), "it is the wrong way round"),
        (
            lambda part, frozen=True: [w.requires_grad_(not w.requires_grad) for w in part.parameters()],
            "each call turns the flag over",
        ),
        (
            lambda part, frozen=True: [
                w.requires_grad_(not frozen) for n, w in part.named_parameters() if "weight" in n
            ],
            "the biases still learn",
        ),
        (
            lambda part, frozen=True: [
                w.requires_grad_(not frozen) for layer in part for w in layer._parameters.values() if w is not None
            ],
            "blocks within the part still learn",
        ),
        (
            lambda part, frozen=True: [
                layer.requires_grad_(not frozen) for layer in part.modules() if isinstance(layer, nn.Conv2d)
            ],
            "the scale and shift of the batch normalization still learn",
        ),
    ],
    "features": [
        (features_attached, "they still hang on the graph"),
        (features_with(labels=lambda y: np.repeat(y, 2)), "np.repeat puts each label twice"),
        (features_with(labels=lambda y: y), "labels for the plain pictures only"),
        (features_with(turned=lambda X: X.flip(2)), "the second look is upside down"),
        (features_with(turned=lambda X: X.flip(1)), "its colours exchanged"),
        (features_with(turned=lambda X: X.flip(0)), "axis 0 counts the pictures"),
        (features_with(mode=True), "a network in train mode"),
        (features_with(images=lambda split: 255 * as_tensor(split)), "pixels from 0 to 255"),
        (features_with(images=normalized_before), "normalized twice"),
        (
            features_with(
                images=lambda s: torch.from_numpy(s.images / 255).float().reshape(len(s), 3, *s.images.shape[1:3])
            ),
            "reshape has mixed pixels and channels",
        ),
        (features_in_rows, "the features stand in rows"),
        (only_of_colours, "it raised RuntimeError"),
        (the_mean_of_looks, "the features of both looks are averaged"),
        (lambda body, split, mirror=False: features_in_two_calls(body, split, True), "without being asked for"),
        (lambda body, split, mirror=False: features_in_two_calls(body, split, mirror)[0], "expected features, labels"),
    ],
    "two_by_two": [
        (counts_with(lambda m, tp, fn, fp, tn: [[tp, fp], [fn, tn]]), "missed and false alarms are exchanged"),
        (counts_with(lambda m, tp, fn, fp, tn: [[tn, fp], [fn, tp]]), "scikit-learn's order"),
        (
            counts_with(lambda m, tp, fn, fp, tn: [[tp, fn], [fp, np.diag(m).sum() - tp]]),
            "counts only images that were named rightly",
        ),
        (counts_with(lambda m, tp, fn, fp, tn: [[tp, fn + tp], [fp + tp, tn]]), "the whole row and the whole column"),
        (counts_with(lambda m, tp, fn, fp, tn: [[tp, fn], [fp, m.sum() - tp]]), "all but the found ones"),
        (counts_with(lambda m, tp, fn, fp, tn: [tp, fn, fp, tn]), "stand in one row"),
        (lambda m: counts_by_loop(m) / m.sum(), "these are shares"),
        (lambda m: counts_by_loop(m).transpose(1, 2, 0), "the classes are the last axis"),
        (lambda m: counts_by_loop(m).reshape(len(m), 4).T.reshape(-1, 2, 2), "counts of several classes are mixed"),
    ],
    "interval": [
        (lambda v: (np.mean(v), stats.t.ppf(0.975, len(v) - 1) * np.std(v) / len(v) ** 0.5), "divided by n, not n − 1"),
        (lambda v: (np.mean(v), 1.96 * np.std(v, ddof=1) / len(v) ** 0.5), "1.96 is the normal distribution's"),
        (lambda v: (np.mean(v), stats.sem(v) * stats.norm.ppf(0.975)), "1.96 is the normal distribution's"),
        (lambda v: (np.mean(v), stats.sem(v) * stats.t.ppf(0.95, len(v) - 1)), "only 90 % lie within"),
        (lambda v: (np.mean(v), stats.sem(v) * stats.t.ppf(0.975, len(v))), "n degrees of freedom"),
        (lambda v: (np.mean(v), np.std(v, ddof=1) * stats.t.ppf(0.975, len(v) - 1)), "how far single runs lie"),
        (lambda v: (np.mean(v), stats.sem(v)), "the standard error of the mean"),
        (lambda v: (np.mean(v), np.std(v, ddof=1)), "the spread of single runs"),
        (lambda v: (np.mean(v), 2 * stats.sem(v) * stats.t.ppf(0.975, len(v) - 1)), "the whole width"),
        (lambda v: stats.t.interval(0.95, len(v) - 1, np.mean(v), stats.sem(v)), "these are the two ends"),
        (lambda v: (np.median(v), interval_of_scipy(v)[1]), "mean: expected"),
    ],
}


class TestAnswers(Answers):
    checks = checks
    right = RIGHT
    mistakes = MISTAKES
