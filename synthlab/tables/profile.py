"""What each column looks like, in a few numbers that are fit to be shown: no extreme, no rare value."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.tables.cells import whole
from synthlab.tables.schema import Column, Kind, Role, Schema

__all__ = ["ColumnProfile", "common_levels", "profile"]

_BINS = 20
_SMALL = 10
_SPIKE = 0.9
_NAMED = 5


@dataclass(frozen=True)
class ColumnProfile:
    """One column: rows, how many are missing, how many values differ, and its outline.

    ``sparkline`` holds at most 20 row counts: of equal bins between the first and the last hundredth for
    numbers and dates (what lies beyond is counted in the outermost bins), of the most frequent values, most
    frequent first, for categories; empty for text and identifiers. ``note`` is a sentence or empty.
    """

    name: str
    kind: Kind
    role: Role
    rows: int
    missing: int
    distinct: int
    sparkline: tuple[float, ...]
    note: str


def profile(frame: pd.DataFrame, schema: Schema) -> tuple[ColumnProfile, ...]:
    """One profile a column of a conformed table, in schema order."""
    return tuple(_profile(frame[column.name], column) for column in schema.columns)


def _profile(values: pd.Series, column: Column) -> ColumnProfile:
    missing = int(values.isna().sum())
    counts = _counts(values)
    return ColumnProfile(
        name=column.name,
        kind=column.kind,
        role=column.role,
        rows=len(values),
        missing=missing,
        distinct=len(counts),
        sparkline=_sparkline(values, counts, column),
        note=_note(counts, len(values) - missing, column),
    )


def _counts(values: pd.Series) -> npt.NDArray[np.int64]:
    """How often each value occurs, most frequent first."""
    codes, distinct = pd.factorize(values)
    counts = np.bincount(codes[codes >= 0], minlength=len(distinct))
    return np.sort(counts)[::-1]


def _sparkline(values: pd.Series, counts: npt.NDArray[np.int64], column: Column) -> tuple[float, ...]:
    if column.kind in (Kind.TEXT, Kind.IDENTIFIER) or len(counts) == 0:
        return ()
    if not column.is_ordered:
        return tuple(float(count) for count in counts[:_BINS])
    present = values.dropna()
    if column.kind is Kind.DATETIME:
        numbers = present.to_numpy(dtype="datetime64[ns]").astype(np.float64)
    else:
        numbers = present.to_numpy(dtype=np.float64)
    low, high = np.quantile(numbers, [0.01, 0.99])
    if low == high:
        return (float(len(numbers)),)
    bins = min(_BINS, len(counts))
    if column.kind is Kind.INTEGER:
        low, high = np.floor(low), np.ceil(high)
        bins = int(min(_BINS, high - low + 1))
        # Half a unit of room on both sides, so that few whole numbers get a bin each.
        room = 0.5 if bins == high - low + 1 else 0.0
        heights, _ = np.histogram(np.clip(numbers, low, high), bins=bins, range=(low - room, high + room))
    else:
        heights, _ = np.histogram(np.clip(numbers, low, high), bins=bins, range=(low, high))
    return tuple(float(height) for height in heights)


def _note(counts: npt.NDArray[np.int64], present: int, column: Column) -> str:
    if not column.is_modelled or len(counts) < 2:
        return ""
    if counts[0] >= _SPIKE * present:
        return f"One value holds {counts[0] / present:.1%} of the rows that have one."
    rare = int((counts < _SMALL).sum())
    if column.kind is Kind.CATEGORICAL and rare and present > _SMALL * len(counts):
        return f"{whole(rare, 'value')} of {len(counts):,} in fewer than {_SMALL} rows."
    return ""


def common_levels(values: pd.Series) -> tuple[tuple[str, float], ...]:
    """The values of a column that at least five rows have, as they would be typed, and their shares, commonest first."""
    counts = values.value_counts()
    counts = counts[counts >= _NAMED]
    texts = [str(value).lower() if isinstance(value, bool) else str(value) for value in counts.index.tolist()]
    shares = [float(count) / max(int(values.notna().sum()), 1) for count in counts]
    return tuple(zip(texts, shares, strict=True))
