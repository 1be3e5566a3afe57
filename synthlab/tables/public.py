"""What is public of a column, as a person types it: a range of numbers or dates, or a list of categories."""

from __future__ import annotations

import csv
import io
import math
from datetime import datetime, time, timedelta

from synthlab.errors import DataError
from synthlab.tables.schema import Column, Kind

__all__ = ["may_be_stated", "public_text", "with_public"]

_BETWEEN = " to "
_MOST_LEVELS = 10_000
_MICROSECOND = timedelta(microseconds=1)
_START = datetime(1970, 1, 1)
_YEARS = range(1700, 2261)  # what every date column can hold


def may_be_stated(column: Column) -> bool:
    """Whether there is anything to state: true and false are known anyway."""
    return column.is_modelled and column.kind is not Kind.BOOLEAN


def public_text(column: Column) -> str:
    """What is stated of the column, as it would be typed; empty where nothing is.

    >>> public_text(Column(name="age", kind=Kind.INTEGER, bounds=(0, 120)))
    '0 to 120'
    """
    if column.is_ordered:
        return "" if column.bounds is None else _BETWEEN.join(_end(end, column) for end in column.bounds)
    if not column.levels:
        return ""
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(column.levels)
    return line.getvalue()


def with_public(column: Column, text: str) -> Column:
    """The column with what is public of it read from ``text``; nothing is public where it is empty.

    >>> with_public(Column(name="sex", kind=Kind.CATEGORICAL), "f, m").levels
    ('f', 'm')

    Raises
    ------
    DataError
        When the text is no range of the column's kind, or no list.
    """
    if not text.strip():
        return column.model_copy(update={"bounds": None, "levels": None})
    if column.is_ordered:
        return column.model_copy(update={"bounds": _range(column, text), "levels": None})
    return column.model_copy(update={"bounds": None, "levels": _list(column, text)})


def _range(column: Column, text: str) -> tuple[float, float]:
    ends = [part.strip() for part in text.split(_BETWEEN)]
    example = "2020-01-01 to 2020-12-31" if column.kind is Kind.DATETIME else "0 to 120"
    try:
        low, high = (_number(end, column) for end in ends)
    except ValueError as error:
        raise DataError(
            f"The range of {column.name} is {text!r}. Write it as in {example}, the least first."
        ) from error
    if not low < high:
        raise DataError(f"The range of {column.name} is {text!r}: its end must lie above its beginning.")
    return low, high


def _number(text: str, column: Column) -> float:
    if column.kind is Kind.DATETIME:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None or moment.year not in _YEARS:
            raise ValueError(text)
        return float((moment - _START) // _MICROSECOND)
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def _end(end: float, column: Column) -> str:
    if column.kind is not Kind.DATETIME:
        return f"{end:.15g}"
    moment = _START + end * _MICROSECOND
    return str(moment.date()) if moment.time() == time() else str(moment)


def _list(column: Column, text: str) -> tuple[str, ...]:
    rows = list(csv.reader(io.StringIO(text), skipinitialspace=True))
    levels = [level.strip() for row in rows for level in row]
    if not all(levels) or len(set(levels)) < len(levels):
        raise DataError(
            f"The categories of {column.name} are separated by commas, and none is empty or stands twice. One that has "
            'a comma goes into double quotes, as in "Rye, NY".'
        )
    if len(levels) > _MOST_LEVELS:
        raise DataError(
            f"{column.name} has {len(levels):,} categories; at most {_MOST_LEVELS:,} can be stated."
        )
    return tuple(levels)
