from __future__ import annotations

import itertools

import numpy as np
import pytest

from synthlab.metrics.utility.bootstrap import auc_replicates, r2_replicates, resampled, square_and_add
from synthlab.metrics.utility.scores import macro_auc, r2


def repeated(values: np.ndarray, counts: np.ndarray) -> np.ndarray:
    return np.repeat(values, counts, axis=0)


def test_each_replicate_draws_as_many_rows_as_there_are():
    counts = resampled(40, np.random.default_rng(0), 50)
    assert (counts.sum(axis=1) == 40).all()
    assert counts.mean(axis=0) == pytest.approx(np.ones(40), abs=0.6)


def test_within_strata_no_class_ever_vanishes():
    strata = np.array([0] * 30 + [1] * 2)
    counts = resampled(32, np.random.default_rng(0), 200, strata)
    assert (counts[:, 30:].sum(axis=1) == 2).all()


def test_auc_on_every_resample_of_four_rows_is_that_of_the_rows_repeated():
    codes = np.array([0, 1, 0, 1])
    said = np.array([[0.8, 0.2], [0.3, 0.7], [0.3, 0.7], [0.5, 0.5]])
    counts = np.array(
        [[a, b, 2 - a, 2 - b] for a, b in itertools.product(range(3), range(3))],
        dtype=np.uint8,
    )
    expected = [macro_auc(repeated(codes, row), repeated(said, row)) for row in counts]
    assert auc_replicates(codes, said, counts) == pytest.approx(expected)


@pytest.mark.parametrize("n_classes", [2, 3])
def test_auc_replicates_with_ties_equal_the_score_of_the_rows_repeated(n_classes):
    rng = np.random.default_rng(1)
    codes = rng.integers(0, n_classes, 60)
    said = np.round(rng.dirichlet(np.ones(n_classes), 60), 1)
    counts = resampled(60, rng, 20, codes)
    expected = [macro_auc(repeated(codes, row), repeated(said, row)) for row in counts]
    assert auc_replicates(codes, said, counts) == pytest.approx(expected)


def test_r2_replicates_equal_the_score_of_the_rows_repeated():
    rng = np.random.default_rng(2)
    values = 1e6 + rng.normal(size=50)
    said = values + rng.normal(size=50)
    counts = resampled(50, rng, 20)
    expected = [r2(repeated(values, row), repeated(said, row)) for row in counts]
    assert r2_replicates(values, said, counts) == pytest.approx(expected, rel=1e-6)


def test_a_replicate_of_one_value_scores_nothing():
    counts = np.array([[2, 0]], dtype=np.uint8)
    assert r2_replicates(np.array([1.0, 2.0]), np.array([1.0, 1.0]), counts).tolist() == [0.0]


def test_the_same_rows_serve_both_models_so_that_a_constant_gap_has_no_width():
    rng = np.random.default_rng(3)
    values = rng.normal(size=80)
    said = values + rng.normal(size=80)
    counts = resampled(80, rng, 100)
    gap = r2_replicates(values, said, counts) - r2_replicates(values, said.copy(), counts)
    assert np.ptp(gap) == 0.0


def test_independent_chances_add_as_squares():
    assert square_and_add(1.0, 0.7, 1.3, [0.4]) == pytest.approx((0.5, 1.5))
    assert square_and_add(1.0, 0.9, 1.3, []) == pytest.approx((0.9, 1.3))
