"""Who is drawn, and what differs from one picture of somebody to the next.

Lengths are in half widths of an average head; x to the right and y down from the middle of the head.
"""

from dataclasses import dataclass

import numpy as np

from .paint import Colour, hsv, mix

# Hairlines: from the middle of the forehead to the temple and down to the ear, x and y of one half.
HAIR: dict[str, tuple[tuple[float, float], ...]] = {
    "bald": (),
    "ring": ((1.02, -0.62), (1.0, -0.4), (1.0, -0.12)),
    "receding": ((0.0, -0.98), (0.42, -1.14), (0.78, -0.86), (0.93, -0.5), (0.96, -0.1)),
    "short": ((0.0, -0.82), (0.45, -0.84), (0.78, -0.66), (0.9, -0.42), (0.94, -0.08)),
    "fringe": ((0.0, -0.58), (0.4, -0.56), (0.74, -0.52), (0.88, -0.35), (0.94, 0.05)),
    "parted": ((0.0, -0.92), (0.3, -0.86), (0.64, -0.66), (0.84, -0.3), (0.93, 0.1)),
    "curly": ((0.0, -0.74), (0.4, -0.8), (0.72, -0.58), (0.86, -0.34), (0.92, 0.0)),
}
BEARDS = ("none", "stubble", "moustache", "goatee", "full")
SKIN = ((0.97, 0.84, 0.75), (0.85, 0.67, 0.53), (0.66, 0.47, 0.35), (0.42, 0.29, 0.22))  # from light to dark


@dataclass(frozen=True)
class Person:
    """What stays the same in all pictures of somebody.

    Attributes:
        skin, hair, lips, iris, clothes, wall: colours.
        style: of the hair, one of ``HAIR``; ``sweep`` slants its line; ``volume`` is how far it stands off.
        long: how far the hair hangs down behind, 0 for not at all.
        beard: one of ``BEARDS``.
        width, jaw, chin: of the head: half widths at the cheeks and at the jaw, and how low the chin is.
        eyes: their (x, y), half width and half height.
        brows: their height over the eyes, thickness, slant (up to the outside), and how dark they are, 0 to 1.
        nose: half width, lowest point, how far it stands out.
        mouth: half width, y, thickness of the lips.
        folds: depth of the folds beside nose and mouth: age.
        glasses: how often worn, 0 to 1; ``frame`` is half width, half height, roundness and thickness.
    """

    skin: Colour
    hair: Colour
    lips: Colour
    iris: Colour
    clothes: Colour
    wall: Colour
    style: str
    sweep: float
    volume: float
    long: float
    beard: str
    width: float
    jaw: float
    chin: float
    eyes: tuple[float, float, float, float]
    brows: tuple[float, float, float, float]
    nose: tuple[float, float, float]
    mouth: tuple[float, float, float]
    folds: float
    glasses: float
    frame: tuple[float, float, float, float]
    frame_colour: Colour


@dataclass(frozen=True)
class Look:
    """What changes from picture to picture.

    Attributes:
        yaw, pitch, roll: of the head in radians: to the picture's right, up, clockwise.
        size: of half a head's width, and ``at``, where the middle of the head is: fractions of the picture.
        smile: from -0.5 (sad) to 1; ``open``: of the mouth, 0 to 1; ``lids``: 0 (eyes closed) to 1.3 (wide).
        gaze: of the eyes, in half widths of an eye.
        raised: the brows, in lengths.
        light: where it comes from, x and y, for 1 toward the camera; ``ambient``: how much comes from everywhere;
            ``gain``: the exposure.
        glasses: whether they are on.
    """

    yaw: float
    pitch: float
    roll: float
    size: float
    at: tuple[float, float]
    smile: float
    open: float
    lids: float
    gaze: float
    raised: float
    light: tuple[float, float]
    ambient: float
    gain: float
    glasses: bool


def meet(rng: np.random.Generator) -> Person:
    """Somebody new."""
    u = rng.uniform
    soft = rng.random() < 0.35  # softer jaw, thinner brows, fuller lips, longer hair, no beard
    tone = 3 * u() ** 2.2
    skin = mix(SKIN[int(tone)], SKIN[min(int(tone) + 1, 3)], tone % 1)
    age = u() ** 1.5
    dark = (0.09, 0.07, 0.06)
    fair = mix((0.35, 0.22, 0.13), (0.66, 0.5, 0.3), u()) if tone < 1.2 and u() < 0.55 else dark
    hair = mix(fair, (0.78, 0.77, 0.75), max(0.0, age - 0.55) * 2)
    styles = ["short", "fringe", "parted", "parted", "curly"] if soft else [*HAIR, "short", "short", "parted"]
    beard = "none" if soft or u() < 0.5 else BEARDS[rng.integers(1, len(BEARDS))]
    style = styles[rng.integers(len(styles))]
    return Person(
        skin=skin,
        hair=hair,
        lips=mix(mix(skin, (0.62, 0.2, 0.2), u(0.4, 0.75) if soft else u(0.2, 0.45)), dark, 0.1),
        iris=mix(dark, hsv(u(0.05, 0.6), 0.45, 0.55), u() * (tone < 1.2)),
        clothes=hsv(u(), u(0, 0.5), u(0.1, 0.9)),
        wall=hsv(u(0.5, 0.7), 0.1, u(0.12, 0.5)),
        style=style,
        sweep=u(-0.3, 0.3),
        volume=u(0.18, 0.4) if style == "curly" else u(0.05, 0.2),
        long=u(0.6, 1.6) if soft and u() < 0.75 else 0.0,
        beard=beard,
        width=u(0.88, 1.04),
        jaw=u(0.58, 0.72) if soft else u(0.64, 0.86),
        chin=u(1.18, 1.3) if soft else u(1.2, 1.42),
        eyes=(u(0.38, 0.48), u(-0.22, -0.1), u(0.2, 0.26), u(0.075, 0.12) + 0.01 * soft),
        brows=(u(0.2, 0.32), u(0.025, 0.05) if soft else u(0.04, 0.085), u(-0.25, 0.1), u(0.35, 0.9)),
        nose=(u(0.15, 0.2) if soft else u(0.17, 0.27), u(0.26, 0.42), u(0.2, 0.36)),
        mouth=(u(0.28, 0.42), u(0.68, 0.84), u(0.07, 0.12) if soft else u(0.035, 0.1)),
        folds=age,
        glasses=(0.0, 1.0, 0.6)[rng.choice(3, p=[0.62, 0.23, 0.15])],
        frame=(u(0.27, 0.36), u(0.2, 0.3), u(2, 5), u(0.025, 0.065)),
        frame_colour=mix(dark, (0.75, 0.68, 0.55), u() if u() < 0.4 else 0.0),
    )


def glance(person: Person, rng: np.random.Generator) -> Look:
    """How somebody looks at the moment when a picture is taken."""
    u, normal = rng.uniform, rng.normal
    laughs = u() < 0.2
    return Look(
        yaw=float(np.clip(normal(0, 0.2), -0.45, 0.45)),
        pitch=float(np.clip(normal(0, 0.11), -0.25, 0.25)),
        roll=float(normal(0, 0.05)),
        size=float(0.458 * normal(1, 0.03)),
        at=(float(0.5 + normal(0, 0.012)), float(0.42 + normal(0, 0.015))),
        smile=u(0.6, 1) if laughs else u(-0.15, 0.6),
        open=u(0.25, 0.6) if laughs else (u(0.3, 0.9) if u() < 0.15 else max(0.0, u(-0.4, 0.2))),
        lids=0.0 if u() < 0.1 else u(0.75, 1.2) - 0.25 * laughs,
        gaze=float(normal(0, 0.15)),
        raised=float(abs(normal(0, 0.04))),
        light=(float(normal(0, 0.25)), u(-0.7, -0.2)),
        ambient=u(0.3, 0.45),
        gain=float(normal(1.13, 0.07)) * (0.65 / float(np.mean(person.skin))) ** 0.4,  # exposed for the skin
        glasses=bool(u() < person.glasses),
    )
