"""How well the values of one column would do as another's: to guess renamed columns and to find swapped ones."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.tables.foreign import read_foreign
from synthlab.tables.schema import Column, Kind

__all__ = ["best_pairs", "likeness", "plain_name", "swapped"]

_MOST_ROWS = 20_000
_LIKE = 0.7
_UNLIKE = 0.5
_CLEAR = 0.1
_MOST_CHECKED = 40


def plain_name(name: str) -> str:
    """A header without what differs between programs: case, blanks, punctuation, width of characters."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", name).casefold())


def likeness(foreign: pd.Series, column: Column, real: pd.Series) -> float:
    """How alike the distributions are when ``foreign`` is read as ``column``, in [0, 1]; 0 if it cannot be.

    One minus the Kolmogorov-Smirnov distance for numbers and dates, one minus the total variation distance
    for the rest; missing values are left out. At most 20,000 evenly spaced rows of each are looked at.
    """
    sample, other = _thinned(foreign), _thinned(real)
    read = read_foreign(sample, column)
    if read.problem:
        return 0.0
    mine, yours = pd.Series(read.values).dropna(), other.dropna()
    if len(mine) == 0 or len(yours) == 0:
        return 0.0
    if column.is_ordered:
        return 1.0 - _largest_gap(_ordered(mine, column), _ordered(yours, column))
    shares = pd.concat(
        [
            mine.astype("string").value_counts(normalize=True),
            yours.astype("string").value_counts(normalize=True),
        ],
        axis=1,
    ).fillna(0.0)
    return float(1.0 - 0.5 * np.abs(shares.iloc[:, 0] - shares.iloc[:, 1]).sum())


def _thinned(values: pd.Series) -> pd.Series:
    if len(values) <= _MOST_ROWS:
        return values
    return values.iloc[np.linspace(0, len(values) - 1, _MOST_ROWS).astype(np.int64)]


def _ordered(values: pd.Series, column: Column) -> npt.NDArray[np.float64]:
    dtype: Any = "datetime64[ns]" if column.kind is Kind.DATETIME else np.float64
    return np.sort(values.to_numpy(dtype=dtype).astype(np.float64))


def _largest_gap(a: npt.NDArray[np.float64], b: npt.NDArray[np.float64]) -> float:
    both = np.concatenate([a, b])
    below_a = np.searchsorted(a, both, side="right") / len(a)
    below_b = np.searchsorted(b, both, side="right") / len(b)
    return float(np.abs(below_a - below_b).max())


def best_pairs(
    columns: Sequence[Column], foreign: pd.DataFrame, names: Sequence[str], real: pd.DataFrame
) -> dict[str, str]:
    """For each column the foreign one that is clearly its best match by values, and whose best match it is."""
    if not columns or not names:
        return {}
    table = np.array(
        [[likeness(foreign[name], column, real[column.name]) for name in names] for column in columns]
    )
    found = {}
    for row, column in enumerate(columns):
        best = int(np.argmax(table[row]))
        rivals = [*np.delete(table[row], best), *np.delete(table[:, best], row)]
        if table[row, best] >= _LIKE and table[row, best] - max(rivals, default=0.0) >= _CLEAR:
            found[column.name] = names[best]
    return found


def swapped(
    columns: Sequence[Column], sources: Mapping[str, str], foreign: pd.DataFrame, real: pd.DataFrame
) -> list[tuple[str, str]]:
    """Pairs of columns whose values fit badly where they stand, and well when changed about."""
    own = {
        column.name: likeness(foreign[sources[column.name]], column, real[column.name]) for column in columns
    }
    poor = [column for column in columns if own[column.name] < _UNLIKE][:_MOST_CHECKED]
    pairs = []
    for index, a in enumerate(poor):
        for b in poor[index + 1 :]:
            there = likeness(foreign[sources[b.name]], a, real[a.name])
            back = likeness(foreign[sources[a.name]], b, real[b.name]) if there >= _LIKE else 0.0
            if back >= _LIKE:
                pairs.append((a.name, b.name))
    return pairs
