"""Data sets that are folders of pictures, ``scenes8/train/park/*.jpg``, decoded once into arrays of one size.

This is the layout of torchvision's ``ImageFolder``. Here the pictures are brought to one square side and to RGB, what
cannot be used is named and left out, what is there twice is counted, and all is kept decoded (``helpers.cache``):
60,000 files take a while.
"""

import hashlib
import os
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import PIL
from numpy.typing import NDArray
from PIL import Image, ImageOps
from tqdm import tqdm

from . import cache, digests
from .splits import PARTS, Sifted, expect, hold_out, shuffled

SHORTEST = 8  # pixels; a picture with a shorter side is taken for a mistake
LONGEST = 4  # times the shorter side
NO_PICTURES = {"thumbs.db", "desktop.ini", "__macosx"}  # what systems leave behind; so are all names with a first dot

UNUSABLE, TWICE = "cannot be used", "there twice"  # why something is left out; or it is "in test, too"

Listed = list[tuple[str, int, str]]  # path below the set's folder, label, and what tells whether the file changed


@dataclass(frozen=True)
class Folders:
    """A data set as folders of pictures.

    Attributes:
        name: the data set, and its folder below the data folder.
        classes: the class folders' names, in the order of the labels.
        side: to which square the pictures are squashed: a crop would lose what lies at the sides.
        valid: the folder of the valid part, or the share of train, of each class, that is chosen for it by chance.
    """

    name: str
    classes: tuple[str, ...]
    side: int
    valid: str | float

    @property
    def parts(self) -> dict[str, str]:
        """The parts that have a folder -> its name."""
        return {"train": "train", **({"valid": self.valid} if isinstance(self.valid, str) else {}), "test": "test"}

    @property
    def files(self) -> tuple[str, ...]:
        """The folders below the data folder."""
        return tuple(f"{self.name}/{folder}/" for folder in self.parts.values())

    def read(self, root: Path, keep: Path | None = None) -> Sifted:
        """Read the set, each part in random but always the same order.

        A picture that lies there twice counts once, so that nothing learned from comes back in valid or in test: what
        is also in test is left out of valid and train, what is also in valid out of train. Where the set's folder has
        a list of SHA-256 digests (``helpers.digests``), a file with another digest is not used.

        Args:
            root: the data folder; all of ``files`` are there.
            keep: where decoded pictures are kept, if anywhere.

        Returns:
            For "train", "valid" and "test", images uint8 (N, side, side, 3) and labels int64 (N,); and what was left
            out.

        Warns:
            UserWarning: names files that cannot be used.

        Raises:
            DataError: the list of digests is none; a class folder is missing or unknown, or has no picture that can be
                used (of a class from which valid is taken: not two).
        """
        folder = root / self.name
        wanted = digests.read_list(folder)
        listed = {part: list(self._list(folder / name)) for part, name in self.parts.items()}
        if keep is None:
            arrays = self._decode(folder, listed, wanted)
        else:
            names = (*(f"{part}_{what}" for part in listed for what in ("images", "labels")), "left_out")
            key = self._key(listed, wanted)
            arrays = cache.kept(keep, self.name, key, names, lambda: self._decode(folder, listed, wanted))
        there = {path for files in listed.values() for path, _, _ in files}
        gone = [path for path in wanted if path not in there and not (folder / path).is_file()]
        left_out = [(UNUSABLE, f"{path} (not there, but in {digests.NAME})") for path in gone]
        left_out += [(why, what) for why, what in arrays["left_out"].tolist()]
        if skipped := [what for why, what in left_out if why == UNUSABLE]:
            self._warn(skipped, len(there) + len(gone), folder)
        splits = {part: (arrays[f"{part}_images"], arrays[f"{part}_labels"]) for part in listed}
        for part, (_, labels) in splits.items():
            needed = 2 if part == "train" and not isinstance(self.valid, str) else 1
            counts = np.bincount(labels, minlength=len(self.classes))
            few = [f"{count} of {name}" for name, count in zip(self.classes, counts, strict=True) if count < needed]
            least = f"{needed} or more pictures of each class that can be used"
            expect(not few, folder / self.parts[part], least, ", ".join(few))
        if not isinstance(self.valid, str):
            images, labels = splits["train"]
            chosen = hold_out(labels, self.valid)
            splits |= {"train": (images[~chosen], labels[~chosen]), "valid": (images[chosen], labels[chosen])}
        reasons = dict.fromkeys(why for why, _ in left_out)
        files = {reason: tuple(what for why, what in left_out if why == reason) for reason in reasons}
        return Sifted({part: shuffled(splits[part]) for part in PARTS}, files)

    def _list(self, folder: Path) -> Iterator[tuple[str, int, str]]:
        """The files in a part's class folders, class by class in the order of their names."""
        found = {entry.name for entry in os.scandir(folder) if entry.is_dir() and not _hidden(entry.name)}
        missing, unknown = [name for name in self.classes if name not in found], sorted(found - set(self.classes))
        got = [f"none named {', '.join(missing)}"] * bool(missing) + [f"unknown {', '.join(unknown)}"] * bool(unknown)
        expect(not got, folder, f"{len(self.classes)} class folders", "; ".join(got))
        for label, name in enumerate(self.classes):
            entries = (entry for entry in os.scandir(folder / name) if not _hidden(entry.name))
            for entry in sorted(entries, key=lambda entry: entry.name):
                yield f"{folder.name}/{name}/{entry.name}", label, _state(entry)

    def _key(self, listed: dict[str, Listed], wanted: dict[str, str]) -> str:
        """A hash of all on which decoding depends: the files, the settings, this very code and Pillow's version."""
        settings = (self.side, self.classes, PIL.__version__, Path(__file__).read_text(encoding="utf-8"))
        return hashlib.sha256(repr((settings, listed, wanted)).encode()).hexdigest()[:16]

    def _decode(self, folder: Path, listed: dict[str, Listed], wanted: dict[str, str]) -> cache.Arrays:
        """For each part "{part}_images" and "{part}_labels"; and "left_out" (F, 2), why and what was left out."""
        arrays: cache.Arrays = {}
        left_out: list[tuple[str, str]] = []
        used: dict[str, list[str]] = {part: [] for part in listed}
        total = sum(map(len, listed.values()))
        title = f"{self.name}: decoding, once"
        bar = tqdm(total=total, desc=title, unit=" pictures", delay=1, mininterval=0.5, leave=False)
        with bar, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's doubts about a picture that it can read
            for part, files in listed.items():
                images = np.empty((len(files), self.side, self.side, 3), dtype=np.uint8)
                labels: list[int] = []
                for path, label, _ in files:
                    try:
                        if path in wanted and digests.sha256(folder / path) != wanted[path]:
                            raise ValueError(f"SHA-256 is not that of {digests.NAME}")
                        images[len(labels)] = picture(folder / path, self.side)
                        labels.append(label)
                        used[part].append(path)
                    except Exception as error:  # Pillow raises almost anything on a damaged file
                        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
                        left_out.append((UNUSABLE, f"{path} ({reason})"))
                    bar.update()
                arrays[f"{part}_images"] = images[: len(labels)]
                arrays[f"{part}_labels"] = np.array(labels, dtype=np.int64)
        first: dict[bytes, tuple[str, str]] = {}  # of each picture
        for part in [part for part in ("test", "valid", "train") if part in listed]:
            kept = []
            for k, (image, path) in enumerate(zip(arrays[f"{part}_images"], used[part], strict=True)):
                other, same = first.setdefault(hashlib.sha256(image).digest(), (part, path))
                if part == "test" or same == path:  # test stays as it was published
                    kept.append(k)
                else:
                    why = TWICE if other == part else f"in {other}, too"
                    left_out.append((why, f"{path} (the same as {same})"))
            arrays |= {name: arrays[name][kept] for name in (f"{part}_images", f"{part}_labels")}
        return arrays | {"left_out": np.array(left_out, dtype=np.str_).reshape(-1, 2)}

    def _warn(self, skipped: list[str], total: int, folder: Path) -> None:
        more = f" and {len(skipped) - 3:,} more" if len(skipped) > 3 else ""
        what = f"{len(skipped):,} of {total:,} files in {folder} cannot be used and are left out"
        warnings.warn(f"{self.name}: {what}: {', '.join(skipped[:3])}{more}.", stacklevel=2)


def _state(entry: os.DirEntry[str]) -> str:
    """What tells whether a file changed."""
    try:
        stat = entry.stat()
    except OSError:  # a link that leads nowhere
        stat = entry.stat(follow_symlinks=False)
    return f"{stat.st_size} {stat.st_mtime_ns}"


def _hidden(name: str) -> bool:
    return name.startswith(".") or name.lower() in NO_PICTURES


def picture(path: Path, side: int) -> NDArray[np.uint8]:
    """One picture: upright as its EXIF says, squashed to a square by Lanczos resampling, which is antialiased.

    Args:
        path: a file of any format that Pillow reads; of an animation, the first frame counts.
        side: in pixels.

    Returns:
        uint8 (side, side, 3), RGB. 16 bits are scaled to 8; what is transparent is laid on white.

    Raises:
        ValueError: a strange shape or kind of pixel.
        OSError: no picture, or a damaged one (Pillow raises other errors, too).
    """
    with Image.open(path) as image:
        short, long = sorted(image.size)
        if short < SHORTEST or long > LONGEST * short:
            raise ValueError(f"{image.width} x {image.height} pixels")
        ImageOps.exif_transpose(image, in_place=True)
        rgb = _rgb(image)
    return np.asarray(rgb.resize((side, side), Image.Resampling.LANCZOS))


def _rgb(image: Image.Image) -> Image.Image:
    """The picture in RGB; Pillow itself would cut off 16 bits at 255 and forget transparency."""
    if image.mode.startswith("I"):
        values = np.asarray(image)
        if values.min() < 0 or values.max() > 65535:
            raise ValueError(f"values from {values.min()} to {values.max()}, more than 16 bits")
        image = Image.fromarray(np.rint(values / 257).astype(np.uint8))
    elif image.mode == "F":
        raise ValueError("floating-point pixels")
    if image.has_transparency_data:
        coloured = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", image.size, "white"), coloured).convert("RGB")
    return image.convert("RGB")
