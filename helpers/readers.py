"""The data sets as they lie on disk, each with its layouts: which files, and how they are read.

A further set needs an entry in ``SETS``. Published arrays need a function ``root -> {"train": (images, labels),
"valid": ..., "test": ...}``, as in ``characters`` and ``photos``; pictures in folders only the names of the classes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from . import characters, photos
from .characters import idx_files, read_nist36
from .folders import Folders
from .splits import PARTS, Splits, existing

# In the order of the labels in the published batches, which torchvision keeps.
OBJECTS = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
SCENES = ("aquarium", "desert", "highway", "kitchen", "laundromat", "park", "waterfall", "windmill")
# Six actors by their folders. Their names appear nowhere else: labels are called alike for real and drawn people.
ACTORS = ("baldwin", "bracco", "carell", "gilpin", "hader", "harmon")
PEOPLE = tuple(f"person {k}" for k in range(1, photos.PEOPLE + 1))
SCENE_SIDE = ACTOR_SIDE = 64  # pixels; the drawn stand-ins have the same


@dataclass(frozen=True)
class Files:
    """Some files below the data folder, and the function of the data folder that reads them."""

    files: tuple[str, ...]
    load: Callable[[Path], Splits]

    def read(self, root: Path, keep: Path | None = None) -> Splits:
        """Read them; they are read so fast that nothing need be kept."""
        return self.load(root)


@dataclass(frozen=True)
class FileSet:
    """One data set as it lies on disk: its classes, and the layouts in which it is read, the published one first."""

    classes: tuple[str, ...]
    layouts: tuple[Files | Folders, ...]

    @property
    def files(self) -> tuple[str, ...]:
        """The files of the first layout below the data folder; a folder's name ends in a slash."""
        return self.layouts[0].files

    def layout(self, root: Path) -> Files | Folders:
        """The layout that is there, or of which least is missing."""
        return min(self.layouts, key=lambda layout: sum(existing(root, file) is None for file in layout.files))

    def missing(self, root: Path) -> list[str]:
        """What is not there of that layout."""
        return [file for file in self.layout(root).files if existing(root, file) is None]

    def present(self, root: Path) -> bool:
        """Whether anything of the set is there, in any layout."""
        return any(existing(root, file) for layout in self.layouts for file in layout.files)

    def read(self, root: Path, keep: Path | None = None) -> Splits:
        """Read the layout that is there; `keep` is where pictures are kept once they are decoded."""
        return self.layout(root).read(root, keep)


def _read_nist36(root: Path) -> Splits:
    return {part: read_nist36(root / f"nist36/nist36_{part}.mat", part) for part in PARTS}


def _mnist_files(folder: str) -> Files:
    files = (*idx_files(f"{folder}/raw/train"), *idx_files(f"{folder}/raw/t10k"))
    return Files(files, partial(characters.read_mnist, folder=folder))


_EMNIST = (*idx_files("EMNIST/raw/emnist-balanced-train"), *idx_files("EMNIST/raw/emnist-balanced-test"))
_MAT, _PKZ = "olivetti/olivettifaces.mat", "olivetti/olivetti_py3.pkz"

SETS = {
    "mnist": FileSet(characters.DIGITS, (_mnist_files("MNIST"),)),
    "fashion_mnist": FileSet(characters.GARMENTS, (_mnist_files("FashionMNIST"),)),
    "nist36": FileSet(
        characters.NIST36_CLASSES, (Files(tuple(f"nist36/nist36_{part}.mat" for part in PARTS), _read_nist36),)
    ),
    "emnist": FileSet(characters.EMNIST_CLASSES, (Files(_EMNIST, characters.read_emnist),)),
    "cifar10": FileSet(
        OBJECTS,
        (Files(photos.CIFAR10_FILES, photos.read_cifar10), Folders("cifar10", OBJECTS, 32, photos.CIFAR10_VALID)),
    ),
    "scenes8": FileSet(SCENES, (Folders("scenes8", SCENES, SCENE_SIDE, 1 / 7),)),
    "olivetti": FileSet(
        PEOPLE,
        (
            Files((_MAT,), lambda root: photos.read_olivetti_mat(root / _MAT)),
            Files((_PKZ,), lambda root: photos.read_olivetti_pkz(root / _PKZ)),
        ),
    ),
    "facescrub6": FileSet(PEOPLE[: len(ACTORS)], (Folders("facescrub6", ACTORS, ACTOR_SIDE, 1 / 6),)),
}
