"""Limits are judged with intervals, privacy by its worst state, and nothing is invented."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from synthlab.evaluation import Outcome, Report
from synthlab.metrics.base import Family, State
from synthlab.policy import Policy, Rule, default_policy, exit_code, judge, overall_state


def measured(metric: str, family: Family, low: float, high: float, **more: Any) -> Outcome:
    return Outcome(
        metric=metric, family=family, status="measured", value=(low + high) / 2, low=low, high=high, **more
    )


def check(metric: str, state: State) -> Outcome:
    return measured(metric, Family.PRIVACY, 0.0, 0.0, state=state)


def report(*outcomes: Outcome) -> Report:
    return Report(seed=0, outcomes=list(outcomes))


def policy(**limit: Any) -> Policy:
    return Policy(name="ours", rules=(Rule(**limit),))


def verdict(judged: Report, family: Family = Family.FIDELITY) -> str | None:
    return next((verdict.verdict for verdict in judged.verdicts if verdict.family is family), None)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0.01, 0.05, "met"),
        (0.04, 0.06, "cannot conclude"),
        (0.05, 0.06, "cannot conclude"),
        (0.051, 0.06, "not met"),
    ],
)
def test_a_limit_from_above_is_judged_by_the_whole_interval(low: float, high: float, expected: str) -> None:
    outcome = measured("marginals", Family.FIDELITY, low, high)
    assert verdict(judge(report(outcome), policy(metric="marginals", at_most=0.05))) == expected


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(0.9, 0.95, "met"), (0.85, 0.95, "cannot conclude"), (0.8, 0.85, "not met")],
)
def test_a_limit_from_below_is_judged_by_the_whole_interval(low: float, high: float, expected: str) -> None:
    outcome = measured("coverage", Family.FIDELITY, low, high)
    assert verdict(judge(report(outcome), policy(metric="coverage", at_least=0.9))) == expected


def test_the_distance_above_the_floor_takes_both_intervals_into_account() -> None:
    outcome = measured(
        "marginals", Family.FIDELITY, 0.03, 0.05, reference=0.02, reference_low=0.01, reference_high=0.025
    )
    rule = {"metric": "marginals"}
    # 0.05 - 0.01 = 0.04 is the most, 0.03 - 0.025 = 0.005 the least that it can lie above the floor
    assert verdict(judge(report(outcome), policy(**rule, above_floor_at_most=0.04))) == "met"
    assert verdict(judge(report(outcome), policy(**rule, above_floor_at_most=0.039))) == "cannot conclude"
    assert verdict(judge(report(outcome), policy(**rule, above_floor_at_most=0.004))) == "not met"


def test_a_floor_that_was_not_measured_leaves_the_question_open() -> None:
    judged = judge(
        report(measured("marginals", Family.FIDELITY, 0.0, 0.0)),
        policy(metric="marginals", above_floor_at_most=1),
    )
    assert verdict(judged) == "cannot conclude"
    assert "no noise floor" in judged.verdicts[0].because


@pytest.mark.parametrize(
    ("trtr", "expected"), [(1.0, "met"), (0.5, "cannot conclude"), (0.2, "not met"), (0.0, "cannot conclude")]
)
def test_the_gap_is_taken_as_a_share_of_the_real_trained_score(trtr: float, expected: str) -> None:
    outcome = measured(
        "tstr",
        Family.UTILITY,
        0.02,
        0.04,
        facts={"main_model": "boosting"},
        details=[{"model": "linear", "trtr": 9.0}, {"model": "boosting", "trtr": trtr}],
    )
    judged = judge(report(outcome), policy(metric="tstr", relative_at_most=0.05))
    assert verdict(judged, Family.UTILITY) == expected


def test_a_family_without_a_rule_gets_no_verdict() -> None:
    judged = judge(
        report(
            measured("marginals", Family.FIDELITY, 0.9, 1.0),
            measured("amplification", Family.FAIRNESS, 0.9, 1.0),
        ),
        Policy(name="empty"),
    )
    assert judged.verdicts == []


def test_a_skipped_metric_under_a_rule_cannot_be_concluded_and_says_why() -> None:
    skipped = Outcome(metric="tstr", family=Family.UTILITY, status="skipped", reason="No target is set.")
    judged = judge(report(skipped), default_policy())
    assert verdict(judged, Family.UTILITY) == "cannot conclude"
    assert "No target is set." in judged.verdicts[0].because


def test_a_metric_under_a_rule_that_never_ran_cannot_be_concluded() -> None:
    judged = judge(report(), policy(metric="pairs", at_most=0.1))
    assert verdict(judged) == "cannot conclude"


def test_one_broken_rule_outweighs_any_number_of_kept_ones() -> None:
    judged = judge(
        report(measured("marginals", Family.FIDELITY, 0, 0), measured("pairs", Family.FIDELITY, 1, 1)),
        Policy(name="ours", rules=(Rule(metric="marginals", at_most=1), Rule(metric="pairs", at_most=0.5))),
    )
    assert verdict(judged) == "not met"


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ((State.NO_LEAK_FOUND, State.NO_LEAK_FOUND), "none found"),
        ((State.NO_LEAK_FOUND, State.TRACE), "none found"),
        ((State.NO_LEAK_FOUND, State.NOT_TESTED), "cannot conclude"),
        ((State.NO_LEAK_FOUND, State.CANNOT_TELL), "cannot conclude"),
        ((State.NO_LEAK_FOUND, State.INVALID), "cannot conclude"),
        ((State.INVALID, State.LEAK_FOUND), "leak found"),
    ],
)
def test_privacy_is_as_good_as_its_worst_check(states: tuple[State, State], expected: str) -> None:
    judged = judge(report(check("identifiers", states[0]), check("copies", states[1])), default_policy())
    assert verdict(judged, Family.PRIVACY) == expected


def test_the_worst_state_follows_the_stated_order() -> None:
    order = ["leak found", "invalid", "cannot tell", "not tested", "trace", "no leak found"]
    for better, worse in zip(order[1:], order[:-1], strict=True):
        found = overall_state(report(check("a", State(better)), check("b", State(worse))))
        assert found == worse


def test_the_nearest_record_share_is_never_a_verdict() -> None:
    share = measured("nearest-record-share", Family.PRIVACY, 0.9, 1.0, state=State.LEAK_FOUND)
    assert judge(report(share), Policy(name="empty")).verdicts == []
    with pytest.raises(ValidationError, match="too weak to be a verdict"):
        policy(metric="nearest-record-share", at_most=0.5)


def test_a_stricter_policy_does_not_accept_a_trace() -> None:
    judged = judge(report(check("copies", State.TRACE)), policy(metric="copies", worst_state="no leak found"))
    assert verdict(judged, Family.PRIVACY) == "not met"


def test_a_demanded_privacy_check_that_never_ran_is_not_passed() -> None:
    judged = judge(
        report(check("copies", State.NO_LEAK_FOUND)), policy(metric="membership", worst_state="trace")
    )
    assert verdict(judged, Family.PRIVACY) == "cannot conclude"
    assert "membership was not run" in judged.verdicts[0].because


def test_a_number_limit_on_a_privacy_check_counts_too() -> None:
    judged = judge(
        report(measured("copies", Family.PRIVACY, 0.2, 0.3, state=State.TRACE)),
        policy(metric="copies", at_most=0.1),
    )
    assert verdict(judged, Family.PRIVACY) == "not met"


@pytest.mark.parametrize(
    ("outcome", "limit", "expected"),
    [
        (measured("marginals", Family.FIDELITY, 0, 0.01), {"metric": "marginals", "at_most": 0.05}, 0),
        (measured("marginals", Family.FIDELITY, 0.1, 0.2), {"metric": "marginals", "at_most": 0.05}, 1),
        (measured("marginals", Family.FIDELITY, 0, 0.2), {"metric": "marginals", "at_most": 0.05}, 3),
        (check("copies", State.LEAK_FOUND), {"metric": "marginals", "at_most": 1}, 1),
        (check("copies", State.CANNOT_TELL), {"metric": "copies", "worst_state": "trace"}, 3),
    ],
)
def test_the_exit_code_says_how_the_policy_ended(
    outcome: Outcome, limit: dict[str, Any], expected: int
) -> None:
    rules = policy(**limit)
    assert exit_code(judge(report(outcome), rules), rules) == expected


def test_an_open_question_nobody_asked_does_not_change_the_exit_code() -> None:
    rules = policy(metric="marginals", at_most=1)
    judged = judge(
        report(measured("marginals", Family.FIDELITY, 0, 0.5), check("copies", State.CANNOT_TELL)), rules
    )
    assert verdict(judged, Family.PRIVACY) == "cannot conclude"
    assert exit_code(judged, rules) == 0


def test_the_default_says_that_it_is_no_legal_threshold_and_is_named_in_the_report() -> None:
    judged = judge(report(check("copies", State.NO_LEAK_FOUND)), default_policy())
    assert judged.policy == "synthlab default, not a legal threshold"
    assert Report.from_json(judged.to_json()) == judged


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "no limit"),
        ({"at_most": 1, "at_least": 0}, "at_most and at_least"),
        ({"relative_at_most": 0.1}, "for 'tstr' only"),
        ({"at_most": float("nan")}, "finite"),
    ],
)
def test_a_rule_sets_exactly_one_usable_limit(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        policy(metric="marginals", **fields)


def test_two_rules_may_not_set_the_same_limit() -> None:
    with pytest.raises(ValidationError, match="Two rules set at_most"):
        Policy(name="ours", rules=(Rule(metric="pairs", at_most=1), Rule(metric="pairs", at_most=2)))


def test_each_leak_is_told_in_full_and_the_rest_by_name():
    checks = [
        measured("copies", Family.PRIVACY, 0.1, 0.2, state=State.LEAK_FOUND),
        measured("values", Family.PRIVACY, 0.5, 0.5, state=State.CANNOT_TELL),
        measured("membership", Family.PRIVACY, 0.5, 0.5, state=State.CANNOT_TELL),
    ]
    checks = [check.model_copy(update={"facts": {"sentence": f"About {check.metric}."}}) for check in checks]
    because = judge(report(*checks), default_policy()).verdicts[-1].because
    assert (
        because
        == "copies: leak found. About copies. values, membership: cannot tell. identifiers was not run."
    )
