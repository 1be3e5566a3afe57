import numpy as np
import pandas as pd
import pytest

from synthlab.errors import DataError
from synthlab.generators.sdv_tables import for_sdv, from_sdv, sdtypes
from synthlab.tables.schema import Column, Kind, Schema

KINDS = {
    'a"b': Kind.NUMERIC,
    "名": Kind.CATEGORICAL,
    "=1+1": Kind.INTEGER,
    "day": Kind.DATETIME,
    "yes": Kind.BOOLEAN,
    "one": Kind.NUMERIC,
    "none": Kind.INTEGER,
    "only": Kind.CATEGORICAL,
    "half": Kind.INTEGER,
}
SCHEMA = Schema(columns=tuple(Column(name=name, kind=kind) for name, kind in KINDS.items()))


def table(n_rows: int = 60) -> pd.DataFrame:
    rng = np.random.default_rng(0)
    gap = rng.random(n_rows) < 0.25
    day = pd.Series(pd.Timestamp("2020-01-01") + pd.to_timedelta(rng.integers(0, 10**7, n_rows), unit="s"))
    return pd.DataFrame(
        {
            'a"b': np.where(gap, np.nan, np.round(rng.normal(size=n_rows), 3)),
            "名": pd.Series(np.where(gap, None, "=1+1")).astype("category"),
            "=1+1": pd.array(rng.integers(0, 10**9, n_rows), dtype="Int64"),
            "day": day.where(~gap[::-1]).astype("datetime64[ns]"),
            "yes": pd.array(np.where(gap, pd.NA, rng.random(n_rows) < 0.5), dtype="boolean"),
            "one": 7.25,
            "none": pd.array([pd.NA] * n_rows, dtype="Int64"),
            "only": pd.Series(["x"] * n_rows, dtype="category"),
            "half": pd.array(np.where(gap, pd.NA, 3), dtype="Int64"),
        }
    )


def test_what_goes_to_sdv_comes_back_as_it_was() -> None:
    train = table()
    columns, given = for_sdv(train, SCHEMA, np.random.default_rng(0))
    back = from_sdv(given, columns, len(train), np.random.default_rng(0))
    pd.testing.assert_frame_equal(back, train)


def test_sdv_sees_neutral_names_and_nothing_missing_or_constant() -> None:
    columns, given = for_sdv(table(), SCHEMA, np.random.default_rng(0))
    assert list(given.columns) == ["c0", "c0m", "c1", "c2", "c3", "c3m", "c4", "c8m"]
    assert not given.isna().any().any()
    assert (given.nunique() > 1).all()
    assert sdtypes(columns, given) == {
        name: {"sdtype": "numerical" if name in ("c0", "c2", "c3") else "categorical"}
        for name in given.columns
    }


def test_the_train_table_stays_as_it_is() -> None:
    train = table()
    for_sdv(train, SCHEMA, np.random.default_rng(0))
    pd.testing.assert_frame_equal(train, table())


def test_missing_numbers_are_filled_with_known_ones() -> None:
    train = table()
    _, given = for_sdv(train, SCHEMA, np.random.default_rng(0))
    assert set(given["c0"]) == set(train['a"b'].dropna())


def test_numbers_that_are_none_are_refused() -> None:
    train = table()
    columns, given = for_sdv(train, SCHEMA, np.random.default_rng(0))
    with pytest.raises(DataError, match='SDV drew values for a"b that are no numbers'):
        from_sdv(given.assign(c0=np.inf), columns, len(train), np.random.default_rng(0))
