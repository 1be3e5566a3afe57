"""What is public of a column is typed by a person, and comes back as it was typed."""

from __future__ import annotations

import pandas as pd
import pytest

from synthlab.errors import DataError
from synthlab.tables.public import may_be_stated, public_text, with_public
from synthlab.tables.schema import Column, Kind, Role

AGE = Column(name="age", kind=Kind.INTEGER)
COST = Column(name="cost", kind=Kind.NUMERIC)
DAY = Column(name="day", kind=Kind.DATETIME)
TOWN = Column(name="town", kind=Kind.CATEGORICAL)


@pytest.mark.parametrize(
    ("column", "text", "stated", "shown"),
    [
        (AGE, "0 to 120", (0, 120), "0 to 120"),
        (COST, " -1.5  to 1e6 ", (-1.5, 1e6), "-1.5 to 1000000"),
        (DAY, "1970-01-01 to 1970-01-02", (0, 86_400e6), "1970-01-01 to 1970-01-02"),
        (
            DAY,
            "1970-01-01 to 1970-01-01 06:30",
            (0, 6.5 * 3_600e6),
            "1970-01-01 to 1970-01-01 06:30:00",
        ),
        (TOWN, "Ulm, Bonn", ("Ulm", "Bonn"), "Ulm,Bonn"),
        (TOWN, '"Rye, NY", 東京,1', ("Rye, NY", "東京", "1"), '"Rye, NY",東京,1'),
        (TOWN, "only", ("only",), "only"),
    ],
)
def test_what_is_typed_is_read_by_the_kind_of_the_column(
    column: Column, text: str, stated: tuple[object, ...], shown: str
) -> None:
    read = with_public(column, text)
    assert (read.bounds or read.levels) == stated
    assert public_text(read) == shown
    assert with_public(read, shown) == read
    assert with_public(read, " ") == column
    assert public_text(column) == ""


@pytest.mark.parametrize(
    ("column", "text", "says"),
    [
        (AGE, "12", "Write it as in 0 to 120, the least first"),
        (AGE, "a to b", "Write it as in 0 to 120"),
        (AGE, "1 to 2 to 3", "Write it as in 0 to 120"),
        (AGE, "0 to inf", "Write it as in 0 to 120"),
        (AGE, "nan to 1", "Write it as in 0 to 120"),
        (AGE, "5 to 5", "its end must lie above its beginning"),
        (COST, "5 to 1", "its end must lie above its beginning"),
        (DAY, "yesterday to 2020-02-30", "as in 2020-01-01 to 2020-12-31"),
        (DAY, "now to today", "as in 2020-01-01 to 2020-12-31"),
        (DAY, "0001-01-01 to 9999-01-01", "as in 2020-01-01 to 2020-12-31"),
        (DAY, "NaT to 2020-01-01", "as in 2020-01-01 to 2020-12-31"),
        (DAY, "2020-01-01 to 2020-01-02 00:00+01:00", "as in 2020-01-01 to 2020-12-31"),
        (TOWN, "Ulm,,Bonn", "none is empty or stands twice"),
        (TOWN, "Ulm, Ulm", "none is empty or stands twice"),
        (TOWN, ",".join(map(str, range(10_001))), "at most 10,000 can be stated"),
    ],
)
def test_what_is_no_range_and_no_list_is_refused_with_an_example(
    column: Column, text: str, says: str
) -> None:
    with pytest.raises(DataError, match=says):
        with_public(column, text)


def test_nothing_is_to_be_stated_of_true_and_false_and_of_columns_set_aside() -> None:
    assert may_be_stated(AGE)
    assert not may_be_stated(Column(name="t", kind=Kind.BOOLEAN))
    assert not may_be_stated(Column(name="id", kind=Kind.IDENTIFIER))
    assert not may_be_stated(AGE.model_copy(update={"role": Role.IGNORED}))


def test_a_date_is_on_the_line_that_generators_count_on() -> None:
    from synthlab.generators.grids import to_line

    stated = with_public(DAY, "2024-02-29 to 2024-03-01 12:00").bounds
    dates = pd.Series([pd.Timestamp("2024-02-29"), pd.Timestamp("2024-03-01 12:00")]).astype("datetime64[ns]")
    assert stated == tuple(to_line(dates, DAY))
