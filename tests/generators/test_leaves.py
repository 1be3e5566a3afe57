import numpy as np
import pandas as pd

from synthlab.generators.encoding import NumberCode, code_column
from synthlab.generators.leaves import Order, collect, stretched
from synthlab.tables.schema import Column, Kind


def coded(values: np.ndarray) -> tuple[NumberCode, np.ndarray]:
    series = pd.Series(values, name="x", dtype="float64")
    code = code_column(series, Column(name="x", kind=Kind.NUMERIC), 5)
    assert isinstance(code, NumberCode)
    return code, code.encode(series)


def level_code(values: list[str]) -> tuple[object, np.ndarray]:
    series = pd.Series(values, name="x", dtype="category")
    code = code_column(series, Column(name="x", kind=Kind.CATEGORICAL), 5)
    return code, code.encode(series)


def test_a_node_gives_codes_of_its_own_leaf_in_their_shares() -> None:
    code, codes = level_code(["a"] * 30 + ["b"] * 10 + ["c"] * 40)
    nodes = np.repeat([3, 7], 40)
    leaves = collect(nodes, codes, code, 8, np.random.default_rng(0))
    drawn = leaves.draw(np.repeat([3, 7], 10_000), np.random.default_rng(1))
    assert abs((drawn[:10_000] == 0).mean() - 0.75) < 0.02
    assert (drawn[10_000:] == 2).all()


def test_the_rows_of_a_leaf_go_through_its_donors_evenly_whatever_their_order() -> None:
    code, codes = level_code(["a"] * 30 + ["b"] * 10 + ["c"] * 40)
    leaves = collect(np.repeat([3, 7], 40), codes, code, 8, np.random.default_rng(0))
    nodes = np.random.default_rng(1).permutation(np.repeat([3, 7], 1_000))
    drawn = leaves.draw(nodes, np.random.default_rng(2), np.random.default_rng(3).permutation(2_000))
    # 750 of 1,000 are due; drawn each by itself, half of all runs would be 9 rows off or more.
    assert abs((drawn[nodes == 3] == 0).sum() - 750) <= 5
    assert (drawn[nodes == 7] == 2).all()


def test_what_a_row_takes_from_its_leaf_does_not_hang_on_its_place_or_on_other_columns() -> None:
    code, codes = level_code(["a"] * 50 + ["b"] * 50)
    leaves = collect(np.zeros(100, dtype=np.int64), codes, code, 1, np.random.default_rng(0))
    rng = np.random.default_rng(3)
    order = rng.permutation(20_000)
    first, second = (leaves.draw(np.zeros(20_000, dtype=np.int64), rng, order) for _ in range(2))
    assert abs((first == second).mean() - 0.5) < 0.015
    assert abs((first[1:] == first[:-1]).mean() - 0.5) < 0.015


def test_one_row_takes_each_donor_equally_often() -> None:
    code, codes = level_code(["a"] * 5 + ["b"] * 15)
    leaves = collect(np.zeros(20, dtype=np.int64), codes, code, 1, np.random.default_rng(0))
    rng = np.random.default_rng(4)
    alone = [leaves.draw(np.zeros(1, dtype=np.int64), rng, np.arange(1))[0] for _ in range(4_000)]
    assert abs(np.mean(alone) - 0.75) < 0.025


def test_the_share_of_a_code_is_counted_in_each_leaf() -> None:
    code, codes = level_code(["a"] * 30 + ["b"] * 10 + ["c"] * 40)
    leaves = collect(np.repeat([3, 7], 40), codes, code, 8, np.random.default_rng(0))
    assert list(leaves.share_of(1, np.array([3, 7]))) == [0.25, 0.0]
    assert leaves.best_share(1) == 0.25


def test_a_node_that_no_train_row_reached_draws_from_all_rows() -> None:
    code, codes = level_code(["a"] * 30 + ["b"] * 30)
    leaves = collect(np.repeat([3, 7], 30), codes, code, 8, np.random.default_rng(0))
    assert set(leaves.draw(np.full(100, 5), np.random.default_rng(0))) == {0, 1}


def test_a_withheld_row_takes_a_released_code_of_its_leaf() -> None:
    code, codes = level_code(["a"] * 10 + ["rare"] + ["b"] * 10)
    nodes = np.array([0] * 11 + [1] * 10)
    leaves = collect(nodes, codes, code, 2, np.random.default_rng(0))
    assert list(leaves.donors[:11]) == [0] * 11


def test_where_nothing_may_be_released_rows_become_missing() -> None:
    code, codes = level_code(["a", "b", "c"])
    leaves = collect(np.zeros(3, dtype=np.int64), codes, code, 1, np.random.default_rng(0))
    assert set(leaves.draw(np.zeros(50, dtype=np.int64), np.random.default_rng(0))) == {code.missing}


def test_spreading_keeps_the_columns_own_distribution() -> None:
    rng = np.random.default_rng(0)
    code, codes = coded(rng.lognormal(size=4_000))
    nodes = rng.integers(0, 100, 4_000)
    leaves = stretched(collect(nodes, codes, code, 100, rng), code, 1.0)
    drawn = leaves.draw(np.repeat(nodes, 10), rng)
    deciles = np.quantile(codes, np.linspace(0, 1, 11))
    before = np.histogram(codes, deciles)[0] / len(codes)
    after = np.histogram(drawn, deciles)[0] / len(drawn)
    assert np.abs(before - after).sum() / 2 < 0.02


def test_a_spike_stays_and_a_lone_number_moves() -> None:
    rng = np.random.default_rng(0)
    code, codes = coded(np.concatenate([np.zeros(2_000), rng.normal(10, 1, 2_000)]))
    leaves = stretched(collect(np.arange(4_000) % 100, codes, code, 100, rng), code, 1.0)
    zero = code.cell_of(0.0)
    own = leaves.donors == zero
    assert np.isnan(leaves.stretches.low[own]).all()
    assert not np.isnan(leaves.stretches.low[~own]).any()
    drawn = leaves.draw(np.repeat(np.arange(100), 400), rng)
    assert abs((drawn == zero).mean() - 0.5) < 0.01


def test_without_reach_a_number_keeps_to_its_own_interval() -> None:
    rng = np.random.default_rng(0)
    code, codes = coded(rng.normal(size=500))
    nodes = np.zeros(500, dtype=np.int64)
    leaves = stretched(collect(nodes, codes, code, 1, rng), code, 0.0)
    drawn = leaves.draw(np.zeros(50_000, dtype=np.int64), rng)
    assert np.abs(np.bincount(drawn, minlength=code.n_cells) / 100 - np.bincount(codes)).max() < 1.5


def test_rows_that_are_alike_so_far_take_their_next_values_evenly() -> None:
    rng = np.random.default_rng(0)
    code, codes = level_code(["a"] * 50 + ["b"] * 50)
    leaves = collect(np.zeros(100, dtype=np.int64), codes, code, 1, rng)
    groups = rng.integers(0, 5, 10_000).astype(np.int32)
    order = Order.of(10_000, rng).then(groups)
    drawn = leaves.draw(np.zeros(10_000, dtype=np.int64), rng, order.rows)
    for group in range(5):
        # By luck the standard deviation would be 22 rows.
        assert abs((drawn[groups == group] == 0).sum() - (groups == group).sum() / 2) <= 16


def test_an_order_goes_by_the_first_column_then_by_the_next() -> None:
    rng = np.random.default_rng(0)
    first, second = np.array([1, 0, 1, 0, 1]), np.array([0, 1, 1, 0, 0])
    order = Order.of(5, rng).then(first).then(second)
    assert list(zip(first[order.rows], second[order.rows], strict=True)) == [
        (0, 0),
        (0, 1),
        (1, 0),
        (1, 0),
        (1, 1),
    ]
    fewer = order.only(np.array([True, False, True, True, False]))
    assert fewer.rows.tolist() == [2, 0, 1]  # rows 3, 0 and 2 of before


def test_columns_without_relation_stay_so_when_their_rows_stand_in_one_order() -> None:
    rng = np.random.default_rng(0)
    code, codes = level_code(["a"] * 50 + ["b"] * 50)
    leaves = collect(np.zeros(100, dtype=np.int64), codes, code, 1, rng)
    order = Order.of(20_000, rng).then(np.arange(20_000))
    columns = [leaves.draw(np.zeros(20_000, dtype=np.int64), rng, order.rows) for _ in range(6)]
    assert np.abs(np.corrcoef(columns) - np.eye(6)).max() < 0.03
