"""Every score of two models on the same resampled test rows: what each loses, with its paired interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from synthlab.metrics.utility.bootstrap import auc_replicates, r2_replicates, square_and_add
from synthlab.metrics.utility.scores import classification_scores, regression_scores
from synthlab.metrics.utility.task import Task
from synthlab.metrics.utility.training import Compared

__all__ = ["ERRORS", "losses", "precision_replicates", "score_replicates"]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
Counts = npt.NDArray[np.uint8]

ERRORS = frozenset({"log_loss", "brier", "mae", "rmse"})
"""Scores of which less is better."""

_NORMAL = 1.96


def losses(
    task: Task, target: Floats | Codes, compared: Sequence[Compared], counts: Counts, rare: int
) -> list[Mapping[str, tuple[float, float, float]]]:
    """What synthetic training loses in each score, above 0 when it is worse, with its 95% interval; one mapping a model.

    The interval adds the chance of the test rows (``counts``, the same for both models) and of the training rows,
    as that of the main score does (see ``training.compare``).
    """
    found: list[Mapping[str, tuple[float, float, float]]] = []
    own = [_training_variances(task, target, each, rare) for each in compared]
    names = list(own[0])
    mean = {name: float(np.mean([one[name] for one in own])) for name in names}
    for each, variance in zip(compared, own, strict=True):
        real, synthetic = (_scores(task, target, said, rare) for said in (each.real, each.synthetic))
        drawn = [score_replicates(task, target, said, counts, rare) for said in (each.real, each.synthetic)]
        row = {}
        for name in names:
            sign = -1.0 if name in ERRORS else 1.0
            gap = sign * (real[name] - synthetic[name])
            low, high = np.quantile(sign * (drawn[0][name] - drawn[1][name]), [0.025, 0.975])
            reach = _NORMAL * float(np.sqrt(max(variance[name], mean[name])))
            ends = square_and_add(gap, min(float(low), gap), max(float(high), gap), [reach])
            row[name] = (gap, *ends)
        row[task.score] = (each.gap, each.low, each.high)
        found.append(row)
    return found


def score_replicates(
    task: Task, target: Floats | Codes, said: Floats, counts: Counts, rare: int
) -> Mapping[str, Floats]:
    """Each of ``scores`` on each replicate, shape (n_replicates,), errors in standard deviations of the target."""
    if not task.is_classification:
        errors = np.abs(target - said[:, 0])
        size = counts.sum(axis=1, dtype=np.float64)
        return {
            "r2": r2_replicates(target.astype(np.float64), said[:, 0], counts),
            "mae": _summed(errors, counts) / size,
            "rmse": np.sqrt(_summed(errors**2, counts) / size),
        }
    codes, n_classes = target.astype(np.int64), said.shape[1]
    scores = _rates(codes, said.argmax(axis=1), n_classes, counts)
    size = counts.sum(axis=1, dtype=np.float64)
    right = np.clip(said[np.arange(len(codes)), codes], 1e-15, 1.0)
    wrong = ((said - (codes[:, None] == np.arange(n_classes))) ** 2).sum(axis=1)
    scores |= {
        "auc": auc_replicates(codes, said, counts),
        "log_loss": _summed(-np.log(right), counts) / size,
        "brier": _summed(wrong, counts) / size,
    }
    if 0 < np.count_nonzero(codes == rare) < len(codes):
        scores["average_precision"] = precision_replicates(codes == rare, said[:, rare], counts)
    return scores


def precision_replicates(is_positive: npt.NDArray[np.bool_], scores: Floats, counts: Counts) -> Floats:
    """``scores.average_precision`` on each replicate, shape (n_replicates,)."""
    from synthlab.metrics.utility.auc_kernel import weighted_precision

    order = np.argsort(-scores, kind="stable")
    ordered = scores[order]
    return weighted_precision(order, np.append(ordered[1:] != ordered[:-1], True), is_positive[order], counts)


def _rates(codes: Codes, guess: npt.NDArray[np.intp], n_classes: int, counts: Counts) -> dict[str, Floats]:
    """Macro F1, balanced accuracy and accuracy from each replicate's table of classes and guesses."""
    cell = codes * n_classes + guess
    tables = np.stack([np.bincount(cell, weights=row, minlength=n_classes**2) for row in counts])
    tables = tables.reshape(len(counts), n_classes, n_classes)
    hits, is_one, is_guessed = np.diagonal(tables, axis1=1, axis2=2), tables.sum(axis=2), tables.sum(axis=1)
    present = is_one > 0
    n_present = present.sum(axis=1)
    f1 = np.where(present, 2 * hits / np.maximum(is_one + is_guessed, 1), 0.0)
    recall = np.where(present, hits / np.maximum(is_one, 1), 0.0)
    return {
        "f1": f1.sum(axis=1) / n_present,
        "balanced_accuracy": recall.sum(axis=1) / n_present,
        "accuracy": hits.sum(axis=1) / is_one.sum(axis=1),
    }


def _summed(values: Floats, counts: Counts) -> Floats:
    # Row by row: the whole of the counts as floats would take eight times their memory.
    return np.array([row @ values for row in counts])


def _scores(task: Task, target: Floats | Codes, said: Floats, rare: int) -> Mapping[str, float]:
    if task.is_classification:
        return classification_scores(target.astype(np.int64), said, rare)
    return regression_scores(target.astype(np.float64), said[:, 0])


def _training_variances(task: Task, target: Floats | Codes, each: Compared, rare: int) -> Mapping[str, float]:
    """Of each score's gap: half of the squared difference of two halves is the variance at half the rows."""
    halves = [[_scores(task, target, said, rare) for said in side] for side in each.halves]
    return {name: sum((one[name] - other[name]) ** 2 for one, other in halves) / 4 for name in halves[0][0]}
