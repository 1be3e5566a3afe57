import numpy as np
import pandas as pd
import pytest

from synthlab.generators.base import silent
from synthlab.generators.calibrating import _given, _groups, _weights, calibrated
from synthlab.generators.encoding import code_column
from synthlab.generators.growing import Step
from synthlab.generators.leaves import Leaves, collect
from synthlab.generators.trees import Trees
from synthlab.tables.schema import Column, Kind, Schema


def two_leaves(first: str, second: str) -> Leaves:
    """A column of a and b, drawn from two leaves of so many rows each."""
    values = pd.Series(list(first + second), dtype="category", name="x")
    code = code_column(values, Column(name="x", kind=Kind.CATEGORICAL), 2)
    nodes = np.repeat([0, 1], [len(first), len(second)])
    return collect(nodes, code.encode(values), code, 2, np.random.default_rng(0))


# 500 rows of which 400 are a, and 500 of which 100 are: half of all rows have a.
LEAVES = two_leaves("a" * 400 + "b" * 100, "a" * 100 + "b" * 400)


def test_rows_of_each_code_follow_from_the_leaves_that_are_visited() -> None:
    counts, visits = np.array([[400.0, 100.0], [100.0, 400.0]]), np.array([800.0, 200.0])
    assert _given(counts, visits, np.ones(2)).tolist() == [800 * 0.8 + 200 * 0.2, 800 * 0.2 + 200 * 0.8]
    # a drawn twice as often as it lies there: 800 of 900 in one leaf, 200 of 600 in the other.
    twice = _given(counts, visits, np.array([2.0, 1.0]))
    assert twice.tolist() == pytest.approx([800 * 8 / 9 + 200 / 3, 800 / 9 + 200 * 2 / 3])


def test_where_leaves_are_visited_as_in_train_no_code_gets_a_weight() -> None:
    assert _weights(LEAVES, np.repeat([0, 1], 500), missing=2) is None
    # 520 visits to the first leaf are 512 of a where 500 are due: within three times the 16 that chance moves it.
    assert _weights(LEAVES, np.repeat([0, 1], [520, 480]), missing=2) is None


def test_where_one_leaf_is_visited_too_often_weights_bring_the_shares_back() -> None:
    weights = _weights(LEAVES, np.repeat([0, 1], [800, 200]), missing=2)
    assert weights is not None
    counts, visits = np.array([[400.0, 100.0], [100.0, 400.0]]), np.array([800.0, 200.0])
    assert _given(counts, visits, weights[:2]).tolist() == pytest.approx([500, 500], abs=0.5)
    assert weights[0] < weights[1]


def test_donors_are_drawn_by_their_weights() -> None:
    leaves = Leaves(LEAVES.donors, LEAVES.starts, LEAVES.number_of, weights=np.array([1.0, 4.0, 1.0, 1.0]))
    rng = np.random.default_rng(0)
    for order in (None, rng.permutation(20_000)):
        drawn = leaves.draw(np.zeros(20_000, dtype=np.int64), rng, order)
        assert (drawn == 0).mean() == pytest.approx(400 / 800, abs=0.015)
    assert leaves.share_of(0, np.array([0, 1])).tolist() == pytest.approx([400 / 800, 100 / 1_700])
    assert leaves.best_share(1) == pytest.approx(1_600 / 1_700)
    assert leaves.masses()[:2].tolist() == [800, 1_700]


def test_a_column_of_one_code_and_leaves_of_one_code_are_left_alone() -> None:
    assert _weights(two_leaves("a" * 50, "a" * 50), np.zeros(100, dtype=np.int64), missing=1) is None
    pure = _weights(two_leaves("a" * 500, "b" * 500), np.repeat([0, 1], [800, 200]), missing=2)
    assert pure is None or np.isfinite(pure).all()  # no weight can change what a leaf of one code gives


def test_missing_values_are_a_group_of_their_own() -> None:
    own = np.repeat(np.arange(301), 10)
    group_of = _groups(own, missing=300)
    assert (group_of == group_of[300]).sum() == 1
    assert np.bincount(group_of[own]).max() <= 60


def test_a_share_that_would_drift_along_the_columns_is_held() -> None:
    # Four rows of five come to the leaf that was filled from half of them.
    own = two_leaves("a" * 800 + "b" * 200, "a" * 200 + "b" * 800)

    class Visiting(Step):
        def nodes(self, _drawn: object, n_rows: int) -> np.ndarray:
            return (np.arange(n_rows) >= 0.8 * n_rows).astype(np.int64)

    step = Visiting("y", (), None, own, np.repeat([0, 1], 1_000).astype(np.int32))
    values = pd.Series(list("ab") * 10, dtype="category", name="y")
    code_of = {"y": code_column(values, Column(name="y", kind=Kind.CATEGORICAL), 2)}
    held = calibrated([step], code_of, np.random.default_rng(0))[0]
    drawn = held.leaves.draw(held.nodes({}, 20_000), np.random.default_rng(1))
    assert (drawn == 0).mean() == pytest.approx(0.5, abs=0.015)
    before = own.draw(step.nodes({}, 20_000), np.random.default_rng(1))
    assert (before == 0).mean() == pytest.approx(0.68, abs=0.015)


def test_missing_shares_do_not_drift_along_many_columns_that_follow_each_other() -> None:
    rng = np.random.default_rng(0)
    again = rng.random(6_000) < 0.48
    charge = rng.integers(0, 300, 6_000)
    days = rng.normal(400, 150, 6_000)
    train = pd.DataFrame(
        {
            "charge": pd.Series(np.where(again, "c" + pd.Series(charge).astype(str), None)).astype(
                "category"
            ),
            "days": np.where(again, days, np.nan),
            "days_after": np.where(again, days + rng.integers(0, 30, 6_000), np.nan),
            "again": pd.Series(np.where(again, "yes", "no")).astype("category"),
            "within": pd.Series(np.where(again & (days < 730), "yes", "no")).astype("category"),
            **{f"x{number}": rng.normal(size=6_000) + again for number in range(6)},
        }
    )
    kinds = {name: Kind.CATEGORICAL if train[name].dtype == "category" else Kind.NUMERIC for name in train}
    schema = Schema(columns=tuple(Column(name=name, kind=kind) for name, kind in kinds.items()))
    sampler = Trees().fit(train, schema, np.random.default_rng(1), silent)
    drawn = sampler.sample(6_000, np.random.default_rng(2))
    for name in ("charge", "days", "days_after"):
        assert drawn[name].isna().mean() == pytest.approx(train[name].isna().mean(), abs=0.02)
    assert (drawn["again"] == "yes").mean() == pytest.approx(again.mean(), abs=0.02)
