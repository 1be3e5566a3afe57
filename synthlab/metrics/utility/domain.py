"""How much better a model looks on synthetic test rows than it is on real ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from synthlab.metrics.utility.influence import influence, standard_error
from synthlab.metrics.utility.task import Trial
from synthlab.metrics.utility.training import Compared, main_score

__all__ = ["domain_gap"]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

_NORMAL = 1.96


def domain_gap(trial: Trial, main: Compared) -> Mapping[str, Any] | None:
    """Score on synthetic test rows less score on real test rows, of models trained on half of the synthetic table.

    Each half's model is tested on the other half (TSTS) and on the real test rows; the value is the mean of both.
    ``trts`` is the score of the real-trained model on all synthetic rows. The interval adds the chance of either
    test table (DeLong for AUC) and the difference between the two halves. None where a half has one class or
    value only, or the model was not asked about synthetic rows.
    """
    there = main.on_synthetic
    task, synthetic = trial.task, trial.task.codes(trial.synthetic)
    if there is None or any(len(np.unique(synthetic[rows])) < 2 for rows in there.rows):
        return None
    target = task.codes(trial.test)
    halves = main.halves[1]
    at_home = [
        main_score(task, synthetic[rows], said) for rows, said in zip(there.rows, there.halves, strict=True)
    ]
    abroad = [main_score(task, target, said) for said in halves]
    gaps = np.subtract(at_home, abroad)
    errors = [
        standard_error(influence(task, synthetic[rows], said)) / 2
        for rows, said in zip(there.rows, there.halves, strict=True)
    ]
    moves = np.mean([influence(task, target, said) for said in halves], axis=0)
    real_error = standard_error(np.asarray(moves, dtype=np.float64))
    reach = _NORMAL * float(np.hypot.reduce([*errors, real_error, (gaps[0] - gaps[1]) / 2]))
    value = float(gaps.mean())
    return {
        "value": value,
        "low": value - reach,
        "high": value + reach,
        "tsts": float(np.mean(at_home)),
        "tstr": float(np.mean(abroad)),
        "trts": main_score(task, synthetic, there.real),
        "n_train": len(there.rows[0]),
        "sentence": _sentence(value, reach, task.title),
    }


def _sentence(value: float, reach: float, score: str) -> str:
    low, high = value - reach, value + reach
    if low <= 0 <= high:
        return (
            f"Tested on synthetic rows, a model looks as good as on real ones: the difference is {100 * value:.1f} "
            f"points of {score} ({100 * low:.1f} to {100 * high:.1f}), which chance explains."
        )
    word, sign = ("better", 1) if value > 0 else ("worse", -1)
    ends = sorted((sign * low, sign * high))
    return (
        f"Tested on synthetic rows, a model looks {100 * abs(value):.1f} points of {score} {word} "
        f"({100 * ends[0]:.1f} to {100 * ends[1]:.1f}) than it is on real ones: test on real rows."
    )
