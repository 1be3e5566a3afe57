"""What guesses about who was in training say against a claimed epsilon: lower bounds, never upper ones."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from synthlab.statistics.intervals import clopper_pearson

__all__ = ["chance_of_guesses", "epsilon_from_guesses", "epsilon_from_rates", "is_refuted"]

Floats = npt.NDArray[np.float64]

_MOST = 50.0
_STEPS = 60


def chance_of_guesses(epsilon: float, n_right: int, n_guesses: int, n_people: int, delta: float) -> float:
    """At most how likely so many right guesses are if training is (epsilon, delta)-private; in [0, 1].

    ``n_people`` were put into training or kept out by independent fair coins, and ``n_guesses`` of them were
    guessed. If the training is private, the number of right guesses is no greater than a binomial one with
    chance q = 1/(1 + e^-epsilon), except for an excess that delta allows:
    P[B >= n_right] + 2 n_people delta max_i P[n_right - i <= B < n_right] / i.

    Source
    ------
    Steinke, Nasr and Jagielski (2023), Privacy Auditing with One (1) Training Run, arXiv 2305.08846.
    """
    chances = _binomial(n_guesses, 1 / (1 + math.exp(-epsilon)))
    tail = float(chances[n_right:].sum())
    below = np.cumsum(chances[:n_right][::-1])
    most = float((below / np.arange(1, n_right + 1)).max(initial=0.0))
    return min(1.0, tail + 2 * n_people * delta * most)


def is_refuted(
    epsilon: float, n_right: int, n_guesses: int, n_people: int, delta: float, alpha: float
) -> bool:
    """Whether so many right guesses are too many for an (epsilon, delta)-private training, at ``alpha``."""
    return chance_of_guesses(epsilon, n_right, n_guesses, n_people, delta) < alpha


def epsilon_from_guesses(
    n_right: int, n_guesses: int, n_people: int, delta: float = 0.0, alpha: float = 0.05
) -> float:
    """The greatest epsilon that is refuted at ``alpha``, 0 where none is; see ``is_refuted``.

    >>> round(epsilon_from_guesses(20, 20, 20), 2)
    1.82
    """
    if not is_refuted(0.0, n_right, n_guesses, n_people, delta, alpha):
        return 0.0
    low, high = 0.0, _MOST
    for _ in range(_STEPS):
        middle = (low + high) / 2
        told = is_refuted(middle, n_right, n_guesses, n_people, delta, alpha)
        low, high = (middle, high) if told else (low, middle)
    return low


def epsilon_from_rates(
    accused: tuple[int, int], wrongly: tuple[int, int], delta: float = 0.0, alpha: float = 0.05
) -> float:
    """A lower bound on epsilon from accusations over repeated trainings, at confidence ``1 - alpha``; at least 0.

    ``accused`` is how many of how many trainings with the target were said to have it, ``wrongly`` how many of
    how many without. (epsilon, delta)-privacy bounds both rates by the other: rate <= e^epsilon other + delta,
    and the same for the rates of saying that it is not there. Clopper-Pearson at ``alpha / 2`` for each rate.

    Source
    ------
    Kairouz, Oh and Viswanath (2015), The Composition Theorem for Differential Privacy, arXiv 1311.0776 (both
    rates bounded); Clopper and Pearson (1934).
    """
    true_low = clopper_pearson(*accused, alpha)[0]
    false_high = clopper_pearson(*wrongly, alpha)[1]
    bounds = [0.0]
    for rate, other in ((true_low, false_high), (1 - false_high, 1 - true_low)):
        if rate > delta and other > 0:
            bounds.append(math.log((rate - delta) / other))
    return max(bounds)


def _binomial(n: int, chance: float) -> Floats:
    """P[B = k] for k = 0..n; shape (n + 1,)."""
    from scipy.special import gammaln

    k = np.arange(n + 1)
    # The odds in logarithms: 1 - chance would round to 0 for a great epsilon.
    log_fail = -np.logaddexp(0.0, math.log(chance) - math.log1p(-chance)) if chance < 1 else -np.inf
    log_win = math.log(chance)
    logs = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    with np.errstate(invalid="ignore"):
        fails = np.where(n - k > 0, (n - k) * log_fail, 0.0)
    return np.asarray(np.exp(logs + k * log_win + fails), dtype=np.float64)
