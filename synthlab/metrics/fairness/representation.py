"""Does each group have its share in the synthetic table?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.metrics.base import Comparison, Family, Metric, Score
from synthlab.metrics.fairness.sensitive import sensitive_bins
from synthlab.statistics.binning import Bins

__all__ = ["METRIC", "representation"]

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]

_DRAWS = 1_000
_NORMAL = 1.96
_LEAST_ROWS = 10


def representation(comparison: Comparison, rng: np.random.Generator) -> Score:
    """Share of rows that would have to change group for the groups to be as large as in the train rows, in [0, 1].

    The mean over the columns marked as sensitive or quasi-identifier; missing values are a group, and so are values
    that no real row has. The interval is from 1,000 draws of either table's group sizes. ``reference`` is what
    chance alone gives two tables of these sizes with the real rows' shares, drawn as often.

    0 says that all groups have their share. It does NOT say that a group's rows are like its people, nor that
    decisions made from the table are fair (see ``amplification``).

    Raises
    ------
    NotMeasurable
        When no column is marked as sensitive or quasi-identifier.

    Source
    ------
    Total variation distance of the group sizes; representation bias as in Suresh and Guttag (2021),
    doi:10.1145/3465416.3483305.
    """
    bins = sensitive_bins(comparison)
    train = [_counts(each, comparison.train) for each in bins]
    synthetic = [_counts(each, comparison.synthetic) for each in bins]
    real = [_counts(each, comparison.real) for each in bins]
    sizes = len(comparison.train), len(comparison.synthetic)
    value = float(np.mean([_distance(*pair) for pair in zip(train, synthetic, strict=True)]))
    drawn = _draws(train, synthetic, sizes, rng)
    chance = _draws(real, real, sizes, rng)
    reach = _NORMAL * float(drawn.std())
    low, high = np.quantile(chance, [0.025, 0.975])
    details = _details(bins, train, synthetic)
    return Score(
        value=value,
        low=max(0.0, value - reach),
        high=min(1.0, value + reach),
        reference=float(chance.mean()),
        reference_low=float(low),
        reference_high=float(high),
        n_rows=sizes[1],
        details=details,
        facts={
            "columns": [each.column for each in bins],
            "sentence": _sentence(details, value <= float(high)),
        },
    )


def _counts(bins: Bins, frame: pd.DataFrame) -> Counts:
    shown = bins.shown[bins.code(frame[bins.column])]
    return np.bincount(shown, minlength=len(bins.shown_labels)).astype(np.int64)


def _distance(one: Counts | Floats, other: Counts | Floats) -> float:
    return float(np.abs(one / one.sum() - other / other.sum()).sum() / 2)


def _draws(
    one: Sequence[Counts], other: Sequence[Counts], sizes: tuple[int, int], rng: np.random.Generator
) -> Floats:
    """The mean distance over columns when both tables are drawn anew with these shares, shape (n_draws,)."""
    each = []
    for pair in zip(one, other, strict=True):
        left, right = (
            rng.multinomial(n_rows, counts / counts.sum(), _DRAWS) / n_rows
            for n_rows, counts in zip(sizes, pair, strict=True)
        )
        each.append(np.abs(left - right).sum(axis=1) / 2)
    return np.asarray(np.mean(each, axis=0))


def _details(
    bins: Sequence[Bins], train: Sequence[Counts], synthetic: Sequence[Counts]
) -> list[dict[str, Any]]:
    """A row a group, the one that shrank most in proportion first."""
    rows = []
    for each, real, made in zip(bins, train, synthetic, strict=True):
        for group, n_real, n_made in zip(each.shown_labels, real, made, strict=True):
            if n_real + n_made:
                rows.append(
                    {"column": each.column, "group": group, **_row(n_real, n_made, real.sum(), made.sum())}
                )
    return sorted(rows, key=lambda row: (_ratio(row), row["difference"]))


def _row(n_real: int, n_made: int, of_real: int, of_made: int) -> dict[str, Any]:
    real, made = n_real / of_real, n_made / of_made
    # Half a row is added, so that a group without rows has an interval too (Agresti and Caffo).
    adjusted = [((n + 1) / (of + 2), of + 2) for n, of in ((n_real, of_real), (n_made, of_made))]
    error = float(np.sqrt(sum(share * (1 - share) / of for share, of in adjusted)))
    middle = adjusted[1][0] - adjusted[0][0]
    return {
        "train": float(real),
        "synthetic": float(made),
        "difference": float(made - real),
        "low": float(min(made - real, middle - _NORMAL * error)),
        "high": float(max(made - real, middle + _NORMAL * error)),
        "rows_enough": bool(n_real >= _LEAST_ROWS),
    }


def _ratio(row: dict[str, Any]) -> float:
    return float(row["synthetic"] / row["train"]) if row["train"] > 0 else float("inf")


def _sentence(details: Sequence[dict[str, Any]], is_chance: bool) -> str:
    if is_chance:
        return "Every group has its share of the synthetic table, but for what chance does."
    lost = [row for row in details if row["rows_enough"] and row["high"] < 0]
    if not lost:
        return "Group sizes differ by more than chance; no single group clearly shrank."
    worst = lost[0]
    return (
        f"{worst['column']} {worst['group']} shrank most: {100 * worst['train']:.1f}% of the real rows, "
        f"{100 * worst['synthetic']:.1f}% of the synthetic ones."
    )


METRIC = Metric(
    name="representation",
    family=Family.FAIRNESS,
    question="Does each group have its share in the synthetic table?",
    best=0.0,
    bounds=(0.0, 1.0),
    unit="share of rows",
    source="Total variation distance of group sizes; Suresh and Guttag (2021), doi:10.1145/3465416.3483305.",
    compute=representation,
)
