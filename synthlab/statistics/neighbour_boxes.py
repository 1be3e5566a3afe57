"""Reference rows in small boxes, so that a nearest-record search can pass by whole boxes that are too far away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["Boxes", "make_boxes"]

Numbers = npt.NDArray[np.float32]
Categories = npt.NDArray[np.unsignedinteger[Any]]
Indices = npt.NDArray[np.int64]

LEAF = 256
_LOOKED_AT = 2_000


@dataclass(frozen=True)
class Boxes:
    """``order`` puts reference rows box by box; box b holds places ``starts[b]`` to ``starts[b + 1]``.

    ``numbers`` and ``categories`` are the rows' cells in that order. ``low`` and ``high`` bound a box's numbers, shape
    (n_numbers, n_boxes). ``lacks`` has a bit for each category (its number modulo 64), shape (n_categories, n_boxes):
    a bit that is set is a category that no row of the box has.
    """

    order: Indices
    starts: Indices
    numbers: Numbers
    categories: Categories
    low: Numbers
    high: Numbers
    lacks: npt.NDArray[np.uint64]


def make_boxes(numbers: Numbers, categories: Categories, leaf: int = LEAF) -> Boxes:
    """Rows (numbers (n_numbers, n_rows), categories (n_categories, n_rows)) cut in two until a box has few.

    Each cut is made on the column in which two rows of the box differ most on average: a number at its median, a
    category's levels in two heaps of about equally many rows.
    """
    waiting = [np.arange(numbers.shape[1])]
    leaves: list[Indices] = []
    while waiting:
        rows = waiting.pop()
        parts = _cut(rows, numbers, categories) if len(rows) > leaf else None
        if parts is None:
            leaves.append(rows)
        else:
            waiting += parts
    order = np.concatenate(leaves)
    starts = np.concatenate([[0], np.cumsum([len(rows) for rows in leaves])]).astype(np.int64)
    # Kernels are compiled for rows of columns that lie together, which indexing does not promise.
    numbers, categories = np.ascontiguousarray(numbers[:, order]), np.ascontiguousarray(categories[:, order])
    bits = np.left_shift(np.uint64(1), categories.astype(np.uint64) & np.uint64(63))
    return Boxes(
        order,
        starts,
        numbers,
        categories,
        np.ascontiguousarray(np.minimum.reduceat(numbers, starts[:-1], axis=1)),
        np.ascontiguousarray(np.maximum.reduceat(numbers, starts[:-1], axis=1)),
        np.ascontiguousarray(~np.bitwise_or.reduceat(bits, starts[:-1], axis=1)),
    )


def _cut(rows: Indices, numbers: Numbers, categories: Categories) -> list[Indices] | None:
    looked_at = rows[:: max(1, len(rows) // _LOOKED_AT)]
    spreads = [float(2 * np.abs(values - values.mean()).mean()) for values in numbers[:, looked_at]]
    for levels in categories[:, looked_at]:
        shares = np.bincount(levels) / len(levels)
        spreads.append(float(1 - (shares**2).sum()))
    for column in np.argsort(-np.array(spreads), kind="stable"):
        if spreads[column] <= 0:
            break
        if column < len(numbers):
            upper = _above_the_median(numbers[column, rows])
        else:
            upper = _heaped(categories[column - len(numbers), rows])
        if 0 < upper.sum() < len(rows):
            return [rows[~upper], rows[upper]]
    return None


def _above_the_median(values: Numbers) -> npt.NDArray[np.bool_]:
    middle = np.partition(values, len(values) // 2)[len(values) // 2]
    upper = values > middle
    return np.asarray(upper if upper.any() else values >= middle)


def _heaped(levels: Categories) -> npt.NDArray[np.bool_]:
    counts = np.bincount(levels)
    in_upper = np.zeros(len(counts), dtype=np.bool_)
    heaps = [0, 0]
    for level in np.argsort(-counts, kind="stable")[: np.count_nonzero(counts)]:
        lighter = int(heaps[1] < heaps[0])
        in_upper[level] = bool(lighter)
        heaps[lighter] += int(counts[level])
    return np.asarray(in_upper[levels])
