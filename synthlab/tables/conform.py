"""A table in the types its schema says, and back to the text its source was written in."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from synthlab.errors import DataError
from synthlab.tables.cells import listed_rows
from synthlab.tables.dates import write_dates
from synthlab.tables.numbers import NumberStyle
from synthlab.tables.schema import Column, Kind, Schema
from synthlab.tables.values import ReadValues, empty_values, read_values

__all__ = ["conform", "conform_noted", "to_source", "widen"]


def conform(frame: pd.DataFrame, schema: Schema) -> pd.DataFrame:
    """Exactly the schema's columns, in its order and types, with a fresh index; other columns are left out.

    numeric is float64, integer Int64, categorical a category of text with sorted levels, boolean boolean,
    datetime datetime64[ns] without a zone, text and identifier string. Infinite numbers become missing.

    Raises
    ------
    DataError
        When a column is absent, or holds values that cannot be read as its kind; the message names the
        column, how many values and in which rows, and never quotes a value.
    """
    return conform_noted(frame, schema)[0]


def conform_noted(frame: pd.DataFrame, schema: Schema) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """As ``conform``, with a sentence for every column whose values were changed in reading."""
    absent = [name for name in schema.names if name not in frame.columns]
    if absent:
        there = ", ".join(str(name) for name in frame.columns)
        raise DataError(
            f"The table lacks the column{'s' if len(absent) > 1 else ''} {', '.join(absent)}. It has: {there}."
        )
    if not frame.columns.is_unique:
        raise DataError("Column names occur twice in the table. Rename them.")
    columns: dict[str, Any] = {}
    notes: list[str] = []
    for column in schema.columns:
        read = read_values(frame[column.name], column)
        if len(read.unread):
            raise DataError(_unreadable(column, read))
        columns[column.name] = read.values
        notes += [f"{column.name}: {note}" for note in read.notes]
    return pd.DataFrame(columns, index=pd.RangeIndex(len(frame)), columns=list(schema.names)), tuple(notes)


def _unreadable(column: Column, read: ReadValues) -> str:
    count = len(read.unread)
    return (
        f"Column {column.name!r} was set to {column.kind}, but {count:,} of {read.present:,} values "
        f"{'is' if count == 1 else 'are'} not {read.expected}, for instance in "
        f"{listed_rows(read.unread)} (counted below the header). Choose {read.instead}, or correct the file."
    )


def widen(frame: pd.DataFrame, schema: Schema) -> pd.DataFrame:
    """The modelled columns of ``frame`` with every set-aside column added as all missing, in schema order.

    Raises
    ------
    DataError
        When ``frame`` lacks a modelled column.
    """
    absent = [column.name for column in schema.modelled if column.name not in frame.columns]
    if absent:
        raise DataError(f"The table lacks the column{'s' if len(absent) > 1 else ''} {', '.join(absent)}.")
    columns = {
        column.name: frame[column.name].array
        if column.name in frame.columns
        else empty_values(column.kind, len(frame))
        for column in schema.columns
    }
    return pd.DataFrame(columns, index=pd.RangeIndex(len(frame)), columns=list(schema.names))


def to_source(frame: pd.DataFrame, schema: Schema) -> pd.DataFrame:
    """The conformed table as text, written as the source wrote it: a string column each, missing as <NA>.

    Dates follow the column's format, numbers its decimals, booleans its spelling. A number that the source
    spelled as a word where it was missing is spelled so again.
    """
    columns = {column.name: _as_source(frame[column.name], column) for column in schema.columns}
    return pd.DataFrame(columns, index=pd.RangeIndex(len(frame)), columns=list(schema.names))


def _as_source(values: pd.Series, column: Column) -> Any:
    codes, distinct = pd.factorize(values)
    texts = np.empty(len(distinct) + 1, dtype=object)
    texts[:-1] = _written(distinct, column)
    texts[-1] = _missing_word(column)
    return pd.array(texts[codes], dtype="string")


def _missing_word(column: Column) -> Any:
    word = NumberStyle.parse(column.format, column.decimals).missing if column.is_number else ""
    return word or pd.NA


def _written(distinct: Any, column: Column) -> list[str]:
    style = NumberStyle.parse(column.format, column.decimals)
    if column.is_number:
        most = 0 if column.kind is Kind.INTEGER else style.most
        return NumberStyle(style.least, most).write(np.asarray(distinct, dtype=np.float64))
    if column.kind is Kind.DATETIME:
        return write_dates(np.asarray(distinct, dtype="datetime64[ns]"), column.format)
    if column.kind is Kind.BOOLEAN:
        true, _, false = column.format.partition("|")
        return [(true or "true") if value else (false or "false") for value in distinct]
    if column.kind in (Kind.CATEGORICAL, Kind.IDENTIFIER) and column.decimals:
        zeros = f".{'0' * column.decimals}"
        return [f"{value}{zeros}" if str(value).lstrip("-").isdigit() else str(value) for value in distinct]
    return [str(value) for value in distinct]
