"""What is wrong with a delimited text that does not cut into rows of one width: the lines, by number."""

from __future__ import annotations

import csv
import io
from typing import NoReturn

from synthlab.errors import DataError
from synthlab.tables.cells import whole
from synthlab.tables.sniffing import Dialect, records

__all__ = ["check_quotes", "refuse_ragged"]

_SHOWN = 3


def refuse_ragged(text: str, dialect: Dialect, expected: str, width: int, name: str) -> NoReturn:
    """Raise the ``DataError`` that names the first lines whose number of fields is not ``width``.

    ``expected`` is the half-sentence that says where the width comes from.
    """
    found: list[str] = []
    n_wrong = 0
    for record in records(text, dialect):
        if len(record.fields) != width:
            n_wrong += 1
            if len(found) < _SHOWN:
                found.append(f"line {record.first:,} has {len(record.fields):,}")
    if n_wrong < 2:
        # One wrong row may be all rows below a quote that is never closed.
        check_quotes(text, dialect, name)
    where = ", ".join(found) if found else "some have not"
    more = f", and so on ({whole(n_wrong, 'such row')})" if n_wrong > len(found) else ""
    raise DataError(
        f"The rows of {name} differ in width: {expected}, but {where}{more}. "
        f"Correct these lines in the source; if the delimiter is not {_named(dialect.delimiter)}, set it."
    )


def check_quotes(text: str, dialect: Dialect, name: str) -> None:
    """Stop where a quoted field that runs over several lines does not end as one: it swallows the rows below.

    Raises
    ------
    DataError
        Naming the line on which that row begins.
    """
    began = 1
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=dialect.delimiter,
        quotechar=dialect.quote or None,
        quoting=csv.QUOTE_MINIMAL if dialect.quote else csv.QUOTE_NONE,
        skipinitialspace=dialect.padded,
        strict=True,
    )
    try:
        for _ in reader:
            began = reader.line_num + 1
    except csv.Error as error:
        if reader.line_num > began:
            raise DataError(
                f"In {name}, a quote is opened on line {began:,} and not closed properly, so that the rows below "
                "would be read as one cell. Correct the quotes there, or set the quote to none."
            ) from error


def _named(delimiter: str) -> str:
    return {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a bar"}.get(delimiter, repr(delimiter))
