import math

import numpy as np
import pytest

from synthlab.statistics.association import (
    MixedTable,
    association_matrix,
    average_ranks,
    correlation_ratio,
    cramers_v,
    spearman,
)


def test_ties_share_their_mean_rank():
    assert average_ranks([10, 20, 20, 5]).tolist() == [2.0, 3.5, 3.5, 1.0]
    assert average_ranks([7, 7, 7]).tolist() == [2.0, 2.0, 2.0]
    assert average_ranks([]).tolist() == []


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ([1, 2, 3, 4], [1, 3, 2, 4], 0.8),
        ([1, 2, 3], [9, 5, 1], -1.0),
        ([1, 2, 3], [1, 100, 10_000], 1.0),
        # Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4: 4.5 / sqrt(4.5 * 5).
        ([1, 2, 2, 3], [1, 2, 3, 4], 4.5 / math.sqrt(22.5)),
        ([1, 2, float("nan"), 3], [1, 2, -50, 3], 1.0),
        ([1, 1, 1], [1, 2, 3], None),
        ([1, float("nan")], [float("nan"), 2], None),
    ],
)
def test_spearman_by_hand(first, second, expected):
    found = spearman(first, second)
    assert found is None if expected is None else found == pytest.approx(expected)


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ([[10, 0], [0, 10]], 1.0),
        ([[5, 5], [5, 5]], 0.0),
        # phi2 = 0.36, less 1/99; both sizes 2 - 1/99: sqrt((0.36 - 1/99) / (1 - 1/99)).
        ([[40, 10], [10, 40]], math.sqrt((0.36 - 1 / 99) / (1 - 1 / 99))),
        ([[40, 10, 0], [10, 40, 0], [0, 0, 0]], math.sqrt((0.36 - 1 / 99) / (1 - 1 / 99))),
        # phi2 = 0.04 is below its bias 1/9.
        ([[3, 2], [2, 3]], 0.0),
        ([[10, 20]], None),
        ([[0, 0], [0, 0]], None),
    ],
)
def test_the_corrected_cramers_v_by_hand(table, expected):
    found = cramers_v(table)
    assert found is None if expected is None else found == pytest.approx(expected)


def test_the_corrected_v_of_independent_columns_is_near_zero_where_the_plain_one_is_not():
    rng = np.random.default_rng(0)
    found, plain = [], []
    for _ in range(100):
        table = np.histogram2d(rng.integers(0, 10, 200), rng.integers(0, 10, 200), bins=10)[0]
        expected = table.sum(1, keepdims=True) * table.sum(0) / 200
        plain.append(math.sqrt(((table - expected) ** 2 / expected).sum() / 200 / 9))
        found.append(cramers_v(table))
    assert np.mean(plain) > 0.2
    assert np.mean(found) < 0.05


@pytest.mark.parametrize(
    ("levels", "values", "expected"),
    [
        ([0, 0, 1, 1], [1, 3, 5, 7], math.sqrt(16 / 20)),
        ([0, 0, 1, 1], [2, 2, 5, 5], 1.0),
        ([0, 1, 0, 1], [1, 1, 3, 3], 0.0),
        ([0, 0, 1, 1, -1, 0], [1, 3, 5, 7, 99, float("nan")], math.sqrt(16 / 20)),
        ([0, 0, 0], [1, 2, 3], None),
        ([0, 1, 0], [4, 4, 4], None),
        ([-1, -1], [1, 2], None),
    ],
)
def test_the_correlation_ratio_by_hand(levels, values, expected):
    found = correlation_ratio(levels, values)
    assert found is None if expected is None else found == pytest.approx(expected)


def mixed(rng, n=400):
    ordered = rng.normal(size=(3, n))
    ordered[1] += ordered[0]
    ordered[2] = ordered[2].round(0)
    ordered[1, rng.random(n) < 0.2] = np.nan
    levels = rng.integers(0, 5, (3, n)).astype(np.uint8)
    levels[1] = np.where(ordered[0] > 0, 1, 0)
    levels[2] = np.where(rng.random(n) < 0.3, 4, levels[2] % 3)
    return MixedTable(ordered, levels, n_levels=4)


def test_the_matrix_holds_what_the_plain_functions_give():
    table = mixed(np.random.default_rng(1))
    matrix = association_matrix(table)
    assert (matrix == matrix.T).all()
    assert (np.diag(matrix) == 1).all()
    for first in range(3):
        for second in range(3):
            if first < second:
                assert matrix[first, second] == pytest.approx(
                    spearman(table.ordered[first], table.ordered[second])
                )
                a, b = table.levels[first], table.levels[second]
                here = (a < 4) & (b < 4)
                counts = np.zeros((4, 4))
                np.add.at(counts, (a[here], b[here]), 1)
                assert matrix[3 + first, 3 + second] == pytest.approx(cramers_v(counts))
            codes = np.where(table.levels[second] == 4, -1, table.levels[second].astype(int))
            assert matrix[first, 3 + second] == pytest.approx(correlation_ratio(codes, table.ordered[first]))


def test_ranking_each_column_once_is_close_to_ranking_each_pair():
    table = mixed(np.random.default_rng(2), 2000)
    exact, fast = association_matrix(table), association_matrix(table, pairwise_ranks=False)
    assert np.abs(exact - fast).max() < 0.02


def test_constant_and_empty_columns_are_undefined_whatever_their_size():
    ordered = np.stack([np.full(50, 1e9 + 0.1), np.full(50, np.nan), np.arange(50.0)])
    levels = np.stack([np.zeros(50), np.arange(50) % 2]).astype(np.uint8)
    matrix = association_matrix(MixedTable(ordered, levels, 4))
    defined = ~np.isnan(matrix)
    np.fill_diagonal(defined, False)
    assert np.argwhere(np.triu(defined)).tolist() == [[2, 4]]


def test_numbers_far_from_zero_keep_their_ratio():
    levels = [0, 0, 1, 1]
    near, far = (
        correlation_ratio(levels, [1, 3, 5, 7]),
        correlation_ratio(levels, np.array([1, 3, 5, 7]) + 1e12),
    )
    assert near == pytest.approx(far)
    codes = np.array([levels], dtype=np.uint8)
    matrix = association_matrix(MixedTable(np.array([[1.0, 3, 5, 7]]) + 1e12, codes, 2))
    assert matrix[0, 1] == pytest.approx(near)
