from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from synthlab.tables.cells import Cells, cells_of
from synthlab.tables.dates import guess_format, naive_utc, native_format, read_dates, write_dates


def cells(*texts: str) -> Cells:
    return cells_of(pd.Series(list(texts), dtype="string"))


@pytest.mark.parametrize(
    ("texts", "format", "first"),
    [
        (["2020-01-31", "2020-02-01"], "%Y-%m-%d", "2020-01-31"),
        (["31/01/2020", "01/02/2020"], "%d/%m/%Y", "2020-01-31"),
        (["01/31/2020", "02/01/2020"], "%m/%d/%Y", "2020-01-31"),
        (["31.01.2020", "01.02.2020"], "%d.%m.%Y", "2020-01-31"),
        (["31.01.20", "01.02.19"], "%d.%m.%y", "2020-01-31"),
        (["2020/01/31"], "%Y/%m/%d", "2020-01-31"),
        (["January 5, 2020", "May 3, 2021"], "%B %d, %Y", "2020-01-05"),
        (["5 Jan 2020", "3 Dec 2021"], "%d %b %Y", "2020-01-05"),
        (["05-JAN-2020"], "%d-%b-%Y", "2020-01-05"),
        (["2020年1月24日"], "%Y年%m月%d日", "2020-01-24"),
        (["20200131", "20191231"], "%Y%m%d", "2020-01-31"),
        (["2020-03", "2019-12"], "%Y-%m", "2020-03-01"),
        (["2020-01-31 09:05", "2020-01-31 23:59"], "%Y-%m-%d %H:%M", "2020-01-31T09:05"),
        (["2020-01-31T09:05:07"], "%Y-%m-%dT%H:%M:%S", "2020-01-31T09:05:07"),
        (["2020-01-31 09:05:07.25"], "%Y-%m-%d %H:%M:%S.%f", "2020-01-31T09:05:07.25"),
        (["31/01/2020 9:05 PM"], "%d/%m/%Y %I:%M %p", "2020-01-31T21:05"),
        (["2020-01-31T09:05:07+02:00"], "%Y-%m-%dT%H:%M:%S%z", "2020-01-31T07:05:07"),
        (["2020-01-31T09:05:07Z"], "%Y-%m-%dT%H:%M:%S%z", "2020-01-31T09:05:07"),
    ],
)
def test_the_pattern_is_read_off_the_values(texts: list[str], format: str, first: str) -> None:
    column = cells(*texts)
    guess = guess_format(column)
    assert guess is not None
    assert (guess.format, guess.share) == (format, 1.0)
    assert read_dates(column.texts, format).values[0] == np.datetime64(first)


@pytest.mark.parametrize(
    "texts",
    [
        ["abc"],
        ["18.00.00"],
        ["12.5", "13.7"],
        ["1990-13"],
        ["10:30"],
        ["12345678"],
        ["00202"],
        ["1-2"],
        ["3.1.2"],
    ],
)
def test_what_is_no_date_is_not_taken_for_one(texts: list[str]) -> None:
    guess = guess_format(cells(*texts))
    assert guess is None or guess.share == 0.0


def test_day_and_month_that_no_value_tells_apart_are_read_day_first_and_said() -> None:
    guess = guess_format(cells("1/2/2020", "3/4/2020"))
    assert guess is not None
    assert guess.format == "%d/%m/%Y"
    assert "%m/%d/%Y if the month comes first" in guess.note


def test_one_value_beyond_the_twelfth_decides_for_all() -> None:
    guess = guess_format(cells("1/2/2020", "3/4/2020", "1/13/2020"))
    assert guess is not None
    assert (guess.format, guess.note) == ("%m/%d/%Y", "")


def test_four_ways_of_writing_in_one_column_are_all_read_and_said() -> None:
    column = cells("2020-01-31", "31/01/2020", "Jan 31, 2020", "31.01.2020")
    guess = guess_format(column)
    assert guess is not None
    assert guess.share == 1.0
    assert "written in 4 ways" in guess.note
    assert set(read_dates(column.texts, guess.format).values) == {np.datetime64("2020-01-31", "ns")}


def test_day_first_beside_month_first_is_not_read_at_all() -> None:
    guess = guess_format(cells("13/01/2020", "01/25/2020", "01/02/2020"))
    assert guess is not None
    assert guess.format == ""
    assert "stand in one column" in guess.note


def test_a_word_among_dates_lowers_the_share() -> None:
    guess = guess_format(cells("2020-01-31", "unknown", "2020-02-01", "2020-02-03"))
    assert guess is not None
    assert guess.share == 0.75


def test_two_digit_years_and_zones_are_said() -> None:
    short = guess_format(cells("31/01/45"))
    assert short is not None
    assert "two digits" in short.note
    zoned = guess_format(cells("2020-01-31T09:05:07Z"))
    assert zoned is not None
    assert "turned into UTC" in zoned.note


def test_a_date_the_clock_cannot_hold_is_beyond_and_a_wrong_one_unread() -> None:
    dates = read_dates(cells("9999-12-31", "2020-02-30", "2020-02-29", "0001-01-01").texts, "%Y-%m-%d")
    assert dates.beyond.tolist() == [True, False, False, True]
    assert dates.unread.tolist() == [False, True, False, False]
    assert np.isnat(dates.values).tolist() == [True, True, False, True]


def test_a_pattern_a_person_typed_is_used_though_we_do_not_know_it() -> None:
    dates = read_dates(cells("2020 week 05 1").texts, "%Y week %W %w")
    assert dates.values[0] == np.datetime64("2020-02-03", "ns")


def test_real_dates_lose_their_zone_after_turning_into_utc() -> None:
    moments = pd.Series(pd.to_datetime(["2020-01-31 12:00", None])).dt.tz_localize("Europe/Berlin")
    assert naive_utc(moments)[0] == np.datetime64("2020-01-31T11:00", "ns")


def test_real_dates_beyond_the_clock_become_missing() -> None:
    moments = pd.Series(np.array(["9999-12-31", "2020-01-31"], dtype="datetime64[us]"))
    assert np.isnat(naive_utc(moments)).tolist() == [True, False]


@pytest.mark.parametrize(
    ("moment", "format", "text"),
    [
        ("2020-01-31", "%Y-%m-%d", "2020-01-31"),
        ("2020-01-31T09:05:07", "%Y-%m-%d %H:%M:%S", "2020-01-31 09:05:07"),
        ("2020-01-31T09:05:07.25", "%Y-%m-%d %H:%M:%S.%f", "2020-01-31 09:05:07.250000"),
    ],
)
def test_the_shortest_pattern_without_loss_writes_real_dates(moment: str, format: str, text: str) -> None:
    values = np.array([moment], dtype="datetime64[ns]")
    assert native_format(values) == format
    assert write_dates(values, format) == [text]


def test_dates_are_written_by_the_first_pattern_and_zones_as_utc() -> None:
    values = np.array(["2020-01-31T09:05:07"], dtype="datetime64[ns]")
    assert write_dates(values, "%d.%m.%Y|%Y-%m-%d") == ["31.01.2020"]
    assert write_dates(values, "%Y-%m-%dT%H:%M:%S%z") == ["2020-01-31T09:05:07+0000"]
    assert write_dates(values, "") == ["2020-01-31 09:05:07"]
