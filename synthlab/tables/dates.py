"""Dates written as text: which patterns a column is written in, read off its values, and reading by them.

A pattern is strptime's. A column written in several has them joined by ``|``; they are tried in that order,
and the first is used for writing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.tables.cells import Cells, matches

__all__ = ["DateGuess", "Dates", "guess_format", "naive_utc", "native_format", "read_dates", "write_dates"]

_TOKENS = {
    "%Y": "[0-9]{4}", "%m": "[0-9]{1,2}", "%d": "[0-9]{1,2}", "%y": "[0-9]{2}", "%H": "[0-9]{1,2}",
    "%I": "[0-9]{1,2}", "%M": "[0-9]{2}", "%S": "[0-9]{2}", "%f": "[0-9]{1,9}", "%p": "(?i:am|pm)",
    "%z": "(?:Z|[+-][0-9]{2}:?[0-9]{2})", "%B": "(?i:january|february|march|april|may|june|july|august|"
    "september|october|november|december)", "%b": "(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)",
    "%a": "(?i:mon|tue|wed|thu|fri|sat|sun)",
}  # fmt: skip

# Preference order: where two read every value, the earlier one is taken and the reader is told.
_DAYS = (
    "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y", "%d.%m.%Y",
    "%d/%m/%y", "%m/%d/%y", "%d-%m-%y", "%m-%d-%y", "%d.%m.%y", "%B %d, %Y", "%b %d, %Y", "%B %d %Y",
    "%b %d %Y", "%d %B %Y", "%d %b %Y", "%d. %B %Y", "%d-%b-%Y", "%d-%b-%y", "%d-%B-%Y", "%d/%b/%Y",
    "%a, %d %b %Y", "%Y-%b-%d", "%Y年%m月%d日", "%Y%m%d",
)  # fmt: skip
_MONTHS = ("%Y-%m", "%Y/%m", "%b %Y", "%B %Y", "%b-%Y")
_TIMES = (
    "", " %H:%M:%S", " %H:%M", " %H:%M:%S.%f", " %I:%M:%S %p", " %I:%M %p", "T%H:%M:%S", "T%H:%M:%S.%f",
    "T%H:%M", " %H:%M:%S%z", " %H:%M:%S.%f%z", "T%H:%M:%S%z", "T%H:%M:%S.%f%z", "T%H:%M%z",
    " %H:%M:%S %z", " %H:%M%z", " %H:%M:%S UTC", "T%H%M%SZ", ", %H:%M:%S", ", %H:%M", ", %I:%M %p",
)  # fmt: skip
_MOST_FORMATS = 6


@dataclass(frozen=True)
class Dates:
    """Moments read from texts: ``values`` datetime64[ns], ``unread`` where none could be read.

    ``beyond`` marks real dates that a nanosecond clock cannot hold (before 1678, after 2261): NaT in values.
    """

    values: npt.NDArray[np.datetime64]
    unread: npt.NDArray[np.bool_]
    beyond: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class DateGuess:
    """The patterns a column seems written in, the share of rows they read, and what a person should know."""

    format: str
    share: float
    note: str = ""


@cache
def _regex(pattern: str) -> str:
    compact = pattern.startswith("%Y%m%d")
    parts = re.split(r"(%[A-Za-z])", pattern)
    tokens = {**_TOKENS, "%m": "[0-9]{2}", "%d": "[0-9]{2}"} if compact else _TOKENS
    return "".join(tokens[part] if part in tokens else re.escape(part) for part in parts)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(_regex(pattern))


def read_dates(texts: Any, format: str) -> Dates:
    """Each text as a moment by the first of the patterns that reads it; moments with a zone become UTC."""
    values = np.full(len(texts), np.datetime64("NaT"), dtype="datetime64[ns]")
    beyond = np.zeros(len(texts), dtype=bool)
    unread = np.ones(len(texts), dtype=bool)
    for pattern in format.split("|"):
        if not unread.any():
            break
        where = np.flatnonzero(unread)
        found, outside = _by_pattern(texts.take(where), pattern)
        values[where] = found
        beyond[where] = outside
        unread[where] = np.isnat(found) & ~outside
    return Dates(values, unread, beyond)


def _by_pattern(texts: Any, pattern: str) -> tuple[npt.NDArray[np.datetime64], npt.NDArray[np.bool_]]:
    import pyarrow.compute as pc

    shaped = (
        matches(texts, rf"^\s*{_regex(pattern)}\s*$")
        if _is_known(pattern)
        else np.ones(len(texts), dtype=bool)
    )
    values = np.full(len(texts), np.datetime64("NaT"), dtype="datetime64[ns]")
    outside = np.zeros(len(texts), dtype=bool)
    where = np.flatnonzero(shaped)
    if len(where) == 0:
        return values, outside
    written = pd.Series(pc.utf8_trim_whitespace(texts.take(where)).to_pylist(), dtype=object)
    values[where] = naive_utc(pd.to_datetime(written, format=pattern, errors="coerce", utc="%z" in pattern))
    for place in where[np.isnat(values[where])]:
        outside[place] = _is_a_date(texts[int(place)].as_py().strip(), pattern)
    return values, outside


def _is_known(pattern: str) -> bool:
    return all(part in _TOKENS for part in re.findall(r"%.", pattern))


def _is_a_date(text: str, pattern: str) -> bool:
    try:
        year = datetime.strptime(text, pattern).year
    except ValueError:
        return False
    return not 1678 <= year <= 2261


def naive_utc(values: pd.Series) -> npt.NDArray[np.datetime64]:
    """Moments as datetime64[ns] without a zone; one with a zone is turned into UTC first."""
    if getattr(values.dtype, "tz", None) is not None:
        values = values.dt.tz_convert("UTC").dt.tz_localize(None)
    moments = values.to_numpy(dtype="datetime64[us]")
    held = (moments >= np.datetime64("1678-01-01")) & (moments < np.datetime64("2262-01-01"))
    exact = values.to_numpy() if held.all() else np.where(held, moments, np.datetime64("NaT", "us"))
    return np.asarray(exact, dtype="datetime64[ns]")


def guess_format(cells: Cells) -> DateGuess | None:
    """The pattern or patterns the column's texts are written in; None where they do not look like dates.

    A share below 1 says that some rows are no dates. Patterns are read off the values; day and month that no
    value tells apart are read as day first, and the note says so.
    """
    candidates = _candidates([text.strip() for text in cells.sample(200)])
    if not candidates:
        return None
    read = {pattern: ~read_dates(cells.texts, pattern).unread for pattern in candidates}
    chosen, covered = _covering(candidates, read)
    if not chosen or not _is_plausible(chosen, cells):
        return None
    if any(_twin(pattern) in chosen for pattern in chosen):
        note = "Dates with the day first and dates with the month first stand in one column."
        return DateGuess("", cells.share(covered), note)
    return DateGuess("|".join(chosen), cells.share(covered), _note(chosen, read))


def _candidates(sample: Sequence[str]) -> list[str]:
    """Every pattern that some text is shaped like, in order of preference."""
    found: set[str] = set()
    shapes: set[str] = set()
    for text in sample:
        # Texts of one shape match the same patterns: a column has a handful of shapes.
        shape = re.sub("[0-9]", "0", text)
        if shape in shapes:
            continue
        shapes.add(shape)
        for day in (*_DAYS, *_MONTHS):
            start = _compiled(day).match(text)
            if start is not None:
                rest = text[start.end() :]
                found.update(day + time for time in _TIMES if _compiled(time).fullmatch(rest))
    return [day + time for day in (*_DAYS, *_MONTHS) for time in _TIMES if day + time in found]


def _covering(
    candidates: Sequence[str], read: dict[str, npt.NDArray[np.bool_]]
) -> tuple[list[str], npt.NDArray[np.bool_]]:
    """Patterns chosen one by one, each the one that reads most of what is left."""
    chosen: list[str] = []
    covered = np.zeros(len(read[candidates[0]]), dtype=bool)
    while not covered.all() and len(chosen) < _MOST_FORMATS:
        gains = [int((read[pattern] & ~covered).sum()) for pattern in candidates]
        best = int(np.argmax(gains))
        if gains[best] == 0:
            break
        chosen.append(candidates[best])
        covered |= read[candidates[best]]
    return chosen, covered


def _twin(pattern: str) -> str:
    """The same pattern with day and month changed about; empty where only one order exists."""
    match = re.match(r"(%d)([/-])(%m)|(%m)([/-])(%d)", pattern)
    if match is None:
        return ""
    start = pattern[: match.end()]
    return start.translate(str.maketrans("dm", "md")) + pattern[match.end() :]


def _is_plausible(chosen: Sequence[str], cells: Cells) -> bool:
    """Digits without separators, or year and month alone, are dates only where every value says so."""
    if len(chosen) > 1 or chosen[0] not in ("%Y%m%d", "%Y-%m", "%Y/%m"):
        return True
    dates = read_dates(cells.texts, chosen[0])
    years = dates.values[~np.isnat(dates.values)].astype("datetime64[Y]").astype(int) + 1970
    return not (dates.unread | dates.beyond).any() and bool(((years >= 1900) & (years <= 2100)).all())


def _note(chosen: Sequence[str], read: dict[str, npt.NDArray[np.bool_]]) -> str:
    notes = []
    if len(chosen) > 1:
        notes.append(f"Dates are written in {len(chosen)} ways ({', '.join(chosen)}); all are read.")
    for pattern in chosen:
        twin = _twin(pattern)
        if twin in read and (read[twin] >= read[pattern]).all():
            notes.append(
                f"No value tells day and month apart: read as {pattern}. Set the format to {twin} if the "
                "month comes first."
            )
        if "%z" in pattern:
            notes.append("Times carry a time zone: they are turned into UTC.")
        if "%y" in pattern:
            notes.append(
                "Years have two digits: 69 to 99 are read as 1969 to 1999, the rest as 2000 to 2068."
            )
    return " ".join(dict.fromkeys(notes))


def native_format(values: npt.NDArray[np.datetime64]) -> str:
    """The shortest pattern that writes these moments without loss, for columns that come as real dates."""
    present = values[~np.isnat(values)]
    if (present == present.astype("datetime64[D]")).all():
        return "%Y-%m-%d"
    if (present == present.astype("datetime64[s]")).all():
        return "%Y-%m-%d %H:%M:%S"
    return "%Y-%m-%d %H:%M:%S.%f"


def write_dates(values: npt.NDArray[np.datetime64], format: str) -> list[str]:
    """Moments as text by the first pattern."""
    pattern = format.split("|")[0] if "%" in format else native_format(values)
    return list(pd.Series(values).dt.strftime(pattern.replace("%z", "+0000")))
