"""The exercises of lesson 03: right answers written in other ways pass, and typical mistakes are named."""

from collections import Counter

import numpy as np
from answers import Answers
from scipy import sparse, special
from sklearn.metrics import confusion_matrix, log_loss

from helpers.checks import training_loops as checks

# --- right answers ---------------------------------------------------------------------------------------------


def each_by_counting(labels, n):
    found = {k: [] for k in range(max(labels) + 1)}
    for position, label in enumerate(labels):
        if len(found[label]) < n:
            found[label].append(position)
    return np.array([position for positions in found.values() for position in positions])


def each_by_table(labels, n):
    where = labels == np.arange(labels.max() + 1)[:, np.newaxis]
    return np.nonzero(where & (np.cumsum(where, axis=1) <= n))[1].astype(np.int32)


def each_by_sorting(labels, n):
    order = np.argsort(labels, kind="stable")
    starts = np.searchsorted(labels[order], np.unique(labels))
    return order[(starts[:, np.newaxis] + np.arange(n)).ravel()]


def linear_by_example(X, Y, W, b):
    cost, d_W, d_b = 0.0, np.zeros(W.shape), np.zeros(b.shape)
    for x, t in zip(X, Y, strict=True):
        z = x @ W + b
        p = np.exp(z) / np.exp(z).sum()
        cost -= np.log(p[t.argmax()]) / len(X)
        d_W += np.outer(x, p - t) / len(X)
        d_b += (p - t) / len(X)
    return cost, d_W, d_b


def linear_by_weight(X, Y, W, b):
    P, N = special.softmax(X @ W + b, axis=1), len(X)
    d_W = [[sum(X[n, i] * (P[n, j] - Y[n, j]) for n in range(N)) / N for j in range(W.shape[1])] for i in range(len(W))]
    return -(Y * np.log(P)).sum() / N, np.array(d_W), (P - Y).mean(axis=0)


def linear_with_one_more_input(X, Y, W, b):
    X1 = np.c_[X, np.ones(len(X))]
    P = special.softmax(X1 @ np.vstack([W, b]), axis=-1)
    slopes = np.einsum("nd,nc->dc", X1, P - Y) / X.shape[0]
    return log_loss(Y.argmax(axis=1), P, labels=range(Y.shape[1])), slopes[:-1], slopes[-1]


def linear_in_single_precision(X, Y, W, b):
    X, Y, W, b = (part.astype(np.float32) for part in (X, Y, W, b))
    P = special.softmax(X @ W + b, axis=1)
    return -np.log(P[Y == 1]).mean(), X.T @ (P - Y) / np.float32(len(X)), (P - Y).mean(axis=0)


def linear_by_sums(X, Y, W, b):
    P = special.softmax(X.dot(W) + b[np.newaxis], 1)
    cost = np.mean([-np.log(p[k]) for p, k in zip(P, Y.argmax(1), strict=True)])
    return [cost, ((P - Y).T @ X).T / len(Y), np.ones(len(Y)) @ (P - Y) / len(Y)]


def walk_in_a_table(gradient, start, rate, momentum, steps):
    points = np.empty((steps + 1, len(start)))
    points[0], velocity = start, 0.0
    for t in range(steps):
        velocity = momentum * velocity - rate * gradient(points[t])
        points[t + 1] = points[t] + velocity
    return points


def walk_with_copies(gradient, start, rate, momentum, steps):
    w, M = start.copy(), np.zeros(start.shape)
    visited = [w.copy()]
    for _ in range(steps):
        M *= momentum
        M -= rate * gradient(w)
        w += M
        visited.append(w.copy())
    return np.stack(visited)


def walk_by_the_last_two(gradient, start, rate, momentum, steps):
    points = [start, start]
    while len(points) < steps + 2:
        points.append(points[-1] + momentum * (points[-1] - points[-2]) - rate * gradient(points[-1]))
    return np.asarray(points[1:])


def walk_with_the_rate_outside(gradient, start, rate, momentum, steps):
    w, running, visited = start, np.zeros(start.size), start[np.newaxis]
    for _ in range(steps):
        running = momentum * running + gradient(w)
        w = w - rate * running
        visited = np.vstack([visited, w])
    return visited


def walk_by_recursion(gradient, start, rate, momentum, steps, M=0):
    if steps == 0:
        return np.array([start])
    M = momentum * M - rate * gradient(start)
    return np.concatenate([[start], walk_by_recursion(gradient, start + M, rate, momentum, steps - 1, M)])


def confused_by_counting(labels, predicted, n_classes, k):
    matrix = np.zeros((n_classes, n_classes), int)
    for t, p in zip(labels, predicted, strict=True):
        matrix[t, p] += 1
    errors = Counter((min(t, p), max(t, p)) for t, p in zip(labels, predicted, strict=True) if t != p)
    return matrix, [pair for pair, _ in errors.most_common(k)]


def confused_by_library(labels, predicted, n_classes, k):
    matrix = confusion_matrix(labels, predicted, labels=range(n_classes))
    i, j = np.triu_indices(n_classes, 1)
    order = np.argsort(-(matrix[i, j] + matrix[j, i]))[:k]
    return matrix, np.column_stack([i[order], j[order]])


def confused_by_sparse_matrix(labels, predicted, n_classes, k):
    ones, shape = np.ones(len(labels), dtype=np.int32), (n_classes, n_classes)
    matrix = sparse.coo_matrix((ones, (labels, predicted)), shape=shape).toarray()
    both = np.triu(matrix + matrix.T, 1)
    return matrix, np.argwhere(both >= 0)[np.argsort(-both.ravel())[:k]]


def confused_by_bins(labels, predicted, n_classes, k):
    matrix = np.bincount(labels * n_classes + predicted, minlength=n_classes**2).reshape(n_classes, n_classes)
    both = np.tril(matrix + matrix.T, -1)
    flat = sorted(range(both.size), key=lambda place: both.flat[place], reverse=True)[:k]
    return matrix, np.array([(place % n_classes, place // n_classes) for place in flat])


def confused_by_one_hot(labels, predicted, n_classes, k):
    eye = np.eye(n_classes, dtype=int)
    matrix = eye[labels].T @ eye[predicted]
    scores = {(i, j): matrix[i, j] + matrix[j, i] for j in range(n_classes) for i in range(j)}
    return matrix, tuple(sorted(scores, key=scores.get)[::-1][:k])


def confused_one_by_one(labels, predicted, n_classes, k):
    classes = range(n_classes)
    matrix = np.array([[np.sum((labels == t) & (predicted == p)) for p in classes] for t in classes])
    left, pairs = matrix + matrix.T, []
    for _ in range(k):
        left[np.tril_indices(n_classes)] = -1
        pairs.append(np.unravel_index(left.argmax(), left.shape))
        left[pairs[-1]] = -1
    return [matrix, pairs]


RIGHT = {
    "first_of_each": [
        each_by_counting,
        each_by_table,
        each_by_sorting,
        lambda labels, n: np.hstack([np.where(labels == k)[0][:n] for k in np.unique(labels)]),
        lambda labels, n: np.array([np.argwhere(labels == k).ravel()[:n] for k in range(max(labels) + 1)]).reshape(-1),
        lambda y, n: np.array([i for k in sorted(set(y)) for i in [j for j in range(len(y)) if y[j] == k][:n]]),
    ],
    "cost_and_gradients": [
        linear_by_example,
        linear_by_weight,
        linear_with_one_more_input,
        linear_by_sums,
        linear_in_single_precision,
        lambda *arguments: tuple(np.asarray(part) for part in linear_by_example(*arguments)),
    ],
    "walk": [
        walk_in_a_table,
        walk_with_copies,
        walk_by_the_last_two,
        walk_with_the_rate_outside,
        walk_by_recursion,
    ],
    "weight_pictures": [
        lambda W, height, width: np.array([column.reshape(height, width) for column in W.T]),
        lambda W, height, width: np.moveaxis(W.reshape(height, width, -1), 2, 0),
        lambda W, height, width: W.reshape((height, width, W.shape[1])).transpose(2, 0, 1),
        lambda W, height, width: np.stack([W[:, k].reshape(height, width) for k in range(W.shape[1])]),
        lambda W, height, width: np.ravel(W, order="F").reshape(W.shape[1], height, width),
    ],
    "confusions": [
        confused_by_counting,
        confused_by_library,
        confused_by_bins,
        confused_by_sparse_matrix,
        confused_by_one_hot,
        confused_one_by_one,
    ],
}

# --- mistakes, as students write them --------------------------------------------------------------------------


def linear_from(source):
    """Cost and gradients in which a line of the right ones has been replaced."""

    def cost_and_gradients(X, Y, W, b, old, new):
        lines = (
            "N = len(X); Z = X @ W + b; P = softmax(Z, axis=1); cost = -(Y * np.log(P)).sum() / N; D = (P - Y) / N;"
            "answer = cost, X.T @ D, D.sum(axis=0)"
        )
        assert old in lines
        names = {"np": np, "softmax": special.softmax, "X": X, "Y": Y, "W": W, "b": b}
        exec(lines.replace(old, new), names)
        return names["answer"]

    old, new = source.split(" -> ")
    return lambda *arguments: cost_and_gradients(*arguments, old, new)


def walk_with(loop):
    """A walk whose loop is given as text."""

    def walk(gradient, start, rate, momentum, steps):
        names = {"gradient": gradient, "w": start.copy(), "a": rate, "m": momentum, "np": np, "M": 0 * start}
        names["points"] = [start]
        for _ in range(steps):
            exec(loop, names)
        return np.array(names["points"])

    return walk


def walk_in_place(gradient, start, rate, momentum, steps):
    w, M, points = start, np.zeros_like(start), [start.copy()]
    for _ in range(steps):
        M = momentum * M - rate * gradient(w)
        w += M
        points.append(w.copy())
    return np.array(points)


def walk_of_one_array(gradient, start, rate, momentum, steps):
    w, M = start.copy(), np.zeros_like(start)
    points = [w]
    for _ in range(steps):
        M = momentum * M - rate * gradient(w)
        w += M
        points.append(w)
    return np.array(points)


def confused_with(count="np.add.at(m, (t, p), 1)", both="np.triu(m + m.T, 1)", last="order"):
    def confusions(labels, predicted, n_classes, k):
        names = {"np": np, "t": labels, "p": predicted, "m": np.zeros((n_classes, n_classes), dtype=int)}
        exec(count, names)
        both_ways = eval(both, names)
        order = np.argsort(both_ways.ravel())[::-1][:k]
        rows, columns = np.unravel_index(order, both_ways.shape)
        names.update(order=np.array([rows, columns]).T, rows=rows, columns=columns)
        return names["m"], eval(last, names)

    return confusions


MISTAKES = {
    "first_of_each": [
        (lambda y, n: np.concatenate([np.where(y == k)[0][-n:] for k in range(max(y) + 1)]), "the last n of each"),
        (lambda y, n: np.concatenate([np.where(y == k)[0][:n] for k in range(max(y))]), "the last class is missing"),
        (lambda y, n: np.concatenate([np.where(y == k)[0][:n] for k in range(1, max(y) + 1)]), "class 0 is missing"),
        (lambda y, n: np.array([np.where(y == k)[0][:n] for k in range(max(y) + 1)]), "a row for each class"),
        (
            lambda y, n: np.array([np.where(y == k)[0][i] for i in range(n) for k in set(y)]),
            "one of each class follows",
        ),
        (lambda y, n: np.argsort(y, kind="stable")[: n * len(set(y))], "nothing stops after n of each"),
        (lambda y, n: np.hstack([np.where(y == digit)[0][:n] for digit in range(10)]), "only the classes 0 to 9"),
        (lambda y, n: np.arange(n * len(set(y))), "whatever their class"),
        (lambda y, n: y[each_by_counting(y, n)], "these are the labels"),
        (lambda y, n: np.array(sorted(each_by_counting(y, n))), "in the order of the data set"),
        (lambda y, n: each_by_counting(y, n).tolist(), "expected an array"),
        (lambda y, n: np.array([y == k for k in range(max(y) + 1)]), "expected shape"),
    ],
    "cost_and_gradients": [
        (linear_from("N = len(X) -> N = 1"), "cost and gradients are sums over the examples"),
        (linear_from("D = (P - Y) / N -> D = P - Y"), "the gradients are those of the sum"),
        (linear_from(".sum() / N -> .sum()"), "the cost is the sum over the examples"),
        (linear_from("(Y * np.log(P)).sum() / N -> (Y * np.log(P)).mean()"), "by the number of classes too"),
        (linear_from("cost = - -> cost = "), "the cost is negative"),
        (linear_from("(P - Y) / N -> (Y - P) / N"), "both gradients point the wrong way"),
        (linear_from("(P - Y) / N -> (P - Y) * P * (1 - P) / N"), "a derivative too many"),
        (linear_from("X.T @ D -> X @ D"), "X is to be transposed in d_W"),
        (linear_from("X.T @ D -> D.T @ X"), "d_W is transposed"),
        (linear_from("D.sum(axis=0) -> D.mean(axis=0)"), "by the number of examples twice"),
        (linear_from("D.sum(axis=0) -> D"), "d_b is not added up"),
        (linear_from("D.sum(axis=0) -> D.sum(axis=1)"), "d_b: entry [0]: expected"),
        (linear_from("X @ W + b -> X @ W"), "the bias is missing"),
        (linear_from("X.T @ D -> np.tile(X.sum(axis=1) @ D, (X.shape[1], 1))"), "the sum of all pixels"),
        (linear_from("softmax(Z, axis=1) -> softmax(Z, axis=0)"), "cost: expected"),
        (linear_from("cost, X.T @ D -> X.T @ D"), "expected cost, d_W, d_b, got a value of type tuple of 2"),
    ],
    "walk": [
        (walk_with("M = m * M + a * gradient(w); w = w + M; points.append(w)"), "the steps go uphill"),
        (walk_with("M = m * M - a * gradient(w); w = w - M; points.append(w)"), "W moves by plus M"),
        (walk_with("M = -a * gradient(w); w = w + M; points.append(w)"), "each step forgets the one before"),
        (walk_with("M = M - a * gradient(w); w = w + M; points.append(w)"), "the momentum is not used"),
        (walk_with("M = m * M - (1 - m) * a * gradient(w); w = w + M; points.append(w)"), "a running mean"),
        (walk_with("M = m * M - gradient(w); w = w + M; points.append(w)"), "the rate is not used"),
        (walk_with("M = m * M - a * gradient(w); w = w + M - a * gradient(w); points.append(w)"), "counted twice"),
        (walk_with("w = w + M; M = m * M - a * gradient(w); points.append(w)"), "the M of the step before"),
        (walk_with("M = m * M - a * gradient(points[0]); w = w + M; points.append(w)"), "the gradient at the start"),
        (walk_with("M = m * M - a * gradient(w + m * M); w = w + M; points.append(w)"), "Nesterov"),
        (walk_of_one_array, "all rows are the last point"),
        (walk_in_place, "walk changes its input start"),
        (lambda *arguments: walk_in_a_table(*arguments)[1:], "the start is missing"),
        (lambda *arguments: walk_in_a_table(*arguments)[-1], "all points are asked for"),
        (
            lambda *arguments: list(walk_in_a_table(*arguments)),
            "expected an array of shape (4, 4), got a value of type",
        ),
    ],
    "weight_pictures": [
        (lambda W, height, width: W.reshape(W.shape[1], height, width), "mixed from the weights of several units"),
        (lambda W, height, width: np.array([w.reshape(height, width).T for w in W.T]), "turned about their diagonal"),
        (lambda W, height, width: W.reshape(height, width, -1), "along the last axis"),
        (lambda W, height, width: W.T.reshape(len(W.T), height * width), "still to be cut into a picture"),
        (lambda W, height, width: np.abs(W.T).reshape(-1, height, width), "the signs are lost"),
        (
            lambda W, height, width: ((W - W.min(axis=0)) / (W.max(axis=0) - W.min(axis=0))).T.reshape(
                -1, height, width
            ),
            "stretched to [0, 1]",
        ),
        (lambda W, height, width: W.T.reshape(-1, width, height), "height and width are swapped"),
        (lambda W, height, width: W.T[0].reshape(height, width), "the picture of one unit"),
    ],
    "confusions": [
        (confused_with(count="np.add.at(m, (p, t), 1)"), "the matrix is transposed"),
        (confused_with(count="m[t, p] += 1"), "adds one to each entry, however often"),
        (confused_with(count="n = max(t) + 1; m = m[:n, :n]; np.add.at(m, (t, p), 1)"), "a class that never occurs"),
        (
            confused_with(count="np.add.at(m, (t, p), 1); m = m / np.maximum(m.sum(axis=1)[:, None], 1)"),
            "these are shares",
        ),
        (confused_with(both="m - np.diag(np.diag(m))"), "counted one way only"),
        (confused_with(both="np.triu(m, 1)"), "only the errors above the diagonal"),
        (confused_with(both="m"), "the diagonal of the matrix is no error"),
        (confused_with(both="np.triu(m + m.T)"), "the diagonal of the matrix is no error"),
        (confused_with(both="np.where(np.eye(len(m)) == 1, 0, m + m.T)"), "each pair is there twice"),
        (confused_with(last="order[::-1]"), "in the wrong order"),
        (confused_with(last="np.array([columns, rows]).T"), "the smaller number of a class comes first"),
        (confused_with(last="(rows, columns)"), "a pair is a row, not a column"),
        (lambda *arguments: confused_by_library(*arguments)[0], "return matrix, pairs"),
    ],
}


class TestAnswers(Answers):
    checks = checks
    right = RIGHT
    mistakes = MISTAKES
