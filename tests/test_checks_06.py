"""The exercises of lesson 06: right answers written in other ways pass, and typical mistakes are named."""

import math

import numpy as np
import pytest
from answers import Answers
from scipy import linalg
from skimage.metrics import peak_signal_noise_ratio
from sklearn import decomposition

from helpers import nn
from helpers.checks import autoencoder_vs_pca as checks

# --- right answers ---------------------------------------------------------------------------------------------


def psnr_by_pixel(images, reconstructions):
    decibels = []
    for x, back in zip(images, reconstructions, strict=True):
        total = 0.0
        for a, b in zip(x, back, strict=True):
            total += (a - min(max(b, 0.0), 1.0)) ** 2
        decibels.append(10 * math.log10(1 / (total / len(x))))
    return np.array(decibels)


def psnr_of_skimage(images, reconstructions):
    pairs = zip(images, np.clip(reconstructions, 0, 1), strict=True)
    return np.array([peak_signal_noise_ratio(x, back, data_range=1) for x, back in pairs])


def psnr_by_root(X, Y):
    back = Y.copy()
    back[back < 0] = 0
    back[back > 1] = 1
    return -20 * np.log10(np.linalg.norm(X - back, axis=-1) / np.sqrt(X.shape[-1]))


def pca_by_eigenvectors(X):
    X = X.astype(float)
    centred = X - X.sum(axis=0) / len(X)
    values, vectors = np.linalg.eigh(centred.T @ centred)
    r = min(X.shape)
    return X.mean(0), np.sqrt(np.clip(values[::-1][:r], 0, None)), vectors[:, ::-1].T[:r]


def pca_with_images_along_columns(X):
    mean = np.mean(X, axis=0, dtype=float, keepdims=True)
    U, S, _ = np.linalg.svd((X - mean).T, full_matrices=False)
    return [mean[0], S, -U.T]


def pca_of_scikit_learn(X):
    fitted = decomposition.PCA(svd_solver="full").fit(X.astype(np.float64))
    return fitted.mean_, fitted.singular_values_, fitted.components_


def pca_of_all_directions(X):
    mean = X.astype(np.float64).mean(axis=0)
    r = min(X.shape)
    _, S, Vt = linalg.svd(X - mean)
    return mean, S[:r], Vt[:r, :]


def back_by_image(images, mean, components):
    rows = []
    for image in images:
        row = mean.copy()
        for direction in components:
            row += np.dot(image - mean, direction) * direction
        rows.append(row)
    return np.array(rows)


def back_by_what_is_lost(images, mean, components):
    P = components.T @ components
    return images - (images - mean) @ (np.eye(len(mean)) - P)


def gradients_written_out(parameters, images):
    W1, W2, W3, W4 = (parameters[f"W{i}"] for i in range(1, 5))
    b1, b2, b3, b4 = (parameters[f"b{i}"] for i in range(1, 5))
    Z1 = images @ W1 + b1
    A1 = Z1 * (Z1 > 0)
    Z2 = A1 @ W2 + b2
    A2 = Z2 * (Z2 > 0)
    Z3 = A2 @ W3 + b3
    A3 = Z3 * (Z3 > 0)
    P = 1 / (1 + np.exp(-(A3 @ W4 + b4)))
    d4 = 2 * (P - images) * P * (1 - P)
    d3 = (d4 @ W4.T) * (Z3 > 0)
    d2 = (d3 @ W3.T) * (Z2 > 0)
    d1 = (d2 @ W2.T) * (Z1 > 0)
    d = {"b4": d4.sum(0), "b3": d3.sum(0), "b2": d2.sum(0), "b1": d1.sum(0)}
    d |= {"W1": images.T @ d1, "W2": A1.T @ d2, "W3": A2.T @ d3, "W4": A3.T @ d4}
    return ((P - images) ** 2).sum(), d


def gradients_by_image(parameters, images):
    total, sums = 0.0, {name: np.zeros(values.shape) for name, values in parameters.items()}
    for image in images:
        error, d = gradients_written_out(parameters, image[None])
        total += error
        for name in sums:
            sums[name] += d[name]
    return total, sums


def gradients_by_recursion(parameters, images):
    d = {}

    def behind(i, A):
        W, b = parameters[f"W{i}"], parameters[f"b{i}"]
        out = nn.sigmoid(A @ W + b) if i == 4 else np.fmax(A @ W + b, 0)
        total, d_out = (np.vdot(out - images, out - images), 2 * (out - images)) if i == 4 else behind(i + 1, out)
        d_Z = d_out * (out * (1 - out) if i == 4 else np.sign(out))
        d[f"W{i}"], d[f"b{i}"] = np.einsum("nd,nh->dh", A, d_Z), np.ones(len(A)) @ d_Z
        return total, d_Z @ W.T

    total, _ = behind(1, images)
    return float(total), d


def gradients_of_the_library(parameters, images):
    sizes = [parameters["W1"].shape[0], *(parameters[f"b{i}"].size for i in range(1, 5))]
    model = nn.MLP(
        sizes, activation="relu", output="sigmoid", loss="squared_error", batch_size=None, dtype=np.float64
    )  # fmt: skip
    for name, values in model.parameters().items():
        values[:] = parameters[name]
    total = np.square(model.predict(images) - images).sum()
    return total, {name: len(images) * values for name, values in model.gradients(images, images).items()}


def step_in_place_of_copies(parameters, accumulators, gradients, rate, momentum=0.9):
    new, M = ({name: values.copy() for name, values in given.items()} for given in (parameters, accumulators))
    for name in new:
        M[name] *= momentum
        M[name] -= rate * gradients[name]
        new[name] += M[name]
    return new, M


def step_as_in_pytorch(parameters, accumulators, gradients, rate, momentum=0.9):
    velocity = {name: momentum * (M / -rate) + gradients[name] for name, M in accumulators.items()}
    return {name: values - rate * velocity[name] for name, values in parameters.items()}, {
        name: -rate * v for name, v in velocity.items()
    }


def step_by_difference(W, M, g, a, m=0.9):
    after = {}
    for name, values in W.items():
        after[name] = np.add(values, m * M[name]) - a * g[name]
    return [after, {name: after[name] - W[name] for name in W}]


RIGHT = {
    "psnr": [
        psnr_by_pixel,
        psnr_of_skimage,
        psnr_by_root,
        lambda X, Y: 10 * np.log10(1 / ((X - Y.clip(0, 1)) ** 2).mean(1)),
        lambda X, Y: -10 / np.log(10) * np.log(np.average((np.minimum(np.maximum(Y, 0), 1) - X) ** 2, axis=1)),
        lambda images, others: np.array(
            [-10 * np.log10(np.var(d) + d.mean() ** 2) for d in images - others.clip(0, 1)]
        ),
    ],
    "fit_pca": [
        pca_by_eigenvectors,
        pca_with_images_along_columns,
        pca_of_scikit_learn,
        pca_of_all_directions,
        lambda X: (X.mean(0, dtype=float), *np.linalg.svd(X - X.mean(0, dtype=float), full_matrices=False)[1:]),
    ],
    "reconstruct": [
        back_by_image,
        back_by_what_is_lost,
        lambda X, mean, V: mean + np.einsum("nd,kd,ke->ne", X - mean, V, V),
        lambda X, m, V: ((V.T @ (V @ (X - m).T)).T) + m,
        lambda X, m, V: X @ V.T @ V + (m - m @ V.T @ V),
    ],
    "autoencoder_gradients": [
        gradients_written_out,
        gradients_by_image,
        gradients_by_recursion,
        gradients_of_the_library,
        lambda parameters, images: [*gradients_written_out(dict(reversed(parameters.items())), images.copy())],
    ],
    "momentum_step": [
        step_in_place_of_copies,
        step_as_in_pytorch,
        step_by_difference,
        lambda W, M, g, a, m: (
            {n: W[n] + m * M[n] - a * g[n] for n in W},
            {n: m * M[n] - a * g[n] for n in W},
        ),
        lambda W, M, g, a, m: tuple(
            {n: start * W[n] + np.multiply(M[n], m) - np.multiply(a, g[n]) for n in W} for start in (1, 0)
        ),
    ],
}

# --- mistakes, as students write them --------------------------------------------------------------------------


def clipped(images):
    return np.clip(images, 0, 1)


def decomposed(X, **settings):
    return np.linalg.svd(X, full_matrices=False, **settings)


def gradients_from(source):
    """A right answer in which a line has been replaced."""

    def autoencoder_gradients(parameters, images):
        old, new = source.split(" -> ")
        lines = (
            "A = [X]\n"
            "for i in (1, 2, 3): A.append(np.maximum(A[-1] @ p[f'W{i}'] + p[f'b{i}'], 0))\n"
            "A.append(1 / (1 + np.exp(-(A[-1] @ p['W4'] + p['b4']))))\n"
            "E, g, d = ((A[4] - X) ** 2).sum(), {}, 2 * (A[4] - X) * A[4] * (1 - A[4])\n"
            "for i in (4, 3, 2, 1):\n"
            "    g[f'W{i}'] = A[i - 1].T @ d\n"
            "    g[f'b{i}'] = d.sum(axis=0)\n"
            "    d = d @ p[f'W{i}'].T\n"
            "    d = d * (A[i - 1] > 0)\n"
        )
        assert old in lines
        names = {"np": np, "X": images, "p": parameters}
        exec(lines.replace(old, new), names)
        return names["E"], names["g"]

    return autoencoder_gradients


def gradients_divided(by):
    def autoencoder_gradients(parameters, images):
        total, gradients = gradients_written_out(parameters, images)
        return total / by(images), {name: values / by(images) for name, values in gradients.items()}

    return autoencoder_gradients


def step_in_place(parameters, accumulators, gradients, rate, momentum=0.9):
    for name in parameters:
        accumulators[name] = momentum * accumulators[name] - rate * gradients[name]
        parameters[name] += accumulators[name]
    return parameters, accumulators


def step_from(accumulator, moved=lambda W, M, old: W + M, kept=lambda M, old: M):
    def momentum_step(parameters, accumulators, gradients, rate, momentum=0.9):
        new, remembered = {}, {}
        for name in parameters:
            M = accumulator(accumulators[name], gradients[name], rate, momentum)
            new[name] = moved(parameters[name], M, accumulators[name])
            remembered[name] = kept(M, accumulators[name])
        return new, remembered

    return momentum_step


def velocity(M, g, a, m):
    return m * M - a * g


MISTAKES = {
    "psnr": [
        (lambda X, Y: -10 * np.log10(((X - clipped(Y)) ** 2).mean()), "this is the PSNR of the mean error"),
        (lambda X, Y: psnr_by_root(X, Y).mean(), "this is the mean over the images already"),
        (lambda X, Y: -10 * np.log(((X - clipped(Y)) ** 2).mean(1)), "np.log is the natural logarithm"),
        (
            lambda X, Y: 20 * np.log10(255 / np.sqrt(((X - clipped(Y)) ** 2).mean(1))),
            "MAX is 255: that is for bytes",
        ),
        (lambda X, Y: 10 * np.log10(X.max(1) ** 2 / ((X - clipped(Y)) ** 2).mean(1)), "each image's brightest pixel"),
        (lambda X, Y: 10 * np.log10(X.max() ** 2 / ((X - clipped(Y)) ** 2).mean(1)), "brightest pixel of these images"),
        (lambda X, Y: 10 * np.log10(1 / ((X - Y) ** 2).mean(axis=1)), "the reconstructions are not clipped"),
        (lambda X, Y: -10 * np.log10(((X - np.minimum(Y, 1)) ** 2).mean(axis=1)), "clipped at 1 only"),
        (lambda X, Y: -10 * np.log10(((X - np.maximum(Y, 0)) ** 2).mean(axis=1)), "clipped at 0 only"),
        (
            lambda X, Y: 10 * np.log10(clipped(Y).max(1) ** 2 / ((X - clipped(Y)) ** 2).mean(1)),
            "the brightest pixel of each reconstruction",
        ),
        (lambda X, Y: -10 * np.log10(np.mean((X - clipped(Y)) ** 2, axis=0)), "average over the pixels of each image"),
        (lambda X, Y: -10 * np.log10(np.sum((X - clipped(Y)) ** 2, axis=1)), "added up over the pixels"),
        (lambda X, Y: 20 * np.log10(1 / ((X - clipped(Y)) ** 2).mean(axis=1)), "all decibels are doubled"),
        (lambda X, Y: np.log10(((X - clipped(Y)) ** 2).mean(axis=1)) * 10, "the sign is wrong"),
        (lambda X, Y: psnr_by_pixel(X, Y).tolist(), "got a value of type list"),
    ],
    "fit_pca": [
        (lambda X: (X.mean(axis=0, dtype=float), *decomposed(X.astype(float))[1:]), "the mean is not subtracted"),
        (
            lambda X: (
                X.mean(axis=1, dtype=float),
                *decomposed(X - X.mean(axis=1, dtype=float, keepdims=True))[1:],
            ),
            "rows are images here",
        ),
        (lambda X: (X.mean(), *decomposed(X - X.mean())[1:]), "the mean is one number"),
        (lambda X: (X.mean(0), *decomposed(X - X.mean(0))[1::-1]), "this is U: its columns"),
        (lambda X: (X.mean(0), *decomposed((X - X.mean(0)).T)[1:]), "these are the left singular vectors"),
        (
            lambda X: (X.mean(0), decomposed(X - X.mean(0))[1], decomposed(X - X.mean(0))[2].T),
            "Vt is transposed: np.linalg.svd returns V transposed already",
        ),
        (lambda X: (X.mean(0), *decomposed((X - X.mean(0)) / X.std(0))[1:]), "divided by its standard deviation"),
        (
            lambda X: (X.mean(0, dtype=float), *np.linalg.svd(X - X.mean(0, dtype=float))[1:]),
            "with full_matrices=False there are",
        ),
        (lambda X: (X.mean(0), *decomposed(X - X.mean(0))[1:]), "this is computed in float32"),
        (lambda X: (X.mean(0), decomposed(X - X.mean(0))[1] ** 2, decomposed(X - X.mean(0))[2]), "S is squared"),
        (lambda X: (X.mean(0), decomposed(X)[1], decomposed(X)[2].tolist()), "Vt: expected an array of two axes"),
        (lambda X: decomposed(X - X.mean(0))[1:], "expected three arrays, mean, S and Vt"),
    ],
    "reconstruct": [
        (lambda X, mean, V: X @ V.T @ V + mean, "the mean is not subtracted before the projection"),
        (lambda X, mean, V: (X - mean) @ V.T @ V, "the mean is not added back"),
        (lambda X, mean, V: X @ V.T @ V, "the mean is neither subtracted nor added"),
        (lambda X, mean, V: (X - X.mean(0)) @ V.T @ V + X.mean(0), "the mean is that of the images passed"),
        (
            lambda X, mean, V: (
                decomposition.PCA(min(len(V), len(X)))
                .fit(X)
                .inverse_transform(decomposition.PCA(min(len(V), len(X))).fit_transform(X))
            ),
            "a new PCA is fitted to the images passed",
        ),
        (lambda X, mean, V: (X - mean) @ V.T, "these are the codes"),
        (lambda X, mean, V: (X - mean) @ V @ V.T + mean, "components has a direction in each row"),
        (lambda X, mean, V: clipped((X - mean) @ V.T @ V + mean), "the reconstructions are clipped"),
    ],
    "autoencoder_gradients": [
        (gradients_from("2 * (A[4] - X) * A[4] * (1 - A[4]) -> A[4] - X"), "is the gradient of a cross-entropy"),
        (gradients_from("* A[4] * (1 - A[4]) -> "), "the derivative of the sigmoid is missing at the end"),
        (gradients_from(", 2 * (A[4] - X) -> , (A[4] - X)"), "the derivative of a square has a factor 2"),
        (gradients_from("2 * (A[4] - X) -> 2 * (X - A[4])"), "all signs are wrong"),
        (gradients_from("2 * (A[4] - X) -> 2 / X.shape[1] * (A[4] - X)"), "divided by the number of pixels"),
        (gradients_divided(len), "both are means over the images"),
        (gradients_divided(lambda images: 2), "both are those of half the squared error"),
        (gradients_from("d = d * (A[i - 1] > 0) -> pass"), "the derivative of ReLU is missing"),
        (gradients_from("(A[i - 1] > 0) -> A[i - 1]"), "the gradient is multiplied with the activations"),
        (gradients_from("(A[i - 1] > 0) -> A[i - 1] * (1 - A[i - 1])"), "W3: entry"),
        (gradients_from("A[i - 1].T @ d -> d.T @ A[i - 1]"), "the gradients of the weights are transposed"),
        (gradients_from("p[f'W{i}'].T -> p[f'W{i}']"), "the weights are to be transposed on the way back"),
        (gradients_from("d.sum(axis=0) -> d.mean(axis=0)"), "the gradients of the biases are means"),
        (gradients_from("** 2).sum() -> ** 2).mean()"), "this is the mean squared error"),
        (gradients_from("1 / (1 + np.exp(-(A[-1] @ p['W4'] + p['b4']))) -> A[-1] @ p['W4'] + p['b4']"), "total:"),
        (lambda parameters, images: gradients_written_out(parameters, images)[1], "expected total, gradients"),
    ],
    "momentum_step": [
        (step_from(lambda M, g, a, m: -a * g), "this is plain gradient descent"),
        (step_from(velocity, kept=lambda M, old: old), "the accumulators are forgotten between the steps"),
        (step_from(lambda M, g, a, m: m * M + a * g), "the steps go uphill: the gradient enters"),
        (step_from(velocity, moved=lambda W, M, old: W - M), "the accumulator is subtracted"),
        (
            step_from(lambda M, g, a, m: m * M + a * g, moved=lambda W, M, old: W - M),
            "the accumulators have the wrong sign",
        ),
        (step_from(velocity, moved=lambda W, M, old: W + old), "the accumulator of the step before"),
        (step_from(lambda M, g, a, m: m * M - (1 - m) * a * g), "a running mean"),
        (step_from(lambda M, g, a, m: 0.9 * M - a * g), "the momentum is always 0.9"),
        (step_from(lambda M, g, a, m: m * M - g), "the learning rate is not used"),
        (step_in_place, "momentum_step changes its input parameters"),
        (lambda *arguments: list(map(list, step_in_place_of_copies(*arguments))), "expected two dictionaries"),
        (lambda *arguments: step_in_place_of_copies(*arguments)[0], "return the new parameters, the new accumulators"),
    ],
}


class TestAnswers(Answers):
    checks = checks
    right = RIGHT
    mistakes = MISTAKES


def test_the_right_gradient_is_the_slope_of_the_right_total():
    rng = np.random.default_rng(6)
    sizes = (6, 4, 3, 4, 6)
    model = nn.MLP(sizes, activation="relu", output="sigmoid", loss="squared_error", dtype=np.float64)
    parameters = {name: values + rng.normal(0, 0.1, values.shape) for name, values in model.parameters().items()}
    images = rng.uniform(size=(5, 6))
    _, gradients = checks.autoencoder_gradients.right(parameters, images)
    direction = {name: rng.normal(size=values.shape) for name, values in parameters.items()}
    plus, minus = (
        checks.autoencoder_gradients.right({name: v + h * direction[name] for name, v in parameters.items()}, images)[0]
        for h in (1e-6, -1e-6)
    )
    slope = sum(np.vdot(gradients[name], direction[name]) for name in gradients)
    assert slope == pytest.approx((plus - minus) / 2e-6, rel=1e-6)
