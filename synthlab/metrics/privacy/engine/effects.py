"""How large an attack's success is, with an interval that is never cut at zero."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from synthlab.metrics.privacy.engine.pool import Experiment
from synthlab.metrics.privacy.engine.shuffle import ShuffleTest, Statistic
from synthlab.statistics.intervals import clopper_pearson, newcombe

__all__ = ["Effect", "auc", "auc_interval", "balanced", "effect_at", "effect_of", "smallest_detectable"]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
POWER = 0.8
_BOOTSTRAPS = 400


@dataclass(frozen=True)
class Effect:
    """A size with its interval; ``chance`` is what guessing gives: 0.5, or 0 for a difference of rates.

    ``high_simultaneous`` holds for several attacks at once. ``train_rate`` and ``holdout_rate`` are the attack's success on each group where it is a rate.
    """

    value: float
    low: float
    high: float
    high_simultaneous: float
    chance: float
    train_rate: float | None = None
    holdout_rate: float | None = None


def effect_of(
    statistic: Statistic,
    experiment: Experiment,
    rng: np.random.Generator,
    n_attacks: int = 1,
    alpha: float = 0.05,
) -> Effect:
    """The effect behind a statistic, its 1 - alpha interval, and its upper bound over ``n_attacks`` at once.

    AUC: chance 0.5, DeLong's interval on the logit scale. Window: the share of training rows among its rows
    if both groups were of one size, chance 0.5, Clopper-Pearson. Success: difference of the two groups'
    rates, chance 0, Newcombe. Where people have several rows, a bootstrap over people takes their place.
    """
    among, persons = statistic.among, experiment.pool.persons
    rows_in_train = experiment.in_train[persons][among]
    if experiment.pool.n_persons < len(persons):
        return _clustered(statistic, experiment, rng, n_attacks, alpha)
    value, low, high, *rates = _sized(statistic, rows_in_train, alpha)
    simultaneous = _sized(statistic, rows_in_train, alpha / n_attacks)[2] if n_attacks > 1 else high
    return Effect(value, low, high, simultaneous, chance_of(statistic), *rates)


def chance_of(statistic: Statistic) -> float:
    return 0.0 if statistic.kind == "success" else 0.5


def _sized(statistic: Statistic, rows_in_train: Bools, alpha: float) -> tuple[float, ...]:
    values = statistic.values[statistic.among]
    n_train, n_holdout = int(rows_in_train.sum()), int((~rows_in_train).sum())
    if statistic.kind == "auc":
        return auc_interval(values, rows_in_train, alpha)
    if statistic.kind == "window":
        size = float(statistic.weights.sum())
        found = min(size, float(statistic.weights[statistic.among][rows_in_train].sum()))
        shares = (found / size, *clopper_pearson(found, size, alpha))
        return tuple(balanced(share, n_train, n_holdout) for share in shares)
    found, kept_aside = float(values[rows_in_train].sum()), float(values[~rows_in_train].sum())
    low, high = newcombe(found, n_train, kept_aside, n_holdout, alpha)
    rates = found / n_train, kept_aside / n_holdout
    return rates[0] - rates[1], low, high, *rates


def balanced(share: float, n_train: int, n_holdout: int) -> float:
    """A share of training rows as it would be if both groups were of one size, in [0, 1].

    >>> balanced(0.8, 4000, 1000)
    0.5
    """
    train, holdout = share / n_train, (1 - share) / n_holdout
    return min(1.0, train / (train + holdout))


def auc(scores: Floats, in_train: Bools) -> float:
    """Chance that a training row scores above a holdout row, ties counting half, in [0, 1]."""
    ranks = np.unique(scores, return_inverse=True)[1]
    return _weighted_auc(ranks, in_train, np.ones(len(scores)))


def auc_interval(scores: Floats, in_train: Bools, alpha: float = 0.05) -> tuple[float, float, float]:
    """AUC with DeLong's variance, its interval made on the logit scale: (value, low, high).

    Where one group scores wholly above the other DeLong's variance is 0; the interval is then the exact one
    for the rarer group's rows all being right.

    Source
    ------
    DeLong, DeLong and Clarke-Pearson (1988), Biometrics 44(3).
    """
    value = auc(scores, in_train)
    train, holdout = np.sort(scores[in_train]), np.sort(scores[~in_train])
    over = _share_below(holdout, train)
    under = 1 - _share_below(train, holdout)
    variance = _variance(over) / len(train) + _variance(under) / len(holdout)
    if variance <= 0 or value in (0.0, 1.0):
        n = min(len(train), len(holdout))
        low, high = clopper_pearson(value * n, n, alpha)
        return value, low, high
    logit = math.log(value / (1 - value))
    reach = NormalDist().inv_cdf(1 - alpha / 2) * math.sqrt(variance) / (value * (1 - value))
    return value, _expit(logit - reach), _expit(logit + reach)


def smallest_detectable(test: ShuffleTest, index: int, experiment: Experiment) -> float:
    """The effect that this statistic would have shown, after adjustment, in four of five repetitions.

    On the scale of ``effect_of``: an AUC, a balanced precision, or a difference of rates. 1 where the score is the same
    for everybody.
    """
    if test.sd[index] == 0:
        return 1.0
    return effect_at(test, index, experiment, test.critical + NormalDist().inv_cdf(POWER))


def effect_at(test: ShuffleTest, index: int, experiment: Experiment, z: float) -> float:
    """The effect at which a statistic lies ``z`` of its standard deviations from chance (0: chance itself)."""
    statistic = test.statistics[index]
    rows_in_train = experiment.in_train[experiment.pool.persons][statistic.among]
    n_train, n_holdout = int(rows_in_train.sum()), int((~rows_in_train).sum())
    excess = z * float(test.sd[index])
    if statistic.kind == "auc":
        return min(1.0, max(0.0, 0.5 + excess / (n_train * n_holdout)))
    if statistic.kind == "window":
        share = n_train / (n_train + n_holdout) + excess / float(statistic.weights.sum())
        return balanced(min(1.0, max(0.0, share)), n_train, n_holdout)
    return min(1.0, max(-1.0, excess * (n_train + n_holdout) / (n_train * n_holdout)))


def _clustered(
    statistic: Statistic, experiment: Experiment, rng: np.random.Generator, n_attacks: int, alpha: float
) -> Effect:
    among, in_train = statistic.among, experiment.in_train
    persons, values = experiment.pool.persons[among], statistic.values[among]
    draws = np.ones((_BOOTSTRAPS + 1, len(in_train)))
    for side in (np.flatnonzero(in_train), np.flatnonzero(~in_train)):
        draws[1:, side] = rng.multinomial(len(side), np.full(len(side), 1 / len(side)), size=_BOOTSTRAPS)
    train_rates = holdout_rates = None
    if statistic.kind == "auc":
        ranks = np.unique(values, return_inverse=True)[1]
        sizes = np.array([_weighted_auc(ranks, in_train[persons], draw[persons]) for draw in draws])
    else:
        of_row = statistic.weights[among] if statistic.kind == "window" else values
        hits = np.bincount(persons, weights=of_row, minlength=len(in_train))
        rows = np.bincount(persons, minlength=len(in_train))
        train_rates, holdout_rates = (
            draws[:, side] @ hits[side] / np.maximum(draws[:, side] @ rows[side], 1)
            for side in (in_train, ~in_train)
        )
        together = train_rates + holdout_rates
        sizes = (
            train_rates - holdout_rates
            if statistic.kind == "success"
            else np.where(together > 0, train_rates / np.where(together > 0, together, 1), 0.5)
        )
    low, high, simultaneous = np.quantile(sizes[1:], [alpha / 2, 1 - alpha / 2, 1 - alpha / 2 / n_attacks])
    rates: tuple[float, float] | tuple[None, None] = (None, None)
    if statistic.kind == "success" and train_rates is not None and holdout_rates is not None:
        rates = (float(train_rates[0]), float(holdout_rates[0]))
    return Effect(float(sizes[0]), float(low), float(high), float(simultaneous), chance_of(statistic), *rates)


def _weighted_auc(ranks: npt.NDArray[np.int64], in_train: Bools, weights: Floats) -> float:
    train = np.bincount(ranks, weights=weights * in_train)
    holdout = np.bincount(ranks, weights=weights * ~in_train)
    pairs = train.sum() * holdout.sum()
    return float(train @ (np.cumsum(holdout) - holdout / 2) / pairs) if pairs > 0 else 0.5


def _share_below(sorted_values: Floats, at: Floats) -> Floats:
    left = np.searchsorted(sorted_values, at, side="left")
    right = np.searchsorted(sorted_values, at, side="right")
    return np.asarray((left + right) / (2 * len(sorted_values)), dtype=np.float64)


def _variance(values: Floats) -> float:
    return float(values.var(ddof=1)) if len(values) > 1 else 0.0


def _expit(x: float) -> float:
    return 1 / (1 + math.exp(-x))
