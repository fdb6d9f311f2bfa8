"""Measure how good the drawn characters are: a small CNN that has seen nothing else reads real ones.

    WORKBOOK_DATA=... python tools/measure_standins.py             # NIST36 and MNIST, two seeds each
    python tools/measure_standins.py --sets mnist --seeds 0 --characters 60000

The network is trained on characters that are drawn while it trains, so that it never sees one twice. Its settings
were chosen on drawn characters and on the real validation sets; the real test sets are read once, at the end.
Writes results/standins.json.
"""

import argparse
import json
import platform
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from helpers import data, ocr, standins
from helpers.standins import characters

RESULT = Path(__file__).resolve().parents[1] / "results" / "standins.json"
TARGETS = {"nist36": 0.90, "mnist": 0.96}
BATCH = 128
DRAWN_AHEAD = 40  # batches drawn at a time
RATE = 3e-3


def as_tensor(images: np.ndarray) -> Tensor:
    """Uint8 (N, H, W) -> float32 (N, 1, H, W) in [0, 1]."""
    return torch.tensor(images, dtype=torch.float32).div_(255).unsqueeze(1)


def train(name: str, count: int, seed: int) -> nn.Sequential:
    """Train on ``count`` drawn characters, each seen once, shifted by up to two pixels."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    classes = standins.SPECS[name].classes
    model = ocr.network(classes=len(classes), last=nn.AdaptiveAvgPool2d(4)).to(memory_format=torch.channels_last)
    steps = count // BATCH
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps, pct_start=0.15)
    loss_of = nn.CrossEntropyLoss(label_smoothing=0.05)
    for step in range(steps):
        at = step % DRAWN_AHEAD * BATCH
        if at == 0:
            drawn = rng.integers(0, len(classes), DRAWN_AHEAD * BATCH)
            images = as_tensor(characters.draw([classes[k] for k in drawn], name, rng))
            labels = torch.from_numpy(drawn)
        shift = tuple(rng.integers(-2, 3, 2).tolist())
        x = images[at : at + BATCH].roll(shift, (2, 3)).contiguous(memory_format=torch.channels_last)
        with torch.autocast("cpu", torch.bfloat16):
            logits = model(x)
        loss = loss_of(logits.float(), labels[at : at + BATCH])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    return model.eval()


@torch.no_grad()
def accuracy(model: nn.Module, split: data.Split) -> float:
    """Fraction of a split's characters that are read right."""
    batches = torch.split(as_tensor(split.images), 500)
    predicted = torch.cat([model(x).argmax(1) for x in batches]).numpy()
    return float((predicted == split.labels).mean())


def speed(name: str, count: int = 6000) -> float:
    """Drawn characters a second of processor time on one core, the best of three."""
    labels = [standins.SPECS[name].classes[k % len(standins.SPECS[name].classes)] for k in range(count)]
    seconds = []
    for seed in range(3):
        start = time.process_time()
        characters.draw(labels, name, np.random.default_rng(seed))
        seconds.append(time.process_time() - start)
    return count / min(seconds)


def processor() -> str:
    """The processor's name, as far as the system tells."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def measure(name: str, seeds: list[int], count: int) -> dict[str, object]:
    """Train once a seed and read the real validation and test sets."""
    real = data.load(name)
    if real.source != "real":
        raise SystemExit(f"measure_standins: no real {name}; set WORKBOOK_DATA or fetch it first")
    runs = []
    for seed in seeds:
        start = time.perf_counter()
        model = train(name, count, seed)
        run = {"seed": seed, "valid": accuracy(model, real.valid), "test": accuracy(model, real.test)}
        runs.append(run | {"seconds": round(time.perf_counter() - start)})
        print(name, runs[-1], flush=True)
    test = np.array([run["test"] for run in runs])
    return {
        "target": TARGETS[name],
        "test_mean": round(float(test.mean()), 4),
        "test_spread": round(float(test.std(ddof=1)), 4) if len(test) > 1 else None,
        "reached": bool(test.mean() >= TARGETS[name]),
        "drawn_characters": count,
        "real_test_characters": len(real.test),
        "runs": runs,
    }


def main() -> None:
    """Measure what the command line asks for and write it beside what was measured before."""
    parser = argparse.ArgumentParser(description="How well does a CNN trained on drawn characters read real ones?")
    parser.add_argument("--sets", nargs="+", choices=TARGETS, default=list(TARGETS))
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1])
    parser.add_argument("--characters", type=int, default=300_000, help="drawn characters to train on")
    parser.add_argument("--out", type=Path, default=RESULT)
    options = parser.parse_args()
    torch.set_num_threads(1)

    result = json.loads(options.out.read_text()) if options.out.exists() else {}
    for name in options.sets:
        result[name] = measure(name, options.seeds, options.characters)
    result["characters_per_second"] = {name: round(speed(name)) for name in characters.LAYOUTS}
    result["date"] = datetime.now(UTC).date().isoformat()
    result["processor"] = f"{processor()}, one thread"
    result["versions"] = {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "torch": torch.__version__.split("+")[0],
    }
    options.out.parent.mkdir(exist_ok=True)
    options.out.write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
