"""How much each test row moves a score: standard errors of scores and of their differences, without resampling."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from synthlab.metrics.utility.task import Task

__all__ = ["auc_influence", "influence", "r2_influence", "standard_error"]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


def influence(task: Task, target: Floats | Codes, said: Floats) -> Floats:
    """What each row adds to the task's main score, centred, shape (n_rows,).

    Over rows the squares add up to the variance of the score; subtract those of two models on the same rows for
    the variance of their paired difference.

    Source
    ------
    DeLong, DeLong and Clarke-Pearson (1988), doi:10.2307/2531595, for the area under the curve.
    """
    if not task.is_classification:
        return r2_influence(target.astype(np.float64), said[:, 0])
    codes = target.astype(np.int64)
    present = np.unique(codes)
    if len(present) == 2 and said.shape[1] == 2:
        return auc_influence(codes == 1, said[:, 1])
    return np.asarray(np.mean([auc_influence(codes == one, said[:, one]) for one in present], axis=0))


def auc_influence(is_positive: Bools, scores: Floats) -> Floats:
    """The same for ROC AUC: how far a row's own chance of being ranked rightly lies from the mean, over its class size.

    >>> auc_influence(np.array([True, True, False]), np.array([0.9, 0.1, 0.5])).tolist()
    [0.25, -0.25, 0.0]
    """
    values, place = np.unique(scores, return_inverse=True)
    positive = np.bincount(place, weights=is_positive, minlength=len(values))
    negative = np.bincount(place, weights=~is_positive, minlength=len(values))
    n_positive, n_negative = positive.sum(), negative.sum()
    beaten = (np.cumsum(negative) - negative / 2) / n_negative
    beating = (n_positive - np.cumsum(positive) + positive / 2) / n_positive
    auc = float(positive @ beaten / n_positive)
    moves = np.where(is_positive, (beaten[place] - auc) / n_positive, (beating[place] - auc) / n_negative)
    return np.asarray(moves, dtype=np.float64)


def r2_influence(values: Floats, predictions: Floats) -> Floats:
    """The same for R2: a row's squared error beside its due share of the variance."""
    spread = (values - values.mean()) ** 2
    errors = (values - predictions) ** 2
    return np.asarray(-(errors - errors.sum() / spread.sum() * spread) / spread.sum())


def standard_error(moves: Floats) -> float:
    """The standard error of a score whose rows move it by so much."""
    return float(np.sqrt((moves**2).sum()))
