"""From ink on a sheet to a photograph: paper, its lines, light, desk, lens, sensor, JPEG."""

import io
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from .hand import Floats

Levels = NDArray[np.float32]
DESK = (52, 40, 33)
TEXTURE_SCALE = 2.5  # pixels over which the paper's texture is alike


@dataclass(frozen=True)
class Conditions:
    """What a page is written with and on, and how it is photographed. Lengths are in pixels or letter heights.

    Attributes:
        height: of the photograph, pixels.
        width: of the photograph, pixels.
        letter: height of a capital, pixels; less where the text would not fit.
        pen: width of the pen, letter heights.
        ink: its colour, RGB.
        grain: share of ink that a rough paper refuses a pencil, 0 to 1.
        paper: its colour, RGB.
        texture: of the paper, standard deviation in grey levels.
        light: how much darker the dark side is, 0 to 1.
        grid: lines printed on the paper, if any.
        rule: how dark these are, 0 to 1.
        through: how much of the other side's ink is seen, 0 to 1.
        specks: how many.
        blur: standard deviation of the lens, pixels.
        noise: of the sensor, standard deviation in grey levels.
        quality: of the JPEG, 1 to 95.
        tilt: of the sheet, degrees, clockwise.
        perspective: how much shorter the far edge is, 0 to 1; above 0 the whole sheet is seen, on a dark desk.
        drift: how far letters leave the baseline, letter heights.
        uneven: relative spread of the letters' sizes.
        gap: between letters, letter heights.
        word: between words, letter heights.
        spacing: from line to line, letter heights.
    """

    height: int = 900
    width: int = 1200
    letter: float = 48
    pen: float = 0.08
    ink: tuple[int, int, int] = (40, 42, 60)
    grain: float = 0.0
    paper: tuple[int, int, int] = (226, 224, 218)
    texture: float = 2.0
    light: float = 0.12
    grid: Literal["ruled", "squared"] | None = None
    rule: float = 0.25
    through: float = 0.0
    specks: int = 0
    blur: float = 0.8
    noise: float = 2.0
    quality: int = 88
    tilt: float = 0.0
    perspective: float = 0.0
    drift: float = 0.05
    uneven: float = 0.07
    gap: float = 0.32
    word: float = 1.25
    spacing: float = 2.0


@dataclass(frozen=True)
class Layers:
    """What there is to photograph: ink (H, W) in [0, 1] on both sides, and the way from sheet to image (3, 3)."""

    ink: Levels
    through: Levels | None
    to_image: Floats


def homography(c: Conditions, rng: np.random.Generator) -> Floats:
    """The camera: a 3×3 matrix from x, y, 1 on the sheet to the image, both in pixels; the sheet is (width, height)."""
    turn, shear = np.radians(c.tilt), np.eye(3)
    cos, sin = np.cos(turn), np.sin(turn)
    center = np.array([[1, 0, c.width / 2], [0, 1, c.height / 2], [0, 0, 1.0]])
    rotate = np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1]])
    if c.perspective:
        direction = rng.uniform(0, 2 * np.pi)
        shear[2, :2] = c.perspective * np.array((np.cos(direction) / c.width, np.sin(direction) / c.height))
        shear[:2] *= 0.88
    matrix: Floats = center @ rotate @ shear @ np.linalg.inv(center)
    return matrix


def project(matrix: Floats, xy: Floats, width: Floats) -> tuple[Floats, Floats]:
    """Points (P, 2) and pen widths (P,) from the sheet to the image."""
    moved = np.column_stack([xy, np.ones(len(xy))]) @ matrix.T
    scale = np.sqrt(abs(np.linalg.det(matrix))) / moved[:, 2] ** 1.5
    return moved[:, :2] / moved[:, 2:], width * scale


def photograph(layers: Layers, c: Conditions, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Light the sheet, look at it through a lens, and store it as a JPEG does: uint8 (H, W, 3)."""
    x, y = _sheet_coordinates(layers.to_image, c)
    shade = _light(c, rng) * (1 + _texture(c, rng) / 128)
    sheet = (x >= 0) & (x < c.width) & (y >= 0) & (y < c.height) if c.perspective else None
    if c.grid:
        shade *= 1 - c.rule * _printed(x, y, c) * (1 if sheet is None else sheet)
    if layers.through is not None:
        shade *= 1 - c.through * ndimage.gaussian_filter(layers.through, 2.0)
    ink = layers.ink
    if c.grain:
        ink = ink * (1 - c.grain * _tooth(c, rng))
    channels = []
    for paper, pen, desk in zip(c.paper, c.ink, DESK, strict=True):
        level = shade * (paper + (pen - paper) * ink)
        if sheet is not None:
            level = np.where(sheet, level, desk * shade)
        level = ndimage.gaussian_filter(level, c.blur)
        level += c.noise * rng.standard_normal(level.shape, dtype=np.float32)
        channels.append(level.clip(0, 255).astype(np.uint8))
    buffer = io.BytesIO()
    Image.fromarray(np.stack(channels, axis=2)).save(buffer, "JPEG", quality=c.quality)
    return np.asarray(Image.open(buffer))


def _sheet_coordinates(to_image: Floats, c: Conditions) -> tuple[Levels, Levels]:
    """Where on the sheet each pixel of the image lies: x and y, (H, W) each."""
    m = np.linalg.inv(to_image).astype(np.float32)
    x, y = np.arange(c.width, dtype=np.float32) + 0.5, np.arange(c.height, dtype=np.float32)[:, None] + 0.5
    depth = m[2, 0] * x + m[2, 1] * y + m[2, 2]
    return (m[0, 0] * x + m[0, 1] * y + m[0, 2]) / depth, (m[1, 0] * x + m[1, 1] * y + m[1, 2]) / depth


def _light(c: Conditions, rng: np.random.Generator) -> Levels:
    """Brightness (H, W), 1 at its brightest: it falls off to one side, and to the corners a little."""
    y, x = np.linspace(-1, 1, c.height, dtype=np.float32)[:, None], np.linspace(-1, 1, c.width, dtype=np.float32)
    angle = float(rng.uniform(0, 2 * np.pi))
    side = (1 + np.cos(angle) * x / 1.42 + np.sin(angle) * y / 1.42) / 2
    return np.asarray(1 - c.light * (0.8 * side + 0.1 * (x * x + y * y)), dtype=np.float32)


def _texture(c: Conditions, rng: np.random.Generator) -> Levels:
    """The paper's texture in grey levels, (H, W): drawn at low resolution, as it is smooth."""
    size = (int(c.height / TEXTURE_SCALE) + 2, int(c.width / TEXTURE_SCALE) + 2)
    small = Image.fromarray(rng.standard_normal(size, dtype=np.float32) * np.float32(c.texture))
    return np.asarray(small.resize((c.width, c.height), Image.Resampling.BILINEAR))


def _tooth(c: Conditions, rng: np.random.Generator) -> Levels:
    """Where a rough paper takes no pencil: (H, W) in [0, 1]."""
    small = Image.fromarray(rng.random((c.height // 2 + 1, c.width // 2 + 1), dtype=np.float32))
    return np.asarray(small.resize((c.width, c.height), Image.Resampling.BILINEAR))


def _printed(x: Levels, y: Levels, c: Conditions) -> Levels:
    """Printed lines (H, W) in [0, 1]: one a line of writing, or squares of half a letter's height."""
    squared = c.grid == "squared"
    pitch = c.letter * (0.7 if squared else c.spacing)
    half = max(1.0, 0.02 * c.letter)

    def lines(at: Levels) -> Levels:
        off = np.abs((at / pitch) % 1 - 0.5) * pitch
        return np.asarray((half + 0.5 - off).clip(0, 1), dtype=np.float32)

    return np.maximum(lines(x), lines(y)) if squared else lines(y)
