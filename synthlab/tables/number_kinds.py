"""What kind a column of numbers has: measured, counted, a code or an identifier."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from synthlab.tables.cells import Cells, whole
from synthlab.tables.identifiers import whole_number_reason
from synthlab.tables.numbers import MOST_EXACT, NumberStyle, has_leading_zeros, number_style, numbers_of
from synthlab.tables.schema import Kind

__all__ = ["FEW_CODES", "Found", "could_be_dates", "native_number", "written_number"]

FEW_CODES = 20
"""So few different numbers beside words are a list of codes, not a measurement with gaps."""

_LEAST_ROWS = 10


@dataclass(frozen=True)
class Found:
    """What a column was found to be: the fields of ``Column`` that are judged by values."""

    kind: Kind
    reasons: tuple[str, ...] = ()
    format: str = ""
    decimals: int | None = None


def native_number(numbers: npt.NDArray[np.float64], name: str) -> Found | None:
    """What a column of a number type holds (missing values left out); None for codes too long to be exact."""
    endless = np.isinf(numbers)
    numbers = numbers[~endless]
    reasons = _endless(int(endless.sum()))
    if len(numbers) == 0:
        return Found(Kind.NUMERIC, reasons)
    if not (numbers == np.floor(numbers)).all():
        return Found(Kind.NUMERIC, reasons, decimals=_decimals(numbers))
    if np.abs(numbers).max() > MOST_EXACT:
        return None
    return _whole_numbers(numbers, name, NumberStyle(), reasons)


def could_be_dates(numbers: npt.NDArray[np.float64]) -> bool:
    """Whether all are in the range of dates written as eight digits."""
    return len(numbers) > 0 and bool(numbers.min() >= 19_000_101 and numbers.max() <= 21_001_231)


def _decimals(numbers: npt.NDArray[np.float64]) -> int | None:
    for places in range(1, 7):
        if (np.round(numbers, places) == numbers).all():
            return places
    return None


def _endless(count: int) -> tuple[str, ...]:
    return (f"{whole(count, 'infinite value')} read as missing.",) if count else ()


def written_number(cells: Cells, name: str) -> Found | None:
    """What a column of texts holds if they are numbers, one word for missing ones aside; None if they are not."""
    numbers = numbers_of(cells.texts)
    readable = ~np.isnan(numbers)
    word = ""
    reasons: tuple[str, ...] = ()
    if not readable.all():
        word, reasons = _missing_word(cells, readable)
        if not word:
            return None
    used = cells.texts.take(np.flatnonzero(readable & np.isfinite(numbers)))
    if len(used) == 0 or has_leading_zeros(used):
        return None
    style = number_style(used)
    style = NumberStyle(style.least, style.most, word)
    reasons += _endless(int(cells.counts[np.isinf(numbers)].sum()))
    finite = np.append(np.where(np.isfinite(numbers), numbers, np.nan), np.nan)[cells.codes]
    finite = finite[~np.isnan(finite)]
    if not (finite == np.floor(finite)).all():
        return Found(Kind.NUMERIC, reasons, str(style), style.most)
    if np.abs(finite).max() > MOST_EXACT:
        return None
    return _whole_numbers(finite, name, style, reasons)


def _missing_word(cells: Cells, readable: npt.NDArray[np.bool_]) -> tuple[str, tuple[str, ...]]:
    """The one short word that stands where a number is missing, empty where there is no such word."""
    others = np.flatnonzero(~readable)
    if len(others) != 1 or readable.sum() <= FEW_CODES:
        return "", ()
    word = cells.texts[int(others[0])].as_py().strip()
    rows = int(cells.counts[others[0]])
    if not word or len(word) > 12 or rows < _LEAST_ROWS or any(sign.isdigit() for sign in word):
        return "", ()
    return word, (f"One word stands where a number is missing ({whole(rows, 'row')}): read as missing.",)


def _whole_numbers(
    numbers: npt.NDArray[np.float64], name: str, style: NumberStyle, reasons: tuple[str, ...]
) -> Found:
    n_distinct = len(np.unique(numbers))
    if n_distinct <= 2 and not style.missing and (n_distinct == 1 or len(numbers) >= _LEAST_ROWS):
        same = ("The same value in every row.",) if n_distinct == 1 else ()
        return Found(Kind.CATEGORICAL, (*reasons, *same), decimals=style.least or None)
    reason = whole_number_reason(numbers, name)
    if reason is not None:
        return Found(Kind.IDENTIFIER, (reason, *reasons), decimals=style.least or None)
    return Found(Kind.INTEGER, reasons, str(NumberStyle(style.least, style.least, style.missing)))
