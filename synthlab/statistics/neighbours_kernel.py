"""The compiled loops of ``neighbours``; imported on the first call, since loading the compiler takes half a second."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from synthlab.statistics.compiled import compiled

__all__ = ["find_leaving_out", "find_nearest", "find_nearest_boxed"]

Numbers = npt.NDArray[np.float32]
Categories = npt.NDArray[np.unsignedinteger[Any]]
Floats = npt.NDArray[np.float32]
Indices = npt.NDArray[np.int64]

_BLOCK = 2048
# Bounds and distances add the same numbers in different order.
_SLACK = np.float32(1e-4)


@compiled
def _distances(
    q_numbers: Floats,
    q_categories: Categories,
    numbers: Numbers,
    categories: Categories,
    start: int,
    stop: int,
    out: Floats,
    differing: npt.NDArray[np.uint8],
) -> None:
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
def _any_below(out: npt.NDArray[np.int32], n: int, limit: int) -> bool:
    # Non-negative floats compare as their bits do; only the integer minimum is vectorised.
    least = out[0]
    for j in range(1, n):
        least = min(least, out[j])
    return bool(least < limit)


@compiled
def _keep(out: Floats, start: int, stop: int, best: Floats, which: Indices) -> None:
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
            _distances(q_numbers[q], q_categories[q], numbers, categories, start, stop, out, differing)
            if same and start <= q < stop:
                out[q - start] = np.inf
            if _any_below(bits, stop - start, best_bits[q, k - 1]):
                _keep(out, start, stop, best[q], which[q])


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
    # A pair matters only when its whole distance is below this: the worst of the best plus one column's most.
    limit = np.full(n_queries, np.inf, dtype=np.float32)
    limit_bits = limit.view(np.int32)
    for start in range(0, n_references, _BLOCK):
        stop = min(start + _BLOCK, n_references)
        for q in range(n_queries):
            _distances(q_numbers[q], q_categories[q], numbers, categories, start, stop, out, differing)
            if not _any_below(bits, stop - start, limit_bits[q]):
                continue
            for j in range(stop - start):
                if out[j] >= limit[q]:
                    continue
                changed = False
                for c in range(n_columns):
                    if c < n_numbers:
                        part = abs(numbers[c, start + j] - q_numbers[q, c])
                    else:
                        part = np.float32(
                            categories[c - n_numbers, start + j] != q_categories[q, c - n_numbers]
                        )
                    if out[j] - part < best[q, c]:
                        best[q, c] = out[j] - part
                        which[c, q] = start + j
                        changed = True
                if changed:
                    limit[q] = best[q].max() + span


@compiled
def _bound(
    numbers: Floats,
    categories: Categories,
    low: Floats,
    high: Floats,
    masks: npt.NDArray[np.uint64],
) -> float:
    """What every row of a box is away at least."""
    bound = np.float32(0.0)
    for c in range(len(numbers)):
        bound += max(low[c] - numbers[c], numbers[c] - high[c], np.float32(0.0))
    for c in range(len(categories)):
        if (masks[c] >> np.uint64(np.uint64(categories[c]) & np.uint64(63))) & np.uint64(1) == np.uint64(0):
            bound += np.float32(1.0)
    return float(bound)


@compiled
def find_nearest_boxed(
    q_numbers: Numbers,
    q_categories: Categories,
    numbers: Numbers,
    categories: Categories,
    starts: Indices,
    low: Numbers,
    high: Numbers,
    masks: npt.NDArray[np.uint64],
    own: Indices,
    best: Floats,
    which: Indices,
) -> int:
    """As ``find_nearest`` over rows in box order; ``own`` is each query's own place there, or -1.

    Returns the number of pairs looked at.
    """
    n_queries, k = best.shape
    n_boxes = len(starts) - 1
    longest = 0
    for box in range(n_boxes):
        longest = max(longest, starts[box + 1] - starts[box])
    out = np.empty(longest, dtype=np.float32)
    bits = out.view(np.int32)
    best_bits = best.view(np.int32)
    differing = np.empty(longest, dtype=np.uint8)
    bounds = np.empty(n_boxes, dtype=np.float32)
    looked_at = 0
    for q in range(n_queries):
        nearest_box = 0
        for box in range(n_boxes):
            bounds[box] = _bound(q_numbers[q], q_categories[q], low[box], high[box], masks[box])
            if bounds[box] < bounds[nearest_box]:
                nearest_box = box
        for turn in range(-1, n_boxes):
            box = nearest_box if turn < 0 else turn
            if turn == nearest_box or bounds[box] - _SLACK >= best[q, k - 1]:
                continue
            start, stop = starts[box], starts[box + 1]
            looked_at += stop - start
            _distances(q_numbers[q], q_categories[q], numbers, categories, start, stop, out, differing)
            if start <= own[q] < stop:
                out[own[q] - start] = np.inf
            if _any_below(bits, stop - start, best_bits[q, k - 1]):
                _keep(out, start, stop, best[q], which[q])
    return looked_at
