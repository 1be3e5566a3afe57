"""The rules that may hold between columns, each a test of rows: which of them break it.

Every rule is made from values of the real table and judges any conformed table. None names a value of it,
only columns, steps and shapes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.metrics.utility.encoding import as_numbers
from synthlab.tables.rules import off_step, shape_of
from synthlab.tables.schema import Column

__all__ = [
    "Determines", "Midnight", "MissingTogether", "NotAbove", "NotBelowZero", "Rule", "Shape", "Step", "Sum",
    "off_step", "shape_of",
]  # fmt: skip

Flags = npt.NDArray[np.bool_]
_CLOSE = 1e-6


class Rule(Protocol):
    """What holds in every real row."""

    @property
    def kind(self) -> str:
        """One word or two for the sort of rule."""
        ...

    @property
    def columns(self) -> tuple[str, ...]:
        """The names it speaks of."""
        ...

    @property
    def text(self) -> str:
        """The rule as a sentence without a full stop."""
        ...

    def judge(self, frame: pd.DataFrame) -> tuple[Flags, Flags]:
        """Which rows it applies to (values are there), and which of them break it; shape (n_rows,) each."""
        ...


@dataclass(frozen=True)
class Determines:
    """Each value of ``first`` goes with one value of ``second``; ``table`` holds the pairs, as texts."""

    first: str
    second: str
    table: Mapping[str, str] = field(repr=False)
    kind: str = "determines"

    @property
    def columns(self) -> tuple[str, ...]:
        return self.first, self.second

    @property
    def text(self) -> str:
        return f"{self.first} determines {self.second}"

    def judge(self, frame: pd.DataFrame) -> tuple[Flags, Flags]:
        """Rows with a known ``first``; a value of it that no real row has says nothing."""
        keys, values = _texts(frame[self.first]), _texts(frame[self.second])
        wanted = keys.map(self.table)
        applies = wanted.notna() & values.notna()
        return applies.to_numpy(dtype=bool), (applies & (wanted != values)).to_numpy(dtype=bool)


@dataclass(frozen=True)
class NotAbove:
    """``first`` is at most ``second``, or below it."""

    first: Column
    second: Column
    strictly: bool
    kind: str = "order"

    @property
    def columns(self) -> tuple[str, ...]:
        return self.first.name, self.second.name

    @property
    def text(self) -> str:
        return f"{self.first.name} {'<' if self.strictly else '<='} {self.second.name}"

    def judge(self, frame: pd.DataFrame) -> tuple[Flags, Flags]:
        low, high = (as_numbers(frame[column.name], column) for column in (self.first, self.second))
        broken = low >= high if self.strictly else low > high
        return ~np.isnan(low + high), broken


@dataclass(frozen=True)
class Sum:
    """``first`` and ``second`` add up to ``total``, within a millionth."""

    first: Column
    second: Column
    total: Column
    kind: str = "sum"

    @property
    def columns(self) -> tuple[str, ...]:
        return self.first.name, self.second.name, self.total.name

    @property
    def text(self) -> str:
        return f"{self.first.name} + {self.second.name} = {self.total.name}"

    def judge(self, frame: pd.DataFrame) -> tuple[Flags, Flags]:
        a, b, c = (as_numbers(frame[column.name], column) for column in (self.first, self.second, self.total))
        gap = np.abs(a + b - c)
        known = ~np.isnan(gap)
        return known, known & (gap > _CLOSE * np.maximum(1.0, np.abs(c)))


@dataclass(frozen=True)
class Step:
    """Every value is a whole multiple of ``unit``: a number of decimals, or thousands."""

    column: Column
    unit: float
    kind: str = "format"

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.column.name,)

    @property
    def text(self) -> str:
        return f"{self.column.name} is written in steps of {self.unit:g}"

    def judge(self, frame: pd.DataFrame) -> tuple[Flags, Flags]:
        values = as_numbers(frame[self.column.name], self.column)
        return ~np.isnan(values), off_step(values, self.unit)


@dataclass(frozen=True)
class NotBelowZero:
    """No value is negative."""

    column: Column
    kind: str = "sign"

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.column.name,)

    @property
    def text(self) -> str:
        return f"{self.column.name} is never below 0"

    def judge(self, frame: pd.DataFrame) -> tuple[Flags, Flags]:
        values = as_numbers(frame[self.column.name], self.column)
        return ~np.isnan(values), values < 0


@dataclass(frozen=True)
class Midnight:
    """A date without a time of day."""

    column: Column
    kind: str = "format"

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.column.name,)

    @property
    def text(self) -> str:
        return f"{self.column.name} has no time of day"

    def judge(self, frame: pd.DataFrame) -> tuple[Flags, Flags]:
        values = frame[self.column.name]
        known = values.notna().to_numpy(dtype=bool)
        return known, known & (values != values.dt.normalize()).to_numpy(dtype=bool)


@dataclass(frozen=True)
class MissingTogether:
    """Wherever ``first`` is missing, ``second`` is."""

    first: str
    second: str
    kind: str = "missing together"

    @property
    def columns(self) -> tuple[str, ...]:
        return self.first, self.second

    @property
    def text(self) -> str:
        return f"{self.second} is missing wherever {self.first} is"

    def judge(self, frame: pd.DataFrame) -> tuple[Flags, Flags]:
        first, second = (frame[name].isna().to_numpy(dtype=bool) for name in (self.first, self.second))
        return first, first & ~second


@dataclass(frozen=True)
class Shape:
    """Every text has one shape: digits as 9, letters as A or a, the rest as it is."""

    column: str
    shape: str
    kind: str = "format"

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.column,)

    @property
    def text(self) -> str:
        return f"{self.column} is written like {self.shape}"

    def judge(self, frame: pd.DataFrame) -> tuple[Flags, Flags]:
        texts = _texts(frame[self.column])
        known = texts.notna().to_numpy(dtype=bool)
        shapes = {text: shape_of(text) for text in texts.dropna().unique()}
        return known, known & (texts.map(shapes) != self.shape).to_numpy(dtype=bool)


def _texts(values: pd.Series) -> pd.Series:
    """Each value as text, missing as missing, in one dtype for every kind."""
    texts = values.astype("string").astype(object)
    return texts.where(texts.notna(), np.nan)
