"""Which real rows occur again in the synthetic table: found by hashes, without looking at who was trained on."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.tables.hashing import row_hashes
from synthlab.tables.schema import Column, Kind

__all__ = ["RARELY", "Level", "Matches", "filled", "find", "once", "rounding_steps"]

Hashes = npt.NDArray[np.uint64]
Bools = npt.NDArray[np.bool_]

_DAY = 86_400e9
# Fewer columns, and a match on all but one is a match on one or two values.
_LEAST_COLUMNS_TO_LEAVE_ONE_OUT = 4
RARELY = 0.005
"""Records that stand more than once without a column may be this share of all for the rest to be called rare."""


@dataclass(frozen=True)
class Level:
    """One way of matching. Both masks have shape (n_pool,): the real rows of train, then those of the holdout.

    ``eligible`` rows occur once in the pool at this level, so that a match is a match to one record; ``matched``
    ones also occur in the synthetic table.
    """

    name: str
    title: str
    eligible: Bools
    matched: Bools


@dataclass(frozen=True)
class Matches:
    """Every level, and what they were made of. ``hashes`` are the pool rows' over the ``columns``.

    ``synthetic_rows_matched`` counts the synthetic rows that equal a unique record; ``rounded_hashes`` and
    ``rounded_rows_matched`` are the same with numbers and dates on a grid, None where no grid would change any.
    """

    levels: tuple[Level, ...]
    hashes: Hashes
    columns: tuple[str, ...]
    left_out: tuple[str, ...]
    rounding: Mapping[str, str]
    synthetic_rows_matched: int
    rounded_hashes: Hashes | None
    rounded_rows_matched: int

    def level(self, name: str) -> Level | None:
        return next((level for level in self.levels if level.name == name), None)


def find(
    parts: Sequence[pd.DataFrame],
    synthetic: pd.DataFrame,
    modelled: Sequence[Column],
    others: Sequence[Column],
) -> Matches:
    """Matches of the pool (``parts`` one after another) over the columns that the synthetic table fills.

    Levels: ``exact`` over the modelled columns; ``all columns`` with the set-aside ones the synthetic table has
    too; ``all but one`` with any one modelled column left out, and ``all but one, rest rare`` with one that hardly
    tells people apart; ``rounded`` with numbers and dates on a grid.
    A level that would repeat the exact one is left out. A missing value equals a missing value.
    """
    columns, left_out = filled(synthetic, modelled)
    pool_parts, synthetic_parts = _hashes(parts, columns), _hashes([synthetic], columns)
    pool, ours = _combined(pool_parts), _combined(synthetic_parts)
    eligible = once(pool)
    levels = [Level("exact", "word for word", eligible, eligible & _occurs(pool, ours))]
    others_filled, _ = filled(synthetic, others)
    if others_filled:
        whole = pool + _combined(_hashes(parts, others_filled))
        alone = once(whole)
        found = alone & _occurs(whole, ours + _combined(_hashes([synthetic], others_filled)))
        levels.append(Level("all columns", "word for word, set-aside columns included", alone, found))
    if len(columns) >= _LEAST_COLUMNS_TO_LEAVE_ONE_OUT:
        levels += _all_but_one(pool_parts, synthetic_parts, pool, ours)
    steps, pool_coarse, rounded_matched = rounding_steps(parts, columns), None, 0
    if steps:
        coarse = [_rounded(part, steps) for part in (*parts, synthetic)]
        pool_coarse, ours_coarse = (_combined(_hashes(side, columns)) for side in (coarse[:-1], coarse[-1:]))
        alone = once(pool_coarse)
        found = alone & _occurs(pool_coarse, ours_coarse)
        rounded_matched = int(_occurs(ours_coarse, pool_coarse[alone]).sum())
        levels.append(Level("rounded", "with numbers and dates rounded", alone, found))
    return Matches(
        tuple(levels),
        pool,
        tuple(column.name for column in columns),
        left_out,
        {column.name: _in_words(column, steps[column.name]) for column in columns if column.name in steps},
        int(_occurs(ours, pool[eligible]).sum()),
        pool_coarse,
        rounded_matched,
    )


def filled(synthetic: pd.DataFrame, columns: Sequence[Column]) -> tuple[tuple[Column, ...], tuple[str, ...]]:
    """The columns in which the synthetic table has any value, and the names of those in which it has none."""
    kept = tuple(column for column in columns if synthetic[column.name].notna().any())
    return kept, tuple(column.name for column in columns if column not in kept)


def once(values: npt.NDArray[np.generic]) -> Bools:
    """Which values occur exactly once, shape (n,).

    >>> once(np.array([3, 1, 3, 2])).tolist()
    [False, True, False, True]
    """
    return np.asarray(~pd.Series(values).duplicated(keep=False))


def rounding_steps(parts: Sequence[pd.DataFrame], columns: Sequence[Column]) -> dict[str, float]:
    """The grid of each number and date column that a grid would change: a power of ten near 1/50 of its range.

    The range runs from the 1st to the 99th percentile of the pool, so no single record decides it. Dates are
    measured in days.
    """
    steps = {}
    for column in columns:
        if not column.is_ordered:
            continue
        values = np.concatenate([_numbers(part[column.name]) for part in parts])
        values = values[~np.isnan(values)]
        if not len(values):
            continue
        low, high = np.quantile(values, [0.01, 0.99])
        if high <= low:
            continue
        step = 10.0 ** math.floor(math.log10((high - low) / 50))
        on_grid = np.abs(values / step - np.round(values / step)) < 1e-9 * np.maximum(
            1.0, np.abs(values / step)
        )
        if not on_grid.all():
            steps[column.name] = step
    return steps


def _all_but_one(pool_parts: Hashes, synthetic_parts: Hashes, pool: Hashes, ours: Hashes) -> list[Level]:
    """Any one column left out; and, where that differs, only those without which records hardly repeat.

    Without a column that tells most people apart, coincidences are so many that copies drown in them.
    """
    wide, narrow = (np.zeros((2, len(pool)), dtype=bool) for _ in range(2))
    is_rare = []
    for pool_column, synthetic_column in zip(pool_parts, synthetic_parts, strict=True):
        rest = pool - pool_column
        alone = once(rest)
        found = np.array([alone, alone & _occurs(rest, ours - synthetic_column)])
        wide |= found
        is_rare.append(1 - alone.mean() <= RARELY)
        if is_rare[-1]:
            narrow |= found
    levels = [Level("all but one", "in all columns but one", *wide)]
    if any(is_rare) and not all(is_rare):
        levels.append(Level("all but one, rest rare", "in all columns but one (the rest is rare)", *narrow))
    return levels


def _occurs(values: Hashes, among: Hashes) -> Bools:
    return np.asarray(pd.Series(values).isin(among))


def _combined(parts: Hashes) -> Hashes:
    # A sum, so that one column is left out by a subtraction instead of hashing the others again.
    return np.asarray(parts.sum(axis=0, dtype=np.uint64))


def _hashes(frames: Sequence[pd.DataFrame], columns: Sequence[Column]) -> Hashes:
    n_rows = sum(len(frame) for frame in frames)
    hashes = np.zeros((len(columns), n_rows), dtype=np.uint64)
    for index, column in enumerate(columns):
        hashes[index] = np.concatenate([row_hashes(frame, [column.name]) for frame in frames])
        # Without a constant of its own, a value that moves to the next column would leave the sum as it is.
        key = int.from_bytes(_KEY.to_bytes(8, "little"), "little") * (2 * index + 1) % 2**64
        hashes[index] = _mixed(hashes[index] ^ np.uint64(key))
    return hashes


_KEY = 0x9E3779B97F4A7C15


def _mixed(values: Hashes) -> Hashes:
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(values ^ (values >> np.uint64(31)))


def _rounded(frame: pd.DataFrame, steps: Mapping[str, float]) -> pd.DataFrame:
    coarse = {name: np.round(_numbers(frame[name]) / step) + 0.0 for name, step in steps.items()}
    return frame.assign(**coarse)


def _numbers(values: pd.Series) -> npt.NDArray[np.float64]:
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        days = values.to_numpy().astype("datetime64[ns]").astype(np.int64) / _DAY
        return np.where(values.isna(), np.nan, days)
    return np.asarray(values.to_numpy(dtype=np.float64, na_value=np.nan))


def _in_words(column: Column, step: float) -> str:
    return f"{step:,g} days" if column.kind is Kind.DATETIME else f"{step:,g}"
