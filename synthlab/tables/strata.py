"""Groups of rows that a split draws from alike: the target's classes, or tenths of a numeric target."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.tables.schema import Column, Kind

__all__ = ["apportioned", "strata_of"]

_TENTHS = 10
_FEW = 20


def strata_of(values: pd.Series, column: Column) -> npt.NDArray[np.int64]:
    """One stratum a row, from 0 up, shape (n_rows,); missing values are one of their own.

    A numeric or date column with more than 20 different values is cut at its deciles, equal values staying
    together; else every value is a stratum.
    """
    codes, distinct = pd.factorize(values, sort=True)
    codes = codes.astype(np.int64)
    if column.is_ordered and len(distinct) > _FEW:
        ordered = np.asarray(
            distinct, dtype="datetime64[ns]" if column.kind is Kind.DATETIME else np.float64
        ).astype(np.float64)
        present = ordered[codes[codes >= 0]]
        edges = np.unique(np.quantile(present, np.linspace(0, 1, _TENTHS + 1)[1:-1]))
        codes = np.where(codes < 0, -1, np.searchsorted(edges, ordered, side="right")[codes])
    codes = np.where(codes < 0, codes.max(initial=-1) + 1, codes)
    return np.unique(codes, return_inverse=True)[1].astype(np.int64)


def apportioned(sizes: npt.NDArray[np.int64], total: int) -> npt.NDArray[np.int64]:
    """How many of each stratum to draw so that ``total`` are drawn in proportion (largest remainder).

    A stratum of one row gives none; any other keeps at least one row and gives at least one, as long as
    ``total`` allows.
    """
    most = np.where(sizes > 1, sizes - 1, 0)
    least = np.where(sizes > 1, 1, 0)
    total = min(total, int(most.sum()))
    if least.sum() > total:
        least = np.zeros_like(least)
    exact = sizes * (total / sizes.sum())
    drawn = np.clip(np.floor(exact).astype(np.int64), least, most)
    while drawn.sum() != total:
        step = 1 if drawn.sum() < total else -1
        room = drawn < most if step > 0 else drawn > least
        pull = np.where(room, step * (exact - drawn), -np.inf)
        drawn[int(np.argmax(pull))] += step
    return np.asarray(drawn)
