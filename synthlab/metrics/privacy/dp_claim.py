"""Does the evidence contradict the claimed epsilon? Guesses who was in training, held against the claim."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from synthlab.errors import NotMeasurable
from synthlab.metrics.base import Comparison, Family, Metric, PrivacyClaim, Score, Skipped, State
from synthlab.metrics.privacy.auditing import ALPHA, Guesses, guess_sides, ranks
from synthlab.metrics.privacy.experiment import STREAM, Result, run
from synthlab.metrics.privacy.scoring import controls_of
from synthlab.statistics.epsilon_bounds import chance_of_guesses
from synthlab.statistics.intervals import clopper_pearson

__all__ = ["METRIC", "dp_claim"]

_NEVER = (
    "A claim that is not contradicted is not confirmed. Attacks that look at rows only find little of what there is; "
    "no epsilon follows from this."
)


def dp_claim(comparison: Comparison, rng: np.random.Generator) -> Score | Skipped:
    """The share of right guesses who was in training; 0.5 is guessing.

    One score, set beforehand: a person's mean rank under all membership attacks of the experiment, so that no attack
    is chosen after the fact. The r/2 highest are guessed in, the r/2 lowest out, for r of 20, 100 and 1,000, each at
    5% divided by their number. LEAK FOUND where the claimed (epsilon, delta) is refuted; otherwise no state, since
    nothing that is seen here can clear a claim. The value is that of the r that contradicts the claim most, or of the
    greatest r where none does. Exact where independent fair coins parted train from holdout;
    otherwise the larger side is cut to the size of the smaller, and the result is approximate.

    Raises
    ------
    NotMeasurable
        Where the holdout is the latest rows, or a person has several rows.

    Source
    ------
    Steinke, Nasr and Jagielski (2023), Privacy Auditing with One (1) Training Run, arXiv 2305.08846.
    """
    claim = comparison.claim
    if claim is None:
        return Skipped(
            "No differential privacy is claimed of this table, so there is no claim to contradict."
        )
    if comparison.holdout is not None and comparison.schema.time is not None:
        raise NotMeasurable(
            "The kept-aside rows are the latest ones: who was in training was not left to chance, as the test of a "
            "claimed epsilon needs it."
        )
    result = run(comparison, rng)
    if isinstance(result, Skipped):
        return result
    if result.experiment.pool.n_persons < len(result.experiment.pool.rows):
        raise NotMeasurable(
            "People here have several rows each, and a claimed epsilon is held against the single row of a person."
        )
    is_exact = comparison.coin_split and len(result.experiment.pool.rows) == len(comparison.real)
    return _held_against(claim, result, is_exact)


def _held_against(claim: PrivacyClaim, result: Result, is_exact: bool) -> Score:
    scores = np.mean([ranks(one.values) for one in result.battery.suspected], axis=0)
    inside = _in_train_by_row(result)
    kept = np.ones(len(inside), dtype=bool) if is_exact else _balanced(inside)
    # Ties are broken without a look at who was in: the order of the pool is random already.
    guesses = guess_sides(scores[kept], inside[kept], claim.delta, np.random.default_rng(0))
    n_people = int(kept.sum())
    chances = [
        chance_of_guesses(claim.epsilon, one.n_right, one.n_guesses, n_people, claim.delta) for one in guesses
    ]
    p_adjusted = min(1.0, len(guesses) * min(chances))
    shown = guesses[int(np.argmin(chances))] if p_adjusted < ALPHA else guesses[-1]
    low, high = clopper_pearson(shown.n_right, shown.n_guesses, ALPHA / len(guesses))
    by_chance = 1.96 * 0.5 / math.sqrt(shown.n_guesses)
    contradicted = max(one.epsilon for one in guesses)
    return Score(
        value=shown.n_right / shown.n_guesses,
        low=low,
        high=high,
        reference=0.5,
        reference_low=max(0.0, 0.5 - by_chance),
        reference_high=min(1.0, 0.5 + by_chance),
        n_rows=n_people,
        details=[_row(one, chance) for one, chance in zip(guesses, chances, strict=True)],
        facts={
            "sentence": _sentence(claim, shown, contradicted, p_adjusted, is_exact),
            "score": "mean rank under all membership attacks",
            "claimed_epsilon": claim.epsilon,
            "claimed_delta": claim.delta,
            "contradicts_epsilon_below": contradicted,
            "allowed_share": 1 / (1 + math.exp(-claim.epsilon)),
            "split": "independent fair coins" if is_exact else "approximate",
            "alpha": ALPHA,
            "n_train": result.experiment.n_train,
            "n_holdout": result.experiment.n_holdout,
            "controls": controls_of(result),
            "does_not_say": _NEVER,
        },
        state=State.LEAK_FOUND if p_adjusted < ALPHA else None,
        baseline=0.5,
        control=result.blind.auc,
        p_adjusted=p_adjusted,
        smallest_detectable=_smallest(claim, shown.n_guesses, n_people, len(guesses)),
    )


def _in_train_by_row(result: Result) -> npt.NDArray[np.bool_]:
    return np.asarray(result.experiment.in_train[result.experiment.pool.persons])


def _balanced(inside: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """As many of either side, shape (n_rows,): a guess is then right half of the time by chance.

    The first ones of the larger side stay; the pool stands in random order.
    """
    n_each = min(int(inside.sum()), int((~inside).sum()))
    return np.where(inside, np.cumsum(inside) <= n_each, np.cumsum(~inside) <= n_each)


def _row(guesses: Guesses, chance: float) -> dict[str, Any]:
    return {
        "guesses": guesses.n_guesses,
        "right": guesses.n_right,
        "p": chance,
        "contradicts_epsilon_below": guesses.epsilon,
    }


def _smallest(claim: PrivacyClaim, n_guesses: int, n_people: int, n_tests: int) -> float | None:
    """The least share of right guesses that would contradict the claim; None where not even all would."""
    for n_right in range(n_guesses // 2, n_guesses + 1):
        if chance_of_guesses(claim.epsilon, n_right, n_guesses, n_people, claim.delta) < ALPHA / n_tests:
            return n_right / n_guesses
    return None


def _sentence(
    claim: PrivacyClaim, shown: Guesses, contradicted: float, p_adjusted: float, is_exact: bool
) -> str:
    told = f"{shown.n_right:,} of {shown.n_guesses:,} guesses who was in training are right; half would be by chance."
    stated = f"epsilon {claim.epsilon:g} and delta {claim.delta:g}"
    how = "" if is_exact else " Approximate: the kept-aside people were not chosen by independent coins."
    if p_adjusted < ALPHA:
        found = f"This evidence contradicts any claim of epsilon below {contradicted:.2f} (delta {claim.delta:g})."
        return f"{told} {found} The claim is {stated}.{how}"
    return f"{told} This does not contradict the claim of {stated}, and it does not confirm it.{how}"


METRIC = Metric(
    name="dp-claim",
    family=Family.PRIVACY,
    question="Does the evidence contradict the claimed differential privacy?",
    best=0.5,
    bounds=(0.0, 1.0),
    unit="share of right guesses",
    source="Guesses who was in one training, held against (epsilon, delta) (arXiv 2305.08846).",
    compute=dp_claim,
    stream=STREAM,
)
