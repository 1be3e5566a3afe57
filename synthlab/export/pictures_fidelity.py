"""Static pictures of likeness within groups and in one plane."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from synthlab.evaluation import Outcome
from synthlab.export.drawing import REAL, SYNTHETIC, Picture, figure_of, short, svg_of

__all__ = ["plane_pictures", "subgroup_pictures"]

_MOST_GROUPS = 16


def subgroup_pictures(outcome: Outcome) -> Iterator[Picture]:
    """The groups that differ most, each with its interval, beside what chance makes of it."""
    rows = outcome.details[:_MOST_GROUPS]
    if not rows:
        return
    figure, axes = figure_of(5.6, 1.2 + 0.26 * len(rows))
    for place, row in enumerate(rows):
        width = row["reference_high"] - row["reference_low"]
        axes.barh(
            place, width, 0.6, left=row["reference_low"], color=REAL, alpha=0.35, label="other real rows"
        )
        axes.plot([row["low"], row["high"]], [place] * 2, color=SYNTHETIC, linewidth=1.6)
        axes.plot(
            row["distance"], place, marker="D", markerfacecolor="none", color=SYNTHETIC, linestyle="none",
            label="synthetic",
        )  # fmt: skip
    axes.set_yticks(range(len(rows)), [short(f"{row['column']}: {row['group']}", 34) for row in rows])
    axes.invert_yaxis()
    axes.set_xlim(left=0)
    axes.set_xlabel("share of rows, mean over columns")
    handles, labels = axes.get_legend_handles_labels()
    unique = dict(zip(labels, handles, strict=True))
    figure.legend(unique.values(), unique.keys(), loc="outside lower center", ncols=2, frameon=False)
    worst = rows[0]
    yield Picture(
        "subgroups",
        f"Distance within groups, worst first: {worst['column']} {worst['group']}, {worst['distance']:.3f}.",
        svg_of(figure),
    )


def plane_pictures(outcome: Outcome) -> Iterator[Picture]:
    """Synthetic less real density in the plane; withheld bins are left empty."""
    cells = _cells(outcome.facts["difference"])
    most = float(np.nanmax(np.abs(cells), initial=0.0)) or 1.0
    figure, axes = figure_of(4.4, 3.6)
    image = axes.pcolormesh(np.ma.masked_invalid(cells), cmap="RdBu_r", vmin=-most, vmax=most)
    across, up = outcome.facts["explained"]
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_xlabel(f"across: {across:.0%} of the variance")
    axes.set_ylabel(f"up: {up:.0%}")
    bar = figure.colorbar(image, ax=axes, shrink=0.8)
    if bar.solids is not None:
        bar.solids.set_rasterized(False)
    bar.set_label("share of rows, synthetic minus real")
    yield Picture(
        "embedding",
        "Where synthetic rows are more (red) or fewer (blue) than real ones, in the plane in which real rows differ most.",
        svg_of(figure),
    )


def _cells(lines: list[list[Any]]) -> npt.NDArray[np.float64]:
    return np.array([[np.nan if cell is None else cell for cell in line] for line in lines], dtype=np.float64)
