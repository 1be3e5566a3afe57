"""Rules of numbers and dates kept in drawn rows: which rows break one, and how a value is moved so that it holds.

Whatever a repair needs it takes from the drawn rows themselves, so that it tells nothing of the train rows that
the generator has not told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.generators.grids import Grid, from_line, to_line
from synthlab.tables.rules import AtLeast, Order, StatedRule, Step, Sum, WithoutTime, off_step
from synthlab.tables.schema import Column

__all__ = ["Fixed", "Flags", "KeptAtLeast", "KeptOrder", "KeptRule", "KeptStep", "KeptSum", "KeptWithoutTime"]

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Fixed = frozenset[str]
"""Columns that a condition fixes: no repair touches them."""

_DAY = 86_400_000_000.0  # microseconds
_CLOSE = 1e-6


class KeptRule(Protocol):
    """A stated rule, ready to be kept in the rows of one table."""

    @property
    def rule(self) -> StatedRule: ...

    def broken(self, rows: pd.DataFrame) -> Flags:
        """Which rows break it, shape (n_rows,); a row where a value is missing does not."""
        ...

    def mended(self, rows: pd.DataFrame, fixed: Fixed, rng: np.random.Generator) -> pd.DataFrame:
        """The rows with as many of the broken ones mended as can be; others are left to be drawn again."""
        ...


@dataclass(frozen=True)
class KeptOrder:
    """The upper value is set to the lower one plus a gap that a row has in which the rule holds."""

    rule: Order
    low: Column
    high: Column

    def broken(self, rows: pd.DataFrame) -> Flags:
        return self._breaks(to_line(rows[self.low.name], self.low), to_line(rows[self.high.name], self.high))

    def mended(self, rows: pd.DataFrame, fixed: Fixed, rng: np.random.Generator) -> pd.DataFrame:
        low, high = to_line(rows[self.low.name], self.low), to_line(rows[self.high.name], self.high)
        broken = self._breaks(low, high)
        move_low = self.high.name in fixed
        moving, column = (low, self.low) if move_low else (high, self.high)
        if not broken.any() or column.name in fixed:
            return rows
        gaps = (high - low)[~np.isnan(low + high) & ~broken]
        step = _step(moving, column)
        if not len(gaps):
            gaps = np.array([step if self.rule.strictly else 0.0])
        drawn = rng.choice(gaps, int(broken.sum()))
        anchor = (high if move_low else low)[broken]
        down = -1.0 if move_low else 1.0
        # Not beyond the outermost value drawn for the column, as far as the rule lets it.
        edge = down * np.nanmax(down * moving)
        least = step if self.rule.strictly else 0.0
        near = np.minimum(drawn, np.maximum(down * (edge - anchor), least))
        grid = Grid.of(np.unique(moving[~np.isnan(moving)]), column)
        placed = grid.snap(anchor + down * near)
        short = self._breaks(placed, anchor) if move_low else self._breaks(anchor, placed)
        moving = moving.copy()
        moving[broken] = np.where(short, grid.snap(placed + down * step), placed)
        return rows.assign(**{column.name: from_line(moving, column).array})

    def _breaks(self, low: Floats, high: Floats) -> Flags:
        return np.asarray(low >= high if self.rule.strictly else low > high)


@dataclass(frozen=True)
class KeptSum:
    """The total is added up anew; where a condition fixes it, the last part that is free gives way."""

    rule: Sum
    parts: tuple[Column, ...]
    total: Column

    def broken(self, rows: pd.DataFrame) -> Flags:
        return self._breaks(self._lines(rows))

    def mended(self, rows: pd.DataFrame, fixed: Fixed, rng: np.random.Generator) -> pd.DataFrame:
        free = [column for column in (self.total, *self.parts[::-1]) if column.name not in fixed]
        lines = self._lines(rows)
        broken = self._breaks(lines)
        if not broken.any() or not free:
            return rows
        column = free[0]
        parts = np.sum([lines[part.name] for part in self.parts], axis=0)
        total = lines[self.total.name]
        wanted = parts if column == self.total else total - parts + lines[column.name]
        decimals = 9 if column.decimals is None else column.decimals
        line = np.where(broken, np.round(wanted, decimals), lines[column.name])
        return rows.assign(**{column.name: from_line(line, column).array})

    def _lines(self, rows: pd.DataFrame) -> dict[str, Floats]:
        return {column.name: to_line(rows[column.name], column) for column in (*self.parts, self.total)}

    def _breaks(self, lines: dict[str, Floats]) -> Flags:
        total = lines[self.total.name]
        gap = np.abs(np.sum([lines[part.name] for part in self.parts], axis=0) - total)
        return np.asarray(gap > _CLOSE * np.maximum(1.0, np.abs(total)))


@dataclass(frozen=True)
class KeptStep:
    """A number goes to the nearest whole multiple."""

    rule: Step
    column: Column

    def broken(self, rows: pd.DataFrame) -> Flags:
        return off_step(to_line(rows[self.column.name], self.column), self.rule.unit)

    def mended(self, rows: pd.DataFrame, fixed: Fixed, rng: np.random.Generator) -> pd.DataFrame:
        line = to_line(rows[self.column.name], self.column)
        return _put(rows, self.column, np.round(np.rint(line / self.rule.unit) * self.rule.unit, 9), fixed,
                    self.broken(rows))  # fmt: skip


@dataclass(frozen=True)
class KeptAtLeast:
    """A number below the bound becomes the bound."""

    rule: AtLeast
    column: Column

    def broken(self, rows: pd.DataFrame) -> Flags:
        return np.asarray(to_line(rows[self.column.name], self.column) < self.rule.least)

    def mended(self, rows: pd.DataFrame, fixed: Fixed, rng: np.random.Generator) -> pd.DataFrame:
        line = to_line(rows[self.column.name], self.column)
        return _put(rows, self.column, np.maximum(line, self.rule.least), fixed, self.broken(rows))


@dataclass(frozen=True)
class KeptWithoutTime:
    """A moment becomes its day."""

    rule: WithoutTime
    column: Column

    def broken(self, rows: pd.DataFrame) -> Flags:
        line = to_line(rows[self.column.name], self.column)
        return np.asarray(~np.isnan(line) & (line % _DAY != 0))

    def mended(self, rows: pd.DataFrame, fixed: Fixed, rng: np.random.Generator) -> pd.DataFrame:
        line = to_line(rows[self.column.name], self.column)
        return _put(rows, self.column, line - line % _DAY, fixed, self.broken(rows))


def _put(rows: pd.DataFrame, column: Column, line: Floats, fixed: Fixed, broken: Flags) -> pd.DataFrame:
    if column.name in fixed or not broken.any():
        return rows
    return rows.assign(**{column.name: from_line(line, column).array})


def _step(line: Floats, column: Column) -> float:
    """The least distance of two values that the column is written with."""
    distinct = np.unique(line[~np.isnan(line)])
    grid = Grid.of(distinct, column)
    if grid.decimals is not None:
        return float(grid.step / 10.0**grid.decimals)
    gaps = np.diff(distinct)
    return float(gaps.min()) if len(gaps) else 1.0
