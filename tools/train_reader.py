"""Train the reader that ships with the project, on drawn characters only.

    python tools/train_reader.py                                   # about half an hour on one core
    python tools/train_reader.py --pages 20 --epochs 1 --out /tmp/small.npz

Half of what it sees is cut out of drawn pages by the pipeline that will cut it out of photographs; half are
characters drawn like those of NIST36, new ones in each epoch. Both are turned, sheared, scaled and shifted a little.
Writes the weights, and beside them (.json) the settings, the seed and how well drawn pages of other seeds are read.
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from helpers.ocr import model as readers
from helpers.ocr.teaching import from_pages
from helpers.standins import characters

BATCH = 128
RATE = 3e-3

Characters = tuple[NDArray[np.uint8], NDArray[np.int64]]


def from_hands(count: int, rng: np.random.Generator) -> Characters:
    """Characters drawn as NIST36 would show them."""
    labels = rng.integers(0, len(readers.CLASSES), count)
    return characters.draw([readers.CLASSES[k] for k in labels], "nist36", rng), labels


def distort(x: Tensor, rng: torch.Generator) -> Tensor:
    """Turn, shear, scale and shift each picture (N, 1, 32, 32) a little."""
    n = len(x)
    matrix = torch.eye(2).repeat(n, 1, 1) + 0.06 * torch.randn(n, 2, 2, generator=rng).clamp(-2.5, 2.5)
    shift = 0.05 * torch.randn(n, 2, 1, generator=rng)
    grid = functional.affine_grid(torch.cat([matrix, shift], dim=2), list(x.shape), align_corners=False)
    return functional.grid_sample(x, grid, align_corners=False)


def train(options: argparse.Namespace, found: Characters) -> nn.Sequential:
    """One-cycle AdamW on both kinds of characters, mixed in every batch."""
    torch.manual_seed(options.seed)
    rng, torch_rng = np.random.default_rng(options.seed), torch.Generator().manual_seed(options.seed)
    model = readers.network(options.width).to(memory_format=torch.channels_last)
    size = len(found[0])
    steps = options.epochs * (2 * size // BATCH)
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps, pct_start=0.15)
    loss_of = nn.CrossEntropyLoss(label_smoothing=0.05)
    for epoch in range(options.epochs):
        start, losses = time.perf_counter(), []
        drawn = from_hands(size, rng)
        images, labels = (np.concatenate(pair) for pair in zip(found, drawn, strict=True))
        for some in np.array_split(rng.permutation(2 * size)[: 2 * size // BATCH * BATCH], 2 * size // BATCH):
            x = torch.from_numpy(images[some]).float().div_(255).unsqueeze(1)
            x = distort(x, torch_rng).contiguous(memory_format=torch.channels_last)
            with torch.autocast("cpu", torch.bfloat16):
                logits = model(x)
            loss = loss_of(logits.float(), torch.from_numpy(labels[some]))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
        print(f"epoch {epoch + 1}: loss {np.mean(losses):.4f}, {time.perf_counter() - start:.0f} s", flush=True)
    return model.eval()


def accuracy(model: nn.Module, found: Characters) -> float:
    """Share of characters that are read right."""
    return float((readers.Torch(model).predict_proba(found[0]).argmax(axis=1) == found[1]).mean())


def main() -> None:
    """Train with the settings of the command line and write weights and record."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=600, help="drawn pages to cut characters out of")
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--width", type=int, default=32, help="channels of the first convolution")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=readers.WEIGHTS)
    options = parser.parse_args()
    torch.set_num_threads(1)

    start = time.perf_counter()
    found = from_pages(options.pages, options.seed)
    print(f"{len(found[0])} characters from {options.pages} pages, {time.perf_counter() - start:.0f} s", flush=True)
    model = train(options, found)
    settings = {"pages": options.pages, "epochs": options.epochs, "width": options.width, "seed": options.seed}
    readers.save(model, options.out, settings)
    other = from_pages(max(1, options.pages // 20), options.seed + 1)
    record = settings | {
        "characters_from_pages": len(found[0]),
        "characters_drawn": len(found[0]) * options.epochs,
        "right_on_other_drawn_pages": round(accuracy(model, other), 4),
        "seconds": round(time.perf_counter() - start),
        "torch": torch.__version__.split("+")[0],
    }
    options.out.with_suffix(".json").write_text(json.dumps(record, indent=2) + "\n")
    print(record)


if __name__ == "__main__":
    main()
