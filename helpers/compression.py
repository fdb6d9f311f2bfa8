"""Compressing images to a few numbers: principal component analysis, and how good a reconstruction is.

    pca = PCA(32).fit(train)           # train (N, D) in [0, 1]
    codes = pca.transform(test)        # (N, 32)
    psnr(test, pca.reconstruct(test))  # decibels, one number an image

Lesson 06 writes both by hand first.
"""

from collections.abc import Sequence
from itertools import pairwise
from numbers import Integral

import numpy as np
from numpy.typing import NDArray
from scipy import linalg

Floats = NDArray[np.floating]
Doubles = NDArray[np.float64]


class PCA:
    """Principal component analysis of images: the k directions that keep most of their variance.

    All is computed in float64, whatever comes. Where there are more images than pixels the directions are found as
    eigenvectors of the covariance, the first k only, which is the fastest exact way; else by the SVD of the centred
    images. Signs are fixed as scikit-learn does: the largest entry of a component, by its absolute value, is positive.

    Args:
        n_components: how many directions are kept, k.

    Attributes:
        mean: of the training images, ``(D,)``.
        components: one direction a row, orthonormal, the most important first: ``(k, D)``.
        singular_values: of the centred training images, ``(k,)``.
        explained_variance_ratio: the share of the variance that each direction holds, ``(k,)``.

    Raises:
        ValueError: for a number of components that is not a whole number of at least 1.

    Source: Eckart and Young, "The approximation of one matrix by another of lower rank" (Psychometrika 1, 1936).
    """

    def __init__(self, n_components: int) -> None:
        self.n_components = _whole(n_components, "n_components")

    def fit(self, X: Floats) -> "PCA":
        """Find the directions of ``X (N, D)`` in [0, 1].

        Raises:
            ValueError: for another shape or type, NaN, values outside [0, 1], fewer images or pixels than components,
                or images that do not differ enough to have that many directions. What was learned before stays then.
        """
        X = checked_images(X)
        n, d = X.shape
        k = self.n_components
        if k > min(n, d):
            raise ValueError(f"PCA: {k} components need at least {k} images of {k} pixels, got {n} of {d}")
        mean: Doubles = X.mean(axis=0)
        centred = X - mean
        total = float(np.vdot(centred, centred))
        if total <= n * d * np.finfo(float).eps:
            raise ValueError("PCA: all images are the same, so no direction holds any variance")
        if n > d:
            scatter = centred.T @ centred
            squares, vectors = linalg.eigh(
                scatter, subset_by_index=(d - k, d - 1), overwrite_a=True, check_finite=False
            )
            values, rows = np.sqrt(np.maximum(squares[::-1], 0)), vectors.T[::-1]
        else:
            _, values, rows = linalg.svd(centred, full_matrices=False, overwrite_a=True, check_finite=False)
            values, rows = values[:k], rows[:k]
        if (rank := int((values > 1e-7 * values[0]).sum())) < k:
            raise ValueError(f"PCA: the images differ in {rank} directions only; ask for at most {rank} components")
        largest = np.take_along_axis(rows, np.abs(rows).argmax(axis=1, keepdims=True), axis=1)
        self.mean = mean
        self.components: Doubles = rows * np.sign(largest)
        self.singular_values: Doubles = values
        self.explained_variance_ratio: Doubles = values**2 / total
        return self

    def transform(self, X: Floats) -> Doubles:
        """The codes ``(N, k)`` of images ``X (N, D)``: how far each lies along each direction, from the mean.

        Raises:
            ValueError: for images that ``fit`` would refuse, or of another size than its own; before ``fit``, too.
        """
        self._fitted()
        codes: Doubles = (checked_images(X, len(self.mean)) - self.mean) @ self.components.T
        return codes

    def inverse_transform(self, codes: Floats) -> Doubles:
        """The images ``(N, D)`` of codes ``(N, k)``; they may leave [0, 1] a little.

        Raises:
            ValueError: for codes of another length, none, NaN, or what is not real numbers; before ``fit``, too.
        """
        self._fitted()
        codes = np.asarray(codes)
        if codes.ndim != 2 or codes.shape[1] != self.n_components or not codes.size:
            raise ValueError(f"codes: expected shape (N, {self.n_components}), not empty, got {codes.shape}")
        if codes.dtype.kind not in "fiu":
            raise ValueError(f"codes: expected real numbers, as transform gives them, got {codes.dtype}")
        images: Doubles = self.mean + _finite(codes, "codes") @ self.components
        return images

    def reconstruct(self, X: Floats) -> Doubles:
        """Images ``X (N, D)`` to codes and back."""
        return self.inverse_transform(self.transform(X))

    @property
    def n_parameters(self) -> int:
        """Numbers that are learned: the components and the mean."""
        self._fitted()
        return self.components.size + self.mean.size

    def _fitted(self) -> None:
        if not hasattr(self, "components"):
            raise ValueError("PCA: nothing has been learned yet; call fit(X) first")


def psnr(images: Floats, reconstructions: Floats) -> Doubles:
    """Peak signal-to-noise ratio of each image: 20 log10(MAX) - 10 log10(MSE) decibels, MAX = 1.

    The mean squared error is taken over one image's pixels, and reconstructions are clipped to [0, 1] first, as they
    would be to be shown. An image that came back exactly has an infinite ratio.

    Args:
        images: ``(N, ...)`` floats in [0, 1].
        reconstructions: floats of the same shape.

    Returns:
        float64 ``(N,)``. Report its mean, which is not the ratio of the mean error.

    Raises:
        ValueError: for shapes that differ, no images, NaN, images outside [0, 1], or anything but floats.
    """
    images, reconstructions = np.asarray(images), np.asarray(reconstructions)
    if images.shape != reconstructions.shape or images.ndim < 2 or not images.size:
        raise ValueError(
            f"psnr: expected images and reconstructions of one shape (N, ...), not empty, got {images.shape} and "
            f"{reconstructions.shape}"
        )
    if reconstructions.dtype.kind != "f":
        raise ValueError(
            f"psnr: expected reconstructions as floats near [0, 1], got {reconstructions.dtype}; scale them: X / 255"
        )
    flat = checked_images(images.reshape(len(images), -1))
    back = _finite(reconstructions.reshape(len(images), -1), "reconstructions")
    errors = np.square(flat - np.clip(back, 0, 1)).mean(axis=1)
    with np.errstate(divide="ignore"):
        decibels: Doubles = -10 * np.log10(errors)
    return decibels


def n_parameters(sizes: Sequence[int]) -> int:
    """Weights and biases of a fully connected network with layers of these ``sizes``, input and output included.

    Raises:
        ValueError: for fewer than two sizes, or one that is not a whole number of at least 1.
    """
    if len(sizes) < 2:
        raise ValueError(f"sizes: expected the sizes of two layers or more, input and output included, got {sizes}")
    sizes = [_whole(size, "sizes") for size in sizes]
    return sum((n_in + 1) * n_out for n_in, n_out in pairwise(sizes))


def checked_images(X: Floats, n_pixels: int | None = None) -> Doubles:
    """``X (N, n_pixels)`` in float64, or a ValueError that says what is wrong with it."""
    X = np.asarray(X)
    if X.ndim != 2 or not X.size or (n_pixels is not None and X.shape[1] != n_pixels):
        hint = "; flatten the images first: X.reshape(len(X), -1)" if X.ndim > 2 else ""
        raise ValueError(f"images: expected shape (N, {n_pixels or 'D'}), not empty, got {X.shape}{hint}")
    if X.dtype.kind != "f":
        raise ValueError(f"images: expected floats in [0, 1], got {X.dtype}; scale them: X / 255")
    X = _finite(X, "images")
    if X.min() < 0 or X.max() > 1:
        raise ValueError(
            f"images: expected values in [0, 1], got {X.min():.3g} to {X.max():.3g}; scale grey levels: X / 255"
        )
    return X


def _whole(number: object, name: str) -> int:
    if isinstance(number, bool) or not isinstance(number, Integral) or number < 1:
        raise ValueError(f"{name}: expected a whole number of at least 1, got {number!r}")
    return int(number)


def _finite(X: Floats, name: str) -> Doubles:
    values: Doubles = np.asarray(X, dtype=np.float64)
    if not (np.isfinite(values.min()) and np.isfinite(values.max())):
        bad = np.flatnonzero(~np.isfinite(values).all(axis=1))
        raise ValueError(f"{name}: {len(bad)} of {len(X)} hold NaN or infinity, the first is row {bad[0]}")
    return values
