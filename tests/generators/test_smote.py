import numpy as np
import pandas as pd
import pytest

from synthlab.errors import DataError
from synthlab.generators import smote
from synthlab.generators.base import silent
from synthlab.generators.smote import Smote, SmoteSampler
from synthlab.generators.smote_engine import between
from synthlab.tables.schema import Column, Kind, Schema

SCHEMA = Schema(
    columns=(
        Column(name="amount", kind=Kind.NUMERIC, decimals=2),
        Column(name="visits", kind=Kind.INTEGER),
        Column(name="town", kind=Kind.CATEGORICAL),
        Column(name="fraud", kind=Kind.BOOLEAN),
    )
).with_target("fraud")


def table(n_rows: int = 1_500) -> pd.DataFrame:
    rng = np.random.default_rng(0)
    fraud = rng.random(n_rows) < 0.03
    amount = np.round(np.where(fraud, 900, 20) + rng.normal(0, 5, n_rows), 2)
    return pd.DataFrame(
        {
            "amount": np.where(~fraud & (rng.random(n_rows) < 0.1), np.nan, amount),
            "visits": pd.Series(rng.poisson(3, n_rows)).astype("Int64"),
            "town": pd.Series(np.where(fraud | (rng.random(n_rows) < 0.4), "Ulm", "Bonn")).astype("category"),
            "fraud": pd.array(fraud, dtype="boolean"),
        }
    )


def fitted(train: pd.DataFrame, schema: Schema = SCHEMA, **settings: int) -> SmoteSampler:
    return Smote(**settings).fit(train, schema, np.random.default_rng(0), silent)


def test_classes_keep_their_shares_and_what_goes_with_them() -> None:
    train = table()
    rows = fitted(train).sample(2_000, np.random.default_rng(0))
    assert rows["fraud"].mean() == pytest.approx(train["fraud"].mean(), abs=0.001)
    assert (rows["amount"][rows["fraud"]] > 800).all()
    assert (rows["amount"][~rows["fraud"]].dropna() < 100).all()
    assert rows["amount"].isna().mean() == pytest.approx(train["amount"].isna().mean(), abs=0.015)
    assert not rows["amount"][rows["fraud"]].isna().any()
    assert np.array_equal(rows["amount"].dropna(), rows["amount"].dropna().round(2))


def test_a_rare_class_is_made_in_any_number() -> None:
    train = table()
    rows = fitted(train).sample(2_000, np.random.default_rng(0), {"fraud": "true"})
    assert len(rows) == 2_000
    assert rows["fraud"].all()
    real = train["amount"][train["fraud"]]
    assert rows["amount"].between(real.min(), real.max()).all()
    # New amounts, not the forty or so real ones again.
    assert rows["amount"].nunique() > 5 * len(real)


def test_numbers_alone_are_joined_without_a_target() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=400)
    train = pd.DataFrame({"x": x, "y": x + rng.normal(size=400) / 10})
    schema = Schema(columns=(Column(name="x", kind=Kind.NUMERIC), Column(name="y", kind=Kind.NUMERIC)))
    rows = fitted(train, schema).sample(1_000, rng)
    assert rows.corr().iloc[0, 1] > 0.98
    assert rows["x"].mean() == pytest.approx(x.mean(), abs=0.1)


def test_categories_alone_are_joined_without_a_target() -> None:
    rng = np.random.default_rng(0)
    town = rng.integers(3, size=600)
    land = np.where(rng.random(600) < 0.95, town, rng.integers(3, size=600))
    train = pd.DataFrame({"town": np.array(list("abc"))[town], "land": np.array(list("xyz"))[land]}).astype(
        "category"
    )
    schema = Schema(columns=tuple(Column(name=name, kind=Kind.CATEGORICAL) for name in train))
    rows = fitted(train, schema).sample(900, rng)
    agree = rows["town"].cat.codes.to_numpy() == rows["land"].cat.codes.to_numpy()
    assert agree.mean() > 0.9


def test_a_number_makes_classes_where_it_is_the_target() -> None:
    train = table().drop(columns="fraud")
    schema = Schema(columns=SCHEMA.columns[:3]).with_target("visits")
    sampler = fitted(train, schema, number_classes=4)
    assert 2 <= len(np.unique(sampler.classes)) <= 4
    rows = sampler.sample(500, np.random.default_rng(0))
    assert rows["visits"].between(train["visits"].min(), train["visits"].max()).all()


def test_a_class_with_fewer_rows_than_neighbours_is_withheld_and_told() -> None:
    train = table()
    kind = np.where(np.arange(len(train)) < 5, "rare", np.where(train["fraud"], "bad", "good"))
    schema = Schema(columns=(*SCHEMA.columns[:3], Column(name="fraud", kind=Kind.CATEGORICAL))).with_target(
        "fraud"
    )
    sampler = fitted(train.assign(fraud=pd.Series(kind).astype("category")), schema)
    assert sampler.notes == ("fraud: 1 rare value was not released.",)
    assert set(sampler.sample(300, np.random.default_rng(0))["fraud"]) == {"good", "bad"}
    with pytest.raises(DataError, match="It can be: bad, good"):
        sampler.sample(5, np.random.default_rng(0), {"fraud": "rare"})


def test_conditions_that_too_few_rows_of_a_class_meet_are_refused() -> None:
    train = table().assign(visits=pd.array([99] * 8 + [1] * 1_492, dtype="Int64"))
    train.loc[:3, "fraud"] = True
    with pytest.raises(DataError, match=r"Fewer than 6 train rows of any class meet the condition on visits"):
        fitted(train).sample(5, np.random.default_rng(0), {"visits": "99"})
    rows = fitted(train, neighbours=2, min_count=3).sample(
        50, np.random.default_rng(0), {"visits": "99", "fraud": "false"}
    )
    assert (rows["visits"] == 99).all()


def test_too_few_rows_for_any_class_are_refused_with_the_way_out() -> None:
    with pytest.raises(
        DataError, match=r"no class of the train table has 6 rows. Lower the setting neighbours"
    ):
        fitted(table(5))


def test_dates_and_very_large_numbers_are_joined_too() -> None:
    rng = np.random.default_rng(0)
    days = pd.Timestamp("2020-01-01") + pd.to_timedelta(rng.integers(0, 300, 200), unit="D")
    train = pd.DataFrame(
        {"day": pd.Series(days).astype("datetime64[ns]"), "x": np.linspace(-1, 1, 200) * 1.7e308}
    )
    schema = Schema(columns=(Column(name="day", kind=Kind.DATETIME), Column(name="x", kind=Kind.NUMERIC)))
    rows = fitted(train, schema).sample(200, rng)
    assert (rows["day"] == rows["day"].dt.normalize()).all()
    assert rows["day"].between(train["day"].min(), train["day"].max()).all()
    assert np.isfinite(rows["x"]).all()


def test_only_a_bounded_number_of_rows_is_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[int] = []

    def recorded(numbers: np.ndarray, *rest: object) -> object:
        compared.append(len(numbers))
        return between(numbers, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(smote, "between", recorded)
    sampler = fitted(table(), rows_per_class=100)
    assert len(sampler.sample(400, np.random.default_rng(0))) == 400
    assert max(compared) == 100


@pytest.mark.parametrize("name", ["neighbours", "number_classes", "rows_per_class", "min_count"])
def test_a_wrong_setting_says_what_fits(name: str) -> None:
    with pytest.raises(DataError, match=f"{name} is 0; it must be at least"):
        Smote(**{name: 0})
