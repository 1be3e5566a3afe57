from types import SimpleNamespace

import numpy as np

from synthlab.generators.pruning import homes


def tree(left: list[int], right: list[int], impurity: list[float], rows: list[int]) -> SimpleNamespace:
    return SimpleNamespace(
        node_count=len(left),
        children_left=np.array(left),
        children_right=np.array(right),
        impurity=np.array(impurity),
        n_node_samples=np.array(rows),
    )


# 100 rows, entropy 1: 50 with entropy 0.9, which fall into 25 and 25 with 0.8; and 50 pure ones.
# The lower split saves 50 * 0.9 - 50 * 0.8 = 5 bits, the upper 100 * 1 - 50 * 0.9 = 55.
TREE = tree([1, 2, -1, -1, -1], [4, 3, -1, -1, -1], [1.0, 0.9, 0.8, 0.8, 0.0], [100, 50, 25, 25, 50])


def test_a_split_that_saves_too_few_bits_is_undone() -> None:
    assert homes(TREE, 4.9, is_class=True).tolist() == [0, 1, 2, 3, 4]
    assert homes(TREE, 5.1, is_class=True).tolist() == [0, 1, 1, 1, 4]
    assert homes(TREE, 54.9, is_class=True).tolist() == [0, 1, 1, 1, 4]
    assert homes(TREE, 55.1, is_class=True).tolist() == [0, 0, 0, 0, 0]


def test_splits_may_be_asked_for_different_numbers_of_bits() -> None:
    assert homes(TREE, np.array([54.9, 5.1, 0, 0, 0]), is_class=True).tolist() == [0, 1, 1, 1, 4]
    assert homes(TREE, np.array([54.9, 4.9, 0, 0, 0]), is_class=True).tolist() == [0, 1, 2, 3, 4]


def test_nothing_is_undone_where_nothing_is_needed() -> None:
    assert homes(TREE, 0, is_class=True).tolist() == [0, 1, 2, 3, 4]


def test_a_poor_split_stands_for_the_good_ones_below_it() -> None:
    # The upper split saves nothing, the two below it 50 bits each: as a checkerboard has it.
    board = tree(
        [1, 2, -1, -1, 5, -1, -1],
        [4, 3, -1, -1, 6, -1, -1],
        [1, 1, 0, 0, 1, 0, 0],
        [100, 50, 25, 25, 50, 25, 25],
    )
    assert homes(board, 30, is_class=True).tolist() == [0, 1, 2, 3, 4, 5, 6]  # 100 bits for 3 splits
    assert homes(board, 34, is_class=True).tolist() == [0, 0, 0, 0, 0, 0, 0]


def test_a_numbers_bits_are_half_the_logarithm_of_its_variance() -> None:
    # Variance 4 to 1 in both halves: 100 rows save one bit each.
    number = tree([1, -1, -1], [2, -1, -1], [4.0, 1.0, 1.0], [100, 50, 50])
    assert homes(number, 99, is_class=False).tolist() == [0, 1, 2]
    assert homes(number, 101, is_class=False).tolist() == [0, 0, 0]


def test_a_number_that_is_told_without_error_keeps_its_split() -> None:
    exact = tree([1, -1, -1], [2, -1, -1], [0.25, 0.0, 0.0], [40, 20, 20])
    assert homes(exact, 100, is_class=False).tolist() == [0, 1, 2]
