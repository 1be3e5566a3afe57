import pytest
from fidelity_tables import of

from synthlab.errors import DataError
from synthlab.metrics.fidelity.joint import joint_table
from synthlab.tables.schema import Kind

A = ["p"] * 50 + ["q"] * 50
B = ["x"] * 45 + ["y"] * 5 + ["x"] * 20 + ["y"] * 30


def test_shares_are_those_counted_by_hand_and_small_real_cells_are_withheld():
    joint = joint_table(of({"a": (Kind.CATEGORICAL, A, A), "b": (Kind.CATEGORICAL, B, B)}), "a", "b")
    assert joint["a_labels"] == ["p", "q"]
    assert joint["b_labels"] == ["x", "y"]
    assert joint["train"] == [[0.45, None], [0.2, 0.3]]
    assert joint["synthetic"] == [[0.45, 0.05], [0.2, 0.3]]


def test_an_empty_cell_is_zero_and_not_withheld():
    joint = joint_table(of({"a": (Kind.CATEGORICAL, A, A), "b": (Kind.CATEGORICAL, A, A)}), "a", "b")
    assert joint["train"] == [[0.5, 0.0], [0.0, 0.5]]


def test_levels_that_few_rows_hold_are_pooled():
    rare = ["x"] * 90 + ["secret"] * 6 + ["hidden"] * 4
    joint = joint_table(of({"a": (Kind.CATEGORICAL, A, A), "b": (Kind.CATEGORICAL, rare, rare)}), "a", "b")
    assert joint["b_labels"] == ["x", "(rare)"]


def test_an_unknown_column_is_named():
    with pytest.raises(DataError, match="no column 'c'"):
        joint_table(of({"a": (Kind.CATEGORICAL, A, A)}), "a", "c")
