"""Small tables for tests, made by seed: people with numbers, categories, dates and an e-mail address each."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from synthlab.metrics.base import Comparison, TrainedOn
from synthlab.tables.schema import Column, Kind, Role, Schema

PEOPLE = Schema(
    columns=(
        Column(name="email", kind=Kind.IDENTIFIER),
        Column(name="age", kind=Kind.INTEGER),
        Column(name="income", kind=Kind.NUMERIC, decimals=2),
        Column(name="hours", kind=Kind.INTEGER),
        Column(name="job", kind=Kind.CATEGORICAL),
        Column(name="region", kind=Kind.CATEGORICAL),
        Column(name="member", kind=Kind.BOOLEAN),
        Column(name="joined", kind=Kind.DATETIME, format="%Y-%m-%d"),
        Column(name="bought", kind=Kind.CATEGORICAL, role=Role.TARGET),
    )
)

JOBS = ("baker", "clerk", "driver", "farmer", "nurse", "teacher")
REGIONS = ("east", "north", "south", "west")


def people(n_rows: int, rng: np.random.Generator, prefix: str = "p") -> pd.DataFrame:
    """Conformed rows of ``PEOPLE``; who bought depends on age, income and job. A tenth of ``hours`` is missing."""
    age = rng.integers(18, 90, n_rows)
    job = rng.integers(0, len(JOBS), n_rows)
    income = np.round(np.exp(rng.normal(10, 0.5, n_rows) + 0.1 * job), 2)
    hours = pd.array(rng.integers(5, 60, n_rows), dtype="Int64")
    hours[rng.random(n_rows) < 0.1] = pd.NA
    signal = 0.05 * (age - 50) + 0.9 * (np.log(income) - 10) + 0.5 * (job == 2)
    bought = np.where(rng.random(n_rows) < 1 / (1 + np.exp(-2 * signal)), "yes", "no")
    days = rng.integers(0, 3000, n_rows)
    return conformed(
        {
            "email": [f"{prefix}{rng.integers(0, 10**12)}@mail.example" for _ in range(n_rows)],
            "age": age,
            "income": income,
            "hours": hours,
            "job": np.array(JOBS)[job],
            "region": np.array(REGIONS)[rng.integers(0, len(REGIONS), n_rows)],
            "member": rng.random(n_rows) < 0.3,
            "joined": np.datetime64("2012-01-01", "ns") + days * np.timedelta64(1, "D"),
            "bought": bought,
        },
        PEOPLE,
    )


def conformed(columns: Mapping[str, object], schema: Schema) -> pd.DataFrame:
    """A frame in exactly the types that metrics are given, from plain lists or arrays."""
    return pd.DataFrame({c.name: _typed(pd.Series(columns[c.name]), c.kind) for c in schema.columns})


def _typed(values: pd.Series, kind: Kind) -> pd.Series:
    if kind is Kind.CATEGORICAL:
        text = values.astype("string").astype(object).where(values.notna(), None)
        return text.astype(pd.CategoricalDtype(sorted(text.dropna().unique())))
    dtype = {
        Kind.NUMERIC: "float64",
        Kind.INTEGER: "Int64",
        Kind.BOOLEAN: "boolean",
        Kind.DATETIME: "datetime64[ns]",
    }.get(kind, "string")
    return values.astype(dtype)


def stacked(*frames: pd.DataFrame) -> pd.DataFrame:
    """Conformed frames one below another, categories joined again."""
    whole = pd.concat(
        [frame.astype(dict.fromkeys(frame.select_dtypes("category"), object)) for frame in frames],
        ignore_index=True,
    )
    for name in frames[0].select_dtypes("category"):
        whole[name] = whole[name].astype(pd.CategoricalDtype(sorted(whole[name].dropna().unique())))
    return whole


def without_identifiers(frame: pd.DataFrame, schema: Schema = PEOPLE) -> pd.DataFrame:
    """The same rows as a generator gives them: set-aside columns there, but empty."""
    return frame.assign(
        **{column.name: pd.Series(pd.NA, index=frame.index, dtype="string") for column in schema.set_aside}
    )


def fresh(
    n_train: int = 600, n_holdout: int = 300, n_synthetic: int = 600, seed: int = 0, schema: Schema = PEOPLE
) -> Comparison:
    """A comparison in which the synthetic table is fresh real rows: the best there could be, and no leak."""
    rng = np.random.default_rng(seed)
    train, holdout = people(n_train, rng, "t"), people(n_holdout, rng, "h")
    return Comparison(train, holdout, without_identifiers(people(n_synthetic, rng, "s"), schema), schema)


def with_copies(
    comparison: Comparison, n_copies: int, seed: int = 1, changed: str | None = None, source: str = "train"
) -> Comparison:
    """The same with the last ``n_copies`` synthetic rows replaced by random real ones, one column redrawn or not."""
    rng = np.random.default_rng(seed)
    real = comparison.train if source == "train" else comparison.holdout
    assert real is not None
    chosen = rng.permutation(len(real))[:n_copies]
    copies = without_identifiers(real.iloc[chosen].reset_index(drop=True), comparison.schema)
    if changed is not None:
        copies[changed] = comparison.synthetic[changed].iloc[:n_copies].to_numpy()
        copies[changed] = copies[changed].astype(comparison.synthetic[changed].dtype)
    kept = comparison.synthetic.iloc[: len(comparison.synthetic) - n_copies]
    return replaced(comparison, synthetic=stacked(kept, copies))


def replaced(comparison: Comparison, **changes: object) -> Comparison:
    """The comparison with these parts changed."""
    parts: dict[str, object] = {
        "train": comparison.train,
        "holdout": comparison.holdout,
        "synthetic": comparison.synthetic,
        "schema": comparison.schema,
        "trained_on": comparison.trained_on,
        "claim": comparison.claim,
        "coin_split": comparison.coin_split,
        **changes,
    }
    return Comparison(**parts)  # type: ignore[arg-type]


def without_holdout(comparison: Comparison, trained_on: TrainedOn = TrainedOn.UNKNOWN) -> Comparison:
    """The same real rows with nothing kept aside."""
    assert comparison.holdout is not None
    real = stacked(comparison.train, comparison.holdout)
    return Comparison(real, None, comparison.synthetic, comparison.schema, trained_on, comparison.claim)
