"""Where flowers grow: what is out of focus behind them, and what lies or stands around them."""

import numpy as np

from .paint import Canvas, Colour, Floats, clouds, hsv, mix, oval, pose, smooth

LEAF = smooth([(-1, 0), (-0.4, -0.7), (0.3, -0.6), (1, 0), (0.3, 0.6), (-0.4, 0.7)], 3)
COARSE = 32  # pixels to a side of what is out of focus

# Two colours (hue, saturation, value) between which the ground changes, and what is scattered on it.
PLACES: dict[str, tuple[tuple[float, float, float], tuple[float, float, float], str]] = {
    "meadow": ((0.25, 0.6, 0.55), (0.3, 0.65, 0.28), "blades"),
    "dark": ((0.3, 0.5, 0.22), (0.35, 0.4, 0.06), "blades"),
    "soil": ((0.07, 0.4, 0.36), (0.06, 0.4, 0.14), "crumbs"),
    "litter": ((0.08, 0.45, 0.5), (0.1, 0.5, 0.2), "scraps"),
    "stone": ((0.1, 0.08, 0.6), (0.6, 0.08, 0.3), "crumbs"),
    "plain": ((0.6, 0.3, 0.5), (0.1, 0.12, 0.55), ""),
    "sky": ((0.58, 0.5, 0.9), (0.6, 0.65, 0.65), ""),
}


def behind(name: str, rng: np.random.Generator) -> tuple[Floats, Colour]:
    """What is seen far behind, ``(COARSE, COARSE, 3)`` in [0, 1], and the colour of the ground."""
    light, dark, _ = PLACES[name]
    one, two = (
        hsv(h + rng.normal(0, 0.02), s * rng.uniform(0.7, 1.2), v * rng.uniform(0.7, 1.25)) for h, s, v in (light, dark)
    )
    if name == "plain":
        hue = rng.random()
        one, two = (hsv(hue, rng.uniform(0.1, 0.45), v) for v in rng.uniform(0.15, 0.75) * np.array([1.15, 0.85]))
    share = 0.5 + 0.33 * clouds(rng, COARSE, int(rng.integers(2, 7)))[..., None]
    picture = np.array(two) + share.clip(0, 1) * (np.array(one) - np.array(two))
    if name == "sky":
        rows = np.linspace(0, 1, COARSE)[:, None, None]
        horizon, land = rng.uniform(0.55, 1.1), np.array(hsv(rng.uniform(0.18, 0.33), 0.55, rng.uniform(0.25, 0.6)))
        picture = np.where(
            rows > horizon, land * (0.7 + 0.6 * share), 0.35 * picture + 0.65 * np.array(one) + 0.15 * rows
        )
    return picture, mix(one, two, 0.5)


def scatter(canvas: Canvas, name: str, ground: Colour, rng: np.random.Generator) -> None:
    """Paint what lies or stands on the ground, sharp: blades of grass, fallen leaves, crumbs of soil."""
    kind = PLACES[name][2]
    if kind == "blades" and rng.random() < 0.4:
        kind = "foliage"
    focus = rng.uniform(0.2, 0.75)  # the rest is out of focus
    if kind == "blades":
        for _ in range(int(rng.integers(4, 40))):
            x, lean, high = rng.uniform(-0.1, 1.1), rng.normal(0, 0.15), rng.uniform(0.3, 1.2)
            tone = mix(ground, hsv(rng.uniform(0.18, 0.33), rng.uniform(0.3, 0.7), rng.uniform(0.2, 0.8)), focus)
            canvas.line(
                [(x, 1.0), (x + 0.4 * lean, 1 - 0.6 * high), (x + lean, 1 - high)], rng.uniform(0.006, 0.02), tone
            )
    elif kind == "scraps":
        for _ in range(int(rng.integers(15, 45))):
            tone = mix(ground, hsv(rng.uniform(0.04, 0.12), rng.uniform(0.15, 0.6), rng.uniform(0.1, 0.8)), focus)
            size = rng.uniform(0.03, 0.12)
            scrap = oval(7) * rng.uniform(0.6, 1.2, (7, 1))
            at = (rng.uniform(0, 1), rng.uniform(0, 1))
            canvas.polygon(pose(scrap, at, (size, size * rng.uniform(0.2, 0.7)), rng.uniform(0, 6.3)), tone)
    elif kind == "foliage":
        for _ in range(int(rng.integers(10, 40))):
            tone = mix(ground, hsv(rng.uniform(0.2, 0.36), rng.uniform(0.3, 0.7), rng.uniform(0.08, 0.75)), focus)
            size = rng.uniform(0.04, 0.2)
            at, turn = (rng.uniform(0, 1), rng.uniform(0, 1)), rng.uniform(0, 6.3)
            canvas.polygon(pose(LEAF, at, (size, size * rng.uniform(0.25, 0.6)), turn), tone)
    elif kind == "crumbs":
        for _ in range(int(rng.integers(20, 60))):
            tone = mix(ground, hsv(0.08, rng.uniform(0, 0.4), rng.uniform(0.05, 0.75)), focus * rng.uniform(0.3, 1))
            crumb = oval(6) * rng.uniform(0.6, 1.2, (6, 1))
            canvas.polygon(pose(crumb, (rng.uniform(0, 1), rng.uniform(0, 1)), rng.uniform(0.008, 0.06)), tone)
