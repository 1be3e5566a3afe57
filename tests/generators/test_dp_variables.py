import numpy as np

from synthlab.generators.dp_accounting import Ledger
from synthlab.generators.dp_noise import Noise
from synthlab.generators.dp_variables import bins_for, measured
from synthlab.generators.encoding import LevelCode
from synthlab.tables.schema import Column, Kind


def asked() -> Noise:
    return Noise(Ledger(500.0, 1e-6))


CODE = LevelCode(Column(name="c", kind=Kind.CATEGORICAL), tuple("abcdefghijkl"), 0)


def test_shares_are_those_of_the_rows_and_missing_only_where_it_is_more_than_noise() -> None:
    cells = np.repeat(np.arange(12, dtype=np.int32), 100)
    column, variable = measured("c", CODE, cells, 20, asked(), 0.5)
    assert column.shares[-1] == 0
    assert abs(column.shares[:-1] - 1 / 12).max() < 0.01
    assert variable.n_cells == 13
    assert [int(view.max()) + 1 for view in variable.views] == [12, 8, 4]
    assert all(view[-1] == view[0] for view in variable.views)


def test_rows_without_a_cell_stay_without() -> None:
    cells = np.array([0, -1, 12] * 100, dtype=np.int32)
    column, variable = measured("c", CODE, cells, 20, asked(), 0.5)
    assert set(variable.codes.tolist()) == {0, -1, 12}
    assert 0.4 < column.shares[-1] < 0.6
    assert variable.views[0].tolist() == list(range(13))


def test_where_all_is_missing_no_value_comes_out() -> None:
    column, _ = measured("c", CODE, np.full(300, 12, dtype=np.int32), 20, asked(), 0.5)
    assert column.shares[-1] == 1


def test_where_nothing_can_be_told_every_value_is_alike() -> None:
    column, _ = measured("c", CODE, np.zeros(1, dtype=np.int32), 20, asked(), 0.001)
    assert column.shares[-1] == 0
    assert len(set(column.shares[:-1])) == 1


def test_cells_within_a_bin_sum_to_one() -> None:
    column, _ = measured("c", CODE, np.zeros(100, dtype=np.int32), 20, asked(), 0.5)
    assert np.allclose(column.within().sum(axis=1), 1)


def test_bins_grow_with_the_cube_root_of_the_rows_that_noise_is_worth() -> None:
    # 1.2 times the cube root of 1,000 and of 8,000; never fewer than 2, never more than asked for.
    assert [bins_for(10_000, sigma, 40) for sigma in (10.0, 1.25)] == [12, 24]
    assert bins_for(10, 500.0, 40) == 2
    assert bins_for(10_000_000, 1.0, 40) == 40
