"""An audit for whoever owns the generator: train it with and without planted people, and guess who was there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.errors import DataError
from synthlab.metrics.privacy.attacks.suspicion import prepare, suspicions
from synthlab.metrics.privacy.canaries import KINDS, choose_canaries
from synthlab.metrics.privacy.engine.pool import Pool
from synthlab.statistics.epsilon_bounds import epsilon_from_guesses, epsilon_from_rates
from synthlab.tables.schema import Schema

__all__ = [
    "ALPHA",
    "Audit",
    "FitSample",
    "Guesses",
    "TargetAudit",
    "audit_generator",
    "audit_target",
    "guess_sides",
    "ranks",
]

FitSample = Callable[[pd.DataFrame, int], pd.DataFrame]
"""``fit_sample(train, seed)`` trains the generator anew and gives a synthetic table with the schema's columns."""

Told = Callable[[float, str], None]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

NUMBERS_OF_GUESSES = (20, 100, 1_000)
"""How many people are guessed, most suspected and least suspected in equal parts; set beforehand."""

ALPHA = 0.05
LEAST_FITS = 100
_MOST_REFERENCE = 2_000


@dataclass(frozen=True)
class Guesses:
    """``n_right`` of ``n_guesses`` were right; ``epsilon`` is what they contradict any smaller claim of."""

    n_guesses: int
    n_right: int
    epsilon: float


@dataclass(frozen=True)
class Audit:
    """What ``n_fits`` trainings with ``n_coins`` coins showed. ``aucs`` is by kind of canary; 0.5 is guessing.

    ``epsilon`` is a lower bound at confidence 95% over all numbers of guesses, never an upper one.
    """

    n_fits: int
    n_coins: int
    guesses: tuple[Guesses, ...]
    aucs: dict[str, float]
    epsilon: float
    delta: float

    @property
    def sentences(self) -> tuple[str, ...]:
        """What may be said of it, and what not."""
        kinds = ", ".join(f"{kind} {auc:.2f}" for kind, auc in self.aucs.items())
        right = "; ".join(f"{g.n_right:,} of {g.n_guesses:,} right" for g in self.guesses)
        contradicts = (
            f"This evidence contradicts any claim of epsilon below {self.epsilon:.2f} (delta {self.delta:g}), with 95% confidence."
            if self.epsilon > 0
            else "This evidence contradicts no claim of differential privacy."
        )
        return (
            f"{self.n_fits:,} trainings, {self.n_coins:,} coins. Guesses who was in training: {right} (half by chance).",
            f"Ranking planted people (0.5 is guessing): {kinds}.",
            contradicts,
            "Epsilon may be far greater than this bound: attacks that look at rows only find little of what there is.",
        )

    def as_json(self) -> dict[str, Any]:
        """Plain numbers, and no row of anybody."""
        return {
            "format": "synthlab.audit/1",
            "trainings": self.n_fits,
            "coins": self.n_coins,
            "guesses": [
                {"guesses": g.n_guesses, "right": g.n_right, "epsilon_at_least": g.epsilon}
                for g in self.guesses
            ],
            "auc_by_kind": self.aucs,
            "epsilon_at_least": self.epsilon,
            "delta": self.delta,
        }


@dataclass(frozen=True)
class TargetAudit:
    """One person, trained with and without: rates of accusing on the half of the trainings kept for it."""

    n_fits: int
    accused: tuple[int, int]
    wrongly: tuple[int, int]
    epsilon: float

    @property
    def sentences(self) -> tuple[str, ...]:
        """What may be said of it, and what not."""
        contradicts = (
            f"This evidence contradicts any claim of epsilon below {self.epsilon:.2f}, with 95% confidence."
            if self.epsilon > 0
            else "This evidence contradicts no claim of differential privacy."
        )
        return (
            f"{self.n_fits:,} trainings. The person was said to be there in {self.accused[0]} of {self.accused[1]} "
            f"trainings with, and in {self.wrongly[0]} of {self.wrongly[1]} without.",
            contradicts,
            "Other attacks could find more, and other people may be easier to find.",
        )


def audit_generator(
    fit_sample: FitSample,
    data: pd.DataFrame,
    schema: Schema,
    n_canaries: int = 100,
    n_fits: int = 1,
    seed: int = 0,
    delta: float = 0.0,
    progress: Told | None = None,
) -> Audit:
    """Train ``n_fits`` times; each time a fair coin decides for each canary whether it is in training.

    Every canary gets one score without its coin: the mean of its ranks under all membership attacks. The highest
    are guessed to have been in training, the lowest not, 10, 50 and 500 of each where there are as many; bounds are
    at ``ALPHA`` over all of them (Bonferroni). One training says as much as its coins do; more trainings are
    independent ones with coins of their own.

    Source
    ------
    Steinke, Nasr and Jagielski (2023), arXiv 2305.08846; canaries that stand alone as in Meeus et al. (2023), arXiv
    2306.10308.
    """
    rng = np.random.default_rng(seed)
    canaries = choose_canaries(data, schema, n_canaries, rng)
    scores, coins = [], []
    for number in range(n_fits):
        if progress is not None:
            progress(number / n_fits, f"Training {number + 1} of {n_fits}")
        inside = rng.random(len(canaries.rows)) < 0.5
        train = pd.concat([canaries.others, canaries.rows[inside]], ignore_index=True)
        train = train.iloc[rng.permutation(len(train))].reset_index(drop=True)
        synthetic = fit_sample(train, seed + number)
        scores.append(_suspected(canaries.rows, canaries.others, synthetic, schema, rng).mean(axis=0))
        coins.append(inside)
    if progress is not None:
        progress(1.0, "Every training is done")
    score, inside = np.concatenate(scores), np.concatenate(coins)
    kinds = np.tile(canaries.kinds, n_fits)
    guesses = guess_sides(score, inside, delta, rng)
    return Audit(
        n_fits,
        len(score),
        guesses,
        {kind: _auc(score[kinds == kind], inside[kinds == kind]) for kind in KINDS},
        max((g.epsilon for g in guesses), default=0.0),
        delta,
    )


def audit_target(
    fit_sample: FitSample,
    data: pd.DataFrame,
    schema: Schema,
    row: int,
    n_fits: int = 200,
    seed: int = 0,
    delta: float = 0.0,
    progress: Told | None = None,
) -> TargetAudit:
    """One person: half of the trainings with the row, half without, in random order.

    Attack and threshold are chosen on the first half of the trainings, the bound comes from the second.

    Raises
    ------
    DataError
        With fewer than ``LEAST_FITS`` trainings, which could show nothing, or a row that is not there.
    """
    if n_fits < LEAST_FITS:
        raise DataError(
            f"{n_fits} trainings cannot tell anything of one person: ask for at least {LEAST_FITS}."
        )
    if not 0 <= row < len(data):
        raise DataError(f"There is no row {row}: the table has rows 0 to {len(data) - 1:,}.")
    rng = np.random.default_rng(seed)
    target, others = data.iloc[[row]].reset_index(drop=True), data.drop(index=data.index[row])
    inside = rng.permutation(np.arange(n_fits) % 2 == 0)
    found = []
    for number, there in enumerate(inside):
        if progress is not None:
            progress(number / n_fits, f"Training {number + 1} of {n_fits}")
        train = pd.concat([others, target] if there else [others], ignore_index=True)
        synthetic = fit_sample(train.iloc[rng.permutation(len(train))].reset_index(drop=True), seed + number)
        found.append(_suspected(target, others, synthetic, schema, np.random.default_rng(seed))[:, 0])
    accused = _accused(np.array(found), inside)
    half = n_fits // 2
    there = inside[half:]
    rates = (int(accused[there].sum()), int(there.sum())), (int(accused[~there].sum()), int((~there).sum()))
    return TargetAudit(n_fits, *rates, epsilon_from_rates(*rates, delta, ALPHA))


def _suspected(
    people: pd.DataFrame,
    others: pd.DataFrame,
    synthetic: pd.DataFrame,
    schema: Schema,
    rng: np.random.Generator,
) -> Floats:
    """Shares of ranks of ``people`` among themselves and some others, shape (n_attacks, n_people); no label is seen."""
    drawn = others.iloc[rng.permutation(len(others))[:_MOST_REFERENCE]]
    pool = pd.concat([people, drawn], ignore_index=True)
    scores = suspicions(prepare(Pool(pool, np.arange(len(pool)), synthetic, schema)), rng)
    return np.array([ranks(one.values)[: len(people)] / len(pool) for one in scores])


def guess_sides(score: Floats, inside: Bools, delta: float, rng: np.random.Generator) -> tuple[Guesses, ...]:
    """The most suspected guessed to be in training, the least suspected not; one entry a number of guesses."""
    order = rng.permutation(len(score))
    order = order[np.argsort(-score[order], kind="stable")]
    sizes = [n for n in NUMBERS_OF_GUESSES if n <= len(score)] or [len(score) // 2 * 2]
    found = []
    for n in sizes:
        right = int(inside[order[: n // 2]].sum() + (~inside[order[-(n // 2) :]]).sum())
        epsilon = epsilon_from_guesses(right, n, len(score), delta, ALPHA / len(sizes))
        found.append(Guesses(n, right, epsilon))
    return tuple(found)


def _accused(found: Floats, inside: Bools) -> Bools:
    """Which of the later trainings are said to have had the person, by the best rule of the earlier ones."""
    half = len(found) // 2
    best = (-1.0, 0, 0.0)
    for attack in range(found.shape[1]):
        for threshold in np.unique(found[:half, attack]):
            said = found[:half, attack] >= threshold
            told = float(said[inside[:half]].mean() - said[~inside[:half]].mean())
            best = max(best, (told, attack, float(threshold)))
    return np.asarray(found[half:, best[1]] >= best[2])


def _auc(score: Floats, inside: Bools) -> float:
    n_in, n_out = int(inside.sum()), int((~inside).sum())
    if not n_in or not n_out:
        return 0.5
    return float((ranks(score)[inside].sum() - n_in * (n_in + 1) / 2) / (n_in * n_out))


def ranks(values: Floats) -> Floats:
    """Ranks from 1, ties sharing the mean of theirs."""
    from scipy.stats import rankdata

    return np.asarray(rankdata(values), dtype=np.float64)
