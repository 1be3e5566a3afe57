"""How a delimited text is written: its delimiter, its quotes, and whether its first row is a header."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from synthlab.tables.missing import CANDIDATES

__all__ = ["DELIMITERS", "Dialect", "Record", "beginning", "has_header", "records", "sniff", "usual_width"]

# Where two fit equally well, the one that is rarer within text comes first.
DELIMITERS = ("\t", ";", "|", ",")

_LEFT_OVER = "".join(DELIMITERS) + " "

_SAMPLE = 400_000
_MOST_RECORDS = 1_000
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:[.,' \u00a0][0-9]+)*[.,]?|[.,][0-9]+)(?:[eE][+-]?[0-9]+)?")
_DATE = re.compile(
    r"[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}(?:[ T].*)?|[0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2})?"
)


@dataclass(frozen=True)
class Dialect:
    """One way to cut a text into fields. ``padded``: blanks stand between a delimiter and an opening quote."""

    delimiter: str
    quote: str
    padded: bool = False


@dataclass(frozen=True)
class _Fit:
    """How well a dialect cuts the sample into rows of one width."""

    dialect: Dialect
    width: int
    first: int
    consistency: float
    clean: float

    @property
    def order(self) -> tuple[float, ...]:
        header_fits = self.first in (self.width, self.width - 1)
        return (header_fits, round(self.consistency, 2), round(self.clean, 2), self.width)


class Record(NamedTuple):
    """One row of fields and the lines, counted from 1, on which it begins and ends."""

    first: int
    last: int
    fields: list[str]


def records(text: str, dialect: Dialect) -> Iterator[Record]:
    """The rows of a text in order; blank lines are left out.

    Stops without a word where a quoted field is longer than any real one: its quote is never closed.
    """
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=dialect.delimiter,
        quotechar=dialect.quote or None,
        quoting=csv.QUOTE_MINIMAL if dialect.quote else csv.QUOTE_NONE,
        skipinitialspace=dialect.padded,
    )
    first = 1
    try:
        for fields in reader:
            if fields:
                yield Record(first, reader.line_num, fields)
            first = reader.line_num + 1
    except csv.Error:
        return


def sniff(text: str, delimiter: str | None = None, quote: str | None = None) -> Dialect:
    """The dialect that cuts the beginning of the text into rows of one width.

    What is given is kept. A table of one column has no delimiter: a character that its text does not use is
    returned. Quotes are double ones, unless they stand about like inch marks and all rows fit without them.
    """
    sample = beginning(text)
    delimiters = (delimiter,) if delimiter else DELIMITERS
    quotes = (quote,) if quote is not None else ('"', "") if '"' in sample else ('"',)
    fits = [_fit(sample, d, q) for d in delimiters for q in quotes]
    if delimiter is None:
        fits = [fit for fit in fits if fit.width > 1 and not _is_stray(fit)] or [
            _fit(sample, _unused(sample), q) for q in quotes
        ]
    best = max(fits, key=lambda fit: (*fit.order[:2], bool(fit.dialect.quote), *fit.order[2:])).dialect
    if quote is None and best.quote and _are_inch_marks(sample, best, is_whole=len(sample) == len(text)):
        return Dialect(best.delimiter, "")
    return best


def _are_inch_marks(sample: str, dialect: Dialect, *, is_whole: bool) -> bool:
    """Whether quotes open or close in the wrong places, hardly any cell is quoted, and rows fit without quotes."""
    reader = csv.reader(
        io.StringIO(sample, newline=""),
        delimiter=dialect.delimiter,
        quotechar=dialect.quote,
        skipinitialspace=dialect.padded,
        strict=True,
    )
    try:
        for _ in reader:
            pass
    except csv.Error as error:
        # The sample may have been cut within a quoted cell.
        if "unexpected end" in str(error) and not is_whole:
            return False
    else:
        return False
    rows = [record.fields for record in records(sample, Dialect(dialect.delimiter, ""))]
    with_quotes = [cell.strip() for fields in rows for cell in fields if dialect.quote in cell]
    quoted = sum(
        len(cell) > 1 and cell.startswith(dialect.quote) and cell.endswith(dialect.quote)
        for cell in with_quotes
    )
    return quoted < 0.5 * len(with_quotes) and usual_width(rows)[1] == 1


def beginning(text: str) -> str:
    """The first lines of a text, enough to decide how it is written."""
    if len(text) <= _SAMPLE:
        return text
    cut = max(text.rfind("\n", 0, _SAMPLE), text.rfind("\r", 0, _SAMPLE))
    if cut < 0:
        cut = text.find("\n", _SAMPLE)
    return text[: cut + 1] if cut >= 0 else text


def _fit(sample: str, delimiter: str, quote: str) -> _Fit:
    padded = bool(quote) and re.search(f"{re.escape(delimiter)} +{quote}", sample) is not None
    dialect = Dialect(delimiter, quote, padded)
    rows = []
    for record in records(sample, dialect):
        rows.append(record.fields)
        if len(rows) == _MOST_RECORDS:
            break
    if not rows:
        return _Fit(dialect, 0, 0, 0.0, 0.0)
    width, share = usual_width(rows)
    others = "".join(other for other in DELIMITERS if other != delimiter)
    cells = [cell for fields in rows[:200] for cell in fields if cell.strip(_LEFT_OVER)]
    unclean = sum(any(other in cell for other in others) and not _is_value(cell) for cell in cells)
    return _Fit(dialect, width, len(rows[0]), share, 1 - unclean / max(len(cells), 1))


def usual_width(rows: Sequence[Sequence[str]]) -> tuple[int, float]:
    """The number of fields that most rows have, and the share of rows that have it.

    Rows of one field are a table of one column, unless most rows, and the first, have more: such a table is
    ragged.
    """
    widths = Counter(len(fields) for fields in rows)
    if len(rows[0]) > 1 and widths[1] < 0.5 * len(rows):
        del widths[1]
    width = max(widths, key=lambda number: (widths[number], number))
    return width, widths[width] / len(rows)


def _is_stray(fit: _Fit) -> bool:
    """Whether the delimiter only happens to occur in the text: not in the first row, not in most others."""
    return fit.first == 1 and fit.width > 1 and fit.consistency < 0.9


def _unused(sample: str) -> str:
    return next(
        (character for character in (*reversed(DELIMITERS), "\x1f") if character not in sample), "\x1f"
    )


def _is_value(cell: str) -> bool:
    return _NUMBER.fullmatch(cell) is not None or _DATE.fullmatch(cell) is not None


def has_header(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first of these records names the columns.

    A column of numbers or dates under a word says yes, under a number or date no; where no column can tell,
    a first row whose texts return below is no header. Names that count up (0, 1, 2 or years) are a header.
    """
    first, rest = [cell.strip() for cell in rows[0]], rows[1:]
    if not rest:
        return not any(_is_value(cell) for cell in first)
    if _is_series(first, rest):
        return True
    votes = 0
    returns = 0
    for position, name in enumerate(first):
        below = [cells[position].strip() for cells in rest if position < len(cells)]
        values = [cell for cell in below if cell and cell not in CANDIDATES]
        if not values or name in CANDIDATES or not name:
            continue
        if sum(_is_value(cell) for cell in values) >= 0.9 * len(values):
            votes += -1 if _is_value(name) else 1
        else:
            returns += name in values
    return votes > 0 if votes else returns == 0


def _is_series(first: Sequence[str], rest: Sequence[Sequence[str]]) -> bool:
    """Whether the first row numbers the columns or gives each a year, which the rows below do not go on with."""
    numbers = _counting(first)
    if not numbers:
        return False
    below = [_counting([cell.strip() for cell in cells]) for cells in rest]
    return not all(below) or (_are_years(numbers) and not all(_are_years(found) for found in below))


def _counting(cells: Sequence[str]) -> list[int]:
    """The whole numbers among these cells if there are three or more and each is one more than the last."""
    numbers = [int(cell) for cell in cells if re.fullmatch("[0-9]{1,4}", cell)]
    steps = {b - a for a, b in itertools.pairwise(numbers)}
    return numbers if len(numbers) > 2 and steps == {1} else []


def _are_years(numbers: Sequence[int]) -> bool:
    return all(1800 <= number <= 2100 for number in numbers)
