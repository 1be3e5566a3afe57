import numpy as np
import pytest

from synthlab.statistics.rounding import date_labels, number_label, round_date, round_number


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (19.3, 21.8, 20.0),
        (1480, 1730, 1500.0),
        (-3, 4, 0.0),
        (0.231, 0.249, 0.24),
        (-21.8, -19.3, -20.0),
        (7.0, 7.0, 7.0),
        (99_000, 101_000, 100_000.0),
        (0.00011, 0.00019, 0.00015),
    ],
)
def test_the_roundest_number_in_a_window_is_taken(low, high, expected):
    assert round_number(low, high) == expected


def test_a_whole_edge_stays_inside_its_window_or_falls_to_its_upper_end():
    assert round_number(15_023.2, 15_024.0, whole=True) == 15_024
    assert round_number(3.1, 3.9, whole=True) == 3


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        ("2008-03-01", "2013-05-01", "2010-01-01"),
        ("2011-10-05", "2012-02-11", "2012-01-01"),
        ("2011-03-05", "2011-05-11", "2011-04-01"),
        ("2011-03-05", "2011-03-05T23:00", "2011-03-05"),
        ("2011-03-05T03:10", "2011-03-05T07:40", "2011-03-05T06:00"),
        ("2011-03-05T03:10", "2011-03-05T03:40", "2011-03-05T03:25"),
        ("1955-12-20", "1956-02-20", "1956-01-01"),
    ],
)
def test_dates_are_cut_at_the_most_prominent_calendar_boundary(low, high, expected):
    def at(text):
        return int(np.datetime64(text, "ns").astype(np.int64))

    assert np.datetime64(round_date(at(low), at(high)), "ns") == np.datetime64(expected, "ns")


def test_labels_of_dates_are_as_fine_as_the_finest_needs():
    stamps = np.array(["2012-01-01", "2012-07-01"], dtype="M8[ns]").view(np.int64)
    assert date_labels(stamps) == ["2012-01", "2012-07"]
    stamps = np.array(["2012-01-01", "2012-07-01T06:30"], dtype="M8[ns]").view(np.int64)
    assert date_labels(stamps) == ["2012-01-01 00:00", "2012-07-01 06:30"]


def test_years_are_written_without_a_thousands_mark():
    assert [number_label(value) for value in (2012, 48842, 0.1 + 0.2, -0.0)] == ["2012", "48,842", "0.3", "0"]
