from __future__ import annotations

import numpy as np
import pytest

from synthlab.metrics.fairness.rates import group_gaps, usable_groups


def test_the_three_gaps_by_hand():
    # Group a: 100 rows, 50 with the outcome; of those 40 are given it, of the others 10.
    # Group b: 100 rows, 50 with the outcome; of those 25 are given it, of the others 20.
    outcome = np.tile(np.repeat([True, False], 50), 2)
    decided = np.concatenate([np.arange(50) < 40, np.arange(50) < 10, np.arange(50) < 25, np.arange(50) < 20])
    groups = usable_groups(np.repeat([0, 1], 100), ("a", "b"), outcome)
    gaps, rates = group_gaps(groups, decided, np.ones((1, 200)))
    assert rates[0] == pytest.approx([0.5, 0.45])
    assert gaps[0] == pytest.approx([0.05, 0.3, 0.3])


def test_equalised_odds_takes_the_larger_of_both_gaps():
    outcome = np.tile(np.repeat([True, False], 50), 2)
    decided = np.concatenate([np.ones(50), np.zeros(50), np.ones(50), np.arange(50) < 25]).astype(bool)
    gaps, _ = group_gaps(
        usable_groups(np.repeat([0, 1], 100), ("a", "b"), outcome), decided, np.ones((1, 200))
    )
    assert gaps[0] == pytest.approx([0.25, 0.0, 0.5])


def test_weights_count_as_rows_repeated():
    rng = np.random.default_rng(0)
    shown, outcome, decided = rng.integers(0, 3, 400), rng.random(400) < 0.5, rng.random(400) < 0.4
    times = rng.integers(1, 4, 400)
    weighted, _ = group_gaps(
        usable_groups(shown, ("a", "b", "c"), outcome), decided, times[None, :].astype(float)
    )
    again = np.repeat(np.arange(400), times)
    plain, _ = group_gaps(
        usable_groups(shown[again], ("a", "b", "c"), outcome[again]), decided[again], np.ones((1, len(again)))
    )
    assert weighted == pytest.approx(plain)


def test_small_groups_and_groups_without_both_outcomes_are_left_out():
    shown = np.repeat([0, 1, 2, 3], [60, 49, 60, 60])
    outcome = np.concatenate([np.arange(60) < 30, np.arange(49) < 25, np.arange(60) < 9, np.arange(60) < 51])
    assert usable_groups(shown, ("a", "small", "few with", "few without"), outcome).labels == ("a",)
