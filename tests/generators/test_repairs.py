import numpy as np
import pandas as pd
import pytest

from synthlab.generators.repairs import KeptAtLeast, KeptOrder, KeptStep, KeptSum, KeptWithoutTime
from synthlab.tables.rules import AtLeast, Order, Step, Sum, WithoutTime
from synthlab.tables.schema import Column, Kind

RNG = np.random.default_rng


def whole(name: str) -> Column:
    return Column(name=name, kind=Kind.INTEGER)


def integers(**columns: list[int | None]) -> pd.DataFrame:
    return pd.DataFrame({name: pd.array(values, dtype="Int64") for name, values in columns.items()})


def kept_order(strictly: bool = False, kind: Kind = Kind.INTEGER) -> KeptOrder:
    low, high = (Column(name=name, kind=kind) for name in "ab")
    return KeptOrder(Order(low="a", high="b", strictly=strictly), low, high)


def test_rows_that_break_an_order_are_told_and_missing_values_do_not() -> None:
    rows = integers(a=[1, 5, 3, None, 4], b=[2, 4, 3, 1, None])
    assert kept_order().broken(rows).tolist() == [False, True, False, False, False]
    assert kept_order(strictly=True).broken(rows).tolist() == [False, True, True, False, False]


def test_the_upper_value_is_set_by_a_gap_of_a_row_that_keeps_the_rule() -> None:
    rows = integers(a=[10, 20, 40, 30], b=[13, 23, 1, 99])
    mended = kept_order().mended(rows.iloc[:3], frozenset(), RNG(0))
    # Gaps of 3, but not beyond the largest drawn upper value unless the rule asks for it.
    assert mended["b"].tolist() == [13, 23, 40]
    assert kept_order().mended(rows, frozenset(), RNG(0))["b"].tolist()[2] in (43, 99)
    assert mended["a"].tolist() == [10, 20, 40]


@pytest.mark.parametrize("strictly", [False, True])
@pytest.mark.parametrize("fixed", ["", "a", "b"])
def test_an_order_is_kept_whichever_side_is_fixed(strictly: bool, fixed: str) -> None:
    rng = RNG(1)
    rows = integers(a=rng.integers(0, 50, 400).tolist(), b=rng.integers(0, 50, 400).tolist())
    kept = kept_order(strictly)
    mended = kept.mended(rows, frozenset({fixed} - {""}), rng)
    assert kept.broken(rows).any()
    assert not kept.broken(mended).any()
    for name in {fixed} - {""}:
        assert mended[name].equals(rows[name])


def test_where_both_sides_are_fixed_nothing_is_moved() -> None:
    rows = integers(a=[5], b=[1])
    assert kept_order().mended(rows, frozenset("ab"), RNG(0)) is rows


def test_an_order_of_decimals_and_of_dates_stays_on_their_grid() -> None:
    rng = RNG(2)
    money = pd.DataFrame({"a": np.round(rng.random(300) * 9, 2), "b": np.round(rng.random(300) * 9)})
    kept = kept_order(strictly=True, kind=Kind.NUMERIC)
    mended = kept.mended(money, frozenset(), rng)
    assert not kept.broken(mended).any()
    assert np.array_equal(mended["b"], mended["b"].round())
    days = pd.DataFrame(
        {
            name: pd.Timestamp("2020-01-01") + pd.to_timedelta(rng.integers(0, 90, 300), unit="D")
            for name in "ab"
        }
    ).astype("datetime64[ns]")
    kept = kept_order(strictly=True, kind=Kind.DATETIME)
    mended = kept.mended(days, frozenset(), rng)
    assert not kept.broken(mended).any()
    assert (mended["b"] == mended["b"].dt.normalize()).all()


def test_an_order_that_no_row_keeps_is_still_mended() -> None:
    rows = integers(a=[5, 7], b=[5, 6])
    assert kept_order(strictly=True).mended(rows, frozenset(), RNG(0))["b"].tolist() == [6, 8]


KEPT_SUM = KeptSum(
    Sum(parts=("a", "b", "c"), total="d"), (whole("a"), whole("b"), whole("c")), whole("d")
)  # fmt: skip


def test_a_total_is_added_up_anew() -> None:
    rows = integers(a=[1, 1, None], b=[2, 2, 2], c=[3, 3, 3], d=[6, 9, 9])
    assert KEPT_SUM.broken(rows).tolist() == [False, True, False]
    assert KEPT_SUM.mended(rows, frozenset(), RNG(0))["d"].tolist() == [6, 6, 9]


def test_where_the_total_is_fixed_the_last_free_part_gives_way() -> None:
    rows = integers(a=[1], b=[2], c=[3], d=[9])
    mended = KEPT_SUM.mended(rows, frozenset({"d", "c"}), RNG(0))
    assert mended.iloc[0].tolist() == [1, 5, 3, 9]
    assert KEPT_SUM.mended(rows, frozenset("abcd"), RNG(0)) is rows


def test_a_sum_of_decimals_is_written_with_the_decimals_of_its_total() -> None:
    columns = [Column(name=name, kind=Kind.NUMERIC, decimals=2) for name in "abc"]
    kept = KeptSum(Sum(parts=("a", "b"), total="c"), tuple(columns[:2]), columns[2])
    rows = pd.DataFrame({"a": [0.1], "b": [0.2], "c": [5.0]})
    assert kept.mended(rows, frozenset(), RNG(0))["c"].tolist() == [0.3]


def test_steps_bounds_and_days_are_kept() -> None:
    number, moment = Column(name="x", kind=Kind.NUMERIC), Column(name="t", kind=Kind.DATETIME)
    rows = pd.DataFrame(
        {
            "x": [0.5, 0.6, -3.0, np.nan],
            "t": pd.to_datetime(["2020-01-01T00", "2020-01-01T12", None, "1969-12-31T05"]),
        }
    )
    step = KeptStep(Step(column="x", unit=0.5), number)
    assert step.broken(rows).tolist() == [False, True, False, False]
    assert step.mended(rows, frozenset(), RNG(0))["x"].tolist()[:3] == [0.5, 0.5, -3.0]
    least = KeptAtLeast(AtLeast(column="x", least=0.55), number)
    assert least.broken(rows).tolist() == [True, False, True, False]
    assert least.mended(rows, frozenset(), RNG(0))["x"].tolist()[:3] == [0.55, 0.6, 0.55]
    day = KeptWithoutTime(WithoutTime(column="t"), moment)
    assert day.broken(rows).tolist() == [False, True, False, True]
    mended = day.mended(rows, frozenset(), RNG(0))["t"]
    assert mended.tolist()[:2] == [pd.Timestamp("2020-01-01")] * 2
    assert mended[3] == pd.Timestamp("1969-12-31")
    for kept in (step, least, day):
        assert kept.mended(rows, frozenset("xt"), RNG(0)) is rows
