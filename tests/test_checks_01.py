"""The exercises of lesson 01: right answers written in other ways pass, and typical mistakes are named."""

import functools

import numpy as np
from answers import Answers

from helpers.checks import theory as checks

# --- right answers ---------------------------------------------------------------------------------------------


def jacobian_by_entry(p):
    classes = range(len(p))
    return np.array([[p[i] * (1 - p[i]) if i == j else -p[i] * p[j] for j in classes] for i in classes])


def jacobian_by_diagonal(p):
    jacobian = -p[:, None] * p
    np.fill_diagonal(jacobian, p * (1 - p))
    return jacobian


def jacobian_by_complex_step(p):
    """Softmax of log p is p, so the logits need not be known."""
    logits = np.log(p) + 1e-20j * np.eye(len(p))
    numerators = np.exp(logits)
    return (numerators / numerators.sum(axis=1, keepdims=True)).imag.T * 1e20


def collapse_by_probing(weights, biases):
    def network(X):
        for W, b in zip(weights, biases, strict=True):
            X = X @ W + b
        return X

    b = network(np.zeros(len(weights[0])))
    return network(np.eye(len(weights[0]))) - b, b


def collapse_by_sum(weights, biases):
    product = functools.reduce(np.matmul, weights)
    behind = [functools.reduce(np.matmul, weights[n + 1 :], np.eye(len(b))) for n, b in enumerate(biases)]
    return product, sum(b @ rest for b, rest in zip(biases, behind, strict=True))


def collapse_from_the_end(weights, biases):
    W, b = np.array(weights[-1]), np.array(biases[-1])
    for n in range(len(weights) - 2, -1, -1):
        b += biases[n] @ W
        W = weights[n] @ W
    return W, b


def collapse_by_recursion(weights, biases):
    if len(weights) == 1:
        return weights[0], biases[0]
    first = weights[0] @ weights[1], biases[0] @ weights[1] + biases[1]
    return collapse_by_recursion([first[0], *weights[2:]], [first[1], *biases[2:]])


def collapse_with_ones(weights, biases):
    """Each layer as one matrix, with the bias as its last row."""
    matrices = [np.block([[W, np.zeros((len(W), 1))], [b, 1]]) for W, b in zip(weights, biases, strict=True)]
    product = functools.reduce(np.matmul, matrices)
    return [product[:-1, :-1], product[-1, :-1]]


def all_from_sigmoid_by_parts(sigmoid, z):
    s, fast = sigmoid(z), sigmoid(2.0 * z)
    t = fast + fast - 1
    return [s - s * s, t, (1 + t) * (1 - t)]


def from_centred_values(sigmoid, z):
    slow, fast = (2 * sigmoid(factor * z) - 1 for factor in (1, 2))
    return (1 - slow**2) / 4, fast, 1 - np.square(fast)


def point_by_point(sigmoid, z):
    slope, t, tanh_slope = np.empty(z.shape), np.empty(z.shape), np.empty(z.shape)
    for index in np.ndindex(z.shape):
        a, fast = float(sigmoid(z[index])), float(sigmoid(2 * z[index]))
        slope[index], t[index], tanh_slope[index] = a * (1 - a), 2 * fast - 1, 4 * fast * (1 - fast)
    return slope, t, tanh_slope


def in_one_array(sigmoid, z):
    a, t = sigmoid(z), 2 * sigmoid(2 * z) - 1
    return np.array([a * (1 - a), t, 1 - t * t])


def backward_by_example(X, W, Delta):
    d_W, d_b, d_X = np.zeros(W.shape), np.zeros(W.shape[1]), np.zeros(X.shape)
    for n, (x, delta) in enumerate(zip(X, Delta, strict=True)):
        d_W += np.outer(x, delta)
        d_b += delta
        d_X[n] = W @ delta
    return d_W, d_b, d_X


def backward_by_scalars(X, W, Delta):
    (N, d), k = X.shape, W.shape[1]
    d_W = np.array([[sum(X[n, i] * Delta[n, j] for n in range(N)) for j in range(k)] for i in range(d)])
    d_b = np.array([sum(Delta[n, j] for n in range(N)) for j in range(k)])
    d_X = np.array([[sum(Delta[n, j] * W[i, j] for j in range(k)) for i in range(d)] for n in range(N)])
    return d_W, d_b, d_X


RIGHT = {
    "softmax_jacobian": [
        jacobian_by_entry,
        jacobian_by_diagonal,
        jacobian_by_complex_step,
        lambda p: p[:, None] * (np.eye(len(p)) - p),
        lambda q: np.diag(q) - q.reshape(-1, 1) @ q.reshape(1, -1),
        lambda p: np.einsum("i,ij->ij", p, np.eye(p.size)) - np.einsum("i,j->ij", p, p),
    ],
    "collapse": [
        collapse_by_probing,
        collapse_by_sum,
        collapse_from_the_end,
        collapse_by_recursion,
        collapse_with_ones,
    ],
    "from_sigmoid": [
        all_from_sigmoid_by_parts,
        lambda s, z: (s(z) * s(-z), s(2 * z) - s(-2 * z), 4 * s(2 * z) * s(-2 * z)),
        lambda s, z: (s(z) * (1 - s(z)), 1 - 2 * s(-2 * z), 4 * (s(2 * z) - s(2 * z) ** 2)),
        lambda f, points: (f(points) - f(points) ** 2, -1 + 2 * f(points + points), 1 - (2 * f(2 * points) - 1) ** 2),
        from_centred_values,
        point_by_point,
        in_one_array,
    ],
    "linear_backward": [
        backward_by_example,
        backward_by_scalars,
        lambda X, W, D: (np.einsum("ni,nj->ij", X, D), D.T.sum(axis=1), np.einsum("nj,ij->ni", D, W)),
        lambda X, W, D: [(D.T @ X).T, np.ones(len(X)) @ D, (W @ D.T).T],
        lambda inputs, weights, delta: (np.dot(inputs.T, delta), sum(delta), np.tensordot(delta, weights, (1, 1))),
    ],
}

# --- mistakes, as students write them --------------------------------------------------------------------------


def jacobian_with(diagonal, beside):
    def softmax_jacobian(p):
        jacobian = np.empty((len(p), len(p)))
        for i in range(len(p)):
            for j in range(len(p)):
                jacobian[i, j] = diagonal(p[i]) if i == j else beside(p[i], p[j])
        return jacobian

    return softmax_jacobian


def exponentials(p):
    e = np.exp(p)
    q = e / e.sum()
    return np.diag(q) - np.outer(q, q)


def collapse_with(line, count=None):
    """The loop over the layers, with a line of it as somebody has written it."""

    def collapse(weights, biases):
        names = {"np": np, "W": weights[0], "b": biases[0]}
        for names["w"], names["c"] in zip(weights[1:count], biases[1:count], strict=True):
            exec(line, names)
        return names["W"], names["b"]

    return collapse


def from_sigmoid_with(line):
    """All three, with a line changed: ``old -> new``."""
    old, new = line.split(" -> ")
    lines = "a = s(z); d = a * (1 - a); t = 2 * s(2 * z) - 1; e = 1 - t ** 2"
    assert old in lines

    def from_sigmoid(sigmoid, z):
        names = {"np": np, "s": sigmoid, "z": z}
        exec(lines.replace(old, new), names)
        return names["d"], names["t"], names["e"]

    return from_sigmoid


def backward_with(line):
    """A backward pass with a line changed: ``old -> new``."""
    old, new = line.split(" -> ")
    lines = "w = X.T @ D; b = D.sum(axis=0); x = D @ W.T; n = len(X)"
    assert old in lines

    def linear_backward(X, W, Delta):
        names = {"np": np, "X": X, "W": W, "D": Delta}
        exec(lines.replace(old, new), names)
        return names["w"], names["b"], names["x"]

    return linear_backward


def in_place(weights, biases):
    for n in range(1, len(weights)):
        biases[n] += biases[n - 1] @ weights[n]
        weights[n] = weights[n - 1] @ weights[n]
    return weights[-1], biases[-1]


MISTAKES = {
    "softmax_jacobian": [
        (lambda p: p - p**2, "every logit changes every probability"),
        (jacobian_with(lambda p: p * (1 - p), lambda p, q: 0), "beside the diagonal there is 0"),
        (jacobian_with(lambda p: p * (1 - p), lambda p, q: p * q), "the sign beside the diagonal"),
        (jacobian_with(lambda p: -p * p, lambda p, q: -p * q), "on the diagonal the derivative of the numerator"),
        (jacobian_with(lambda p: p * (1 - p), lambda p, q: -p * p), "row i has p_i² where p_i p_j belongs"),
        (jacobian_with(lambda p: p * (p - 1), lambda p, q: q * p), "all signs are wrong"),
        (lambda p: np.diag(p) - np.dot(p, p), "is one number, the sum of the squares"),
        (lambda p: np.diag(p) - p * p.T, "works entry by entry"),
        (exponentials, "softmax is taken a second time"),
        (lambda p: np.diag(p) - np.outer(p, p).sum(axis=0), "entries differ"),
    ],
    "collapse": [
        (lambda weights, biases: (np.linalg.multi_dot(weights), sum(biases)), "the biases are only added up"),
        (collapse_with("W = W @ w; b = c"), "only the last bias is left"),
        (collapse_with("W = W @ w; b = b @ w"), "only the first bias is left"),
        (collapse_with("W = W @ w; b = (b + c) @ w"), "does not pass through them"),
        (collapse_with("W = W @ w; b = w @ b + c"), "the bias stands on the wrong side"),
        (collapse_with("W = w @ W; b = b @ w + c"), "the product is in the wrong order"),
        (collapse_with("W = np.multiply(W, w); b = b @ w + c"), "entry by entry"),
        (collapse_with("W = W @ w; b = b @ w + c", count=2), "only the first two layers"),
        (collapse_with("W = W @ w; b = b @ W + c"), "b: entry"),
        (in_place, "changes its input weights"),
        (in_place, "copy.deepcopy(weights)"),
    ],
    "from_sigmoid": [
        (from_sigmoid_with("a * (1 - a) -> s(a) * (1 - s(a))"), "the sigmoid is applied twice"),
        (from_sigmoid_with("a * (1 - a) -> 1 - a * a"), "is the rule for tanh"),
        (from_sigmoid_with("a * (1 - a) -> -a * (1 - a)"), "two minus signs cancel"),
        (from_sigmoid_with("s(2 * z) - 1 -> s(z) - 1"), "it rises too slowly"),
        (from_sigmoid_with("2 * s(2 * z) - 1 -> 2 * s(2 * z)"), "it is 1 too large everywhere"),
        (from_sigmoid_with("1 - t ** 2 -> 1 - t"), "the square is missing"),
        (from_sigmoid_with("1 - t ** 2 -> 2 * s(2 * z) * (1 - s(2 * z))"), "the inner derivative of 2z is missing"),
        (lambda s, z: (1 / (4 * np.cosh(z / 2) ** 2), np.tanh(z), 1 / np.cosh(z) ** 2), "is never called"),
        (lambda s, z: (s(z) * (1 - s(z)), np.tanh(z), 1 - np.tanh(z) ** 2), "tanh: the numbers are right, but"),
        (from_sigmoid_with("1 - t ** 2 -> 1 / np.cosh(z) ** 2"), "tanh's slope: the numbers are right, but"),
        (from_sigmoid_with("a * (1 - a) -> np.exp(-z) * a ** 2"), "the sigmoid's slope: the numbers are right, but"),
        (from_sigmoid_with("a * (1 - a) -> (s(z + 1e-5) - s(z - 1e-5)) / 2e-5"), "No np.exp, no np.tanh here"),
        (lambda s, z: (s(z) * (1 - s(z)), 2 * s(2 * z) - 1), "expected the sigmoid's slope, tanh, tanh's slope, got"),
        (lambda s, z: (2 * s(2 * z) - 1, s(z) * (1 - s(z)), 4 * s(2 * z) * s(-2 * z)), "the sigmoid's slope: entry"),
    ],
    "linear_backward": [
        (lambda X, W, D: (np.dot(D.T, X), D.sum(0), np.dot(D, W)), "for y = Wx + b with examples along columns"),
        (backward_with("X.T @ D -> D.T @ X"), "d_W: it is transposed"),
        (backward_with("X.T @ D -> X @ D"), "d_W: X is to be transposed"),
        (backward_with("X.T @ D -> X.T @ D / len(D)"), "is in Delta already"),
        (lambda X, W, D: (X.T @ D / len(X), D.mean(0), D @ W.T), "d_W and d_b: they are divided by the number"),
        (lambda X, W, D: backward_by_example(X, W, D / len(D)), "all three are divided by the number of examples"),
        (backward_with("D.sum(axis=0) -> D"), "d_b: it is not added up over the examples"),
        (backward_with("D.sum(axis=0) -> D.mean(axis=0)"), "d_b: this is the mean"),
        (backward_with("D.sum(axis=0) -> D.sum(axis=1)"), "d_b: it is added up over the outputs"),
        (backward_with("D.sum(axis=0) -> D.sum()"), "d_b: expected an array of shape (4,)"),
        (backward_with("D @ W.T -> D @ W"), "d_X: W is to be transposed"),
        (backward_with("D @ W.T -> W @ D"), "d_X: the factors are the other way round"),
        (lambda X, W, D: backward_by_example(X, W, D)[::-1], "the order is that for X, b, W"),
    ],
}


class TestAnswers(Answers):
    checks = checks
    right = RIGHT
    mistakes = MISTAKES
