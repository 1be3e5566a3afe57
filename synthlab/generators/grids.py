"""Numbers and dates on one line, and the steps the source wrote them in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.tables.schema import Column, Kind

__all__ = ["Grid", "from_line", "to_line"]

Floats = npt.NDArray[np.float64]

_NANOSECONDS = 1_000  # dates are handled to the microsecond: finer does not fit a float64 of this century
_MOST_DECIMALS = 9
_ENOUGH = 10
_TIMES = (86_400_000_000, 3_600_000_000, 60_000_000, 1_000_000, 1_000, 1)
_ROUND = (1_000_000, 100_000, 10_000, 1_000, 100, 10, 1)
_EXACT = 2.0**53
_INT64 = (-(2.0**63), 2.0**63 - 1024)  # the outermost whole numbers that are exact in both float64 and int64


def to_line(values: pd.Series, column: Column) -> Floats:
    """A conformed number or date column as float64, shape (n_rows,), NaN where missing; dates in µs."""
    if column.kind == Kind.DATETIME:
        dates = values.to_numpy(dtype="datetime64[ns]")
        line = (dates.astype("int64") // _NANOSECONDS).astype(np.float64)
        line[np.isnat(dates)] = np.nan
        return np.asarray(line, dtype=np.float64)
    return np.asarray(values.to_numpy(dtype=np.float64, na_value=np.nan), dtype=np.float64)


def from_line(line: Floats, column: Column) -> pd.Series:
    """Back to the column's conformed type: float64, Int64 or datetime64[ns]."""
    if column.kind == Kind.NUMERIC:
        return pd.Series(line, name=column.name, dtype=np.float64)
    gone = np.isnan(line)
    whole = np.clip(np.where(gone, 0.0, np.rint(line)), *_INT64).astype(np.int64)
    if column.kind == Kind.INTEGER:
        return pd.Series(pd.arrays.IntegerArray(whole, gone), name=column.name)
    dates = (whole * _NANOSECONDS).view("datetime64[ns]")
    dates[gone] = np.datetime64("NaT")
    return pd.Series(dates, name=column.name)


@dataclass(frozen=True)
class Grid:
    """The points ``offset + k * step`` a column is written on (``decimals`` None: no grid).

    Whole hundreds stay whole hundreds, dates without a time stay so, prices keep their decimals.
    """

    decimals: int | None
    offset: float
    step: float

    @classmethod
    def of(cls, distinct: Floats, column: Column) -> Grid:
        """The coarsest grid that all distinct known values of a column lie on.

        From ten values on any step they share counts (every 250, every 7 days); fewer share one by chance,
        so that only round steps count: powers of ten, and days, hours, minutes or seconds.
        """
        if len(distinct) == 0:
            return cls(None, 0.0, 1.0)
        decimals = _decimals(distinct, column)
        if decimals is None or float(np.abs(distinct).max()) * 10.0**decimals >= _EXACT:
            return cls(None, 0.0, 1.0)
        units = np.rint(distinct * 10.0**decimals).astype(np.int64)
        if len(distinct) >= _ENOUGH:
            step = int(np.gcd.reduce(units - units[0])) or 1
            return cls(decimals, float(units[0] % step), float(step))
        steps = _TIMES if column.kind == Kind.DATETIME else _ROUND
        step = next(step for step in steps if not (units % step).any())
        return cls(decimals, 0.0, float(step))

    def snap(self, line: Floats) -> Floats:
        """The nearest grid points, written as the source writes them."""
        if self.decimals is None:
            return np.asarray(line, dtype=np.float64)
        scale = 10.0**self.decimals
        snapped = np.rint((line * scale - self.offset) / self.step) * self.step + self.offset
        return np.asarray(np.round(snapped / scale, self.decimals), dtype=np.float64)


def _decimals(line: Floats, column: Column) -> int | None:
    if column.kind != Kind.NUMERIC:
        return 0
    if column.decimals is not None:
        return column.decimals
    largest = float(np.abs(line).max())
    tried = (n for n in range(_MOST_DECIMALS + 1) if largest * 10.0**n < _EXACT)
    return next((n for n in tried if np.array_equal(np.round(line, n), line)), None)
