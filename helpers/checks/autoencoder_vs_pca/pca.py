"""Principal component analysis: fit_pca, reconstruct."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..check import Cases, Function, Mistake, checked
from ..differences import kind

Array = NDArray[Any]
Fitted = tuple[Array, Array, Array]


def _of_fit(fit_pca: Function, X: Array) -> dict[str, Any]:
    """What is determined: of the directions those along which the images differ, and these but for their signs."""
    fitted = fit_pca(X)
    if not isinstance(fitted, tuple | list) or len(fitted) != 3:
        raise Mistake("fit_pca: expected three arrays, mean, S and Vt: return mean, S, Vt")
    mean, S, Vt = fitted
    if not isinstance(Vt, np.ndarray) or Vt.ndim != 2:
        raise Mistake(f"fit_pca: Vt: expected an array of two axes, (r, D), got {kind(Vt)}")
    directions = Vt[: min(len(X) - 1, X.shape[1])]
    largest = np.take_along_axis(directions, np.abs(directions).argmax(axis=1, keepdims=True), axis=1)
    return {
        "numbers in Vt": str(Vt.dtype),
        "mean": mean,
        "S": S,
        "shape of Vt": np.shape(Vt),
        "Vt": directions * np.sign(largest),
    }


def _images(rng: np.random.Generator) -> Cases:
    def images(n: int, d: int) -> Array:
        return rng.uniform(0.2, 0.8) + rng.normal(size=(n, d)) * np.linspace(1, 3, d)

    return {
        "as many images as pixels": (images(6, 6),),
        "more images than pixels": (images(9, 4),),
        "more pixels than images": (images(4, 7),),
        "images in float32": (images(8, 5).astype(np.float32),),
    }


def _fit_with(
    centre: Function = lambda X: X.mean(axis=0),
    centred: Function = lambda X, mean: X - mean,
    values: Function = lambda S, X: S,
    directions: Function = lambda U, Vt: Vt,
    precision: Any = np.float64,
    full: bool = False,
) -> Function:
    """PCA of which one part is replaced."""

    def fit_pca(X: Array) -> Fitted:
        X = X.astype(precision)
        mean = centre(X)
        U, S, Vt = np.linalg.svd(centred(X, mean), full_matrices=full)
        return mean, values(S, X), directions(U, Vt)

    return fit_pca


@checked(
    use=_of_fit,
    cases=_images,
    mistakes=[
        (
            _fit_with(centred=lambda X, mean: X),
            "the mean is not subtracted before the decomposition: the first direction then points at the mean image",
        ),
        (
            _fit_with(centre=lambda X: X.mean(axis=1), centred=lambda X, mean: X - mean[:, np.newaxis]),
            "the mean goes over the pixels of each image (axis=1): rows are images here, so it goes over the rows "
            "(axis=0)",
        ),
        (
            _fit_with(centre=lambda X: X.mean()),
            "the mean is one number, over all images and pixels; PCA takes away the mean image, one number a pixel "
            "(axis=0)",
        ),
        (
            _fit_with(directions=lambda U, Vt: U),
            "this is U: its columns have an entry for each image. The directions in the space of pixels are the rows "
            "of Vt",
        ),
        (
            _fit_with(directions=lambda U, Vt: U.T),
            "these are the left singular vectors, with an entry for each image. The directions in the space of pixels "
            "are the right ones, the rows of Vt (are the images along rows?)",
        ),
        (
            _fit_with(directions=lambda U, Vt: Vt.T),
            "Vt is transposed: np.linalg.svd returns V transposed already, a direction in each row",
        ),
        (
            _fit_with(centred=lambda X, mean: (X - mean) / X.std(axis=0)),
            "each pixel is divided by its standard deviation: that is PCA of the correlations, which counts a pixel "
            "that hardly varies like any other",
        ),
        (
            _fit_with(values=lambda S, X: S**2 / len(X)),
            "S holds the variances, S²/N; asked for are the singular values themselves",
        ),
        (_fit_with(values=lambda S, X: S**2), "S is squared; asked for are the singular values themselves"),
        (
            _fit_with(values=lambda S, X: S[::-1], directions=lambda U, Vt: Vt[::-1]),
            "the smallest singular value comes first, as np.linalg.eigh orders its eigenvalues; the largest should",
        ),
        (
            _fit_with(precision=np.float32),
            "this is computed in float32, with seven digits: make the mean in float64 (dtype=np.float64)",
        ),
        (
            _fit_with(full=True),
            "Vt has directions along which no image differs: with full_matrices=False there are min(N, D) rows (and U "
            "is no N × N matrix)",
        ),
    ],
)
def fit_pca(X: Array) -> Fitted:
    """Mean image ``(D,)``, singular values ``(r,)``, directions ``(r, D)`` of ``X (N, D)``; r = min(N, D)."""
    mean = X.mean(axis=0, dtype=np.float64)
    _, S, Vt = np.linalg.svd(X - mean, full_matrices=False)
    return mean, S, Vt


def _new_images(rng: np.random.Generator) -> Cases:
    def fitted(n: int, d: int, k: int) -> tuple[Array, Array, Array]:
        components = np.linalg.qr(rng.normal(size=(d, k)))[0].T
        return rng.uniform(size=(n, d)), rng.uniform(0.5, 1.5, size=d), components

    return {"as many images as pixels": fitted(6, 6, 2), "four images": fitted(4, 9, 3), "one image": fitted(1, 5, 2)}


def _there_and_back(before: Function, after: Function) -> Function:
    """Reconstructions with another mean taken away before, or added after."""

    def reconstruct(images: Array, mean: Array, components: Array) -> Array:
        reconstructed: Array = (images - before(images, mean)) @ components.T @ components + after(images, mean)
        return reconstructed

    return reconstruct


def _own(images: Array, mean: Array) -> Array:
    own: Array = images.mean(axis=0)
    return own


def _fitted_anew(images: Array, mean: Array, components: Array) -> Array:
    own = np.linalg.svd(images - images.mean(axis=0), full_matrices=False)[2][: len(components)]
    reconstructed: Array = _there_and_back(_own, _own)(images, mean, own)
    return reconstructed


@checked(
    cases=_new_images,
    mistakes=[
        (
            _there_and_back(lambda images, mean: 0, lambda images, mean: mean),
            "the mean is not subtracted before the projection, and added all the same: part of it is there twice",
        ),
        (
            _there_and_back(lambda images, mean: mean, lambda images, mean: 0),
            "the mean is not added back: these are deviations from the mean image",
        ),
        (
            _there_and_back(lambda images, mean: 0, lambda images, mean: 0),
            "the mean is neither subtracted nor added: the directions start at the mean image, not at zero",
        ),
        (
            _there_and_back(_own, _own),
            "the mean is that of the images passed: a PCA that was fitted on training images has a mean of its own, "
            "the argument; from test images nothing is learned",
        ),
        (
            _fitted_anew,
            "a new PCA is fitted to the images passed, the test images; use the mean and components that come as "
            "arguments",
        ),
        (
            lambda images, mean, components: (images - mean) @ components.T,
            "these are the codes, (N, k); the second product, with components, takes them back to images",
        ),
        (
            lambda images, mean, components: (images - mean) @ components @ components.T + mean,
            "components has a direction in each row: (N, D) @ (D, k) needs components.T first, and components second",
        ),
        (
            lambda images, mean, components: np.clip((images - mean) @ components.T @ components + mean, 0, 1),
            "the reconstructions are clipped to [0, 1] here: psnr does that, and without it this is the projection",
        ),
        (
            lambda images, mean, components: images - (images - mean) @ components.T @ components,
            "this is what the projection loses; asked for is what it keeps",
        ),
    ],
)
def reconstruct(images: Array, mean: Array, components: Array) -> Array:
    """Images ``(N, D)`` to codes ``(N, k)`` along ``components (k, D)``, and back."""
    codes = (images - mean) @ components.T
    reconstructed: Array = codes @ components + mean
    return reconstructed
