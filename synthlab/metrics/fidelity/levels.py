"""Levels of an unordered column as whole numbers that mean the same in every table."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = ["shared_codes"]

Codes = npt.NDArray[np.int64]


def shared_codes(parts: Sequence[pd.Series]) -> tuple[list[Codes], tuple[str, ...]]:
    """Each part's codes (-1: missing), and the levels they stand for, sorted, whatever order the parts have."""
    texts = [_texts(part) for part in parts]
    levels = sorted({str(level) for _, names in texts for level in names})
    index = pd.Index(levels, dtype=object)
    found = []
    for codes, names in texts:
        where = index.get_indexer(pd.Index([str(name) for name in names], dtype=object))
        found.append(np.append(where, -1)[codes].astype(np.int64))
    return found, tuple(levels)


def _texts(values: pd.Series) -> tuple[Codes, Sequence[object]]:
    if isinstance(values.dtype, pd.CategoricalDtype):
        return values.cat.codes.to_numpy(dtype=np.int64), list(values.cat.categories)
    codes, names = pd.factorize(values)
    return codes.astype(np.int64), list(names)
