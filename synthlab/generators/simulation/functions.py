"""The functions that a formula may call."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd

from synthlab.errors import DataError
from synthlab.generators.simulation.parts import Columns, Part, Type, Values, as_date, is_known

__all__ = ["FUNCTIONS"]

Function = Callable[[str, Sequence[Part]], Part]
"""Makes a part from the function's name and its arguments, checked."""

_LONGEST_TEXT = 1_000
_MOST_ARGUMENTS = 20


def _arguments(name: str, parts: Sequence[Part], wanted: Sequence[Type]) -> None:
    if len(parts) != len(wanted):
        raise DataError(
            f"{name} takes {len(wanted)} value{'s' if len(wanted) > 1 else ''}, not {len(parts)}."
        )
    for part, type_ in zip(parts, wanted, strict=True):
        if part.type is not type_ and (part.type, type_) != (Type.TRUTH, Type.NUMBER):
            raise DataError(f"{name} takes {type_}, not {part.type}.")


def _numeric(function: Callable[..., Values], n_arguments: int = 1) -> Function:
    def make(name: str, parts: Sequence[Part]) -> Part:
        _arguments(name, parts, [Type.NUMBER] * n_arguments)
        return Part(Type.NUMBER, lambda c, n: function(*(part.run(c, n) for part in parts)))

    return make


def _of_several(function: Callable[[Values], Values]) -> Function:
    def make(name: str, parts: Sequence[Part]) -> Part:
        if not 2 <= len(parts) <= _MOST_ARGUMENTS:
            raise DataError(f"{name} takes 2 to {_MOST_ARGUMENTS} values, not {len(parts)}.")
        _arguments(name, parts, [Type.NUMBER] * len(parts))
        return Part(Type.NUMBER, lambda c, n: function(np.stack([part.run(c, n) for part in parts])))

    return make


def _rounded(name: str, parts: Sequence[Part]) -> Part:
    digits = parts[1].constant if len(parts) == 2 else 0.0
    _arguments(name, parts[:1], [Type.NUMBER])
    if not isinstance(digits, float) or digits != int(digits) or abs(digits) > 9:
        raise DataError("round takes a number, and a whole number of decimals from -9 to 9.")
    return Part(Type.NUMBER, lambda c, n: np.round(parts[0].run(c, n), int(digits)))


def _of_date(function: Callable[[pd.DatetimeIndex], object]) -> Function:
    def make(name: str, parts: Sequence[Part]) -> Part:
        _arguments(name, parts, [Type.DATE])

        def run(columns: Columns, n_rows: int) -> Values:
            moments = parts[0].run(columns, n_rows)
            gone = np.isnan(moments)
            dates = pd.DatetimeIndex(np.where(gone, 0, moments).astype("int64").view("datetime64[us]"))
            return np.where(gone, np.nan, np.asarray(function(dates), dtype=np.float64))

        return Part(Type.NUMBER, run)

    return make


def _date(name: str, parts: Sequence[Part]) -> Part:
    if len(parts) != 1 or not isinstance(parts[0].constant, str):
        raise DataError("date takes a date in quotes, for instance date('2024-12-31').")
    moment = as_date(parts[0].constant)
    return Part(Type.DATE, lambda _columns, n_rows: np.full(n_rows, moment))


def _missing(name: str, parts: Sequence[Part]) -> Part:
    if len(parts) != 1:
        raise DataError(f"{name} takes 1 value, not {len(parts)}.")

    def run(columns: Columns, n_rows: int) -> Values:
        return 1.0 - is_known(parts[0].run(columns, n_rows))

    return Part(Type.TRUTH, run)


def _coalesced(name: str, parts: Sequence[Part]) -> Part:
    if len(parts) != 2 or parts[0].type is not parts[1].type:
        raise DataError(
            "coalesce takes two values of one sort: the second stands in where the first is missing."
        )

    def run(columns: Columns, n_rows: int) -> Values:
        first, second = (part.run(columns, n_rows) for part in parts)
        return np.where(is_known(first), first, second)

    return Part(parts[0].type, run)


def _put_together(name: str, parts: Sequence[Part]) -> Part:
    if not 2 <= len(parts) <= _MOST_ARGUMENTS:
        raise DataError(f"{name} takes 2 to {_MOST_ARGUMENTS} texts, not {len(parts)}.")
    _arguments(name, parts, [Type.TEXT] * len(parts))

    def run(columns: Columns, n_rows: int) -> Values:
        rows = list(zip(*(part.run(columns, n_rows) for part in parts), strict=True))
        # Before anything is joined: texts of texts could double a column's size again and again.
        longest = max((sum(len(text or "") for text in row) for row in rows), default=0)
        if longest > _LONGEST_TEXT:
            raise DataError(f"join gives a text of {longest:,} signs; at most {_LONGEST_TEXT:,} are allowed.")
        texts = np.empty(n_rows, dtype=object)
        texts[:] = [None if None in row else "".join(row) for row in rows]
        return texts

    return Part(Type.TEXT, run)


FUNCTIONS: Mapping[str, Function] = {
    "abs": _numeric(np.abs),
    "sqrt": _numeric(np.sqrt),
    "exp": _numeric(np.exp),
    "log": _numeric(np.log),
    "floor": _numeric(np.floor),
    "ceil": _numeric(np.ceil),
    "round": _rounded,
    "logistic": _numeric(lambda x: 1 / (1 + np.exp(-np.clip(x, -700, 700)))),
    "clip": _numeric(lambda x, low, high: np.minimum(np.maximum(x, low), high), 3),
    "min": _of_several(lambda values: values.min(axis=0)),
    "max": _of_several(lambda values: values.max(axis=0)),
    "hours": _numeric(lambda x: x / 24),
    "minutes": _numeric(lambda x: x / 1_440),
    "date": _date,
    "year": _of_date(lambda dates: dates.year),
    "month": _of_date(lambda dates: dates.month),
    "day": _of_date(lambda dates: dates.day),
    "weekday": _of_date(lambda dates: dates.dayofweek),
    "hour": _of_date(lambda dates: dates.hour),
    "missing": _missing,
    "coalesce": _coalesced,
    "join": _put_together,
}
