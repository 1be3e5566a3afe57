"""What stands behind the one number of the utility check: other test rows, other scores, single groups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from synthlab.metrics.base import Comparison
from synthlab.metrics.utility.calibration import calibration
from synthlab.metrics.utility.domain import domain_gap
from synthlab.metrics.utility.slices import LEAST_OF_A_CLASS, classes, group_bins, groups
from synthlab.metrics.utility.task import OTHER, Task, Trial
from synthlab.metrics.utility.training import Compared

__all__ = ["deeper", "rarest"]

Codes = npt.NDArray[np.int64]


def deeper(comparison: Comparison, trial: Trial, main: Compared) -> Mapping[str, Any]:
    """Facts of the main model: domain gap, calibration, classes and groups; None or empty where undefined."""
    task, target = trial.task, trial.task.codes(trial.test)
    real = [comparison.train] if comparison.holdout is None else [comparison.train, comparison.holdout]
    slices, withheld = groups(trial, main, tuple(group_bins(real, trial)))
    facts: dict[str, Any] = {
        "domain_gap": domain_gap(trial, main),
        "slices": slices,
        "slices_withheld": withheld,
        "slice_sentence": _slice_sentence(slices, task.title),
        "classes": [],
        "calibration": None,
    }
    if task.is_classification:
        codes, learned = target.astype(np.int64), task.codes(trial.real).astype(np.int64)
        facts["classes"] = classes(task, codes, main)
        facts["calibration"] = calibration(
            codes, main.real, main.synthetic, rarest(task, learned), _name_of_rarest(task, learned)
        )
    return facts


def rarest(task: Task, learned: Codes) -> int:
    """The number of the class that has the fewest training rows, but has some."""
    seen = np.bincount(learned, minlength=len(task.classes))
    return int(np.argmin(np.where(seen > 0, seen, seen.max() + 1)))


def _name_of_rarest(task: Task, learned: Codes) -> str | None:
    one = rarest(task, learned)
    few = np.count_nonzero(learned == one) < LEAST_OF_A_CLASS
    return None if few or task.classes[one] == OTHER else task.classes[one]


def _slice_sentence(slices: list[dict[str, Any]], score: str) -> str:
    clear = [row for row in slices if row["clear"]]
    if not clear:
        return "No group of rows loses clearly more than chance allows." if slices else ""
    worst = clear[0]
    return (
        f"Rows with {worst['column']} {worst['group']} lose most for certain: {100 * worst['gap']:.1f} points of {score} "
        f"({100 * worst['low']:.1f} to {100 * worst['high']:.1f}, {worst['n_test']:,} rows to test on)."
    )
