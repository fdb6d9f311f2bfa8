"""A photograph as the pipeline wants it: checked, RGB, and of a size at which a page is quickly looked through."""

from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

Bytes = NDArray[np.uint8]
WORK_SIDE = 1600  # pixels of the longer side at which the pipeline works; larger photographs are reduced
SMALL_SIDE = 900  # smaller ones are enlarged to twice their size, so that a pen is more than a pixel wide
TINY_SIDE = 16
HUGE_PIXELS = 200_000_000


def open_photo(path: str | Path | BinaryIO) -> Bytes:
    """Read a photograph from a file, turned upright as its camera noted.

    Args:
        path: of the file; or the file itself, opened in binary mode, such as an upload in a ``BytesIO``.

    Returns:
        uint8 (H, W, 3), RGB.

    Raises:
        FileNotFoundError: if there is no such file.
        ValueError: if it is no picture that Pillow reads, or a damaged one.
    """
    if isinstance(path, str | Path) and not Path(path).is_file():
        raise FileNotFoundError(f"{path}: no such file; give the path of a photograph (JPEG or PNG)")
    try:
        with Image.open(path) as picture:
            upright: Image.Image = ImageOps.exif_transpose(picture)
            return np.asarray(upright.convert("RGBA" if "A" in upright.getbands() else "RGB"))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as problem:
        name = path if isinstance(path, str | Path) else "the uploaded file"
        raise ValueError(
            f"{name}: not a whole picture ({problem}); expected a JPEG or PNG file: save or photograph it again"
        ) from problem


def as_rgb(image: Any) -> Bytes:
    """Any usual image as uint8 (H, W, 3): grey is repeated, alpha is laid on white paper, floats are in [0, 1].

    Args:
        image: (H, W), (H, W, 1), (H, W, 3) or (H, W, 4); uint8, bool, uint16, or floats in [0, 1].

    Raises:
        TypeError: if it is no array of such numbers.
        ValueError: if its shape or its values are not those of an image. The message says what came.
    """
    pixels = np.asarray(image)
    if pixels.dtype.kind not in "buif" or (pixels.dtype.kind == "i" and pixels.dtype.itemsize == 1):
        raise TypeError(
            f"image: expected an array of uint8, or of floats in [0, 1], got {_kind(image, pixels)}; "
            "ocr.open_photo(path) reads a file"
        )
    if pixels.ndim == 2:
        pixels = pixels[:, :, None]
    if pixels.ndim != 3 or pixels.shape[2] not in (1, 3, 4):
        raise ValueError(
            f"image: expected shape (H, W), (H, W, 3) or (H, W, 4), got {np.shape(image)}; give one image at a time"
        )
    height, width = pixels.shape[:2]
    if min(height, width) < TINY_SIDE or height * width > HUGE_PIXELS:
        raise ValueError(
            f"image: expected at least {TINY_SIDE} pixels a side and at most {HUGE_PIXELS // 10**6} megapixels, "
            f"got {height} x {width}; crop or resize it"
        )
    levels = _as_bytes(pixels)
    if levels.shape[2] == 4:
        alpha = levels[:, :, 3:].astype(np.uint16)
        levels = ((levels[:, :, :3] * alpha + 255 * (255 - alpha)) // 255).astype(np.uint8)
    return np.ascontiguousarray(np.broadcast_to(levels, (height, width, 3)))


def _kind(image: Any, pixels: NDArray[Any]) -> str:
    return f"an array of {pixels.dtype}" if isinstance(image, np.ndarray) else type(image).__name__


def _as_bytes(pixels: NDArray[Any]) -> Bytes:
    """Numbers of any kind as bytes; raises ValueError if they do not say how bright a pixel is."""
    if pixels.dtype == np.uint8:
        return pixels
    if pixels.dtype == bool:
        return pixels.astype(np.uint8) * np.uint8(255)
    low, high = pixels.min(), pixels.max()
    if not (np.isfinite(low) and np.isfinite(high)):
        raise ValueError(
            "image: expected finite numbers, got NaN or infinity among them; replace them, as with np.nan_to_num"
        )
    if pixels.dtype == np.uint16:
        return (pixels >> 8 if high > 255 else pixels).astype(np.uint8)
    top = 1.0 if pixels.dtype.kind == "f" else 255
    if low < 0 or high > top:
        raise ValueError(
            f"image: expected {pixels.dtype} in [0, {top:g}], got {low:g} to {high:g}; "
            "scale it, or convert it with .astype(np.uint8)"
        )
    scaled = np.empty(pixels.shape, np.uint8)
    for k in range(pixels.shape[2]):  # a channel at a time: floats of a large photograph take a lot of memory
        scaled[:, :, k] = np.rint(pixels[:, :, k] * (255 / top))
    return scaled


def at_work_size(rgb: Bytes) -> Bytes:
    """The photograph with its longer side at most `WORK_SIDE`; a small one is enlarged to twice its size."""
    longest = max(rgb.shape[:2])
    if SMALL_SIDE <= longest <= WORK_SIDE:
        return rgb
    scale = WORK_SIDE / longest if longest > WORK_SIDE else 2.0
    height, width = (max(1, round(side * scale)) for side in rgb.shape[:2])
    how = Image.Resampling.BOX if scale < 1 else Image.Resampling.BICUBIC
    return np.asarray(Image.fromarray(rgb).resize((width, height), how))
