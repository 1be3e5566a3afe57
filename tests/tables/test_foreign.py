from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from synthlab.tables.foreign import absent_column, read_foreign
from synthlab.tables.schema import Column, Kind, Role


def text(*values: str | None) -> pd.Series:
    return pd.Series(list(values), dtype="string")


def test_decimals_where_whole_numbers_belong_are_rounded_and_said() -> None:
    read = read_foreign(text("1", "2.4", "2.6", None), Column(name="x", kind=Kind.INTEGER))
    assert pd.Series(read.values).tolist()[:3] == [1, 2, 3]
    assert read.notes == ("2 values of 3 with decimals where the real table has whole numbers: rounded.",)
    assert read.problem == ""


def test_words_where_whole_numbers_belong_are_a_problem() -> None:
    read = read_foreign(text("1", "2.5", "x"), Column(name="x", kind=Kind.INTEGER))
    assert read.problem.startswith(
        "2 of 3 values are not whole numbers, as integer asks, for instance in rows 2, 3"
    )


def test_another_date_format_is_read_and_said() -> None:
    column = Column(name="x", kind=Kind.DATETIME, format="%Y-%m-%d")
    read = read_foreign(text("31.01.2020", "01.02.2020"), column)
    assert read.values.tolist() == [
        int(np.datetime64("2020-01-31", "ns").astype(int)),
        int(np.datetime64("2020-02-01", "ns").astype(int)),
    ]
    assert read.notes == ("Dates are written as %d.%m.%Y here, as %Y-%m-%d in the real table: all are read.",)


def test_dates_of_which_some_are_none_are_a_problem() -> None:
    column = Column(name="x", kind=Kind.DATETIME, format="%Y-%m-%d")
    assert "not dates" in read_foreign(text("31.01.2020", "soon"), column).problem


def test_what_cannot_be_read_in_a_set_aside_column_becomes_missing() -> None:
    column = Column(name="x", kind=Kind.NUMERIC, role=Role.IGNORED)
    read = read_foreign(text("1", "x"), column)
    assert read.problem == ""
    assert np.isnan(read.values).tolist() == [False, True]


@pytest.mark.parametrize(("kind", "dtype"), [(Kind.IDENTIFIER, "string"), (Kind.INTEGER, "Int64")])
def test_an_absent_column_is_all_missing_in_its_type(kind: Kind, dtype: str) -> None:
    values = pd.Series(absent_column(Column(name="x", kind=kind), 3).values)
    assert str(values.dtype) == dtype
    assert values.isna().all()
    assert len(values) == 3
