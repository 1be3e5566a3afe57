"""Counts of coded columns: one column at a time and all pairs in one pass, by blocks of rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

__all__ = ["all_pairs", "column_counts", "pair_counts", "pair_counts_numpy"]

Codes = npt.NDArray[np.uint8]
Counts = npt.NDArray[np.int64]
Pairs = npt.NDArray[np.int64]


def all_pairs(n_columns: int) -> Pairs:
    """Every pair of columns once, shape (n_pairs, 2), first index below second."""
    first, second = np.triu_indices(n_columns, k=1)
    return np.ascontiguousarray(np.stack([first, second], axis=1).astype(np.int64))


def column_counts(codes: Codes, n_codes: int, bounds: Sequence[int] | None = None) -> Counts:
    """Rows of each code, shape (n_groups, n_columns, n_codes), for groups of consecutive rows.

    ``codes`` has shape (n_columns, n_rows); group g holds the rows bounds[g] to bounds[g + 1] (not included);
    one group of all rows by default.
    """
    edges = _checked_bounds(codes, bounds)
    n_groups = len(edges) - 1
    counts = np.empty((n_groups, len(codes), n_codes), dtype=np.int64)
    group = np.repeat(np.arange(n_groups, dtype=np.int64) * n_codes, np.diff(edges))
    for column, row in enumerate(codes):
        tally = np.bincount(group + row[edges[0] : edges[-1]], minlength=n_groups * n_codes)
        counts[:, column] = tally.reshape(n_groups, n_codes)
    return counts


def pair_counts(codes: Codes, pairs: Pairs, n_codes: int, bounds: Sequence[int] | None = None) -> Counts:
    """Rows of each pair of codes, shape (n_groups, n_pairs, n_codes, n_codes), in one pass.

    Cell [g, p, i, j] counts the rows of group g where column pairs[p, 0] has code i and column pairs[p, 1]
    has code j. Every code must be below ``n_codes``. A compiled kernel where numba is installed, else numpy;
    both give the same counts.
    """
    edges = _checked_bounds(codes, bounds)
    return _kernel()(codes, pairs, n_codes, edges)


def pair_counts_numpy(codes: Codes, pairs: Pairs, n_codes: int, bounds: Pairs) -> Counts:
    """``pair_counts`` by one ``bincount`` a pair."""
    n_groups, n_cells = len(bounds) - 1, n_codes * n_codes
    counts = np.empty((n_groups, len(pairs), n_codes, n_codes), dtype=np.int64)
    group = np.repeat(np.arange(n_groups, dtype=np.int64) * n_cells, np.diff(bounds))
    rows = slice(bounds[0], bounds[-1])
    for index, (first, second) in enumerate(pairs):
        cell = group + codes[first, rows] * np.int64(n_codes) + codes[second, rows]
        tally = np.bincount(cell, minlength=n_groups * n_cells)
        counts[:, index] = tally.reshape(n_groups, n_codes, n_codes)
    return counts


def _kernel() -> Callable[[Codes, Pairs, int, Pairs], Counts]:
    try:
        from synthlab.statistics.crosstab_kernel import pair_counts_compiled
    except ImportError:
        return pair_counts_numpy
    return pair_counts_compiled


def _checked_bounds(codes: Codes, bounds: Sequence[int] | None) -> Pairs:
    edges = np.asarray((0, codes.shape[1]) if bounds is None else bounds, dtype=np.int64)
    if len(edges) < 2 or edges[0] < 0 or edges[-1] > codes.shape[1] or (np.diff(edges) < 0).any():
        raise ValueError(f"Bounds must rise within 0 and {codes.shape[1]} rows.")
    return edges
