import numpy as np
import pandas as pd
import pytest

from synthlab.generators.dp_accounting import Ledger
from synthlab.generators.dp_domain import Discovery, _between, coded, column_code, n_questions
from synthlab.generators.dp_noise import Noise, Noisy
from synthlab.generators.encoding import LevelCode, NumberCode
from synthlab.generators.grids import Grid
from synthlab.tables.schema import Column, Kind

N_ROWS = 4_000


def discovery(rho: float = 0.01) -> Discovery:
    return Discovery(Noise(Ledger(500.0, 1e-6, 1e-7)), rho, 1e-8)


def code(values: object, column: Column, rho: float = 0.01) -> LevelCode | NumberCode:
    return column_code(pd.Series(values), column, discovery(rho))


def test_only_categories_that_many_rows_have_are_found() -> None:
    values = pd.Series(["common"] * 3_000 + ["less"] * 900 + ["secret"] * 10).astype("category")
    found = code(values, Column(name="c", kind=Kind.CATEGORICAL))
    assert found.levels == ("common", "less")
    assert coded(values, found).tolist()[-1] == -1


def test_public_categories_cost_nothing_and_stand_as_they_are() -> None:
    ask = discovery()
    column = Column(name="c", kind=Kind.CATEGORICAL, levels=("b", "a", "never seen"))
    assert column_code(pd.Series(["a"]).astype("category"), column, ask).levels == ("a", "b", "never seen")
    assert not ask.noise.ledger.spends
    assert n_questions(column) == (0, 0)


@pytest.mark.parametrize(
    "column",
    [
        Column(name="c", kind=Kind.CATEGORICAL),
        Column(name="c", kind=Kind.BOOLEAN),
        Column(name="c", kind=Kind.INTEGER),
        Column(name="c", kind=Kind.NUMERIC),
        Column(name="c", kind=Kind.NUMERIC, decimals=2),
        Column(name="c", kind=Kind.INTEGER, bounds=(0, 100)),
        Column(name="c", kind=Kind.DATETIME),
    ],
)
def test_no_more_questions_are_put_than_were_counted(column: Column) -> None:
    rng = np.random.default_rng(0)
    values = {
        Kind.CATEGORICAL: pd.Series(rng.choice(["a", "b"], N_ROWS)).astype("category"),
        Kind.BOOLEAN: pd.Series(rng.random(N_ROWS) < 0.5).astype("boolean"),
        Kind.INTEGER: pd.Series(rng.integers(0, 100, N_ROWS)).astype("Int64"),
        Kind.NUMERIC: pd.Series(rng.normal(size=N_ROWS)),
        Kind.DATETIME: pd.Series(
            pd.Timestamp("2020-01-01") + pd.to_timedelta(rng.integers(0, 99, N_ROWS), "D")
        ),
    }[column.kind]
    ask = discovery()
    column_code(values, column, ask)
    spends = ask.noise.ledger.spends
    assert (len(spends), sum(spend.delta > 0 for spend in spends)) == n_questions(column)


def test_the_range_of_numbers_is_found_but_no_extreme() -> None:
    rng = np.random.default_rng(0)
    values = np.append(rng.normal(1_000, 50, N_ROWS), [9e9, -9e9])
    found = code(values, Column(name="x", kind=Kind.NUMERIC))
    assert isinstance(found, NumberCode)
    # The line is laid out by powers of two, and noise is drawn anew in each run: the ends lie somewhere between two.
    assert 500 < found.low.min() < 950
    assert 1_050 < found.high.max() < 2_050
    assert not len(found.kept)
    assert not set(values) & {*found.low, *found.high}


def test_a_value_that_many_rows_have_is_kept_and_no_interval_holds_it_alone() -> None:
    rng = np.random.default_rng(0)
    values = pd.Series(np.where(rng.random(N_ROWS) < 0.7, 0, rng.integers(1, 40, N_ROWS))).astype("Int64")
    found = code(values, Column(name="x", kind=Kind.INTEGER))
    assert 0 in found.kept
    for low, high in zip(found.low, found.high, strict=True):
        if low < high:
            assert set(range(int(np.ceil(low)), int(high) + 1)) - set(found.kept)
    line = found.decode(np.arange(found.n_cells, dtype=np.int32), rng)
    assert line.dtype == "Int64"
    assert line.between(-1, 70).all()


def test_public_bounds_hold_whatever_the_rows_say() -> None:
    column = Column(name="x", kind=Kind.NUMERIC, bounds=(0.0, 10.0))
    found = code(np.random.default_rng(0).normal(5, 40, N_ROWS), column)
    assert found.low.min() >= 0
    assert found.high.max() <= 10


def test_steps_are_found() -> None:
    rng = np.random.default_rng(0)
    prices = np.round(rng.lognormal(3, 1, N_ROWS), 2)
    assert code(prices, Column(name="x", kind=Kind.NUMERIC)).grid.decimals == 2
    assert code(rng.normal(size=N_ROWS), Column(name="x", kind=Kind.NUMERIC)).grid.decimals is None
    days = pd.Series(pd.Timestamp("2020-01-01") + pd.to_timedelta(rng.integers(0, 400, N_ROWS), "D"))
    assert code(days, Column(name="x", kind=Kind.DATETIME)).grid.step == 86_400_000_000


def test_from_too_few_rows_nothing_is_found() -> None:
    found = code([1.5] * 8, Column(name="x", kind=Kind.NUMERIC), rho=0.0001)
    assert found.n_cells == 0
    assert coded(pd.Series([1.5, np.nan]), found).tolist() == [-1, 0]


def test_public_bounds_are_not_passed_by_moving_edges_twice() -> None:
    grid = Grid(0, 0.0, 1.0)
    once = _between(np.array([0.0, 30.2, 100.0]), grid)
    assert once.tolist() == [-0.5, 0.5, 30.5, 100.5]
    assert _between(once, grid).tolist() == once.tolist()


def test_no_empty_cell_passes_for_rows_however_many_there_are() -> None:
    class Unlucky(Noise):
        def counts(self, counts: np.ndarray, rho: float, what: str) -> Noisy:
            noisy = np.zeros(len(counts))
            noisy[-1] = 5.0  # a draw that comes once in 3.5 million
            return Noisy(noisy, 1.0)

    ask = Discovery(Unlucky(Ledger(500.0, 1e-6, 1e-7)), 0.01, 1e-8)
    assert not ask.significant(np.zeros(162, dtype=np.int64), "range").any()
    assert ask.significant(np.zeros(2, dtype=np.int64), "steps").any()
