from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from synthlab.errors import DataError
from synthlab.generators.base import silent
from synthlab.generators.trees import Privacy, Trees, TreesSampler
from synthlab.tables.schema import Column, Kind, Role, Schema

SCHEMA = Schema(
    columns=(
        Column(name="age", kind=Kind.INTEGER),
        Column(name="income", kind=Kind.NUMERIC, decimals=2),
        Column(name="job", kind=Kind.CATEGORICAL),
        Column(name="since", kind=Kind.DATETIME),
        Column(name="owns", kind=Kind.BOOLEAN, role=Role.TARGET),
    )
)


def table(n_rows: int = 3_000, seed: int = 0) -> pd.DataFrame:
    """People whose job, income and house depend on their age; a third has no income at all."""
    rng = np.random.default_rng(seed)
    age = rng.integers(18, 80, n_rows)
    job = np.where(age < 25, "student", np.where(age > 65, "retired", rng.choice(["clerk", "smith"], n_rows)))
    income = np.where(job == "student", 0.0, np.round(rng.lognormal(7, 0.5, n_rows) * (1 + age / 40), 2))
    since = pd.Timestamp("2024-01-01") - pd.to_timedelta(age * 200 + rng.integers(0, 200, n_rows), unit="D")
    return pd.DataFrame(
        {
            "age": pd.array(np.where(rng.random(n_rows) < 0.05, pd.NA, age), dtype="Int64"),
            "income": np.where(rng.random(n_rows) < 0.1, np.nan, income),
            "job": pd.Series(job).astype("category"),
            "since": pd.Series(since).astype("datetime64[ns]"),
            "owns": pd.array(rng.random(n_rows) < (income > 3_000) * 0.7 + 0.1, dtype="boolean"),
        }
    )


@pytest.fixture(scope="module")
def sampler() -> TreesSampler:
    return Trees().fit(table(), SCHEMA, np.random.default_rng(0), silent)


@pytest.fixture(scope="module")
def drawn(sampler: TreesSampler) -> pd.DataFrame:
    return sampler.sample(12_000, np.random.default_rng(1))


@pytest.mark.parametrize(("privacy", "off"), [("close", 0.02), ("default", 0.06), ("strict", 0.15)])
def test_columns_go_together_as_in_the_train_table(privacy: Privacy, off: float) -> None:
    train = table()
    fitted = Trees(privacy).fit(train, SCHEMA, np.random.default_rng(0), silent)
    drawn = fitted.sample(12_000, np.random.default_rng(1))
    for frame_mean in (lambda t: t.groupby("job", observed=True)["age"].mean().astype(float),
                       lambda t: t.groupby("owns")["income"].mean(),
                       lambda t: t.groupby("job", observed=True)["owns"].mean().astype(float)):  # fmt: skip
        assert frame_mean(drawn).to_numpy() == pytest.approx(frame_mean(train).to_numpy(), rel=0.08, abs=off)
    known = drawn.dropna()
    days = (pd.Timestamp("2024-01-01") - known["since"]).dt.days
    assert np.corrcoef(known["age"].astype(float), days)[0, 1] > 0.97


def test_only_large_tables_and_close_ones_get_shares_without_luck() -> None:
    asked = [(privacy, rows) for privacy in ("close", "default", "strict") for rows in (4_999, 5_000)]
    even = [Trees(privacy).even(rows) for privacy, rows in asked]
    assert even == [True, True, False, True, False, False]
    train = table(5_000)
    counts = {}
    for privacy in ("default", "strict"):
        fitted = Trees(privacy).fit(train, SCHEMA, np.random.default_rng(0), silent)
        counts[privacy] = [
            int(fitted.sample(5_000, np.random.default_rng(seed))["owns"].sum()) for seed in range(6)
        ]
    # By chance alone the standard deviation is about 30; at the default only rows that were drawn again have any.
    assert np.ptp(counts["default"]) <= 25
    assert np.ptp(counts["strict"]) > 30


def test_spikes_and_missing_shares_are_kept(drawn: pd.DataFrame) -> None:
    train = table()
    assert (drawn["income"] == 0).mean() == pytest.approx((train["income"] == 0).mean(), abs=0.015)
    for name in ("age", "income"):
        assert drawn[name].isna().mean() == pytest.approx(train[name].isna().mean(), abs=0.015)


def test_decimals_and_days_are_kept(drawn: pd.DataFrame) -> None:
    assert np.array_equal(drawn["income"].dropna(), drawn["income"].dropna().round(2))
    assert (drawn["since"] == drawn["since"].dt.normalize()).all()


def test_no_rare_income_is_a_donor(sampler: TreesSampler, drawn: pd.DataFrame) -> None:
    counts = table()["income"].value_counts()
    rare = set(counts[counts < 5].index)
    code = sampler.code_of["income"]
    assert not rare & set(code.kept)
    # Among some 500,000 amounts that could be written, some of 2,000 real ones come out by chance alone.
    fresh = set(table(seed=1)["income"].dropna()) - set(table()["income"].dropna())
    written = set(drawn["income"])
    share, by_chance = (np.mean([amount in written for amount in amounts]) for amounts in (rare, fresh))
    assert share == pytest.approx(by_chance, abs=0.02)


def test_a_planted_secret_does_not_come_out() -> None:
    train = table()
    train.loc[7, "income"] = 987_654.32
    train["job"] = train["job"].cat.add_categories("astronaut")
    train.loc[7, "job"] = "astronaut"
    drawn = (
        Trees().fit(train, SCHEMA, np.random.default_rng(0), silent).sample(30_000, np.random.default_rng(1))
    )
    assert 987_654.32 not in set(drawn["income"])
    assert drawn["income"].max() < 500_000
    assert "astronaut" not in set(drawn["job"])


def test_rows_with_an_income_of_their_own_are_not_copied() -> None:
    train = table()
    drawn = (
        Trees().fit(train, SCHEMA, np.random.default_rng(0), silent).sample(30_000, np.random.default_rng(1))
    )
    rows = [set(frame[frame["income"] > 0].astype(str).agg("|".join, axis=1)) for frame in (train, drawn)]
    assert not rows[0] & rows[1]


@pytest.mark.parametrize(
    ("where", "column"),
    [({"owns": "true"}, "owns"), ({"job": "student"}, "job"), ({"income": "0"}, "income")],
)
def test_conditional_rows_look_like_the_train_rows_that_meet_the_condition(
    sampler: TreesSampler, where: dict[str, str], column: str
) -> None:
    rows = sampler.sample(4_000, np.random.default_rng(0), where)
    assert len(rows) == 4_000
    assert rows[column].nunique(dropna=False) == 1
    train = table()
    alike = train[(train[column] == rows[column].iloc[0]).fillna(False)]
    assert rows["age"].astype(float).mean() == pytest.approx(alike["age"].astype(float).mean(), rel=0.05)


def test_conditions_on_several_columns_hold_together(sampler: TreesSampler) -> None:
    rows = sampler.sample(500, np.random.default_rng(0), {"job": "smith", "age": "", "owns": "false"})
    assert len(rows) == 500
    assert rows["age"].isna().all()
    assert (rows["job"] == "smith").all()
    assert not rows["owns"].any()


def test_conditions_that_never_meet_say_so(sampler: TreesSampler) -> None:
    with pytest.raises(DataError, match="Only 0 of 10 rows could be drawn under the conditions on job, age"):
        sampler.sample(10, np.random.default_rng(0), {"job": "student", "age": "50"})


def test_a_wider_table_than_the_column_limit_still_works() -> None:
    rng = np.random.default_rng(0)
    names = [f"n{number}" for number in range(12)]
    train = pd.DataFrame({name: rng.normal(size=200) for name in names})
    schema = Schema(columns=tuple(Column(name=name, kind=Kind.NUMERIC) for name in names))
    fitted = Trees(columns_per_tree=3).fit(train, schema, rng, silent)
    assert max(len(step.before) for step in fitted.steps) == 3


@pytest.mark.data
def test_adult_from_trees_keeps_pairs_and_copies_no_unique_row(shared_data: Path) -> None:
    real = pd.read_csv(shared_data / "adult.csv", na_values="?", skipinitialspace=True)
    texts = real.select_dtypes(exclude="number").columns
    columns = tuple(
        Column(name=name, kind=Kind.CATEGORICAL if name in texts else Kind.INTEGER) for name in real
    )
    real = real.astype({name: "category" if name in texts else "Int64" for name in real})
    order = np.random.default_rng(0).permutation(len(real))
    train, holdout = (real.iloc[part].reset_index(drop=True) for part in (order[:39_073], order[39_073:]))
    schema = Schema(columns=columns).with_target("income")
    drawn = (
        Trees().fit(train, schema, np.random.default_rng(0), silent).sample(39_073, np.random.default_rng(1))
    )
    tables = [table.astype(str).agg("|".join, axis=1) for table in (train, holdout, drawn)]
    copied = [len(set(table) & set(tables[2])) for table in tables[:2]]
    assert copied[0] <= 10
    assert copied[1] <= 10
    for first, second in (
        ("education", "education-num"),
        ("relationship", "sex"),
        ("marital-status", "income"),
    ):
        shares = [
            pd.crosstab(table[first].astype(str), table[second].astype(str), normalize=True)
            for table in (train, drawn)
        ]
        difference = shares[0].sub(shares[1], fill_value=0).abs().to_numpy().sum() / 2
        assert difference < 0.02
