"""The compiled loops of the attacks; imported on the first call, since loading the compiler takes half a second."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from synthlab.statistics.compiled import compiled

__all__ = ["by_value", "count_matches", "rank_first"]

Codes = npt.NDArray[np.int32]
Counts = npt.NDArray[np.int64]
Indices = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.float32]
Categories = npt.NDArray[np.unsignedinteger[Any]]

_TIE = 1e-6


@compiled
def by_value(codes: Codes, begins: Counts) -> tuple[Codes, Counts]:
    """The rows of each column in the order of their codes, shape (n_columns, n_rows), and where each code starts.

    The places of column c's code v are ``starts[begins[c] + v]`` to ``starts[begins[c] + v + 1]``; a column with L
    codes takes L + 1 numbers of ``starts``, from ``begins[c]`` on.
    """
    n_columns, n_rows = codes.shape
    starts = np.zeros(begins[n_columns], dtype=np.int64)
    order = np.empty((n_columns, n_rows), dtype=np.int32)
    for column in range(n_columns):
        mine = starts[begins[column] : begins[column + 1]]
        for row in range(n_rows):
            mine[codes[column, row] + 1] += 1
        for value in range(1, len(mine)):
            mine[value] += mine[value - 1]
        following = mine.copy()
        for row in range(n_rows):
            order[column, following[codes[column, row]]] = row
            following[codes[column, row]] += 1
    return order, starts


@compiled
def count_matches(
    columns: Codes,
    low: Codes,
    high: Codes,
    codes: Codes,
    owners: Counts,
    order: Codes,
    starts: Counts,
    begins: Counts,
) -> tuple[Counts, Counts]:
    """How many owners of rows each predicate fits (counting stops at 2), and the first of them (-1: none).

    Only rows that fulfil the predicate's rarest condition are looked at.
    """
    n_predicates, n_places = columns.shape
    found = np.zeros(n_predicates, dtype=np.int64)
    first = np.full(n_predicates, -1, dtype=np.int64)
    for p in range(n_predicates):
        rarest, begin, end = -1, 0, 0
        for place in range(n_places):
            column = columns[p, place]
            if column < 0:
                break
            last = begins[column + 1] - begins[column] - 2
            upto = starts[begins[column] + min(high[p, place], last) + 1]
            since = starts[begins[column] + min(low[p, place], last + 1)]
            if rarest < 0 or upto - since < end - begin:
                rarest, begin, end = column, since, upto
        for at in range(begin, end):
            row = order[rarest, at]
            fits = True
            for place in range(n_places):
                column = columns[p, place]
                if column < 0:
                    break
                value = codes[column, row]
                if value < low[p, place] or value > high[p, place]:
                    fits = False
                    break
            if not fits or owners[row] == first[p]:
                continue
            if found[p] == 1:
                found[p] = 2
                break
            found[p] = 1
            first[p] = owners[row]
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
