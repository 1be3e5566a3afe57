"""Python values to columns of one dtype."""

from __future__ import annotations

import datetime

import pandas as pd
import pytest

from synthlab.tables.native import native_frame
from synthlab.tables.options import ReadOptions


@pytest.mark.parametrize(
    ("values", "dtype"),
    [
        ([1, 2], "int64"),
        ([1, None], "Int64"),
        ([1, 2.5], "float64"),
        ([2**53 + 1, 2.5], "string"),
        ([2**63, 1], "string"),
        ([True, False], "boolean"),
        ([True, 1], "string"),
        ([None, None], "string"),
        (["x", 1], "string"),
        ([datetime.date(2020, 1, 1), datetime.datetime(2020, 1, 1, 5)], "datetime64[ns]"),
        ([datetime.date(1500, 1, 1), None], "string"),
        ([datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)], "string"),
        ([datetime.date(2020, 1, 1), 5], "string"),
    ],
    ids=str,
)
def test_a_column_gets_the_dtype_that_holds_all_its_values(values: list[object], dtype: str) -> None:
    assert str(native_frame({"x": values}, ReadOptions()).frame[0].dtype) == dtype


def test_markers_leave_numbers_numbers() -> None:
    native = native_frame({"x": [1, "?", 3], "y": ["a", "?", " b "]}, ReadOptions())
    assert native.frame[0].tolist() == [1, pd.NA, 3]
    assert native.frame[1].tolist() == ["a", pd.NA, "b"]
    assert native.options.missing == ("", "?")


def test_a_mixture_of_numbers_and_words_is_said() -> None:
    native = native_frame({"x": [1, "a"], "y": ["b", 2.5], "z": ["c", "d"]}, ReadOptions())
    assert any("x, y hold both numbers and words, and so are text." in note for note in native.notes)
