"""Each model trained on both tables, and again on halves of them: what chance in the training rows does."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.metrics.utility.bootstrap import auc_replicates, r2_replicates, square_and_add
from synthlab.metrics.utility.encoding import Encoder, fit_encoder
from synthlab.metrics.utility.models import Model, predictions
from synthlab.metrics.utility.scores import macro_auc, r2
from synthlab.metrics.utility.task import Task, Trial

__all__ = ["Compared", "compare", "main_score", "replicates"]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
Counts = npt.NDArray[np.uint8]

_NORMAL = 1.96


@dataclass(frozen=True)
class Compared:
    """One model on both tables: what it says of the test rows, the gap in the main score with its interval.

    ``reference`` is the gap between models trained on two disjoint halves of the real rows, with its interval.
    """

    model: Model
    real: Floats
    synthetic: Floats
    gap: float
    low: float
    high: float
    reference: tuple[float, float, float]


@dataclass(frozen=True)
class _Side:
    """One training table, encoded by its own encoder: rows to train on and to test, for trees and linear models."""

    encoder: Encoder
    features: Mapping[bool, tuple[Floats, Floats]]
    target: Floats | Codes


@dataclass(frozen=True)
class _Trained:
    """Predictions of one model after training on a whole table and on either half of it, for both tables."""

    model: Model
    whole: tuple[Floats, Floats]
    halves: tuple[tuple[Floats, Floats], tuple[Floats, Floats]]


def compare(
    trial: Trial, models: Sequence[Model], counts: Counts, rng: np.random.Generator
) -> list[Compared]:
    """Every model trained on either table, in the models' order; ``counts`` are the resampled test rows.

    The interval adds two chances. Which rows are tested on: the bootstrap, the same rows for both models, and at
    least what one test row of each class can do. Which rows are trained on: half of the squared difference of two
    disjoint halves estimates the variance of a half, and a whole table has at most half of that; a model's own
    estimate rests on two differences only, so it is held against the mean over all models and the larger is taken.
    """
    target = trial.task.codes(trial.test)
    sides = _side(trial, trial.real), _side(trial, trial.synthetic)
    trained = [_train(model, trial.task, sides, rng) for model in models]
    one_row = _one_row(trial.task, target)

    def score(said: Floats) -> float:
        return main_score(trial.task, target, said)

    own = np.array([[(score(one) - score(two)) ** 2 / 2 for one, two in each.halves] for each in trained])
    variance = np.maximum(own, own.mean(axis=0))

    def interval(gap: float, pair: tuple[Floats, Floats], training_variance: float) -> tuple[float, float]:
        first, second = (replicates(trial.task, target, said, counts) for said in pair)
        low, high = np.quantile(first - second, [0.025, 0.975])
        # Two models without a mistake look alike in every draw; a further row could still have parted them.
        low, high = min(float(low), gap - one_row), max(float(high), gap + one_row)
        return square_and_add(gap, low, high, [_NORMAL * float(np.sqrt(training_variance))])

    return [
        _compared(each, score, interval, float(real), float(synthetic))
        for each, (real, synthetic) in zip(trained, variance, strict=True)
    ]


def _one_row(task: Task, target: Floats | Codes) -> float:
    """What one test row of each class, put last instead of first, takes off an AUC; 0 for numbers."""
    if not task.is_classification:
        return 0.0
    counts = np.unique(target, return_counts=True)[1]
    return float((1 / np.minimum(counts, len(target) - counts)).mean())


def main_score(task: Task, target: Floats | Codes, said: Floats) -> float:
    """AUC (macro, for more than two classes) or R2 of predictions, as ``task.score`` says."""
    if task.is_classification:
        return macro_auc(target.astype(np.int64), said)
    return r2(target.astype(np.float64), said[:, 0])


def _compared(
    each: _Trained,
    score: Callable[[Floats], float],
    interval: Callable[[float, tuple[Floats, Floats], float], tuple[float, float]],
    variance_real: float,
    variance_synthetic: float,
) -> Compared:
    real, synthetic = each.whole
    gap = score(real) - score(synthetic)
    one, other = each.halves[0]
    floor = score(one) - score(other)
    return Compared(
        each.model,
        real,
        synthetic,
        gap,
        *interval(gap, each.whole, (variance_real + variance_synthetic) / 2),
        (floor, *interval(floor, each.halves[0], 2 * variance_real)),
    )


def _side(trial: Trial, frame: pd.DataFrame) -> _Side:
    encoder = fit_encoder(frame, trial.features)
    if not encoder.parts:
        # No feature has a value here; a constant one lets a model say what the target alone says.
        nothing = np.zeros((len(frame), 1)), np.zeros((len(trial.test), 1))
        return _Side(encoder, {False: nothing, True: nothing}, trial.task.codes(frame))
    return _Side(
        encoder,
        {
            False: (encoder.trees(frame), encoder.trees(trial.test)),
            True: (encoder.linear(frame), encoder.linear(trial.test)),
        },
        trial.task.codes(frame),
    )


def _train(model: Model, task: Task, sides: tuple[_Side, _Side], rng: np.random.Generator) -> _Trained:
    seed = int(rng.integers(2**31))
    every = [np.arange(len(side.target)) for side in sides]
    return _Trained(
        model,
        (_said(model, task, sides[0], every[0], seed), _said(model, task, sides[1], every[1], seed)),
        (_halves(model, task, sides[0], rng), _halves(model, task, sides[1], rng)),
    )


def _halves(model: Model, task: Task, side: _Side, rng: np.random.Generator) -> tuple[Floats, Floats]:
    order = rng.permutation(len(side.target))
    half = len(order) // 2
    seeds = rng.integers(2**31, size=2)
    return (
        _said(model, task, side, np.sort(order[:half]), int(seeds[0])),
        _said(model, task, side, np.sort(order[half : 2 * half]), int(seeds[1])),
    )


def _said(model: Model, task: Task, side: _Side, rows: npt.NDArray[np.int64], seed: int) -> Floats:
    train, test = side.features[model.is_linear]
    target = side.target[rows]
    return predictions(model, side.encoder, (train[rows], test), target, len(task.classes), seed)


def replicates(task: Task, target: Floats | Codes, said: Floats, counts: Counts) -> Floats:
    """The main score of predictions on each replicate of the test rows, shape (n_replicates,)."""
    if task.is_classification:
        return auc_replicates(target.astype(np.int64), said, counts)
    return r2_replicates(target.astype(np.float64), said[:, 0], counts)
