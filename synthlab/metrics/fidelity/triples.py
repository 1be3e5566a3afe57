"""Counts of three coded columns at a time."""

from __future__ import annotations

from itertools import combinations
from math import comb

import numpy as np
import numpy.typing as npt

__all__ = ["choose_triples", "triple_counts"]

Codes = npt.NDArray[np.uint8]
Triples = npt.NDArray[np.int64]


def choose_triples(n_columns: int, most: int, rng: np.random.Generator) -> Triples:
    """Every triple of columns once, or ``most`` different ones drawn at random; shape (n_triples, 3), sorted."""
    if comb(n_columns, 3) <= most:
        return np.array(list(combinations(range(n_columns), 3)), dtype=np.int64).reshape(-1, 3)
    chosen: set[tuple[int, ...]] = set()
    while len(chosen) < most:
        chosen.add(tuple(sorted(rng.choice(n_columns, 3, replace=False).tolist())))
    return np.array(sorted(chosen), dtype=np.int64)


def triple_counts(codes: Codes, triples: Triples, n_codes: int, bounds: list[int]) -> npt.NDArray[np.int64]:
    """Rows of each cell in groups of consecutive rows, shape (n_groups, n_triples, n_codes ** 3)."""
    n_groups, n_cells = len(bounds) - 1, n_codes**3
    counts = np.empty((n_groups, len(triples), n_cells), dtype=np.int64)
    rows = slice(bounds[0], bounds[-1])
    group = np.repeat(np.arange(n_groups, dtype=np.int64) * n_cells, np.diff(bounds))
    for index, (a, b, c) in enumerate(triples):
        cell = (codes[a, rows].astype(np.int64) * n_codes + codes[b, rows]) * n_codes + codes[c, rows]
        counts[:, index] = np.bincount(group + cell, minlength=n_groups * n_cells).reshape(n_groups, n_cells)
    return counts
