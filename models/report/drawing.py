"""Plots as inline SVG in the house colours, which follow the reader's light or dark page.

Drawn without pyplot, so safe in threads; the same numbers give the same bytes.
"""

import html
import io
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from features.arrays import Float64

INK, QUIET, HAIRLINE = "#1a2433", "#4a5567", "#d8dcd3"
OWN, PEERS = "#17506b", ("#7faec4", "#b0a48a", "#c9cec5")
THREAD = "#e7a21b"

_VARIABLES = {
    INK: "tinta", QUIET: "tinta2", HAIRLINE: "garis", OWN: "tarum", THREAD: "kunyit",
    PEERS[0]: "peer1", PEERS[1]: "peer2", PEERS[2]: "peer3",
}  # fmt: skip
"""Colours drawn with, to the CSS variables that the page gives two values each."""

_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "lingkar",
    "font.size": 12,
    "text.color": INK,
    "axes.labelcolor": QUIET,
    "axes.edgecolor": HAIRLINE,
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.grid.axis": "x",
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": HAIRLINE,
    "grid.linewidth": 0.8,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "legend.frameon": False,
}
_REFERENCE = re.compile(r"(url\(#|href=\"#)([\w-]+)")
_ID = re.compile(r' id="([^"]+)"')
_FONT = re.compile(r"font: (?:\w+ )?([\d.]+px) [^;\"]*")


def draw(title: str, height: float, paint: Callable[[Axes], None], *, width: float = 9.0) -> str:
    """One plot as an SVG element named `title`; sizes in inches at 72 dots."""
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(width, height), layout="constrained")
        axes = figure.add_subplot()
        paint(axes)
        file = io.StringIO()
        figure.savefig(file, format="svg", transparent=True, metadata={"Date": None})
    return _inline(file.getvalue(), title)


def bars(values: Mapping[str, float], *, percent: bool = False) -> Callable[[Axes], None]:
    """One horizontal bar a label, first on top, its value written beside it."""

    def paint(axes: Axes) -> None:
        drawn = axes.barh(list(values), list(values.values()), height=0.62, color=OWN)
        written = [_percent(v) if percent else f"{v:,.0f}" for v in values.values()]
        axes.bar_label(drawn, written, padding=5, color=INK)
        axes.margins(x=0.12)
        axes.invert_yaxis()
        _quiet(axes)

    return paint


def grouped(labels: Sequence[str], series: Mapping[str, Sequence[float]]) -> Callable[[Axes], None]:
    """For each label one bar a series, the first series in the strong colour with its value."""

    def paint(axes: Axes) -> None:
        height = 0.8 / len(series)
        for i, (name, values) in enumerate(series.items()):
            at = [j + (i - (len(series) - 1) / 2) * height for j in range(len(labels))]
            colour = OWN if i == 0 else PEERS[(i - 1) % len(PEERS)]
            drawn = axes.barh(at, values, height=height * 0.88, color=colour, label=name)
            if i == 0:
                axes.bar_label(drawn, [_percent(v) for v in values], padding=5, weight="bold")
        axes.set_yticks(range(len(labels)), labels)
        axes.invert_yaxis()
        axes.margins(x=0.1)
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=len(series), borderpad=0)
        _percents(axes)

    return paint


def columns(
    at: Float64, values: Float64, *, width: float, x: str, mark: tuple[float, str] | None = None
) -> Callable[[Axes], None]:
    """Upright columns along a number line, with a marked place."""

    def paint(axes: Axes) -> None:
        axes.bar(at, values, width=width, color=OWN)
        axes.grid(visible=False, axis="x")
        axes.grid(visible=True, axis="y")
        axes.set_xlabel(x)
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=12))
        axes.margins(x=0.01, y=0.12)
        if mark is not None:
            axes.axvline(mark[0], color=THREAD, linewidth=2, dashes=(5, 2))
            axes.annotate(
                mark[1], (mark[0], 1), xycoords=("data", "axes fraction"), xytext=(-6, -4),
                textcoords="offset points", ha="right", va="top", color=INK,
            )  # fmt: skip

    return paint


def densities(edges: Float64, series: Mapping[str, Float64], *, x: str) -> Callable[[Axes], None]:
    """Histograms over the same (logarithmic) edges, one outline each, shares of their own sum."""

    def paint(axes: Axes) -> None:
        looks = ((OWN, 0.25, "-"), (QUIET, 0.12, "--"))
        for (name, counts), (colour, alpha, line) in zip(series.items(), looks, strict=False):
            share = counts / max(counts.sum(), 1)
            axes.stairs(share, edges, fill=True, color=colour, alpha=alpha)
            axes.stairs(share, edges, color=colour, linewidth=2, linestyle=line, label=name)
        axes.set_xscale("log")
        axes.set_xlabel(x)
        axes.set_yticks([])
        axes.margins(x=0)
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, borderpad=0)

    return paint


def _quiet(axes: Axes) -> None:
    """No scale where every bar bears its value."""
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)


def _percents(axes: Axes) -> None:
    axes.set_xlim(left=0)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=6))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: _percent(value)))


def _percent(value: float) -> str:
    return f"{100 * value:.0f} %"


def _inline(svg: str, title: str) -> str:
    """The SVG element alone, with colours and font taken from the page."""
    element = svg[svg.index("<svg") :]
    for colour, variable in _VARIABLES.items():
        element = element.replace(colour, f"var(--{variable})")
    element = _own_ids(_FONT.sub(r"font-size: \1", element), title)
    named = f'<svg role="img" aria-label="{html.escape(title)}"'
    return element.replace("<svg", named, 1)


def _own_ids(element: str, title: str) -> str:
    """Keep only ids that something refers to, and keep plots on one page from sharing them."""
    prefix = re.sub(r"\W+", "-", title.lower())
    used = {target for _, target in _REFERENCE.findall(element)}
    element = _REFERENCE.sub(rf"\1{prefix}-\2", element)
    return _ID.sub(lambda m: f' id="{prefix}-{m[1]}"' if m[1] in used else "", element)
