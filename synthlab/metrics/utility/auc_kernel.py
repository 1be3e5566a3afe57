"""The kernels of the bootstrap: one pass over sorted rows a replicate."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from synthlab.statistics.compiled import compiled

__all__ = ["weighted_auc", "weighted_precision"]


@compiled
def weighted_auc(
    order: npt.NDArray[np.int64],
    is_last: npt.NDArray[np.bool_],
    is_positive: npt.NDArray[np.bool_],
    counts: npt.NDArray[np.uint8],
) -> npt.NDArray[np.float64]:
    """AUC of each replicate, shape (n_replicates,).

    ``order`` sorts the rows by score; ``is_last`` marks, in that order, the last row of each run of equal
    scores; ``is_positive`` is in that order too. ``counts`` (n_replicates, n_rows) is in the rows' own order.
    """
    n_replicates, n_rows = counts.shape
    result = np.empty(n_replicates)
    for b in range(n_replicates):
        weights = counts[b]
        below, negative, positive, wins = 0.0, 0.0, 0.0, 0.0
        all_positive = 0.0
        for i in range(n_rows):
            weight = float(weights[order[i]])
            if is_positive[i]:
                positive += weight
            else:
                negative += weight
            if is_last[i]:
                wins += positive * (below + negative / 2)
                below += negative
                all_positive += positive
                negative, positive = 0.0, 0.0
        result[b] = wins / (all_positive * below)
    return result


@compiled
def weighted_precision(
    order: npt.NDArray[np.int64],
    is_last: npt.NDArray[np.bool_],
    is_positive: npt.NDArray[np.bool_],
    counts: npt.NDArray[np.uint8],
) -> npt.NDArray[np.float64]:
    """Average precision of each replicate, shape (n_replicates,); 0 where none of its rows is positive.

    ``order`` sorts the rows by score, highest first; ``is_last`` marks, in that order, the last row of each run of
    equal scores; ``is_positive`` is in that order too. ``counts`` (n_replicates, n_rows) is in the rows' own order.
    """
    n_replicates, n_rows = counts.shape
    result = np.zeros(n_replicates)
    for b in range(n_replicates):
        weights = counts[b]
        seen, found, run, summed = 0.0, 0.0, 0.0, 0.0
        for i in range(n_rows):
            weight = float(weights[order[i]])
            seen += weight
            if is_positive[i]:
                run += weight
            if is_last[i]:
                found += run
                if run > 0.0:
                    summed += run * found / seen
                run = 0.0
        if found > 0.0:
            result[b] = summed / found
    return result
