"""The identifier guard: does a column point at single people or records? Judged by its values.

What is flagged is set aside from modelling until a person says otherwise, so a wrong flag costs a click and
a missed one may cost a leak; yet a measurement must not be lost because no two rows happen to share it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.tables.cells import Cells, cells_of
from synthlab.tables.dates import guess_format
from synthlab.tables.headers import hints
from synthlab.tables.numbers import MOST_EXACT, has_leading_zeros, numbers_of
from synthlab.tables.patterns import PATTERNS, is_code, is_name, is_phone, is_prose, is_street, share_of

__all__ = ["identifier_reason", "text_reason", "whole_number_reason"]

_LEAST_ROWS = 10
"""Below this many values uniqueness says nothing."""

_NEARLY_UNIQUE = 0.9
_MANY = 50
_MOST_REPEATS = 200
"""A number that stands for one person or record repeats less often than this on average; a code more."""

_EXPECTED_REPEATS = 7.0
"""Values that were measured would repeat this often by chance: no repeat at all is then 1 in 1,000."""

_UNIQUE = "Unique in every row: looks like a record number."


def identifier_reason(values: pd.Series, name: str) -> str | None:
    """Why the column should be set aside as an identifier, in a sentence that quotes no value; None if not.

    Numbers with decimals, dates and truth values are never identifiers, however unique they are. Whole
    numbers are, where their header says so and they repeat little; where they count up row by row; or where
    they never repeat although as many measured values in that range would have (birthday problem). Text is,
    where it has the shape of a name, an address, a phone or record number, or where over 90% of it differs;
    free text that is merely unique is not an identifier (its kind is text).
    """
    if pd.api.types.is_bool_dtype(values.dtype) or pd.api.types.is_datetime64_any_dtype(values.dtype):
        return None
    if pd.api.types.is_numeric_dtype(values.dtype):
        numbers = values.dropna().to_numpy(dtype=np.float64)
        return whole_number_reason(numbers, name)
    cells = cells_of(values)
    guess = guess_format(cells)
    if guess is not None and guess.share == 1.0 and guess.format != "%Y%m%d":
        return None
    numbers = numbers_of(cells.texts)
    if np.isfinite(numbers).all() and not has_leading_zeros(cells.texts) and _exact(numbers):
        return whole_number_reason(numbers[cells.codes[cells.codes >= 0]], name)
    if np.isfinite(numbers).all() and (numbers != np.floor(numbers)).any():
        return None
    return text_reason(cells, name)


def _exact(numbers: npt.NDArray[np.float64]) -> bool:
    return len(numbers) == 0 or bool(np.abs(numbers).max() <= MOST_EXACT)


def whole_number_reason(numbers: npt.NDArray[np.float64], name: str) -> str | None:
    """The guard for numbers in row order, missing ones left out; None where any has decimals."""
    if len(numbers) == 0 or not (numbers == np.floor(numbers)).all():
        return None
    hinted = hints(name)
    distinct = np.unique(numbers)
    if len(distinct) == 1:
        return None
    digits = np.floor(np.log10(np.maximum(np.abs(distinct), 1))) + 1
    return _reason_by_header(len(numbers), len(distinct), digits, hinted) or (
        None if "time" in hinted else _reason_by_uniqueness(numbers, distinct, digits)
    )


def _reason_by_header(
    n_rows: int, n_distinct: int, digits: npt.NDArray[np.float64], hinted: set[str]
) -> str | None:
    median = float(np.median(digits))
    share = n_distinct / n_rows
    many = n_distinct >= _MANY and n_rows / n_distinct <= _MOST_REPEATS
    many = many or (share >= 0.5 and n_distinct >= 5)
    if "phone" in hinted and median >= 7 and n_distinct >= 5:
        return "Header and values look like phone numbers."
    if "postcode" in hinted and many and n_distinct >= _MANY and median >= 4:
        return "Header and values look like postal codes."
    if many and ("record" in hinted or ("number" in hinted and (share == 1.0 or median >= 5))):
        return _UNIQUE if share == 1.0 else "Header and values look like record numbers."
    return None


def _reason_by_uniqueness(
    numbers: npt.NDArray[np.float64],
    distinct: npt.NDArray[np.float64],
    digits: npt.NDArray[np.float64],
) -> str | None:
    share = len(distinct) / len(numbers)
    long = digits.min() == digits.max() and digits.min() >= 7 and distinct[0] > 0
    if share > _NEARLY_UNIQUE and long and len(numbers) >= 3 * _LEAST_ROWS:
        return "Long whole numbers of one length that hardly repeat: look like record numbers."
    if share < 1.0 or len(numbers) < _LEAST_ROWS:
        return None
    if (np.diff(numbers) == 1).all():
        return "Counts up by one from row to row: looks like a row number."
    return _UNIQUE if _expected_repeats(distinct) >= _EXPECTED_REPEATS else None


def _expected_repeats(distinct: npt.NDArray[np.float64]) -> float:
    """Pairs of equal values to expect among as many evenly spread whole numbers.

    Taken over the whole range and over its middle half, the larger: a few far values hide the crowding.
    """
    n = len(distinct)
    middle = distinct[n // 4 : n - n // 4]
    return max(_pairs(n, distinct[-1] - distinct[0] + 1), _pairs(len(middle), middle[-1] - middle[0] + 1))


def _pairs(n: int, places: float) -> float:
    return n * (n - 1) / 2 / places


def text_reason(cells: Cells, name: str) -> str | None:
    """The guard for text, codes with leading zeros included."""
    if cells.distinct <= 1:
        return None
    hinted = hints(name)
    sample = cells.sample()
    share = cells.distinct / cells.present
    telling = cells.distinct >= 3 and (cells.distinct >= 10 or share >= 0.5)
    if telling:
        for what, is_one, least in PATTERNS:
            if share_of(sample, is_one) >= least:
                return f"Values look like {what}."
    shaped = _shape_reason(sample, hinted, share, cells.distinct)
    if shaped or is_prose(sample):
        return shaped
    coded = share_of(sample, is_code) >= 0.8
    if coded and hinted & {"record", "number"} and _is_many(cells, share):
        return _UNIQUE if share == 1.0 else "Header and values look like record numbers."
    if share > _NEARLY_UNIQUE and cells.present >= _LEAST_ROWS:
        return (
            _UNIQUE
            if share == 1.0 and coded
            else "Unique in every row: points at single records."
            if share == 1.0
            else f"Nearly unique: {cells.distinct:,} different values in {cells.present:,} rows."
        )
    if coded and share > 0.5 and cells.distinct >= _MANY:
        return "Codes that hardly repeat: look like record numbers."
    return None


def _is_many(cells: Cells, share: float) -> bool:
    often = cells.present / cells.distinct <= _MOST_REPEATS
    return (cells.distinct >= _MANY and often) or (share >= 0.5 and cells.distinct >= 5)


def _shape_reason(sample: list[str], hinted: set[str], share: float, distinct: int) -> str | None:
    """Shapes that things share with people (two words in title case, digits): the header must agree."""
    many = distinct >= 20 or (share >= 0.5 and distinct >= 3)
    if "person" in hinted and many and share_of(sample, is_name) >= 0.6:
        return "Header and values look like names of people."
    if share_of(sample, is_phone) >= 0.9 and ("phone" in hinted or distinct >= _MANY or share > 0.5):
        return "Values look like phone numbers."
    if "address" in hinted and many:
        return "Header and values look like addresses."
    if "postcode" in hinted and distinct >= _MANY:
        return "Header and values look like postal codes."
    if many and share_of(sample, is_street) >= 0.6:
        return "Values look like street addresses."
    return None
