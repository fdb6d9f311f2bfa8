"""Drawn cats, deer, dogs and horses: the bodies are `beasts`, here are their heads, their tails and their coats.

Each function adds one animal to the model and says from where it is seen.
"""

import numpy as np

from .beasts import BROWN, CREAM, DARK, GINGER, GRAY, INK, PALE, Build, beast, fur, look
from .paint import hsv, mix
from .solid import BLACK, WHITE, Model, View

PINK = (0.85, 0.5, 0.5)
RED_DEER = ((0.05, 0.1), (0.35, 0.65), (0.4, 0.75))
FALLOW = ((0.07, 0.1), (0.2, 0.4), (0.4, 0.6))
CHESTNUT = ((0.03, 0.07), (0.5, 0.8), (0.3, 0.65))

CAT = Build(long=(0.85, 1.1), chest=(0.25, 0.32), belly=(0.9, 1.15), leg=(0.12, 0.14), hoof=(0.07, 0.09),
            neck=(0.2, 0.32), rise=(0.4, 1), nape=(0.18, 0.22), skull=(0.25, 0.3))  # fmt: skip
DOG = Build(long=(0.8, 1.15), chest=(0.24, 0.34), belly=(0.7, 0.95), leg=(0.1, 0.15), hoof=(0.07, 0.1),
            neck=(0.3, 0.5), rise=(0.6, 1.1), nape=(0.15, 0.22), skull=(0.2, 0.27))  # fmt: skip
DEER = Build(long=(0.75, 0.95), chest=(0.2, 0.25), belly=(0.85, 1), leg=(0.08, 0.1), hoof=(0.03, 0.045),
             neck=(0.5, 0.65), rise=(0.7, 1.2), nape=(0.09, 0.13), skull=(0.11, 0.13))  # fmt: skip
HORSE = Build(long=(0.8, 0.95), chest=(0.26, 0.3), belly=(0.9, 1.05), leg=(0.1, 0.13), hoof=(0.05, 0.065),
              neck=(0.55, 0.65), rise=(0.6, 1), nape=(0.14, 0.18), skull=(0.12, 0.14))  # fmt: skip


def cat(m: Model, rng: np.random.Generator) -> View:
    """Standing, sitting, lying, or its face alone: pointed ears, a short muzzle, large eyes."""
    coat, light = fur(rng, GINGER, GRAY, GRAY, BROWN, DARK, PALE, CREAM)
    view = look(rng, front=0.5, portrait=0.4)
    pose = rng.choice(["stand", "sit", "lie"], p=[0.35, 0.35, 0.3])
    breast = light if rng.random() < 0.4 else coat
    body = beast(m, rng, CAT, coat, breast, pose, view.yaw if rng.random() < 0.85 else None)
    x, y, _ = body.hip
    up = y + (rng.uniform(0.1, 0.8) if pose == "stand" else -0.05)
    middle = (x - 0.4, max(0.6 * y + 0.4 * up, 0.08), 0.1)
    m.part("tail")
    m.chain(((x, y + 0.05, 0), 0.07), (middle, 0.065), ((x - 0.5, max(up, 0.08), 0.3), 0.06), colour=coat)
    m.part("head")
    head = body.head
    for side in (-1, 1):
        head.limb((0.1, -0.2, 0), (0.35, -0.35, 0.5 * side), 0.7, 0.4, coat)
    head.ball((0, 0, 0), 1, coat)
    inner = mix(PINK, coat, 0.3)
    for side in (-1, 1):
        ear = [(0.15, 0.75, 0.15 * side), (-0.05, 0.3, 0.95 * side), (0.05, 1.6, 0.85 * side)]
        head.face(ear, mix(coat, BLACK, 0.25))
        ear = [(0.2, 0.85, 0.35 * side), (0.1, 0.6, 0.8 * side), (0.12, 1.35, 0.75 * side)]
        head.face(ear, inner, on=(-0.5, 0.8, 0.6 * side))
    muzzle = light if rng.random() < 0.6 else mix(coat, WHITE, 0.15)
    striped = rng.random() < 0.5
    for side in (-1, 1):
        head.limb((0.7, -0.4, 0.1 * side), (0.85, -0.45, 0.2 * side), 0.3, 0.28, muzzle, on=(0, 0, 0))
        if striped:
            dark = mix(coat, BLACK, 0.5)
            head.limb((0.5, 0.85, 0.2 * side), (0.8, 0.5, 0.15 * side), 0.07, 0.05, dark, on=(0, 0, 0))
    iris = hsv(rng.choice([0.12, 0.17, 0.28, 0.55]), rng.uniform(0.3, 0.8), rng.uniform(0.6, 0.95))
    head.eyes((0.8, 0.15, 0.42), 0.22, iris, rng.uniform(0.09, 0.15))
    head.ball((1.08, -0.22, 0), 0.14, PINK if rng.random() < 0.6 else INK, on=(0, 0, 0))
    head.limb((1.0, -0.6, -0.2), (1.0, -0.6, 0.2), 0.04, 0.04, mix(coat, INK, 0.7), on=(0, 0, 0))
    return view


def dog(m: Model, rng: np.random.Generator) -> View:
    """Standing, sitting, lying, or its face alone: a long muzzle with a black nose, ears that hang or stand."""
    coat, light = fur(rng, BROWN, BROWN, CREAM, PALE, DARK, GINGER, GRAY)
    view = look(rng, front=0.45, portrait=0.35)
    pose = rng.choice(["stand", "sit", "lie"], p=[0.55, 0.3, 0.15])
    breast = light if rng.random() < 0.4 else coat
    body = beast(m, rng, DOG, coat, breast, pose, view.yaw if rng.random() < 0.75 else None)
    x, y, _ = body.hip
    m.part("tail")
    m.limb((x - 0.1, y + 0.1, 0), (x - 0.4, max(y + rng.uniform(-0.2, 0.5), 0.05), 0), 0.07, 0.04, coat)
    m.part("head")
    head = body.head
    if shaggy := rng.random() < 0.3:
        for y, z in ((0.5, 0.6), (0.5, -0.6), (-0.5, 0.75), (-0.5, -0.75)):
            head.ball((0, y, z), 0.6, coat)
    head.ball((0, 0, 0), 0.95, coat)
    muzzle = light if rng.random() < 0.5 else mix(coat, BLACK, rng.choice([0, 0, 0.6]))
    reach = rng.uniform(1.1, 1.8)
    head.limb((0.4, -0.3, 0), (reach, -0.5, 0), 0.6, 0.42, muzzle)
    dark = mix(coat, BLACK, rng.uniform(0.25, 0.6))
    hanging = shaggy or rng.random() < 0.65
    low = rng.uniform(-1.1, -0.5)
    for side in (-1, 1):
        if hanging:
            head.limb((-0.1, 0.55, 0.75 * side), (-0.05, low, 1.1 * side), 0.3, 0.38, dark, on=(0, 0, -side))
        else:
            head.face([(0, 0.8, 0.25 * side), (-0.1, 0.4, 0.95 * side), (0, 1.5, 0.8 * side)], dark)
    head.eyes((0.75, 0.2, 0.4), 0.15, INK, 0.1)
    head.ball((reach + 0.3, -0.3, 0), 0.25, INK, on=(0, 0, 0))
    if rng.random() < 0.4:  # the tongue
        head.limb((reach, -0.95, 0), (reach + 0.1, -1.3, 0), 0.2, 0.18, (0.85, 0.35, 0.4), on=(0, 0, 0))
    if rng.random() < 0.3:  # a collar
        m.part("neck")
        head.ball((-0.6, -0.95, 0), 0.75, hsv(rng.random(), 0.8, 0.7))
    return view


def deer(m: Model, rng: np.random.Generator) -> View:
    """A slender animal with large ears and a white tail, most with antlers, some with white spots."""
    coat, light = fur(rng, RED_DEER, BROWN, FALLOW)
    view = look(rng, front=0.25, portrait=0.2)
    pose = "graze" if rng.random() < 0.2 else "stand"
    breast = light if rng.random() < 0.5 else coat
    body = beast(m, rng, DEER, coat, breast, pose, view.yaw if rng.random() < 0.5 else None)
    x, y, _ = body.hip
    m.part("tail")
    m.limb((x - 0.16, y + 0.06, 0), (x - 0.22, y - 0.12, 0), 0.07, 0.05, mix(light, WHITE, 0.6))
    if rng.random() < 0.3:
        m.part("spots")
        for x, y in zip(rng.uniform(-0.45, 0.4, 9).tolist(), rng.uniform(0.75, 0.97, 9).tolist(), strict=True):
            for side in (-1, 1):
                m.ball((x, y, 0.22 * side), 0.025, WHITE, (x, y, 0))
    m.part("head")
    head = body.head
    head.ball((0, 0, 0), 1, coat)
    head.limb((0.2, -0.1, 0), (2.1, -0.9, 0), 0.85, 0.5, coat)
    head.ball((2.4, -0.8, 0), 0.35, INK, on=(0, 0, 0))
    for side in (-1, 1):
        head.limb((-0.3, 0.5, 0.6 * side), (-0.6, 1.2, 1.7 * side), 0.25, 0.4, coat)
        head.limb((-0.6, 1.2, 1.7 * side), (-0.7, 1.4, 2.2 * side), 0.4, 0.1, mix(coat, PINK, 0.4))
    head.eyes((0.6, 0.25, 0.7), 0.22, INK)
    if rng.random() < 0.65:
        m.part("antlers")
        horn = hsv(0.09, rng.uniform(0.15, 0.45), rng.uniform(0.4, 0.85))
        tall, wide, thick = rng.uniform(2.2, 5), rng.uniform(1.2, 2.8), rng.uniform(0.16, 0.24)
        for side in (-1, 1):
            root, low = (-0.1, 0.7, 0.4 * side), (-0.9, 0.4 * tall, 0.8 * wide * side)
            high, tip = (-0.6, 0.75 * tall, wide * side), (0.5, tall, 0.8 * wide * side)
            for p, q in ((root, low), (low, high), (high, tip)):
                head.limb(p, q, thick, thick, horn)
            for p, y in ((low, 0.75 * tall), (high, 1.1 * tall), (low, 0.5 * tall)):
                head.limb(p, (p[0] + 1, y, p[2]), thick, 0.6 * thick, horn)
    return view


def horse(m: Model, rng: np.random.Generator) -> View:
    """A large animal with a long head, a mane and a long tail; some are ridden."""
    coat, light = fur(rng, CHESTNUT, BROWN, DARK, PALE, GRAY)
    view = look(rng, front=0.2, portrait=0.18)
    pose = rng.choice(["stand", "walk", "graze"], p=[0.45, 0.4, 0.15])
    body = beast(m, rng, HORSE, coat, light if rng.random() < 0.15 else coat, pose)
    mane = mix(coat, BLACK, rng.choice([0, 0.6, 0.85])) if rng.random() < 0.8 else mix(coat, WHITE, 0.6)
    x, y, _ = body.hip
    blown = rng.uniform(0.05, 0.35) if pose == "walk" else 0.05
    root, middle, end = (x - 0.22, y + 0.12, 0.0), (x - 0.3 - blown, y - 0.1, 0.0), (x - 0.3 - blown, 0.4, 0.0)
    m.part("tail")
    m.chain((root, 0.05), (middle, 0.09), (end, 0.05), colour=mane)
    m.part("head")
    head = body.head
    head.ball((0, 0, 0), 1, coat)
    head.limb((0.2, -0.1, 0), (1.6, -0.9, 0), 1, 0.7, coat)
    head.limb((1.6, -0.9, 0), (2.7, -1.5, 0), 0.7, 0.6, coat)
    if rng.random() < 0.4:  # a blaze
        head.limb((0.9, 0.4, 0), (2.6, -0.95, 0), 0.2, 0.2, WHITE, on=(0.8, -0.8, 0))
    for side in (-1, 1):
        head.limb((-0.2, 0.6, 0.5 * side), (-0.1, 1.7, 0.6 * side), 0.3, 0.08, coat)
        head.ball((2.9, -1.3, 0.3 * side), 0.2, mix(coat, BLACK, 0.6), on=(2.4, -1.3, 0))
    head.eyes((0.6, 0.1, 0.75), 0.2, INK)
    (ax, ay, _), (bx, by, _) = body.neck
    m.part("neck")
    m.limb((bx - 0.06, by + 0.1, 0), (ax - 0.12, ay + 0.18, 0), 0.07, 0.06, mane)
    if pose != "graze" and rng.random() < 0.2:
        _rider(m, rng)
    return view


def _rider(m: Model, rng: np.random.Generator) -> None:
    cloth, trousers = hsv(rng.random(), rng.uniform(0.1, 0.8), rng.uniform(0.3, 0.95)), hsv(0.6, 0.3, rng.random())
    m.part("rider")
    m.limb((0, 1.2, 0), (0.02, 1.55, 0), 0.13, 0.15, cloth)
    m.ball((0.05, 1.82, 0), 0.1, hsv(0.06, 0.45, rng.uniform(0.4, 0.9)))
    m.limb((0.04, 1.88, 0), (0.05, 1.9, 0), 0.11, 0.1, mix(trousers, BLACK, 0.4))
    for side in (-1, 1):
        m.limb((0.05, 1.58, 0.14 * side), (0.3, 1.3, 0.1 * side), 0.06, 0.05, cloth)
        hip, knee, foot = (0.0, 1.2, 0.15 * side), (0.15, 0.95, 0.3 * side), (0.05, 0.7, 0.3 * side)
        m.chain((hip, 0.1), (knee, 0.08), (foot, 0.07), colour=trousers)
