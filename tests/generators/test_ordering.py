import numpy as np
import pandas as pd
import pytest

from synthlab.generators.encoding import code_column
from synthlab.generators.ordering import association_axis, column_order, dependence, sampled_rows
from synthlab.tables.schema import Column, Kind


def test_the_next_column_depends_most_on_one_already_placed() -> None:
    strength = np.array([[0, 3, 0, 1], [3, 0, 2, 0], [0, 2, 0, 9], [1, 0, 9, 0]], dtype=float)
    assert column_order(list("abcd"), strength, "a") == ["a", "b", "c", "d"]
    assert column_order(list("abcd"), strength, None) == ["c", "d", "b", "a"]


def test_columns_without_any_dependence_keep_table_order() -> None:
    assert column_order(list("abc"), np.zeros((3, 3)), "b") == ["b", "a", "c"]
    assert column_order([], np.zeros((0, 0)), None) == []


def test_levels_with_the_same_profile_share_a_place_on_the_axis() -> None:
    table = np.array([[90, 10], [10, 90], [45, 5], [50, 50], [0, 0]])
    scores = association_axis(table)
    assert scores[0] == pytest.approx(scores[2])
    assert min(scores[0], scores[1]) < scores[3] < max(scores[0], scores[1])
    assert scores[4] == 0


def test_the_axis_is_the_same_whether_rows_or_columns_are_fewer() -> None:
    rng = np.random.default_rng(0)
    table = rng.integers(1, 50, (4, 9))
    wide = association_axis(table)
    padded = association_axis(np.vstack([table, np.zeros((20, 9), dtype=np.int64)]))
    assert np.allclose(np.abs(wide), np.abs(padded[:4]), atol=1e-9)


def test_a_table_of_one_row_or_column_has_no_axis() -> None:
    assert not association_axis(np.array([[3, 4]])).any()
    assert not association_axis(np.array([[3], [4]])).any()
    assert not association_axis(np.zeros((3, 3), dtype=np.int64)).any()


def test_dependent_columns_are_told_from_independent_ones() -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"a": rng.normal(size=3_000)})
    frame["b"] = frame["a"] + rng.normal(size=3_000)
    frame["c"] = rng.normal(size=3_000)
    code_of = {name: code_column(frame[name], Column(name=name, kind=Kind.NUMERIC), 5) for name in frame}
    codes = {name: code_of[name].encode(frame[name]) for name in frame}
    strength = dependence(codes, code_of, np.arange(3_000))
    assert strength[0, 1] > 0.2
    assert strength[0, 2] < 0.02
    assert np.array_equal(strength, strength.T)


def test_sampled_rows_are_distinct_and_in_order() -> None:
    rows = sampled_rows(1_000, np.random.default_rng(0), most=100)
    assert len(np.unique(rows)) == 100
    assert (np.diff(rows) > 0).all()
    assert np.array_equal(sampled_rows(50, np.random.default_rng(0), most=100), np.arange(50))
