"""What report.json carries of each privacy check: state, effect, interval, adjusted p, baseline, control, what it could see."""

from __future__ import annotations

import json

import pytest
from tables_for_tests import fresh, with_copies, without_holdout

from synthlab.evaluation import Report, evaluate
from synthlab.metrics import METRICS
from synthlab.metrics.base import Family, State
from synthlab.policy import NEVER_A_VERDICT, default_policy, judge

CHECKS = [
    metric
    for metric in METRICS
    if metric.family is Family.PRIVACY and metric.name not in {*NEVER_A_VERDICT, "dp-claim"}
]
NAMED = {
    "identifiers", "copies", "values", "membership", "vulnerable", "singling-out", "inference", "linkability",
}  # fmt: skip
FIELDS = {"state", "value", "low", "high", "p_adjusted", "baseline", "control", "smallest_detectable"}
# Identifiers that nobody could guess need no test: one value that was carried over is a leak.
NOT_TESTED_BY_CHANCE = {"identifiers": {"p_adjusted"}}


def as_json(report: Report) -> dict[str, dict[str, object]]:
    return {outcome["metric"]: outcome for outcome in json.loads(report.to_json())["outcomes"]}


@pytest.fixture(scope="module")
def report() -> Report:
    return judge(evaluate(with_copies(fresh(600, 400, 600), 12), CHECKS), default_policy())


def test_the_checks_that_are_promised_are_the_ones_that_run():
    assert {metric.name for metric in CHECKS} == NAMED


@pytest.mark.parametrize("name", sorted(NAMED))
def test_every_check_carries_what_a_reader_needs_to_judge_it(report, name):
    outcome = as_json(report)[name]
    assert FIELDS - outcome.keys() == NOT_TESTED_BY_CHANCE.get(name, set())
    assert outcome["state"] in {str(state) for state in State}
    assert outcome["low"] <= outcome["value"] <= outcome["high"]
    assert 0 < outcome.get("p_adjusted", 0.5) <= 1
    assert outcome["facts"]["sentence"]


def test_the_family_has_one_verdict_that_follows_its_worst_check(report):
    (verdict,) = [one for one in report.verdicts if one.family is Family.PRIVACY]
    assert verdict.verdict == "leak found"
    assert "copies: leak found." in verdict.because


def test_without_a_holdout_a_check_has_a_state_and_a_reason_and_no_invented_number():
    clean = fresh(600, 400, 600)
    screened = judge(evaluate(without_holdout(clean), CHECKS), default_policy())
    for name, outcome in as_json(screened).items():
        assert outcome["state"] == "not tested", name
        if outcome["status"] == "skipped":
            assert outcome["reason"]
            assert not (FIELDS - {"state"}) & outcome.keys()
    (verdict,) = [one for one in screened.verdicts if one.family is Family.PRIVACY]
    assert verdict.verdict == "cannot conclude"
