"""Samples of the tables laid out for nearest neighbours, and how typical each row is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.metrics.fidelity.levels import shared_codes
from synthlab.statistics.binning import ordered_values
from synthlab.statistics.neighbours import Encoded
from synthlab.tables.hashing import row_hashes
from synthlab.tables.schema import Column

__all__ = ["drawn", "lay_out", "typicality"]

Floats = npt.NDArray[np.float64]

_MISSING = -1.0


def drawn(table: pd.DataFrame, n: int, rng: np.random.Generator) -> pd.DataFrame:
    """``n`` rows at random, whatever order the table is in."""
    order = np.argsort(row_hashes(table), kind="stable")
    return table.iloc[order[np.sort(rng.choice(len(order), n, replace=False))]]


def lay_out(
    tables: Sequence[pd.DataFrame], columns: Sequence[Column], real: Sequence[pd.DataFrame]
) -> list[Encoded]:
    """Numbers and dates as the share of real values below them (ties half), so that 1 weighs like another level.

    ``real`` gives those shares. A value beyond all real ones lies at 0 or 1, a missing one at -1.
    """
    ordered = [column for column in columns if column.is_ordered]
    others = [column for column in columns if not column.is_ordered][:255]
    numbers: list[list[Floats]] = [[] for _ in tables]
    for column in ordered:
        known = np.sort(np.concatenate([_present(part[column.name]) for part in real]))
        for side, table in zip(numbers, tables, strict=True):
            side.append(_placed(table[column.name], known))
    levels: list[list[npt.NDArray[np.int64]]] = [[] for _ in tables]
    for column in others:
        codes, _ = shared_codes([table[column.name] for table in tables])
        for categories, each in zip(levels, codes, strict=True):
            categories.append(each + 1)
    most = max((int(each.max(initial=0)) for side in levels for each in side), default=0)
    dtype: Any = np.uint8 if most < 2**8 else np.uint16 if most < 2**16 else np.uint32
    return [
        Encoded(
            np.array(numeric, dtype=np.float32).reshape(len(ordered), len(table)),
            np.array(codes, dtype=dtype).reshape(len(others), len(table)),
        )
        for numeric, codes, table in zip(numbers, levels, tables, strict=True)
    ]


def typicality(rows: Encoded, centre: Encoded) -> Floats:
    """The mean distance of each row's values from the middle of ``centre``: the lower, the more typical.

    A number's distance is to the median, a level's is the share of rows of ``centre`` with another level.
    """
    far = np.zeros(rows.n_rows)
    for values, others in zip(rows.numbers, centre.numbers, strict=True):
        far += np.abs(values - np.median(others))
    for codes, others in zip(rows.categories, centre.categories, strict=True):
        n_levels = int(max(codes.max(initial=0), others.max(initial=0))) + 1
        shares = np.bincount(others, minlength=n_levels) / len(others)
        far += 1.0 - shares[codes]
    return far


def _present(values: pd.Series) -> npt.NDArray[np.generic]:
    numbers, missing = ordered_values(values)
    return numbers[~missing]


def _placed(values: pd.Series, known: npt.NDArray[np.generic]) -> Floats:
    numbers, missing = ordered_values(values)
    if len(known) == 0:
        return np.where(missing, _MISSING, 0.0)
    below, upto = (np.searchsorted(known, numbers, side=side) for side in ("left", "right"))
    return np.where(missing, _MISSING, (below + upto) / (2 * len(known)))
