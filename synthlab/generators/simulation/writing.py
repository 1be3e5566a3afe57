"""Values as a column's kind has them, while they are drawn and in the table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from synthlab.errors import DataError
from synthlab.generators.simulation.parts import Type, Values
from synthlab.tables.schema import Kind
from synthlab.tables.values import FALSE_WORDS, TRUE_WORDS

__all__ = ["TYPE_OF", "as_series", "of_kind"]

TYPE_OF: Mapping[Kind, Type] = {
    Kind.NUMERIC: Type.NUMBER, Kind.INTEGER: Type.NUMBER, Kind.BOOLEAN: Type.TRUTH, Kind.DATETIME: Type.DATE,
    Kind.CATEGORICAL: Type.TEXT, Kind.IDENTIFIER: Type.TEXT, Kind.TEXT: Type.TEXT,
}  # fmt: skip
"""What values of each kind are in formulas."""


def of_kind(values: Values, kind: Kind, decimals: int | None) -> Values:
    """Values as the column's kind has them, so that later formulas see what is written."""
    if TYPE_OF[kind] is Type.TEXT:
        return values.copy() if values.dtype == object else _as_texts(values)
    if values.dtype == object:
        values = _as_numbers(values, kind)
    if kind is Kind.INTEGER:
        values = np.rint(values)
        if (np.abs(values) > 2.0**53).any():
            raise DataError("A whole number has more than 15 digits.")
        return values
    return np.round(values, decimals) if decimals is not None else np.array(values, dtype=np.float64)


def _as_texts(values: Values) -> Values:
    texts = np.empty(len(values), dtype=object)
    texts[:] = [None if np.isnan(value) else f"{value:.15g}" for value in values]
    return texts


def _as_numbers(values: Values, kind: Kind) -> Values:
    words = dict.fromkeys(TRUE_WORDS, 1.0) | dict.fromkeys(FALSE_WORDS, 0.0) if kind is Kind.BOOLEAN else {}
    numbers: dict[Any, float] = {None: np.nan}
    for text in set(values.tolist()) - {None}:
        try:
            numbers[text] = words[text.casefold()] if words else float(text)
        except (KeyError, ValueError) as error:
            raise DataError(f"{text!r} is not {'true or false' if words else 'a number'}.") from error
    return np.array([numbers[text] for text in values], dtype=np.float64)


def as_series(values: Values, kind: Kind) -> pd.Series:
    """Drawn values as a column of a table, before it is conformed."""
    if kind is Kind.DATETIME:
        gone = np.isnan(values)
        dates = (np.where(gone, 0, values).astype(np.int64) * 1_000).view("datetime64[ns]")
        dates[gone] = np.datetime64("NaT")
        return pd.Series(dates)
    if kind is Kind.BOOLEAN:
        return pd.Series(pd.arrays.BooleanArray(np.nan_to_num(values) != 0, np.isnan(values)))
    return pd.Series(values, dtype="string" if values.dtype == object else np.float64)
