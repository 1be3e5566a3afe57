"""The compiled loops of ``neighbours``; imported on the first call, since loading the compiler takes half a second."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from synthlab.statistics.compiled import compiled

__all__ = ["any_below", "distances_to", "find_leaving_out", "find_nearest", "keep_nearest", "leave_out"]

Numbers = npt.NDArray[np.float32]
Categories = npt.NDArray[np.unsignedinteger[Any]]
Floats = npt.NDArray[np.float32]
Indices = npt.NDArray[np.int64]

_BLOCK = 2048


@compiled
def distances_to(
    q_numbers: Floats,
    q_categories: Categories,
    numbers: Numbers,
    categories: Categories,
    start: int,
    stop: int,
    out: Floats,
    differing: npt.NDArray[np.uint8],
) -> None:
    """Fill ``out`` with one query's distances to reference rows start to stop; ``differing`` is scratch."""
    n = stop - start
    n_categories, n_numbers = categories.shape[0], numbers.shape[0]
    one, none = np.uint8(1), np.uint8(0)
    for j in range(n):
        differing[j] = none
    column = 0
    while column + 3 <= n_categories:
        a = categories[column, start:stop]
        b = categories[column + 1, start:stop]
        c = categories[column + 2, start:stop]
        x, y, z = q_categories[column], q_categories[column + 1], q_categories[column + 2]
        for j in range(n):
            differing[j] += (
                (one if a[j] != x else none) + (one if b[j] != y else none) + (one if c[j] != z else none)
            )
        column += 3
    while column < n_categories:
        a, x = categories[column, start:stop], q_categories[column]
        for j in range(n):
            differing[j] += one if a[j] != x else none
        column += 1
    for j in range(n):
        out[j] = np.float32(differing[j])
    column = 0
    while column + 3 <= n_numbers:
        d = numbers[column, start:stop]
        e = numbers[column + 1, start:stop]
        f = numbers[column + 2, start:stop]
        u, v, w = q_numbers[column], q_numbers[column + 1], q_numbers[column + 2]
        for j in range(n):
            out[j] += abs(d[j] - u) + abs(e[j] - v) + abs(f[j] - w)
        column += 3
    while column < n_numbers:
        d, u = numbers[column, start:stop], q_numbers[column]
        for j in range(n):
            out[j] += abs(d[j] - u)
        column += 1


@compiled
def any_below(out: npt.NDArray[np.int32], n: int, limit: int) -> bool:
    """Whether any of the first ``n`` distances, given as the bits of non-negative floats, is below ``limit``."""
    # Non-negative floats compare as their bits do; only the integer minimum is vectorised.
    least = out[0]
    for j in range(1, n):
        least = min(least, out[j])
    return bool(least < limit)


@compiled
def keep_nearest(out: Floats, start: int, stop: int, best: Floats, which: Indices) -> None:
    """Put the distances of rows start to stop into one query's ordered best, where they belong there."""
    k = len(best)
    for j in range(stop - start):
        if out[j] < best[k - 1]:
            place = k - 1
            while place > 0 and best[place - 1] > out[j]:
                best[place] = best[place - 1]
                which[place] = which[place - 1]
                place -= 1
            best[place] = out[j]
            which[place] = start + j


@compiled
def find_nearest(
    q_numbers: Numbers,
    q_categories: Categories,
    numbers: Numbers,
    categories: Categories,
    same: bool,
    best: Floats,
    which: Indices,
) -> None:
    """Fill ``best`` and ``which``, shape (n_queries, k), by looking at every pair, block by block."""
    n_queries, k = best.shape
    n_references = numbers.shape[1]
    out = np.empty(_BLOCK, dtype=np.float32)
    bits = out.view(np.int32)
    best_bits = best.view(np.int32)
    differing = np.empty(_BLOCK, dtype=np.uint8)
    for start in range(0, n_references, _BLOCK):
        stop = min(start + _BLOCK, n_references)
        for q in range(n_queries):
            distances_to(q_numbers[q], q_categories[q], numbers, categories, start, stop, out, differing)
            if same and start <= q < stop:
                out[q - start] = np.inf
            if any_below(bits, stop - start, best_bits[q, k - 1]):
                keep_nearest(out, start, stop, best[q], which[q])


@compiled
def leave_out(
    q_numbers: Floats,
    q_categories: Categories,
    numbers: Numbers,
    categories: Categories,
    start: int,
    stop: int,
    out: Floats,
    span: np.float32,
    limit: np.float32,
    best: Floats,
    which: Indices,
) -> np.float32:
    """Keep, for one query and each column, the nearest of rows start to stop by all other columns; the new limit.

    A pair matters only where its whole distance, in ``out``, is below ``limit``: the worst of the best plus ``span``,
    the most that one column can add.
    """
    n_numbers = numbers.shape[0]
    for j in range(stop - start):
        if out[j] >= limit:
            continue
        changed = False
        for c in range(len(best)):
            if c < n_numbers:
                part = abs(numbers[c, start + j] - q_numbers[c])
            else:
                part = np.float32(categories[c - n_numbers, start + j] != q_categories[c - n_numbers])
            if out[j] - part < best[c]:
                best[c] = out[j] - part
                which[c] = start + j
                changed = True
        if changed:
            limit = best.max() + span
    return limit


@compiled
def find_leaving_out(
    q_numbers: Numbers,
    q_categories: Categories,
    numbers: Numbers,
    categories: Categories,
    span: np.float32,
    which: Indices,
) -> None:
    """Fill ``which``, shape (n_columns, n_queries), with the nearest row by all columns but one, in one pass."""
    n_queries = q_numbers.shape[0]
    n_numbers, n_references = numbers.shape
    n_columns = n_numbers + categories.shape[0]
    out = np.empty(_BLOCK, dtype=np.float32)
    bits = out.view(np.int32)
    differing = np.empty(_BLOCK, dtype=np.uint8)
    best = np.full((n_queries, n_columns), np.inf, dtype=np.float32)
    limit = np.full(n_queries, np.inf, dtype=np.float32)
    limit_bits = limit.view(np.int32)
    for start in range(0, n_references, _BLOCK):
        stop = min(start + _BLOCK, n_references)
        for q in range(n_queries):
            distances_to(q_numbers[q], q_categories[q], numbers, categories, start, stop, out, differing)
            if not any_below(bits, stop - start, limit_bits[q]):
                continue
            limit[q] = leave_out(
                q_numbers[q],
                q_categories[q],
                numbers,
                categories,
                start,
                stop,
                out,
                span,
                limit[q],
                best[q],
                which[:, q],
            )
