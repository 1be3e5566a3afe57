"""Numbers and dates as people write them: the roundest value inside a window, and its label."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

__all__ = ["date_labels", "number_label", "round_date", "round_number"]

_DATE_UNITS = ("Y", "M", "D", "h", "m", "s")
_DATE_FORMATS = {"Y": 4, "M": 7, "D": 10, "h": 16, "m": 16, "s": 19, "ns": 29}
_SIGNIFICANT = 1e-9


def round_number(low: float, high: float, whole: bool = False) -> float:
    """The roundest number in [low, high]: a multiple of the largest 1, 2 or 5 times a power of ten that fits.

    ``whole`` asks for an integer and takes ``high`` rounded down when the window holds none. A window of no
    width gives its own value.

    >>> round_number(19.3, 21.8), round_number(1_480, 1_730), round_number(-3, 4)
    (20.0, 1500.0, 0.0)
    """
    if low <= 0 <= high:
        return 0.0
    if whole:
        low, high = math.ceil(low), math.floor(high)
        if high <= low:
            return float(high)
    largest = max(abs(low), abs(high))
    if high - low <= _SIGNIFICANT * largest:
        return float(high)
    exponent = math.ceil(math.log10(largest))
    while True:
        for lead in (10, 5, 2):
            step = lead * 10.0 ** (exponent - 1)
            first, last = math.ceil(low / step), math.floor(high / step)
            if first <= last:
                multiple = min(max(round((low + high) / 2 / step), first), last)
                return round(multiple * step, max(0, 2 - exponent))
        exponent -= 1


def round_date(low: int, high: int) -> int:
    """The most prominent calendar boundary in [low, high], all in nanoseconds since 1970.

    A decade, a year, a quarter, a month, a day, a quarter of a day, an hour, a minute or a second; ``high``
    where the window holds none of them.
    """
    for moment in (high, low + (high - low) // 2):
        year = np.datetime64(moment, "ns").astype("M8[Y]")
        decade = year - (year.astype(np.int64) + 1970) % 10
        if low <= _nanoseconds(decade):
            return _nanoseconds(decade)
    for unit, multiple in (("Y", 1), ("M", 3), ("M", 1), ("D", 1), ("h", 6), ("h", 1), ("m", 1), ("s", 1)):
        for moment in (low + (high - low) // 2, high):
            boundary = np.datetime64(moment, "ns").astype(f"M8[{unit}]")
            boundary = boundary - boundary.astype(np.int64) % multiple
            if low <= _nanoseconds(boundary):
                return _nanoseconds(boundary)
    return high


def _nanoseconds(moment: np.datetime64) -> int:
    return int(moment.astype("M8[ns]").astype(np.int64))


def number_label(value: float) -> str:
    """A number for people: no trailing zeros, thousands marked from 10,000 on (so that years stay years).

    >>> number_label(2012), number_label(48842), number_label(0.25)
    ('2012', '48,842', '0.25')
    """
    text = f"{value:,.10g}" if abs(value) >= 10_000 else f"{value:.10g}"
    return "0" if text == "-0" else text


def date_labels(moments: Sequence[int]) -> list[str]:
    """Nanoseconds since 1970 as ISO dates, all as fine as the finest of them needs.

    >>> date_labels([1325376000000000000, 1341100800000000000])
    ['2012-01', '2012-07']
    """
    stamps = np.asarray(moments, dtype=np.int64).view("M8[ns]")
    finest = next((unit for unit in _DATE_UNITS if (stamps.astype(f"M8[{unit}]") == stamps).all()), "ns")
    return [str(stamp)[: _DATE_FORMATS[finest]].replace("T", " ") for stamp in stamps]
