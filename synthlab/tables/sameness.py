"""Is the table that was brought the real one? Rows held against rows, however each file writes its values."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.tables.cells import cells_of, whole
from synthlab.tables.dates import guess_format
from synthlab.tables.numbers import has_leading_zeros, numbers_of
from synthlab.tables.schema import Column, Kind
from synthlab.tables.values import plain_codes, read_values

__all__ = ["same_table", "verbatim_note"]

_SAME = 0.95
_ENOUGH = 20
_WORTH_SAYING = 0.05

_PRIME = np.uint64(0x9E3779B97F4A7C15)

Hashes = npt.NDArray[np.uint64]


def same_table(foreign: pd.DataFrame, real: pd.DataFrame) -> str | None:
    """A sentence when the real table itself seems to have been brought as the synthetic one; None if not.

    It is, when over 95% of the rows that occur once in the real table occur in the other one too; where the
    real table hardly has such rows, when both hold the same rows equally often. A part of the real table
    (a subsample, say) is not refused here: copied rows are what the privacy checks look for.
    """
    names = [name for name in real.columns if name in foreign.columns]
    if len(names) < 0.8 * real.shape[1] or not names or foreign.empty:
        return None
    ours, theirs = _hashes(real, foreign, names)
    once = _once(ours)
    if len(once) >= max(_ENOUGH, 0.05 * len(ours)):
        found = int(np.isin(once, theirs).sum())
        if found <= _SAME * len(once):
            return None
        return (
            f"This looks like the real table itself: {found:,} of the {len(once):,} rows that occur once in it "
            "are here word for word. Bring the synthetic table instead."
        )
    if len(ours) != len(theirs) or not (np.sort(ours) == np.sort(theirs)).all():
        return None
    return (
        "This looks like the real table itself: both hold the same rows equally often. Bring the synthetic "
        "table instead."
    )


def verbatim_note(foreign: pd.DataFrame, real: pd.DataFrame) -> str | None:
    """How many of the brought rows occur once, word for word, in the real table, where it is over 5%."""
    ours, theirs = _hashes(real, foreign, list(real.columns))
    count = int(np.isin(theirs, _once(ours)).sum())
    if count < _WORTH_SAYING * len(theirs):
        return None
    return (
        f"{whole(count, 'row')} of {len(theirs):,} ({count / len(theirs):.1%}) occur word for word, and only "
        "once, in the real table."
    )


def _once(hashes: Hashes) -> Hashes:
    distinct, counts = np.unique(hashes, return_counts=True)
    return np.asarray(distinct[counts == 1])


def _hashes(real: pd.DataFrame, foreign: pd.DataFrame, names: list[str]) -> tuple[Hashes, Hashes]:
    """Row hashes of both over these columns, each column read as one kind in both tables."""
    ours = np.zeros(len(real), dtype=np.uint64)
    theirs = np.zeros(len(foreign), dtype=np.uint64)
    for name in names:
        kind = _kind(real[name], foreign[name])
        for rows, values in ((ours, real[name]), (theirs, foreign[name])):
            rows ^= _value_hashes(values, kind)
            rows *= _PRIME
            rows ^= rows >> np.uint64(29)
    return ours, theirs


def _kind(ours: pd.Series, theirs: pd.Series) -> Kind:
    """What both are read as: the type either has, or numbers where the real text is nothing else."""
    for values in (ours, theirs):
        if pd.api.types.is_bool_dtype(values.dtype):
            return Kind.BOOLEAN
        if pd.api.types.is_datetime64_any_dtype(values.dtype):
            return Kind.DATETIME
        if pd.api.types.is_numeric_dtype(values.dtype):
            return Kind.NUMERIC
    texts = cells_of(ours).texts
    numbers = not np.isnan(numbers_of(texts)).any() and not has_leading_zeros(texts)
    return Kind.NUMERIC if numbers else Kind.CATEGORICAL


def _value_hashes(values: pd.Series, kind: Kind) -> Hashes:
    """One hash a row; 0 for a missing value, and for one that is not of the kind."""
    if kind is Kind.CATEGORICAL:
        cells = plain_codes(cells_of(values))
        return cells.spread(_hashed(cells.texts.to_numpy(zero_copy_only=False)), 0)
    format = ""
    if kind is Kind.DATETIME and not pd.api.types.is_datetime64_any_dtype(values.dtype):
        guess = guess_format(cells_of(values))
        format = guess.format if guess is not None else ""
    read = pd.Series(read_values(values, Column(name="", kind=kind, format=format)).values)
    missing = read.isna().to_numpy()
    dtype: Any = np.int64 if kind is Kind.DATETIME else np.float64
    plain = read.to_numpy() if kind is Kind.DATETIME else read.to_numpy(dtype=dtype, na_value=0.0)
    return np.where(missing, np.uint64(0), _hashed(plain.astype(dtype)))


def _hashed(values: npt.NDArray[Any]) -> Hashes:
    return np.asarray(pd.util.hash_array(values, categorize=False), dtype=np.uint64)
