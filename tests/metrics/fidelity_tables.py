"""Comparisons for the fidelity tests: a real table, what a perfect synthesizer makes, and what is done to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from synthlab.metrics.base import Comparison, TrainedOn
from synthlab.tables.schema import Column, Kind, Schema

SCHEMA = Schema(
    columns=(
        Column(name="id", kind=Kind.IDENTIFIER),
        Column(name="age", kind=Kind.INTEGER),
        Column(name="income", kind=Kind.NUMERIC),
        Column(name="score", kind=Kind.NUMERIC),
        Column(name="job", kind=Kind.CATEGORICAL),
        Column(name="town", kind=Kind.CATEGORICAL),
        Column(name="member", kind=Kind.BOOLEAN),
        Column(name="joined", kind=Kind.DATETIME),
    )
)


def rows(n: int, rng: np.random.Generator) -> pd.DataFrame:
    """Income follows age and job; score and town follow nothing; a fifth of the scores are missing."""
    age = rng.integers(18, 80, n)
    job = rng.integers(0, 5, n)
    income = np.exp(0.02 * age + 0.3 * job + rng.normal(0, 0.4, n))
    score = rng.normal(50, 10, n)
    score[rng.random(n) < 0.2] = np.nan
    return pd.DataFrame(
        {
            "id": pd.array([f"p{place}" for place in range(n)], dtype="string"),
            "age": pd.array(age, dtype="Int64"),
            "income": income,
            "score": score,
            "job": pd.Categorical.from_codes(job, ["baker", "clerk", "driver", "nurse", "pilot"]),
            "town": pd.Categorical.from_codes(rng.integers(0, 4, n), ["E", "N", "S", "W"]),
            "member": pd.array(rng.random(n) < 0.3, dtype="boolean"),
            "joined": np.datetime64("2012-01-01", "ns") + rng.integers(0, 3000, n) * np.timedelta64(1, "D"),
        }
    )


def comparison(
    change: Callable[[pd.DataFrame], Mapping[str, object]] = lambda _frame: {},
    sizes: tuple[int, int | None, int] = (1200, 600, 1200),
    seed: int = 0,
) -> Comparison:
    """A real table against fresh rows of the same law, with some columns changed."""
    rng = np.random.default_rng([77, seed])
    train, holdout, synthetic = (None if n is None else rows(n, rng) for n in sizes)
    assert train is not None
    assert synthetic is not None
    synthetic = synthetic.assign(**change(synthetic))
    trained_on = TrainedOn.TRAIN if holdout is not None else TrainedOn.ALL
    return Comparison(train, holdout, synthetic, SCHEMA, trained_on)


def of(columns: Mapping[str, tuple[Kind, list[object], list[object]]]) -> Comparison:
    """A comparison without a holdout from plain lists of real and synthetic values."""
    dtypes = {
        Kind.NUMERIC: "float64", Kind.INTEGER: "Int64", Kind.CATEGORICAL: "category",
        Kind.BOOLEAN: "boolean", Kind.DATETIME: "datetime64[ns]", Kind.IDENTIFIER: "string",
    }  # fmt: skip
    frames = [
        pd.DataFrame({name: pd.Series(each[side]).astype(dtypes[each[0]]) for name, each in columns.items()})
        for side in (1, 2)
    ]
    schema = Schema(columns=tuple(Column(name=name, kind=each[0]) for name, each in columns.items()))
    return Comparison(frames[0], None, frames[1], schema, TrainedOn.ALL)
