"""A train table in codes: what every generator of ours begins with."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd

from synthlab.errors import DataError
from synthlab.generators.base import Progress
from synthlab.generators.encoding import SPIKE_SHARE, Codes, ColumnCode, code_column
from synthlab.tables.schema import Schema

__all__ = ["coded_table", "usual_interval", "withheld_notes"]


def coded_table(
    train: pd.DataFrame,
    schema: Schema,
    min_count: int,
    progress: Progress,
    interval_rows: int | None = None,
    spike_share: float = SPIKE_SHARE,
) -> tuple[dict[str, ColumnCode], dict[str, Codes]]:
    """The code of every modelled column, and the train rows in it; refuses what cannot be modelled."""
    if not schema.modelled:
        raise DataError(
            "There is no column to model: every column is set aside as an identifier, free text or ignored. "
            "Give at least one column another kind or role on the Data page."
        )
    if len(train) == 0:
        raise DataError("The train table has no rows, so there is nothing to learn from.")
    code_of: dict[str, ColumnCode] = {}
    codes: dict[str, Codes] = {}
    for index, column in enumerate(schema.modelled):
        progress(0.1 * index / len(schema.modelled), f"Reading {column.name}")
        code_of[column.name] = code_column(train[column.name], column, min_count, interval_rows, spike_share)
        codes[column.name] = code_of[column.name].encode(train[column.name])
    return code_of, codes


def usual_interval(n_rows: int) -> int:
    """Rows an interval of rare numbers should hold: two thirds of the root of all rows.

    In narrower ones a train value is hit more often than another person's.
    """
    return round(2 / 3 * math.sqrt(n_rows))


def withheld_notes(code_of: Mapping[str, ColumnCode]) -> tuple[str, ...]:
    """One sentence for each column that lost values, with their number and never the values."""
    return tuple(
        f"{name}: {code.n_withheld} rare value{'s were' if code.n_withheld > 1 else ' was'} not released."
        for name, code in code_of.items()
        if code.n_withheld
    )
