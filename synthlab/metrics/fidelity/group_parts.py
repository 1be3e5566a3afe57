"""A comparison cut into the groups of one column."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.metrics.base import Comparison
from synthlab.statistics.binning import NEW, OTHER, RARE, Bins, make_bins
from synthlab.tables.schema import Schema

__all__ = ["MOST_GROUPS", "Part", "cut", "group_bins", "parts_of"]

MOST_GROUPS = 24
"""Only so many groups of a column, the largest among the real rows, are looked at."""

_RANGES = 4
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Part:
    """The rows of one group: ``flags`` has shape (n_rows,) for train, holdout (or None) and synthetic."""

    label: str
    flags: tuple[Flags, Flags | None, Flags]
    beyond_most: bool = False

    @property
    def sizes(self) -> tuple[int, int | None, int]:
        """Rows in train, holdout and synthetic."""
        train, holdout, synthetic = self.flags
        return int(train.sum()), None if holdout is None else int(holdout.sum()), int(synthetic.sum())

    def comparison(self, whole: Comparison, schema: Schema) -> Comparison:
        """The comparison of this group's rows, over the columns of ``schema``."""
        train, holdout, synthetic = (
            None if frame is None or flags is None else _rows(frame, flags, schema)
            for frame, flags in zip((whole.train, whole.holdout, whole.synthetic), self.flags, strict=True)
        )
        assert train is not None
        assert synthetic is not None
        return Comparison(train, holdout, synthetic, schema, whole.trained_on)


def cut(whole: Comparison, most: int, rng: np.random.Generator) -> Comparison:
    """The comparison with at most so many rows of each table, drawn at random; itself where none has more."""

    def some(frame: pd.DataFrame | None) -> pd.DataFrame | None:
        if frame is None or len(frame) <= most:
            return frame
        return frame.iloc[np.sort(rng.choice(len(frame), most, replace=False))].reset_index(drop=True)

    train, holdout, synthetic = (some(frame) for frame in (whole.train, whole.holdout, whole.synthetic))
    assert train is not None
    assert synthetic is not None
    return Comparison(train, holdout, synthetic, whole.schema, whole.trained_on)


def group_bins(comparison: Comparison, column: str) -> Bins:
    """The bins that make the groups: levels, or about four ranges of a number or date."""
    real = [comparison.train, *([] if comparison.holdout is None else [comparison.holdout])]
    return make_bins([part[column] for part in real], comparison.schema[column], _RANGES)


def parts_of(comparison: Comparison, column: str, most: int = MOST_GROUPS) -> list[Part]:
    """The groups of the column, largest first; missing is a group, levels pooled as rare or other are none.

    A level that fewer than ten real rows hold has no name here.
    """
    bins = group_bins(comparison, column)
    frames = (comparison.train, comparison.holdout, comparison.synthetic)
    train, holdout, synthetic = (
        None if frame is None else bins.shown[bins.code(frame[column])] for frame in frames
    )
    assert train is not None
    assert synthetic is not None
    parts = []
    for place, label in enumerate(bins.shown_labels):
        real = int((train == place).sum()) + (0 if holdout is None else int((holdout == place).sum()))
        if not real or (label in (RARE, OTHER, NEW) and not comparison.schema[column].is_ordered):
            continue
        flags = (train == place, None if holdout is None else holdout == place, synthetic == place)
        parts.append((real, Part(label, flags)))
    parts.sort(key=lambda each: -each[0])
    return [Part(part.label, part.flags, beyond_most=place >= most) for place, (_, part) in enumerate(parts)]


def _rows(frame: pd.DataFrame, flags: Flags, schema: Schema) -> pd.DataFrame:
    return frame.loc[flags, list(schema.names)].reset_index(drop=True)
