"""A column's values read as the kind its schema says, with what could not be read and what was changed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.tables.cells import Cells, cells_of, matches, whole
from synthlab.tables.dates import guess_format, naive_utc, read_dates
from synthlab.tables.numbers import MOST_EXACT, NumberStyle, numbers_of
from synthlab.tables.schema import Column, Kind

__all__ = ["FALSE_WORDS", "TRUE_WORDS", "ReadValues", "empty_values", "plain_codes", "read_values"]

TRUE_WORDS = ("true", "t", "yes", "y", "1", "on", "ja", "j", "oui", "si", "sí", "sim", "да", "是", "はい")
FALSE_WORDS = ("false", "f", "no", "n", "0", "off", "nein", "non", "não", "нет", "否", "いいえ")

_CODE_WITH_DECIMALS = r"^\s*-?(?:0|[1-9][0-9]*)\.0+\s*$"


@dataclass(frozen=True)
class ReadValues:
    """``values`` is an array of the kind's dtype; ``unread`` the rows whose value is not of the kind.

    ``expected`` names what those values are not, ``instead`` the kinds that could hold them, ``notes`` what
    was changed in reading, each a sentence without the column's name.
    """

    values: Any
    unread: npt.NDArray[np.int64]
    present: int
    expected: str
    instead: str
    notes: tuple[str, ...] = ()


def read_values(values: pd.Series, column: Column) -> ReadValues:
    """The column as its kind: float64, Int64, category of text, boolean, datetime64[ns] or string.

    A number that is infinite becomes missing and a date beyond the years 1678 to 2261 too; each is noted.
    """
    return _READERS[column.kind](values, column)


def empty_values(kind: Kind, n_rows: int) -> Any:
    """All-missing values of the kind's dtype."""
    column = Column(name="", kind=kind)
    return read_values(pd.Series([None] * n_rows, dtype="string"), column).values


@dataclass(frozen=True)
class _Numbers:
    values: npt.NDArray[np.float64]
    unread: npt.NDArray[np.bool_]
    present: int
    notes: tuple[str, ...]


def _numbers(values: pd.Series, column: Column) -> _Numbers:
    if pd.api.types.is_numeric_dtype(values.dtype):
        numbers = values.to_numpy(dtype=np.float64, na_value=np.nan)
        unread = np.zeros(len(numbers), dtype=bool)
        present = int((~np.isnan(numbers)).sum())
    else:
        cells = cells_of(values)
        found, missing = _distinct_numbers(cells, column)
        numbers = cells.spread(found, np.nan)
        unread = cells.spread(np.isnan(found) & ~missing, False)
        present = cells.present - int(cells.counts[missing].sum())
    endless = np.isinf(numbers)
    notes = (f"{whole(int(endless.sum()), 'infinite value')} read as missing.",) if endless.any() else ()
    return _Numbers(np.where(endless, np.nan, numbers), unread, present, notes)


def _distinct_numbers(cells: Cells, column: Column) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    word = NumberStyle.parse(column.format, column.decimals).missing
    missing = matches(cells.texts, r"^\s*$")
    if word:
        missing |= np.asarray([text.strip() == word for text in cells.texts.to_pylist()], dtype=bool)
    return numbers_of(cells.texts), missing


def _read_numeric(values: pd.Series, column: Column) -> ReadValues:
    numbers = _numbers(values, column)
    return ReadValues(
        numbers.values, np.flatnonzero(numbers.unread), numbers.present, "numbers", "categorical or text",
        numbers.notes,
    )  # fmt: skip


def _read_integer(values: pd.Series, column: Column) -> ReadValues:
    numbers = _numbers(values, column)
    missing = np.isnan(numbers.values)
    filled = np.where(missing, 0.0, numbers.values)
    broken = (filled != np.floor(filled)) | (np.abs(filled) > MOST_EXACT)
    exact = np.where(broken, 0.0, filled).astype(np.int64)
    instead = "categorical or text" if numbers.unread.any() else "numeric"
    return ReadValues(
        pd.arrays.IntegerArray(exact, missing | broken), np.flatnonzero(numbers.unread | broken),
        numbers.present, "whole numbers", instead, numbers.notes,
    )  # fmt: skip


def _read_categorical(values: pd.Series, column: Column) -> ReadValues:
    cells = plain_codes(cells_of(values))
    texts = cells.texts.to_pylist()
    levels = sorted(texts)
    place = {level: index for index, level in enumerate(levels)}
    codes = cells.spread(np.asarray([place[text] for text in texts], dtype=np.int64), -1)
    return ReadValues(
        pd.Categorical.from_codes(codes, categories=pd.Index(levels)), _none(), cells.present, "text", "text"
    )


def plain_codes(cells: Cells) -> Cells:
    """The cells with codes that another program turned into floats as they were: 1.0 and 1 are one category.

    Only where every number among the texts is written so; a measured 1.5 beside 1.0 leaves both alone.
    """
    coded = matches(cells.texts, _CODE_WITH_DECIMALS)
    if not coded.any() or not (coded == ~np.isnan(numbers_of(cells.texts))).all():
        return cells
    texts = [
        text.strip().partition(".")[0] if code else text
        for text, code in zip(cells.texts.to_pylist(), coded, strict=True)
    ]
    return cells.retexted(texts)


def _read_boolean(values: pd.Series, column: Column) -> ReadValues:
    if pd.api.types.is_bool_dtype(values.dtype):
        return ReadValues(pd.array(values, dtype="boolean"), _none(), int(values.notna().sum()), "", "")
    cells = cells_of(values)
    true, _, false = column.format.casefold().partition("|")
    words = dict.fromkeys(TRUE_WORDS, True) | dict.fromkeys(FALSE_WORDS, False)
    if true and false and not re.fullmatch(r"0\.[0#]*", true):
        words |= {true: True, false: False}
    texts = [text.strip().casefold() for text in cells.texts.to_pylist()]
    known = np.asarray([text in words for text in texts], dtype=bool)
    blank = np.asarray([text == "" for text in texts], dtype=bool)
    truth = np.asarray([words.get(text, False) for text in texts], dtype=bool)
    return ReadValues(
        pd.arrays.BooleanArray(cells.spread(truth, False), ~cells.spread(known, False)),
        cells.rows(~known & ~blank), cells.present, "true or false, yes or no, 1 or 0", "categorical",
    )  # fmt: skip


def _read_datetime(values: pd.Series, column: Column) -> ReadValues:
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        moments = naive_utc(values)
        beyond = int((np.isnat(moments) & values.notna().to_numpy()).sum())
        present, unread = int(values.notna().sum()), _none()
    else:
        cells = cells_of(values)
        format = column.format if "%" in column.format else ""
        if not format:
            guess = guess_format(cells)
            format = guess.format if guess is not None else ""
        dates = read_dates(cells.texts, format or "%Y-%m-%d")
        moments = cells.spread(dates.values, np.datetime64("NaT"))
        beyond = int(cells.counts[dates.beyond].sum())
        present = cells.present
        unread = cells.rows(dates.unread & ~matches(cells.texts, r"^\s*$"))
    notes = (f"{whole(beyond, 'date')} outside the years 1678 to 2261 read as missing.",) if beyond else ()
    expected = f"dates written as {column.format.replace('|', ' or ')}" if "%" in column.format else "dates"
    return ReadValues(moments, unread, present, expected, "categorical, another date format", notes)


def _read_text(values: pd.Series, column: Column) -> ReadValues:
    texts: Any
    if isinstance(values.dtype, pd.StringDtype) and column.kind is Kind.TEXT:
        texts = values.astype("string").array
    else:
        # An identifier that another program turned into a float is still that identifier.
        cells = cells_of(values) if column.kind is Kind.TEXT else plain_codes(cells_of(values))
        texts = pd.array(cells.spread(cells.texts.to_numpy(zero_copy_only=False), None), dtype="string")
    return ReadValues(texts, _none(), int(values.notna().sum()), "text", "text")


def _none() -> npt.NDArray[np.int64]:
    return np.empty(0, dtype=np.int64)


_READERS: dict[Kind, Callable[[pd.Series, Column], ReadValues]] = {
    Kind.NUMERIC: _read_numeric,
    Kind.INTEGER: _read_integer,
    Kind.CATEGORICAL: _read_categorical,
    Kind.BOOLEAN: _read_boolean,
    Kind.DATETIME: _read_datetime,
    Kind.TEXT: _read_text,
    Kind.IDENTIFIER: _read_text,
}
