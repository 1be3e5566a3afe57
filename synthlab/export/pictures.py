"""Static pictures of a report's outcomes: what is drawn is what was scored, nothing is computed again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from synthlab.evaluation import Outcome
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
from synthlab.export.pictures_fidelity import plane_pictures, subgroup_pictures
from synthlab.export.pictures_utility import (
    amplification_pictures,
    column_pictures,
    conclusion_pictures,
    importance_pictures,
    representation_pictures,
    tstr_pictures,
)

__all__ = ["REAL", "SYNTHETIC", "Picture", "pictures_of"]

_MOST_COLUMNS = 25
_MOST_MARGINALS = 6
_MOST_LOOKS = 2
_MOST_BARS = 30


def pictures_of(outcome: Outcome) -> tuple[Picture, ...]:
    """The pictures of one outcome, worst first; empty for metrics that have none, and for skipped ones."""
    draw = _DRAWN.get(outcome.metric)
    if draw is None or outcome.status == "skipped":
        return ()
    with drawing():
        return tuple(draw(outcome))


def _marginals(outcome: Outcome) -> Iterator[Picture]:
    for index, row in enumerate(outcome.details[:_MOST_MARGINALS]):
        yield Picture(
            name=f"marginals-{index + 1}",
            alt=f"Distribution of {row['column']}: share of rows, real beside synthetic, "
            f"distance {float(row['distance']):.3f}.",
            svg=_marginal(row),
        )


def _marginal(row: Mapping[str, Any]) -> str:
    order = _largest(row)
    labels = [short(row["labels"][index]) for index in order]
    real = [row["train"][index] for index in order]
    synthetic = [row["synthetic"][index] for index in order]
    figure, axes = figure_of(4.2, 1.1 + 0.24 * len(labels))
    places = np.arange(len(labels))
    axes.barh(places, [share or 0.0 for share in real], 0.8, color=REAL, alpha=0.55, label="real")
    axes.barh(places, synthetic, 0.5, facecolor="none", edgecolor=SYNTHETIC, linewidth=1.4, label="synthetic")
    for place, share, other in zip(places, real, synthetic, strict=True):
        if share is None:
            axes.text(other, float(place), " real: not shown", color=GREY, fontsize=7, va="center")
    axes.set_yticks(places, labels)
    axes.invert_yaxis()
    axes.set_xlabel("share of rows")
    figure.suptitle(short(row["column"], 44), fontsize=10)
    figure.legend(loc="outside lower center", ncols=2, frameon=False)
    return svg_of(figure)


def _looks(outcome: Outcome) -> Iterator[Picture]:
    """The looks at dates or text that differ most."""
    rows = [row for row in outcome.details if "labels" in row][:_MOST_LOOKS]
    for index, row in enumerate(rows):
        title = f"{row['column']}, {row['what']}"
        yield Picture(
            name=f"{outcome.metric}-{index + 1}",
            alt=f"{title}: share of rows, real beside synthetic, distance {float(row['distance']):.3f}.",
            svg=_marginal({**row, "column": title}),
        )


def _largest(row: Mapping[str, Any]) -> list[int]:
    """The bins to draw, in their own order: all, or the largest where there are too many for one picture."""
    sizes = [max(real or 0.0, other) for real, other in zip(row["train"], row["synthetic"], strict=True)]
    largest = sorted(range(len(sizes)), key=lambda index: -sizes[index])[:_MOST_BARS]
    return sorted(largest)


def _association(outcome: Outcome) -> Iterator[Picture]:
    columns = list(outcome.facts.get("columns", ()))
    if len(columns) < 2:
        return
    shown = _worst_columns(columns, outcome.details)
    positions = [columns.index(name) for name in shown]
    real, synthetic = (_matrix(outcome.facts[side])[np.ix_(positions, positions)] for side in _SIDES)
    yield Picture(
        name="association",
        alt=f"Difference of association, synthetic minus real, between {len(shown)} of {len(columns)} columns.",
        svg=_heatmap(shown, synthetic - real),
    )


_SIDES = ("train", "synthetic")


def _matrix(rows: Sequence[Sequence[float | None]]) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.array([[np.nan if cell is None else cell for cell in row] for row in rows], dtype=np.float64)


def _worst_columns(columns: list[str], details: Sequence[Mapping[str, Any]]) -> list[str]:
    if len(columns) <= _MOST_COLUMNS:
        return columns
    named = [name for row in details for name in (row["a"], row["b"])]
    first = list(dict.fromkeys([*named, *columns]))[:_MOST_COLUMNS]
    return [name for name in columns if name in first]


def _heatmap(columns: list[str], difference: np.ndarray[Any, np.dtype[np.float64]]) -> str:
    figure, axes = figure_of(2.6 + 0.24 * len(columns), 2.0 + 0.24 * len(columns))
    axes.set_facecolor("#e5e7eb")
    image = axes.pcolormesh(np.ma.masked_invalid(difference), cmap="RdBu_r", vmin=-1, vmax=1)
    axes.set_aspect("equal")
    axes.invert_yaxis()
    axes.set_xticks(np.arange(len(columns)) + 0.5, [short(name, 18) for name in columns], rotation=90)
    axes.set_yticks(np.arange(len(columns)) + 0.5, [short(name, 18) for name in columns])
    axes.spines[:].set_visible(False)
    bar = figure.colorbar(image, ax=axes, shrink=0.7)
    if bar.solids is not None:
        bar.solids.set_rasterized(False)
    bar.set_label("synthetic minus real")
    return svg_of(figure)


def _tstr(outcome: Outcome) -> Iterator[Picture]:
    rows = [row for row in outcome.details if {"model", "trtr", "tstr"} <= set(row)]
    if not rows:
        return
    score = str(outcome.facts.get("score") or rows[0].get("score") or "score")
    figure, axes = figure_of(5.6, 1.4 + 0.8 * len(rows))
    for place, row in enumerate(rows):
        axes.barh(place - 0.2, row["trtr"], 0.34, color=REAL, alpha=0.55, label="trained on real")
        axes.barh(
            place + 0.2, row["tstr"], 0.34, facecolor="none", edgecolor=SYNTHETIC, linewidth=1.4,
            label="trained on synthetic",
        )  # fmt: skip
        if row.get("low") is not None and row.get("high") is not None:
            ends = [row["trtr"] - row["high"], row["trtr"] - row["low"]]
            axes.plot(ends, [place + 0.2] * 2, color=SYNTHETIC, linewidth=2.5, solid_capstyle="butt")
        if row.get("baseline") is not None:
            axes.plot(
                [row["baseline"]] * 2, [place - 0.4, place + 0.4], color=GREY, linestyle=":",
                label="trivial baseline",
            )  # fmt: skip
    axes.set_yticks(range(len(rows)), [short(row["model"]) for row in rows])
    axes.invert_yaxis()
    axes.set_xlabel(short(score, 40))
    legend_once(figure, axes)
    yield Picture(
        "tstr", f"{score} on held-out real rows, model trained on real beside synthetic.", svg_of(figure)
    )
    yield from tstr_pictures(outcome)


def _copies(outcome: Outcome) -> Iterator[Picture]:
    facts = outcome.facts
    needed = ("matches_train", "unique_train", "matches_holdout", "unique_holdout")
    if any(not isinstance(facts.get(name), int) for name in needed):
        return
    if not facts["unique_train"] or not facts["unique_holdout"]:
        return
    shares = (
        facts["matches_train"] / facts["unique_train"],
        facts["matches_holdout"] / facts["unique_holdout"],
    )
    figure, axes = figure_of(5.6, 1.9)
    axes.barh(0, shares[0], 0.6, color=REAL, alpha=0.55)
    axes.barh(1, shares[1], 0.6, facecolor="none", edgecolor=GREY, linewidth=1.4)
    axes.set_yticks([0, 1], ["seen by the generator", "held out"])
    axes.invert_yaxis()
    axes.set_xlim(0, max(*shares, 1e-9) * 1.15)
    axes.set_xlabel("share of unique real rows found word for word")
    yield Picture(
        "copies", "Share of unique real rows that occur in the synthetic table: seen rows beside held-out ones.",
        svg_of(figure),
    )  # fmt: skip


_DRAWN: Mapping[str, Callable[[Outcome], Iterator[Picture]]] = {
    "marginals": _marginals,
    "association": _association,
    "tstr": _tstr,
    "every-column": column_pictures,
    "importance": importance_pictures,
    "conclusions": conclusion_pictures,
    "representation": representation_pictures,
    "amplification": amplification_pictures,
    "copies": _copies,
    "dates": _looks,
    "text": _looks,
    "subgroups": subgroup_pictures,
    "embedding": plane_pictures,
}
