"""Drawing a table with so many rows of each kind from any sampler, and saying what could not be reached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from synthlab.errors import DataError, NotReached
from synthlab.generators.base import Progress, Sampler, Where, silent
from synthlab.generators.conditions import stacked
from synthlab.tables.groups import Groups, sizes_from_shares
from synthlab.tables.schema import Kind, Schema

__all__ = ["Demand", "Drawn", "drawn_as_asked", "values_to_balance"]

_LOOKED_AT = 20_000
_MOST_BALANCED = 100


@dataclass(frozen=True)
class Demand:
    """What rows are wanted: how many, under which conditions, and how divided among the values of one column."""

    n_rows: int
    where: Where | None = None
    groups: Groups | None = None


@dataclass(frozen=True)
class Drawn:
    """Rows, and sentences on what of the demand could not be reached."""

    rows: pd.DataFrame
    notes: tuple[str, ...] = ()


def drawn_as_asked(
    sampler: Sampler,
    schema: Schema,
    demand: Demand,
    rng: np.random.Generator,
    progress: Progress = silent,
    look: Sampler | None = None,
) -> Drawn:
    """The rows that were asked for, or as many of them as the model gives within bounds, in random order.

    ``look`` is whom to ask for the rows that only show which values there are, if not ``sampler``.

    Raises
    ------
    DataError
        When a column or value cannot be asked for, or no row at all could be reached.
    """
    if demand.groups is None:
        part, note = _reached(sampler, demand.n_rows, rng, dict(demand.where or {}))
        return Drawn(part, (note,) if note else ())
    column = demand.groups.column
    if column in (demand.where or {}):
        raise DataError(
            f"A condition fixes {column}, and groups of {column} are asked for too. Leave one of them out."
        )
    sizes, notes = _sizes(look or sampler, schema, demand, rng)
    parts: list[pd.DataFrame] = []
    for place, (value, n_rows) in enumerate(sizes.items()):
        progress(place / len(sizes), f"Drawing rows by {column}: {place + 1} of {len(sizes)}")
        if not n_rows:
            continue
        where = {**(demand.where or {}), column: value}
        try:
            part, note = _reached(sampler, n_rows, rng, where)
        except NotReached:
            notes.append(_told(where, n_rows, 0))
            continue
        parts.append(part)
        notes += [note] if note else []
    if not parts:
        raise DataError(f"No row could be drawn under what is asked for. {' '.join(notes)}")
    rows = stacked(parts)
    return Drawn(rows.iloc[rng.permutation(len(rows))].reset_index(drop=True), tuple(notes))


def _reached(
    sampler: Sampler, n_rows: int, rng: np.random.Generator, where: Mapping[str, str]
) -> tuple[pd.DataFrame, str]:
    """Rows under the conditions and, where there are fewer than asked for, a sentence that says so."""
    try:
        return sampler.sample(n_rows, rng, where or None), ""
    except NotReached as error:
        if error.rows is None or not len(error.rows):
            raise
        return error.rows, _told(where, n_rows, len(error.rows))


def _told(where: Mapping[str, str], n_rows: int, reached: int) -> str:
    asked = ", ".join(f"{name} = {value or 'missing'}" for name, value in where.items())
    return (
        f"Of {n_rows:,} rows asked for{f' with {asked}' if asked else ''}, {reached:,} were reached: "
        "the model gives such rows too seldom."
    )


def _sizes(
    sampler: Sampler, schema: Schema, demand: Demand, rng: np.random.Generator
) -> tuple[dict[str, int], list[str]]:
    groups = demand.groups
    assert groups is not None
    schema[groups.column]
    if groups.counts is not None:
        return dict(groups.counts), []
    if groups.shares is not None:
        return sizes_from_shares(groups.shares, demand.n_rows), []
    values = values_to_balance(sampler, schema, groups.column, rng, demand.where)
    if len(values) > demand.n_rows:
        raise DataError(
            f"{groups.column} has {len(values)} values, more than the {demand.n_rows:,} rows that are asked for."
        )
    sizes = sizes_from_shares(dict.fromkeys(values, 1 / len(values)), demand.n_rows)
    return sizes, [
        f"{groups.column} is balanced over {len(values)} values: those among {_LOOKED_AT:,} rows that the model drew."
    ]


def values_to_balance(
    sampler: Sampler, schema: Schema, name: str, rng: np.random.Generator, where: Where | None = None
) -> tuple[str, ...]:
    """The values that a column takes among rows that the model draws, sorted; never looked up in real rows.

    Raises
    ------
    DataError
        When the column is not modelled, cannot be divided into groups, or has too many values or one only.
    """
    column = schema[name]
    if not column.is_modelled or column.kind not in (Kind.CATEGORICAL, Kind.BOOLEAN, Kind.INTEGER):
        raise DataError(
            f"{name} cannot be balanced: it is {column.kind}{'' if column.is_modelled else ' and set aside'}. "
            "Choose a category, a true-or-false column or whole numbers of few values."
        )
    seen = _reached(sampler, _LOOKED_AT, rng, dict(where or {}))[0][name].dropna()
    values = sorted(seen.unique())
    if not 2 <= len(values) <= _MOST_BALANCED:
        raise DataError(
            f"{name} cannot be balanced: it has {len(values)} different values among {_LOOKED_AT:,} drawn rows. "
            f"Between 2 and {_MOST_BALANCED} are needed."
        )
    if column.kind is Kind.BOOLEAN:
        return tuple("true" if value else "false" for value in values)
    return tuple(str(value) for value in values)
