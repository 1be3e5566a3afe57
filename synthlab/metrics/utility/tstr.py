"""Train on synthetic, test on real: does a model learn the same from the synthetic table?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from synthlab.metrics.base import Comparison, Family, Metric, Score
from synthlab.metrics.utility import tstr_words as words
from synthlab.metrics.utility.bootstrap import auc_replicates, r2_replicates, resampled, square_and_add
from synthlab.metrics.utility.encoding import Encoder, fit_encoder
from synthlab.metrics.utility.models import MODELS, Model, predictions
from synthlab.metrics.utility.scores import classification_scores, regression_scores
from synthlab.metrics.utility.task import Task, Trial, make_trial, task_of

__all__ = ["METRIC", "RULE", "gap_to_real"]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
Counts = npt.NDArray[np.uint8]

RULE = 0.05
"""A gap above this share of the real-trained model's score says: improve the synthetic table first."""

_REPLICATES = 500
_SPLITS = 2
# Student's quantile for the four differences of halves that the training variance is estimated from.
_STUDENT = 2.776


@dataclass(frozen=True)
class _Side:
    """One training table, encoded by its own encoder: rows to train on and the test rows, for both kinds of model."""

    encoder: Encoder
    features: Mapping[bool, tuple[Floats, Floats]]
    target: Floats | Codes


@dataclass(frozen=True)
class _Compared:
    """One model on both tables. ``spread_*`` is the variance of a score over training rows, at full size."""

    model: Model
    real: Floats
    synthetic: Floats
    gap: float
    low: float
    high: float
    reference: tuple[float, float, float]


def gap_to_real(comparison: Comparison, rng: np.random.Generator) -> Score:
    """Score of a model trained on real rows less that of one trained on as many synthetic rows, same real test rows.

    The score is ROC AUC for two classes, macro one-against-rest AUC for more, R2 (not cut at 0) for numbers; the
    value is that of gradient boosting, the other models stand in the details. Encoders see the table they are
    trained on only. Missing values are kept as such for trees, marked and filled for linear models; a level that
    the training table lacks counts as missing. Rows without a target are left out, and said so.

    The interval covers both chances: which rows were kept aside to test on (a bootstrap over them, the same rows
    for both models, by class) and which rows there were to train on (models on random halves of either table).
    ``reference`` is the gap between models trained on two disjoint halves of the real training rows.

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
    target = task.codes(trial.test)
    counts = resampled(len(target), rng, _REPLICATES, _codes(target) if task.is_classification else None)
    sides = _side(trial, "real"), _side(trial, "synthetic")
    compared = [_compared(model, task, sides, target, counts, rng) for model in MODELS]
    baseline = _scores(task, target, _trivial(task, sides[0].target, len(target)), sides[0].target)
    main = compared[0]
    trtr = _scores(task, target, main.real, sides[0].target)[task.score]
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
            (_row(one, task, target, sides[0].target, baseline) for one in compared),
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
        },
        warnings=[*trial.warnings, *words.width_warning(main.low, main.high, len(target), task.title)],
    )


def _side(trial: Trial, which: str) -> _Side:
    train = trial.real if which == "real" else trial.synthetic
    encoder = fit_encoder(train, trial.features)
    if not encoder.parts:
        # No feature has a value here; a constant one lets the models say what the target alone says.
        nothing = np.zeros((len(train), 1)), np.zeros((len(trial.test), 1))
        return _Side(encoder, {False: nothing, True: nothing}, trial.task.codes(train))
    return _Side(
        encoder,
        {
            False: (encoder.trees(train), encoder.trees(trial.test)),
            True: (encoder.linear(train), encoder.linear(trial.test)),
        },
        trial.task.codes(train),
    )


def _compared(
    model: Model,
    task: Task,
    sides: tuple[_Side, _Side],
    target: Floats | Codes,
    counts: Counts,
    rng: np.random.Generator,
) -> _Compared:
    seed = int(rng.integers(2**31))
    real, synthetic = (_predicted(model, task, side, None, seed) for side in sides)
    halves = [[_halves(model, task, side, rng) for _ in range(_SPLITS)] for side in sides]
    scores = [np.array([[_main(task, target, half) for half in pair] for pair in pairs]) for pairs in halves]
    # Half of the squared difference of two halves estimates the variance of one half; a whole has half of that.
    spread = [float(((one[:, 0] - one[:, 1]) ** 2).mean() / 2) for one in scores]
    gap = _main(task, target, real) - _main(task, target, synthetic)
    low, high = _interval(task, target, (real, synthetic), counts)
    low, high = square_and_add(gap, low, high, [_STUDENT * float(np.sqrt(sum(spread) / 2))])
    first, second = halves[0][0]
    floor = float(scores[0][0, 0] - scores[0][0, 1])
    floor_low, floor_high = _interval(task, target, (first, second), counts)
    floor_low, floor_high = square_and_add(
        floor, floor_low, floor_high, [_STUDENT * float(np.sqrt(2 * spread[0]))]
    )
    return _Compared(model, real, synthetic, gap, low, high, (floor, floor_low, floor_high))


def _halves(model: Model, task: Task, side: _Side, rng: np.random.Generator) -> tuple[Floats, Floats]:
    order = rng.permutation(len(side.target))
    half = len(order) // 2
    seeds = rng.integers(2**31, size=2)
    first, second = np.sort(order[:half]), np.sort(order[half : 2 * half])
    return (
        _predicted(model, task, side, first, int(seeds[0])),
        _predicted(model, task, side, second, int(seeds[1])),
    )


def _predicted(
    model: Model, task: Task, side: _Side, rows: npt.NDArray[np.int64] | None, seed: int
) -> Floats:
    train, test = side.features[model.is_linear]
    target = side.target
    if rows is not None:
        train, target = train[rows], target[rows]
    return predictions(model, side.encoder, (train, test), target, len(task.classes), seed)


def _interval(
    task: Task, target: Floats | Codes, pair: tuple[Floats, Floats], counts: Counts
) -> tuple[float, float]:
    if task.is_classification:
        first, second = (auc_replicates(_codes(target), said, counts) for said in pair)
    else:
        first, second = (r2_replicates(target.astype(np.float64), said[:, 0], counts) for said in pair)
    low, high = np.quantile(first - second, [0.025, 0.975])
    return float(low), float(high)


def _main(task: Task, target: Floats | Codes, said: Floats) -> float:
    from synthlab.metrics.utility.scores import macro_auc, r2

    if task.is_classification:
        return macro_auc(_codes(target), said)
    return r2(target.astype(np.float64), said[:, 0])


def _scores(
    task: Task, target: Floats | Codes, said: Floats, train_target: Floats | Codes
) -> Mapping[str, float]:
    if task.is_classification:
        seen = np.bincount(_codes(train_target), minlength=len(task.classes))
        rare = int(np.argmin(np.where(seen > 0, seen, seen.max() + 1)))
        return classification_scores(_codes(target), said, rare)
    return regression_scores(target.astype(np.float64), said[:, 0])


def _trivial(task: Task, train_target: Floats | Codes, n_test: int) -> Floats:
    if not task.is_classification:
        return np.full((n_test, 1), float(train_target.mean()))
    shares = np.bincount(_codes(train_target), minlength=len(task.classes)) / len(train_target)
    return np.tile(shares, (n_test, 1))


def _row(
    one: _Compared,
    task: Task,
    target: Floats | Codes,
    train_target: Floats | Codes,
    baseline: Mapping[str, float],
) -> dict[str, Any]:
    real, synthetic = (_scores(task, target, said, train_target) for said in (one.real, one.synthetic))
    return {
        "model": one.model.name,
        "title": one.model.title,
        "score": task.title,
        "trtr": real[task.score],
        "tstr": synthetic[task.score],
        "baseline": baseline[task.score],
        "gap": one.gap,
        "low": one.low,
        "high": one.high,
        "scores": [
            {"name": name, "trtr": real[name], "tstr": synthetic[name], "baseline": baseline[name]}
            for name in real
        ],
    }


def _codes(target: Floats | Codes) -> Codes:
    return target.astype(np.int64)


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
