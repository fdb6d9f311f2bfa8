"""The exercises of lesson 04: right answers written in other ways pass, and typical mistakes are named."""

import functools
import itertools

import numpy as np
import torch
from answers import Answers
from scipy import special
from sklearn.neural_network import MLPClassifier

from helpers import nn
from helpers.checks import activations_and_regularization as checks

# --- 4.1 scikit-learn ------------------------------------------------------------------------------------------

NAMES = {"sigmoid": "logistic", "tanh": "tanh", "relu": "relu", "linear": "identity"}


def twin(activation, hidden=(128,), rate=0.1, momentum=0.0, epochs=100, *, without=(), **others):
    settings = {
        "hidden_layer_sizes": hidden,
        "activation": NAMES[activation],
        "solver": "sgd",
        "learning_rate_init": rate,
        "momentum": momentum,
        "alpha": 0,
        "batch_size": 32,
        "max_iter": epochs,
        "n_iter_no_change": epochs,
        "random_state": 0,
    }
    return MLPClassifier(**{name: value for name, value in (settings | others).items() if name not in without})


def twin_set_afterwards(units, layers, step, momentum, epochs):
    model = MLPClassifier(list(layers), random_state=0).set_params(solver="sgd", alpha=0.0, batch_size=32)
    model.max_iter = model.n_iter_no_change = epochs
    model.learning_rate_init, model.momentum = step, momentum
    model.activation = "identity" if units == "linear" else units.replace("sigmoid", "logistic")
    return model


def twin_not_returned(*arguments):
    twin(*arguments)


# --- 4.3 curvature ---------------------------------------------------------------------------------------------


def curvature(
    g,
    theta,
    iterations=20,
    eps=0.01,
    *,
    difference=lambda g, at, v, eps: (g(at + eps * v) - g(at - eps * v)) / (2 * eps),
    value=lambda v, Hv: np.dot(v, Hv),
    unit=True,
):
    v = np.random.default_rng(0).normal(size=theta.size)
    for _ in range(iterations):
        v = v / np.sqrt(v @ v) if unit else v
        Hv = difference(g, theta, v, eps)
        result, v = value(v, Hv), Hv
    return result


def curvature_by_rayleigh_at_the_end(g, theta, iterations, eps):
    def product(v):
        return 0.5 / eps * (g(theta + eps * v) - g(theta - eps * v))

    v = np.random.default_rng(0).normal(size=theta.size)
    v = v / np.linalg.norm(v)
    for _ in range(iterations):
        v = product(v)
        v = v / np.linalg.norm(v)
    return float(v @ product(v))


def curvature_by_a_column(gradient, theta, iterations, eps):
    v = np.random.default_rng(0).normal(size=theta.size)[:, None]
    for _ in range(iterations):
        v *= 1 / np.linalg.norm(v)
        sides = [gradient(theta + sign * eps * v[:, 0])[:, None] for sign in (1, -1)]
        Hv = (sides[0] - sides[1]) / eps / 2
        curvature = (v.T @ Hv).item()
        v = Hv
    return curvature


def curvature_in_place(gradient, theta, iterations, eps):
    v = np.random.default_rng(0).normal(size=theta.size)
    for _ in range(iterations):
        v /= np.linalg.norm(v)
        theta += eps * v
        plus = gradient(theta)
        theta -= 2 * eps * v
        Hv = (plus - gradient(theta)) / (2 * eps)
        result, v = v @ Hv, Hv
    return result


def curvature_replacing_first(g, theta, iterations, eps):
    v = np.random.default_rng(0).normal(size=theta.size)
    for _ in range(iterations):
        v = v / np.linalg.norm(v)
        v = (g(theta + eps * v) - g(theta - eps * v)) / (2 * eps)
        result = v @ v
    return result


# --- 4.6 cost --------------------------------------------------------------------------------------------------


def cost(X, y, W, b, l2, *, old="", new=""):
    """The cost and its gradients, with a part of the text replaced."""
    lines = (
        "m = len(X); Z = X @ W + b; P = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True); Y = np.eye(len(b))[y];"
        "J = -(Y * np.log(P)).sum() / m + l2 / (2 * m) * (W**2).sum(); D = (P - Y) / m;"
        "d_W = X.T @ D + l2 / m * W; d_b = D.sum(axis=0)"
    )
    assert old in lines
    names = {"np": np, "X": X, "y": y, "W": W, "b": b, "l2": l2}
    exec(lines.replace(old, new), names)
    return names["J"], names["d_W"], names["d_b"]


def cost_by_example(X, y, W, b, l2):
    J, d_W, d_b = 0.0, np.zeros(W.shape), np.zeros(b.shape)
    for x, label in zip(X, y, strict=True):
        p = special.softmax(x @ W + b)
        J -= np.log(p[label]) / len(X)
        p[label] -= 1
        d_W += np.outer(x, p) / len(X)
        d_b += p / len(X)
    for index, w in np.ndenumerate(W):
        J += l2 * w * w / 2 / len(X)
        d_W[index] += l2 * w / len(X)
    return J, d_W, d_b


def cost_by_the_library(X, y, W, b, l2):
    model = nn.MLP(W.shape, l2=l2, dtype=np.float64)
    model.weights[0][:], model.biases[0][:] = W, b
    slopes = model.gradients(X, y)
    return model.evaluate(X, y)[0] + l2 * np.linalg.norm(W) ** 2 / len(X) / 2, slopes["W1"], slopes["b1"]


def cost_by_autograd(X, y, W, b, l2):
    W, b = (torch.tensor(values, requires_grad=True) for values in (W, b))
    loss = torch.nn.functional.cross_entropy(torch.tensor(X) @ W + b, torch.tensor(y))
    J = loss + l2 / 2 / len(X) * W.square().sum()
    J.backward()
    return J.item(), W.grad.numpy(), b.grad.numpy()


def cost_of_all_together(X, y, W, b, l2):
    ones = np.c_[X, np.ones(len(X))]
    D = nn.cross_entropy_backward(ones @ np.vstack([W, b]), y)
    d = (ones.T @ D + l2 * np.vstack([W, 0 * b])) / len(X)
    J = (special.logsumexp(X @ W + b, axis=1) - (X @ W + b)[np.arange(len(y)), y]).mean()
    return [J + 0.5 * l2 * np.einsum("dc,dc->", W, W) / len(X), d[:-1], d[-1]]


BINARY = "-(Y * np.log(P) + (1 - Y) * np.log(1 - P)).sum() / m"
PENALTY = " + l2 / (2 * m) * (W**2).sum()"

# --- 4.8 PyTorch -----------------------------------------------------------------------------------------------


def linear(W, b, transposed=True, dtype=torch.float64):
    layer = torch.nn.Linear(*W.shape, dtype=dtype)
    with torch.no_grad():
        layer.weight.copy_(torch.tensor(W.T if transposed else W))
        layer.bias.copy_(torch.tensor(b))
    return layer


def torch_twin(model, *, make=linear, between=torch.nn.ReLU, end=()):
    first, *rest = [make(W, b) for W, b in zip(model.weights, model.biases, strict=True)]
    return torch.nn.Sequential(first, *[part for layer in rest for part in (between(), layer)], *end)


class Twin(torch.nn.Module):
    def __init__(self, model):
        super().__init__()
        self.W = torch.nn.ParameterList([torch.tensor(W) for W in model.weights])
        self.b = torch.nn.ParameterList([torch.tensor(b) for b in model.biases])

    def forward(self, X):
        for n, (W, b) in enumerate(zip(self.W, self.b, strict=True)):
            X = (X.relu() if n else X) @ W + b
        return X


def twin_from_a_state(model):
    sizes = [len(model.weights[0]), *map(len, model.biases)]
    parts = [part for n, m in itertools.pairwise(sizes) for part in (torch.nn.Linear(n, m), torch.nn.ReLU())]
    network = torch.nn.Sequential(*parts[:-1]).double()
    state = {f"{2 * i}.weight": torch.tensor(W).T for i, W in enumerate(model.weights)}
    network.load_state_dict(state | {f"{2 * i}.bias": torch.tensor(b) for i, b in enumerate(model.biases)})
    return network


def twin_by_data(model):
    network = torch.nn.Sequential()
    for W, b in zip(model.weights, model.biases, strict=True):
        if len(network):
            network.append(torch.nn.ReLU())
        network.append(torch.nn.Linear(*W.shape).to(torch.float64))
        network[-1].weight.data, network[-1].bias.data = torch.from_numpy(W.copy()).T, torch.from_numpy(b.copy())
    return network


def sharing(W, b):
    layer = torch.nn.Linear(*W.shape, dtype=torch.float64)
    layer.weight.data, layer.bias.data = torch.from_numpy(W.T), torch.from_numpy(b)
    return layer


def rounded(W, b):
    return linear(W, b, dtype=torch.float32).double()


def without_bias(W, b):
    layer = linear(W, b)
    torch.nn.init.zeros_(layer.bias)
    return layer


def weights_only(W, b):
    layer = torch.nn.Linear(*W.shape, dtype=torch.float64)
    layer.weight.data = torch.tensor(W.T)
    return layer


part = functools.partial

RIGHT = {
    "sklearn_twin": [
        twin,
        twin_set_afterwards,
        part(twin, n_iter_no_change=1_000),
        part(twin, learning_rate="adaptive", nesterovs_momentum=True),
        part(twin, nesterovs_momentum=False),
        part(twin, validation_fraction=0.3, verbose=False, beta_1=0.5),
    ],
    "largest_curvature": [
        curvature,
        curvature_by_rayleigh_at_the_end,
        curvature_by_a_column,
        part(curvature, value=lambda v, Hv: (v * Hv).sum()),
        part(curvature, unit=True, value=lambda v, Hv: float(np.einsum("p,p->", Hv, v))),
    ],
    "cost_and_gradients": [
        cost,
        cost_by_example,
        cost_by_the_library,
        cost_by_autograd,
        cost_of_all_together,
    ],
    "twin_of": [
        torch_twin,
        Twin,
        twin_from_a_state,
        twin_by_data,
        part(torch_twin, between=part(torch.nn.Threshold, 0.0, 0.0)),
    ],
}

MISTAKES = {
    "sklearn_twin": [
        (part(twin, without=["solver"]), "the solver is still Adam"),
        (part(twin, without=["alpha"]), "by default the weights decay a little"),
        (part(twin, without=["momentum"]), "the momentum is not passed on"),
        (part(twin, without=["n_iter_no_change"]), "training stops early"),
        (part(twin, without=["alpha", "n_iter_no_change"]), "a little (0.0001); training stops early"),
        (part(twin, without=["learning_rate_init"]), "(learning_rate_init; learning_rate is its schedule)"),
        (part(twin, without=["random_state"]), "random_state is not set"),
        (part(twin, batch_size=64), "loss of each epoch"),
        (part(twin, hidden_layer_sizes=(128,)), "sizes of its layers"),
        (twin_not_returned, "is a return missing?"),
    ],
    "largest_curvature": [
        (part(curvature, difference=lambda g, at, v, e: (g(at + e * v) - g(at)) / e), "this is the forward difference"),
        (part(curvature, difference=lambda g, at, v, e: (g(at + e * v) - g(at - e * v)) / e), "twice too large"),
        (part(curvature, difference=lambda g, at, v, e: (g(at + e * v) - g(at - e * v)) / 2 * e), "multiplies by ε"),
        (part(curvature, unit=False), "v is never made a unit vector"),
        (part(curvature, value=lambda v, Hv: np.linalg.norm(Hv)), "the norm of H v is never negative"),
        (curvature_replacing_first, "this is the square of the eigenvalue"),
        (lambda g, theta, iterations, eps: curvature(g, theta, 20, eps), "was called 40 times for 60 iterations"),
        (lambda g, theta, iterations, eps: curvature(g, theta, iterations), "ε is always 0.01"),
        (curvature_in_place, "largest_curvature changes its input theta"),
        (lambda *arguments: abs(curvature(*arguments)), "the norm of H v is never negative"),
    ],
    "cost_and_gradients": [
        (part(cost, old=PENALTY, new=""), "the cost leaves the penalty out, and the gradient does not"),
        (part(cost, old=" + l2 / m * W", new=""), "the gradient leaves the penalty out"),
        (part(cost, old="-(Y * np.log(P)).sum() / m", new=BINARY), "the cost is a binary cross-entropy"),
        (part(cost, old="(2 * m)", new="m"), "the ½ of the penalty is missing"),
        (part(cost, old="l2 / m * W", new="l2 / (2 * m) * W"), "the decay is half of what it should be"),
        (part(cost, old="l2 / m * W", new="l2 * W"), "in the gradient λ is not divided by m"),
        (part(cost, old="log(P)).sum() / m", new="log(P)).sum()"), "the cross-entropies are added up"),
        (part(cost, old="D = (P - Y) / m", new="D = P - Y"), "the gradient is that of the sum"),
        (part(cost, old="D.sum(axis=0)", new="D.sum(axis=0) + l2 / m * b"), "the gradient of the biases has a decay"),
        (part(cost, old="X.T @ D", new="D.T @ X"), "d_W: entry"),
        (lambda *arguments: cost(*arguments)[0], "expected cost, d_W, d_b, got a value of type"),
    ],
    "twin_of": [
        (part(torch_twin, end=[torch.nn.ReLU()]), "there is a ReLU behind the last layer"),
        (part(torch_twin, end=[torch.nn.Softmax(dim=1)]), "there is a softmax at the end"),
        (part(torch_twin, between=torch.nn.Identity), "the ReLUs between the layers are missing"),
        (part(torch_twin, make=part(linear, transposed=False)), "the weights are to be transposed"),
        (part(torch_twin, make=sharing), "shares its memory with the model's"),
        (part(torch_twin, make=rounded), "went through float32"),
        (part(torch_twin, make=part(linear, dtype=torch.float32)), "the parameters are float32"),
        (part(torch_twin, make=without_bias), "the biases are zero"),
        (part(torch_twin, make=weights_only), "are still those that PyTorch has drawn"),
        (lambda model: torch_twin(model).requires_grad_(False), "numbers that PyTorch's optimizers find: expected 60"),
        (lambda model: torch_twin(model)(torch.zeros(1, 4).double()), "expected a torch.nn.Module"),
    ],
}


class TestAnswers(Answers):
    checks = checks
    right = RIGHT
    mistakes = MISTAKES
    slow = ("sklearn_twin",)
