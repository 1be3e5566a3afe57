"""Exact p-values by shuffling who was in training: Westfall and Young's max-T over every statistic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from synthlab.metrics.privacy.engine.pool import Experiment

__all__ = ["WINDOWS", "Scores", "ShuffleTest", "Statistic", "shuffle_test", "statistics_of", "window_weights"]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

WINDOWS: Mapping[str, float] = {"top 20": 20, "top 0.3%": 0.003, "top 1%": 0.01, "top 5%": 0.05}
"""The pre-set windows of most suspected rows: a number of rows, or a share of the pool below 1."""

LEAST_WINDOW = 10
N_SHUFFLES = 1999
_BLOCK = 64
# Shuffled sums are added up in single precision; what is closer than this counts as a tie, so p is never too small.
_TIE = 1e-4
_DUST = 1e-9


@dataclass(frozen=True)
class Scores:
    """What one attack says of each pool row, shape (n_rows,): the higher, the more it suspects training.

    ``graded`` scores are tested by their ranks and in the windows; ungraded ones are a success (1) or not (0), or
    the chance of one. ``among`` restricts the attack to some rows, chosen without the label.
    """

    attack: str
    values: Floats
    graded: bool = True
    among: Bools | None = None


@dataclass(frozen=True)
class Statistic:
    """One linear statistic: a weight a row. ``kind`` is "auc", "window" or "success".

    Outside ``among`` the weights are 0; inside they are centred there, so that a group which happens to hold many
    training rows proves nothing by that. ``values`` are the scores behind the weights.
    """

    attack: str
    kind: str
    name: str
    weights: Floats
    values: Floats
    among: Bools


@dataclass(frozen=True)
class ShuffleTest:
    """Results, one per statistic: ``z`` standardised, ``p`` of each alone, ``p_adjusted`` over all of them.

    ``critical`` is the value of z that the greatest of all statistics exceeds by chance with probability
    ``alpha``; ``sd`` the standard deviation of each statistic's sum under shuffling.
    """

    statistics: tuple[Statistic, ...]
    z: Floats
    p: Floats
    p_adjusted: Floats
    sd: Floats
    critical: float


def window_weights(values: Floats, size: int) -> Floats:
    """Weight of each row in the window of the ``size`` highest values; rows tied at its edge share what is left.

    >>> window_weights(np.array([3.0, 1.0, 2.0, 2.0]), 2).tolist()
    [1.0, 0.0, 0.5, 0.5]
    """
    edge = np.partition(values, len(values) - size)[len(values) - size]
    above, tied = values > edge, values == edge
    return np.asarray(above + tied * ((size - int(above.sum())) / int(tied.sum())), dtype=np.float64)


def statistics_of(scores: Scores) -> list[Statistic]:
    """The ranks and windows of a graded score, or the successes of an ungraded one. A group has no windows."""
    among = np.ones(len(scores.values), dtype=np.bool_) if scores.among is None else scores.among
    inside = scores.values[among]

    def statistic(kind: str, name: str, weights: Floats) -> Statistic:
        spread = np.zeros(len(scores.values))
        spread[among] = weights if scores.among is None else weights - weights.mean()
        return Statistic(scores.attack, kind, name, spread, scores.values, among)

    if not scores.graded:
        return [statistic("success", "success rate", inside)]
    found = [statistic("auc", "AUC", _mid_ranks(inside))]
    if scores.among is not None:
        return found
    seen = set()
    for name, width in WINDOWS.items():
        size = round(width * len(inside)) if width < 1 else int(width)
        if LEAST_WINDOW <= size <= len(inside) // 2 and size not in seen:
            seen.add(size)
            found.append(statistic("window", name, window_weights(inside, size)))
    return found


def shuffle_test(
    experiment: Experiment,
    statistics: list[Statistic],
    rng: np.random.Generator,
    alpha: float = 0.05,
    n_shuffles: int = N_SHUFFLES,
) -> ShuffleTest:
    """One-sided exact tests that training people score higher, and p-values adjusted over all statistics.

    Whole persons are shuffled. If the scores were made without the label and membership was drawn at random,
    the greatest z of any statistic is exchangeable over shuffles, so P(p_adjusted <= a) <= a for every a.

    Source
    ------
    Westfall and Young (1993), Resampling-Based Multiple Testing, single-step max-T; counting the observed
    labelling as one of the shuffles (B + 1) keeps the p-value valid.
    """
    scaled, z, sd = _standardised(experiment, statistics)
    live = sd > 0
    at_least, greatest = np.zeros(len(statistics)), np.empty(n_shuffles)
    start = 0
    for shuffled in _shuffled(experiment, scaled, rng, n_shuffles):
        at_least += (shuffled >= z - _TIE).sum(axis=0)
        greatest[start : start + len(shuffled)] = shuffled.max(axis=1)
        start += len(shuffled)
    exceeded = (greatest[:, None] >= z - _TIE).sum(axis=0)
    return ShuffleTest(
        tuple(statistics),
        z,
        np.where(live, (at_least + 1) / (n_shuffles + 1), 1.0),
        np.where(live, (exceeded + 1) / (n_shuffles + 1), 1.0),
        sd,
        float(np.quantile(greatest, 1 - alpha, method="higher")),
    )


def _shuffled(
    experiment: Experiment, scaled: Floats, rng: np.random.Generator, n_shuffles: int
) -> Iterator[npt.NDArray[np.float32]]:
    """The z of every statistic under shuffled labels, in blocks of shape (n_block, n_statistics)."""
    from synthlab.metrics.privacy.engine.kernels import deal

    n, n_train = len(experiment.in_train), experiment.n_train
    # Sums over all persons are 0, so the smaller group's sum is the other's with the sign turned.
    n_drawn = min(n_train, n - n_train)
    weights = (scaled if n_drawn == n_train else -scaled).astype(np.float32)
    order, marked = np.arange(n), np.empty((_BLOCK, n), dtype=np.float32)
    for start in range(0, n_shuffles, _BLOCK):
        count = min(_BLOCK, n_shuffles - start)
        deal(order, rng.random((count, n_drawn)), marked[:count])
        yield marked[:count] @ weights


def standardised(experiment: Experiment, statistics: list[Statistic]) -> Floats:
    """Each statistic's distance from chance in its standard deviations under shuffling, shape (n_statistics,)."""
    return _standardised(experiment, statistics)[1]


def _standardised(experiment: Experiment, statistics: list[Statistic]) -> tuple[Floats, Floats, Floats]:
    """Weights a person, centred and scaled so that their sum over training people is z; z; and the sums' sd."""
    pool, in_train = experiment.pool, experiment.in_train
    sums = np.empty((pool.n_persons, len(statistics)))
    for index, statistic in enumerate(statistics):
        sums[:, index] = np.bincount(pool.persons, weights=statistic.weights, minlength=pool.n_persons)
    centred = sums - sums.mean(axis=0)
    n, n_train = len(in_train), int(in_train.sum())
    sd = np.sqrt(n_train * (n - n_train) / (n * max(n - 1, 1)) * (centred**2).sum(axis=0))
    # A constant statistic keeps rounding dust, which standardised would outshine every attack.
    sd[sd <= _DUST * np.abs(sums).max(axis=0) * np.sqrt(n)] = 0.0
    scaled = np.where(sd > 0, centred / np.where(sd > 0, sd, 1.0), 0.0)
    return scaled, in_train.astype(np.float64) @ scaled, sd


def _mid_ranks(values: Floats) -> Floats:
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2)[inverse], dtype=np.float64)
