import numpy as np
import pandas as pd
import pytest

from synthlab.errors import DataError
from synthlab.generators.base import silent
from synthlab.generators.forest import Forest, ForestSampler
from synthlab.tables.schema import Column, Kind, Schema

SCHEMA = Schema(
    columns=(
        Column(name="age", kind=Kind.INTEGER),
        Column(name="income", kind=Kind.NUMERIC),
        Column(name="town", kind=Kind.CATEGORICAL),
        Column(name="owns", kind=Kind.BOOLEAN),
    )
)


def table(n_rows: int = 3_000, seed: int = 0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    age = rng.integers(18, 90, n_rows)
    town = rng.choice(["Ulm", "Bonn", "Kiel"], n_rows, p=[0.6, 0.3, 0.1])
    owns = (age > 50) ^ (rng.random(n_rows) < 0.05)
    income = np.round(np.exp(rng.normal(7 + (town == "Bonn"), 0.3)), 2)
    return pd.DataFrame(
        {
            "age": pd.array(age, dtype="Int64"),
            "income": np.where(owns & (rng.random(n_rows) < 0.4), np.nan, income),
            "town": pd.Series(town).astype("category"),
            "owns": pd.array(owns, dtype="boolean"),
        }
    )


@pytest.fixture(scope="module")
def sampler() -> ForestSampler:
    return Forest(n_trees=6).fit(table(), SCHEMA, np.random.default_rng(0), silent)


def test_columns_go_together_as_they_did(sampler: ForestSampler) -> None:
    train, rows = table(), sampler.sample(6_000, np.random.default_rng(0))
    owners = [frame["owns"].astype(float).groupby(frame["age"] > 50).mean() for frame in (train, rows)]
    assert list(owners[1]) == pytest.approx(list(owners[0]), abs=0.12)
    incomes = [frame["income"].groupby(frame["town"], observed=True).median() for frame in (train, rows)]
    assert incomes[1]["Bonn"] > 1.8 * incomes[1]["Ulm"]
    assert list(incomes[1]) == pytest.approx(list(incomes[0]), rel=0.25)
    gone = [frame["income"].isna().groupby(frame["owns"].astype(bool)).mean() for frame in (train, rows)]
    assert list(gone[1]) == pytest.approx(list(gone[0]), abs=0.08)


def test_each_column_keeps_its_own_distribution(sampler: ForestSampler) -> None:
    train, rows = table(), sampler.sample(20_000, np.random.default_rng(0))
    for town in ("Ulm", "Bonn", "Kiel"):
        assert (rows["town"] == town).mean() == pytest.approx((train["town"] == town).mean(), abs=0.02)
    shares = np.linspace(0.05, 0.95, 7)
    assert rows["income"].quantile(shares).to_numpy() == pytest.approx(
        train["income"].quantile(shares).to_numpy(), rel=0.06
    )


def test_numbers_that_few_rows_have_are_not_released(sampler: ForestSampler) -> None:
    train, rows = table()["income"], sampler.sample(3_000, np.random.default_rng(0))["income"]
    # Incomes to the cent: another sample of people repeats as many of them by chance.
    by_chance = table(seed=1)["income"].isin(train.dropna()).mean()
    assert rows.dropna().isin(train.dropna()).mean() < by_chance + 0.02
    assert rows.max() < train.max()
    assert rows.min() > train.min()


def test_conditions_choose_leaves_by_how_often_they_hold_there(sampler: ForestSampler) -> None:
    free = sampler.sample(40_000, np.random.default_rng(0))
    asked = sampler.sample(8_000, np.random.default_rng(1), {"town": "Bonn", "owns": "true"})
    assert (asked["town"] == "Bonn").all()
    assert asked["owns"].all()
    same = free[(free["town"] == "Bonn") & free["owns"].astype(bool)]
    # The same distribution as the model's own rows of that kind, to which they are the short way.
    shares = np.linspace(0.1, 0.9, 5)
    assert asked["age"].astype(float).quantile(shares).to_numpy() == pytest.approx(
        same["age"].astype(float).quantile(shares).to_numpy(), abs=2.5
    )
    assert asked["income"].isna().mean() == pytest.approx(same["income"].isna().mean(), abs=0.05)


def test_conditions_that_no_leaf_meets_say_so() -> None:
    rng = np.random.default_rng(0)
    side = rng.integers(2, size=2_000)
    train = pd.DataFrame({"a": np.array(list("xy"))[side], "b": np.array(list("uv"))[side]}).astype(
        "category"
    )
    schema = Schema(
        columns=(Column(name="a", kind=Kind.CATEGORICAL), Column(name="b", kind=Kind.CATEGORICAL))
    )
    sampler = Forest().fit(train, schema, rng, silent)
    with pytest.raises(DataError, match="Only 0 of 10 rows could be drawn under the conditions on a, b"):
        sampler.sample(10, rng, {"a": "x", "b": "v"})


@pytest.mark.parametrize(
    ("min_leaf", "n_rows", "least"),
    [(70, 100_000, 70), (70, 30_000, 70), (70, 7_500, 35), (70, 300, 10), (4, 300, 4), (4, 50_000, 4)],
)
def test_small_tables_have_smaller_leaves(min_leaf: int, n_rows: int, least: int) -> None:
    assert Forest(min_leaf=min_leaf).least_rows(n_rows) == least


def test_it_learns_from_a_bounded_number_of_rows() -> None:
    sampler = Forest(n_trees=2, rows_per_forest=500).fit(table(), SCHEMA, np.random.default_rng(0), silent)
    assert {len(codes) for codes in sampler.codes.values()} == {500}
    assert len(sampler.sample(2_000, np.random.default_rng(0))) == 2_000


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ({"n_trees": 0}, "n_trees is 0"),
        ({"min_count": 1}, "at least 2"),
        ({"tolerance": 0.6}, "between 0 and 0.5"),
    ],
)
def test_a_wrong_setting_says_what_fits(setting: dict[str, float], says: str) -> None:
    with pytest.raises(DataError, match=says):
        Forest(**setting)  # type: ignore[arg-type]
