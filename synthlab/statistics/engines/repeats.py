"""Exact counts of rows that occur again, in tables of any size: hashes on disk, a part of them in memory at a time."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from synthlab.statistics.engines.batched import Batched
from synthlab.tables.hashing import row_hashes

__all__ = ["Repeats", "count_repeats"]

Hashes = npt.NDArray[np.uint64]

PARTS = 64
"""Rows with equal hashes fall into the same one of so many parts, so that each can be counted by itself."""


@dataclass(frozen=True)
class Repeats:
    """Rows of two real tables (train, kept aside) and of a synthetic one that are equal over some columns.

    ``unique`` real rows occur once in both real tables together, ``matched`` of them also in the synthetic table;
    each is (of train, of kept aside). ``pairs`` records occur exactly twice among the real rows, ``across`` of them
    once in each table. ``synthetic_matched`` synthetic rows equal a unique real one. ``rows`` are the tables' sizes,
    ``columns`` what was compared.
    """

    rows: tuple[int, int, int]
    unique: tuple[int, int]
    matched: tuple[int, int]
    pairs: int
    across: int
    synthetic_matched: int
    columns: tuple[str, ...]


def count_repeats(
    train: Batched, holdout: Batched | None, synthetic: Batched, columns: Sequence[str], parts: int = PARTS
) -> Repeats:
    """Count over every row, in one pass over each table; 8 bytes a row on disk, a ``parts``-th of them in memory.

    A missing value equals a missing value. Two different rows have the same 64-bit hash with a chance of about one
    in 10**19 a pair.
    """
    with tempfile.TemporaryDirectory(prefix="synthlab-rows-") as folder:
        tables = (train, holdout, synthetic)
        sizes = tuple(
            0 if table is None else _scatter(table, columns, Path(folder), side, parts)
            for side, table in enumerate(tables)
        )
        counts = np.zeros(7, dtype=np.int64)
        for part in range(parts):
            sides = [_gathered(Path(folder), side, part) for side in range(len(tables))]
            counts += _counted(*sides)
    n_train, n_holdout, n_synthetic = sizes
    ours = [int(count) for count in counts]
    return Repeats(
        (n_train, n_holdout, n_synthetic),
        (ours[0], ours[1]),
        (ours[2], ours[3]),
        ours[4],
        ours[5],
        ours[6],
        tuple(columns),
    )


def _scatter(table: Batched, columns: Sequence[str], folder: Path, side: int, parts: int) -> int:
    """Write each row's hash into the file of its part; returns the number of rows."""
    n_rows = 0
    with ExitStack() as files:
        out = [files.enter_context((folder / f"{side}-{part}").open("wb")) for part in range(parts)]
        for piece in table.batches(list(columns)):
            hashes = row_hashes(piece, list(columns))
            n_rows += len(hashes)
            # The highest bits: the lower ones still tell rows of one part apart.
            where = (hashes >> np.uint64(32)) % np.uint64(parts)
            order = np.argsort(where, kind="stable")
            ends = np.searchsorted(where[order], np.arange(parts), side="right")
            for part, hashes_of_part in enumerate(np.split(hashes[order], ends[:-1])):
                out[part].write(hashes_of_part.tobytes())
    return n_rows


def _gathered(folder: Path, side: int, part: int) -> Hashes:
    path = folder / f"{side}-{part}"
    return np.fromfile(path, dtype=np.uint64) if path.exists() else np.array([], dtype=np.uint64)


def _counted(train: Hashes, holdout: Hashes, synthetic: Hashes) -> npt.NDArray[np.int64]:
    real = np.concatenate([train, holdout])
    levels, first, counts = np.unique(real, return_index=True, return_counts=True)
    once, twice = counts == 1, counts == 2
    of_train = np.isin(levels, train, assume_unique=False)
    again = np.isin(levels, synthetic)
    from_train = first < len(train)
    across = twice & of_train & np.isin(levels, holdout)
    alone = levels[once]
    return np.array(
        [
            (once & from_train).sum(),
            (once & ~from_train).sum(),
            (once & from_train & again).sum(),
            (once & ~from_train & again).sum(),
            twice.sum(),
            across.sum(),
            np.isin(synthetic, alone).sum(),
        ],
        dtype=np.int64,
    )
