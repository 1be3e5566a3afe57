"""Can a classifier tell synthetic rows from real ones, and by which columns?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from synthlab.errors import NotMeasurable
from synthlab.metrics.base import Comparison, Family, Metric, Score
from synthlab.metrics.fidelity.binned import worst_first
from synthlab.metrics.fidelity.detecting import SHARED_LUCK, Sides, alone, propensity, sides, tell_apart
from synthlab.statistics.binning import make_bins

__all__ = ["METRIC", "detection_auc"]

_MOST_ROWS = 5_000
_LEAST_ROWS = 20
_RANGES = 20


def detection_auc(comparison: Comparison, rng: np.random.Generator) -> Score:
    """How well gradient boosting ranks synthetic rows above train rows, as area under the ROC curve, in [0, 1].

    0.5 is a coin; 1 is telling every row. ``reference`` is the same between train and holdout rows, as many of
    each, at most 5,000. The classifier is fitted on three quarters of the rows and judges the fourth; equal
    rows are always in the same quarter. Missing values and rare levels are seen by it. A value near 0.5 does
    NOT say that the table is private, nor that a stronger classifier or more rows could not tell more.

    Details hold a row a column, those that give the table away first: ``auc`` is the area that the column's
    bins reach alone, ``drop`` by how much the whole area falls when the column is scrambled. ``facts`` hold the
    propensity score's mean squared error, by least squares, its expectation under labels dealt at random, and
    their ratio.

    Raises
    ------
    NotMeasurable
        When a table has fewer than 20 rows, or no column is left.

    Source
    ------
    Lopez-Paz and Oquab (2017), arXiv:1610.06545; pMSE ratio as in Snoke et al. (2018), doi:10.1111/rssa.12358.
    """
    columns = comparison.schema.modelled
    if not columns:
        raise NotMeasurable("No column is left to compare: every one of them is set aside.")
    floor = comparison.floor_pair(rng)
    n = min(len(comparison.train), *(len(table) for table in floor), len(comparison.synthetic), _MOST_ROWS)
    if n < _LEAST_ROWS:
        raise NotMeasurable(
            f"A classifier needs at least {_LEAST_ROWS} rows of train, holdout and synthetic each; the smallest has {n}."
        )
    known = tuple(
        column
        for column in columns
        if any(table[column.name].notna().any() for table in (comparison.train, comparison.synthetic))
    )
    if not known:
        raise NotMeasurable(
            "Every value of every column is missing, so there is nothing to tell rows apart by."
        )
    given = sides(comparison.train, comparison.synthetic, known, n, rng)
    chance = sides(*floor, known, n, rng)
    found, by_chance = tell_apart(given, rng, True), tell_apart(chance, rng, False)
    rows = _rows(comparison, given, chance, found.drops)
    error, expected = propensity(given)
    # Fresh real rows score about one half; the reference is one draw of that.
    reach = 1.96 * SHARED_LUCK * by_chance.auc.error
    return Score(
        value=found.auc.value,
        low=found.auc.low,
        high=found.auc.high,
        reference=by_chance.auc.value,
        reference_low=max(0.0, min(0.5 - reach, by_chance.auc.value)),
        reference_high=min(1.0, max(0.5 + reach, by_chance.auc.value)),
        n_rows=n,
        details=rows,
        facts={
            "n_equal": n,
            "most_rows": _MOST_ROWS,
            "pmse": error,
            "pmse_expected": expected,
            "pmse_ratio": error / expected if expected > 0 else None,
            "finding": _finding(found.auc.value, found.auc.low, 0.5 + reach, rows),
        },
    )


def _rows(
    comparison: Comparison, given: Sides, chance: Sides, drops: Mapping[str, float]
) -> list[dict[str, Any]]:
    real = [comparison.train] if comparison.holdout is None else [comparison.train, comparison.holdout]
    rows = []
    for column in given.columns:
        bins = make_bins([part[column.name] for part in real], column, _RANGES)
        found, floor = (
            alone(each, bins.code(_typed(each, column.name, comparison))) for each in (given, chance)
        )
        rows.append(
            {
                "column": column.name,
                "auc": found.value,
                "low": min(found.value, found.low),
                "high": max(found.value, found.high),
                "reference": floor.value,
                "reference_high": max(floor.value, 0.5 + 1.96 * SHARED_LUCK * floor.error),
                "drop": float(drops.get(column.name, 0.0)),
            }
        )
    return sorted(
        rows,
        key=lambda row: (
            worst_first(max(row["auc"], 0.5 + row["drop"]), row["reference_high"]),
            row["column"],
        ),
    )


def _typed(each: Sides, name: str, comparison: Comparison) -> Any:
    values = each.frame[name]
    return values.astype("category") if comparison.train[name].dtype == "category" else values


def _finding(value: float, low: float, chance: float, rows: Sequence[Mapping[str, Any]]) -> str:
    if low <= chance:
        return "A classifier cannot tell synthetic rows from real ones better than chance lets it."
    worst = rows[0]
    how = f"{worst['auc']:.0%} alone" if worst["auc"] > worst["reference_high"] else "together with others"
    return (
        f"Given one real and one synthetic row, a classifier picks the synthetic one in {value:.0%} of cases; "
        f"{worst['column']} gives it away most ({how})."
    )


METRIC = Metric(
    name="detection",
    family=Family.FIDELITY,
    question="Can a classifier tell synthetic rows from real ones?",
    best=0.5,
    bounds=(0.0, 1.0),
    unit="area under the ROC curve",
    source="Lopez-Paz & Oquab (2017), arXiv:1610.06545; Snoke et al. (2018), doi:10.1111/rssa.12358",
    compute=detection_auc,
)
