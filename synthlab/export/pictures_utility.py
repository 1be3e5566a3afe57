"""Static pictures of what models lose, what they lean on, and what becomes of groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from synthlab.evaluation import Outcome
from synthlab.export.drawing import GREY, REAL, SYNTHETIC, Picture, figure_of, legend_once, short, svg_of
from synthlab.metrics.utility.scores import TITLES

__all__ = [
    "amplification_pictures", "column_pictures", "conclusion_pictures", "importance_pictures", "representation_pictures",
    "tstr_pictures",
]  # fmt: skip

Rows = Sequence[Mapping[str, Any]]
_MOST = 16
_BETWEEN = frozenset({"mae", "rmse"})


def tstr_pictures(outcome: Outcome) -> Iterator[Picture]:
    """What the main model loses in every score, who loses most, and whether chances come true."""
    facts = outcome.facts
    main = next((row for row in outcome.details if row["model"] == facts.get("main_model")), None)
    scores = [one for one in (main or {}).get("scores", ()) if "lost" in one and one["name"] not in _BETWEEN]
    if scores:
        names = [TITLES.get(one["name"], one["name"]) for one in scores]
        drawn = _intervals(names, [(one["lost"], one["low"], one["high"]) for one in scores], "lost")
        yield Picture(
            "tstr-scores", f"What the main model loses in each score: {_told(names, scores, 'lost')}.", drawn
        )
    if slices := list(facts.get("slices") or ())[:_MOST]:
        names = [f"{row['column']}: {row['group']}" for row in slices]
        drawn = _intervals(
            names, [(row["gap"], row["low"], row["high"]) for row in slices], f"{facts['score']} lost"
        )
        yield Picture("tstr-groups", f"Loss within groups, most first: {_told(names, slices, 'gap')}.", drawn)
    if curves := facts.get("calibration"):
        yield _calibration(curves)


def column_pictures(outcome: Outcome) -> Iterator[Picture]:
    """How well each column is told from the others after either training."""
    rows = outcome.details
    if not rows:
        return
    figure, axes = figure_of(5.6, 1.3 + 0.24 * len(rows))
    for place, row in enumerate(rows):
        axes.barh(place, row["trtr"] - 0.5, 0.6, left=0.5, color=REAL, alpha=0.55, label="trained on real")
        axes.plot(
            [row["trtr"] - row["high"], row["trtr"] - row["low"]], [place] * 2, color=SYNTHETIC, linewidth=1.6
        )
        axes.plot(
            row["tstr"], place, marker="D", markerfacecolor="none", color=SYNTHETIC, linestyle="none",
            label="trained on synthetic",
        )  # fmt: skip
    _named(axes, [str(row["column"]) for row in rows])
    axes.set_xlabel("AUC (0.5 is guessing)")
    legend_once(figure, axes)
    told = "; ".join(f"{row['column']} {row['trtr']:.3f} and {row['tstr']:.3f}" for row in rows)
    yield Picture(
        "every-column",
        f"AUC of telling each column, after real and synthetic training: {told}.",
        svg_of(figure),
    )


def importance_pictures(outcome: Outcome) -> Iterator[Picture]:
    """Each column's share of all importance for either model, spurious ones first."""
    rows = sorted(
        outcome.details,
        key=lambda row: (not row["spurious"], -max(row["real_share"], row["synthetic_share"])),
    )[:_MOST]
    if rows:
        names = [f"{row['column']}{' (spurious)' if row['spurious'] else ''}" for row in rows]
        drawn = _bars(
            names, [(row["real_share"], row["synthetic_share"]) for row in rows], "share of all importance",
            ("trained on real", "trained on synthetic"),
        )  # fmt: skip
        yield Picture(
            "importance", "Share of all importance of each column, after real and synthetic training.", drawn
        )


def conclusion_pictures(outcome: Outcome) -> Iterator[Picture]:
    """Coefficients of the regression on either table with their intervals, what was turned round first."""
    rows = outcome.details[:_MOST]
    if not rows:
        return
    figure, axes = figure_of(5.6, 1.3 + 0.32 * len(rows))
    for side, colour, marker, shift in (("real", REAL, "o", -0.16), ("synthetic", SYNTHETIC, "D", 0.16)):
        for place, row in enumerate(rows):
            ends = [row[f"{side}_low"], row[f"{side}_high"]]
            axes.plot(ends, [place + shift] * 2, color=colour, linewidth=1.6)
            axes.plot(
                row[side], place + shift, marker=marker, color=colour, linestyle="none", label=side,
                markerfacecolor=colour if side == "real" else "white",
            )  # fmt: skip
    axes.axvline(0, color=GREY, linewidth=0.9)
    _named(axes, [f"{short(row['term'], 34)} ({row['what']})" for row in rows], 46)
    axes.set_xlabel("coefficient, with its 95% interval")
    legend_once(figure, axes)
    told = "; ".join(f"{row['term']} {row['what']}" for row in rows)
    yield Picture("conclusions", f"Coefficients on real and on synthetic rows: {told}.", svg_of(figure))


def representation_pictures(outcome: Outcome) -> Iterator[Picture]:
    """Each group's share of either table, the one that shrank most first; withheld real shares are left out."""
    rows = outcome.details[:_MOST]
    if rows:
        names = [f"{row['column']}: {row['group']}" for row in rows]
        drawn = _bars(
            names, [(row["train"], row["synthetic"]) for row in rows], "share of rows", ("real", "synthetic")
        )
        yield Picture("representation", "Share of each group in the real and the synthetic table.", drawn)


def amplification_pictures(outcome: Outcome) -> Iterator[Picture]:
    """How much further apart groups are after synthetic training, by column and measure."""
    rows = outcome.details[:_MOST]
    if rows:
        names = [f"{row['column']}, {row['measure']}" for row in rows]
        gaps = [(row["change"], row["low"], row["high"]) for row in rows]
        drawn = _intervals(names, gaps, "further apart (0: no change)")
        yield Picture(
            "amplification", f"How much further apart groups are: {_told(names, rows, 'change')}.", drawn
        )


def _intervals(names: Sequence[str], gaps: Sequence[tuple[float, float, float]], title: str) -> str:
    figure, axes = figure_of(5.6, 1.0 + 0.28 * len(names))
    for place, (value, low, high) in enumerate(gaps):
        axes.plot([low, high], [place] * 2, color=SYNTHETIC, linewidth=1.8)
        axes.plot(value, place, marker="D", markerfacecolor="white", color=SYNTHETIC, linestyle="none")
    axes.axvline(0, color=GREY, linewidth=0.9)
    _named(axes, names)
    axes.set_xlabel(short(title, 60))
    return svg_of(figure)


def _bars(
    names: Sequence[str], pairs: Sequence[tuple[float | None, float]], title: str, sides: tuple[str, str]
) -> str:
    figure, axes = figure_of(5.6, 1.3 + 0.26 * len(names))
    for place, (real, synthetic) in enumerate(pairs):
        axes.barh(place, real or 0.0, 0.72, color=REAL, alpha=0.55, label=sides[0])
        axes.barh(
            place, synthetic, 0.44, facecolor="none", edgecolor=SYNTHETIC, linewidth=1.4, label=sides[1]
        )
        if real is None:
            axes.text(synthetic, place, " real: not shown", color=GREY, fontsize=7, va="center")
    _named(axes, names)
    axes.set_xlabel(title)
    legend_once(figure, axes)
    return svg_of(figure)


def _calibration(curves: Mapping[str, Any]) -> Picture:
    figure, axes = figure_of(3.8, 3.6)
    axes.plot([0, 1], [0, 1], color=GREY, linestyle=":", linewidth=0.9)
    for side, colour, marker in (("real", REAL, "o"), ("synthetic", SYNTHETIC, "D")):
        axes.plot(
            [point["predicted"] for point in curves[side]], [point["observed"] for point in curves[side]],
            color=colour, marker=marker, linestyle="-" if side == "real" else "--", label=f"trained on {side}",
            markerfacecolor=colour if side == "real" else "white",
        )  # fmt: skip
    axes.set_xlabel("chance said")
    axes.set_ylabel("share found")
    legend_once(figure, axes)
    alt = (
        f"Chance said against share found: off by {curves['real_error']:.3f} on average after real and by "
        f"{curves['synthetic_error']:.3f} after synthetic training."
    )
    return Picture("tstr-calibration", alt, svg_of(figure))


def _named(axes: Any, names: Sequence[str], most: int = 42) -> None:
    axes.set_yticks(range(len(names)), [short(name, most) for name in names])
    axes.invert_yaxis()


def _told(names: Sequence[str], rows: Rows, key: str) -> str:
    return "; ".join(f"{name} {row[key]:.3f}" for name, row in zip(names, rows, strict=True))
