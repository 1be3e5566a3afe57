"""Exact nearest records between mixed-type tables, without ever holding an n x m matrix.

The distance of two rows is the sum over columns: the absolute difference of (scaled) numbers, plus one for each
category that differs. Kernels (``neighbours_kernel``) work on blocks that stay in the
processor's cache and are compiled once.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from synthlab.statistics.neighbour_boxes import Boxes, make_boxes

_LEAST_BOXED = 2_048
_PILOT = 256
_WORTH_IT = 0.4

__all__ = ["Encoded", "nearest", "nearest_leaving_out"]

Numbers = npt.NDArray[np.float32]
Categories = npt.NDArray[np.unsignedinteger[Any]]
Floats = npt.NDArray[np.float32]
Indices = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Encoded:
    """Rows ready for the kernels: numbers float32 (n_numbers, n_rows), categories uint8 or uint16 (n_categories, n_rows).

    At most 255 category columns. Numbers must be finite.
    """

    numbers: Numbers
    categories: Categories

    @property
    def n_rows(self) -> int:
        return int(self.numbers.shape[1])

    @cached_property
    def boxes(self) -> Boxes:
        """The rows in small boxes, for a search that passes by whole boxes; kept, since rows are searched more than once."""
        return make_boxes(self.numbers, self.categories)

    def rows(self, chosen: npt.NDArray[np.generic]) -> Encoded:
        return Encoded(
            np.ascontiguousarray(self.numbers[:, chosen]), np.ascontiguousarray(self.categories[:, chosen])
        )

    def only(self, numbers: list[int], categories: list[int]) -> Encoded:
        """The same rows with these number and category columns alone."""
        return Encoded(
            np.ascontiguousarray(self.numbers[numbers]), np.ascontiguousarray(self.categories[categories])
        )


def nearest(queries: Encoded, references: Encoded, k: int = 1, same: bool = False) -> tuple[Floats, Indices]:
    """Distances to and indices of the ``k`` nearest reference rows, nearest first, shape (n_queries, k).

    Of equally near rows any may stand first, always the same one. ``same`` says that both are one table: a row is then not its own
    neighbour. Places that cannot be filled (fewer than k references) hold infinity and -1. Where a pilot
    of queries shows that it pays, rows are searched box by box (a few percent of the pairs on tables of people), else
    all n x m pairs are looked at, about 2 processor cycles each for 15 columns. Memory: k numbers a query.
    """
    best = np.full((queries.n_rows, k), np.inf, dtype=np.float32)
    which = np.full((queries.n_rows, k), -1, dtype=np.int64)
    if (
        references.n_rows >= _LEAST_BOXED
        and queries.n_rows > _PILOT
        and _boxed(queries, references, same, best, which)
    ):
        return best, which
    from synthlab.statistics.neighbours_kernel import find_nearest

    find_nearest(*_by_row(queries), references.numbers, references.categories, same, best, which)
    return best, which


def _boxed(queries: Encoded, references: Encoded, same: bool, best: Floats, which: Indices) -> bool:
    """Fill ``best`` and ``which`` box by box; False, with nothing filled, where a pilot says that boxes do not help."""
    from synthlab.statistics.neighbour_boxes_kernel import find_nearest_boxed

    boxes = references.boxes
    own = np.full(queries.n_rows, -1, dtype=np.int64)
    if same:
        own[boxes.order] = np.arange(len(boxes.order))
    q_numbers, q_categories = _by_row(queries)

    def find(rows: slice) -> int:
        return find_nearest_boxed(
            q_numbers[rows], q_categories[rows], boxes.numbers, boxes.categories,
            boxes.starts, boxes.low, boxes.high, boxes.lacks, own[rows], best[rows], which[rows],
        )  # fmt: skip

    pilot = slice(0, _PILOT)
    if find(pilot) > _WORTH_IT * _PILOT * references.n_rows:
        best[pilot], which[pilot] = np.inf, -1
        return False
    find(slice(_PILOT, None))
    np.copyto(which, np.where(which >= 0, boxes.order[which], -1))
    return True


def nearest_leaving_out(queries: Encoded, references: Encoded) -> Indices:
    """For each column in turn, the nearest reference row by all other columns, shape (n_columns, n_queries).

    Number columns come first, then category columns. One pass serves all columns: a pair is looked at closely
    only where its whole distance less the most that one column can add could still be the least.
    """
    n_columns = len(queries.numbers) + len(queries.categories)
    which = np.full((n_columns, queries.n_rows), -1, dtype=np.int64)
    span = _span(queries, references)
    if (
        references.n_rows >= _LEAST_BOXED
        and queries.n_rows > _PILOT
        and _boxed_leaving_out(queries, references, span, which)
    ):
        return which
    from synthlab.statistics.neighbours_kernel import find_leaving_out

    find_leaving_out(*_by_row(queries), references.numbers, references.categories, span, which)
    return which


def _boxed_leaving_out(queries: Encoded, references: Encoded, span: np.float32, which: Indices) -> bool:
    """Fill ``which`` box by box; False, with nothing filled, where a pilot says that boxes do not help."""
    from synthlab.statistics.neighbour_boxes_kernel import find_leaving_out_boxed

    boxes = references.boxes
    q_numbers, q_categories = _by_row(queries)

    def find(rows: slice) -> int:
        return find_leaving_out_boxed(
            q_numbers[rows], q_categories[rows], boxes.numbers, boxes.categories,
            boxes.starts, boxes.low, boxes.high, boxes.lacks, span, which[:, rows],
        )  # fmt: skip

    if find(slice(0, _PILOT)) > _WORTH_IT * _PILOT * references.n_rows:
        which[:, :_PILOT] = -1
        return False
    find(slice(_PILOT, None))
    np.copyto(which, np.where(which >= 0, boxes.order[which], -1))
    return True


def _span(queries: Encoded, references: Encoded) -> np.float32:
    spans = [np.float32(1.0)]
    for q, r in zip(queries.numbers, references.numbers, strict=True):
        spans.append(max(q.max(), r.max()) - min(q.min(), r.min()))
    return max(spans)


def _by_row(rows: Encoded) -> tuple[Numbers, Categories]:
    return np.ascontiguousarray(rows.numbers.T), np.ascontiguousarray(rows.categories.T)
