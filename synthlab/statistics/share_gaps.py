"""Relative gaps between shares of marked rows, beside what equally many fresh real rows score.

The plain difference of two small shares is small whatever happens: an outlier in a hundred rows that becomes
none moves it by 0.01. The relative gap ``|p - q| / (p + q)`` is 1 then. Sizes are equalised and chance is
measured as in ``noise_floor``.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from synthlab.statistics.crosstab import column_counts
from synthlab.statistics.noise_floor import Arranged, Distances
from synthlab.statistics.resampling import draw_counts, smoothing

__all__ = ["measure_shares", "relative_gap"]

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]


def relative_gap(first: npt.ArrayLike, second: npt.ArrayLike) -> Floats:
    """``|p - q| / (p + q)`` of two shares or counts of tables of one size, in [0, 1]; 0 where both are 0.

    >>> float(relative_gap(0.01, 0.03))
    0.5
    """
    p, q = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    total = p + q
    return np.asarray(np.divide(np.abs(p - q), total, out=np.zeros_like(total), where=total > 0))


def measure_shares(arranged: Arranged, rng: np.random.Generator, n_draws: int = 32) -> Distances:
    """The relative gap of each mark; ``arranged`` holds 1 where a row is marked, shape (n_marks, n_rows)."""
    codes = (arranged.real[:, : arranged.n_first], arranged.real[:, arranged.n_first :], arranged.synthetic)
    grouped, totals = [], []
    for table, n_groups in zip(codes, arranged.n_groups, strict=True):
        bounds = [index * arranged.group_size for index in range(n_groups + 1)] + [table.shape[1]]
        counts = column_counts(table, 2, bounds)
        grouped.append(counts[:-1, :, 1].astype(np.float64))
        totals.append(counts.sum(axis=0))
    first, second, made = totals
    train = first if arranged.n_train == arranged.n_first else first + second

    def drawn(counts: Counts) -> Counts:
        return draw_counts(counts, arranged.n_equal, n_draws, rng)[..., 1]

    real = np.concatenate(grouped[:2])
    left, right = (arranged.deals > 0).astype(np.float64), (arranged.deals < 0).astype(np.float64)
    return Distances(
        value=relative_gap(drawn(train), drawn(made)).mean(axis=0),
        reference=relative_gap(drawn(first), drawn(second)).mean(axis=0),
        values=relative_gap(
            arranged.train_weights @ real[: arranged.train_weights.shape[1]],
            arranged.synthetic_weights @ grouped[2],
        ),
        floors=relative_gap(left @ real, right @ real),
        shrink=smoothing(arranged.kept, n_draws),
        spread=math.sqrt(arranged.kept),
    )
