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

LEAF = 512
_LOOKED_AT = 2_000


@dataclass(frozen=True)
class Boxes:
    """``order`` puts reference rows box by box; box b holds places ``starts[b]`` to ``starts[b + 1]``.

    ``low`` and ``high`` bound its numbers, shape (n_boxes, n_numbers). ``masks`` has a bit for each category it holds
    (the category's number modulo 64), shape (n_boxes, n_categories): a bit that is not set is a category it lacks.
    """

    order: Indices
    starts: Indices
    low: Numbers
    high: Numbers
    masks: npt.NDArray[np.uint64]


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
    starts = np.concatenate([[0], np.cumsum([len(rows) for rows in leaves])]).astype(np.int64)
    low = np.empty((len(leaves), len(numbers)), dtype=np.float32)
    high = np.empty_like(low)
    masks = np.empty((len(leaves), len(categories)), dtype=np.uint64)
    for box, rows in enumerate(leaves):
        if len(numbers):
            inside = numbers[:, rows]
            low[box], high[box] = inside.min(axis=1), inside.max(axis=1)
        if len(categories):
            bits = np.left_shift(np.uint64(1), categories[:, rows].astype(np.uint64) & np.uint64(63))
            masks[box] = np.bitwise_or.reduce(bits, axis=1)
    return Boxes(np.concatenate(leaves), starts, low, high, masks)


def _cut(rows: Indices, numbers: Numbers, categories: Categories) -> list[Indices] | None:
    looked_at = rows[:: max(1, len(rows) // _LOOKED_AT)]
    spreads = [float(2 * np.abs(values - values.mean()).mean()) for values in numbers[:, looked_at]]
    for levels in categories[:, looked_at]:
        shares = np.unique(levels, return_counts=True)[1] / len(levels)
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
    names, inverse, counts = np.unique(levels, return_inverse=True, return_counts=True)
    order = np.argsort(-counts, kind="stable")
    in_upper = np.zeros(len(names), dtype=np.bool_)
    heaps = [0, 0]
    for level in order:
        lighter = int(heaps[1] < heaps[0])
        in_upper[level] = bool(lighter)
        heaps[lighter] += int(counts[level])
    return np.asarray(in_upper[inverse])
