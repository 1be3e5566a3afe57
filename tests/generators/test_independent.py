import numpy as np
import pandas as pd
import pytest

from synthlab.generators.base import silent
from synthlab.generators.independent import Independent
from synthlab.tables.schema import Column, Kind, Schema

SCHEMA = Schema(
    columns=(
        Column(name="colour", kind=Kind.CATEGORICAL),
        Column(name="price", kind=Kind.NUMERIC),
        Column(name="alone", kind=Kind.CATEGORICAL),
    )
)


def table(n_rows: int = 2_000) -> pd.DataFrame:
    rng = np.random.default_rng(0)
    colour = rng.choice(["red", "blue", None], n_rows, p=[0.6, 0.3, 0.1]).astype(object)
    colour[:3] = "puce"
    price = np.where(rng.random(n_rows) < 0.4, 0.0, np.round(rng.lognormal(3, 1, n_rows), 2))
    return pd.DataFrame(
        {
            "colour": pd.Series(colour).astype("category"),
            "price": price,
            "alone": pd.Series([f"level {row}" for row in range(n_rows)], dtype="category"),
        }
    )


def test_each_column_keeps_its_own_distribution() -> None:
    train = table()
    drawn = (
        Independent()
        .fit(train, SCHEMA, np.random.default_rng(0), silent)
        .sample(20_000, np.random.default_rng(1))
    )
    for level in ("red", "blue"):
        assert (drawn["colour"] == level).mean() == pytest.approx(
            (train["colour"] == level).mean(), abs=0.015
        )
    assert drawn["colour"].isna().mean() == pytest.approx(train["colour"].isna().mean(), abs=0.01)
    assert (drawn["price"] == 0).mean() == pytest.approx((train["price"] == 0).mean(), abs=0.015)
    shares = np.linspace(0.45, 0.95, 6)
    assert np.quantile(drawn["price"], shares) == pytest.approx(np.quantile(train["price"], shares), rel=0.06)


def test_columns_go_together_no_more() -> None:
    rng = np.random.default_rng(0)
    price = rng.normal(size=3_000)
    train = table(3_000).assign(
        price=price, alone=pd.Series(np.where(price > 0, "up", "down")).astype("category")
    )
    drawn = Independent().fit(train, SCHEMA, rng, silent).sample(10_000, rng)
    above = drawn["price"] > 0
    assert above[drawn["alone"] == "up"].mean() == pytest.approx(above.mean(), abs=0.03)


def test_rare_values_are_withheld_and_the_notes_say_how_many_without_naming_them() -> None:
    sampler = Independent().fit(table(), SCHEMA, np.random.default_rng(0), silent)
    drawn = sampler.sample(5_000, np.random.default_rng(0))
    assert set(drawn["colour"].dropna()) == {"red", "blue"}
    assert sampler.notes == (
        "colour: 1 rare value was not released.",
        "alone: 2000 rare values were not released.",
    )


def test_a_column_of_which_nothing_may_be_released_is_missing() -> None:
    drawn = (
        Independent()
        .fit(table(), SCHEMA, np.random.default_rng(0), silent)
        .sample(50, np.random.default_rng(0))
    )
    assert drawn["alone"].isna().all()


def test_a_condition_sets_its_column_and_leaves_the_others_alone() -> None:
    train = table()
    sampler = Independent().fit(train, SCHEMA, np.random.default_rng(0), silent)
    drawn = sampler.sample(5_000, np.random.default_rng(0), {"colour": "blue", "price": "0"})
    assert (drawn["colour"] == "blue").all()
    assert (drawn["price"] == 0).all()
