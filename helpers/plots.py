"""The figures of the lessons. Each function returns a ``Picture``: a figure with its alt text.

A picture is shown by being the last expression of a cell, or with IPython's ``display``. One message a figure,
labelled axes with units, and colours (Okabe and Ito's) that colour-blind readers tell apart; lines differ in their
dashes too, so that they survive a grey print.
"""

import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from IPython.display import display
from ipywidgets import VBox
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike, NDArray
from PIL import Image

from .history import History

COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
DASHES = ("-", "--", "-.", ":", (0, (5, 1)), (0, (3, 1, 1, 1, 1, 1)), (0, (1, 3)))
LARGE = 90_000  # bytes from which on a picture is kept with a palette
mpl.rcParams.update(
    {
        "figure.facecolor": "white",
        "figure.constrained_layout.use": True,
        "font.size": 10,
        "axes.titlesize": 10,
        "axes.grid": True,
        "grid.alpha": 0.3,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "legend.frameon": False,
    }
)


class Picture:
    """A figure with the words for those who cannot see it.

    Attributes:
        figure: the matplotlib figure.
        alt: what is seen in it, in a sentence or two.
    """

    def __init__(self, figure: Figure, alt: str) -> None:
        if not alt.strip():
            raise ValueError("a picture needs alt text: say in a sentence what is seen in it")
        self.figure, self.alt = figure, alt

    def png(self, dpi: int = 110) -> bytes:
        """The picture as the bytes of a PNG file."""
        buffer = io.BytesIO()
        self.figure.savefig(buffer, format="png", dpi=dpi, metadata={"Software": None})
        return buffer.getvalue() if buffer.tell() < LARGE else _with_palette(buffer)

    def save(self, path: str | Path, dpi: int = 150) -> None:
        """Write the picture to a PNG file."""
        Path(path).write_bytes(self.png(dpi))

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        alt = {"alt": self.alt}
        return {"image/png": self.png(), "text/plain": repr(self)}, {"image/png": alt}

    def __repr__(self) -> str:
        return f"<Picture: {self.alt}>"


def _with_palette(png: io.BytesIO) -> bytes:
    """The same picture in 256 colours: a photograph takes a third of the room, and looks the same."""
    smaller = io.BytesIO()
    with Image.open(png) as picture:
        picture.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(smaller, "png", optimize=True)
    return smaller.getvalue()


def panels(
    rows: int = 1, columns: int = 1, size: tuple[float, float] = (4.5, 3.2), **options: Any
) -> tuple[Figure, NDArray[Any]]:
    """An empty figure in the house style and its axes ``(rows, columns)``; ``size`` of a panel in inches."""
    figure = Figure(figsize=(columns * size[0], rows * size[1]))
    return figure, figure.subplots(rows, columns, squeeze=False, **options)


def explore(draw: Callable[..., Picture], **controls: Any) -> VBox:
    """Show the picture ``draw(...)``, and below it ipywidgets controls that redraw it in place.

    The picture is an ordinary output of the cell, so it is there in a printed page too, where controls are not.

    Args:
        draw: makes the picture from the controls' values, given by name.
        controls: by the name of the argument, a widget with a ``value``.
    """

    def current() -> Picture:
        return draw(**{name: control.value for name, control in controls.items()})

    shown = display(current(), display_id=True)  # type: ignore[no-untyped-call]
    for control in controls.values():
        control.observe(lambda _: shown.update(current()), names="value")
    return VBox(list(controls.values()))


def lines(
    series: Mapping[str, tuple[ArrayLike, ArrayLike]],
    *,
    xlabel: str,
    ylabel: str,
    alt: str,
    title: str = "",
    xscale: str = "linear",
    yscale: str = "linear",
    markers: bool = False,
    hlines: Mapping[str, float] | None = None,
    size: tuple[float, float] = (5.5, 3.4),
) -> Picture:
    """Curves in one panel.

    Args:
        series: by name the ``(x, y)`` of each curve.
        xlabel: with the unit.
        ylabel: with the unit.
        alt: what is seen.
        title: the message of the figure.
        xscale: "linear" or "log".
        yscale: "linear" or "log".
        markers: whether to mark each point.
        hlines: by name the heights of thin reference lines.
        size: of the panel in inches.
    """
    figure, axes = panels(size=size)
    axis = axes[0, 0]
    _curves(axis, series, markers)
    for name, height in (hlines or {}).items():
        axis.axhline(height, color="0.4", linewidth=0.8)
        axis.annotate(
            name,
            (1, height),
            xycoords=("axes fraction", "data"),
            ha="right",
            va="bottom",
            fontsize=8,
            color="0.3",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5, "alpha": 0.8},
        )
    axis.set(xlabel=xlabel, ylabel=ylabel, xscale=xscale, yscale=yscale, title=title)
    if len(series) > 4:
        axis.legend(fontsize=8, loc="center left", bbox_to_anchor=(1, 0.5))
    elif len(series) > 1:
        axis.legend()
    return Picture(figure, alt)


def _curves(axis: Axes, series: Mapping[str, tuple[ArrayLike, ArrayLike]], markers: bool = False) -> None:
    for i, (name, (x, y)) in enumerate(series.items()):
        axis.plot(
            x, y, label=name, color=COLORS[i % 7], linestyle=DASHES[i % 7], marker="o" if markers else None,
            markersize=3.5,
        )  # fmt: skip


def learning_curves(
    histories: Mapping[str, History], *, title: str = "", unit: str = "epoch", logx: bool = False
) -> Picture:
    """Loss and accuracy against epochs: training dashed, validation solid, one colour and marker a run."""
    figure, (axes,) = panels(1, 2)
    for i, (name, history) in enumerate(histories.items()):
        epochs = np.arange(1, history.epochs + 1)
        style = {"color": COLORS[i % 7], "marker": "os^Dv<>"[i % 7], "markersize": 3.5}
        style["markevery"] = max(1, history.epochs // 10)
        for axis, train, valid in (
            (axes[0], history.train_loss, history.valid_loss),
            (axes[1], history.train_accuracy, history.valid_accuracy),
        ):
            axis.plot(epochs, train, linestyle="--", label=f"{name} train" if valid else name, **style)
            if valid:
                axis.plot(epochs, valid, linestyle="-", label=f"{name} valid", **style)
    axes[0].set(xlabel=unit, ylabel="cross-entropy (nats)", xscale="log" if logx else "linear")
    axes[1].set(xlabel=unit, ylabel="accuracy", xscale="log" if logx else "linear")
    longest = max(history.epochs for history in histories.values())
    within = (1,) if longest >= 1000 else (1, 2, 5)
    ticks = [k * 10**power for power in range(len(str(longest))) for k in within if k * 10**power <= longest]
    for axis in axes:
        if logx:
            axis.set_xticks(ticks, list(map(str, ticks)))
            axis.minorticks_off()
        else:
            axis.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes[1].legend(fontsize=8, loc="center left", bbox_to_anchor=(1, 0.5))
    figure.suptitle(title)
    ends = (
        f"{name}: loss {(h.valid_loss or h.train_loss)[-1]:.3g}, "
        f"accuracy {(h.valid_accuracy or h.train_accuracy)[-1]:.3g}"
        for name, h in histories.items()
    )
    split = "validation" if any(h.valid_loss for h in histories.values()) else "training"
    alt = f"{title or 'Learning curves'}: loss and accuracy by {unit}. At the end, on {split} data, "
    return Picture(figure, alt + "; ".join(ends) + ".")


def images(
    stack: ArrayLike,
    *,
    alt: str,
    titles: Sequence[str] | None = None,
    columns: int = 10,
    title: str = "",
    signed: bool = False,
    cell: float = 0.75,
) -> Picture:
    """Images ``(N, H, W)`` or ``(N, H, W, 3)`` in rows; signed ones (weights) in blue to red around zero."""
    stack = np.asarray(stack)
    columns = min(columns, len(stack))
    rows = -(-len(stack) // columns)
    height = cell * (1.35 if titles else 1.05)
    figure, axes = panels(rows, columns, (cell, height))
    limit = float(np.abs(stack).max()) if signed else None
    for i, axis in enumerate(axes.ravel()):
        axis.set_axis_off()
        if i < len(stack):
            if signed:
                shown = axis.imshow(stack[i], cmap="RdBu_r", vmin=-limit if limit else None, vmax=limit)
            else:
                axis.imshow(stack[i], cmap="gray", vmin=0, vmax=255 if stack.dtype == np.uint8 else 1)
            if titles:
                axis.set_title(titles[i], fontsize=8, pad=2)
    if signed:
        figure.colorbar(shown, ax=axes, shrink=min(1.0, 3 / rows), label="weight")
    figure.suptitle(title)
    return Picture(figure, alt)


def confusion_matrix(matrix: ArrayLike, classes: Sequence[str], *, title: str = "") -> Picture:
    """A confusion matrix ``(C, C)`` of counts, true classes along rows; the diagonal is muted to show the errors."""
    matrix = np.asarray(matrix)
    share = matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1)
    errors = np.where(np.eye(len(matrix), dtype=bool), np.nan, share)
    side = 3.5 if len(classes) <= 10 else 7.0
    figure, axes = panels(1, 1, (side + 1, side))
    axis = axes[0, 0]
    axis.grid(False)
    shown = axis.imshow(errors, cmap="Blues", vmin=0)
    axis.set_facecolor("0.92")
    ticks = np.arange(len(classes))
    words = max(map(len, classes)) > 2
    axis.set_xticks(ticks, classes, fontsize=8, **({"rotation": 45, "ha": "right"} if words else {}))
    axis.set_yticks(ticks, classes, fontsize=8)
    axis.set(xlabel="predicted", ylabel="true", title=title)
    figure.colorbar(shown, ax=axis, label="share of the true class", shrink=0.8)
    true, predicted = divmod(int(np.nanargmax(errors)), len(classes))
    alt = (
        f"{title or 'Confusion matrix'}: {len(classes)} classes, {np.trace(share) / len(share):.1%} right on average; "
        f"the most frequent error is {classes[true]} read as {classes[predicted]} ({errors[true, predicted]:.0%})."
    )
    return Picture(figure, alt)


def surface(
    x: ArrayLike,
    y: ArrayLike,
    height: ArrayLike,
    paths: Mapping[str, ArrayLike],
    *,
    xlabel: str,
    ylabel: str,
    label: str,
    alt: str,
    title: str = "",
) -> Picture:
    """Contours of ``height (len(y), len(x))``, its lowest point (+), and paths ``(T, 2)`` from a circle to a star."""
    figure, axes = panels(1, 1, (6, 4.2))
    axis = axes[0, 0]
    axis.grid(False)
    height = np.asarray(height)
    levels = height.min() + np.ptp(height) * np.linspace(0, 1, 21) ** 2  # closer together near the bottom
    shown = axis.contourf(x, y, height, levels=levels, cmap="Greys")
    axis.contour(x, y, height, levels=levels, colors="0.55", linewidths=0.5)
    figure.colorbar(shown, ax=axis, label=label, format="%.3g")
    for i, (name, path) in enumerate(paths.items()):
        path = np.asarray(path)
        axis.plot(*path.T, color=COLORS[i % 7], marker=".", markersize=3, linewidth=1.2, label=name)
        axis.plot(*path[0], "o", color=COLORS[i % 7], markersize=7)
        axis.plot(*path[-1], "*", color=COLORS[i % 7], markersize=13, markeredgecolor="white")
    row, column = np.unravel_index(height.argmin(), height.shape)
    axis.plot(np.asarray(x)[column], np.asarray(y)[row], "k+", markersize=12, markeredgewidth=2)
    axis.set(xlabel=xlabel, ylabel=ylabel, title=title, aspect="equal")
    axis.legend(facecolor="white", frameon=True, framealpha=0.9)
    return Picture(figure, alt)


def decision_regions(
    predict: Callable[[NDArray[Any]], NDArray[Any]], X: ArrayLike, y: ArrayLike, *, alt: str, title: str = ""
) -> Picture:
    """The plane coloured by ``predict((N, 2)) -> labels (N,)``, with points ``X (N, 2)`` marked by their class."""
    X, y = np.asarray(X), np.asarray(y)
    low, high = X.min(axis=0) - 1, X.max(axis=0) + 1
    grid = np.meshgrid(*(np.linspace(a, b, 160) for a, b in zip(low, high, strict=True)))
    labels = predict(np.stack([axis.ravel() for axis in grid], axis=1)).reshape(grid[0].shape)
    figure, axes = panels(1, 1, (4.6, 3.8))
    axis = axes[0, 0]
    axis.grid(False)
    n_classes = int(y.max()) + 1
    axis.pcolormesh(*grid, labels, cmap=ListedColormap(COLORS[:n_classes]), vmin=0, vmax=n_classes - 1, alpha=0.25)
    for k, marker in zip(range(n_classes), "os^Dv<>", strict=False):
        axis.scatter(*X[y == k].T, color=COLORS[k], marker=marker, edgecolors="black", s=28, label=f"class {k}")
    axis.set(xlabel="x₁", ylabel="x₂", title=title)
    axis.legend(fontsize=8, loc="center left", bbox_to_anchor=(1, 0.5))
    return Picture(figure, alt)


def bars(
    values: Mapping[str, float],
    *,
    xlabel: str,
    alt: str,
    title: str = "",
    form: str = ".1f",
    errors: Sequence[float] | None = None,
    start: float = 0.0,
) -> Picture:
    """Horizontal bars with their values written beside them, first on top; ``errors`` are drawn as whiskers."""
    figure, axes = panels(1, 1, (6, 0.6 + 0.36 * len(values)))
    axis = axes[0, 0]
    names = list(values)
    axis.barh(names, [values[n] - start for n in names], left=start, color=COLORS[0], xerr=errors, ecolor="0.3")
    for i, name in enumerate(names):
        axis.annotate(
            f"{values[name]:{form}}", (start, i), xytext=(4, 0), textcoords="offset points", va="center", color="white"
        )
    axis.invert_yaxis()
    axis.grid(axis="y", visible=False)
    axis.set(xlabel=xlabel, title=title)
    return Picture(figure, alt)


def page(
    photo: ArrayLike,
    boxes: ArrayLike,
    letters: Sequence[str] = "",
    *,
    lines: Sequence[int] | None = None,
    title: str = "",
    width: float = 9.0,
    crop: bool = False,
) -> Picture:
    """A photographed page with a box around each character and, above it, what it was read as.

    Args:
        photo: (H, W) or (H, W, 3), in grey levels or in [0, 1].
        boxes: (K, 4), [y1, x1, y2, x2] in pixels of the photo.
        letters: the K characters, or nothing to show boxes only.
        lines: the line of each character, counted from 0: neighbouring lines get different colours.
        title: the message of the figure.
        width: of the figure in inches.
        crop: whether to show only the part of the page in which there are boxes.

    Raises:
        ValueError: if there is not one character, and one line, for each box.
    """
    photo, found = np.asarray(photo), np.asarray(boxes, dtype=float).reshape(-1, 4)
    for name, given in (("letters", letters or found), ("lines", found if lines is None else lines)):
        if len(given) != len(found):
            raise ValueError(f"page: expected {name} for {len(found)} boxes, got {len(given)}")
    step = max(1, max(photo.shape[:2]) // 1600)
    top, left, bottom, right = 0.0, 0.0, float(photo.shape[0]), float(photo.shape[1])
    if crop and len(found):
        margin = np.median(found[:, 2] - found[:, 0])
        top, left = np.maximum(found[:, :2].min(axis=0) - margin, 0)
        bottom, right = np.minimum(found[:, 2:].max(axis=0) + margin, photo.shape[:2])
    figure, axes = panels(1, 1, (width, width * (bottom - top) / (right - left) + 0.3 * bool(title)))
    axis = axes[0, 0]
    extent = (0, photo.shape[1], photo.shape[0], 0)
    axis.imshow(photo[::step, ::step], cmap="gray", extent=extent)
    for k, (y1, x1, y2, x2) in enumerate(found):
        color = COLORS[(lines[k] if lines is not None else 0) % 2]
        axis.plot([x1, x2, x2, x1, x1], [y1, y1, y2, y2, y1], color=color, linewidth=0.9)
        if letters:
            axis.text(
                (x1 + x2) / 2, y1, letters[k], ha="center", va="bottom", fontsize=8, color=color,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.3, "alpha": 0.7},
            )  # fmt: skip
    axis.set(title=title, xlim=(left, right), ylim=(bottom, top))
    axis.set_axis_off()
    read = f", read as {''.join(letters)}" if letters else ""
    return Picture(figure, f"{title or 'A photographed page'}: {len(found)} boxes around characters{read}.")
