"""Real rows dealt at random into train, holdout and a third part, and leaks planted into the third."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from synthlab.metrics.base import Comparison
from synthlab.tables.conform import conform
from synthlab.tables.inference import infer_schema
from synthlab.tables.reading import read_table
from synthlab.tables.schema import Column, Kind, Schema

__all__ = ["LEAKS", "NULLS", "adult", "leak", "null"]

ROWS_A_PERSON = 5


def adult(path: Path) -> tuple[pd.DataFrame, Schema]:
    """The Adult table, conformed, and its schema without roles."""
    reading = read_table(path)
    schema = infer_schema(reading.frame)
    return conform(reading.frame, schema), schema


def _deal(table: pd.DataFrame, sizes: tuple[int, int, int], rng: np.random.Generator) -> list[pd.DataFrame]:
    order, parts, start = rng.permutation(len(table)), [], 0
    for size in sizes:
        parts.append(table.iloc[order[start : start + size]].reset_index(drop=True))
        start += size
    return parts


def _sized(n_train: int, n_holdout: int) -> Callable[[pd.DataFrame, Schema, np.random.Generator], Comparison]:
    def made(table: pd.DataFrame, schema: Schema, rng: np.random.Generator) -> Comparison:
        train, holdout, synthetic = _deal(table, (n_train, n_holdout, 3_758), rng)
        return Comparison(train, holdout, synthetic, schema)

    return made


def _all_categorical(table: pd.DataFrame, schema: Schema, rng: np.random.Generator) -> Comparison:
    """Every number cut into five bins: few levels, many ties, few unique people."""
    coarse, columns = {}, []
    for column in schema.columns:
        values = table[column.name]
        if column.is_number:
            values = pd.qcut(values.astype("float64"), 5, duplicates="drop").astype(str).astype("category")
        coarse[column.name] = values
        columns.append(Column(name=column.name, kind=Kind.CATEGORICAL))
    return _sized(3_000, 3_000)(pd.DataFrame(coarse), Schema(columns=tuple(columns)), rng)


def _five_rows_a_person(table: pd.DataFrame, schema: Schema, rng: np.random.Generator) -> Comparison:
    """Each person has five rows that differ in the hours worked alone; whole people are dealt."""
    parts = []
    for part, people in enumerate(_deal(table, (600, 600, 700), rng)):
        rows = people.loc[np.repeat(people.index, ROWS_A_PERSON)].reset_index(drop=True)
        hours = rows["hours-per-week"].astype("float64") + rng.integers(-5, 6, size=len(rows))
        rows["hours-per-week"] = hours.clip(1, 99).astype("Int64")
        numbers = np.repeat(np.arange(len(people)), ROWS_A_PERSON) + part * 100_000
        rows["person"] = pd.Series(numbers).astype("string")
        parts.append(rows)
    person = Column(name="person", kind=Kind.IDENTIFIER)
    return Comparison(*parts, Schema(columns=(*schema.columns, person), group="person"))


NULLS = {
    "50/50": _sized(3_000, 3_000),
    "2:1": _sized(4_000, 2_000),
    "8:1": _sized(6_400, 800),
    "300/300": _sized(300, 300),
    "all categorical": _all_categorical,
    "5 rows a person": _five_rows_a_person,
}


def null(name: str, table: pd.DataFrame, schema: Schema, seed: int) -> Comparison:
    """A comparison in which nothing leaks: the synthetic table is a third part of the real one."""
    return NULLS[name](table, schema, np.random.default_rng([seed, len(name)]))


def _copies(
    share: float, jitter: float = 0.0, change_one: bool = False, isolated: bool = False
) -> Callable[..., pd.DataFrame]:
    def planted(
        train: pd.DataFrame, synthetic: pd.DataFrame, schema: Schema, rng: np.random.Generator
    ) -> pd.DataFrame:
        n = max(1, round(share * len(synthetic)))
        chosen = _most_isolated(train, schema, n) if isolated else rng.choice(len(train), n, replace=False)
        copies = train.iloc[chosen].reset_index(drop=True)
        for column in schema.columns:
            if jitter and column.is_number:
                values = copies[column.name].astype("float64")
                noise = rng.normal(size=n) * jitter * float(train[column.name].astype("float64").std())
                copies[column.name] = np.rint(values + noise).astype("Int64")
        if change_one:
            names = [c.name for c in schema.columns if c.kind is Kind.CATEGORICAL]
            for row in range(n):
                name = names[rng.integers(len(names))]
                others = [level for level in train[name].cat.categories if level != copies.loc[row, name]]
                copies.loc[row, name] = others[rng.integers(len(others))]
        return pd.concat([synthetic.iloc[n:], copies], ignore_index=True).astype(train.dtypes.to_dict())

    return planted


def _columns_alone(
    train: pd.DataFrame, synthetic: pd.DataFrame, _schema: Schema, rng: np.random.Generator
) -> pd.DataFrame:
    n = len(synthetic)
    return pd.DataFrame(
        {c: train[c].iloc[rng.integers(len(train), size=n)].reset_index(drop=True) for c in train}
    )


def _most_isolated(train: pd.DataFrame, schema: Schema, n: int) -> np.ndarray:
    from synthlab.metrics.privacy.attacks.suspicion import isolation, prepare
    from synthlab.metrics.privacy.engine.pool import Pool

    pool = Pool(train, np.arange(len(train)), train, schema)
    return np.argsort(-isolation(prepare(pool)))[:n]


LEAKS = {
    "0.25% exact copies": _copies(0.0025),
    "1% exact copies": _copies(0.01),
    "1% copies, numbers with 1%-sd noise": _copies(0.01, 0.01),
    "1% copies, numbers with 5%-sd noise": _copies(0.01, 0.05),
    "1% copies, one category changed": _copies(0.01, change_one=True),
    "0.5% most isolated people, 1%-sd noise": _copies(0.005, 0.01, isolated=True),
    "columns drawn one by one from train": _columns_alone,
}


def leak(name: str, table: pd.DataFrame, schema: Schema, seed: int) -> Comparison:
    """3,000 training and 3,000 kept-aside people, a third real part with a leak planted in it."""
    rng = np.random.default_rng([seed, 7])
    train, holdout, synthetic = _deal(table, (3_000, 3_000, 3_758), rng)
    return Comparison(train, holdout, LEAKS[name](train, synthetic, schema, rng), schema)
