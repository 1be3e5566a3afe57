"""NIST's scores as SDNist publishes them: its own bins, pairs of columns within areas, all of the rows."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.statistics.distances import total_variation

__all__ = ["k_marginal", "percentile_bins", "univariate_divergence"]

Codes = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_BINS = 20


def percentile_bins(target: npt.ArrayLike, deidentified: npt.ArrayLike) -> tuple[Codes, Codes]:
    """Both columns by twentieths of the target's ranks (ties at their mean rank); -1 where missing (NaN).

    A deidentified value falls into the first bin whose greatest target value is not below it, or the last.

    >>> [codes.tolist() for codes in percentile_bins([1, 2, 3, 4], [0, 2.5, 9])]
    [[5, 10, 15, 19], [5, 15, 19]]
    """
    real, made = (np.asarray(values, dtype=np.float64) for values in (target, deidentified))
    ranks = pd.Series(real).rank(pct=True).to_numpy()
    known = ~np.isnan(real)
    codes = np.full(len(real), -1, dtype=np.int64)
    codes[known] = np.minimum((_BINS * ranks[known]).astype(np.int64), _BINS - 1)
    bins = np.unique(codes[known])
    made_codes = np.full(len(made), -1, dtype=np.int64)
    if len(bins):
        uppers = np.array([real[codes == each].max() for each in bins])
        places = np.searchsorted(uppers, made[~np.isnan(made)], side="left")
        made_codes[~np.isnan(made)] = bins[np.minimum(places, len(bins) - 1)]
    return codes, made_codes


def univariate_divergence(target: npt.ArrayLike, deidentified: npt.ArrayLike) -> float:
    """The sum over values of the gap between both columns' counts, each as a share of its most frequent value.

    0 or more, and no share of rows: twenty values that are off by a tenth of the peak count come to 2, whatever
    the rows. Columns are labels or codes, binned before.

    >>> univariate_divergence(["a", "a", "b"], ["a", "b"])
    0.5
    """
    counts = [pd.Series(np.asarray(values)).value_counts() for values in (target, deidentified)]
    values = counts[0].index.union(counts[1].index)
    first, second = (each.reindex(values, fill_value=0) / each.max() for each in counts)
    return float((first - second).abs().sum())


def k_marginal(
    target: Mapping[str, npt.ArrayLike], deidentified: Mapping[str, npt.ArrayLike], area: str | None = None
) -> float:
    """1000 points less 1000 times the mean total variation over all pairs of columns, in [0, 1000].

    Columns are sequences of labels or codes, binned before; only those in both tables count. With ``area``
    each pair is counted together with that column (so three-way), which is in no pair itself. Tables of
    different sizes are compared by shares, which is not corrected for: a small table scores lower by chance.

    >>> k_marginal({"a": [0, 0, 1, 1], "b": [0, 1, 0, 1]}, {"a": [0, 0, 1, 1], "b": [0, 0, 1, 1]})
    500.0

    Raises
    ------
    ValueError
        When there are no two columns to pair.

    Source
    ------
    NIST, github.com/usnistgov/SDNist, sdnist/metrics/kmarginal.py (class KMarginal).
    """
    shared = sorted(set(target) & set(deidentified))
    coded = {name: _coded(target[name], deidentified[name]) for name in shared}
    names = [name for name in shared if name != area]
    if len(names) < 2:
        raise ValueError("Two columns that both tables have are needed to make a pair.")
    base = coded[area] if area is not None else tuple(np.zeros_like(side) for side in coded[names[0]])
    total = 0.0
    pairs = list(combinations(names, 2))
    for first, second in pairs:
        total += _distance(base, coded[first], coded[second])
    return 1000.0 * (1.0 - total / len(pairs))


def _distance(*columns: tuple[Codes, ...]) -> float:
    sides = []
    sizes = [int(max(side.max() for side in column)) + 1 for column in columns]
    for side in range(2):
        cells = np.zeros_like(columns[0][side])
        for column, size in zip(columns, sizes, strict=True):
            cells = cells * size + column[side]
        sides.append(np.bincount(cells, minlength=int(np.prod(sizes))))
    return float(total_variation(*sides))


def _coded(target: npt.ArrayLike, deidentified: npt.ArrayLike) -> tuple[Codes, ...]:
    real, made = np.asarray(target), np.asarray(deidentified)
    codes = pd.factorize(np.concatenate([real.astype(str), made.astype(str)]))[0].astype(np.int64)
    return codes[: len(real)], codes[len(real) :]
