import numpy as np
import pandas as pd
import pytest

from synthlab.errors import DataError
from synthlab.generators.base import silent
from synthlab.generators.noise import Noise, NoiseSampler
from synthlab.tables.schema import Column, Kind, Schema

SCHEMA = Schema(
    columns=(
        Column(name="height", kind=Kind.NUMERIC, decimals=1),
        Column(name="children", kind=Kind.INTEGER),
        Column(name="town", kind=Kind.CATEGORICAL),
        Column(name="born", kind=Kind.DATETIME),
    )
)


def table(n_rows: int = 2_000) -> pd.DataFrame:
    rng = np.random.default_rng(0)
    town = rng.choice(["Ulm", "Bonn"], n_rows, p=[0.8, 0.2]).astype(object)
    town[:3] = "Kiel"
    days = pd.to_timedelta(rng.integers(0, 20_000, n_rows), unit="D")
    return pd.DataFrame(
        {
            "height": np.where(rng.random(n_rows) < 0.2, np.nan, np.round(rng.normal(170, 10, n_rows), 1)),
            "children": pd.Series(rng.poisson(0.5, n_rows)).astype("Int64"),
            "town": pd.Series(town).astype("category"),
            "born": pd.Series(pd.Timestamp("1950-01-01") + days).astype("datetime64[ns]"),
        }
    )


def fitted(noise: Noise, train: pd.DataFrame | None = None, schema: Schema = SCHEMA) -> NoiseSampler:
    return noise.fit(table() if train is None else train, schema, np.random.default_rng(0), silent)


def test_without_noise_the_real_rows_come_out() -> None:
    train = table()
    rows = fitted(Noise(jitter=0, swap=0)).sample(len(train), np.random.default_rng(1))
    # The towns of the first three rows are too rare, so that those rows have another one.
    keys = ["born", "height", "children"]
    pd.testing.assert_frame_equal(
        rows.sort_values(keys, ignore_index=True)[keys], train.sort_values(keys, ignore_index=True)[keys]
    )


def test_every_real_row_is_used_as_often_as_any_other() -> None:
    train = table(100).assign(born=pd.date_range("2000-01-01", periods=100).astype("datetime64[ns]"))
    rows = fitted(Noise(jitter=0), train).sample(250, np.random.default_rng(0))
    assert set(rows["born"].value_counts()) == {2, 3}


@pytest.mark.parametrize("jitter", [0.05, 0.5])
def test_numbers_move_by_the_stated_share_of_the_standard_deviation(jitter: float) -> None:
    train = pd.DataFrame({"x": np.random.default_rng(0).normal(size=5_000)})
    schema = Schema(columns=(Column(name="x", kind=Kind.NUMERIC, bounds=(-100, 100)),))
    sampler = fitted(Noise(jitter=jitter), train, schema)
    # One real row at a time: 3.0 stands in for all, and nothing is thrown back within these bounds.
    sampler.rows.cells["x"][:] = 3.0
    moved = sampler.sample(5_000, np.random.default_rng(0))["x"] - 3.0
    assert moved.std() == pytest.approx(jitter * train["x"].std(), rel=0.05)
    assert moved.mean() == pytest.approx(0, abs=0.05 * jitter)


def test_categories_are_swapped_at_the_stated_rate() -> None:
    sampler = fitted(Noise(swap=0.3))
    sampler.rows.cells["town"][:1_000], sampler.rows.cells["town"][1_000:] = 0, 1
    sampler.rows.cells["born"][:1_000], sampler.rows.cells["born"][1_000:] = 0.0, 1e15
    rows = sampler.sample(20_000, np.random.default_rng(0))
    # Half of the values taken from a random row are the same as before.
    changed = (rows["town"] == "Ulm") != (rows["born"] > pd.Timestamp("1985-01-01"))
    assert changed.mean() == pytest.approx(0.15, abs=0.01)


def test_whether_a_number_is_missing_is_swapped_and_its_share_stays() -> None:
    rows = fitted(Noise(swap=1)).sample(20_000, np.random.default_rng(0))
    assert rows["height"].isna().mean() == pytest.approx(table()["height"].isna().mean(), abs=0.01)


def test_numbers_stay_on_their_grid_and_in_their_range() -> None:
    train = table()
    rows = fitted(Noise(jitter=3)).sample(5_000, np.random.default_rng(0))
    assert rows["height"].dropna().between(train["height"].min(), train["height"].max()).all()
    assert np.array_equal(rows["height"].dropna(), rows["height"].dropna().round(1))
    assert rows["children"].between(0, train["children"].max()).all()
    assert (rows["born"] == rows["born"].dt.normalize()).all()
    assert rows["born"].between(train["born"].min(), train["born"].max()).all()
    # Thrown back from its end, not heaped upon it.
    assert (rows["born"] == train["born"].min()).mean() < 0.01


def test_bounds_of_the_schema_are_kept() -> None:
    schema = Schema(columns=(Column(name="x", kind=Kind.NUMERIC, bounds=(0, 10)),))
    train = pd.DataFrame({"x": np.linspace(4, 6, 500)})
    drawn = fitted(Noise(jitter=10), train, schema).sample(4_000, np.random.default_rng(0))["x"]
    assert drawn.between(0, 10).all()
    assert drawn.min() < 4 < 6 < drawn.max()


def test_spikes_stay_as_they_are() -> None:
    schema = Schema(columns=(Column(name="x", kind=Kind.NUMERIC),))
    x = np.where(np.arange(1_000) < 400, 0.0, np.random.default_rng(0).lognormal(3, 1, 1_000))
    kept = fitted(Noise(), pd.DataFrame({"x": x}), schema).sample(1_000, np.random.default_rng(0))
    assert (kept["x"] == 0).sum() == 400
    moved = fitted(Noise(spike_share=1), pd.DataFrame({"x": x}), schema).sample(
        1_000, np.random.default_rng(0)
    )
    assert (moved["x"] == 0).sum() == 0


def test_very_large_numbers_do_not_overflow() -> None:
    schema = Schema(columns=(Column(name="x", kind=Kind.NUMERIC),))
    train = pd.DataFrame({"x": np.linspace(-1, 1, 200) * 1.7e308})
    drawn = fitted(Noise(jitter=5), train, schema).sample(2_000, np.random.default_rng(0))["x"]
    assert np.isfinite(drawn).all()
    assert drawn.between(-1.7e308, 1.7e308).all()


def test_rare_levels_are_replaced_and_counted() -> None:
    sampler = fitted(Noise(swap=0))
    rows = sampler.sample(2_000, np.random.default_rng(0))
    assert set(rows["town"]) == {"Bonn", "Ulm"}
    assert sampler.notes == ("town: 1 rare value was not released.",)


def test_a_condition_is_met_by_rows_that_meet_it() -> None:
    train = table()
    rows = fitted(Noise(jitter=0, swap=0)).sample(
        300, np.random.default_rng(0), {"town": "Bonn", "height": ""}
    )
    assert (rows["town"] == "Bonn").all()
    assert rows["height"].isna().all()
    # The rows of the rare town have got another one.
    meets = train["town"].isin(["Bonn", "Kiel"]) & train["height"].isna()
    assert set(rows["born"]) <= set(train["born"][meets])


def test_conditions_that_few_rows_meet_are_refused() -> None:
    train = table().assign(height=[*[1.0] * 5, *np.random.default_rng(0).normal(size=1_995)])
    train["town"] = pd.Series(["Ulm"] * 5 + ["Bonn"] * 1_995).astype("category")
    with pytest.raises(
        DataError, match=r"Fewer than 5 train rows meet the conditions on town, height together"
    ):
        fitted(Noise(), train).sample(5, np.random.default_rng(0), {"town": "Bonn", "height": "1"})


@pytest.mark.parametrize(
    ("setting", "says"),
    [({"jitter": -1}, "jitter is -1"), ({"swap": 1.5}, "between 0 and 1"), ({"min_count": 1}, "at least 2")],
)
def test_a_wrong_setting_says_what_fits(setting: dict[str, float], says: str) -> None:
    with pytest.raises(DataError, match=says):
        Noise(**setting)  # type: ignore[arg-type]
