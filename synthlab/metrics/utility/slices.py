"""Who loses: the gap for each class, and within each group of test rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.metrics.utility.influence import auc_influence, influence, standard_error
from synthlab.metrics.utility.scores import roc_auc
from synthlab.metrics.utility.task import Task, Trial
from synthlab.metrics.utility.training import Compared, main_score
from synthlab.statistics.binning import Bins, make_bins

__all__ = ["LEAST_OF_A_CLASS", "LEAST_ROWS", "classes", "group_bins", "groups"]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

LEAST_OF_A_CLASS = 10
"""A class with fewer test rows (in a group: of either kind) is withheld."""

LEAST_ROWS = 50
"""A group with fewer test rows is withheld."""

_MOST = 30
_NORMAL = 1.96


@dataclass(frozen=True)
class _Gap:
    trtr: float
    tstr: float
    error: float
    training: float
    n_test: int


def groups(trial: Trial, main: Compared, bins: Sequence[Bins]) -> tuple[list[dict[str, Any]], int]:
    """The gap within each group of test rows, the 30 that lose most first, and how many groups were withheld.

    A group is a level or a range of one column, as ``bins`` show it. Its score needs 50 test rows and, for
    classes, 10 rows of each of two classes at least; other classes in it are left out. ``clear`` says that the
    loss stays above 0 also when all groups are taken as one question (Bonferroni).
    """
    target = trial.task.codes(trial.test)
    measured: list[tuple[str, str, _Gap]] = []
    withheld = 0
    for each in bins:
        shown = each.shown[each.code(trial.test[each.column])]
        found: list[tuple[str, str, _Gap]] = []
        for code in np.unique(shown):
            gap = _group(trial.task, target, main, np.flatnonzero(shown == code))
            withheld += gap is None
            if gap is not None:
                found.append((each.column, each.shown_labels[code], gap))
        measured += _smoothed(found)
    rows = [{"column": column, "group": group, **_row(gap, len(measured))} for column, group, gap in measured]
    return sorted(rows, key=lambda row: -float(row["gap"]))[:_MOST], withheld


def classes(task: Task, target: Codes, main: Compared) -> list[dict[str, Any]]:
    """The gap of each class against the rest in AUC, and both models' recall, the class that loses most first.

    A class with fewer than ten test rows is left out; so is everything for numbers.
    """
    if not task.is_classification:
        return []
    counts = np.bincount(target, minlength=len(task.classes))
    shown = np.flatnonzero((counts >= LEAST_OF_A_CLASS) & (len(target) - counts >= LEAST_OF_A_CLASS))
    found = _smoothed([("", str(one), _one_class(target, main, int(one))) for one in shown])
    rows = [
        {
            "class": task.classes[int(one)],
            **_row(gap, len(found)),
            "recall_real": _recall(main.real, target, int(one)),
            "recall_synthetic": _recall(main.synthetic, target, int(one)),
        }
        for _, one, gap in found
    ]
    return sorted(rows, key=lambda row: -float(row["gap"]))


def _group(task: Task, target: Floats | Codes, main: Compared, rows: npt.NDArray[np.intp]) -> _Gap | None:
    if len(rows) < LEAST_ROWS:
        return None
    if task.is_classification:
        codes = target[rows].astype(np.int64)
        counts = np.bincount(codes, minlength=len(task.classes))
        rows = rows[counts[codes] >= LEAST_OF_A_CLASS]
        if np.count_nonzero(counts >= LEAST_OF_A_CLASS) < 2:
            return None
    elif np.ptp(target[rows]) == 0:
        return None
    here = target[rows]
    real, synthetic = main.real[rows], main.synthetic[rows]
    trtr, tstr = main_score(task, here, real), main_score(task, here, synthetic)
    error = standard_error(influence(task, here, real) - influence(task, here, synthetic))
    halves = [[main_score(task, here, said[rows]) for said in side] for side in main.halves]
    return _Gap(trtr, tstr, error, _training(halves), len(rows))


def _one_class(target: Codes, main: Compared, one: int) -> _Gap:
    is_one = target == one
    trtr, tstr = roc_auc(is_one, main.real[:, one]), roc_auc(is_one, main.synthetic[:, one])
    moves = auc_influence(is_one, main.real[:, one]) - auc_influence(is_one, main.synthetic[:, one])
    halves = [[roc_auc(is_one, said[:, one]) for said in side] for side in main.halves]
    return _Gap(trtr, tstr, standard_error(moves), _training(halves), int(is_one.sum()))


def _training(halves: list[list[float]]) -> float:
    # Half of the squared difference is the variance at half the rows; a whole table has half of that.
    return float(sum((one - other) ** 2 for one, other in halves) / 4)


def _smoothed(found: list[tuple[str, str, _Gap]]) -> list[tuple[str, str, _Gap]]:
    """One pair of halves is a rough estimate: at least the mean over the groups of a column is taken."""
    if not found:
        return []
    mean = float(np.mean([gap.training for _, _, gap in found]))
    return [
        (column, group, _Gap(gap.trtr, gap.tstr, gap.error, max(gap.training, mean), gap.n_test))
        for column, group, gap in found
    ]


def _row(gap: _Gap, n_questions: int) -> dict[str, Any]:
    value, error = gap.trtr - gap.tstr, float(np.sqrt(gap.error**2 + gap.training))
    strict = NormalDist().inv_cdf(1 - 0.025 / n_questions)
    return {
        "n_test": gap.n_test,
        "trtr": gap.trtr,
        "tstr": gap.tstr,
        "gap": value,
        "low": value - _NORMAL * error,
        "high": value + _NORMAL * error,
        "clear": bool(value - strict * error > 0),
    }


def _recall(said: Floats, target: Codes, one: int) -> float:
    return float((said[target == one].argmax(axis=1) == one).mean())


def group_bins(real: Sequence[pd.DataFrame], trial: Trial) -> Iterator[Bins]:
    """The groups of each feature, made from the real rows alone: four ranges or the twelve commonest levels."""
    for column in trial.features[:_MOST]:
        yield make_bins([frame[column.name] for frame in real], column, 4, 12)
