"""The two control lines of the experiment: a fresh real sample must be silent, planted copies must be caught."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from synthlab.metrics.privacy.attacks.suspicion import Prepared, against_yardsticks
from synthlab.metrics.privacy.engine.pool import Experiment
from synthlab.metrics.privacy.engine.shuffle import Scores, shuffle_test, standardised, statistics_of
from synthlab.statistics.neighbours import Encoded, nearest

__all__ = ["Controls", "Planted", "run_controls"]

SHARES = (0.005, 0.01)
JITTER = 0.01
N_SHUFFLES = 499
# A false alarm of the negative control throws the whole experiment away, so it is asked for more.
_ALPHA_NEGATIVE = 0.005
DECISIVE = 0.01

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Planted:
    """Copies of ``n_rows`` random training rows added to the synthetic table, exact or with a little noise.

    ``z`` is the greatest statistic of the attacks on it; it is caught where the experiment itself would have fired.
    """

    share: float
    jitter: float
    n_rows: int
    z: float
    caught: bool


@dataclass(frozen=True)
class Controls:
    """``fresh_p`` is the smallest adjusted p-value when half of the kept-aside people are called training."""

    fresh_p: float
    planted: tuple[Planted, ...]

    @property
    def silent(self) -> bool:
        return self.fresh_p > _ALPHA_NEGATIVE

    @property
    def caught(self) -> bool:
        """Whether planted copies of 1% of the synthetic rows were caught, exact and noisy ones alike."""
        return all(planted.caught for planted in self.planted if planted.share >= DECISIVE)

    @property
    def passed(self) -> bool:
        return self.silent and self.caught


def run_controls(
    experiment: Experiment,
    prepared: Prepared,
    suspected: Sequence[Scores],
    rng: np.random.Generator,
    critical: float,
) -> Controls:
    """Both controls on the user's own tables; ``critical`` is the z at which the experiment fires.

    Cost: eight nearest-record passes against the few planted rows alone.
    """
    planted = tuple(
        _planted(experiment, prepared, suspected, share, jitter, rng, critical)
        for share in SHARES
        for jitter in (0.0, JITTER)
    )
    return Controls(_fresh(experiment, suspected, rng), planted)


def _fresh(experiment: Experiment, suspected: Sequence[Scores], rng: np.random.Generator) -> float:
    """The attacks on the kept-aside people alone, a random half of whom is called training."""
    aside = np.flatnonzero(~experiment.in_train)
    kept = np.isin(experiment.pool.persons, aside)
    number = np.full(experiment.pool.n_persons, -1)
    number[aside] = np.arange(len(aside))
    pool = replace(
        experiment.pool,
        rows=experiment.pool.rows.iloc[np.flatnonzero(kept)],
        persons=number[experiment.pool.persons[kept]],
    )
    half = np.zeros(len(aside), dtype=np.bool_)
    half[rng.permutation(len(aside))[: len(aside) // 2]] = True
    statistics = [
        statistic
        for s in suspected
        for statistic in statistics_of(Scores(s.attack, s.values[kept], s.graded))
    ]
    test = shuffle_test(Experiment(pool, half), statistics, rng, n_shuffles=N_SHUFFLES)
    return float(test.p_adjusted.min())


def _planted(
    experiment: Experiment,
    prepared: Prepared,
    suspected: Sequence[Scores],
    share: float,
    jitter: float,
    rng: np.random.Generator,
    critical: float,
) -> Planted:
    training = np.flatnonzero(experiment.in_train[experiment.pool.persons])
    n_rows = max(1, round(share * len(experiment.pool.synthetic)))
    # As many as would be attacked here if they were copied from all of the training table.
    chosen = rng.choice(training, size=min(n_rows, len(training)), replace=False)
    scores = []
    for scaling, layout in prepared.layouts.items():
        copies = layout.pool.rows(chosen)
        noisy = _with_noise(copies, layout.pool, jitter, rng)
        before = -next(s.values for s in suspected if s.attack == f"distance, {scaling}")
        planted = np.asarray(nearest(layout.pool, noisy)[0][:, 0], dtype=np.float64)
        scores += against_yardsticks(np.minimum(before, planted), prepared.yardsticks[scaling], scaling)
    statistics = [statistic for s in scores for statistic in statistics_of(s)]
    z = float(standardised(experiment, statistics).max())
    return Planted(share, jitter, n_rows, z, z >= critical)


def _with_noise(copies: Encoded, pool: Encoded, jitter: float, rng: np.random.Generator) -> Encoded:
    spread = pool.numbers.std(axis=1, keepdims=True) * np.float32(jitter)
    noise = rng.standard_normal(copies.numbers.shape, dtype=np.float32) * spread
    return Encoded(copies.numbers + noise, copies.categories)
