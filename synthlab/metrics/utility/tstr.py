"""Train on synthetic, test on real: does a model learn the same from the synthetic table?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from synthlab.metrics.base import Comparison, Family, Metric, Score
from synthlab.metrics.utility import tstr_words as words
from synthlab.metrics.utility.bootstrap import resampled
from synthlab.metrics.utility.deeper import deeper, rarest
from synthlab.metrics.utility.models import MODELS
from synthlab.metrics.utility.replicated import ERRORS, losses
from synthlab.metrics.utility.scores import classification_scores, regression_scores
from synthlab.metrics.utility.task import Task, make_trial, task_of
from synthlab.metrics.utility.training import Compared, compare

__all__ = ["METRIC", "RULE", "gap_to_real"]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

RULE = 0.05
"""A gap above this share of the real-trained model's score says: improve the synthetic table first."""

_REPLICATES = 500


def gap_to_real(comparison: Comparison, rng: np.random.Generator) -> Score:
    """Score of a model trained on real rows less that of one trained on as many synthetic rows, same real test rows.

    The score is ROC AUC for two classes, macro one-against-rest AUC for more, R2 (not cut at 0) for numbers; the
    value is that of gradient boosting, the other models stand in the details. Encoders see the table they are
    trained on only. Missing values are kept as such for trees, marked and filled for linear models; a level that
    the training table lacks counts as missing. Rows without a target are left out, and said so.

    The interval covers both chances: which rows were kept aside to test on (a bootstrap over them, the same rows
    for both models, by class) and which rows there were to train on (models on random halves of either table).
    ``reference`` is the gap between models trained on two disjoint halves of the real training rows.

    Facts hold, for the main model: ``domain_gap`` (how much better it looks on synthetic test rows, with TSTS and
    TRTS), ``calibration`` of the rarest class, ``classes`` and ``slices`` (the gap a class and a group of rows).

    Near 0 says: for this target and these models, nothing is lost. It does NOT say so for another target, nor
    for a rare group. A negative gap is chance, or a synthetic table smoother than the real one.

    Raises
    ------
    NotMeasurable
        Without a target, with too few rows, or where the test rows have one class or value only.

    Source
    ------
    Train on synthetic, test on real: Esteban, Hyland and Raetsch (2017), arXiv:1706.02633.
    """
    task = task_of(comparison)
    trial = make_trial(comparison, task, rng)
    target, learned = task.codes(trial.test), task.codes(trial.real)
    strata = target.astype(np.int64) if task.is_classification else None
    counts = resampled(len(target), rng, _REPLICATES, strata)
    compared = compare(trial, MODELS, counts, rng)
    rare = rarest(task, learned.astype(np.int64)) if task.is_classification else 0
    lost = losses(task, target, compared, counts, rare)

    def scores(said: Floats) -> Mapping[str, float]:
        return _scores(task, target, said, learned)

    main, baseline = compared[0], scores(_trivial(task, learned, len(target)))
    trtr = scores(main.real)[task.score]
    verdict = words.Verdict.of(main.gap, main.low, main.high, trtr, baseline[task.score], RULE)
    return Score(
        value=main.gap,
        low=main.low,
        high=main.high,
        reference=main.reference[0],
        reference_low=main.reference[1],
        reference_high=main.reference[2],
        n_rows=len(target),
        details=sorted(
            (
                _row(one, task, (scores(one.real), scores(one.synthetic), baseline), each)
                for one, each in zip(compared, lost, strict=True)
            ),
            key=lambda row: -float(row["gap"]),
        ),
        facts={
            "task": task.name,
            "target": task.target.name,
            "score": task.title,
            "n_classes": len(task.classes),
            "n_train": len(trial.real),
            "n_test": len(target),
            "baseline_name": "class shares" if task.is_classification else "mean",
            "main_model": main.model.name,
            "trtr": trtr,
            "tstr": trtr - main.gap,
            "baseline": baseline[task.score],
            "relative_gap": verdict.relative,
            "relative_low": verdict.relative_low,
            "relative_high": verdict.relative_high,
            "rule": words.RULE_IN_WORDS,
            "rule_met": verdict.is_met,
            "reference_rows": len(trial.real) // 2,
            "sentence": words.sentence(verdict, task.title),
            **deeper(comparison, trial, main),
        },
        warnings=[*trial.warnings, *words.width_warning(main.low, main.high, len(target), task.title)],
    )


def _scores(
    task: Task, target: Floats | Codes, said: Floats, train_target: Floats | Codes
) -> Mapping[str, float]:
    if task.is_classification:
        rare = rarest(task, train_target.astype(np.int64))
        return classification_scores(target.astype(np.int64), said, rare)
    scores = regression_scores(target.astype(np.float64), said[:, 0])
    # Errors are shown in the target's own unit.
    return {name: score if name == "r2" else score * task.spread for name, score in scores.items()}


def _trivial(task: Task, train_target: Floats | Codes, n_test: int) -> Floats:
    if not task.is_classification:
        return np.full((n_test, 1), float(train_target.mean()))
    shares = np.bincount(train_target.astype(np.int64), minlength=len(task.classes)) / len(train_target)
    return np.tile(shares, (n_test, 1))


def _row(
    one: Compared,
    task: Task,
    scores: tuple[Mapping[str, float], Mapping[str, float], Mapping[str, float]],
    lost: Mapping[str, tuple[float, float, float]],
) -> dict[str, Any]:
    """A model's line: ``scores`` after real and synthetic training, and the trivial ones."""
    real, synthetic, baseline = scores
    return {
        "model": one.model.name,
        "score": task.title,
        "trtr": real[task.score],
        "tstr": synthetic[task.score],
        "baseline": baseline[task.score],
        "gap": one.gap,
        "low": one.low,
        "high": one.high,
        "title": one.model.title,
        "scores": [
            {
                "name": name,
                "trtr": real[name],
                "tstr": synthetic[name],
                "baseline": baseline[name],
                "less_is_better": name in ERRORS,
                **dict(zip(("lost", "low", "high"), _in_unit(lost[name], name, task), strict=True)),
            }
            for name in real
        ],
    }


def _in_unit(lost: tuple[float, float, float], name: str, task: Task) -> tuple[float, ...]:
    return tuple(number * task.spread for number in lost) if name in ("mae", "rmse") else lost


METRIC = Metric(
    name="tstr",
    family=Family.UTILITY,
    question="Does a model trained on the synthetic table work on real rows?",
    best=0.0,
    bounds=(None, None),
    unit="AUC or R2",
    source="Esteban, Hyland and Raetsch (2017), arXiv:1706.02633, with a paired interval and equal training sizes.",
    compute=gap_to_real,
)
