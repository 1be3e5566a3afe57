"""How a file is to be read: what a person sets, and what was found where nothing was set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import pandas as pd
from pydantic import BaseModel, ConfigDict, model_validator

from synthlab.errors import DataError
from synthlab.tables.cells import whole

__all__ = ["CELL_BYTES", "FORMATS", "LARGEST_TABLE", "MOST_COLUMNS", "Parsed", "ReadOptions", "checked_size"]

FORMATS = ("csv", "tsv", "parquet", "xlsx", "jsonl")

# Bytes of a table once it is unpacked. A file of a few kilobytes can unpack to more than any machine holds.
LARGEST_TABLE = 2 * 1024**3
# What a cell takes at least, once read: a number, or the address of a text.
CELL_BYTES = 8
MOST_COLUMNS = 5_000


class ReadOptions(BaseModel):
    """Settings of one reading; ``None`` asks for detection.

    ``thousands`` and ``quote`` may be ``""``: there is none. ``missing`` lists the texts that mean "no value";
    an empty cell always does. ``sheet`` is used by Excel files only, the rest by delimited text.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: str | None = None
    delimiter: str | None = None
    encoding: str | None = None
    decimal: str | None = None
    thousands: str | None = None
    quote: str | None = None
    header: bool | None = None
    missing: tuple[str, ...] | None = None
    sheet: str | None = None

    @model_validator(mode="after")
    def _checked(self) -> Self:
        if self.format is not None and self.format not in FORMATS:
            raise DataError(f"There is no format {self.format!r}. Formats are: {', '.join(FORMATS)}.")
        for use, character in (("delimiter", self.delimiter), ("quote", self.quote)):
            if character is not None and (len(character) > 1 or character in ("\n", "\r", "\0")):
                raise DataError(f"The {use} must be one character, not {character!r}.")
            if character is not None and not character.isascii():
                raise DataError(f"The {use} must be a plain ASCII character, not {character!r}.")
        if self.delimiter == "":
            raise DataError("The delimiter is empty. Give the character that stands between two fields.")
        if self.delimiter is not None and self.delimiter == self.quote:
            raise DataError(f"The delimiter and the quote are both {self.quote!r}. They must differ.")
        if self.decimal not in (None, ".", ","):
            raise DataError(f"The decimal sign must be a point or a comma, not {self.decimal!r}.")
        if self.thousands not in (None, "", ".", ",", " ", "'"):
            raise DataError(f"The thousands separator cannot be {self.thousands!r}.")
        if self.decimal is not None and self.decimal == self.thousands:
            raise DataError(f"{self.decimal!r} cannot be both the decimal sign and the thousands separator.")
        return self


@dataclass(frozen=True)
class Parsed:
    """What the reader of one format hands back: a frame, the options in force, and what a person should know.

    ``headers`` are the column names as the file has them, one a column of ``frame``, before any renaming.
    """

    frame: pd.DataFrame
    headers: tuple[str, ...]
    options: ReadOptions
    notes: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()


def checked_size(n_rows: int, n_columns: int, n_bytes: int, name: str) -> None:
    """Stop before a table too large for memory is unpacked.

    Raises
    ------
    DataError
        When the table has more than ``MOST_COLUMNS`` columns or ``LARGEST_TABLE`` bytes.
    """
    if n_columns > MOST_COLUMNS:
        raise DataError(
            f"{name} has {n_columns:,} columns; up to {MOST_COLUMNS:,} can be read. Keep the columns you need."
        )
    if n_bytes > LARGEST_TABLE:
        raise DataError(
            f"{name} holds {whole(n_rows, 'row')} and {whole(n_columns, 'column')}, about {n_bytes / 1024**3:,.1f} GB "
            f"unpacked; up to {LARGEST_TABLE / 1024**3:,.0f} GB can be read. Take a sample of its rows or fewer columns."
        )
