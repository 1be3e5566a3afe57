"""The compiled loops of the attacks; imported on the first call, since loading the compiler takes half a second."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from synthlab.statistics.compiled import compiled

__all__ = ["count_matches", "rank_first"]

Codes = npt.NDArray[np.int32]
Counts = npt.NDArray[np.int64]
Indices = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.float32]
Categories = npt.NDArray[np.unsignedinteger[Any]]

_TIE = 1e-6


@compiled
def count_matches(
    columns: Codes, low: Codes, high: Codes, rows: Codes, owners: Counts
) -> tuple[Counts, Counts]:
    """How many owners of rows each predicate fits (counting stops at 2), and the first of them (-1: none)."""
    n_predicates, n_places = columns.shape
    found = np.zeros(n_predicates, dtype=np.int64)
    first = np.full(n_predicates, -1, dtype=np.int64)
    for p in range(n_predicates):
        for r in range(rows.shape[0]):
            fits = True
            for place in range(n_places):
                column = columns[p, place]
                if column < 0:
                    break
                value = rows[r, column]
                if value < low[p, place] or value > high[p, place]:
                    fits = False
                    break
            if not fits or owners[r] == first[p]:
                continue
            if found[p] == 1:
                found[p] = 2
                break
            found[p] = 1
            first[p] = owners[r]
    return found, first


@compiled
def rank_first(
    pool_numbers: Numbers,
    pool_categories: Categories,
    synthetic_numbers: Numbers,
    synthetic_categories: Categories,
    found: Indices,
    decoys: Indices,
    first: Floats,
) -> None:
    """Fill ``first`` with the chance that a row's own half is nearest to its ``found`` rows, ties sharing the place."""
    n_numbers, n_categories = pool_numbers.shape[1], pool_categories.shape[1]
    n_decoys = decoys.shape[1]
    for row in range(found.shape[0]):
        own = 0.0
        better, tied = 0, 0
        for place in range(n_decoys + 1):
            candidate = row if place == 0 else decoys[row, place - 1]
            least = 1e30
            for near in range(found.shape[1]):
                reference = found[row, near]
                distance = 0.0
                for c in range(n_numbers):
                    distance += abs(pool_numbers[candidate, c] - synthetic_numbers[reference, c])
                for c in range(n_categories):
                    if pool_categories[candidate, c] != synthetic_categories[reference, c]:
                        distance += 1.0
                least = min(least, distance)
            if place == 0:
                own = least
            elif least < own - _TIE:
                better += 1
                break
            elif least <= own + _TIE:
                tied += 1
        first[row] = 0.0 if better > 0 else 1.0 / (tied + 1)
