"""How static pictures are drawn: one style, text that stays text, one picture at a time."""

from __future__ import annotations

import io
import threading
import unicodedata
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["GREY", "REAL", "SYNTHETIC", "Picture", "drawing", "figure_of", "legend_once", "short", "svg_of"]

REAL = "#4c78a8"
SYNTHETIC = "#d1495b"
GREY = "#6b7280"

_STYLE = {
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": GREY,
    "figure.facecolor": "white",
    # Text stays text: the reader's fonts draw what is not in ours, Chinese or Japanese names among it.
    "svg.fonttype": "none",
    "svg.hashsalt": "synthlab",
    "text.parse_math": False,
}

# matplotlib's settings are global, and two people may export at once from one server.
_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True)
class Picture:
    """An SVG drawing, the name of its file without ending, and what it shows in words."""

    name: str
    alt: str
    svg: str


@contextmanager
def drawing() -> Iterator[None]:
    """The one style of all pictures; whoever draws holds it."""
    import matplotlib

    with _ONE_AT_A_TIME, matplotlib.rc_context(_STYLE), warnings.catch_warnings():
        # Our font may lack a glyph; it only measures the text, the reader's font draws it.
        warnings.filterwarnings("ignore", message=".*[Gg]lyph", category=UserWarning)
        yield


def figure_of(width: float, height: float) -> tuple[Figure, Axes]:
    """An empty figure of so many inches, without a window system behind it."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasSVG(figure)
    return figure, figure.add_subplot()


def svg_of(figure: Figure) -> str:
    """The figure as SVG, the same bytes for the same picture."""
    buffer = io.StringIO()
    nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
    figure.savefig(buffer, format="svg", metadata=nothing)
    text = buffer.getvalue()
    return text[text.index("<svg") :]


def short(label: object, most: int = 26) -> str:
    """The label on one line, cut where it would be wider than ``most`` Latin letters."""
    text = " ".join(str(label).split())
    widths = [2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text]
    if sum(widths) <= most:
        return text
    fits = next(index for index in range(len(text)) if sum(widths[: index + 1]) > most - 1)
    return f"{text[:fits]}…"


def legend_once(figure: Figure, axes: Axes) -> None:
    """One legend below the picture, each name once."""
    handles, labels = axes.get_legend_handles_labels()
    unique = dict(zip(labels, handles, strict=True))
    figure.legend(unique.values(), unique.keys(), loc="outside lower center", ncols=3, frameon=False)
