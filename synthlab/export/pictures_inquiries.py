"""Static pictures of what long questions came to: the very points that the page draws."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

from synthlab.export.drawing import GREY, SYNTHETIC, Picture, drawing, figure_of, legend_once, short, svg_of
from synthlab.metrics.inquiry import Inquiry
from synthlab.metrics.utility.mix_words import curve
from synthlab.metrics.utility.mixing import MixSweep, Mode

__all__ = ["pictures_of_inquiry"]

_MIX_AXES: Mapping[Mode, tuple[str, str]] = {
    "replace": ("in-place", "share of rows that are synthetic, in percent"),
    "add": ("on-top", "synthetic rows added, in percent of the real ones"),
}


def pictures_of_inquiry(name: str, inquiry: Inquiry) -> tuple[Picture, ...]:
    """The pictures of one answer; empty for questions that have none."""
    draw = _DRAWN.get(name)
    if draw is None:
        return ()
    with drawing():
        return tuple(draw(inquiry))


def _mix(inquiry: Inquiry) -> Iterator[Picture]:
    sweep = cast(MixSweep, inquiry)
    for mode, (name, axis) in _MIX_AXES.items():
        points = curve(sweep, mode)
        if len(points) < 2:
            continue
        figure, axes = figure_of(5.0, 3.0)
        shares = [100 * point.share for point in points]
        axes.fill_between(
            shares, [point.lowest for point in points], [point.highest for point in points], color=SYNTHETIC,
            alpha=0.2, linewidth=0, label="lowest to highest seed",
        )  # fmt: skip
        axes.plot(
            shares, [point.score for point in points], color=SYNTHETIC, marker="o", label="mean over seeds"
        )
        axes.axhline(points[0].score, color=GREY, linestyle=":", label="no synthetic rows")
        axes.set_xlabel(axis)
        axes.set_ylabel(short(sweep.score, 40))
        legend_once(figure, axes)
        yield Picture(
            f"mix-sweep-{name}", f"{sweep.score} on real rows by {axis}, mean and band over seeds.", svg_of(figure)
        )  # fmt: skip


_DRAWN: Mapping[str, Callable[[Any], Iterator[Picture]]] = {"mix-sweep": _mix}
