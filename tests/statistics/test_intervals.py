from __future__ import annotations

import numpy as np
import pytest

from synthlab.statistics.intervals import clopper_pearson, newcombe, wilson

# Newcombe (1998), Statistics in Medicine 17: 857-872, table I, and 873-890, table II (method 10).
RATES = [(81, 263), (15, 148), (0, 20), (1, 29)]
WILSON = [(0.2553, 0.3662), (0.0624, 0.1605), (0.0, 0.1611), (0.0061, 0.1718)]
EXACT = [(0.2527, 0.3676), (0.0578, 0.1617), (0.0, 0.1684), (0.0009, 0.1776)]
DIFFERENCES = [
    ((56, 70, 48, 80), (0.0524, 0.3339)),
    ((9, 10, 3, 10), (0.1705, 0.8090)),
    ((6, 7, 2, 7), (0.0582, 0.8062)),
    ((5, 56, 0, 29), (-0.0381, 0.1926)),
    ((0, 10, 0, 20), (-0.1611, 0.2775)),
    ((0, 10, 0, 10), (-0.2775, 0.2775)),
    ((10, 10, 0, 20), (0.6791, 1.0)),
    ((10, 10, 0, 10), (0.6075, 1.0)),
]


@pytest.mark.parametrize(("counts", "interval"), list(zip(RATES, WILSON, strict=True)))
def test_wilson_gives_the_published_intervals(counts, interval):
    assert wilson(*counts) == pytest.approx(interval, abs=6e-5)


@pytest.mark.parametrize(("counts", "interval"), list(zip(RATES, EXACT, strict=True)))
def test_clopper_pearson_gives_the_published_intervals(counts, interval):
    assert clopper_pearson(*counts) == pytest.approx(interval, abs=6e-5)


@pytest.mark.parametrize(("counts", "interval"), DIFFERENCES)
def test_newcombe_gives_the_published_intervals(counts, interval):
    assert newcombe(*counts) == pytest.approx(interval, abs=6e-5)


def test_a_difference_of_rates_turns_around_with_its_sign():
    low, high = newcombe(3, 50, 9, 70)
    assert newcombe(9, 70, 3, 50) == pytest.approx((-high, -low))


def test_all_successes_mirror_none():
    assert wilson(20, 20) == pytest.approx((1 - 0.1611, 1.0), abs=6e-5)
    assert clopper_pearson(20, 20) == pytest.approx((1 - 0.1684, 1.0), abs=6e-5)


def test_a_smaller_alpha_gives_a_wider_interval():
    for interval in (wilson, clopper_pearson):
        narrow, wide = interval(7, 30), interval(7, 30, 0.01)
        assert wide[0] < narrow[0] < 7 / 30 < narrow[1] < wide[1]


def test_halves_count_as_halves():
    low, high = wilson(10.5, 21)
    assert low + high == pytest.approx(1.0)


def test_the_exact_interval_covers_at_least_as_often_as_it_says():
    n, rate = 40, 0.1
    counts = np.random.default_rng(0).binomial(n, rate, 4000)
    bounds = {k: clopper_pearson(k, n) for k in range(n + 1)}
    covered = np.mean([bounds[k][0] <= rate <= bounds[k][1] for k in counts])
    assert covered >= 0.945


@pytest.mark.parametrize("counts", [(1, 0), (3, 2), (-1, 2)])
def test_impossible_counts_are_refused(counts):
    for interval in (wilson, clopper_pearson):
        with pytest.raises(ValueError, match="0 <= successes <= n"):
            interval(*counts)
