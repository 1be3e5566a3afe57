"""Which train rows SMOTE may join: those of one class that lack the same values."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.generators.encoding import ColumnCode, LevelCode
from synthlab.generators.holding import Cells, Held
from synthlab.generators.ordering import dependence, sampled_rows
from synthlab.tables.schema import Schema

__all__ = ["class_column", "classes_of", "groups", "missing_in"]

Rows = npt.NDArray[np.int64]

_MOST_CLASSES = 50
_SMALLEST_SHARE = 0.02  # of a class: a pattern of missing values that fewer rows have is no group of its own
_ROWS_A_CLASS = 5


def class_column(train: pd.DataFrame, rows: Held, schema: Schema, rng: np.random.Generator) -> str | None:
    """The target; without one the column that tells most about all others; None where no column has classes."""
    if schema.target is not None and schema.target.name in rows.code_of:
        return schema.target.name
    varying = [name for name, code in rows.code_of.items() if code.n_cells >= 2]
    fitting = [name for name in varying if _n_levels(rows.code_of[name]) <= _MOST_CLASSES] or varying
    if not fitting:
        return None
    codes = {name: code.encode(train[name]) for name, code in rows.code_of.items()}
    strength = dependence(codes, rows.code_of, sampled_rows(rows.n_rows, rng)).sum(axis=0)
    total = dict(zip(codes, strength, strict=True))
    return max(fitting, key=lambda name: float(total[name]))


def _n_levels(code: ColumnCode) -> int:
    return code.n_cells if isinstance(code, LevelCode) else 0


def classes_of(cells: Cells, n_classes: int, least: int) -> Rows:
    """A class number for each row, shape (n_rows,): a level each, or numbers in so many groups of like size.

    A class of numbers has at least ``least`` rows (five times as many are aimed at); missing is a class of its own.
    """
    if cells.dtype.kind != "f":
        return cells.astype(np.int64)
    made = np.full(len(cells), -1, dtype=np.int64)
    known = np.flatnonzero(~np.isnan(cells))
    if not len(known):
        return made
    _, value_of, counts = np.unique(cells[known], return_inverse=True, return_counts=True)
    n_classes = int(np.clip(len(known) // (least * _ROWS_A_CLASS), 1, n_classes))
    of_value = (np.cumsum(counts) - counts) * n_classes // len(known)
    for one in np.unique(of_value)[::-1]:
        # From above, so that what is too small joins the class below it.
        if counts[of_value == one].sum() < least and one > of_value[0]:
            of_value[of_value == one] = of_value[of_value < one].max()
    first, rest = counts[of_value == of_value[0]].sum(), of_value[of_value > of_value[0]]
    if first < least and len(rest):
        of_value[of_value == of_value[0]] = rest.min()
    made[known] = of_value[value_of]
    return made


def missing_in(rows: Held) -> npt.NDArray[np.bool_]:
    """What each row lacks, shape (n_rows, n_columns)."""
    lacks = [
        cells == rows.code_of[name].missing if cells.dtype.kind != "f" else np.isnan(cells)
        for name, cells in rows.cells.items()
    ]
    return np.column_stack(lacks)


def groups(chosen: Rows, classes: Rows, lacking: npt.NDArray[np.bool_], least: int) -> list[Rows]:
    """Row numbers of each group: rows of one class that lack the same values, at least ``least`` in each.

    Patterns of missing values that few rows of a class have stand together; a class of fewer than ``least`` rows
    is left out.
    """
    found: list[Rows] = []
    pattern = np.unique(lacking, axis=0, return_inverse=True)[1].reshape(-1)
    for one in np.unique(classes[chosen]):
        members = chosen[classes[chosen] == one]
        if len(members) < least:
            continue
        patterns, counts = np.unique(pattern[members], return_counts=True)
        own = [
            members[pattern[members] == which]
            for which, count in zip(patterns, counts, strict=True)
            if count >= max(least, _SMALLEST_SHARE * len(members))
        ]
        rest = np.setdiff1d(members, np.concatenate(own)) if own else members
        if len(rest) >= least:
            own.append(rest)
        elif len(rest):
            own.sort(key=len)
            own[0] = np.sort(np.concatenate([own[0], rest]))
        found.extend(own)
    return found
