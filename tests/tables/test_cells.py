from __future__ import annotations

import datetime
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from synthlab.tables.cells import cell_text, cells_of, listed_rows, whole


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a b", "a b"),
        (3, "3"),
        (3.0, "3"),
        (0.1, "0.1"),
        (True, "True"),
        (np.int64(7), "7"),
        (np.float64(2.5), "2.5"),
        (Decimal("1.50"), "1.50"),
        (datetime.datetime(2020, 1, 31), "2020-01-31"),
        (datetime.datetime(2020, 1, 31, 9, 5), "2020-01-31 09:05:00"),
        (datetime.date(2020, 1, 31), "2020-01-31"),
        (b"ab\xff", "ab\\xff"),
    ],
)
def test_a_cell_is_written_as_a_person_would_type_it(value: object, text: str) -> None:
    assert cell_text(value) == text


@pytest.mark.parametrize("dtype", ["string", "object", "category", "string[pyarrow]"])
def test_cells_say_where_each_distinct_text_stands(dtype: str) -> None:
    cells = cells_of(pd.Series(["b", None, "a", "b"], dtype=dtype))
    texts = cells.texts.to_pylist()
    assert [texts[code] if code >= 0 else None for code in cells.codes] == ["b", None, "a", "b"]
    assert cells.present == 3
    assert cells.distinct == 2
    assert cells.rows(np.array([text == "b" for text in texts])).tolist() == [0, 3]


def test_numbers_and_moments_become_texts_once_a_distinct_value() -> None:
    assert cells_of(pd.Series([1.0, np.nan, 1.0, 2.5])).texts.to_pylist() == ["1", "2.5"]
    moments = pd.Series(pd.to_datetime(["2020-01-31", None, "2020-01-31"]))
    assert cells_of(moments).texts.to_pylist() == ["2020-01-31"]


def test_values_that_are_written_alike_are_one_text() -> None:
    cells = cells_of(pd.Series([1, "1", 1.0, "x"], dtype=object))
    assert cells.texts.to_pylist() == ["1", "x"]
    assert cells.counts.tolist() == [3, 1]


def test_categories_that_no_row_uses_are_no_texts() -> None:
    values = pd.Series(pd.Categorical(["a"], categories=["a", "b"]))
    assert cells_of(values).texts.to_pylist() == ["a"]


def test_chosen_texts_turn_into_missing_values() -> None:
    cells = cells_of(pd.Series(["a", " ", "b", " "], dtype="string"))
    rest = cells.without(np.array([text == " " for text in cells.texts.to_pylist()]))
    assert rest.texts.to_pylist() == ["a", "b"]
    assert rest.codes.tolist() == [0, -1, 1, -1]


def test_texts_that_become_equal_become_one() -> None:
    cells = cells_of(pd.Series(["1.0", "1.00", "2.0"], dtype="string")).retexted(["1", "1", "2"])
    assert cells.texts.to_pylist() == ["1", "2"]
    assert cells.codes.tolist() == [0, 0, 1]


def test_the_sample_is_evenly_spaced_and_the_same_each_time() -> None:
    cells = cells_of(pd.Series([f"{i}" for i in range(100)], dtype="string"))
    assert cells.sample(3) == ["0", "49", "99"]


def test_a_column_without_values_has_no_texts_and_no_share() -> None:
    cells = cells_of(pd.Series([None, None], dtype="string"))
    assert cells.present == 0
    assert cells.share(np.zeros(0, dtype=bool)) == 0.0


def test_counts_and_rows_are_worded_for_people() -> None:
    assert whole(1, "row") == "1 row"
    assert whole(1200, "row") == "1,200 rows"
    assert listed_rows(np.array([2])) == "row 3"
    assert listed_rows(np.array([2, 16, 20, 30])) == "rows 3, 17, 21"
