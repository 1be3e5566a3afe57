from __future__ import annotations

import numpy as np
import pytest

from synthlab.metrics.privacy.excess import duplicates_across, halves, weigh
from synthlab.metrics.privacy.matching import Level
from synthlab.statistics.intervals import newcombe


def level(n_train: int, m_train: int, n_holdout: int, m_holdout: int, name: str = "exact") -> Level:
    eligible = np.ones(n_train + n_holdout, dtype=bool)
    matched = np.zeros(n_train + n_holdout, dtype=bool)
    matched[:m_train] = True
    matched[n_train : n_train + m_holdout] = True
    return Level(name, name, eligible, matched)


def test_three_of_three_copies_against_none_by_hand():
    # Of the C(6, 3) = 20 ways to choose three training rows of six, one holds all three matches.
    (evidence,) = weigh([level(3, 3, 3, 0)], 3, np.random.default_rng(0))
    assert (evidence.effect, evidence.p) == pytest.approx((1.0, 1 / 20))
    assert (evidence.low, evidence.high) == newcombe(3, 3, 0, 3)
    assert evidence.p_adjusted == pytest.approx(1 / 20, abs=0.006)


def test_levels_that_agree_cost_nothing():
    one = weigh([level(500, 9, 500, 0)], 500, np.random.default_rng(0))
    three = weigh([level(500, 9, 500, 0, name) for name in "abc"], 500, np.random.default_rng(0))
    assert three[0].p_adjusted == pytest.approx(one[0].p_adjusted, abs=0.001)


def test_levels_that_disagree_cost_what_they_should():
    # Two levels of 10 different matched rows each: the adjusted p is that of either being so small.
    first, second = level(500, 8, 500, 2, "a"), level(500, 5, 500, 5, "b")
    second = Level("b", "b", second.eligible, np.roll(second.matched, 100))
    evidence = weigh([first, second], 500, np.random.default_rng(0))
    assert 1.5 * evidence[0].p < evidence[0].p_adjusted <= 2.1 * evidence[0].p


def test_a_level_without_unique_rows_on_both_sides_says_nothing():
    empty = level(5, 0, 5, 0, "empty")
    empty.eligible[:5] = False
    assert [one.name for one in weigh([level(5, 1, 5, 1), empty], 5, np.random.default_rng(0))] == ["exact"]
    assert weigh([empty], 5, np.random.default_rng(0)) == []


def test_rates_count_unique_rows_only():
    some = level(4, 1, 4, 0)
    some.eligible[3] = False
    (evidence,) = weigh([some], 4, np.random.default_rng(0))
    assert evidence.rates == pytest.approx((1 / 3, 0.0))


def test_p_is_rarely_small_when_labels_mean_nothing():
    # Membership drawn at random over matches that are fixed: at 5%, more than 12 of 100 has chance 0.001.
    rng = np.random.default_rng(7)
    alarms = 0
    for _ in range(100):
        matched = np.zeros((2, 300), dtype=bool)
        matched[0, :30] = True
        matched[1, 15:60] = True
        order = rng.permutation(300)
        levels = [Level(str(i), "", np.ones(300, dtype=bool), row[order]) for i, row in enumerate(matched)]
        alarms += min(one.p_adjusted for one in weigh(levels, 200, rng)) <= 0.05
    assert alarms <= 12


def test_the_negative_control_does_not_depend_on_the_order_of_rows():
    rng = np.random.default_rng(0)
    matched = rng.random(60) < 0.3
    hashes = rng.integers(0, 2**60, 60).astype(np.uint64)
    order = np.concatenate([np.arange(20), 20 + rng.permutation(40)])
    all_rows = np.ones(60, dtype=bool)
    straight = halves(Level("e", "e", all_rows, matched), 20, np.random.default_rng(3), hashes)
    shuffled = halves(Level("e", "e", all_rows, matched[order]), 20, np.random.default_rng(3), hashes[order])
    assert straight == shuffled


def test_the_negative_control_needs_two_kept_aside_rows():
    hashes = np.arange(4, dtype=np.uint64)
    assert halves(level(3, 0, 1, 0), 3, np.random.default_rng(0), hashes) is None


def test_pairs_across_the_split_by_hand():
    # Pairs 1 and 4 count, the triple 2 does not; only pair 1 stands on both sides.
    hashes = np.array([1, 2, 2, 3, 1, 2, 4, 4], dtype=np.uint64)
    found = duplicates_across(hashes, 4)
    chance = 2 * 4 * 4 / (8 * 7)
    assert (found.pairs, found.across) == (2, 1)
    assert found.expected == pytest.approx(2 * chance)
    assert found.p == pytest.approx(1 - (1 - chance) ** 2)


def test_no_pairs_is_no_evidence():
    assert duplicates_across(np.arange(6, dtype=np.uint64), 3).p == 1.0


def test_the_same_people_on_both_sides_are_beyond_chance():
    everybody = np.arange(1000, dtype=np.uint64)
    assert duplicates_across(np.concatenate([everybody, everybody[:40]]), 1000).is_beyond_chance


def test_duplicates_that_a_random_split_parts_are_not_beyond_chance():
    rng = np.random.default_rng(5)
    hashes = np.repeat(np.arange(500, dtype=np.uint64), 2)
    assert not any(duplicates_across(rng.permutation(hashes), 667).is_beyond_chance for _ in range(100))
