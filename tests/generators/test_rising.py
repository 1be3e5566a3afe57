from types import SimpleNamespace

import numpy as np
import pytest

from synthlab.generators.encoding import Codes
from synthlab.generators.rising import risen

# The root 0 has a leaf 4 on its right and, on its left, the node 1 with the leaves 2 and 3.
TREE = SimpleNamespace(
    children_left=np.array([1, 2, -1, -1, -1]), children_right=np.array([4, 3, -1, -1, -1])
)
NODES = np.repeat([2, 3, 4], [10, 10, 20])


def codes(second: int, third: int, fourth: int) -> Codes:
    """So many rows of code 1 in each leaf, all others of code 0."""
    own = np.zeros(40, dtype=np.int32)
    for start, number in ((0, second), (10, third), (20, fourth)):
        own[start : start + number] = 1
    return own


def test_values_that_enough_rows_of_a_leaf_share_stay_where_they_are() -> None:
    own = codes(5, 0, 10)
    assert risen(TREE, NODES, own, 5, np.random.default_rng(0)).tolist() == NODES.tolist()


def test_what_too_few_rows_of_a_leaf_share_goes_to_the_leaves_of_the_node_above() -> None:
    own = codes(3, 2, 10)
    placed = np.array([risen(TREE, NODES, own, 5, np.random.default_rng(seed)) for seed in range(2_000)])
    few = own.astype(bool) & (NODES != 4)
    assert (placed[:, ~few] == NODES[~few]).all()
    assert set(placed[:, few].ravel()) == {2, 3}
    assert (placed[:, few] == 2).mean() == pytest.approx(0.5, abs=0.03)  # 10 of 20 rows lie there


def test_what_too_few_rows_of_the_whole_column_have_may_go_anywhere() -> None:
    own = codes(2, 0, 1)
    placed = np.array([risen(TREE, NODES, own, 5, np.random.default_rng(seed)) for seed in range(2_000)])
    share = [(placed[:, own == 1] == leaf).mean() for leaf in (2, 3, 4)]
    assert share == pytest.approx([0.25, 0.25, 0.5], abs=0.03)


def test_a_tree_of_one_node_changes_nothing() -> None:
    lone = SimpleNamespace(children_left=np.array([-1]), children_right=np.array([-1]))
    nodes = np.zeros(40, dtype=np.int64)
    assert risen(lone, nodes, codes(1, 1, 1), 5, np.random.default_rng(0)).tolist() == nodes.tolist()


def test_nodes_of_scikit_learn_are_numbered_from_the_top_and_left_first() -> None:
    from sklearn.tree import DecisionTreeClassifier

    rng = np.random.default_rng(0)
    x = rng.normal(size=(500, 3))
    tree = DecisionTreeClassifier(min_samples_leaf=5, random_state=0).fit(x, rng.integers(0, 3, 500)).tree_
    inner = np.flatnonzero(tree.children_left >= 0)
    assert (tree.children_left[inner] == inner + 1).all()
    assert (tree.children_right[inner] > inner + 1).all()
