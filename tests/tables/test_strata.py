from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from synthlab.tables.schema import Column, Kind
from synthlab.tables.strata import apportioned, strata_of


@pytest.mark.parametrize(
    ("sizes", "total", "expected"),
    [
        ([60, 30], 30, [20, 10]),
        ([10, 10, 10], 10, [3, 3, 4]),
        ([97, 2, 1], 33, [32, 1, 0]),
        ([1, 9], 3, [0, 3]),
        ([2, 2, 2], 3, [1, 1, 1]),
        ([2, 2], 1, [0, 1]),
        ([5], 2, [2]),
    ],
)
def test_rows_are_drawn_in_proportion_and_rare_classes_stay_on_both_sides(
    sizes: list[int], total: int, expected: list[int]
) -> None:
    drawn = apportioned(np.array(sizes), total)
    assert sorted(drawn.tolist()) == sorted(expected)
    assert drawn.sum() == min(total, sum(size - 1 for size in sizes))
    assert all(count < size for count, size in zip(drawn, sizes, strict=True))


def test_each_class_and_the_missing_ones_are_a_stratum() -> None:
    values = pd.Series(pd.Categorical(["b", None, "a", "b"]))
    assert strata_of(values, Column(name="x", kind=Kind.CATEGORICAL)).tolist() == [1, 2, 0, 1]


def test_a_number_is_cut_at_its_deciles() -> None:
    strata = strata_of(pd.Series(np.arange(100.0)), Column(name="x", kind=Kind.NUMERIC))
    assert np.bincount(strata).tolist() == [10] * 10
    assert (np.diff(strata) >= 0).all()


def test_equal_numbers_stay_in_one_stratum() -> None:
    values = pd.Series([0.0] * 95 + list(np.arange(1.0, 31.0)))
    strata = strata_of(values, Column(name="x", kind=Kind.NUMERIC))
    assert len(set(strata[:95])) == 1


def test_a_number_with_few_values_has_a_stratum_for_each() -> None:
    strata = strata_of(pd.Series([3, 1, 3, None], dtype="Int64"), Column(name="x", kind=Kind.INTEGER))
    assert strata.tolist() == [1, 0, 1, 2]


def test_dates_are_cut_like_numbers() -> None:
    days = pd.Series(pd.date_range("2020-01-01", periods=50))
    assert np.bincount(strata_of(days, Column(name="x", kind=Kind.DATETIME))).tolist() == [5] * 10
