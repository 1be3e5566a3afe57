"""The compiled crosstab: blocks of rows small enough to stay in cache while every pair reads them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from synthlab.statistics.compiled import compiled

__all__ = ["pair_counts_compiled"]

_BLOCK = 4096


def pair_counts_compiled(
    codes: npt.NDArray[np.uint8], pairs: npt.NDArray[np.int64], n_codes: int, bounds: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """As ``synthlab.statistics.crosstab.pair_counts``."""
    counts = np.zeros((len(bounds) - 1, len(pairs), n_codes * n_codes), dtype=np.int64)
    if codes.size and int(codes.max()) >= n_codes:
        raise ValueError(f"Code {int(codes.max())} is not below {n_codes}.")
    _count(np.ascontiguousarray(codes), np.ascontiguousarray(pairs), n_codes, bounds, counts)
    return counts.reshape(len(bounds) - 1, len(pairs), n_codes, n_codes)


@compiled
def _count(
    codes: npt.NDArray[np.uint8],
    pairs: npt.NDArray[np.int64],
    n_codes: int,
    bounds: npt.NDArray[np.int64],
    counts: npt.NDArray[np.int64],
) -> None:
    for group in range(len(bounds) - 1):
        for start in range(bounds[group], bounds[group + 1], _BLOCK):
            stop = min(start + _BLOCK, bounds[group + 1])
            for pair in range(len(pairs)):
                first, second = pairs[pair, 0], pairs[pair, 1]
                cells = counts[group, pair]
                for row in range(start, stop):
                    cells[codes[first, row] * n_codes + codes[second, row]] += 1
