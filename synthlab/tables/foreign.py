"""A column of a table made elsewhere, read as the schema's kind though another program wrote it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from synthlab.tables.cells import cells_of, listed_rows, whole
from synthlab.tables.dates import guess_format
from synthlab.tables.schema import Column, Kind
from synthlab.tables.values import ReadValues, empty_values, read_values

__all__ = ["ForeignColumn", "absent_column", "read_foreign"]


@dataclass(frozen=True)
class ForeignColumn:
    """``values`` in the kind's dtype, what was changed in reading them, and what forbids it (else empty)."""

    values: Any
    notes: tuple[str, ...]
    problem: str


def read_foreign(values: pd.Series, column: Column) -> ForeignColumn:
    """The values as the column's kind, more forgiving than ``conform``, each liberty said in a note.

    Dates may be written in another way. Numbers with decimals are rounded where the column holds whole
    ones. Values that still cannot be read are a problem; in a set-aside column they become missing.
    """
    read = read_values(values, column)
    notes: tuple[str, ...] = ()
    if len(read.unread) and column.kind is Kind.INTEGER:
        read, notes = _rounded(values, column, read)
    if len(read.unread) and column.kind is Kind.DATETIME:
        read, notes = _rewritten(values, column, read)
    problem = _problem(read, column) if len(read.unread) and column.is_modelled else ""
    return ForeignColumn(read.values, (*notes, *read.notes), problem)


def _rounded(values: pd.Series, column: Column, read: ReadValues) -> tuple[ReadValues, tuple[str, ...]]:
    numbers = read_values(values, column.model_copy(update={"kind": Kind.NUMERIC}))
    if len(numbers.unread):
        return read, ()
    rounded = read_values(pd.Series(np.round(numbers.values)), column)
    note = (
        f"{whole(len(read.unread), 'value')} of {numbers.present:,} with decimals where the real table has "
        "whole numbers: rounded."
    )
    return rounded, (note,)


def _rewritten(values: pd.Series, column: Column, read: ReadValues) -> tuple[ReadValues, tuple[str, ...]]:
    guess = guess_format(cells_of(values))
    if guess is None or guess.share < 1.0 or not guess.format:
        return read, ()
    written = read_values(values, column.model_copy(update={"format": guess.format}))
    note = f"Dates are written as {guess.format} here, as {column.format} in the real table: all are read."
    return written, (note, *((guess.note,) if guess.note else ()))


def _problem(read: ReadValues, column: Column) -> str:
    count = len(read.unread)
    return (
        f"{count:,} of {read.present:,} values {'is' if count == 1 else 'are'} not {read.expected}, as "
        f"{column.kind} asks, for instance in {listed_rows(read.unread)} (counted below the header). "
        "Choose another column, or correct the file."
    )


def absent_column(column: Column, n_rows: int) -> ForeignColumn:
    """All missing, for a set-aside column that the other table does not have."""
    return ForeignColumn(empty_values(column.kind, n_rows), (), "")
