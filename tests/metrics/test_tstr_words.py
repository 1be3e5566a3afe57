from __future__ import annotations

import pytest

from synthlab.metrics.utility.tstr_words import Verdict, sentence, width_warning


def verdict(gap: float, low: float, high: float, trtr: float = 0.9, baseline: float = 0.5) -> Verdict:
    return Verdict.of(gap, low, high, trtr, baseline, 0.05)


def test_the_rule_is_met_when_the_whole_interval_is_below_it():
    found = verdict(0.018, 0.009, 0.027)
    assert (found.relative, found.is_met) == (pytest.approx(0.02), True)
    assert sentence(found, "AUC") == (
        "A model trained on this table loses 1.8 points of AUC (0.9 to 2.7) against one trained on as many real rows; "
        "the rule of 5% is met."
    )


def test_the_rule_is_not_met_when_the_whole_interval_is_above_it():
    found = verdict(0.08, 0.06, 0.10)
    assert found.is_met is False
    assert sentence(found, "AUC").endswith("the rule of 5% is not met: improve the table first.")


def test_an_interval_around_the_limit_leaves_it_open():
    found = verdict(0.045, 0.02, 0.07)
    assert found.is_met is None
    assert sentence(found, "AUC").endswith("whether the rule of 5% is met cannot be concluded.")


def test_the_limit_itself_still_meets_the_rule():
    assert verdict(0.02, 0.01, 0.05, trtr=1.0).is_met is True


def test_a_gain_and_a_doubtful_gap_are_told_as_such():
    assert "gains 2.0 points of R2 (1.0 to 3.0) against" in sentence(verdict(-0.02, -0.03, -0.01), "R2")
    assert "loses 0.5 points of R2 (between a gain of 1.0 and a loss of 2.0) against" in sentence(
        verdict(0.005, -0.01, 0.02), "R2"
    )


@pytest.mark.parametrize(("trtr", "baseline"), [(0.5, 0.5), (-0.1, -0.2)])
def test_the_rule_cannot_apply_where_the_real_model_learns_nothing(trtr, baseline):
    found = verdict(0.0, -0.01, 0.01, trtr, baseline)
    assert (found.is_met, found.relative) == (None, None)
    assert "even the model trained on real rows is no better than a trivial one" in sentence(found, "R2")


def test_a_wide_interval_says_how_many_rows_would_halve_it():
    assert width_warning(-0.01, 0.03, 60, "AUC") == []
    (warning,) = width_warning(-0.05, 0.073, 60, "AUC")
    assert warning.startswith(
        "The interval is 12.3 points of AUC wide with 60 rows to test on; about 240 would"
    )
