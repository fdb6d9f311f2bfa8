"""Measure how fast the course's code is beside the field's own tools, into results/bench.json and README.

python -m tools.bench                            every section, on a quiet machine (minutes)
python -m tools.bench nn --examples 6000         one of them, on fewer examples
python -m tools.bench --busy                     although other work is running; the table then says so

A section is a function from the options to a title and rows, and a line in ``SECTIONS``. A row sets two pieces of work
beside each other that are run in turn, so that both meet the same machine: ``compare`` makes it. Sections that are not
measured keep what the file holds of them.
"""

import argparse
import datetime
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import torch
from numpy.typing import DTypeLike
from PIL import Image
from sklearn import decomposition
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_limits

from helpers import compression, data, lesson, models, nn, ocr, training
from helpers.training.choices import has_bfloat16
from tools import reproduce

RESULT = reproduce.RESULTS / "bench.json"
QUIET = 0.5  # processes that may be running besides (the load average of the last minute)
SIZES, BATCH, RATE = (784, 500, 250, 100, 10), 64, 0.01
CNN_BATCH, CNN_RATE = 128, 3e-3  # what training.fit takes if nobody says otherwise
LETTERS, COMPONENTS = (9_000, 1_024), 32  # images and pixels of NIST36, and what is kept of them

Row = dict[str, Any]
Work = tuple[str, Callable[[], object]]  # what is measured, in words, and the call that does it


def compare(one: Work, other: Work, repeats: int, aim: str | None = None) -> Row:
    """Run two pieces of work in turn, and the first of a pair second in the next: median seconds and ratio."""
    seconds: tuple[list[float], list[float]] = ([], [])
    for repeat in range(repeats):
        for which in (0, 1) if repeat % 2 == 0 else (1, 0):
            began = time.perf_counter()
            (one, other)[which][1]()
            seconds[which].append(time.perf_counter() - began)
    ratios = [a / b for a, b in zip(*seconds, strict=True)]
    a, b, ratio = median(seconds[0]), median(seconds[1]), median(ratios)
    print(f"{one[0]:<32}{a:8.3g} s   {other[0]:<42}{b:8.3g} s   ratio {ratio:.2f} {aim or ''}", flush=True)
    return {
        "what": one[0],
        "seconds": a,
        "beside": other[0],
        "beside_seconds": b,
        "ratio": ratio,
        "lowest": min(ratios),
        "highest": max(ratios),
        "aim": aim,
    }


def warm_up(*works: Work) -> None:
    """Do each piece of work once, unmeasured: the first time sets up buffers and threads."""
    for _, work in works:
        work()


# --- one epoch of a deep network: helpers.nn, PyTorch, scikit-learn, and what no network can go below ------------


def examples(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Random numbers in the shape of MNIST: X (n, 784) float32 in [0, 1), y (n,)."""
    rng = np.random.default_rng(0)
    return rng.random((n, SIZES[0]), dtype=np.float32), rng.integers(0, SIZES[-1], n)


def numpy_network(dtype: DTypeLike = np.float32) -> nn.MLP:
    """The network of ``helpers.nn``."""
    return nn.MLP(SIZES, activation="relu", learning_rate=RATE, batch_size=BATCH, dtype=dtype)


def sklearn_network() -> MLPClassifier:
    """The same in scikit-learn, where ``partial_fit`` is one epoch."""
    return MLPClassifier(
        SIZES[1:-1], activation="relu", solver="sgd", learning_rate_init=RATE, momentum=0, alpha=0, batch_size=BATCH
    )


def torch_network() -> tuple[torch.nn.Sequential, torch.optim.SGD]:
    """The same in PyTorch, and its optimizer."""
    layers: list[torch.nn.Module] = []
    for n_in, n_out in pairwise(SIZES):
        layers += [torch.nn.Linear(n_in, n_out), torch.nn.ReLU()]
    model = torch.nn.Sequential(*layers[:-1])  # logits: no ReLU after the last layer
    return model, torch.optim.SGD(model.parameters(), lr=RATE)


def torch_epoch(
    model: torch.nn.Module,
    optimizer: torch.optim.Optimizer,
    X: torch.Tensor,
    y: torch.Tensor,
    order: torch.Tensor | None = None,
) -> float:
    """One epoch in PyTorch's usual loop, in random order if none is given: the mean loss."""
    total = 0.0
    for chosen in (torch.randperm(len(X)) if order is None else order).split(BATCH):
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(model(X[chosen]), y[chosen])
        loss.backward()
        optimizer.step()
        total += loss.item() * len(chosen)
    return total / len(X)


def products(rows: int) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """The matrix products of one update with so many examples: (left, right, buffer for their product)."""
    rng = np.random.default_rng(0)
    activations = [rng.random((rows, size), dtype=np.float32) for size in SIZES]
    weights = [rng.random(shape, dtype=np.float32) for shape in pairwise(SIZES)]
    forward = [(activations[k], weights[k], np.empty_like(activations[k + 1])) for k in range(len(weights))]
    backward = []
    for k in reversed(range(len(weights))):
        d_Z = rng.random((rows, SIZES[k + 1]), dtype=np.float32)
        backward.append((activations[k].T, d_Z, np.empty_like(weights[k])))  # the gradient of the weights
        if k:
            backward.append((d_Z, weights[k].T, np.empty_like(activations[k])))  # and of the layer's input
    return forward + backward


def products_epoch(n: int) -> Callable[[], None]:
    """The call that does the matrix products of an epoch with n examples, and nothing else."""
    updates = [products(BATCH)] * (n // BATCH) + ([products(n % BATCH)] if n % BATCH else [])

    def multiply() -> None:
        for update in updates:
            for left, right, out in update:
                np.matmul(left, right, out=out)

    return multiply


def networks(options: argparse.Namespace) -> tuple[str, list[Row]]:
    """One epoch of the deep network of lesson 04, beside the same in PyTorch and in scikit-learn."""
    X, y = examples(options.examples)
    X_double, classes = X.astype(np.float64), np.arange(SIZES[-1])
    X_torch, y_torch = torch.from_numpy(X), torch.from_numpy(y)
    own, single, double, (model, optimizer) = numpy_network(), sklearn_network(), sklearn_network(), torch_network()
    epoch: Work = "helpers.nn.MLP", lambda: own.fit(X, y, epochs=1, progress=False)
    floor: Work = "the matrix products alone", products_epoch(len(X))
    in_torch: Work = "a plain PyTorch loop", lambda: torch_epoch(model, optimizer, X_torch, y_torch)
    in_sklearn: Work = "scikit-learn's MLPClassifier", lambda: single.partial_fit(X, y, classes=classes)
    in_double: Work = (
        "scikit-learn's MLPClassifier, float64 X",
        lambda: double.partial_fit(X_double, y, classes=classes),
    )
    warm_up(epoch, floor, in_torch, in_sklearn, in_double)
    rows = [
        compare(epoch, in_torch, options.repeats, "at most 0.90"),
        compare(epoch, in_sklearn, options.repeats, "at most 0.40"),
        compare(epoch, in_double, options.repeats),
        compare(floor, epoch, options.repeats, "at least 0.75"),
        compare(floor, in_sklearn, options.repeats),
    ]
    network = f"{'-'.join(map(str, SIZES))}, ReLU, float32, batch {BATCH}, plain gradient descent at {RATE}"
    return f"Seconds for an epoch: {len(X):,} random examples in the shape of MNIST, {network}", rows


# --- the same epoch, from lesson 02's way of writing it to that of helpers.nn -------------------------------------


def batches(n: int, rng: np.random.Generator) -> Iterator[np.ndarray]:
    """Indices of mini-batches that together hold 0 ... n-1 once, in random order."""
    order = rng.permutation(n)
    return (order[start : start + BATCH] for start in range(0, n, BATCH))


def plain_epoch(
    weights: list[np.ndarray], biases: list[np.ndarray], X: np.ndarray, y: np.ndarray, rng: np.random.Generator
) -> float:
    """As lesson 02 writes it, with a new array for each result, in the precision of its arguments: the mean loss."""
    total = 0.0
    for chosen in batches(len(X), rng):
        activations = [X[chosen]]
        for W, b in zip(weights[:-1], biases[:-1], strict=True):
            activations.append(np.maximum(activations[-1] @ W + b, 0))
        logits = activations[-1] @ weights[-1] + biases[-1]
        E = np.exp(logits - logits.max(axis=1, keepdims=True))
        P = E / E.sum(axis=1, keepdims=True)
        total -= np.log(P[np.arange(len(chosen)), y[chosen]]).sum()
        d_Z = (P - nn.one_hot(y[chosen], SIZES[-1], dtype=X.dtype)) / len(chosen)
        for k in reversed(range(len(weights))):
            d_W, d_b = activations[k].T @ d_Z, d_Z.sum(axis=0)
            if k:
                d_Z = d_Z @ weights[k].T * (activations[k] > 0)
            weights[k] -= RATE * d_W
            biases[k] -= RATE * d_b
    return total / len(X)


def buffered_epoch(
    model: nn.MLP, gradient: nn.MLP, X: np.ndarray, y: np.ndarray, rng: np.random.Generator, flat: bool
) -> float:
    """With every large result in a buffer that the next batch uses again, and ``flat``: with one update for all.

    The gradient lies in a second network of the same shape.
    """
    buffers = [np.empty((BATCH, size), np.float32) for size in SIZES]
    d_buffers = [np.empty((BATCH, size), np.float32) for size in SIZES]
    total = 0.0
    for chosen in batches(len(X), rng):
        n, labels = len(chosen), y[chosen]
        A = np.take(X, chosen, axis=0, out=buffers[0][:n], mode="clip")
        for W, b, buffer, activation in zip(model.weights, model.biases, buffers[1:], model.activations, strict=True):
            Z = np.matmul(A, W, out=buffer[:n])
            Z += b
            A = activation.forward(Z, out=Z)
        total += float(nn.cross_entropy(A, labels).sum())
        d_Z = nn.cross_entropy_backward(A, labels)
        d_Z /= n
        for k in reversed(range(len(model.weights))):
            np.matmul(buffers[k][:n].T, d_Z, out=gradient.weights[k])
            np.sum(d_Z, axis=0, out=gradient.biases[k])
            if k:
                d_Z = np.matmul(d_Z, model.weights[k].T, out=d_buffers[k][:n])
                d_Z *= buffers[k][:n] > 0
        if flat:
            gradient.theta *= RATE
            model.theta -= gradient.theta
        else:
            for parameters, d_parameters in ((model.weights, gradient.weights), (model.biases, gradient.biases)):
                for values, d_values in zip(parameters, d_parameters, strict=True):
                    values -= RATE * d_values
    return total / len(X)


def steps(options: argparse.Namespace) -> tuple[str, list[Row]]:
    """The same epoch in NumPy, each way of writing it beside the one before."""
    X, y = examples(options.examples)
    X_double, rng = X.astype(np.float64), np.random.default_rng(0)
    double, gradient = numpy_network(np.float64), numpy_network()
    single, buffered, flat, own = (numpy_network() for _ in range(4))
    ways: list[Work] = [
        ("as in lesson 02, float64", lambda: plain_epoch(double.weights, double.biases, X_double, y, rng)),
        ("the same in float32", lambda: plain_epoch(single.weights, single.biases, X, y, rng)),
        ("results into buffers", lambda: buffered_epoch(buffered, gradient, X, y, rng, flat=False)),
        ("all parameters in one vector", lambda: buffered_epoch(flat, gradient, X, y, rng, flat=True)),
        ("helpers.nn.MLP", lambda: own.fit(X, y, epochs=1, progress=False)),
    ]
    warm_up(*ways)
    rows = [compare(way, before, options.repeats) for before, way in pairwise(ways)]
    return "Seconds for the same epoch in NumPy, step by step from lesson 02 to helpers.nn", rows


# --- one epoch of a convolutional network: helpers.training, by hand, and the loop that is written first ----------


def photographs(n: int) -> data.Split:
    """Random pixels in the shape of CIFAR-10."""
    rng = np.random.default_rng(0)
    return data.Split(rng.integers(0, 256, (n, 32, 32, 3), dtype=np.uint8), rng.integers(0, 10, n))


def first_cnn_epoch(model: torch.nn.Module, X: torch.Tensor, y: torch.Tensor) -> float:
    """As PyTorch's tutorials write it: a DataLoader, float32 throughout, a number after each step: the mean loss."""
    optimizer = torch.optim.AdamW(model.parameters(), CNN_RATE)
    batches = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(X, y), CNN_BATCH, shuffle=True)
    model.train()
    total = 0.0
    for images, labels in batches:
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(model(images), labels)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(labels)
    return total / len(X)


def cnn_epoch_by_hand(model: torch.nn.Module, X: torch.Tensor, y: torch.Tensor, bfloat16: bool) -> tuple[float, float]:
    """With the settings of ``training.fit`` and nothing around them, X being bytes: mean loss and accuracy."""
    if bfloat16:
        model.to(memory_format=torch.channels_last)
    optimizer = torch.optim.AdamW(model.parameters(), CNN_RATE, weight_decay=0)
    steps = -(-len(X) // CNN_BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, CNN_RATE, total_steps=steps, cycle_momentum=False)
    model.train()
    total, right = 0.0, 0
    for chosen in torch.randperm(len(X), generator=torch.Generator().manual_seed(0)).split(CNN_BATCH):
        images, labels = X[chosen].float().div_(255), y[chosen]
        with torch.autocast("cpu", torch.bfloat16, enabled=bfloat16):
            logits = model(images)
        loss = torch.nn.functional.cross_entropy(logits.float(), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        total += loss.item() * len(labels)
        right += int((logits.argmax(1) == labels).sum())
    return total / len(X), right / len(X)


def convolutions(options: argparse.Namespace) -> tuple[str, list[Row]]:
    """One epoch of the residual network of lesson 07 through ``training.fit``, beside two loops without it."""
    split = photographs(max(CNN_BATCH, options.examples // 20))
    X, y = torch.from_numpy(split.images).permute(0, 3, 1, 2).contiguous(), torch.from_numpy(split.labels)
    X_float = X.float() / 255
    own, hand, plain = (models.cnn(10, 3) for _ in range(3))
    bfloat16 = has_bfloat16(torch.device("cpu"))
    fit: Work = "training.fit", lambda: training.fit(own, split, epochs=1, device="cpu", progress=False)
    by_hand: Work = "the same settings by hand", lambda: cnn_epoch_by_hand(hand, X, y, bfloat16)
    first: Work = "a DataLoader, float32", lambda: first_cnn_epoch(plain, X_float, y)
    warm_up(fit, by_hand, first)
    rows = [
        compare(fit, first, options.repeats, "at most 0.50" if bfloat16 else None),
        compare(fit, by_hand, options.repeats, "at most 1.03"),
    ]
    network = f"a residual network of {models.parameters(own):,} parameters, AdamW, batch {CNN_BATCH}"
    arithmetic = "bfloat16 in hardware" if bfloat16 else "no bfloat16 in hardware, so float32 throughout"
    return (
        f"Seconds for an epoch: {len(split):,} random examples in the shape of CIFAR-10, {network}; {arithmetic}",
        rows,
    )


# --- a photographed page to text: helpers.ocr and Tesseract ------------------------------------------------------


class SkippedError(Exception):
    """A section cannot be measured here; the message says why."""


def tesseract(picture: Path, threads: int) -> str:
    """What Tesseract reads on a page, taken for one block of text (--psm 6), capitals and digits only counted."""
    environment = os.environ | {"OMP_THREAD_LIMIT": str(threads)}
    command = ["tesseract", str(picture), "-", "--psm", "6"]
    text = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    return "\n".join(re.sub("[^A-Z0-9 ]", "", line.upper()) for line in text.splitlines())


def pages(options: argparse.Namespace) -> tuple[str, list[Row]]:
    """Reading a photographed page, from the file to the text, beside Tesseract; error rates with blanks."""
    if not shutil.which("tesseract"):
        raise SkippedError("Tesseract is not installed (apt-get install tesseract-ocr)")
    samples, reader, rows = ocr.samples(), ocr.reader(), []
    with tempfile.TemporaryDirectory() as folder:
        for page in samples.pages:
            picture = Path(folder) / f"{page.name}.png"
            Image.fromarray(page.image).save(picture)
            works = (
                lambda picture=picture: ocr.read_page(ocr.open_photo(picture), reader).text,
                lambda picture=picture: tesseract(picture, options.threads),
            )
            own, other = (f"CER {100 * ocr.cer(page.lines, work()):.1f} %" for work in works)
            height, width = page.image.shape[:2]
            ours: Work = f"helpers.ocr, {page.name} ({width}×{height}), {own}", works[0]
            theirs: Work = f"Tesseract, {other}", works[1]
            rows.append(compare(ours, theirs, options.repeats, "at most 1.00"))
    return f"Seconds for a page, file to text, models loaded (Tesseract loads its own): {samples.name}", rows


# --- 32 principal components: helpers.compression and scikit-learn's solvers -------------------------------------


def components(options: argparse.Namespace) -> tuple[str, list[Row]]:
    """Fitting PCA to images in the shape of lesson 06's letters, beside scikit-learn's solvers, all in float64."""
    X = np.random.default_rng(0).random((min(options.examples, LETTERS[0]), LETTERS[1]))

    def sklearn(solver: str) -> Work:
        def fit() -> object:
            return decomposition.PCA(COMPONENTS, svd_solver=solver, random_state=0).fit(X)

        return f"scikit-learn's PCA, {solver}", fit

    own: Work = "helpers.compression.PCA", lambda: compression.PCA(COMPONENTS).fit(X)
    others = [sklearn("covariance_eigh"), sklearn("randomized"), sklearn("full")]
    warm_up(own, *others)
    aims = ("at most 1.10", None, None)
    rows = [compare(own, other, options.repeats, aim) for other, aim in zip(others, aims, strict=True)]
    n, d = X.shape
    return f"Seconds to fit {COMPONENTS} components: {n:,} random images of {d:,} pixels, the shape of NIST36", rows


# --- all of them ----------------------------------------------------------------------------------------------

SECTIONS: dict[str, Callable[[argparse.Namespace], tuple[str, list[Row]]]] = {
    "nn": networks,
    "steps": steps,
    "training": convolutions,
    "pages": pages,
    "pca": components,
}


def load() -> float | None:
    """How many processes ran in the last minute, on average; None where the system does not say."""
    return round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None


def conditions(options: argparse.Namespace, running: float | None) -> dict[str, Any]:
    """When and on what is measured, and how much other work was running at the start."""
    blas = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
    return {
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "processor": reproduce.processor(),
        "cores": lesson.cores(),
        "threads": options.threads,
        "repeats": options.repeats,
        "load": running,
        "quiet": running is not None and running <= QUIET,
        "blas": f"{blas['name']} {blas['version']}",
        "versions": {"python": platform.python_version(), **lesson.versions()},
    }


def main(arguments: list[str] | None = None) -> int:
    """Measure what the command line asks for, and write it beside what was measured before."""
    parser = argparse.ArgumentParser(description="Measure how fast the course's code is.")
    parser.add_argument("sections", nargs="*", help=f"of {', '.join(SECTIONS)}; all, if none is given")
    parser.add_argument("--examples", type=int, default=60_000, help="in an epoch")
    parser.add_argument("--repeats", type=int, default=7, help="pairs a row")
    parser.add_argument("--threads", type=int, default=1, help="for NumPy, scikit-learn and PyTorch alike")
    parser.add_argument("--busy", action="store_true", help="measure although other work is running")
    parser.add_argument("--out", type=Path, default=RESULT)
    options = parser.parse_args(arguments)
    if unknown := set(options.sections) - set(SECTIONS):
        parser.error(f"expected sections of {', '.join(SECTIONS)}, got {', '.join(sorted(unknown))}")
    running = load()
    if running is not None and running > QUIET and not options.busy:
        print(
            f"load average {running}: other work is running. Wait until it has ended, or say --busy.", file=sys.stderr
        )
        return 1
    content = json.loads(options.out.read_text(encoding="utf-8")) if options.out.exists() else {}
    torch.set_num_threads(options.threads)
    with threadpool_limits(options.threads):
        for name in options.sections or SECTIONS:
            try:
                title, rows = SECTIONS[name](options)
            except SkippedError as reason:
                print(f"{name}: skipped, {reason}", file=sys.stderr)
                continue
            content[name] = {"title": title, "rows": rows, "measured": conditions(options, running)}
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    if options.out == RESULT:
        reproduce.write_tables()
    return 0


if __name__ == "__main__":
    sys.exit(main())
