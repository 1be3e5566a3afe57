"""Does what dp-network releases contradict its epsilon? A planted row, many fits, and the best attack on them.

python -m benchmarks.dp_audit                     2,000 fits at epsilon 1, then with noise ten times too small; sums
python -m benchmarks.dp_audit --fits 400 --epsilon 4

Half of the fits have one row more, whose values nobody else has (the categories are public). The attacker knows
everything but whether that row is there: all other rows, the settings, and every noisy count that the fit looked
at, which is more than the network keeps. Each noisy count of a cell that holds the planted row alone tells of it;
their sum, weighted by precision, is the likelihood ratio of Gaussian noise. The row is said to be there where that
estimate of its number is above 0.9, set beforehand; the bound on epsilon is Clopper-Pearson's at 95%. A bound above
the stated epsilon would be a contradiction; noise with a tenth of its scale has to give one.

Sums of vectors are attacked by themselves, each with the whole budget: the planted row's vector is ten times as long
as a vector may be, and only shortening it keeps the promise. Ten such rows, where the ledger was told of one, are
what a vector that is not shortened would be, and have to be caught.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from unittest import mock

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.generators import dp_network
from synthlab.generators.base import silent
from synthlab.generators.dp_accounting import Ledger, Spend
from synthlab.generators.dp_noise import Noise, Noisy
from synthlab.statistics.epsilon_bounds import epsilon_from_rates
from synthlab.tables.schema import Column, Kind, Schema

__all__ = [
    "SCHEMA",
    "BrokenNoise",
    "WatchedNoise",
    "audited",
    "audited_sums",
    "bound_on_epsilon",
    "evidence",
    "with_or_without",
]

LEVELS = ("a", "b", "z")
SCHEMA = Schema(
    columns=tuple(Column(name=name, kind=Kind.CATEGORICAL, levels=LEVELS) for name in ("first", "second"))
)
_DELTA = 1e-6
_ACCUSED = 0.9
_PLANTED = "z"
_N_CELLS = len(LEVELS) + 1  # and missing


@dataclass(frozen=True)
class WatchedNoise(Noise):
    """Noise as it is, and what it answered."""

    answers: list[Noisy] = field(default_factory=list)

    def counts(self, counts: npt.NDArray[np.int64], rho: float, what: str) -> Noisy:
        noisy = super().counts(counts, rho, what)
        self.answers.append(noisy)
        return noisy


@dataclass(frozen=True)
class BrokenNoise(WatchedNoise):
    """A mistake of a factor ten: the ledger is told the truth of a scale that is not the one drawn with."""

    def counts(self, counts: npt.NDArray[np.int64], rho: float, what: str) -> Noisy:
        noisy = Noise(Ledger(1_000.0, _DELTA), self.rows_per_person).counts(counts, rho * 100, what)
        self.ledger.add(Spend(what, rho))
        self.answers.append(noisy)
        return noisy


def with_or_without(planted: bool, n_rows: int = 200) -> pd.DataFrame:
    """Rows of two columns that go together, and the planted one after them."""
    first = ["a" if row % 2 else "b" for row in range(n_rows)] + [_PLANTED] * planted
    second = ["a" if row % 3 else "b" for row in range(n_rows)] + [_PLANTED] * planted
    return pd.DataFrame(
        {
            name: pd.Series(pd.Categorical(values, sorted(set(values))))
            for name, values in (("first", first), ("second", second))
        }
    )


def evidence(answers: Sequence[Noisy], n_rows: int) -> float:
    """The attacker's estimate of how often the planted row is there, from one fit: about 0 or 1, and noise."""
    place = LEVELS.index(_PLANTED)
    found = weights = 0.0
    for noisy in answers:
        counts = noisy.counts.ravel()
        if len(counts) == 1:
            told = counts[0] - n_rows
        elif len(counts) == _N_CELLS:
            told = counts[place]
        else:  # a table of both columns: the cell where both have the planted value
            told = counts[place * _N_CELLS + place]
        found += float(told) / noisy.sigma**2
        weights += 1 / noisy.sigma**2
    return found / weights


def bound_on_epsilon(planted: npt.NDArray[np.bool_], accused: npt.NDArray[np.bool_]) -> float:
    """The lower bound at confidence 95% from who was there and who was accused."""
    n_there = int(planted.sum())
    return epsilon_from_rates(
        (int(accused[planted].sum()), n_there), (int(accused[~planted].sum()), len(planted) - n_there), _DELTA
    )


def audited_sums(n_sums: int, epsilon: float, n_planted: int, seed: int = 0) -> float:
    """The lower bound on epsilon where ``n_planted`` rows with vectors far too long are there or not."""
    planted = np.random.default_rng(seed).random(n_sums) < 0.5
    accused = []
    for one in planted:
        vectors = np.zeros((20 + n_planted * int(one), 3))
        vectors[20:, 0] = 10.0
        ledger = Ledger(epsilon, _DELTA)
        accused.append(Noise(ledger).sums(vectors, ledger.rho * (1 - 1e-9), "sums").counts[0] > n_planted / 2)
    return bound_on_epsilon(planted, np.array(accused))


def audited(n_fits: int, epsilon: float, kind: type[WatchedNoise], seed: int = 0) -> float:
    """The lower bound on epsilon, at confidence 95%, after ``n_fits`` fits."""
    rng = np.random.default_rng(seed)
    planted = rng.random(n_fits) < 0.5
    tables = {there: with_or_without(there) for there in (False, True)}
    accused = np.array([_score(tables[bool(one)], epsilon, kind, rng) > _ACCUSED for one in planted])
    return bound_on_epsilon(planted, accused)


def _score(train: pd.DataFrame, epsilon: float, kind: type[WatchedNoise], rng: np.random.Generator) -> float:
    watched: list[WatchedNoise] = []

    def noise(ledger: Ledger, rows_per_person: int) -> WatchedNoise:
        watched.append(kind(ledger, rows_per_person))
        return watched[-1]

    with mock.patch.object(dp_network, "Noise", noise):
        dp_network.DpNetwork(epsilon=epsilon, delta=_DELTA).fit(train, SCHEMA, rng, silent)
    return evidence(watched[0].answers, len(with_or_without(False)))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--fits", type=int, default=2_000)
    parser.add_argument("--epsilon", type=float, default=1.0)
    asked = parser.parse_args()
    attacks = {
        "fits as they are": partial(audited, asked.fits, asked.epsilon, WatchedNoise),
        "noise at a tenth": partial(audited, asked.fits, asked.epsilon, BrokenNoise),
        "sums as they are": partial(audited_sums, asked.fits, asked.epsilon, 1),
        "not shortened": partial(audited_sums, asked.fits, asked.epsilon, 10),
    }
    for name, attack in attacks.items():
        bound = attack()
        says = "contradicts" if bound > asked.epsilon else "does not contradict"
        print(
            f"{name:18} {asked.fits} times: epsilon at least {bound:.2f}, {says} {asked.epsilon:g}",
            flush=True,
        )


if __name__ == "__main__":
    main()
