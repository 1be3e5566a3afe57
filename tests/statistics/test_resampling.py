import numpy as np
import pytest

from synthlab.statistics.resampling import draw_counts, interval, multinomial_replicates, smoothing


def test_draws_have_the_asked_size_and_never_exceed_the_table():
    rng = np.random.default_rng(0)
    counts = np.array([[[50, 30, 20], [1, 0, 99]]])
    drawn = draw_counts(counts, 40, 500, rng)
    assert drawn.shape == (500, 1, 2, 3)
    assert (drawn.sum(axis=-1) == 40).all()
    assert (drawn >= 0).all()
    assert (drawn <= counts).all()


def test_draws_follow_the_hypergeometric_mean_and_variance():
    rng = np.random.default_rng(1)
    drawn = draw_counts(np.array([60, 30, 10]), 50, 20_000, rng)[:, 0]
    assert drawn.mean() == pytest.approx(30, abs=0.1)
    assert drawn.var() == pytest.approx(50 * 0.6 * 0.4 * (100 - 50) / (100 - 1), rel=0.05)


def test_a_table_of_the_asked_size_is_itself():
    counts = np.array([3, 4])
    assert (draw_counts(counts, 7, 3, np.random.default_rng(0)) == counts).all()


def test_multinomial_replicates_keep_size_and_share():
    replicates = multinomial_replicates(np.array([[30, 70], [5, 5]]), 4000, np.random.default_rng(2))
    assert (replicates.sum(axis=-1) == [100, 10]).all()
    assert replicates[:, 0, 0].mean() == pytest.approx(30, abs=0.5)


@pytest.mark.parametrize("n", [60, 400])
def test_an_interval_takes_the_spread_of_the_replicates_and_not_their_place(n):
    replicates = np.random.default_rng(3).normal(7.0, 0.1, n)
    low, high = interval(1.0, replicates)
    assert low == pytest.approx(1 - 0.196, abs=0.06)
    assert high == pytest.approx(1 + 0.196, abs=0.06)


def test_smoothing_is_one_for_whole_tables_and_matches_a_simulation():
    assert smoothing(1.0, 1) == pytest.approx(1.0)
    assert smoothing(0.0, 16) == pytest.approx(0.25)
    rng = np.random.default_rng(4)
    stays, drawn = rng.normal(size=(4000, 1)) * 0.5**0.5, rng.normal(size=(4000, 32)) * 0.5**0.5
    ratio = np.abs(stays + drawn).mean(axis=1).std() / np.abs(stays + drawn)[:, 0].std()
    assert smoothing(0.5, 32) == pytest.approx(ratio, rel=0.05)
