"""Cells that few rows stand for: which to withhold, and how to pool them so that totals stay right."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from synthlab.errors import DataError

__all__ = ["LEAST_ROWS", "WITHHELD", "checked_minimum", "hidden_cells", "pooled", "withheld"]

Counts = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

LEAST_ROWS = 10
"""Nobody may ask for fewer rows than this."""

WITHHELD = -1
"""Stands for a count that is not told."""


def checked_minimum(minimum_count: int) -> int:
    """The minimum count that a person asked for.

    Raises
    ------
    DataError
        When it is below ``LEAST_ROWS``: bins are made, and values named, from that many real rows on.
    """
    if minimum_count < LEAST_ROWS:
        raise DataError(
            f"A minimum count of {minimum_count} would tell of too few rows. Take {LEAST_ROWS} or more."
        )
    return minimum_count


def hidden_cells(counts: npt.ArrayLike, least: int, already: npt.ArrayLike = False) -> Flags:
    """Which cells of a two-way table to withhold: those of 1 to ``least - 1`` rows, and what would give them away.

    Along each line never exactly one cell: it could be read off as what is missing from the line's sum, so the
    smallest other one goes with it. Counts may be fractions; ``already`` marks cells that are unknown.

    >>> hidden_cells([[3, 40, 12]], 10).tolist()
    [[True, False, True]]
    """
    table = np.asarray(counts, dtype=np.float64)
    hidden = np.asarray(already, dtype=bool) | ((table > 1e-9) & (table < least - 1e-6))
    changed = True
    while changed:
        changed = False
        for line, cells in [*zip(hidden, table, strict=True), *zip(hidden.T, table.T, strict=True)]:
            shown = np.flatnonzero(~line & (cells > 0))
            if line.sum() == 1 and len(shown):
                line[shown[np.argmin(cells[shown])]] = True
                changed = True
    return hidden


def withheld(counts: Counts, least: int) -> Counts:
    """The tables of counts, shape (n_tables, n_cells) or (n_tables, n, n), with ``WITHHELD`` where few rows stand."""
    hidden = np.stack(
        [
            hidden_cells(table if table.ndim == 2 else table[None, :], least).reshape(table.shape)
            for table in counts
        ]
    )
    return np.where(hidden, WITHHELD, counts)


def pooled(tables: Sequence[Counts], least: int, n_real: int) -> list[Counts]:
    """Grouped counts, shape (n_groups, n_tables, n_cells) each, with one more cell that holds what is pooled.

    A cell is pooled, in all tables alike, where one of the first ``n_real`` has 1 to ``least - 1`` rows of it
    over all its groups. Where the pool itself would hold so few, the smallest cell that is left joins it. Sums
    stay as they are, so that distances are those of a coarser table.
    """
    totals = np.stack([table.sum(axis=0) for table in tables[:n_real]])
    small: Flags = np.logical_or.reduce((totals > 0) & (totals < least), axis=0)
    for line in np.flatnonzero(small.any(axis=1)):
        _until_large(small[line], totals[:, line], least)
    together = [np.where(small, table, 0).sum(axis=-1, keepdims=True) for table in tables]
    return [
        np.concatenate([np.where(small, 0, table), pool], axis=-1)
        for table, pool in zip(tables, together, strict=True)
    ]


def _until_large(small: Flags, totals: Counts, least: int) -> None:
    """Let cells join until each table's pool holds nobody or ``least`` rows, smallest first."""
    while True:
        pools = totals[:, small].sum(axis=1)
        rest = np.where(small | (totals.sum(axis=0) == 0), np.iinfo(np.int64).max, totals.sum(axis=0))
        if not ((pools > 0) & (pools < least)).any() or rest.min() == np.iinfo(np.int64).max:
            return
        small[rest.argmin()] = True
