"""Distances between two distributions: of counts on the same bins, or of two samples on a line.

Functions of counts take shares or counts along the last axis and broadcast over the others. None says how
much of a distance is chance: that is what a reference is for.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["hellinger", "jensen_shannon", "kolmogorov_smirnov", "total_variation", "wasserstein_scaled"]

Floats = npt.NDArray[np.float64]


def total_variation(first: npt.ArrayLike, second: npt.ArrayLike) -> Floats:
    """The share of rows that would have to move for the two to be equal, in [0, 1], shape (...).

    Counts of shape (..., n_bins). Two empty tables are at distance 0, an empty one and another at distance 1.

    >>> float(total_variation([3, 1], [1, 3]))
    0.5
    """
    first_shares, second_shares = _shares(first), _shares(second)
    distance = np.abs(first_shares - second_shares).sum(axis=-1) / 2
    one_empty = (first_shares.sum(axis=-1) == 0) != (second_shares.sum(axis=-1) == 0)
    return np.where(one_empty, 1.0, np.minimum(distance, 1.0))


def hellinger(first: npt.ArrayLike, second: npt.ArrayLike) -> Floats:
    """Hellinger's distance, in [0, 1]: rare bins weigh more than in the total variation. Shape (...).

    >>> round(float(hellinger([1, 0], [1, 1])), 4)
    0.5412
    """
    difference = np.sqrt(_shares(first)) - np.sqrt(_shares(second))
    return np.asarray(np.minimum(np.sqrt((difference**2).sum(axis=-1) / 2), 1.0))


def jensen_shannon(first: npt.ArrayLike, second: npt.ArrayLike) -> Floats:
    """The Jensen-Shannon distance: the square root of the divergence in bits, in [0, 1]. Shape (...).

    >>> float(jensen_shannon([1, 0], [0, 1]))
    1.0

    Source
    ------
    Endres and Schindelin (2003), doi:10.1109/TIT.2003.813506.
    """
    p, q = _shares(first), _shares(second)
    middle = (p + q) / 2
    divergence = (_relative_entropy(p, middle) + _relative_entropy(q, middle)) / 2
    return np.asarray(np.sqrt(np.clip(divergence, 0.0, 1.0)))


def kolmogorov_smirnov(first: npt.ArrayLike, second: npt.ArrayLike) -> float | None:
    """The greatest gap between two cumulative shares, in [0, 1]; None when either sample is empty.

    One-dimensional samples without missing values; sorted ones are fastest.

    >>> kolmogorov_smirnov([1, 2, 3, 4], [3, 4, 5, 6])
    0.5
    """
    first_sorted, second_sorted = np.sort(np.asarray(first)), np.sort(np.asarray(second))
    if len(first_sorted) == 0 or len(second_sorted) == 0:
        return None
    # The gap can be greatest only just after a value of either sample.
    gaps = [
        np.searchsorted(first_sorted, values, side="right") / len(first_sorted)
        - np.searchsorted(second_sorted, values, side="right") / len(second_sorted)
        for values in (first_sorted, second_sorted)
    ]
    return float(max(np.abs(gap).max() for gap in gaps))


def wasserstein_scaled(first: npt.ArrayLike, second: npt.ArrayLike) -> float | None:
    """The mean distance that values must move, in standard deviations of ``first``; 0 or more.

    None when either sample is empty, or when ``first`` is constant and ``second`` is not the same constant.

    >>> wasserstein_scaled([0.0, 2.0], [1.0, 3.0])
    1.0
    """
    first_sorted = np.sort(np.asarray(first, dtype=np.float64))
    second_sorted = np.sort(np.asarray(second, dtype=np.float64))
    if len(first_sorted) == 0 or len(second_sorted) == 0:
        return None
    both = np.sort(np.concatenate([first_sorted, second_sorted]))
    first_share = np.searchsorted(first_sorted, both[:-1], side="right") / len(first_sorted)
    second_share = np.searchsorted(second_sorted, both[:-1], side="right") / len(second_sorted)
    distance = float((np.abs(first_share - second_share) * np.diff(both)).sum())
    spread = float(first_sorted.std())
    if spread == 0:
        return 0.0 if distance == 0 else None
    return distance / spread


def _shares(counts: npt.ArrayLike) -> Floats:
    array = np.asarray(counts, dtype=np.float64)
    totals = array.sum(axis=-1, keepdims=True)
    return np.asarray(np.divide(array, totals, out=np.zeros_like(array), where=totals > 0))


def _relative_entropy(p: Floats, q: Floats) -> Floats:
    ratio = np.divide(p, q, out=np.ones_like(p), where=p > 0)
    return np.asarray((p * np.log2(ratio)).sum(axis=-1))
