"""The compiled loops of the search box by box; imported on the first call, as loading the compiler takes half a second."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from synthlab.statistics.compiled import compiled
from synthlab.statistics.neighbours_kernel import any_below, distances_to, keep_nearest, leave_out

__all__ = ["find_leaving_out_boxed", "find_nearest_boxed"]

Numbers = npt.NDArray[np.float32]
Categories = npt.NDArray[np.unsignedinteger[Any]]
Floats = npt.NDArray[np.float32]
Indices = npt.NDArray[np.int64]
Masks = npt.NDArray[np.uint64]

# Bounds and distances add the same numbers in different order.
_SLACK = np.float32(1e-4)
_DONE = np.float32(np.inf)


@compiled
def _part_of_number(number: np.float32, low: np.float32, high: np.float32) -> np.float32:
    return max(low - number, number - high, np.float32(0.0))


@compiled
def _part_of_category(category: int, lacks: np.uint64) -> np.uint8:
    return np.uint8((lacks >> np.uint64(np.uint64(category) & np.uint64(63))) & np.uint64(1))


@compiled
def _bound(
    numbers: Floats,
    categories: Categories,
    low: Numbers,
    high: Numbers,
    lacks: Masks,
    lacking: npt.NDArray[np.uint8],
    bounds: Floats,
) -> None:
    """Fill ``bounds`` with what every row of each box is away at least; column by column, which is vectorised."""
    n_boxes = len(bounds)
    for box in range(n_boxes):
        lacking[box] = np.uint8(0)
    for c in range(len(categories)):
        mine, category = lacks[c], categories[c]
        for box in range(n_boxes):
            lacking[box] += _part_of_category(category, mine[box])
    for box in range(n_boxes):
        bounds[box] = np.float32(lacking[box])
    for c in range(len(numbers)):
        lowest, highest, number = low[c], high[c], numbers[c]
        for box in range(n_boxes):
            bounds[box] += _part_of_number(number, lowest[box], highest[box])


@compiled
def _closest(bits: npt.NDArray[np.int32]) -> int:
    # Non-negative floats compare as their bits do; only the integer minimum is vectorised.
    least = bits[0]
    for box in range(1, len(bits)):
        least = min(least, bits[box])
    closest = 0
    while bits[closest] != least:
        closest += 1
    return closest


@compiled
def _longest(starts: Indices) -> int:
    longest = 0
    for box in range(len(starts) - 1):
        longest = max(longest, starts[box + 1] - starts[box])
    return longest


@compiled
def find_nearest_boxed(
    q_numbers: Numbers,
    q_categories: Categories,
    numbers: Numbers,
    categories: Categories,
    starts: Indices,
    low: Numbers,
    high: Numbers,
    lacks: Masks,
    own: Indices,
    best: Floats,
    which: Indices,
) -> int:
    """As ``find_nearest`` over rows in box order, the closest box first; ``own`` is each query's own place there, or -1.

    Returns the number of pairs looked at.
    """
    n_queries, k = best.shape
    n_boxes, longest = len(starts) - 1, _longest(starts)
    out = np.empty(longest, dtype=np.float32)
    bits = out.view(np.int32)
    best_bits = best.view(np.int32)
    differing = np.empty(longest, dtype=np.uint8)
    bounds, lacking = np.empty(n_boxes, dtype=np.float32), np.empty(n_boxes, dtype=np.uint8)
    bounds_bits = bounds.view(np.int32)
    looked_at = 0
    for q in range(n_queries):
        _bound(q_numbers[q], q_categories[q], low, high, lacks, lacking, bounds)
        while True:
            box = _closest(bounds_bits)
            if bounds[box] - _SLACK >= best[q, k - 1]:
                break
            bounds[box] = _DONE
            start, stop = starts[box], starts[box + 1]
            looked_at += stop - start
            distances_to(q_numbers[q], q_categories[q], numbers, categories, start, stop, out, differing)
            if start <= own[q] < stop:
                out[own[q] - start] = np.inf
            if any_below(bits, stop - start, best_bits[q, k - 1]):
                keep_nearest(out, start, stop, best[q], which[q])
    return looked_at


@compiled
def _may_be_nearer(
    box: int,
    bound: np.float32,
    numbers: Floats,
    categories: Categories,
    low: Numbers,
    high: Numbers,
    lacks: Masks,
    best: Floats,
) -> bool:
    """Whether a box may hold a nearer row by all columns but one, for any column."""
    n_numbers = len(numbers)
    for c in range(n_numbers):
        if bound - _part_of_number(numbers[c], low[c, box], high[c, box]) - _SLACK < best[c]:
            return True
    for c in range(len(categories)):
        if bound - _part_of_category(categories[c], lacks[c, box]) - _SLACK < best[n_numbers + c]:
            return True
    return False


@compiled
def find_leaving_out_boxed(
    q_numbers: Numbers,
    q_categories: Categories,
    numbers: Numbers,
    categories: Categories,
    starts: Indices,
    low: Numbers,
    high: Numbers,
    lacks: Masks,
    span: np.float32,
    which: Indices,
) -> int:
    """As ``find_leaving_out`` over rows in box order. Returns the number of pairs looked at."""
    n_queries, n_columns = q_numbers.shape[0], which.shape[0]
    n_boxes, longest = len(starts) - 1, _longest(starts)
    out = np.empty(longest, dtype=np.float32)
    bits = out.view(np.int32)
    differing = np.empty(longest, dtype=np.uint8)
    bounds, lacking = np.empty(n_boxes, dtype=np.float32), np.empty(n_boxes, dtype=np.uint8)
    bounds_bits = bounds.view(np.int32)
    limit = np.empty(1, dtype=np.float32)
    limit_bits = limit.view(np.int32)
    best = np.empty(n_columns, dtype=np.float32)
    looked_at = 0
    for q in range(n_queries):
        best[:] = np.inf
        limit[0] = np.inf
        _bound(q_numbers[q], q_categories[q], low, high, lacks, lacking, bounds)
        while True:
            box = _closest(bounds_bits)
            bound = bounds[box]
            if bound - _SLACK >= limit[0]:
                break
            bounds[box] = _DONE
            if not _may_be_nearer(box, bound, q_numbers[q], q_categories[q], low, high, lacks, best):
                continue
            start, stop = starts[box], starts[box + 1]
            looked_at += stop - start
            distances_to(q_numbers[q], q_categories[q], numbers, categories, start, stop, out, differing)
            if any_below(bits, stop - start, limit_bits[0]):
                limit[0] = leave_out(
                    q_numbers[q],
                    q_categories[q],
                    numbers,
                    categories,
                    start,
                    stop,
                    out,
                    span,
                    limit[0],
                    best,
                    which[:, q],
                )
    return looked_at
