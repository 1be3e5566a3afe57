"""Cells of pool and synthetic rows as integers, fitted on both together: no label has a say in them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.metrics.privacy.engine.pool import Pool
from synthlab.tables.schema import Column

__all__ = ["Coded", "binned", "code"]

Codes = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Coded:
    """``pool`` and ``synthetic`` hold one row of codes a column, shape (n_columns, n_rows).

    Codes of ordered columns stand in the order of their values. Code 0 is a missing value.
    ``n_levels`` counts the codes of each column, the missing one included. ``values`` gives the number (for dates,
    days) behind each code of an ordered column, NaN for the missing one; None for other columns.
    """

    columns: tuple[Column, ...]
    pool: Codes
    synthetic: Codes
    n_levels: npt.NDArray[np.int64]
    values: tuple[npt.NDArray[np.float64] | None, ...]

    def index(self, name: str) -> int:
        return next(i for i, column in enumerate(self.columns) if column.name == name)


def code(pool: Pool) -> Coded:
    """Exact codes of every modelled column that the synthetic table fills: equal values, equal code."""
    columns = tuple(c for c in pool.schema.modelled if pool.synthetic[c.name].notna().any())
    pool_codes = np.empty((len(columns), len(pool.rows)), dtype=np.int32)
    synthetic_codes = np.empty((len(columns), len(pool.synthetic)), dtype=np.int32)
    n_levels = np.empty(len(columns), dtype=np.int64)
    values: list[npt.NDArray[np.float64] | None] = []
    for index, column in enumerate(columns):
        both = pd.concat([_plain(pool.rows[column.name]), _plain(pool.synthetic[column.name])])
        codes, levels = pd.factorize(both, sort=True)
        pool_codes[index] = codes[: len(pool.rows)] + 1
        synthetic_codes[index] = codes[len(pool.rows) :] + 1
        n_levels[index] = len(levels) + 1
        values.append(_numbers(levels) if column.is_ordered else None)
    return Coded(columns, pool_codes, synthetic_codes, n_levels, tuple(values))


def binned(coded: Coded, n_bins: int = 12) -> Coded:
    """The same with ordered columns cut into ``n_bins`` bins of about equally many pool and synthetic rows.

    ``values`` still belongs to the exact codes.
    """
    pool, synthetic, n_levels = coded.pool.copy(), coded.synthetic.copy(), coded.n_levels.copy()
    for index, column in enumerate(coded.columns):
        if not column.is_ordered or coded.n_levels[index] <= n_bins + 1:
            continue
        counts = sum(
            np.bincount(side[index], minlength=coded.n_levels[index]) / side.shape[1]
            for side in (coded.pool, coded.synthetic)
        )
        counts = np.asarray(counts)
        counts[0] = 0.0
        before = np.cumsum(counts) - counts
        bin_of = 1 + np.minimum((before / counts.sum() * n_bins).astype(np.int32), n_bins - 1)
        bin_of[0] = 0
        pool[index], synthetic[index] = bin_of[coded.pool[index]], bin_of[coded.synthetic[index]]
        n_levels[index] = n_bins + 1
    return Coded(coded.columns, pool, synthetic, n_levels, coded.values)


def _plain(values: pd.Series) -> pd.Series:
    if values.dtype == "category":
        return values.astype(object)
    if values.dtype.name in ("Int64", "boolean"):
        return pd.Series(values.to_numpy(dtype=np.float64, na_value=np.nan))
    return values


def _numbers(levels: pd.Index) -> npt.NDArray[np.float64]:
    numbers = np.asarray(levels)
    if numbers.dtype.kind == "M":
        numbers = numbers.astype("datetime64[ns]").astype(np.float64) / 86_400e9
    return np.concatenate([[np.nan], numbers.astype(np.float64)])
