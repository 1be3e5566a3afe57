"""The whole experiment: blind tables stay silent, planted leaks are found, broken studies are called invalid."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest
from tables_for_tests import (
    PEOPLE,
    fresh,
    people,
    replaced,
    stacked,
    with_copies,
    without_holdout,
    without_identifiers,
)

from synthlab.evaluation import evaluate
from synthlab.metrics.base import Comparison, Skipped, State
from synthlab.metrics.privacy.experiment import Result, run
from synthlab.metrics.privacy.inference import METRIC as INFERENCE
from synthlab.metrics.privacy.linkability import METRIC as LINKABILITY
from synthlab.metrics.privacy.membership import METRIC as MEMBERSHIP
from synthlab.metrics.privacy.singling_out import METRIC as SINGLING_OUT
from synthlab.metrics.privacy.values import METRIC as VALUES
from synthlab.metrics.privacy.vulnerable import METRIC as VULNERABLE

CHECKS = (VALUES, MEMBERSHIP, VULNERABLE, SINGLING_OUT, INFERENCE, LINKABILITY)
ALARMS = {State.LEAK_FOUND, State.TRACE}


def states(comparison: Comparison, seed: int = 0) -> dict[str, State | None]:
    return {outcome.metric: outcome.state for outcome in evaluate(comparison, CHECKS, seed).outcomes}


@cache
def null(seed: int) -> Comparison:
    return fresh(1500, 1500, 1500, seed)


def columns_alone(comparison: Comparison) -> Comparison:
    rng = np.random.default_rng(0)
    train, n = comparison.train, len(comparison.synthetic)
    drawn = pd.DataFrame(
        {c: train[c].iloc[rng.integers(len(train), size=n)].reset_index(drop=True) for c in train}
    )
    return replaced(comparison, synthetic=without_identifiers(drawn))


def test_fresh_real_rows_raise_no_alarm():
    # Each report may cry wolf in 4 of 100: two or more of six has a chance of 2%.
    assert sum(bool(ALARMS & set(states(null(seed), seed).values())) for seed in range(6)) <= 1


def test_a_full_copy_is_found_by_every_check():
    comparison = null(0)
    copy = replaced(comparison, synthetic=without_identifiers(comparison.train))
    assert set(states(copy).values()) == {State.LEAK_FOUND}


def test_copies_of_two_percent_are_found_among_the_most_suspected_people():
    comparison = with_copies(null(1), 30)
    result = run(comparison, np.random.default_rng(0))
    assert isinstance(result, Result)
    assert result.state("membership") is State.LEAK_FOUND
    auc = next(f for f in result.findings["membership"] if f.kind == "auc" and f.attack == "distance, log")
    assert auc.effect.value < 0.53


def test_values_copied_column_by_column_are_found_though_every_distance_is_blind():
    found = states(columns_alone(null(2)))
    assert found["values"] is State.LEAK_FOUND
    assert found["singling-out"] is State.LEAK_FOUND
    assert found["linkability"] not in ALARMS


def test_a_drifted_holdout_is_invalid_and_never_a_leak():
    comparison = null(3)
    older = comparison.holdout.assign(age=(comparison.holdout["age"] + 12).clip(upper=90))
    outcomes = evaluate(replaced(comparison, holdout=older), CHECKS).outcomes
    assert {outcome.state for outcome in outcomes} == {State.INVALID}
    assert "Your two real files differ from each other" in outcomes[0].reason


def test_the_same_people_on_both_sides_are_invalid():
    comparison = null(4)
    both = replaced(comparison, holdout=stacked(comparison.holdout, comparison.train.iloc[:100]))
    outcomes = evaluate(both, CHECKS).outcomes
    assert {outcome.state for outcome in outcomes} == {State.INVALID}
    assert "both sides" in outcomes[0].reason


@pytest.mark.parametrize("comparison", [without_holdout(fresh(300, 300, 300)), fresh(600, 150, 300)])
def test_without_enough_kept_aside_people_nothing_is_tested(comparison):
    assert set(states(comparison).values()) == {State.NOT_TESTED}


def test_scores_are_the_same_when_train_and_holdout_change_places():
    comparison = with_copies(null(5), 20)
    turned = replaced(comparison, train=comparison.holdout, holdout=comparison.train)
    result, other = (run(c, np.random.default_rng(1)) for c in (comparison, turned))
    assert isinstance(result, Result)
    assert isinstance(other, Result)
    # The pools hold the same rows in another order; no score may depend on which side a row came from.
    for layout in result.prepared.layouts:
        first, second = result.prepared.yardsticks[layout], other.prepared.yardsticks[layout]
        assert np.sort(first.sum(axis=1)) == pytest.approx(np.sort(second.sum(axis=1)), abs=1e-4)
    assert other.findings["membership"][0].effect.value <= 0.6


def test_the_same_seed_gives_the_same_report_and_metrics_share_one_experiment():
    comparison = with_copies(null(6), 15)
    alone = evaluate(comparison, (MEMBERSHIP,), 3).outcomes[0]
    comparison.shared.clear()
    together = evaluate(comparison, CHECKS, 3).outcome("membership")
    assert alone.model_dump(exclude={"seconds"}) == together.model_dump(exclude={"seconds"})
    assert len(comparison.shared) == 1


def test_planted_copies_that_are_not_caught_leave_nothing_cleared():
    # 40 synthetic rows: 1% of them is not one row that could be caught.
    outcomes = evaluate(replaced(null(7), synthetic=null(7).synthetic.iloc[:40]), CHECKS).outcomes
    assert State.NO_LEAK_FOUND not in {outcome.state for outcome in outcomes}
    assert "planted by us" in outcomes[1].facts["sentence"]


def test_five_rows_a_person_raise_no_alarm_when_the_person_is_known():
    rng = np.random.default_rng(8)
    parts = []
    for n, prefix in ((400, "t"), (400, "h"), (400, "s")):
        base = people(n, rng, prefix)
        rows = base.loc[np.repeat(base.index, 5)].reset_index(drop=True)
        parts.append(rows.assign(hours=pd.array(rng.integers(5, 60, len(rows)), dtype="Int64")))
    comparison = Comparison(*parts, PEOPLE.replace(group="email"))
    assert not ALARMS & set(states(comparison).values())


def test_every_sentence_has_its_number_and_no_promise():
    for comparison in (null(0), with_copies(null(1), 30), columns_alone(null(2))):
        for outcome in evaluate(comparison, CHECKS).outcomes:
            sentence = outcome.facts["sentence"]
            assert any(character.isdigit() for character in sentence)
            assert outcome.smallest_detectable is not None
            assert outcome.facts["does_not_say"]


def test_a_one_column_table_is_answered_or_refused_with_a_reason():
    comparison = null(0)
    schema = PEOPLE.replace(columns=(PEOPLE["income"],))
    narrow = Comparison(
        *(f[["income"]] for f in (comparison.train, comparison.holdout, comparison.synthetic)), schema
    )
    outcomes = {outcome.metric: outcome for outcome in evaluate(narrow, CHECKS).outcomes}
    assert outcomes["linkability"].reason == "A record of one column has no two halves to link."
    assert outcomes["membership"].state not in ALARMS


def test_an_empty_synthetic_table_of_missing_values_is_not_tested():
    comparison = null(0)
    empty = comparison.synthetic.copy()
    for name in empty:
        empty[name] = empty[name].where(pd.Series(False, index=empty.index))
    assert isinstance(run(replaced(comparison, synthetic=empty), np.random.default_rng(0)), Skipped)
