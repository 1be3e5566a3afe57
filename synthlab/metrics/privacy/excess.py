"""From matches to evidence: how many more training rows are found again than kept-aside ones, and by what chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from synthlab.metrics.privacy.matching import Level, once
from synthlab.statistics.hypergeometric import least_provable, tail, tails
from synthlab.statistics.intervals import newcombe

__all__ = ["ALPHA", "Duplicates", "Evidence", "duplicates_across", "halves", "weigh"]

ALPHA = 0.01
"""False alarms of the copies and identifiers checks together; everything else in a report shares 0.04."""

_SHUFFLES = 9_999
# A false alarm here throws a sound study away, so more is asked for than of the check itself.
_ALPHA_DUPLICATES = 0.001


@dataclass(frozen=True)
class Evidence:
    """One level's counts. ``m_*`` of ``n_*`` records that are unique at this level occur in the synthetic table.

    ``effect`` is the difference of the two shares with its 95% interval; ``p`` the exact chance of so many
    training rows among the matched ones; ``p_adjusted`` the same over all levels; ``least_provable`` how many
    copied records this level would have shown beyond chance whatever the other levels say (None: no number).
    """

    name: str
    title: str
    n_train: int
    n_holdout: int
    m_train: int
    m_holdout: int
    effect: float
    low: float
    high: float
    p: float
    p_adjusted: float
    least_provable: int | None

    @property
    def rates(self) -> tuple[float, float]:
        return self.m_train / self.n_train, self.m_holdout / self.n_holdout


@dataclass(frozen=True)
class Duplicates:
    """Pairs of identical records, ``across`` of them with one in each table where chance gives ``expected``."""

    pairs: int
    across: int
    expected: float
    p: float

    @property
    def is_beyond_chance(self) -> bool:
        return self.p <= _ALPHA_DUPLICATES


def weigh(levels: Sequence[Level], n_train: int, rng: np.random.Generator) -> list[Evidence]:
    """The evidence at each level that has unique rows in both groups, in the levels' order.

    The first ``n_train`` rows of the pool are training rows. If the synthetic table owes nothing to who was in
    training, the labels are exchangeable, so ``p`` is a hypergeometric tail. Levels overlap (an exact copy is
    also one in all columns but one), so adjusting adds little: labels are shuffled over the patterns of
    matches, and ``p_adjusted`` is the share of shuffles in which any level's p is as small.

    Source
    ------
    Westfall and Young (1993), Resampling-Based Multiple Testing, single-step min-P.
    """
    levels = [level for level in levels if level.eligible[:n_train].any() and level.eligible[n_train:].any()]
    if not levels:
        return []
    n_holdout = len(levels[0].matched) - n_train
    matched = np.array([level.matched for level in levels])
    alone = np.array([tail(int(row[:n_train].sum()), int(row.sum()), n_train, n_holdout) for row in matched])
    adjusted = _adjusted(matched, alone, n_train, rng)
    return [
        _evidence(level, n_train, float(p), float(p_adjusted), ALPHA / len(levels))
        for level, p, p_adjusted in zip(levels, alone, adjusted, strict=True)
    ]


def halves(
    level: Level, n_train: int, rng: np.random.Generator, order_by: npt.NDArray[np.uint64]
) -> Evidence | None:
    """The negative control: the kept-aside rows cut into two random halves, one of them called training.

    ``order_by`` puts rows into an order of their own first, so that the order in the file decides nothing.
    None when there are fewer than two kept-aside rows that are unique.
    """
    eligible = np.flatnonzero(level.eligible[n_train:])
    if len(eligible) < 2:
        return None
    eligible = eligible[np.argsort(order_by[n_train:][eligible], kind="stable")]
    shuffled = rng.permutation(eligible)
    half = len(shuffled) // 2
    matched = level.matched[n_train:][shuffled]
    as_if = Level(level.name, level.title, np.ones(len(matched), dtype=bool), matched)
    p = tail(int(matched[:half].sum()), int(matched.sum()), half, len(matched) - half)
    return _evidence(as_if, half, p, p, ALPHA)


def duplicates_across(hashes: npt.NDArray[np.uint64], n_train: int) -> Duplicates:
    """Whether identical records stand on both sides of the split more often than a random split would put them.

    Only records that occur exactly twice in the pool count: the same person on both sides gives such pairs,
    while a common combination of values gives larger groups. A random split parts a pair with probability
    ``2 n_train n_holdout / (n (n - 1))``; p is the binomial tail.
    """
    from scipy.special import bdtrc

    n = len(hashes)
    order = np.argsort(hashes, kind="stable")
    ordered = hashes[order]
    again = np.flatnonzero(ordered[1:] == ordered[:-1])
    twice = again[once(ordered[again])] if len(again) else again
    pairs = len(twice)
    chance = 2 * n_train * (n - n_train) / (n * (n - 1)) if n > 1 else 0.0
    across = int(((order[twice] < n_train) != (order[twice + 1] < n_train)).sum())
    p = 1.0 if across == 0 else float(bdtrc(across - 1, pairs, chance))
    return Duplicates(pairs, across, pairs * chance, p)


def _adjusted(
    matched: npt.NDArray[np.bool_], alone: npt.NDArray[np.float64], n_train: int, rng: np.random.Generator
) -> npt.NDArray[np.float64]:
    bits = 1 << np.arange(len(matched))
    patterns, counts = np.unique(bits @ matched, return_counts=True)
    draws = rng.multivariate_hypergeometric(counts, n_train, size=_SHUFFLES, method="marginals")
    least = np.ones(_SHUFFLES)
    n_holdout = matched.shape[1] - n_train
    for level, row in enumerate(matched):
        in_train = draws[:, (patterns & bits[level]) > 0].sum(axis=1)
        least = np.minimum(least, tails(int(row.sum()), n_train, n_holdout)[in_train])
    as_small = np.searchsorted(np.sort(least), alone * (1 + 1e-9), side="right")
    return np.maximum((1 + as_small) / (_SHUFFLES + 1), alone)


def _evidence(level: Level, n_train: int, p: float, p_adjusted: float, alpha: float) -> Evidence:
    n = int(level.eligible[:n_train].sum()), int(level.eligible[n_train:].sum())
    m = int(level.matched[:n_train].sum()), int(level.matched[n_train:].sum())
    low, high = newcombe(m[0], n[0], m[1], n[1])
    return Evidence(
        level.name,
        level.title,
        *n,
        *m,
        m[0] / n[0] - m[1] / n[1],
        low,
        high,
        p,
        p_adjusted,
        least_provable(*n, alpha, m[1]),
    )
