"""The pieces of a formula: what each gives, and how pieces are joined, with their types checked first."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from synthlab.errors import DataError

__all__ = [
    "EARLIEST", "LATEST", "Columns", "Part", "Type", "Values", "arithmetic", "as_date", "chosen", "compared", "constant", "is_known", "joined",
    "negated", "unary",
]  # fmt: skip

Values = npt.NDArray[Any]
Columns = Mapping[str, Values]
"""Earlier columns, shape (n_rows,) each: numbers, truths (0, 1) and dates (µs) as float64 with NaN, texts as objects."""

EARLIEST, LATEST = (float(np.datetime64(year, "us").astype(np.int64)) for year in ("1700", "2260"))
"""Dates are kept between these moments (µs), which every column type can hold."""


class Type(StrEnum):
    """What an expression gives."""

    NUMBER = "a number"
    TRUTH = "true or false"
    TEXT = "a text"
    DATE = "a date"


@dataclass(frozen=True)
class Part:
    """A piece of an expression: its type, and its values for so many rows. ``constant`` is set for a literal."""

    type: Type
    run: Callable[[Columns, int], Values]
    constant: object = None


def is_known(values: Values) -> Values:
    """Which values are there, shape (n_rows,)."""
    if values.dtype == object:
        return np.asarray(values != np.array(None), dtype=bool)
    return ~np.isnan(values)


_Operation = Callable[[Values, Values], Values]
_ARITHMETIC: Mapping[str, _Operation] = {
    "+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide, "//": np.floor_divide, "%": np.mod,
    "**": np.power,
}  # fmt: skip
_COMPARING: Mapping[str, _Operation] = {
    "==": np.equal, "!=": np.not_equal, "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal,
}  # fmt: skip
_DAY = 86_400_000_000.0  # microseconds


def constant(value: object) -> Part:
    """A literal. True and False are truths, whole and decimal numbers numbers, and the rest texts or refused."""
    if isinstance(value, bool):
        return Part(Type.TRUTH, lambda _columns, n_rows: np.full(n_rows, float(value)), value)
    if isinstance(value, int | float):
        try:
            number = float(value)
        except OverflowError as error:
            raise DataError("A number in the formula is too large.") from error
        if not np.isfinite(number):
            raise DataError("A number in the formula is too large.")
        return Part(Type.NUMBER, lambda _columns, n_rows: np.full(n_rows, number), number)
    if isinstance(value, str):
        return Part(Type.TEXT, lambda _columns, n_rows: np.full(n_rows, value, dtype=object), value)
    raise DataError(f"A formula cannot hold {value!r}.")


def as_date(text: str) -> float:
    """The moment in an ISO text, in microseconds since 1970."""
    try:
        # "now" and "today" would be read too, and give another table every day.
        moment = np.datetime64(text.strip().replace(" ", "T") if text[:1].isdigit() else "", "us")
    except ValueError as error:
        raise DataError(f"{text!r} is not a date; write it like 2024-12-31 or 2024-12-31 18:30.") from error
    if np.isnat(moment):
        raise DataError(f"{text!r} is not a date; write it like 2024-12-31 or 2024-12-31 18:30.")
    number = float(moment.astype(np.int64))
    if not EARLIEST < number < LATEST:
        raise DataError(f"{text!r} is not a date between the years 1700 and 2260.")
    return number


def arithmetic(operator: str, left: Part, right: Part) -> Part:
    """Two pieces joined by an operator; a date and a number of days make a date, two dates a number of days."""
    if operator not in _ARITHMETIC:
        raise DataError(f"A formula cannot hold the operator {operator}.")
    operate = _ARITHMETIC[operator]
    types = (left.type, right.type)
    countable = (Type.NUMBER, Type.TRUTH)
    if set(types) <= set(countable):
        return Part(Type.NUMBER, lambda c, n: operate(left.run(c, n), right.run(c, n)))
    if operator in "+-" and types in ((Type.DATE, Type.NUMBER), (Type.NUMBER, Type.DATE)):
        if types[0] is Type.DATE:
            return Part(Type.DATE, lambda c, n: operate(left.run(c, n), right.run(c, n) * _DAY))
        if operator == "+":
            return Part(Type.DATE, lambda c, n: left.run(c, n) * _DAY + right.run(c, n))
    if operator == "-" and types == (Type.DATE, Type.DATE):
        return Part(Type.NUMBER, lambda c, n: (left.run(c, n) - right.run(c, n)) / _DAY)
    raise DataError(f"{operator} cannot join {left.type} and {right.type}.")


def unary(operator: ast.unaryop, part: Part) -> Part:
    """A piece with a sign before it."""
    if isinstance(operator, ast.Not):
        return negated(part)
    if isinstance(operator, ast.USub | ast.UAdd) and part.type in (Type.NUMBER, Type.TRUTH):
        sign = -1.0 if isinstance(operator, ast.USub) else 1.0
        number = sign * part.constant if isinstance(part.constant, float) else None
        return Part(Type.NUMBER, lambda c, n: sign * part.run(c, n), number)
    what = "~" if isinstance(operator, ast.Invert) else "A sign"
    raise DataError(f"{what} cannot stand before {part.type}.")


def negated(part: Part) -> Part:
    """What is true where the piece is false."""
    _check([part], Type.TRUTH, "not")
    return Part(Type.TRUTH, lambda c, n: 1.0 - part.run(c, n))


def joined(is_and: bool, parts: Sequence[Part]) -> Part:
    """And, or: false decides the one and true the other, whatever else is missing."""
    _check(parts, Type.TRUTH, "and" if is_and else "or")
    return Part(Type.TRUTH, lambda c, n: _decided(is_and, (part.run(c, n) for part in parts)))


def _decided(is_and: bool, truths: Iterable[Values]) -> Values:
    decides = 0.0 if is_and else 1.0
    decided, is_open = np.array(False), np.array(False)
    for values in truths:
        decided, is_open = decided | (values == decides), is_open | np.isnan(values)
    return np.where(decided, decides, np.where(is_open, np.nan, 1.0 - decides))


def compared(is_and: bool, comparisons: Sequence[tuple[str, Part, Part]]) -> Part:
    """Whether all comparisons hold, or any; a text in quotes beside a date is read as one.

    A piece that stands in several of them is computed once: else each level of nesting would double the work.
    """
    checked = [_comparison(*comparison) for comparison in comparisons]
    uses = Counter(id(part) for _, *sides in checked for part in sides)

    def run(columns: Columns, n_rows: int) -> Values:
        known: dict[int, Values] = {}

        def values(part: Part) -> Values:
            if id(part) in known:
                return known[id(part)]
            found = part.run(columns, n_rows)
            if uses[id(part)] > 1:
                known[id(part)] = found
            return found

        return _decided(is_and, (truths(values(left), values(right)) for truths, left, right in checked))

    return Part(Type.TRUTH, run)


def _comparison(operator: str, left: Part, right: Part) -> tuple[_Operation, Part, Part]:
    """The comparison of known values, missing where one is, and its two sides."""
    if operator not in _COMPARING:
        raise DataError(f"A formula cannot hold the comparison {operator}.")
    left, right = _dated(left, right), _dated(right, left)
    if left.type is Type.TEXT and right.type is Type.TEXT:
        if operator not in ("==", "!="):
            raise DataError("Texts can be compared with == and != only.")
    elif left.type is not right.type and not {left.type, right.type} <= {Type.NUMBER, Type.TRUTH}:
        raise DataError(f"{left.type} cannot be compared with {right.type}.")
    compare = _COMPARING[operator]

    def truths(a: Values, b: Values) -> Values:
        return np.where(is_known(a) & is_known(b), compare(a, b).astype(np.float64), np.nan)

    return truths, left, right


def _dated(part: Part, other: Part) -> Part:
    """A text literal beside a date, as a date."""
    if other.type is Type.DATE and isinstance(part.constant, str):
        moment = as_date(part.constant)
        return Part(Type.DATE, lambda _columns, n_rows: np.full(n_rows, moment))
    return part


def chosen(test: Part, yes: Part, no: Part) -> Part:
    """One of two pieces, row by row."""
    _check([test], Type.TRUTH, "if")
    if yes.type is not no.type:
        raise DataError(f"An if gives {yes.type} or {no.type}; both sides must be of one sort.")

    def run(columns: Columns, n_rows: int) -> Values:
        condition = test.run(columns, n_rows)
        values = np.where(condition == 1.0, yes.run(columns, n_rows), no.run(columns, n_rows))
        values[np.isnan(condition)] = None if yes.type is Type.TEXT else np.nan
        return values

    return Part(yes.type, run)


def _check(parts: Sequence[Part], wanted: Type, where: str) -> None:
    for part in parts:
        if part.type is not wanted:
            raise DataError(f"{where} needs {wanted}, not {part.type}.")
