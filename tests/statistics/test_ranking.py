import numpy as np
import pytest

from synthlab.statistics.ranking import ranked


def test_the_area_is_the_share_of_pairs_in_the_right_order():
    # Of the six pairs (1 before 0): 0.9 beats all three, 0.3 beats 0.1 and ties with 0.3.
    assert ranked([0.9, 0.3, 0.1, 0.3, 0.5], [1, 1, 0, 0, 0]).value == pytest.approx((3 + 1.5) / 6)


def test_the_area_is_that_of_scikit_learn():
    from sklearn.metrics import roc_auc_score

    rng = np.random.default_rng(0)
    labels, scores = rng.integers(0, 2, 300), np.round(rng.random(300), 1)
    assert ranked(scores, labels).value == pytest.approx(roc_auc_score(labels, scores))


def test_rows_are_compared_within_their_fold_only():
    scores, labels = [0.1, 0.2, 0.8, 0.9], [0, 1, 0, 1]
    assert ranked(scores, labels).value == 0.75
    assert ranked(scores, labels, fold=[0, 0, 1, 1]).value == 1.0


def test_the_interval_covers_one_half_about_nineteen_times_in_twenty():
    rng = np.random.default_rng(1)
    labels = np.repeat([0, 1], 60)
    found = [ranked(rng.random(120), labels) for _ in range(400)]
    assert np.mean([each.low <= 0.5 <= each.high for each in found]) == pytest.approx(0.95, abs=0.03)


def test_rows_that_repeat_count_once_in_the_error():
    rng = np.random.default_rng(2)
    scores, labels = rng.random(80), np.repeat([0, 1], 40)
    once = ranked(scores, labels)
    four = ranked(np.tile(scores, 4), np.tile(labels, 4), twins=np.tile(np.arange(80), 4))
    assert four.value == pytest.approx(once.value)
    assert four.error == pytest.approx(once.error)


def test_one_label_alone_says_nothing():
    found = ranked([0.1, 0.2], [1, 1])
    assert (found.value, found.low, found.high) == (0.5, 0.0, 1.0)
