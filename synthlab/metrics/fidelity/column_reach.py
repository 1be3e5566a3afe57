"""How much of each real column the synthetic one reaches: its levels, or its range."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.metrics.base import Comparison
from synthlab.metrics.fidelity.levels import shared_codes
from synthlab.statistics.binning import MIN_ROWS, ordered_values
from synthlab.statistics.intervals import wilson
from synthlab.tables.schema import Column

__all__ = ["absent", "column_rows"]

Floats = npt.NDArray[np.float64]

_REPLICATES = 200
# Two tails of n draws leave Gamma(2)/n of the line uncovered; this is its 97.5% quantile.
_UNCOVERED = 5.572


def column_rows(comparison: Comparison, rng: np.random.Generator) -> list[dict[str, Any]]:
    """One row a column with ``covered``, its interval and reference; the greatest shortfall first."""
    first, second = comparison.floor_pair(rng)
    n = min(len(second), len(comparison.synthetic))
    rows = []
    for column in comparison.schema.modelled:
        parts = [table[column.name] for table in (first, second, comparison.synthetic)]
        row = _ordered(parts, n) if column.is_ordered else _levels(parts, n, rng)
        if row is not None:
            rows.append(_described(column, row, len(first)))
    return sorted(rows, key=lambda row: (min(0.0, row["covered"] - row["reference_low"]), row["covered"]))


def absent(marked: npt.ArrayLike, rows: int, n: int) -> Floats:
    """P(none of the marked rows is among ``n`` drawn from ``rows`` without replacement), shape of ``marked``.

    >>> absent([0, 1, 3], 4, 2).tolist()
    [1.0, 0.5, 0.0]
    """
    from scipy.special import gammaln

    others = rows - np.asarray(marked, dtype=np.float64)
    fits = others >= n
    safe = np.where(fits, others, n)
    logs = gammaln(safe + 1) - gammaln(safe - n + 1) - gammaln(rows + 1.0) + gammaln(rows - n + 1.0)
    return np.asarray(np.where(fits, np.round(np.exp(logs), 12), 0.0))


def _levels(parts: list[pd.Series], n: int, rng: np.random.Generator) -> dict[str, Any] | None:
    codes, levels = shared_codes(parts)
    first, second, made = (np.bincount(each[each >= 0], minlength=len(levels)) for each in codes)
    if not first.sum():
        return None
    shares = first / first.sum()
    pooled = np.append(first + second, sum(int((each < 0).sum()) for each in codes[:2]))
    drawn = rng.multinomial(n, pooled / pooled.sum(), size=_REPLICATES)[:, :-1]
    return {
        "covered": _share(shares @ (1 - absent(made, len(codes[2]), n))),
        "reference": _share(shares @ (1 - absent(second, len(codes[1]), n))),
        "reference_low": _share(float(np.quantile((drawn > 0) @ shares, 0.025))),
        "levels": int((first > 0).sum()),
        "lost": int(((first >= MIN_ROWS) & (made == 0)).sum()),
    }


def _ordered(parts: list[pd.Series], n: int) -> dict[str, Any] | None:
    pairs = [ordered_values(part) for part in parts]
    first, second, made = (np.sort(values[~missing]) for values, missing in pairs)
    if not len(first):
        return None
    return {
        "covered": _within(first, made, len(parts[2]), n),
        "reference": _within(first, second, len(parts[1]), n),
        "reference_low": max(0.0, 1 - _UNCOVERED / n * len(parts[1]) / max(1, len(second))),
        "levels": None,
        "lost": 0,
    }


def _within(real: npt.NDArray[Any], made: npt.NDArray[Any], rows: int, n: int) -> float:
    """The expected share of real values between the least and greatest of ``n`` rows drawn from the made ones."""
    if not len(made):
        return 0.0
    upto = np.searchsorted(made, real, side="right")
    onwards = len(made) - np.searchsorted(made, real, side="left")
    inside = 1 - absent(upto, rows, n) - absent(onwards, rows, n) + absent(np.array([len(made)]), rows, n)
    return _share(inside.mean())


def _share(number: float) -> float:
    """The number within [0, 1], where rounding took it beyond."""
    return float(min(1.0, max(0.0, number)))


def _described(column: Column, row: dict[str, Any], n_train: int) -> dict[str, Any]:
    low, high = wilson(row["covered"] * n_train, n_train)
    return {
        "column": column.name,
        "kind": str(column.kind),
        "covered": row["covered"],
        "low": min(low, row["covered"]),
        "high": max(high, row["covered"]),
        "reference": row["reference"],
        "reference_low": min(row["reference_low"], row["reference"]),
        "levels": row["levels"],
        "lost": row["lost"],
    }
