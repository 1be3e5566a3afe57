"""Delimited text, read in full: what was detected, dropped or rewritten is in the notes."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from synthlab.errors import DataError
from synthlab.tables.cells import Cells, matches, whole
from synthlab.tables.encodings import decode
from synthlab.tables.fields import Layout, cut, layout_of
from synthlab.tables.names import column_names
from synthlab.tables.options import Parsed, ReadOptions
from synthlab.tables.sniffing import Dialect, sniff
from synthlab.tables.texts import text_column, tidy_texts

__all__ = ["read_delimited"]

_DELIMITER_NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}


def read_delimited(data: bytes, options: ReadOptions, name: str) -> Parsed:
    """A table of texts, one ``string`` column a field, from the bytes of a delimited text file.

    Numbers are written plainly (``1234.5``) in columns that hold nothing else; missing markers are ``<NA>``;
    blanks around a cell are gone. Columns without a name and without a value, at the right end, and rows
    without a value, at the lower end, are dropped.

    Raises
    ------
    DataError
        When the file is empty, is not text, has no row below its header, or rows of different widths.
    """
    decoded = decode(data, name, options.encoding)
    text, hint = _without_hint(decoded.text)
    if not text.strip():
        raise DataError(f"{name} is empty. Upload a file that holds a table.")
    delimiter = options.delimiter or ("\t" if options.format == "tsv" else hint)
    dialect = sniff(text, delimiter, options.quote)
    layout = layout_of(text, dialect, options.header, name)
    columns, n_padded = cut(text, dialect, layout, name)
    columns, headers, edge_notes = _without_empty_edges(columns, layout, name)
    notes = [decoded.note, *_dialect_notes(dialect, layout, options), *layout.notes]
    if n_padded:
        notes.append(f"Blanks around values were removed in {whole(n_padded, 'column')}.")
    found = ReadOptions(
        format="tsv" if dialect.delimiter == "\t" else "csv",
        delimiter=dialect.delimiter,
        encoding=decoded.encoding,
        quote=dialect.quote,
        header=layout.has_header,
        decimal=options.decimal,
        thousands=options.thousands,
        missing=options.missing,
    )
    texts = tidy_texts(dict(zip(column_names(headers).names, columns, strict=True)), found)
    notes += [*edge_notes, *texts.notes]
    frame = pd.DataFrame(
        dict(enumerate(text_column(column) for column in texts.columns.values())), copy=False
    )
    return Parsed(frame, headers, texts.options, tuple(note for note in notes if note))


def _without_hint(text: str) -> tuple[str, str | None]:
    """The text without Excel's first line ``sep=;``, which stays as a blank line so that lines keep their number."""
    found = re.match(r"sep=([^\r\n])(?=\r?\n)", text, flags=re.IGNORECASE)
    return (text[found.end() :], found.group(1)) if found else (text, None)


def _dialect_notes(dialect: Dialect, layout: Layout, options: ReadOptions) -> list[str]:
    notes = []
    if options.delimiter is None and dialect.delimiter != "," and layout.width > 1:
        found = _DELIMITER_NAMES.get(dialect.delimiter, repr(dialect.delimiter))
        notes.append(f"Fields are separated by {found}.")
    if options.header is None and not layout.has_header:
        notes.append(
            "The first row looks like values, so it was read as a row and the columns were named by place."
        )
    if options.quote is None and not dialect.quote:
        notes.append('Quotes (") were read as ordinary characters: as quotes they do not fit.')
    return notes


def _without_empty_edges(
    columns: list[Cells], layout: Layout, name: str
) -> tuple[list[Cells], tuple[str, ...], list[str]]:
    """The table without nameless empty columns at its right end and without empty rows at its lower end."""
    headers, notes = list(layout.headers), []
    n_columns = len(columns)
    while columns and _is_junk(headers[-1], columns[-1]):
        columns, headers = columns[:-1], headers[:-1]
    if not columns:
        raise DataError(f"{name} holds no value: every cell is empty.")
    if len(columns) < n_columns:
        dropped = n_columns - len(columns)
        notes.append(
            f"{whole(dropped, 'empty column')} without a name at the right end {_was(dropped)} left out."
        )
    n_rows = len(columns[0].codes)
    filled = np.zeros(n_rows, dtype=bool)
    for column in columns:
        filled |= column.codes >= 0
    last = int(np.flatnonzero(filled)[-1]) + 1 if filled.any() else 0
    if not last:
        raise DataError(f"{name} has a header but no value below it: every cell is empty.")
    if last < n_rows:
        columns = [Cells(column.codes[:last], column.texts) for column in columns]
        notes.append(f"{whole(n_rows - last, 'empty row')} at the end {_was(n_rows - last)} left out.")
    inside = int((~filled[:last]).sum())
    if inside and len(columns) > 1:
        notes.append(
            f"{whole(inside, 'row')} between others hold{'s' if inside == 1 else ''} no value; kept."
        )
    return columns, tuple(headers), notes


def _is_junk(header: str, column: Cells) -> bool:
    """Whether a column has no name and no value: nothing at all, or only left-over delimiters."""
    left_over = r"^[,;\t|\s]*$"
    nameless = re.fullmatch(left_over, header) is not None
    return nameless and bool(matches(column.texts, left_over).all())


def _was(number: int) -> str:
    return "was" if number == 1 else "were"
