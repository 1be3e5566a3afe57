from __future__ import annotations

import numpy as np
import pytest

from synthlab.statistics.hypergeometric import least_provable, tail, tails


def test_three_of_six_all_in_training_is_one_labelling_of_twenty():
    assert tail(3, 3, 3, 3) == pytest.approx(1 / 20)


def test_two_marked_rows_of_four_by_hand():
    # 6 ways to choose the 2 training rows of 4: both marked in 1, at least one in 5.
    assert tails(2, 2, 2) == pytest.approx([1.0, 5 / 6, 1 / 6])


@pytest.mark.parametrize(("marked", "n_train", "n_holdout"), [(17, 100, 40), (500, 3000, 700), (9, 5, 50)])
def test_tails_agree_with_scipy(marked, n_train, n_holdout):
    from scipy.stats import hypergeom

    m = np.arange(marked + 1)
    expected = hypergeom.sf(m - 1, n_train + n_holdout, n_train, marked)
    assert tails(marked, n_train, n_holdout) == pytest.approx(expected, rel=1e-7, abs=1e-300)


@pytest.mark.parametrize(
    ("train_share", "at_5", "at_1"), [(50, 5, 7), (67, 8, 12), (80, 14, 21), (90, 29, 44)]
)
def test_the_least_provable_number_of_copies_depends_on_the_split(train_share, at_5, at_1):
    n_train, n_holdout = train_share * 1000, (100 - train_share) * 1000
    assert least_provable(n_train, n_holdout, 0.05) == at_5
    assert least_provable(n_train, n_holdout, 0.01) == at_1


def test_the_least_provable_number_is_the_least():
    n_train, n_holdout, by_chance = 900, 400, 6
    extra = least_provable(n_train, n_holdout, 0.01, by_chance)
    expected = round(by_chance * n_train / n_holdout)
    at, below = (tail(m, m + by_chance, n_train, n_holdout) for m in (expected + extra, expected + extra - 1))
    assert at <= 0.01 < below


def test_chance_matches_make_copies_harder_to_prove():
    assert least_provable(2000, 1000, 0.01, by_chance=20) > least_provable(2000, 1000, 0.01)


def test_without_kept_aside_rows_nothing_can_be_proven():
    assert least_provable(100, 0) is None
    assert least_provable(4, 1) is None


def test_impossible_counts_are_refused_by_the_tail():
    with pytest.raises(ValueError, match="cannot be marked"):
        tails(9, 4, 4)
