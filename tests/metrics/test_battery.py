from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from tables_for_tests import PEOPLE, fresh

from synthlab.metrics.base import Comparison
from synthlab.metrics.privacy.attacks.suspicion import prepare
from synthlab.metrics.privacy.battery import LEAST_GROUP, RARE, Battery, attacked
from synthlab.metrics.privacy.engine.pool import make_experiment
from synthlab.metrics.privacy.engine.shuffle import statistics_of
from synthlab.tables.schema import Role


def battery(comparison: Comparison) -> Battery:
    experiment = make_experiment(comparison, np.random.default_rng(0))
    return attacked(prepare(experiment.pool), np.random.default_rng(0))


def skewed(role: Role) -> Comparison:
    """Nine in ten live in the east; who lives elsewhere cannot be told from anything."""
    parts = fresh(700, 700, 700, 4)
    schema = PEOPLE.replace(
        columns=tuple(
            c.model_copy(update={"role": role}) if c.name == "region" else c for c in PEOPLE.columns
        )
    )
    rng = np.random.default_rng(0)

    def eastern(frame: pd.DataFrame) -> pd.DataFrame:
        east = rng.random(len(frame)) < 0.87
        towns = np.where(east, "east", frame["region"].astype(object))
        return frame.assign(region=pd.Series(towns, index=frame.index).astype(frame["region"].dtype))

    return Comparison(*(eastern(f) for f in (parts.train, parts.holdout, parts.synthetic)), schema)


@pytest.fixture(scope="module")
def marked() -> Battery:
    return battery(skewed(Role.SENSITIVE))


def test_rare_answers_are_those_that_the_best_constant_guess_misses(marked):
    rare = next(s for s in marked.scores["inference"] if s.attack == f"region by memory{RARE}")
    guess = next(g for g in marked.guesses if (g.secret, g.attacker) == ("region", "memory"))
    assert rare.among.tolist() == (guess.baseline == 0).tolist()
    assert LEAST_GROUP < rare.among.sum() < 0.25 * len(rare.among)
    assert not any(s.attack == f"job by memory{RARE}" for s in marked.scores["inference"])


def test_rare_answers_clear_a_check_for_marked_secrets_alone(marked):
    assert f"region by memory{RARE}" not in marked.silent
    assert f"region by memory{RARE}" in battery(skewed(Role.FEATURE)).silent


def test_only_marked_secrets_are_learned(marked):
    learned = {g.secret for g in marked.guesses if g.attacker == "learning"}
    assert learned == {"region", "bought"}
    assert len([g for g in marked.guesses if g.attacker == "memory"]) == len(PEOPLE.modelled)


def test_narrow_windows_and_small_groups_raise_alarms_and_clear_nothing(marked):
    distance = next(s for s in marked.scores["membership"] if s.attack == "distance, log")
    may = {s.name: marked.may_clear(s) for s in statistics_of(distance)}
    assert may == {"AUC": True, "top 20": False, "top 1%": True, "top 5%": True} | {
        name: False for name in may if name == "top 0.3%"
    }
    groups = {s.attack: s.attack in marked.silent for s in marked.scores["vulnerable"]}
    assert not groups["isolated 5%: distance, log"]
    assert groups["isolated 5%: secrets by memory"]


def test_a_bound_holds_for_as_many_attacks_as_can_clear(marked):
    assert marked.n_clearing("membership") == len(marked.suspected)
    silent = sum(s.attack in marked.silent for s in marked.scores["inference"])
    assert silent > 0
    assert marked.n_clearing("inference") == len(marked.scores["inference"]) - silent
