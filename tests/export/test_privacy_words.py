"""The verdict on privacy: worst state first, one action, and the smallest leak in words."""

from __future__ import annotations

import pytest

from synthlab.evaluation import Outcome, Report, TableFacts
from synthlab.export.privacy_words import checks, opening, privacy_verdict, smallest_seen
from synthlab.metrics.base import Family, State


def _check(metric: str, state: State | None, **more: object) -> Outcome:
    fields = {"status": "measured", "value": 0.0, "facts": {"sentence": f"What {metric} says."}, **more}
    return Outcome(metric=metric, family=Family.PRIVACY, state=state, **fields)


def _report(*outcomes: Outcome, trained_on: str = "train") -> Report:
    tables = {
        name: TableFacts(rows=rows, columns=2, sha256="")
        for name, rows in (("train", 2000), ("holdout", 1000))
    }
    return Report(seed=0, outcomes=list(outcomes), tables=tables, trained_on=trained_on)


@pytest.mark.parametrize("state", list(State))
def test_the_worst_state_speaks_and_the_others_are_named_after_it(state):
    others = [one for one in State if list(State).index(one) > list(State).index(state)]
    report = _report(*(_check(f"other-{n}", one) for n, one in enumerate(others)), _check("copies", state))
    found = privacy_verdict(report)
    assert found.state is state
    if state is not State.NO_LEAK_FOUND:
        assert found.because == "What copies says."
    assert all(f"{str(one).capitalize()}: other-{n}." in found.others for n, one in enumerate(others))


def test_a_leak_beside_an_invalid_experiment_is_a_leak_and_the_other_way_round_is_not():
    invalid = _check("membership", State.INVALID, status="skipped", value=None, reason="Two files differ.")
    leak = privacy_verdict(_report(invalid, _check("copies", State.LEAK_FOUND)))
    assert leak.state is State.LEAK_FOUND
    assert leak.others == "Invalid: membership."
    drifted = privacy_verdict(_report(invalid, _check("copies", State.NO_LEAK_FOUND)))
    assert drifted.state is State.INVALID
    assert drifted.because == "Two files differ."
    assert "leak" not in drifted.action.lower()


def test_every_state_has_an_action_of_its_own():
    actions = {privacy_verdict(_report(_check("copies", state))).action for state in State}
    assert len(actions) == len(State)


def test_a_check_that_had_nothing_to_look_for_and_a_weak_figure_do_not_speak():
    weak = _check("nearest-record-share", State.NOT_TESTED)
    report = _report(_check("identifiers", None), weak, _check("copies", State.NO_LEAK_FOUND))
    assert [one.metric for one in checks(report)] == ["copies"]
    assert privacy_verdict(report).state is State.NO_LEAK_FOUND
    assert privacy_verdict(_report(weak)) is None


def test_the_opening_says_who_was_compared_or_that_it_is_a_screening():
    people = _check("membership", State.TRACE, facts={"n_train": 1500, "n_holdout": 700})
    assert "1,500 people whose records made this synthetic table with 700" in opening(_report(people))
    assert "2,000 people" in opening(_report(_check("copies", State.TRACE)))
    skipped = _check("membership", State.NOT_TESTED, status="skipped", value=None, reason="No holdout.")
    screened = opening(_report(_check("copies", State.NOT_TESTED), skipped, trained_on="all"))
    assert "Screened: copied records. Not tested: membership." in screened


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (_check("copies", State.TRACE, facts={"least_provable_here": 9}), "9 copied people beyond chance"),
        (_check("copies", State.TRACE, facts={"least_provable_here": 1}), "1 copied person beyond chance"),
        (_check("copies", State.TRACE, facts={"least_provable_here": None}), ""),
        (_check("identifiers", State.TRACE, facts={}), "one value that nobody could guess"),
        (_check("identifiers", State.NOT_TESTED, facts={"screening": True}), ""),
        (
            _check("membership", State.TRACE, reference=0.5, smallest_detectable=0.532),
            "right 53.2 times in 100, where guessing gives 50",
        ),
        (
            _check("inference", State.TRACE, reference=0.0, smallest_detectable=0.02),
            "2.0 more successes among 100 training people than among 100 others",
        ),
        (_check("membership", State.TRACE), ""),
    ],
)
def test_the_smallest_leak_is_said_in_the_unit_of_its_check(outcome, words):
    assert smallest_seen(outcome) == words
