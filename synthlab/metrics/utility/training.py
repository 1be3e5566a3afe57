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

__all__ = ["Compared", "OnSynthetic", "compare", "main_score", "replicates"]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
Counts = npt.NDArray[np.uint8]
Rows = npt.NDArray[np.int64]

_NORMAL = 1.96


@dataclass(frozen=True)
class OnSynthetic:
    """What models say of synthetic rows: the real-trained one of all, each half's model of the other half's rows."""

    real: Floats
    halves: tuple[Floats, Floats]
    rows: tuple[Rows, Rows]


@dataclass(frozen=True)
class Compared:
    """One model on both tables: what it says of the test rows, the gap in the main score with its interval.

    ``reference`` is the gap between models trained on two disjoint halves of the real rows, with its interval.
    ``halves`` are what those models say of the test rows, then those trained on halves of the synthetic table.
    ``on_synthetic`` is known of the first model only.
    """

    model: Model
    real: Floats
    synthetic: Floats
    gap: float
    low: float
    high: float
    reference: tuple[float, float, float]
    halves: tuple[tuple[Floats, Floats], tuple[Floats, Floats]]
    on_synthetic: OnSynthetic | None = None


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
    on_synthetic: OnSynthetic | None


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
    there = _features(sides[0].encoder, trial.synthetic, models[0].is_linear)
    trained = [
        _train(model, trial.task, sides, rng, None if index else there) for index, model in enumerate(models)
    ]
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
        each.halves,
        each.on_synthetic,
    )


def _side(trial: Trial, frame: pd.DataFrame) -> _Side:
    encoder = fit_encoder(frame, trial.features)
    return _Side(
        encoder,
        {
            is_linear: (_features(encoder, frame, is_linear), _features(encoder, trial.test, is_linear))
            for is_linear in (False, True)
        },
        trial.task.codes(frame),
    )


def _features(encoder: Encoder, frame: pd.DataFrame, is_linear: bool) -> Floats:
    if not encoder.parts:
        # No feature has a value here; a constant one lets a model say what the target alone says.
        return np.zeros((len(frame), 1))
    return encoder.linear(frame) if is_linear else encoder.trees(frame)


def _train(
    model: Model,
    task: Task,
    sides: tuple[_Side, _Side],
    rng: np.random.Generator,
    there: Floats | None,
) -> _Trained:
    """``there``: the synthetic rows as the real table's encoder codes them, where models are asked about them too."""
    real, synthetic = sides
    seed = int(rng.integers(2**31))
    n_test = len(real.features[model.is_linear][1])
    nowhere = np.zeros((0, real.features[model.is_linear][1].shape[1]))
    whole = (
        _said(model, task, real, np.arange(len(real.target)), seed, nowhere if there is None else there),
        _said(model, task, synthetic, np.arange(len(synthetic.target)), seed),
    )
    real_halves = _halves(model, task, real, rng, False)
    synthetic_halves = _halves(model, task, synthetic, rng, there is not None)
    on_synthetic = None
    if there is not None:
        on_synthetic = OnSynthetic(
            whole[0][n_test:],
            (synthetic_halves[0][0][n_test:], synthetic_halves[1][0][n_test:]),
            (synthetic_halves[1][1], synthetic_halves[0][1]),
        )
    return _Trained(
        model,
        (whole[0][:n_test], whole[1]),
        (
            (real_halves[0][0], real_halves[1][0]),
            (synthetic_halves[0][0][:n_test], synthetic_halves[1][0][:n_test]),
        ),
        on_synthetic,
    )


def _halves(
    model: Model, task: Task, side: _Side, rng: np.random.Generator, crosswise: bool
) -> tuple[tuple[Floats, Rows], tuple[Floats, Rows]]:
    """What either half's model says of the test rows (then, ``crosswise``, of the other half), and its own rows."""
    order = rng.permutation(len(side.target))
    half = len(order) // 2
    seeds = rng.integers(2**31, size=2)
    one, other = np.sort(order[:half]), np.sort(order[half : 2 * half])
    train = side.features[model.is_linear][0]
    return (
        (_said(model, task, side, one, int(seeds[0]), train[other if crosswise else other[:0]]), one),
        (_said(model, task, side, other, int(seeds[1]), train[one if crosswise else one[:0]]), other),
    )


def _said(model: Model, task: Task, side: _Side, rows: Rows, seed: int, also: Floats | None = None) -> Floats:
    """What the model says of the test rows, then of the rows ``also``."""
    train, test = side.features[model.is_linear]
    asked = test if also is None else np.vstack([test, also])
    return predictions(model, side.encoder, (train[rows], asked), side.target[rows], len(task.classes), seed)


def replicates(task: Task, target: Floats | Codes, said: Floats, counts: Counts) -> Floats:
    """The main score of predictions on each replicate of the test rows, shape (n_replicates,)."""
    if task.is_classification:
        return auc_replicates(target.astype(np.int64), said, counts)
    return r2_replicates(target.astype(np.float64), said[:, 0], counts)
