"""What a split of so many people could prove, in closed forms: cheap enough to follow a slider."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

__all__ = ["EVIDENCE", "LEAST_PEOPLE", "PROOF", "Provable", "least_copies", "provable"]

EVIDENCE, PROOF = 0.05, 0.01
"""Chance at which copies stand out (1 in 20), and at which the copies check calls them a leak (1 in 100)."""

LEAST_PEOPLE = 200
"""With fewer people on either side the privacy experiment is not done."""

_MOST_PEOPLE = 20_000
_POWER = 0.8
# What the greatest of all statistics of an experiment exceeds by chance in 4 of 100 runs: 3.2 to 3.4 on tables of
# 4 to 15 columns.
_CRITICAL = 3.3
_TOLERATED_WINDOW = 0.60
_NARROW = 0.01
_ATTACKS = 9


@dataclass(frozen=True)
class Provable:
    """What ``n_train`` people trained on and ``n_holdout`` kept aside could prove.

    ``copies_evident`` and ``copies_proven`` are the fewest people copied word for word that chance would explain in
    at most 1 of 20, 1 of 100 cases (None: no number would do). ``auc`` is how often an attacker must be right, in
    [0.5, 1], to be noticed in four of five repetitions. ``most_suspected`` is how many people in all it takes until
    the 1% most suspected ones could be cleared; ``clears`` whether there are as many.
    """

    n_train: int
    n_holdout: int
    copies_evident: int | None
    copies_proven: int | None
    auc: float
    most_suspected: int
    clears: bool

    @property
    def is_tested(self) -> bool:
        """Whether there are enough people on both sides for the experiment to be done at all."""
        return min(self.n_train, self.n_holdout) >= LEAST_PEOPLE


def provable(n_train: int, n_holdout: int) -> Provable:
    """What these two groups could prove about a synthetic table made from the first.

    >>> [provable(*sizes).copies_evident for sizes in ((50_000, 50_000), (80_000, 20_000))]
    [5, 14]
    """
    attacked = min(n_train, _MOST_PEOPLE), min(n_holdout, _MOST_PEOPLE)
    needed = _people_to_clear(*attacked)
    return Provable(
        n_train,
        n_holdout,
        least_copies(n_train, n_holdout, EVIDENCE),
        least_copies(n_train, n_holdout, PROOF),
        _noticed_auc(*attacked),
        needed,
        sum(attacked) >= needed,
    )


def least_copies(n_train: int, n_holdout: int, alpha: float) -> int | None:
    """The fewest copied people, all of them training people, that chance explains with probability ``alpha`` at most.

    The hypergeometric chance that m people picked without regard to the split all are training people is a product
    of m shares.

    >>> [least_copies(67_000, 33_000, alpha) for alpha in (0.05, 0.01)]
    [8, 12]
    """
    chance = 1.0
    for copied in range(1, n_train + 1):
        chance *= (n_train - copied + 1) / (n_train + n_holdout - copied + 1)
        if chance <= alpha:
            return copied
        if n_holdout == 0:
            return None
    return None


def _noticed_auc(n_train: int, n_holdout: int) -> float:
    if min(n_train, n_holdout) < 1:
        return 1.0
    spread = math.sqrt((n_train + n_holdout + 1) / (12 * n_train * n_holdout))
    return min(1.0, 0.5 + (_CRITICAL + NormalDist().inv_cdf(_POWER)) * spread)


def _people_to_clear(n_train: int, n_holdout: int) -> int:
    """People in all so that the upper bound of the 1% window stays within the tolerance when nothing leaks."""
    share = n_train / max(1, n_train + n_holdout)
    # The share of training people in the window that would count as 60% if both groups were of one size.
    odds = _TOLERATED_WINDOW / (1 - _TOLERATED_WINDOW) * share / max(1 - share, 1e-9)
    room = odds / (1 + odds) - share
    reach = NormalDist().inv_cdf(1 - 0.025 / _ATTACKS)
    if room <= 0:
        return 10**9
    return math.ceil((reach / room) ** 2 * share * (1 - share) / _NARROW)
