"""Six drawn people in colour, as press photographs show actors: the stand-in for six of FaceScrub (Ng, Winkler, 2014).

Who somebody is lies in the head, eyes, brows, nose, mouth and hair together. What is behind, the clothes, light,
colours of the picture, pose and expression change from picture to picture, and so do, a little, hair and beard.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from .faces import portrait
from .paint import Floats, hsv, mix
from .people import SKIN, Look, Person, glance

SIDE = 64
DARK, BROWN, RED, FAIR, GREY = (
    (0.1, 0.08, 0.07), (0.24, 0.14, 0.09), (0.45, 0.2, 0.1), (0.62, 0.47, 0.28), (0.62, 0.61, 0.6)
)  # fmt: skip
HAIRS = (DARK, BROWN, RED, FAIR, GREY)
PLAIN = (0.5, 0.5, 0.5)  # of what differs in each picture


ACTORS: dict[str, Person] = {
    "person 1": Person(  # a heavy man whose hair goes back, small eyes under straight brows
        skin=mix(SKIN[0], SKIN[1], 0.3), hair=mix(BROWN, GREY, 0.6), lips=(0.66, 0.43, 0.38), iris=(0.3, 0.42, 0.52),
        clothes=PLAIN, wall=PLAIN, style="receding", sweep=0.0, volume=0.06, long=0.0, beard="none",
        width=1.06, jaw=0.9, chin=1.26, eyes=(0.4, -0.12, 0.19, 0.065), brows=(0.17, 0.05, 0.08, 0.5),
        nose=(0.25, 0.38, 0.3), mouth=(0.31, 0.72, 0.04), folds=0.9, glasses=0.0,
        frame=(0.3, 0.2, 3.0, 0.03), frame_colour=DARK,
    ),
    "person 2": Person(  # a woman with long dark hair and a narrow chin, thin raised brows, full lips
        skin=mix(SKIN[0], SKIN[1], 0.7), hair=BROWN, lips=(0.66, 0.27, 0.27), iris=(0.2, 0.13, 0.08),
        clothes=PLAIN, wall=PLAIN, style="parted", sweep=0.2, volume=0.2, long=1.3, beard="none",
        width=0.9, jaw=0.58, chin=1.2, eyes=(0.42, -0.17, 0.25, 0.11), brows=(0.31, 0.028, -0.2, 0.7),
        nose=(0.15, 0.32, 0.22), mouth=(0.36, 0.7, 0.12), folds=0.1, glasses=0.0,
        frame=(0.3, 0.25, 2.5, 0.03), frame_colour=DARK,
    ),
    "person 3": Person(  # a man with short dark hair, heavy brows, a large nose, a long face; sometimes glasses
        skin=mix(SKIN[0], SKIN[1], 0.9), hair=DARK, lips=(0.62, 0.38, 0.33), iris=(0.22, 0.16, 0.1),
        clothes=PLAIN, wall=PLAIN, style="short", sweep=-0.1, volume=0.1, long=0.0, beard="stubble",
        width=0.92, jaw=0.72, chin=1.42, eyes=(0.4, -0.18, 0.22, 0.085), brows=(0.2, 0.075, 0.02, 0.9),
        nose=(0.25, 0.42, 0.38), mouth=(0.36, 0.84, 0.05), folds=0.5, glasses=0.35,
        frame=(0.31, 0.21, 4.0, 0.05), frame_colour=DARK,
    ),
    "person 4": Person(  # a woman with red hair in a fringe, a round face, wide eyes, a small mouth; mostly glasses
        skin=SKIN[0], hair=RED, lips=(0.74, 0.36, 0.35), iris=(0.3, 0.45, 0.35),
        clothes=PLAIN, wall=PLAIN, style="fringe", sweep=0.1, volume=0.16, long=0.8, beard="none",
        width=1.0, jaw=0.74, chin=1.14, eyes=(0.46, -0.1, 0.26, 0.125), brows=(0.26, 0.035, 0.0, 0.6),
        nose=(0.16, 0.28, 0.2), mouth=(0.26, 0.64, 0.09), folds=0.0, glasses=0.6,
        frame=(0.33, 0.3, 2.0, 0.03), frame_colour=(0.4, 0.25, 0.15),
    ),
    "person 5": Person(  # a man with curls and dark skin, a broad nose and mouth, a goatee
        skin=mix(SKIN[2], SKIN[3], 0.2), hair=DARK, lips=(0.47, 0.27, 0.24), iris=(0.12, 0.08, 0.06),
        clothes=PLAIN, wall=PLAIN, style="curly", sweep=0.0, volume=0.25, long=0.0, beard="goatee",
        width=0.98, jaw=0.8, chin=1.32, eyes=(0.43, -0.14, 0.22, 0.09), brows=(0.24, 0.055, -0.12, 0.85),
        nose=(0.27, 0.36, 0.28), mouth=(0.41, 0.74, 0.12), folds=0.2, glasses=0.1,
        frame=(0.3, 0.22, 5.0, 0.04), frame_colour=DARK,
    ),
    "person 6": Person(  # a woman with fair hair and a broad smile, slanted brows, a long nose
        skin=mix(SKIN[0], SKIN[1], 0.1), hair=FAIR, lips=(0.72, 0.38, 0.36), iris=(0.3, 0.4, 0.55),
        clothes=PLAIN, wall=PLAIN, style="parted", sweep=-0.3, volume=0.12, long=0.7, beard="none",
        width=0.95, jaw=0.68, chin=1.36, eyes=(0.44, -0.2, 0.22, 0.09), brows=(0.22, 0.045, -0.3, 0.5),
        nose=(0.18, 0.42, 0.3), mouth=(0.42, 0.8, 0.07), folds=0.35, glasses=0.1,
        frame=(0.32, 0.22, 3.0, 0.03), frame_colour=DARK,
    ),
}  # fmt: skip


def draw(labels: Sequence[str], rng: np.random.Generator, side: int = SIDE) -> NDArray[np.uint8]:
    """Draw portraits of six people.

    Args:
        labels: who is in each picture, one of ``ACTORS``.
        rng: where the chance comes from; the same seed gives the same pictures, but for single pixels at edges, which
            versions of Pillow round differently.
        side: of the pictures, in pixels.

    Returns:
        ``(N, side, side, 3)`` uint8, RGB.

    Raises:
        ValueError: if a label is unknown.
    """
    if unknown := sorted(set(labels) - set(ACTORS)):
        raise ValueError(f"draw: nobody is called {unknown}; there are {', '.join(ACTORS)}")
    pictures = np.zeros((len(labels), side, side, 3), np.uint8)
    for picture, label in zip(pictures, labels, strict=True):
        person = _dressed(ACTORS[label], rng)
        image = portrait(person, posed(person, rng), side, _behind(rng))
        picture[:] = _developed(image, rng)
    return pictures


def _dressed(person: Person, rng: np.random.Generator) -> Person:
    """Somebody on that day: clothes, how the hair lies and is dyed, whether shaved, tanned, made up."""
    u = rng.uniform
    kept = u() < 0.75
    return replace(
        person,
        skin=mix(person.skin, SKIN[rng.integers(0, 3)], u(0, 0.3)),
        hair=mix(person.hair, HAIRS[rng.integers(len(HAIRS))], u(0, 0.45)),
        lips=mix(person.lips, (0.6, 0.1, 0.15), u(0, 0.5) * (person.long > 0)),
        clothes=hsv(u(), u(0, 0.7), u(0.05, 0.95)),
        sweep=person.sweep * rng.choice((-1, 1)) + u(-0.15, 0.15),
        volume=max(0.04, person.volume + u(-0.08, 0.08)),
        long=0.0 if u() < 0.1 else person.long * u(0.6, 1.3),
        beard=person.beard if kept or person.beard == "none" else ("none", "stubble", "full")[rng.integers(3)],
    )


def posed(person: Person, rng: np.random.Generator) -> Look:
    """Seen less closely than by `glance`, from more sides, in stronger light."""
    u, normal = rng.uniform, rng.normal
    look = glance(person, rng)
    return replace(
        look,
        yaw=float(np.clip(normal(0, 0.3), -0.5, 0.5)),
        roll=float(normal(0, 0.18)),
        size=float(np.clip(normal(0.38, 0.05), 0.28, 0.48)),
        at=(float(0.5 + normal(0, 0.05)), float(0.46 + normal(0, 0.05))),
        light=(float(normal(0, 0.7)), u(-0.9, 0.1)),
        ambient=u(0.25, 0.45),
        gain=look.gain * float(np.exp(normal(0, 0.25))),
    )


def _behind(rng: np.random.Generator) -> Floats:
    """What is behind: a wall, lights at night, a printed screen, all out of focus; ``(n, n, 3)``."""
    u = rng.uniform
    one, two = (np.array(hsv(u(), u(0, 0.7), u(0.03, 0.95))) for _ in range(2))
    cells = int(rng.integers(2, 8))
    share = rng.random((cells, cells, 1)) * u(0, 1)
    return np.asarray((1 - share) * one + share * two)


def _developed(image: Floats, rng: np.random.Generator) -> NDArray[np.uint8]:
    """A print from somewhere: warm lamps, cold flash, black and white; a little out of focus, a little grainy."""
    grey = (image @ (0.299, 0.587, 0.114))[:, :, None]
    colour = 0.0 if rng.random() < 0.12 else rng.uniform(0.5, 1.1)
    warm, sigma = rng.normal(0, 0.08), rng.uniform(0, 0.6) * len(image) / SIDE
    tinted = (grey + colour * (image - grey)) * (1 + warm, 1.0, 1 - warm)
    sharp = gaussian_filter(tinted, (sigma, sigma, 0)) + rng.normal(0, rng.uniform(0.003, 0.015), image.shape)
    printed: NDArray[np.uint8] = (255 * sharp.clip(0, 1)).round().astype(np.uint8)
    return printed
