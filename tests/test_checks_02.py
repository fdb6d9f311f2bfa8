"""The exercises of lesson 02: right answers written in other ways pass, and typical mistakes are named."""

import copy
import math

import numpy as np
from answers import Answers
from scipy import special

from helpers.checks import scratch_mlp as checks

# --- right answers ---------------------------------------------------------------------------------------------


def xavier_by_entry(n_in, n_out, rng):
    a = math.sqrt(6 / (n_in + n_out))
    return np.array([[rng.uniform(-a, a) for _ in range(n_out)] for _ in range(n_in)]), np.zeros(n_out)


def xavier_by_columns(inputs, units, generator):
    columns = [generator.random(inputs) - 0.5 for _ in range(units)]
    return np.stack(columns, axis=1) * np.sqrt(24 / (inputs + units)), np.zeros((units,), dtype=np.float64)


def layer_by_example(X, W, b):
    A = np.empty((len(X), W.shape[1]))
    for n, x in enumerate(X):
        for j in range(W.shape[1]):
            z = sum(x[i] * W[i, j] for i in range(len(x))) + b[j]
            A[n, j] = 1 / (1 + math.exp(-z)) if z > -700 else 0.0
    return A


def stable_sigmoid(Z):
    positive = Z >= 0
    E = np.exp(np.where(positive, -Z, Z))
    return np.where(positive, 1, E) / (1 + E)


def softmax_by_row(Z):
    rows = []
    for z in Z:
        e = [math.exp(value - max(z)) for value in z]
        rows.append([value / sum(e) for value in e])
    return np.array(rows)


def loss_by_example(P, y):
    loss, right = 0.0, 0
    for p, label in zip(P, y, strict=True):
        loss -= math.log(p[label])
        right += int(p.argmax() == label)
    return loss, right / len(y)


def backward_by_example(X, Y, A, P, parameters):
    d = {name: np.zeros(values.shape) for name, values in parameters.items()}
    for x, t, a, p in zip(X, Y, A, P, strict=True):
        delta = p - t
        hidden = (parameters["W2"] @ delta) * a * (1 - a)
        d["W1"] += np.outer(x, hidden)
        d["b1"] += hidden
        d["W2"] += np.outer(a, delta)
        d["b2"] += delta
    return d


def backward_by_einsum(X, Y, A, P, parameters):
    D2 = P - Y
    D1 = np.einsum("nc,hc->nh", D2, parameters["W2"]) * (A - A**2)
    W1, W2 = np.einsum("nd,nh->dh", X, D1), np.einsum("nh,nc->hc", A, D2)
    return {"b2": np.ones(len(X)) @ D2, "W2": W2, "b1": np.ones(len(X)) @ D1, "W1": W1}


def linear_backward(inputs, d):
    return inputs.T @ d, d.sum(0)


def backward_by_parts(X, Y, A, P, parameters):
    d = np.subtract(P, Y)
    W2, b2 = linear_backward(A, d)
    W1, b1 = linear_backward(X, np.multiply(A, 1 - A) * (parameters["W2"] @ d.T).T)
    return dict(W1=W1, b1=b1, W2=W2, b2=b2)


def backward_in_place_of_its_own(X, Y, A, P, parameters):
    d = P.copy()
    d[np.arange(len(Y)), Y.argmax(axis=1)] -= 1
    hidden = np.dot(d, parameters["W2"].transpose())
    hidden *= A
    hidden *= 1 - A
    return {"W1": np.dot(X.T, hidden), "b1": hidden.sum(0), "W2": np.dot(A.T, d), "b2": np.sum(d, axis=0)}


def epoch_with_copies(X, Y, parameters, batches, learning_rate, gradients):
    new = copy.deepcopy(parameters)
    for batch in batches:
        for name, slope in gradients(X[batch], Y[batch], new).items():
            new[name] -= learning_rate * slope
    return new


def epoch_by_number(data, targets, start, batches, rate, gradients):
    now = dict(start)
    for i in range(len(batches)):
        slopes = gradients(np.take(data, batches[i], axis=0), np.take(targets, batches[i], axis=0), now)
        now = {key: np.add(now[key], -rate * slopes[key]) for key in now}
    return now


def epoch_by_recursion(X, Y, parameters, batches, learning_rate, gradients):
    if not len(batches):
        return parameters
    first, *rest = batches
    slopes = gradients(X[first], Y[first], parameters)
    stepped = {name: parameters[name] - learning_rate * slopes[name] for name in parameters}
    return epoch_by_recursion(X, Y, stepped, rest, learning_rate, gradients)


def differences_in_place(loss, parameters, eps=1e-6):
    numerical = {}
    for name, values in parameters.items():
        slopes = []
        for i in range(values.size):
            values.flat[i] += eps
            above = loss(parameters)
            values.flat[i] -= 2 * eps
            below = loss(parameters)
            values.flat[i] += eps
            slopes.append((above - below) / (2 * eps))
        numerical[name] = np.array(slopes).reshape(values.shape)
    return numerical


def differences_by_mask(loss, p, eps=1e-6):
    def slope(name, index):
        step = np.zeros(p[name].shape)
        step[index] = eps
        return (loss(p | {name: p[name] + step}) - loss(p | {name: p[name] - step})) / 2 / eps

    result = {name: np.zeros(p[name].shape) for name in p}
    for name in p:
        for index, _ in np.ndenumerate(p[name]):
            result[name][index] = slope(name, index)
    return result


def differences_by_vector(loss, parameters, eps=1e-6):
    names, sizes = list(parameters), [v.size for v in parameters.values()]
    theta = np.concatenate([parameters[name].ravel() for name in names])

    def at(vector):
        parts = np.split(vector, np.cumsum(sizes)[:-1])
        return {name: part.reshape(parameters[name].shape) for name, part in zip(names, parts, strict=True)}

    steps = eps * np.eye(theta.size)
    return at(np.array([loss(at(theta + step)) - loss(at(theta - step)) for step in steps]) * 0.5 / eps)


def restored_by_hand(loss, parameters, eps=1e-6):
    point = {name: np.array(values, dtype=np.float64) for name, values in parameters.items()}
    result = copy.deepcopy(point)
    for name in point:
        for index in np.ndindex(*point[name].shape):
            kept = point[name][index]
            sides = []
            for sign in (1, -1):
                point[name][index] = kept + sign * eps
                sides.append(sign * loss(point))
            point[name][index] = kept
            result[name][index] = sum(sides) / (2 * eps)
    return result


RIGHT = {
    "initialize": [
        xavier_by_entry,
        xavier_by_columns,
        lambda n_in, n_out, rng: ((2 * rng.random((n_in, n_out)) - 1) * (6 / (n_in + n_out)) ** 0.5, np.zeros(n_out)),
        lambda a, b, r: (r.uniform(-1, 1, a * b).reshape(a, b) * np.sqrt(6 / (a + b)), np.array([0.0] * b)),
        lambda n_in, n_out, rng: [rng.uniform(-1, 1, (n_in, n_out)) * np.sqrt(6 / (n_in + n_out)), np.zeros(n_out)],
    ],
    "layer": [
        layer_by_example,
        lambda X, W, b: stable_sigmoid(np.einsum("nd,dh->nh", X, W) + b),
        lambda inputs, weights, biases: 0.5 * (1 + np.tanh((inputs.dot(weights) + biases[np.newaxis, :]) / 2)),
        lambda X, W, b: special.expit(np.c_[X, np.ones(len(X))] @ np.vstack([W, b])),
        lambda X, W, b: np.reciprocal(1 + np.exp(-(X.astype(np.float64) @ W) - b)),
    ],
    "softmax": [
        softmax_by_row,
        lambda logits: special.softmax(logits, axis=1),
        lambda Z: special.softmax(Z.astype(np.float32), axis=1),
        lambda Z: 1 / np.exp(Z[:, np.newaxis, :] - Z[:, :, np.newaxis]).sum(axis=-1),
        lambda Z: np.exp(Z - np.logaddexp.reduce(Z, axis=1)[:, np.newaxis]),
        lambda Z: (np.exp(Z.T - Z.max(1)) / np.exp(Z.T - Z.max(1)).sum(0)).T,
        lambda Z: np.einsum("nc,n->nc", (E := np.exp(Z - Z.max(1)[:, None])), 1 / E.sum(1)),
    ],
    "loss_and_accuracy": [
        loss_by_example,
        lambda P, y: (-(np.eye(P.shape[1])[y] * np.log(P)).sum(), np.mean(np.argmax(P, axis=1) == y)),
        lambda P, y: (
            -np.log(np.take_along_axis(P, y[:, None], 1)).sum(),
            np.count_nonzero(P.argmax(-1) == y) / len(P),
        ),
        lambda probabilities, labels: (
            sum(-np.log(p)[c] for p, c in zip(probabilities, labels, strict=True)),
            float(np.equal(probabilities.argmax(axis=1), labels).mean(dtype=np.float64)),
        ),
        lambda P, y: (-np.einsum("nc,nc->", np.eye(P.shape[1])[y], np.log(P)), 1 - (P.argmax(1) != y).mean()),
    ],
    "backward": [
        backward_by_example,
        backward_by_einsum,
        backward_by_parts,
        backward_in_place_of_its_own,
        lambda X, Y, A, P, p: {
            name: values.astype(np.float64) for name, values in backward_by_parts(X, Y, A, P, p).items()
        },
    ],
    "train_epoch": [
        epoch_with_copies,
        epoch_by_number,
        epoch_by_recursion,
        lambda X, Y, parameters, *rest: epoch_with_copies(X.copy(), Y.copy(), parameters, *rest),
        lambda X, Y, p, batches, rate, g: epoch_by_number(X, Y, p, tuple(batch.tolist() for batch in batches), rate, g),
    ],
    "numerical_gradients": [
        differences_in_place,
        differences_by_mask,
        differences_by_vector,
        restored_by_hand,
        lambda loss, parameters, eps=1e-6: dict(reversed(differences_by_mask(loss, parameters, eps).items())),
    ],
}

# --- mistakes, as students write them --------------------------------------------------------------------------


def draw(low, high, shape=None):
    """Weights from U(low, high), both functions of the layer's sizes."""
    return lambda n, m, rng: (rng.uniform(low(n, m), high(n, m), (n, m)), np.zeros(m))


def one_row_for_all(n_in, n_out, rng):
    row = rng.permutation(np.linspace(-1, 1, n_out)) * np.sqrt(6 / (n_in + n_out))
    return np.tile(row, (n_in, 1)), np.zeros(n_out)


def softmax_with(shift, axis=1, keepdims=True):
    def softmax(Z):
        E = np.exp(Z - shift(Z))
        return E / np.sum(E, axis=axis, keepdims=keepdims)

    return softmax


def softmax_in_place(Z):
    Z -= rows(Z)
    return softmax_by_row(Z)


def rows(Z):
    return Z.max(axis=1, keepdims=True)


def total(P, y):
    return -np.log(P[range(len(y)), y]).sum()


def backward_from(source):
    """A backward pass in which a line of the right one has been replaced."""

    def backward(X, Y, A, P, parameters, old, new):
        lines = (
            "d2 = P - Y; W2 = parameters['W2']; d1 = d2 @ W2.T * A * (1 - A); n = len(X);"
            "d = {'W1': X.T @ d1, 'b1': d1.sum(axis=0), 'W2': A.T @ d2, 'b2': d2.sum(axis=0)}"
        )
        assert old in lines
        names = {"np": np, "X": X, "Y": Y, "A": A, "P": P, "parameters": parameters}
        exec(lines.replace(old, new), names)
        return names["d"]

    old, new = source.split(" -> ")
    return lambda *arguments: backward(*arguments, old, new)


def differences(formula, own_eps=None):
    def numerical_gradients(loss, parameters, eps=1e-6):
        eps, result = own_eps or eps, copy.deepcopy(parameters)
        for name, values in parameters.items():
            for index in np.ndindex(values.shape):
                plus, minus = copy.deepcopy(parameters), copy.deepcopy(parameters)
                plus[name][index] += eps
                minus[name][index] -= eps
                result[name][index] = formula(loss(plus), loss(minus), loss(parameters), eps)
        return result

    return numerical_gradients


def epoch_summed(X, Y, parameters, batches, learning_rate, gradients):
    steps = [gradients(X[batch], Y[batch], parameters) for batch in batches]
    return {name: values - learning_rate * sum(step[name] for step in steps) for name, values in parameters.items()}


def epoch_returning_early(X, Y, parameters, batches, learning_rate, gradients):
    for batch in batches:
        slopes = gradients(X[batch], Y[batch], parameters)
        return {name: values - learning_rate * slopes[name] for name, values in parameters.items()}


def epoch_name_by_name(X, Y, parameters, batches, learning_rate, gradients):
    new = dict(parameters)
    for batch in batches:
        for name in new:
            new[name] = new[name] - learning_rate * gradients(X[batch], Y[batch], new)[name]
    return new


def epoch_with_the_callers_dictionary(X, Y, parameters, batches, learning_rate, gradients):
    for batch in batches:
        slopes = gradients(X[batch], Y[batch], parameters)
        for name in slopes:
            parameters[name] = parameters[name] - learning_rate * slopes[name]
    return parameters


def epoch_in_place(X, Y, parameters, batches, learning_rate, gradients):
    for batch in batches:
        for name, slope in gradients(X[batch], Y[batch], parameters).items():
            parameters[name] -= learning_rate * slope
    return parameters


def epoch_with(step, names=("W", "b"), part=lambda batch: batch):
    def train_epoch(X, Y, parameters, batches, learning_rate, gradients):
        for batch in batches:
            slopes = gradients(X[part(batch)], Y[part(batch)], parameters)
            moved = {name: parameters[name] + step(learning_rate, batch) * slopes[name] for name in names}
            parameters = parameters | moved
        return parameters

    return train_epoch


def moved_and_left(loss, parameters, eps=1e-6):
    point, result = copy.deepcopy(parameters), copy.deepcopy(parameters)
    for name, values in parameters.items():
        for index in np.ndindex(values.shape):
            point[name][index] += eps
            plus = loss(point)
            point[name][index] -= 2 * eps
            result[name][index] = (plus - loss(point)) / (2 * eps)
    return result


def shallow_copies(loss, parameters, eps=1e-6):
    result = copy.deepcopy(parameters)
    for name, values in parameters.items():
        for index in np.ndindex(values.shape):
            plus, minus = parameters.copy(), parameters.copy()
            plus[name][index] += eps
            minus[name][index] -= eps
            result[name][index] = (loss(plus) - loss(minus)) / (2 * eps)
    return result


MISTAKES = {
    "initialize": [
        (draw(lambda n, m: -6 / (n + m), lambda n, m: 6 / (n + m)), "the square root is missing"),
        (
            draw(lambda n, m: -((2 / (n + m)) ** 0.5), lambda n, m: (2 / (n + m)) ** 0.5),
            "is the standard deviation, not",
        ),
        (draw(lambda n, m: 0, lambda n, m: (6 / (n + m)) ** 0.5), "no weight is negative"),
        (draw(lambda n, m: -((6 / n) ** 0.5), lambda n, m: (6 / n) ** 0.5), "depend on n_in only"),
        (lambda n, m, rng: (rng.normal(0, np.sqrt(2 / (n + m)), (n, m)), np.zeros(m)), "the weights are normal"),
        (one_row_for_all, "nearly all weights differ: expected True"),
        (lambda n, m, rng: (one_row_for_all(m, n, rng)[0].T, np.zeros(m)), "nearly all weights differ"),
        (lambda n, m, rng: (xavier_by_entry(m, n, rng)[0], np.zeros(m)), "W has shape (n_out, n_in)"),
        (lambda n, m, rng: xavier_by_entry(n, m, rng)[0], "expected two arrays, W and b"),
        (lambda n, m, rng: (xavier_by_entry(n, m, rng)[0], np.zeros(n)), "b: expected shape (100,), got (200,)"),
        (
            lambda n, m, rng: xavier_by_entry(n, m, np.random.default_rng(0)),
            "another rng, other weights: expected True",
        ),
        (
            lambda n, m, rng: xavier_by_entry(n, m, np.random.default_rng()),
            "the same rng, the same weights: expected True",
        ),
    ],
    "layer": [
        (lambda X, W, b: 1 / (1 + np.exp(-X @ W)), "the bias is missing"),
        (lambda X, W, b: X @ W + b, "the sigmoid is missing"),
        (lambda X, W, b: 1 / (1 + np.exp(-X @ W)) + b, "the bias is added after the sigmoid"),
        (lambda X, W, b: 1 / (1 + np.exp(X @ W + b)), "the sign in the exponent is wrong"),
        (lambda X, W, b: stable_sigmoid(np.dot(X, W.T) + b), "W is transposed"),
        (lambda X, W, b: stable_sigmoid(X @ W + b.reshape(-1, 1)), "the bias is added along the wrong axis"),
        (lambda X, W, b: np.exp(X @ W + b) / (np.exp(X @ W + b) + 1), "inf / inf is NaN"),
        (lambda X, W, b: stable_sigmoid(X @ W + b).T, "this is the transpose"),
    ],
    "softmax": [
        (softmax_with(rows, axis=0), "entries differ"),
        (softmax_with(lambda Z: Z.max(axis=0, keepdims=True), axis=0), "the columns add up to 1"),
        (softmax_with(lambda Z: 0, axis=None), "all entries together add up to 1"),
        (softmax_with(lambda Z: 0), "exp overflows for large logits"),
        (softmax_with(lambda Z: -rows(Z)), "the maximum is added"),
        (softmax_with(lambda Z: Z.max()), "one maximum is subtracted from all rows"),
        (softmax_with(rows, keepdims=False), "keepdims=True keeps them a column"),
        (lambda Z: np.exp(Z - rows(Z)), "the rows do not add up to 1"),
        (lambda Z: Z / Z.sum(axis=1, keepdims=True), "without exp"),
        (softmax_with(lambda Z: Z.mean(axis=1, keepdims=True)), "the mean of the row is subtracted"),
        (lambda Z: softmax_with(lambda Z: 0)(np.clip(Z, -700, 700)), "the logits are clipped"),
        (softmax_in_place, "softmax changes its input Z"),
        (lambda Z: np.round(softmax_by_row(Z), 3), "entries differ"),
    ],
    "loss_and_accuracy": [
        (lambda P, y: (-total(P, y), (P.argmax(1) == y).mean()), "the loss is negative"),
        (lambda P, y: (total(P, y) / len(P), (P.argmax(1) == y).mean()), "this is the mean loss"),
        (lambda P, y: (-np.log(P[:, y]).sum(), (P.argmax(1) == y).mean()), "N × N numbers"),
        (lambda P, y: (-np.sum(np.log(P)), (P.argmax(1) == y).mean()), "the logarithms of all classes"),
        (lambda P, y: (total(P, y), (P.argmax(1) == y).sum() * 1.0), "the number of right answers"),
        (lambda P, y: (total(P, y), (P.argmax(1) == y).sum()), "accuracy: expected floats, got whole numbers"),
        (lambda P, y: (total(P, y), 100 * (P.argmax(1) == y).mean()), "in per cent"),
        (
            lambda P, y: (
                -sum((t * np.log(P) + (1 - t) * np.log(1 - P)).sum() for t in [np.eye(P.shape[1])[y]]),
                (P.argmax(1) == y).mean(),
            ),
            "this is a binary cross-entropy",
        ),
        (lambda P, y: (-np.log(P.max(1)).sum(), (P.argmax(1) == y).mean()), "each row's largest probability"),
        (lambda P, y: ((P.argmax(1) == y).mean(), total(P, y)), "loss: expected"),
        (lambda P, y: total(P, y), "expected loss, accuracy, got a value of type"),
    ],
    "backward": [
        (backward_from("P - Y -> Y - P"), "all signs are wrong"),
        (backward_from("* A * (1 - A) -> "), "the derivative of the sigmoid is missing"),
        (backward_from("* A * (1 - A) -> * (s := 1 / (1 + np.exp(-A))) * (1 - s)"), "A is the sigmoid already"),
        (backward_from("P - Y -> (P - Y) / len(X)"), "everything is divided by the number of examples"),
        (backward_from("P - Y -> (P - Y) * P * (1 - P)"), "a derivative too many"),
        (backward_from("@ W2.T -> @ W2"), "W2 is to be transposed"),
        (backward_from("X.T @ d1 -> X @ d1"), "W1: entry"),
        (backward_from("d1.sum(axis=0) -> d1"), "b1: expected shape (4,), got (4, 4)"),
        (backward_from("A.T @ d2 -> (A.T @ d2).T"), "W2: entry [0, 1]"),
        (backward_from("'b2': -> 'c2':"), "expected a dictionary with W1, b1, W2, b2"),
    ],
    "train_epoch": [
        (epoch_with(lambda rate, batch: rate), "the step goes uphill"),
        (epoch_with(lambda rate, batch: -rate / len(batch)), "divided by the size of the batch"),
        (epoch_with(lambda rate, batch: -1), "the learning rate is not used"),
        (epoch_with(lambda rate, batch: -rate, names=["W"]), "the biases do not learn"),
        (epoch_with(lambda rate, batch: -rate, part=lambda batch: slice(None)), "each step uses all examples"),
        (epoch_name_by_name, "compute them once for each batch"),
        (epoch_with_the_callers_dictionary, "copy.deepcopy(parameters)"),
        (epoch_summed, "there is one step an epoch"),
        (epoch_returning_early, "is the return in the loop?"),
        (epoch_in_place, "train_epoch changes its input parameters"),
    ],
    "numerical_gradients": [
        (differences(lambda plus, minus, here, eps: (plus - here) / eps), "this is the forward difference"),
        (differences(lambda plus, minus, here, eps: (plus - minus) / eps), "everything is twice too large"),
        (differences(lambda plus, minus, here, eps: (plus - minus) / 2 * eps), "multiplies by ε"),
        (differences(lambda plus, minus, here, eps: (minus - plus) / (2 * eps)), "the sign is wrong"),
        (differences(lambda plus, minus, here, eps: (plus - minus) / (2 * eps), 1e-6), "ε is always 1e-6"),
        (moved_and_left, "is not put back"),
        (shallow_copies, "W: entry [0, 0]: expected"),
        (lambda *arguments: {name: d.ravel() for name, d in differences_by_mask(*arguments).items()}, "expected shape"),
    ],
}


class TestAnswers(Answers):
    checks = checks
    right = RIGHT
    mistakes = MISTAKES
