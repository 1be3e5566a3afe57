from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from synthlab.tables.cells import cells_of
from synthlab.tables.schema import Column, Kind
from synthlab.tables.values import empty_values, plain_codes, read_values


@pytest.mark.parametrize(
    ("kind", "dtype"),
    [
        (Kind.NUMERIC, "float64"),
        (Kind.INTEGER, "Int64"),
        (Kind.CATEGORICAL, "category"),
        (Kind.BOOLEAN, "boolean"),
        (Kind.DATETIME, "datetime64[ns]"),
        (Kind.TEXT, "string"),
        (Kind.IDENTIFIER, "string"),
    ],
)
def test_empty_values_have_the_type_of_their_kind(kind: Kind, dtype: str) -> None:
    values = pd.Series(empty_values(kind, 2))
    assert str(values.dtype) == dtype
    assert values.isna().tolist() == [True, True]
    assert len(pd.Series(empty_values(kind, 0))) == 0


def test_what_is_read_says_how_many_values_there_were() -> None:
    read = read_values(pd.Series(["1", "x", " ", None], dtype="string"), Column(name="a", kind=Kind.INTEGER))
    assert (read.present, read.unread.tolist()) == (2, [1])


def test_whole_numbers_beyond_the_exact_ones_are_not_read() -> None:
    read = read_values(pd.Series([2**53, 2**53 + 2]), Column(name="a", kind=Kind.INTEGER))
    assert read.unread.tolist() == [1]


@pytest.mark.parametrize(
    ("texts", "plain"),
    [
        (["1.0", "2.00"], ["1", "2"]),
        (["1.0", "1"], ["1.0", "1"]),
        (["-1.0", "0.0"], ["-1", "0"]),
        (["01.0"], ["01.0"]),
        (["1.0", "N/A"], ["1", "N/A"]),
        (["1.0", "1.00"], ["1"]),
    ],
)
def test_codes_lose_their_decimals_only_where_every_number_has_them(
    texts: list[str], plain: list[str]
) -> None:
    cells = plain_codes(cells_of(pd.Series(texts, dtype="string")))
    assert cells.texts.to_pylist() == plain


def test_an_identifier_that_became_a_float_is_the_same_identifier() -> None:
    column = Column(name="a", kind=Kind.IDENTIFIER)
    for values in (pd.Series(["17850.0", None], dtype="string"), pd.Series([17850.0, np.nan])):
        assert pd.Series(read_values(values, column).values).tolist()[0] == "17850"


def test_free_text_is_left_as_it_stands() -> None:
    read = read_values(pd.Series(["1.0"], dtype="string"), Column(name="a", kind=Kind.TEXT))
    assert pd.Series(read.values).tolist() == ["1.0"]
