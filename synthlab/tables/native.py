"""Columns of Python values, as Excel and JSON give them, turned into columns of one dtype each."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from synthlab.tables.cells import cells_of
from synthlab.tables.missing import without_markers
from synthlab.tables.options import ReadOptions
from synthlab.tables.texts import text_column, tidy_texts

__all__ = ["NativeFrame", "native_frame"]

_MOST_INTEGER = 2**63 - 1
_MOST_EXACT = 2**53


@dataclass(frozen=True)
class NativeFrame:
    """The frame (columns numbered from 0), the options in force, and sentences about both."""

    frame: pd.DataFrame
    options: ReadOptions
    notes: tuple[str, ...]


def native_frame(columns: Mapping[str, Sequence[object]], options: ReadOptions) -> NativeFrame:
    """A frame of these columns, each of the narrowest dtype that holds all its values unchanged.

    true/false -> ``boolean``; whole numbers -> ``int64``, or ``Int64`` with missing ones; numbers -> ``float64``;
    dates -> ``datetime64[ns]``; anything else, and mixtures, -> ``string``. Missing markers are those of the
    whole table.
    """
    tidied = {name: [_tidied(value) for value in values] for name, values in columns.items()}
    cells = {name: cells_of(pd.Series(values, dtype=object)) for name, values in tidied.items()}
    texts = tidy_texts(cells, options)
    markers = frozenset(texts.options.missing or ())
    result: dict[int, pd.Series] = {}
    mixed = []
    for position, (name, values) in enumerate(tidied.items()):
        kept = [None if isinstance(value, str) and value in markers else value for value in values]
        column = _typed(kept)
        if column is None:
            column = text_column(without_markers(texts.columns[name], texts.options.missing or ()))
            mixed += [name] if _is_mixed(kept) else []
        result[position] = column
    notes = list(texts.notes)
    if mixed:
        notes.append(
            f"{_listed(mixed)} {_hold(mixed)} both numbers and words, and so {'is' if len(mixed) == 1 else 'are'} text."
        )
    return NativeFrame(pd.DataFrame(result, copy=False), texts.options, tuple(notes))


def _tidied(value: object) -> object:
    if isinstance(value, str):
        return value.strip() or None
    return None if isinstance(value, float) and math.isnan(value) else value


def _typed(values: Sequence[Any]) -> pd.Series | None:
    """The column in a dtype of its own, or None where it is text."""
    present = [value for value in values if value is not None]
    kinds = {type(value) for value in present}
    has_missing = len(present) < len(values)
    if not present or str in kinds:
        return None
    if kinds == {bool}:
        return pd.Series(values, dtype="boolean")
    if kinds == {int}:
        if max(abs(value) for value in present) > _MOST_INTEGER:
            return None
        return pd.Series(values, dtype="Int64" if has_missing else "int64")
    if kinds <= {int, float}:
        if any(type(value) is int and abs(value) > _MOST_EXACT for value in present):
            return None
        return pd.Series([math.nan if value is None else float(value) for value in values], dtype="float64")
    if kinds <= {datetime.datetime, datetime.date}:
        return _dates(values)
    return None


def _dates(values: Sequence[Any]) -> pd.Series | None:
    """Dates of any day that nanoseconds can count (1677 to 2262), or None."""
    within = all(value is None or 1678 <= value.year <= 2261 for value in values)
    zoned = any(isinstance(value, datetime.datetime) and value.tzinfo is not None for value in values)
    if not within or zoned:
        return None
    moments = [np.datetime64("NaT") if value is None else np.datetime64(value, "us") for value in values]
    return pd.Series(np.array(moments, dtype="datetime64[us]").astype("datetime64[ns]"))


def _is_mixed(values: Sequence[object]) -> bool:
    kinds = {type(value) for value in values if value is not None}
    return str in kinds and not kinds.isdisjoint({int, float})


def _listed(names: Sequence[str], most: int = 3) -> str:
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"


def _hold(names: Sequence[str]) -> str:
    return "holds" if len(names) == 1 else "hold"
