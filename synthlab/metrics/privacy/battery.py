"""All attacks on one pool, by check: what each scores, what may clear a check and what may only raise an alarm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from synthlab.metrics.privacy.attacks.coded import Coded
from synthlab.metrics.privacy.attacks.guesses import Guess, learned_guesses, remembered_guesses
from synthlab.metrics.privacy.attacks.links import Links, linked
from synthlab.metrics.privacy.attacks.predicates import (
    by_value,
    isolated,
    multivariate,
    shuffled_columns,
    univariate,
)
from synthlab.metrics.privacy.attacks.suspicion import Prepared, isolation, rare_values, suspicions
from synthlab.metrics.privacy.engine.shuffle import Scores, Statistic
from synthlab.tables.schema import Role

__all__ = ["LEAST_GROUP", "MEMORY", "RARE", "Battery", "Singled", "attack_name", "attacked"]

N_GUESSES = 2_000
LEAST_GROUP = 50
GROUPS: Mapping[str, float] = {"isolated 1%": 0.01, "isolated 5%": 0.05}
# The narrower group has so few people that its upper bound is always wide: it can raise an alarm, not clear a check.
CLEARING_GROUP = "isolated 5%"
CLEARING_WINDOWS = ("top 1%", "top 5%")
SKEWED = 0.75
"""Where the best constant guess is right for as large a share, the answers it misses are attacked apart too."""

RARE = ", rare answers"
MEMORY = ": secrets by memory"


@dataclass(frozen=True)
class Singled:
    """How many of the guesses singled somebody out, and what as many guesses do without any dependence."""

    n_guesses: int
    n_right: int
    n_right_naive: int


@dataclass(frozen=True)
class Battery:
    """Scores by check, and what stands behind them.

    ``suspected`` are the membership attacks; ``silent`` names the attacks that can raise an alarm but clear nothing:
    those that learned nothing, and those whose upper bound is always wide.
    """

    scores: Mapping[str, Sequence[Scores]]
    suspected: Sequence[Scores]
    guesses: Sequence[Guess]
    links: Links | None
    singled: Mapping[str, Singled]
    silent: frozenset[str]

    def may_clear(self, statistic: Statistic) -> bool:
        """Whether this statistic may earn NO LEAK FOUND."""
        is_wide = statistic.kind == "window" and statistic.name not in CLEARING_WINDOWS
        return not is_wide and statistic.attack not in self.silent

    def n_clearing(self, check: str) -> int:
        """How many attacks have to be cleared at once; at least 1."""
        return max(1, sum(s.attack not in self.silent for s in self.scores[check]))


def attacked(prepared: Prepared, rng: np.random.Generator) -> Battery:
    """Every attack, from the synthetic table alone: no label is at hand here."""
    suspected = suspicions(prepared, rng)
    singling, singled = _singling_out(prepared, rng)
    secrets = [column.name for column in prepared.coded.columns]
    marked = [secret for secret in secrets if _is_marked(prepared.coded, secret)]
    remembered = remembered_guesses(prepared, secrets)
    guesses = [*remembered, *learned_guesses(prepared, marked, rng)]
    links = linked(prepared, rng) if len(secrets) > 1 else None
    isolation_scores, silent = _among_isolated(prepared, suspected, remembered)
    rare = [_rare_answers(guess, prepared) for guess in guesses]
    silent |= {attack_name(guess) for guess in guesses if guess.success.mean() <= guess.baseline.mean()}
    silent |= {
        s.attack for guess, r in zip(guesses, rare, strict=True) for s in r if guess.secret not in marked
    }
    scores = {
        "values": [rare_values(prepared.coded)],
        "membership": suspected,
        "vulnerable": isolation_scores,
        "singling-out": singling,
        "inference": [
            s
            for guess, r in zip(guesses, rare, strict=True)
            for s in (Scores(attack_name(guess), guess.success, graded=False), *r)
        ],
        "linkability": [] if links is None else [Scores("halves of a record", links.success, graded=False)],
    }
    return Battery(scores, suspected, guesses, links, singled, frozenset(silent))


def attack_name(guess: Guess) -> str:
    """What a guess is called among the findings: the secret and who guesses."""
    return f"{guess.secret} by {guess.attacker}"


def _rare_answers(guess: Guess, prepared: Prepared) -> list[Scores]:
    """Where one answer fits nearly everybody: the same guesses on the people it does not fit.

    Most can be guessed right without a single rare answer, which is the one that somebody has to hide. A check is
    cleared by them for the marked secrets alone; for the other columns they can only raise an alarm.
    """
    among = guess.baseline == 0
    if guess.baseline.mean() < SKEWED or _n_persons(prepared, among) < LEAST_GROUP:
        return []
    return [Scores(attack_name(guess) + RARE, guess.success, False, among)]


def _among_isolated(
    prepared: Prepared, suspected: Sequence[Scores], remembered: Sequence[Guess]
) -> tuple[list[Scores], set[str]]:
    """Membership attacks, and the share of secrets remembered, among those who stand most alone."""
    alone = isolation(prepared)
    known = np.mean([guess.success for guess in remembered], axis=0)
    found: list[Scores] = []
    silent: set[str] = set()
    for name, share in GROUPS.items():
        among = alone >= np.quantile(alone, 1 - share)
        if _n_persons(prepared, among) < LEAST_GROUP:
            continue
        secrets = Scores(f"{name}{MEMORY}", known, False, among)
        mine = [Scores(f"{name}: {s.attack}", s.values, True, among) for s in suspected]
        silent |= {s.attack for s in (secrets, *(mine if name != CLEARING_GROUP else ()))}
        found += [*mine, secrets]
    return found, silent


def _n_persons(prepared: Prepared, among: np.ndarray) -> int:
    return len(np.unique(prepared.pool.persons[among]))


def _singling_out(prepared: Prepared, rng: np.random.Generator) -> tuple[list[Scores], dict[str, Singled]]:
    coded, persons = prepared.coded, prepared.pool.persons
    scores, counts = [], {}
    independent, rows = shuffled_columns(coded, rng), by_value(coded.pool)
    for name, guess in (("one column", univariate), ("two to four columns", multivariate)):
        predicates = guess(coded, N_GUESSES, rng)
        if len(predicates) == 0:
            continue
        hits = isolated(predicates, rows, persons)
        naive = isolated(guess(independent, N_GUESSES, rng), rows, persons)
        counts[name] = Singled(len(predicates), int(hits.sum()), int(naive.sum()))
        scores.append(Scores(f"guesses by {name}", (hits > 0).astype(np.float64)[persons], graded=False))
    return scores, counts


def _is_marked(coded: Coded, name: str) -> bool:
    return coded.columns[coded.index(name)].role in (Role.SENSITIVE, Role.TARGET)
