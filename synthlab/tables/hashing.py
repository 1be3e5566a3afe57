"""Content hashes: of a whole table, and of each of its rows."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = ["row_hashes", "table_hash"]


def row_hashes(frame: pd.DataFrame, columns: Sequence[str] | None = None) -> npt.NDArray[np.uint64]:
    """One 64-bit hash a row over these columns, shape (n_rows,), equal for equal rows of any conformed table.

    A missing value equals a missing value. Row order, index and category order do not matter; column order
    does.
    """
    names = list(frame.columns) if columns is None else list(columns)
    return np.asarray(pd.util.hash_pandas_object(frame[names], index=False), dtype=np.uint64)


def table_hash(frame: pd.DataFrame) -> str:
    """SHA-256 over a conformed table's names and values in row order, as 64 hexadecimal digits."""
    digest = hashlib.sha256()
    for name in frame.columns:
        digest.update(repr(str(name)).encode())
        digest.update(row_hashes(frame, [name]).tobytes())
    return digest.hexdigest()
