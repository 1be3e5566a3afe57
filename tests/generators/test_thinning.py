import numpy as np
import pandas as pd
import pytest

from synthlab.generators.base import silent
from synthlab.generators.encoding import code_column
from synthlab.generators.growing import Ground, grown
from synthlab.generators.thinning import Thinning
from synthlab.generators.trees import Trees
from synthlab.tables.schema import Column, Kind, Schema


def fitted(**columns: list[str]) -> tuple[dict, list, Thinning]:
    """Columns that are one leaf each, so that every chance can be counted by hand."""
    code_of, codes = {}, {}
    for name, values in columns.items():
        series = pd.Series(values, name=name, dtype="category")
        code_of[name] = code_column(series, Column(name=name, kind=Kind.CATEGORICAL), 2)
        codes[name] = code_of[name].encode(series)
    rng = np.random.default_rng(0)
    steps = [grown(name, [], Ground(codes, code_of, Trees()), rng) for name in columns]
    return codes, steps, Thinning.of(steps, codes, code_of, rng)


def share_kept(thinning: Thinning, steps: list, row: dict[str, int]) -> float:
    made = {name: np.full(40_000, code, dtype=np.int32) for name, code in row.items()}
    leaves = {step.name: np.zeros(40_000, dtype=np.int64) for step in steps}
    return float(thinning.kept(made, leaves, np.random.default_rng(1)).mean())


COLUMNS = {"a": ["x"] * 4 + ["y"] * 6, "b": ["p"] + ["q"] * 6 + ["p"] * 3, "c": ["u"] * 8 + ["v"] * 2}


def test_a_row_that_one_train_row_equals_is_kept_with_its_chance_without_that_row() -> None:
    _, steps, thinning = fitted(**COLUMNS)
    # x, p, u is the first train row alone: of 10 donors 4 have x, 4 p and 8 u; without it 3, 3 and 7 of 9.
    expected = (3 / 9) / (4 / 10) * (3 / 9) / (4 / 10) * (7 / 9) / (8 / 10)
    assert share_kept(thinning, steps, {"a": 0, "b": 0, "c": 0}) == pytest.approx(expected, abs=0.01)


def test_a_row_that_differs_in_one_column_is_thinned_by_the_others() -> None:
    _, steps, thinning = fitted(**COLUMNS)
    # x, p, v: nobody has all three. The first row, alone with x and p, is a donor of x, p and of u, not v.
    own = (3 / 9) / (4 / 10) * (3 / 9) / (4 / 10) * (2 / 9) / (2 / 10)
    assert share_kept(thinning, steps, {"a": 0, "b": 0, "c": 1}) == pytest.approx(own, abs=0.01)


def test_a_row_that_many_train_rows_equal_is_not_touched() -> None:
    _, steps, thinning = fitted(**COLUMNS)
    assert share_kept(thinning, steps, {"a": 1, "b": 1, "c": 0}) == 1.0


def test_a_train_row_that_is_no_donor_of_the_leaf_does_not_matter() -> None:
    codes, steps, thinning = fitted(**COLUMNS)
    made = {name: np.zeros(1_000, dtype=np.int32) for name in COLUMNS}
    elsewhere = {step.name: np.ones(1_000, dtype=np.int64) for step in steps}
    assert thinning.kept(made, elsewhere, np.random.default_rng(0)).all()
    assert set(codes) == set(COLUMNS)


def test_train_rows_come_out_no_more_often_than_others_of_their_kind() -> None:
    rng = np.random.default_rng(0)
    names = [f"c{number}" for number in range(7)]

    def people(n_rows: int) -> pd.DataFrame:
        kind = rng.integers(0, 3, n_rows)
        draws = {name: (kind + rng.integers(0, 4, n_rows)) % 6 for name in names}
        return pd.DataFrame(draws).astype(str).astype("category")

    both = people(6_000)
    train, others = both[:3_000].reset_index(drop=True), both[3_000:]
    schema = Schema(columns=tuple(Column(name=name, kind=Kind.CATEGORICAL) for name in names))
    keys = both.astype(str).agg("".join, axis=1)
    alone = ~keys.duplicated(keep=False).to_numpy()
    shares = {}
    for privacy in ("close", "default"):
        sampler = Trees(privacy).fit(train, schema, np.random.default_rng(0), silent)
        drawn = sampler.sample(30_000, np.random.default_rng(1)).astype(str).agg("".join, axis=1)
        came = keys.isin(set(drawn)).to_numpy()
        shares[privacy] = came[:3_000][alone[:3_000]].mean(), came[3_000:][alone[3_000:]].mean()
    assert len(others) == 3_000
    assert shares["close"][0] > shares["close"][1] + 0.1
    assert shares["default"][0] == pytest.approx(shares["default"][1], abs=0.05)
