import numpy as np
import pandas as pd
import pytest

from synthlab.generators.encoding import LevelCode, NumberCode, code_column
from synthlab.tables.schema import Column, Kind


def number(
    values: list[float | None], kind: Kind = Kind.NUMERIC, min_count: int = 5
) -> tuple[NumberCode, pd.Series]:
    dtype = "Int64" if kind is Kind.INTEGER else "float64"
    series = pd.Series(values, name="x", dtype=dtype)
    code = code_column(series, Column(name="x", kind=kind), min_count)
    assert isinstance(code, NumberCode)
    return code, series


def levels(values: list[str | None], **column: object) -> tuple[LevelCode, pd.Series]:
    series = pd.Series(values, name="x", dtype="category")
    code = code_column(series, Column.model_validate({"name": "x", "kind": "categorical", **column}), 5)
    assert isinstance(code, LevelCode)
    return code, series


def test_a_value_that_many_rows_have_comes_back_as_it_is() -> None:
    code, series = number([0.0] * 6 + [7.0] * 5 + [None])
    codes = code.encode(series)
    assert code.decode(codes, np.random.default_rng(0)).equals(series)


def test_a_rare_number_is_an_interval_of_at_least_five_rows() -> None:
    code, series = number([float(value) for value in range(100)])
    counts = np.bincount(code.encode(series))
    assert counts.min() >= 5
    assert (code.low < code.high).all()


@pytest.mark.parametrize("seed", range(20))
def test_every_interval_holds_at_least_the_least_count_whatever_the_ties(seed: int) -> None:
    rng = np.random.default_rng(seed)
    values = rng.integers(0, 60, int(rng.integers(5, 200))).astype(float)
    code, series = number(list(values))
    _, counts = np.unique(values, return_counts=True)
    rare_rows = counts[counts < 5].sum()
    assert len(code.kept) == (counts >= 5).sum()
    assert len(code.intervals) <= rare_rows // 5
    assert len(code.intervals) >= rare_rows // 16
    assert (code.encode(series) < code.n_cells).all() or code.n_cells == 0


def test_no_real_extreme_comes_out() -> None:
    code, series = number([*np.linspace(0, 1, 200), 1_000_000.0, -5_000.0])
    drawn = code.decode(np.repeat(code.encode(series), 50), np.random.default_rng(0))
    assert drawn.max() < 1_000_000.0 / 2
    assert drawn.min() > -5_000.0 / 2


def test_no_rare_value_is_kept_in_the_code() -> None:
    secret = 123.456789
    code, _ = number([*np.random.default_rng(0).normal(size=300), secret])
    held = np.concatenate([code.low, code.high, code.kept, code.edges])
    assert secret not in held


def test_a_number_with_too_few_rows_is_withheld() -> None:
    code, series = number([1.0, 2.0, None, None])
    assert code.n_cells == 0
    assert code.n_withheld == 2
    codes = code.encode(series)
    assert list(codes) == [code.withheld, code.withheld, code.missing, code.missing]
    assert code.decode(codes, np.random.default_rng(0)).isna().all()


def test_few_rare_numbers_join_the_nearest_kept_value() -> None:
    code, series = number([10.0] * 5 + [20.0] * 5 + [14.0, 16.0])
    assert list(code.decode(code.encode(series), np.random.default_rng(0))[-2:]) == [10.0, 20.0]


def test_whole_numbers_stay_whole() -> None:
    code, series = number([*range(50), None], Kind.INTEGER)
    drawn = code.decode(code.encode(series), np.random.default_rng(0))
    assert drawn.dtype == "Int64"
    assert drawn.isna().sum() == 1


def test_numbers_at_the_ends_of_float64_do_not_overflow() -> None:
    code, series = number([-1.7e308, 1.7e308, -1.6e308, 1.6e308, 0.0, 1.0, 2.0])
    drawn = code.decode(np.repeat(code.encode(series), 100), np.random.default_rng(0))
    assert np.isfinite(drawn).all()


def test_a_rare_category_is_withheld_and_counted() -> None:
    code, series = levels(["a"] * 5 + ["b"] * 4 + [None])
    assert code.levels == ("a",)
    assert code.n_withheld == 1
    assert list(code.encode(series)) == [0] * 5 + [code.withheld] * 4 + [code.missing]


def test_a_rare_category_that_the_schema_makes_public_is_kept() -> None:
    code, _ = levels(["a"] * 5 + ["b"], levels=("a", "b", "c"))
    assert code.levels == ("a", "b")


def test_levels_come_back_sorted_and_only_those_that_occur() -> None:
    code, _ = levels(["=1+1"] * 5 + ["名"] * 5 + ["a"] * 5)
    drawn = code.decode(np.array([2, 0, code.missing], dtype=np.int32), np.random.default_rng(0))
    assert list(drawn.cat.categories) == ["=1+1", "名"]
    assert drawn.isna().tolist() == [False, False, True]


def test_a_boolean_seen_once_is_kept() -> None:
    series = pd.Series([True] * 9 + [False, None], dtype="boolean", name="x")
    code = code_column(series, Column(name="x", kind=Kind.BOOLEAN), 5)
    assert code.decode(code.encode(series), np.random.default_rng(0)).equals(series)
    assert code.n_withheld == 0


def test_dates_are_drawn_between_dates() -> None:
    dates = pd.Series(pd.date_range("2020-01-01", periods=40), name="x").astype("datetime64[ns]")
    code = code_column(dates, Column(name="x", kind=Kind.DATETIME), 5)
    drawn = code.decode(code.encode(dates), np.random.default_rng(0))
    assert drawn.dtype == "datetime64[ns]"
    assert drawn.between("2020-01-02", "2020-02-09").all()
    assert (drawn == drawn.dt.normalize()).all()


def test_an_interval_holds_at_least_the_rows_that_are_asked_for() -> None:
    values = pd.Series(np.random.default_rng(0).normal(size=1_003))
    for rows in (5, 30, 200):
        code = code_column(values, Column(name="x", kind=Kind.NUMERIC), 5, rows)
        assert np.bincount(code.encode(values)).mean() >= rows
        assert code.n_cells <= 1_003 / rows
    assert code_column(values[:60], Column(name="x", kind=Kind.NUMERIC), 5, 200).n_cells == 1


def test_intervals_are_never_smaller_than_the_least_count() -> None:
    values = pd.Series(np.random.default_rng(0).normal(size=500))
    column = Column(name="x", kind=Kind.NUMERIC)
    assert code_column(values, column, 5, 0).n_cells == code_column(values, column, 5).n_cells


def test_numbers_that_repeat_by_chance_are_known_as_intervals_and_spikes_are_kept() -> None:
    # A thousand weights of which three are shared by six people each, and a spike of fifty.
    weights = [*np.arange(1_000.0), *np.repeat([10.0, 500.0, 700.0], 5), *[0.5] * 50]
    assert list(number(weights)[0].kept) == [0.5, 10.0, 500.0, 700.0]
    values = pd.Series(weights)
    code = code_column(values, Column(name="x", kind=Kind.NUMERIC), 5, spike_share=0.02)
    assert isinstance(code, NumberCode)
    assert list(code.kept) == [0.5]


def test_amounts_that_a_few_people_have_each_are_kept_where_hardly_one_stands_alone() -> None:
    values = pd.Series([*np.repeat(np.arange(30.0), 8), 99.5])
    code = code_column(values, Column(name="x", kind=Kind.NUMERIC), 5, spike_share=0.1)
    assert isinstance(code, NumberCode)
    assert list(code.kept) == list(np.arange(30.0))
