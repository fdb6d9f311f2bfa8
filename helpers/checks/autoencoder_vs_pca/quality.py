"""How good a reconstruction is: psnr."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ... import compression
from ..check import Cases, Check, Function

Array = NDArray[Any]


def _reconstructions(rng: np.random.Generator) -> Cases:
    def pair(n: int, d: int) -> tuple[Array, Array]:
        """Images in [0, 1], each with a brightest pixel of its own, and reconstructions; all but one leave [0, 1]."""
        images = rng.uniform(size=(n, d)) * rng.uniform(0.5, 0.95, size=(n, 1))
        back = images + rng.normal(0, 0.2, size=(n, d))
        back[:, 0], back[:, 1] = rng.uniform(1.1, 1.5, size=n), rng.uniform(-0.5, -0.1, size=n)
        back[-1] = back[-1].clip(0.1, 0.9)
        return images, back

    return {"as many images as pixels": pair(6, 6), "four images": pair(4, 9)}


def _squared(images: Array, back: Array) -> Array:
    squared: Array = np.square(images - back)
    return squared


def _psnr_with(
    error: Function = lambda x, back: _squared(x, back).mean(axis=1),
    decibels: Function = lambda x, error: -10 * np.log10(error),
    clipped: bool = True,
) -> Function:
    """PSNR of which one part is replaced: the error of images, the decibels of an error, the clipping."""

    def psnr(images: Array, reconstructions: Array) -> Any:
        back = np.clip(reconstructions, 0, 1) if clipped else reconstructions
        return decibels(images, error(images, back))

    return psnr


psnr = Check(
    compression.psnr,
    cases=_reconstructions,
    mistakes=[
        (
            _psnr_with(error=lambda x, back: _squared(x, back).mean()),
            "this is the PSNR of the mean error of all images, one number. Asked for is one for each image; their mean "
            "is another number (Jensen's inequality)",
        ),
        (
            lambda images, back: _psnr_with()(images, back).mean(),
            "this is the mean over the images already; asked for is one number for each image",
        ),
        (
            _psnr_with(error=lambda x, back: _squared(x, back).mean(axis=0)),
            "the error is averaged over the images, for each pixel (axis=0); average over the pixels of each image "
            "(axis=1)",
        ),
        (
            _psnr_with(error=lambda x, back: _squared(x, back).sum(axis=1)),
            "the squared errors are added up over the pixels; MSE is their mean",
        ),
        (
            _psnr_with(error=lambda x, back: np.abs(x - back).mean(axis=1)),
            "this is the mean absolute error; PSNR takes the mean of the squares",
        ),
        (
            _psnr_with(error=lambda x, back: np.sqrt(_squared(x, back).mean(axis=1))),
            "10 log10 belongs to the mean squared error, and here stands its root: all decibels are halved",
        ),
        (
            _psnr_with(decibels=lambda x, error: -20 * np.log10(error)),
            "20 log10 belongs to the root of the error, 10 log10 to MSE itself: all decibels are doubled",
        ),
        (
            _psnr_with(decibels=lambda x, error: -10 * np.log(error)),
            "np.log is the natural logarithm; decibels need np.log10",
        ),
        (
            _psnr_with(decibels=lambda x, error: -np.log10(error)),
            "the factor 10 before the logarithm is missing: this is in bel, not in decibels",
        ),
        (
            _psnr_with(decibels=lambda x, error: 10 * np.log10(error)),
            "the sign is wrong: the smaller the error, the larger the PSNR",
        ),
        (
            _psnr_with(decibels=lambda x, error: 20 * np.log10(255) - 10 * np.log10(error)),
            "MAX is 255: that is for bytes. These pixels lie in [0, 1], so MAX is 1 (48 dB less)",
        ),
        (
            _psnr_with(decibels=lambda x, error: 20 * np.log10(x.max(axis=1)) - 10 * np.log10(error)),
            "MAX is each image's brightest pixel; it is the largest value that a pixel can have, 1",
        ),
        (
            _psnr_with(decibels=lambda x, error: 20 * np.log10(x.max()) - 10 * np.log10(error)),
            "MAX is the brightest pixel of these images; it is the largest value that a pixel can have, 1",
        ),
        (
            _psnr_with(
                error=lambda x, back: np.stack([_squared(x, back).mean(axis=1), back.max(axis=1)]),
                decibels=lambda x, both: 20 * np.log10(both[1]) - 10 * np.log10(both[0]),
            ),
            "MAX is the brightest pixel of each reconstruction; it is the largest value that a pixel can have, 1",
        ),
        (
            _psnr_with(clipped=False, error=lambda x, back: _squared(x, np.minimum(back, 1)).mean(axis=1)),
            "the reconstructions are clipped at 1 only; they may also lie below 0",
        ),
        (
            _psnr_with(clipped=False, error=lambda x, back: _squared(x, np.maximum(back, 0)).mean(axis=1)),
            "the reconstructions are clipped at 0 only; they may also exceed 1",
        ),
        (
            _psnr_with(clipped=False),
            "the reconstructions are not clipped to [0, 1] first, so what no screen shows is counted as an error",
        ),
    ],
)
