"""How good predictions are on real rows that no model saw. Nothing is cut off: a score may be worse than useless."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

__all__ = [
    "TITLES", "average_precision", "classification_scores", "macro_auc", "r2", "regression_scores", "roc_auc",
]  # fmt: skip

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

TITLES: Mapping[str, str] = {
    "auc": "AUC",
    "average_precision": "average precision of the rarest class",
    "f1": "macro F1",
    "balanced_accuracy": "balanced accuracy",
    "accuracy": "accuracy",
    "log_loss": "log loss",
    "brier": "Brier score",
    "r2": "R2",
    "mae": "mean absolute error",
    "rmse": "root mean squared error",
}
"""What each score is called for people."""


def roc_auc(is_positive: Bools, scores: Floats) -> float:
    """Chance that a positive row scores above a negative one, ties counting half, in [0, 1].

    >>> roc_auc(np.array([True, False, True, False]), np.array([0.9, 0.1, 0.4, 0.4]))
    0.875

    Source
    ------
    Hanley and McNeil (1982), doi:10.1148/radiology.143.1.7063747.
    """
    values, place = np.unique(scores, return_inverse=True)
    positive = np.bincount(place, weights=is_positive, minlength=len(values))
    negative = np.bincount(place, weights=~is_positive, minlength=len(values))
    below = np.cumsum(negative) - negative / 2
    return float(positive @ below / (positive.sum() * negative.sum()))


def macro_auc(codes: Codes, probabilities: Floats) -> float:
    """Mean over the classes that occur of each against the rest, in [0, 1]; for two classes the plain AUC.

    ``codes`` has shape (n_rows,), ``probabilities`` (n_rows, n_classes). A class that a model never saw has
    probability 0 everywhere and so counts 0.5.
    """
    present = np.unique(codes)
    if len(present) == 2 and probabilities.shape[1] == 2:
        return roc_auc(codes == 1, probabilities[:, 1])
    return float(np.mean([roc_auc(codes == one, probabilities[:, one]) for one in present]))


def average_precision(is_positive: Bools, scores: Floats) -> float:
    """Mean precision over the positive rows, highest scores first, rows with one score taken together, in [0, 1]."""
    values, place = np.unique(-scores, return_inverse=True)
    positive = np.bincount(place, weights=is_positive, minlength=len(values))
    every = np.bincount(place, minlength=len(values))
    precision = np.cumsum(positive) / np.cumsum(every)
    return float(positive @ precision / positive.sum())


def classification_scores(codes: Codes, probabilities: Floats, rare: int) -> Mapping[str, float]:
    """AUC, average precision of class ``rare``, macro F1, balanced accuracy, accuracy, log loss and Brier score."""
    n_classes = probabilities.shape[1]
    guess = probabilities.argmax(axis=1)
    table = np.bincount(codes * n_classes + guess, minlength=n_classes**2).reshape(n_classes, n_classes)
    hits, is_one, is_guessed = np.diag(table), table.sum(axis=1), table.sum(axis=0)
    present = is_one > 0
    f1 = 2 * hits[present] / (is_one + is_guessed)[present]
    right = np.clip(probabilities[np.arange(len(codes)), codes], 1e-15, 1.0)
    wrong = probabilities - (codes[:, None] == np.arange(n_classes))
    scores = {
        "auc": macro_auc(codes, probabilities),
        "f1": float(f1.mean()),
        "balanced_accuracy": float((hits[present] / is_one[present]).mean()),
        "accuracy": float(hits.sum() / len(codes)),
        "log_loss": float(-np.log(right).mean()),
        "brier": float((wrong**2).sum(axis=1).mean()),
    }
    if 0 < (codes == rare).sum() < len(codes):
        scores["average_precision"] = average_precision(codes == rare, probabilities[:, rare])
    return scores


def r2(values: Floats, predictions: Floats) -> float:
    """Share of the variance of ``values`` that is explained, at most 1, below 0 when their mean does better."""
    return 1 - float(((values - predictions) ** 2).sum() / ((values - values.mean()) ** 2).sum())


def regression_scores(values: Floats, predictions: Floats) -> Mapping[str, float]:
    """R2, mean absolute error and root mean squared error, the last two in the target's unit."""
    errors = values - predictions
    return {
        "r2": r2(values, predictions),
        "mae": float(np.abs(errors).mean()),
        "rmse": float(np.sqrt((errors**2).mean())),
    }
