import numpy as np
import pandas as pd
import pytest

from synthlab.generators.grids import Grid, from_line, to_line
from synthlab.tables.schema import Column, Kind

NUMBER = Column(name="x", kind=Kind.NUMERIC)
WHOLE = Column(name="x", kind=Kind.INTEGER)
DATE = Column(name="x", kind=Kind.DATETIME)


@pytest.mark.parametrize(
    ("values", "drawn", "written"),
    [
        ([1.25, 3.5, 2.0], 2.337, 2.34),
        ([100.0, 300.0, 700.0], 449.0, 400.0),
        ([7.0, 17.0, 47.0], 20.2, 20.0),
        ([7.0 + 5 * step for step in range(12)], 20.2, 22.0),
        ([0.1, 0.3], 0.2, 0.2),
    ],
)
def test_a_drawn_number_is_written_as_the_column_is(
    values: list[float], drawn: float, written: float
) -> None:
    grid = Grid.of(np.array(values), NUMBER)
    assert grid.snap(np.array([drawn]))[0] == pytest.approx(written, abs=1e-12)


def test_a_stated_number_of_decimals_wins_over_the_data() -> None:
    grid = Grid.of(np.array([1.0, 2.0]), NUMBER.model_copy(update={"decimals": 2}))
    assert grid.snap(np.array([1.4]))[0] == 1.0  # every known value is whole all the same
    grid = Grid.of(np.array([1.0, 2.031]), NUMBER.model_copy(update={"decimals": 2}))
    assert grid.snap(np.array([1.414]))[0] == 1.41


def test_numbers_without_a_grid_stay_as_drawn() -> None:
    line = np.array([1 / 3, np.pi, 1e300])
    assert np.array_equal(Grid.of(line, NUMBER).snap(line), line)


def test_every_known_value_lies_on_its_grid() -> None:
    line = np.unique(np.round(np.random.default_rng(0).integers(-500, 500, 200) * 0.35, 2))
    assert np.array_equal(Grid.of(line, NUMBER).snap(line), line)


def test_dates_come_back_to_the_microsecond() -> None:
    dates = pd.Series([pd.Timestamp("2020-02-29 23:59:59.123456"), pd.NaT, pd.Timestamp("1901-01-01")])
    dates = dates.astype("datetime64[ns]")
    back = from_line(to_line(dates, DATE), DATE)
    assert back.equals(dates.rename("x"))


def test_dates_without_a_time_get_none() -> None:
    dates = pd.Series(pd.date_range("2021-03-01", periods=9)).astype("datetime64[ns]")
    line = to_line(dates, DATE)
    drawn = from_line(Grid.of(line, DATE).snap(line[:-1] + 3.6e9 * 7), DATE)
    assert (drawn == drawn.dt.normalize()).all()


def test_whole_numbers_too_large_for_int64_are_cut_off_at_its_end() -> None:
    assert from_line(np.array([1e30, -1e30, np.nan]), WHOLE).isna().tolist() == [False, False, True]


def test_an_empty_line_has_no_grid() -> None:
    assert Grid.of(np.empty(0), NUMBER).decimals is None
