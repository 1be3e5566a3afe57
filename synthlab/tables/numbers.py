"""Numbers written as text: which texts are numbers, how they are written, and how to write them again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from synthlab.tables.cells import matches

__all__ = ["MOST_DECIMALS", "MOST_EXACT", "NumberStyle", "has_leading_zeros", "number_style", "numbers_of"]

MOST_EXACT = 2**53
"""Whole numbers beyond this are not exact in floating point: they are codes, never measured."""

MOST_DECIMALS = 8
"""More decimals than this are what a computer printed, not what somebody recorded."""

_NUMBER = r"^\s*[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\s*$"
_INFINITE = r"^\s*[+-]?(?i:inf|infinity)\s*$"
_STYLE = r"(?:0\.0*#*)?(?:\|.+)?"
_LEADING_ZERO = r"^\s*[+-]?0[0-9]"


def numbers_of(texts: Any) -> npt.NDArray[np.float64]:
    """One number a text, NaN where it is none; ``inf`` is kept for the caller to deal with."""
    import pyarrow as pa
    import pyarrow.compute as pc

    readable = matches(texts, _NUMBER)
    if not readable.all():
        readable |= matches(texts, _INFINITE)
    if not readable.any():
        return np.full(len(texts), np.nan)
    trimmed = pc.utf8_ltrim(pc.utf8_trim_whitespace(texts), characters="+")
    chosen = pc.if_else(pa.array(readable), trimmed, pa.scalar(None, pa.string()))
    return np.asarray(chosen.cast(pa.float64()).to_numpy(zero_copy_only=False), dtype=np.float64)


def has_leading_zeros(texts: Any) -> bool:
    """Whether some text is a code such as 00202, which loses its zeros when read as a number."""
    return bool(matches(texts, _LEADING_ZERO).any())


@dataclass(frozen=True)
class NumberStyle:
    """How a column's numbers are written.

    ``least`` decimals are always written and zeros fill them; ``most`` is the greatest number of decimals
    (None: as many as needed). ``missing`` is the word that stands for a missing number, empty for none.
    As ``Column.format`` it reads ``0.0#`` (a 0 is always written, a # where needed), then ``|`` and the word.
    """

    least: int = 0
    most: int | None = None
    missing: str = ""

    def __str__(self) -> str:
        optional = max((self.most or 0) - self.least, 0) if self.least else 0
        pattern = f"0.{'0' * self.least}{'#' * optional}" if self.least else ""
        return f"{pattern}|{self.missing}" if self.missing else pattern

    @classmethod
    def parse(cls, text: str, decimals: int | None) -> NumberStyle:
        """The style written in ``Column.format`` and ``Column.decimals``; anything else there is the plain one."""
        if not re.fullmatch(_STYLE, text):
            return cls(0, decimals)
        pattern, _, missing = text.partition("|")
        digits = pattern.partition(".")[2]
        least = len(digits) - len(digits.lstrip("0"))
        return cls(least, decimals, missing)

    def write(self, values: npt.NDArray[np.float64]) -> list[str]:
        """Finite numbers as text in this style."""
        if self.most is None:
            return [_shortest(value, self.least) for value in values.tolist()]
        most = max(self.most, self.least)
        written = [f"{value:.{most}f}" for value in (values + 0.0).tolist()]
        return [_trimmed(text, self.least, most) for text in written]


def _shortest(value: float, least: int) -> str:
    text = repr(int(value)) if value.is_integer() and abs(value) <= MOST_EXACT else repr(value)
    if least and "e" not in text:
        whole, _, digits = text.partition(".")
        return f"{whole}.{digits.ljust(least, '0')}"
    return text


def _trimmed(text: str, least: int, most: int) -> str:
    if most > least:
        kept = text.rstrip("0")
        missing = least - (len(kept) - kept.find(".") - 1)
        text = kept + "0" * max(missing, 0)
        text = text.removesuffix(".")
    return text[1:] if text.startswith("-") and not text.strip("-0.") else text


def number_style(texts: Any) -> NumberStyle:
    """How these texts, all of them numbers, are written.

    Decimals beyond ``MOST_DECIMALS`` and exponents mean: as many decimals as needed.
    """
    import pyarrow.compute as pc

    trimmed = pc.utf8_trim_whitespace(texts)
    point = pc.find_substring(trimmed, ".").to_numpy(zero_copy_only=False)
    length = pc.utf8_length(trimmed).to_numpy(zero_copy_only=False)
    decimals = np.where(point < 0, 0, length - point - 1)
    if matches(texts, "[eE]").any():
        return NumberStyle(int(min(decimals.min(), 1)), None)
    most = int(decimals.max())
    return NumberStyle(
        int(decimals.min()) if most <= MOST_DECIMALS else int(min(decimals.min(), 1)),
        most if most <= MOST_DECIMALS else None,
    )
