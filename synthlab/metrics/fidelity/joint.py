"""The joint table of two columns, for display: coarse bins, small cells withheld."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.metrics.base import Comparison
from synthlab.statistics.binning import MIN_ROWS, Bins, make_bins

__all__ = ["joint_table"]

_RANGES = 7
_LEVELS = 10


def joint_table(comparison: Comparison, a: str, b: str) -> dict[str, Any]:
    """Shares of rows by the bins of two columns: ``a_labels``, ``b_labels``, ``train[i][j]``, ``synthetic[i][j]``.

    A cell of ``train`` that 1 to 9 rows hold is withheld (None), and levels that fewer than 10 real rows hold
    are pooled. Rows and columns that neither table uses are left out.

    Raises
    ------
    DataError
        When there is no such column.
    """
    bins_a, bins_b = (_bins(comparison, name) for name in (a, b))
    train = _counts(comparison.train, bins_a, bins_b)
    synthetic = _counts(comparison.synthetic, bins_a, bins_b)
    rows = np.flatnonzero((train + synthetic).sum(axis=1))
    columns = np.flatnonzero((train + synthetic).sum(axis=0))
    train, synthetic = train[np.ix_(rows, columns)], synthetic[np.ix_(rows, columns)]
    n_train, n_synthetic = len(comparison.train), len(comparison.synthetic)
    return {
        "a_labels": [bins_a.shown_labels[index] for index in rows],
        "b_labels": [bins_b.shown_labels[index] for index in columns],
        "train": [
            [None if 0 < count < MIN_ROWS else float(count / n_train) for count in line] for line in train
        ],
        "synthetic": [[float(count / n_synthetic) for count in line] for line in synthetic],
    }


def _bins(comparison: Comparison, name: str) -> Bins:
    real = [comparison.train] if comparison.holdout is None else [comparison.train, comparison.holdout]
    column = comparison.schema[name]
    return make_bins([part[name] for part in real], column, _RANGES, _LEVELS)


def _counts(frame: pd.DataFrame, a: Bins, b: Bins) -> npt.NDArray[np.int64]:
    size_a, size_b = len(a.shown_labels), len(b.shown_labels)
    cells = a.shown[a.code(frame[a.column])] * size_b + b.shown[b.code(frame[b.column])]
    return np.bincount(cells, minlength=size_a * size_b).reshape(size_a, size_b)
