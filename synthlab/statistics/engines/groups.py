"""A table counted in groups of rows at random, in one pass and in memory that does not grow with the rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from synthlab.statistics.binning import Bins, code_table
from synthlab.statistics.engines.batched import BATCH_ROWS, Batched

__all__ = ["N_GROUPS", "Tally", "count_groups"]

Codes = npt.NDArray[np.uint8]
Counts = npt.NDArray[np.int64]

N_GROUPS = 64


@dataclass(frozen=True)
class Tally:
    """What to count: ``count(codes, bounds)`` gives (n_groups, n_tables, n_cells) of rows coded by ``bins``."""

    bins: Sequence[Bins]
    count: Callable[[Codes, list[int]], Counts]


def count_groups(
    engine: Batched, tallies: Sequence[Tally], size: int, rng: np.random.Generator, n_parts: int = 1
) -> list[list[Counts]]:
    """For each of ``n_parts`` random parts of the table, one array a tally, shape (N_GROUPS + 1, n_tables, n_cells).

    Each of the first ``N_GROUPS`` groups gets exactly ``size`` rows, spread evenly over the file; the last one
    gets the rest. ``size`` may be at most 9 in 10 of a part's rows by ``N_GROUPS``.
    """
    columns = list(dict.fromkeys(each.column for tally in tallies for each in tally.bins))
    found: list[list[Counts | None]] = [[None] * len(tallies) for _ in range(n_parts)]
    filled, seen = np.zeros(n_parts, dtype=np.int64), 0
    for piece in engine.batches(columns):
        seen += len(piece)
        order = rng.permutation(len(piece))
        # Full before the last piece, so that a short one cannot leave groups unequal.
        due = min(size, -(-size * seen // max(1, engine.n_rows - BATCH_ROWS // 2)))
        bounds_of = []
        for part, rows in enumerate(np.array_split(order, n_parts)):
            each = min(int(due - filled[part]), len(rows) // N_GROUPS)
            filled[part] += each
            bounds_of.append(
                (
                    rows,
                    [*range(0, each * N_GROUPS + 1, each or 1)][: N_GROUPS + 1]
                    if each
                    else [0] * (N_GROUPS + 1),
                )
            )
        for place, tally in enumerate(tallies):
            codes = code_table(piece, tally.bins)
            for part, (rows, bounds) in enumerate(bounds_of):
                counted = tally.count(np.take(codes, rows, axis=1), [*bounds, len(rows)])
                before = found[part][place]
                found[part][place] = counted if before is None else before + counted
    if (filled < size).any():
        raise ValueError(f"Groups of {size} rows do not fit into {engine.n_rows} rows and {n_parts} parts.")
    return [[counts for counts in part if counts is not None] for part in found]
