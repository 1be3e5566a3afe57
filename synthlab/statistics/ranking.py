"""The area under the ROC curve with its interval, for scores from several folds and rows that repeat."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Ranked", "ranked"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Ranked:
    """The area and its standard error."""

    value: float
    error: float

    @property
    def low(self) -> float:
        return max(0.0, self.value - 1.96 * self.error)

    @property
    def high(self) -> float:
        return min(1.0, self.value + 1.96 * self.error)


def ranked(
    scores: npt.ArrayLike,
    labels: npt.ArrayLike,
    fold: npt.ArrayLike | None = None,
    twins: npt.ArrayLike | None = None,
) -> Ranked:
    """The chance that a row of label 1 scores above one of label 0, ties half, in [0, 1].

    Rows are compared within their ``fold`` only, since models of two folds need not share a scale; folds count
    by their pairs. Rows with one ``twins`` number are one observation to the standard error. 0.5 where a
    label does not occur, with the error that says nothing is known.

    >>> ranked([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]).value
    0.75

    Source
    ------
    DeLong, DeLong and Clarke-Pearson (1988), doi:10.2307/2531595.
    """
    values, kinds = np.asarray(scores, dtype=np.float64), np.asarray(labels)
    folds = np.zeros(len(values), dtype=np.int64) if fold is None else np.asarray(fold)
    groups = np.arange(len(values)) if twins is None else np.asarray(twins)
    pairs, wins = 0.0, 0.0
    influence = np.zeros(len(values))
    parts = []
    for each in np.unique(folds):
        where = np.flatnonzero(folds == each)
        ones, zeros = where[kinds[where] == 1], where[kinds[where] == 0]
        if len(ones) and len(zeros):
            parts.append(
                (ones, zeros, _placed(values[ones], values[zeros]), 1 - _placed(values[zeros], values[ones]))
            )
            pairs += len(ones) * len(zeros)
            wins += float(parts[-1][2].sum()) * len(zeros)
    if pairs == 0:
        return Ranked(0.5, 0.5)
    for ones, zeros, of_ones, of_zeros in parts:
        share = len(ones) * len(zeros) / pairs
        influence[ones] = share * (of_ones - of_ones.mean()) / len(ones)
        influence[zeros] = share * (of_zeros - of_zeros.mean()) / len(zeros)
    sums = np.bincount(np.unique(groups, return_inverse=True)[1], influence)
    # A few rows that are told apart without a fault prove less than no error at all.
    least = 1.0 / pairs
    return Ranked(
        wins / pairs, math.sqrt(max(float((sums**2).sum()), least * (1 - least) if pairs > 1 else 0.25))
    )


def _placed(values: Floats, others: Floats) -> Floats:
    """The share of ``others`` below each value, those equal to it half."""
    ordered = np.sort(others)
    below = np.searchsorted(ordered, values, side="left")
    upto = np.searchsorted(ordered, values, side="right")
    return np.asarray((below + upto) / (2 * len(ordered)))
