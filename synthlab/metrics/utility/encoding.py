"""Columns as numbers for models. Everything is learned from the training table alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.tables.schema import Column, Kind

__all__ = ["MOST_ONE_HOT", "Encoder", "as_numbers", "fit_encoder"]

Floats = npt.NDArray[np.float64]

_DAY = 86_400e9
_MOST = 1e30
MOST_ONE_HOT = 40
# What histogram gradient boosting takes at most for one categorical feature.
_MOST_CODES = 254


@dataclass(frozen=True)
class _Numbers:
    """One or more number features of a column, with what stands in for a missing value."""

    column: Column
    middle: Floats
    spread: Floats
    fill: Floats

    def raw(self, frame: pd.DataFrame) -> Floats:
        # Forests compute in float32, which has no place for more.
        return np.clip(_number_features(frame[self.column.name], self.column), -_MOST, _MOST)

    def linear(self, frame: pd.DataFrame) -> Floats:
        raw = self.raw(frame)
        missing = np.isnan(raw[:, :1])
        filled = np.where(np.isnan(raw), self.fill, raw)
        # A row far outside the training range must not rule a linear model.
        scaled = np.clip((filled - self.middle) / self.spread, -10, 10)
        return np.hstack([scaled, missing])


@dataclass(frozen=True)
class _Levels:
    """The levels of a column in the training table, most frequent first."""

    column: Column
    levels: tuple[str, ...]

    def raw(self, frame: pd.DataFrame) -> Floats:
        codes = self._codes(frame, _MOST_CODES).astype(np.float64)
        return np.where(codes < 0, np.nan, codes)[:, None]

    def linear(self, frame: pd.DataFrame) -> Floats:
        codes = self._codes(frame, MOST_ONE_HOT)
        width = min(len(self.levels), MOST_ONE_HOT)
        return np.asarray(codes[:, None] == np.arange(width)[None, :], dtype=np.float64)

    def _codes(self, frame: pd.DataFrame, most: int) -> npt.NDArray[np.int64]:
        codes, names = _levels(frame[self.column.name])
        places = pd.Index(self.levels[:most], dtype=object).get_indexer(pd.Index(names, dtype=object))
        return np.append(places, -1)[codes].astype(np.int64)


@dataclass(frozen=True)
class Encoder:
    """Features learned on one training table, for any table with the same columns.

    A level that the training table lacks, or beyond its most frequent ones, is treated as missing for trees and
    as none of the known levels for linear models.
    """

    parts: tuple[_Numbers | _Levels, ...]

    def trees(self, frame: pd.DataFrame) -> Floats:
        """Shape (n_rows, n_features), missing as NaN, categories as codes by frequency."""
        return np.ascontiguousarray(np.hstack([part.raw(frame) for part in self.parts]))

    def linear(self, frame: pd.DataFrame) -> Floats:
        """Shape (n_rows, n_features), all finite: numbers standardised, categories one-hot, missing marked."""
        return np.ascontiguousarray(np.hstack([part.linear(frame) for part in self.parts]))

    @property
    def is_category(self) -> list[bool]:
        """Which of the tree features are categories."""
        return [
            is_one
            for part in self.parts
            for is_one in ([True] if isinstance(part, _Levels) else [False] * len(part.middle))
        ]


def fit_encoder(train: pd.DataFrame, columns: Sequence[Column]) -> Encoder:
    """The encoder of these columns; one without a value in ``train`` teaches nothing and is left out."""
    known = [column for column in columns if train[column.name].notna().any()]
    return Encoder(tuple(_fitted(train, column) for column in known))


def as_numbers(values: pd.Series, column: Column) -> Floats:
    """A number or date column as float64 (dates in days), missing as NaN."""
    if column.kind is Kind.DATETIME:
        days = values.to_numpy().astype("datetime64[ns]").astype(np.int64) / _DAY
        return np.where(values.isna().to_numpy(), np.nan, days)
    return np.asarray(values.to_numpy(dtype=np.float64, na_value=np.nan))


def _fitted(train: pd.DataFrame, column: Column) -> _Numbers | _Levels:
    if not column.is_ordered:
        codes, names = _levels(train[column.name])
        counts = np.bincount(codes[codes >= 0], minlength=len(names))
        ordered = sorted((-int(n), name) for n, name in zip(counts, names, strict=True) if n)
        return _Levels(column, tuple(name for _, name in ordered))
    features = np.clip(_number_features(train[column.name], column), -_MOST, _MOST)
    spread = np.nanstd(features, axis=0)
    return _Numbers(
        column,
        np.nanmean(features, axis=0),
        np.where(spread > 0, spread, 1.0),
        np.nanmedian(features, axis=0),
    )


def _number_features(values: pd.Series, column: Column) -> Floats:
    numbers = as_numbers(values, column)[:, None]
    if column.kind is not Kind.DATETIME:
        return numbers
    moments = values.dt
    parts = [moments.month, moments.dayofweek, moments.hour]
    return np.hstack([numbers, *(np.asarray(part, dtype=np.float64)[:, None] for part in parts)])


def _levels(values: pd.Series) -> tuple[npt.NDArray[np.int64], list[str]]:
    """Codes (-1 for missing) and the names they stand for."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        return values.cat.codes.to_numpy().astype(np.int64), [str(name) for name in values.cat.categories]
    codes, names = pd.factorize(values)
    return codes.astype(np.int64), [str(name) for name in names]
