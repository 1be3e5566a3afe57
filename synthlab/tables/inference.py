"""The schema a table seems to have, judged by its values; a person corrects it.

The rules, in the order they are tried:

- no value at all: categorical, with the reason;
- true and false: boolean (yes and no, 1 and 0 stay as they are: a person may choose boolean);
- dates in one pattern or in several that read every value: datetime (see ``dates``);
- numbers: integer when all are whole, else numeric; at most two different whole numbers are codes:
  categorical; leading zeros or more than 15 digits: text; ``identifiers`` then has its say;
- one word in place of missing numbers (``N``, ``-``) in at least 10 rows beside more than 20 different
  numbers: a number column in which that word is missing;
- text: the identifier guard, then prose or over half of it different: text, else categorical.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.errors import DataError
from synthlab.tables.cells import Cells, cells_of, listed_rows, matches, whole
from synthlab.tables.dates import DateGuess, guess_format, naive_utc, native_format, read_dates
from synthlab.tables.headers import hints
from synthlab.tables.identifiers import text_reason
from synthlab.tables.number_kinds import FEW_CODES, Found, could_be_dates, native_number, written_number
from synthlab.tables.numbers import has_leading_zeros, number_style, numbers_of
from synthlab.tables.patterns import is_prose
from synthlab.tables.schema import Column, Kind, Schema

__all__ = ["infer_schema"]

_MANY_LEVELS = 50
_VERY_MANY_LEVELS = 1000


def infer_schema(frame: pd.DataFrame, source_names: Mapping[str, str] | None = None) -> Schema:
    """The schema of a table as it was read: text cells, or the types a Parquet or Excel file brings.

    Every column gets a kind that ``conform`` can read it as. ``Column.reason`` says why where that is not
    plain; it quotes no value. ``source_names`` maps a column to its header in the file where they differ.

    Raises
    ------
    DataError
        When the table has no columns, or two of one name.
    """
    if frame.shape[1] == 0:
        raise DataError("The table has no columns.")
    if not frame.columns.is_unique:
        doubled = sorted({str(name) for name in frame.columns[frame.columns.duplicated()]})
        raise DataError(f"Column names occur twice in the table: {', '.join(doubled)}. Rename them.")
    headers = source_names or {}
    return Schema(
        columns=tuple(_column(frame[name], str(name), headers.get(name, "")) for name in frame.columns)
    )


def _column(values: pd.Series, name: str, source_name: str) -> Column:
    found = _found(values, name)
    return Column(
        name=name,
        kind=found.kind,
        format=found.format,
        decimals=found.decimals,
        reason=" ".join(found.reasons),
        source_name=source_name,
    )


def _found(values: pd.Series, name: str) -> Found:
    if not values.notna().any():
        return Found(Kind.CATEGORICAL, ("Every value is missing.",))
    if pd.api.types.is_bool_dtype(values.dtype):
        return Found(Kind.BOOLEAN, format="True|False")
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        return _native_date(values)
    if pd.api.types.is_numeric_dtype(values.dtype):
        numbers = values.dropna().to_numpy(dtype=np.float64)
        dates = _date(cells_of(values), name) if could_be_dates(numbers) else None
        found = dates or native_number(numbers, name)
        return found or _text(cells_of(values), name, ())
    cells = cells_of(values)
    spoken = cells.without(matches(cells.texts, r"^\s*$"))
    if spoken.present == 0:
        return Found(Kind.CATEGORICAL, ("Every value is blank.",))
    return (
        _truth(spoken)
        or _date(spoken, name)
        or written_number(spoken, name)
        or _text(cells, name, _mixture(spoken))
    )


def _truth(cells: Cells) -> Found | None:
    if cells.distinct > 8 or not matches(cells.texts, r"^\s*(?i:true|false)\s*$").all():
        return None
    texts = [text.strip() for text in cells.texts.to_pylist()]
    true, false = (
        max((text for text in texts if text.casefold() == word), key=texts.count, default=word)
        for word in ("true", "false")
    )
    if "true" not in (text.casefold() for text in texts):
        true = true.title() if false.istitle() else true.upper() if false.isupper() else true
    if "false" not in (text.casefold() for text in texts):
        false = false.title() if true.istitle() else false.upper() if true.isupper() else false
    reasons = ("The same value in every row.",) if cells.distinct == 1 else ()
    return Found(Kind.BOOLEAN, reasons, f"{true}|{false}")


def _native_date(values: pd.Series) -> Found:
    moments = naive_utc(values)
    beyond = int((np.isnat(moments) & values.notna().to_numpy()).sum())
    reasons = []
    if getattr(values.dtype, "tz", None) is not None:
        reasons.append("Times carry a time zone: they are turned into UTC.")
    return Found(Kind.DATETIME, (*reasons, *_beyond(beyond)), native_format(moments))


def _beyond(count: int) -> tuple[str, ...]:
    if not count:
        return ()
    return (f"{whole(count, 'date')} outside the years 1678 to 2261 read as missing.",)


def _date(cells: Cells, name: str) -> Found | None:
    guess = guess_format(cells)
    if guess is None or guess.share < 1.0 or not guess.format:
        return None
    if guess.format == "%Y%m%d" and cells.distinct < 5 and "time" not in hints(name):
        return None
    beyond = int(cells.counts[read_dates(cells.texts, guess.format).beyond].sum())
    reasons = (*((guess.note,) if guess.note else ()), *_beyond(beyond))
    return Found(Kind.DATETIME, reasons, guess.format)


def _mixture(cells: Cells) -> tuple[str, ...]:
    """What to say of text in which a good part of the rows are numbers or dates, but not all."""
    guess = guess_format(cells) or DateGuess("", 0.0)
    readable = ~np.isnan(numbers_of(cells.texts))
    share = cells.share(readable)
    if guess.share >= 0.5:
        if guess.share == 1.0:
            return (f"{guess.note} Read as text.",) if guess.note else ()
        unread = read_dates(cells.texts, guess.format).unread if guess.format else ~readable
        return (_mixed_sentence(cells, unread, "dates"),)
    codes = cells.distinct <= FEW_CODES and cells.present > 2 * cells.distinct
    if 0.5 <= share < 1.0 and not codes:
        return (_mixed_sentence(cells, ~readable, "numbers"),)
    return ()


def _mixed_sentence(cells: Cells, others: npt.NDArray[np.bool_], what: str) -> str:
    rows = cells.rows(others)
    return (
        f"Mixed: {what} but for {whole(len(rows), 'row')} ({listed_rows(rows)}); read as text. "
        f"Correct the file if all should be {what}."
    )


def _text(cells: Cells, name: str, reasons: tuple[str, ...]) -> Found:
    reason = text_reason(cells, name)
    if reason is not None:
        return Found(Kind.IDENTIFIER, (reason, *reasons))
    share = cells.distinct / cells.present
    if is_prose(cells.sample()) and (share > 0.5 or cells.distinct > _VERY_MANY_LEVELS):
        return Found(Kind.TEXT, ("Sentences, hardly two alike: free text.", *reasons))
    if share > 0.5 and cells.distinct > _MANY_LEVELS:
        many = f"{cells.distinct:,} different values in {cells.present:,} rows: too many to be categories."
        return Found(Kind.TEXT, (many, *reasons))
    if cells.distinct == 1:
        reasons = ("The same value in every row.", *reasons)
    elif not reasons and _is_half_numbers(cells):
        reasons = ("Numbers and words: kept as categories.",)
    elif cells.distinct > _VERY_MANY_LEVELS:
        reasons = (f"{cells.distinct:,} different values: models will be slow and coarse on it.", *reasons)
    decimals = _code_decimals(cells)
    return Found(Kind.CATEGORICAL, reasons, decimals=decimals)


def _is_half_numbers(cells: Cells) -> bool:
    readable = ~np.isnan(numbers_of(cells.texts))
    return bool(readable.any()) and not readable.all()


def _code_decimals(cells: Cells) -> int | None:
    """Decimals of codes written 1.0, 2.0, which ``conform`` reads as 1, 2."""
    numbers = numbers_of(cells.texts)
    readable = ~np.isnan(numbers)
    codes = cells.texts.take(np.flatnonzero(readable))
    if (
        len(codes) == 0
        or has_leading_zeros(codes)
        or (numbers[readable] != np.floor(numbers[readable])).any()
    ):
        return None
    return number_style(codes).least or None
