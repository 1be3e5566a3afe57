"""Does the synthetic table reach everywhere the real one does?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.errors import NotMeasurable
from synthlab.metrics.base import Comparison, Family, Metric, Score
from synthlab.metrics.fidelity.column_reach import column_rows
from synthlab.metrics.fidelity.laid_out import drawn, lay_out, typicality
from synthlab.statistics.intervals import wilson
from synthlab.statistics.neighbours import Encoded, nearest
from synthlab.tables.schema import Column

__all__ = ["METRIC", "covered_share"]

Floats = npt.NDArray[np.float64]

_MOST_ROWS = 5_000
_NEIGHBOURS = 5
_DEALS = 30
_DEALT_ROWS = 1_000
_TWO_SIDED = 1.96
_LEAST_ROWS = 2 * _NEIGHBOURS
_LEVELS = np.linspace(0.02, 0.98, 49)

# Beyond chance is not enough to lead with: a level held by one real row in a thousand may well be absent.
_MATERIAL = 0.005

AUTHENTICITY = "Authenticity is shown because others publish it; it is no statement about privacy."


def covered_share(comparison: Comparison, rng: np.random.Generator) -> Score:
    """The share of train rows with a synthetic row as near as their fifth nearest train row, in [0, 1].

    1 is best; ``reference`` is what as many holdout rows reach instead, usually about 0.97. Rows are samples of
    at most 5,000 of each table. Numbers and dates are compared by the share of real values between them, so
    that 1 weighs like another level; a missing value lies outside. A high value does NOT say that regions are
    as full as they should be (see ``k-marginal``), and a copy of the train rows covers all of them.

    Details hold a row a column, the greatest shortfall below chance first: ``covered`` is the share of train
    rows whose level, or place within the greatest and least value, the synthetic table has as well, at as many
    rows as ``reference``. ``facts`` hold alpha-precision, beta-recall and authenticity, each with its reference.

    Raises
    ------
    NotMeasurable
        When no column is left, or a table has fewer than 10 rows.

    Source
    ------
    Coverage: Naeem et al. (2020), arXiv:2002.09797. Alpha-precision, beta-recall, authenticity: Alaa et al.
    (2022), arXiv:2102.08921, with distances to the median instead of a learned sphere.
    """
    columns = comparison.schema.modelled
    if not columns:
        raise NotMeasurable("No column is left to compare: every one of them is set aside.")
    names = [column.name for column in columns]
    first, second = comparison.floor_pair(rng)
    n = min(len(first), len(second), len(comparison.synthetic), _MOST_ROWS)
    if n < _LEAST_ROWS:
        raise NotMeasurable(
            f"Neighbours need at least {_LEAST_ROWS} rows of each table; the smallest has {n}."
        )
    tables = [drawn(table[names], n, rng) for table in (first, second, comparison.synthetic)]
    real = [comparison.train] if comparison.holdout is None else [comparison.train, comparison.holdout]
    train, holdout, synthetic = lay_out(tables, columns, real)
    rows = column_rows(comparison, rng)
    if not rows:
        raise NotMeasurable("Every real value of every column is missing, so there is nothing to reach.")
    found, chance = _reached(train, synthetic), _reached(train, holdout)
    centre, spread = _dealt(tables[0], tables[1], columns, real, rng)
    # Neighbouring rows are covered together, so that a share of n rows is known as well as one of fewer.
    n_known = max(1.0, min(n, _variance(centre) / spread**2 if spread > 0 else n))
    low, high = wilson(found.covered * n_known, n_known)
    reach = _TWO_SIDED * spread
    floor_low = max(0.0, min(centre - reach, chance.covered))
    floor_high = min(1.0, max(centre + reach, chance.covered))
    return Score(
        value=found.covered,
        low=low,
        high=high,
        reference=chance.covered,
        reference_low=floor_low,
        reference_high=floor_high,
        n_rows=n,
        details=rows,
        facts={
            "n_equal": n,
            "most_rows": _MOST_ROWS,
            **{name: getattr(found, name) for name in _FURTHER},
            **{f"{name}_reference": getattr(chance, name) for name in _FURTHER},
            "authenticity_note": AUTHENTICITY,
            "finding": _finding(found.covered, high, chance.covered, floor_low, rows),
        },
    )


def _variance(share: float) -> float:
    return max(share * (1.0 - share), 1e-12)


def _dealt(
    first: pd.DataFrame,
    second: pd.DataFrame,
    columns: Sequence[Column],
    real: Sequence[pd.DataFrame],
    rng: np.random.Generator,
) -> tuple[float, float]:
    """Mean and spread of what one half of real rows dealt at random covers of the other, at the tables' size."""
    pool, other = lay_out([first, second], columns, real)
    both = Encoded(np.hstack([pool.numbers, other.numbers]), np.hstack([pool.categories, other.categories]))
    n, n_dealt = pool.n_rows, min(pool.n_rows, _DEALT_ROWS)
    shares = []
    for _ in range(_DEALS):
        rows = rng.choice(both.n_rows, 2 * n_dealt, replace=False)
        seen, unseen = both.rows(rows[:n_dealt]), both.rows(rows[n_dealt:])
        own, _ = nearest(seen, seen, _NEIGHBOURS, same=True)
        shares.append(float((nearest(seen, unseen)[0][:, 0] <= own[:, -1]).mean()))
    return float(np.mean(shares)), float(np.std(shares, ddof=1) * np.sqrt(n_dealt / n))


_FURTHER = ("alpha_precision", "beta_recall", "authenticity")


@dataclass(frozen=True)
class _Reached:
    """Shares in [0, 1]; 1 is best for the first three."""

    covered: float
    alpha_precision: float
    beta_recall: float
    authenticity: float


def _reached(real: Encoded, made: Encoded) -> _Reached:
    own, _ = nearest(real, real, _NEIGHBOURS, same=True)
    to_made, which = nearest(real, made)
    from_made, nearest_real = nearest(made, real)
    is_covered = to_made[:, 0] <= own[:, -1]
    return _Reached(
        covered=float(is_covered.mean()),
        alpha_precision=_precision(typicality(real, real), typicality(made, real)),
        beta_recall=_recall(is_covered, typicality(made, made)[which[:, 0]], typicality(made, made)),
        authenticity=float((from_made[:, 0] > own[nearest_real[:, 0], 0]).mean()),
    )


def _precision(real: Floats, made: Floats) -> float:
    """1 less twice the mean gap between a level alpha and the share of made rows within the alpha-typical real ones."""
    shares = np.array([(made <= edge).mean() for edge in np.quantile(real, _LEVELS)])
    return _score(shares)


def _recall(is_covered: npt.NDArray[np.bool_], nearest_made: Floats, made: Floats) -> float:
    """The same for real rows covered by the beta-typical made ones."""
    shares = np.array([(is_covered & (nearest_made <= edge)).mean() for edge in np.quantile(made, _LEVELS)])
    return _score(shares)


def _score(shares: Floats) -> float:
    return float(max(0.0, 1.0 - 2.0 * np.abs(shares - _LEVELS).mean()))


def _finding(
    value: float, high: float, chance: float, chance_low: float, rows: Sequence[Mapping[str, Any]]
) -> str:
    worst = rows[0]
    if worst["high"] < worst["reference_low"] and worst["covered"] < worst["reference"] - _MATERIAL:
        lost = f"; levels it lacks: {worst['lost']}" if worst["lost"] else ""
        return (
            f"{worst['column']}: only {worst['covered']:.1%} of the real rows have a value that the synthetic table "
            f"reaches, {worst['reference']:.1%} between real rows{lost}."
        )
    if high < chance_low:
        return f"{value:.1%} of the real rows have a synthetic row near them, {chance:.1%} between real rows."
    return "The synthetic table reaches where the real one does, as far as chance lets it."


METRIC = Metric(
    name="coverage",
    family=Family.FIDELITY,
    question="Does the synthetic table reach everywhere the real one does?",
    best=1.0,
    bounds=(0.0, 1.0),
    unit="share of train rows",
    source="Naeem et al. (2020), arXiv:2002.09797; Alaa et al. (2022), arXiv:2102.08921",
    compute=covered_share,
)
