"""Static pictures of what long questions came to: the very lines that the page draws."""

from __future__ import annotations

from synthlab.export.drawing import (
    GREY,
    REAL,
    SYNTHETIC,
    Picture,
    drawing,
    figure_of,
    legend_once,
    short,
    svg_of,
)
from synthlab.metrics.inquiry import Panel, Told

__all__ = ["pictures_of_told"]

_STYLES = {"real": (REAL, "-", "o"), "synthetic": (SYNTHETIC, "--", "D"), "other": (GREY, ":", "s")}


def pictures_of_told(told: Told) -> tuple[Picture, ...]:
    """A picture for each panel of the answer."""
    with drawing():
        return tuple(Picture(panel.name, panel.alt, _drawn(panel)) for panel in told.panels)


def _drawn(panel: Panel) -> str:
    figure, axes = figure_of(5.0, 3.2)
    for line in panel.lines:
        colour, dash, marker = _STYLES[line.role]
        if line.low:
            axes.fill_between(line.x, line.low, line.high, color=colour, alpha=0.18, linewidth=0)
        axes.plot(
            line.x, line.y, color=colour, linestyle=dash, marker=marker, label=short(line.name, 44),
            markerfacecolor=colour if line.role == "real" else "white",
        )  # fmt: skip
    if panel.level is not None:
        axes.axhline(panel.level, color=GREY, linestyle=":", linewidth=0.9)
    if panel.from_zero:
        axes.set_ylim(bottom=0)
    axes.set_xlabel(panel.x_title)
    axes.set_ylabel(short(panel.y_title, 40))
    figure.suptitle(short(panel.title, 60), fontsize=10)
    legend_once(figure, axes)
    return svg_of(figure)
