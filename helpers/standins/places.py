"""Places where the drawn objects are: what is behind and below them, out of focus.

A place is a small picture ``(32, 32, 3)`` in [0, 1] and the colour of its ground. Many kinds of objects share a place,
so that a meadow does not give a horse away.
"""

import numpy as np
from PIL import Image

from .paint import Colour, Floats, hsv, mix

SIDE = 32
WHITE, BLACK = (1.0, 1.0, 1.0), (0.0, 0.0, 0.0)


def draw(name: str, horizon: float, rng: np.random.Generator) -> tuple[Floats, Colour]:
    """Draw a place.

    Args:
        name: one of `PLACES`.
        horizon: the height in the picture, from 0 (above) to 1, at which the ground begins, if there is a ground.
        rng: the same state draws the same picture.

    Returns:
        The picture ``(32, 32, 3)`` in [0, 1] and the colour of the ground.
    """
    picture = np.zeros((SIDE, SIDE, 3))
    ground = PLACES[name](picture, max(0, min(SIDE, round(horizon * SIDE))), rng)
    return picture, ground


def sky(p: Floats, row: int, rng: np.random.Generator) -> Colour:
    """Blue, gray or at sunset, with clouds or without."""
    kind = rng.random()
    if kind < 0.6:
        top = hsv(rng.uniform(0.53, 0.64), rng.uniform(0.25, 0.8), rng.uniform(0.55, 1))
        bottom = mix(top, WHITE, rng.uniform(0.1, 0.6))
    elif kind < 0.88:
        top = hsv(0.6, rng.uniform(0, 0.15), rng.uniform(0.55, 0.95))
        bottom = mix(top, WHITE, rng.uniform(0, 0.5))
    else:
        top = hsv(rng.uniform(0.55, 0.8), 0.4, rng.uniform(0.3, 0.7))
        bottom = hsv(rng.uniform(0.02, 0.13), 0.6, 0.95)
    _fill(p, top, bottom)
    if rng.random() < 0.5:
        cover = (_grain(rng, 5, 3) * 0.5 + rng.uniform(-0.3, 0.4)).clip(0, 0.8)[:, :, None]
        p[:] = p * (1 - cover) + cover * rng.uniform(0.8, 1)
    return bottom


def sea(p: Floats, row: int, rng: np.random.Generator) -> Colour:
    """Water to the horizon, sometimes a coast."""
    sky(p, row, rng)
    if rng.random() < 0.4:
        _skyline(p, row, rng)
    hue = rng.uniform(0.48, 0.64) if rng.random() < 0.85 else rng.uniform(0.05, 0.4)
    water = hsv(hue, rng.uniform(0.1, 0.75), rng.uniform(0.3, 0.85))
    _fill(p[row:], mix(water, WHITE, rng.uniform(0, 0.3)), mix(water, BLACK, rng.uniform(0, 0.3)))
    _rough(p[row:], rng, (14, 4), rng.uniform(0.02, 0.1))
    return water


def meadow(p: Floats, row: int, rng: np.random.Generator) -> Colour:
    """Grass, green or dry, and behind it the sky or trees."""
    green = hsv(rng.uniform(0.14, 0.36), rng.uniform(0.3, 0.75), rng.uniform(0.3, 0.75))
    return _land(p, row, rng, green, rng.uniform(0.03, 0.1))


def sand(p: Floats, row: int, rng: np.random.Generator) -> Colour:
    """Earth, sand or dry grass."""
    return _land(p, row, rng, hsv(rng.uniform(0.06, 0.13), rng.uniform(0.15, 0.5), rng.uniform(0.45, 0.9)), 0.05)


def snow(p: Floats, row: int, rng: np.random.Generator) -> Colour:
    """Snow."""
    return _land(p, row, rng, hsv(rng.uniform(0.55, 0.65), rng.uniform(0, 0.15), rng.uniform(0.8, 1)), 0.03)


def forest(p: Floats, row: int, rng: np.random.Generator) -> Colour:
    """Leaves and trunks, light and shadow."""
    leaf = hsv(rng.uniform(0.1, 0.38), rng.uniform(0.2, 0.6), rng.uniform(0.2, 0.6))
    _fill(p, leaf, mix(leaf, BLACK, rng.uniform(0, 0.4)))
    _rough(p, rng, (7, 9), rng.uniform(0.05, 0.16))
    for x in rng.integers(0, SIDE, rng.integers(0, 6)).tolist():
        _fill(p[: row + 3, x : x + int(rng.integers(1, 4))], *[hsv(0.08, 0.3, rng.uniform(0.1, 0.55))] * 2)
    ground = hsv(rng.uniform(0.07, 0.3), rng.uniform(0.2, 0.6), rng.uniform(0.2, 0.6))
    _fill(p[row:], ground, ground)
    _rough(p[row:], rng, (8, 10), 0.08)
    return ground


def road(p: Floats, row: int, rng: np.random.Generator) -> Colour:
    """Asphalt before houses, trees or the sky."""
    sky(p, row, rng)
    if rng.random() < 0.8:
        _skyline(p, row, rng)
    gray = hsv(rng.uniform(0, 1), rng.uniform(0, 0.12), rng.uniform(0.3, 0.75))
    _fill(p[row:], mix(gray, WHITE, rng.uniform(0, 0.2)), gray)
    _rough(p[row:], rng, (10, 6), 0.03)
    if rng.random() < 0.35:
        y = int(rng.integers(row, SIDE + 1))
        p[y : y + 2] = rng.choice([0.25, 0.95])
    return gray


def room(p: Floats, row: int, rng: np.random.Generator) -> Colour:
    """A wall, a floor or a blanket, and things that stand about."""
    wall = hsv(rng.random(), rng.uniform(0.02, 0.45), rng.uniform(0.25, 0.95))
    floor = hsv(rng.random() if rng.random() < 0.5 else 0.08, rng.uniform(0.05, 0.6), rng.uniform(0.2, 0.9))
    _fill(p, wall, mix(wall, BLACK, rng.uniform(0, 0.3)))
    for _ in range(int(rng.integers(0, 4))):
        x, y, wide, high = rng.integers(-4, 28), rng.integers(-6, 20), rng.integers(5, 16), rng.integers(6, 20)
        thing = hsv(rng.random(), rng.uniform(0, 0.6), rng.uniform(0.1, 1))
        p[max(y, 0) : max(y + high, 0), max(x, 0) : max(x + wide, 0)] = thing
    _fill(p[row:], floor, mix(floor, BLACK, rng.uniform(0, 0.3)))
    _rough(p, rng, (9, 9), rng.uniform(0, 0.05))
    return floor


def studio(p: Floats, row: int, rng: np.random.Generator) -> Colour:
    """Nothing: white, gray, black or one colour."""
    kind = rng.random()
    value = rng.uniform(0.85, 1) if kind < 0.6 else rng.uniform(0.05, 0.8)
    plain = hsv(rng.random(), rng.uniform(0, 0.5) if kind > 0.75 else 0.02, value)
    _fill(p, plain, mix(plain, BLACK, rng.uniform(0, 0.2)))
    return mix(plain, BLACK, 0.08)


def ground(p: Floats, row: int, rng: np.random.Generator) -> Colour:
    """Leaves, stones, earth or bark, near by and from above."""
    hue = rng.uniform(0.04, 0.15) if rng.random() < 0.6 else rng.uniform(0.15, 0.4)
    earth = hsv(hue, rng.uniform(0.1, 0.65), rng.uniform(0.25, 0.8))
    _fill(p, earth, mix(earth, BLACK, rng.uniform(-0.2, 0.4)))
    cells = int(rng.integers(3, 12))
    _rough(p, rng, (cells, cells), rng.uniform(0.04, 0.18))
    for _ in range(int(rng.integers(0, 4))):
        x, y, wide, high = rng.integers(0, 28), rng.integers(0, 28), rng.integers(2, 14), rng.integers(2, 9)
        p[y : y + high, x : x + wide] = mix(earth, hsv(rng.uniform(0, 0.4), 0.5, rng.random()), rng.uniform(0.2, 0.8))
    return earth


PLACES = {
    "sky": sky, "sea": sea, "meadow": meadow, "sand": sand, "snow": snow, "forest": forest, "road": road,
    "room": room, "studio": studio, "ground": ground,
}  # fmt: skip


def _land(p: Floats, row: int, rng: np.random.Generator, ground: Colour, rough: float) -> Colour:
    if rng.random() < 0.55:
        sky(p, row, rng)
        if rng.random() < 0.7:
            _skyline(p, row, rng)
    else:
        trees = hsv(rng.uniform(0.12, 0.4), rng.uniform(0.15, 0.6), rng.uniform(0.15, 0.6))
        _fill(p, mix(trees, WHITE, rng.uniform(0, 0.2)), trees)
        _rough(p, rng, (6, 8), rng.uniform(0.03, 0.12))
    _fill(p[row:], mix(ground, WHITE, rng.uniform(0, 0.15)), mix(ground, BLACK, rng.uniform(0, 0.3)))
    _rough(p[row:], rng, (12, 9), rough)
    return ground


def _skyline(p: Floats, row: int, rng: np.random.Generator) -> None:
    """Hills, trees or houses on the horizon."""
    if rng.random() < 0.6:
        far = hsv(rng.uniform(0.2, 0.62), rng.uniform(0.1, 0.5), rng.uniform(0.2, 0.6))
        height = (_grain(rng, 1, 5)[0] * 3 + rng.uniform(2, 9)).clip(0)
    else:
        far = hsv(rng.random(), rng.uniform(0, 0.4), rng.uniform(0.25, 0.9))
        height = rng.uniform(0, 16, 5).repeat(7)[:SIDE]
    above = np.arange(SIDE)[:, None] >= row - height[None, :]
    p[above & (np.arange(SIDE)[:, None] < row)] = far


def _fill(p: Floats, top: Colour, bottom: Colour) -> None:
    """Fill with a colour that changes from row to row."""
    share = np.linspace(0, 1, len(p))[:, None, None]
    p[:] = np.array(top) * (1 - share) + np.array(bottom) * share


def _rough(p: Floats, rng: np.random.Generator, cells: tuple[int, int], amount: float) -> None:
    """Make a surface lighter and darker here and there, ``cells`` (down, across) times."""
    p += amount * _grain(rng, *cells)[: len(p), :, None] * (1, 0.95, 0.85)


def _grain(rng: np.random.Generator, down: int, across: int) -> Floats:
    """A smooth random field ``(32, 32)`` with spread about 1."""
    cells = Image.fromarray(rng.normal(size=(down, across)).astype(np.float32))
    return np.asarray(cells.resize((SIDE, SIDE), Image.Resampling.BICUBIC), dtype=np.float64)
