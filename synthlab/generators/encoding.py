"""Columns as small whole numbers and back; what few rows share is not in the code, so it cannot come out of it.

A category's code is its level. A number's code is a cell: either one value that many rows share (0, a round
price, a coded maximum) or an interval that holds several rows, in which a new value is drawn evenly. The
sampler keeps cells, never a value that fewer than ``min_count`` rows have.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.generators.grids import Grid, from_line, to_line
from synthlab.tables.schema import Column, Kind

__all__ = ["SPIKE_SHARE", "Codes", "ColumnCode", "LevelCode", "NumberCode", "code_column"]

Codes = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]

SPIKE_SHARE = 0.0005


@dataclass(frozen=True)
class LevelCode:
    """Categories and booleans: code ``i`` is ``levels[i]``, then one code for missing, one for withheld."""

    column: Column
    levels: tuple[str, ...]
    n_withheld: int

    @property
    def n_cells(self) -> int:
        return len(self.levels)

    @property
    def missing(self) -> int:
        return self.n_cells

    @property
    def withheld(self) -> int:
        return self.n_cells + 1

    def encode(self, values: pd.Series) -> Codes:
        """Codes of shape (n_rows,): levels first, ``missing`` and ``withheld`` after them."""
        codes, texts = _text_codes(values, self.column)
        known = {level: code for code, level in enumerate(self.levels)}
        # The last place, which a missing value's code -1 points to, is the code of missing.
        code_of = np.array(
            [*(known.get(text, self.withheld) for text in texts), self.missing], dtype=np.int32
        )
        return code_of[codes]

    def decode(self, codes: Codes, _rng: np.random.Generator) -> pd.Series:
        """The levels behind the codes, in the column's conformed type."""
        gone = codes >= self.n_cells
        if self.column.kind == Kind.BOOLEAN:
            truth = np.array([level == "true" for level in self.levels] + [False, False])
            return pd.Series(pd.arrays.BooleanArray(truth[codes], gone), name=self.column.name)
        present = np.unique(codes[~gone])
        renumbered = np.full(self.n_cells + 2, -1, dtype=np.int32)
        renumbered[present] = np.arange(len(present))
        levels = pd.Index([self.levels[code] for code in present], dtype=object)
        return pd.Series(pd.Categorical.from_codes(renumbered[codes], levels), name=self.column.name)

    def cell_of(self, value: str) -> int | None:
        return self.levels.index(value) if value in self.levels else None


@dataclass(frozen=True)
class NumberCode:
    """Numbers and dates: cells in the order of their middles; ``low == high`` marks a value kept as it is.

    ``kept`` are the kept values and ``kept_cells`` their cells; ``edges`` divide the line between
    ``intervals``, the cells that are intervals.
    """

    column: Column
    grid: Grid
    low: Floats
    high: Floats
    kept: Floats
    kept_cells: Codes
    edges: Floats
    intervals: Codes
    n_withheld: int

    @property
    def n_cells(self) -> int:
        return len(self.low)

    @property
    def missing(self) -> int:
        return self.n_cells

    @property
    def withheld(self) -> int:
        return self.n_cells + 1

    @property
    def is_interval(self) -> npt.NDArray[np.bool_]:
        """Which cells are intervals and no kept values, shape (n_cells,)."""
        return np.asarray(self.low < self.high)

    def encode(self, values: pd.Series) -> Codes:
        """Codes of shape (n_rows,): a kept value's own cell, else the interval around the value."""
        line = to_line(values, self.column)
        codes = np.full(len(line), self.missing, dtype=np.int32)
        known = np.flatnonzero(~np.isnan(line))
        if self.n_cells == 0:
            codes[known] = self.withheld
            return codes
        numbers = line[known]
        if len(self.intervals):
            cells = self.intervals[np.searchsorted(self.edges, numbers, side="right")]
        else:
            between = self.kept[:-1] / 2 + self.kept[1:] / 2
            cells = self.kept_cells[np.searchsorted(between, numbers)]
        if len(self.kept):
            at = np.minimum(np.searchsorted(self.kept, numbers), len(self.kept) - 1)
            cells = np.where(self.kept[at] == numbers, self.kept_cells[at], cells)
        codes[known] = cells
        return codes

    def decode(self, codes: Codes, rng: np.random.Generator) -> pd.Series:
        """A number for each code, in the column's conformed type: kept as it is, or drawn in its interval."""
        gone = codes >= self.n_cells
        if self.n_cells == 0:
            return from_line(np.full(len(codes), np.nan), self.column)
        cells = np.where(gone, 0, codes)
        low, high = self.low[cells], self.high[cells]
        share = rng.random(len(codes))
        line = np.where(low == high, low, self.grid.snap(low * (1 - share) + high * share))
        line[gone] = np.nan
        return from_line(line, self.column)

    def cell_of(self, value: float) -> int | None:
        at = int(np.searchsorted(self.kept, value))
        found = at < len(self.kept) and self.kept[at] == value
        return int(self.kept_cells[at]) if found else None


ColumnCode = LevelCode | NumberCode


def code_column(
    values: pd.Series,
    column: Column,
    min_count: int,
    interval_rows: int | None = None,
    spike_share: float = SPIKE_SHARE,
) -> ColumnCode:
    """The code of one conformed column.

    A level that fewer than ``min_count`` rows have is withheld, unless the schema lists it as public; true
    and false are never withheld. Numbers that fewer rows have are known only as intervals of at least
    ``interval_rows`` rows (at least and by default ``min_count``), and the outermost intervals end at the mean
    of their rows, so that no real extreme shows. An interval of few rows is narrow where train rows happen to
    stand close together, so that their values are hit more often than those of other people.

    In a column of measurements (``_is_measured``) a number repeats by chance, and which ones did tells of the
    train rows alone: there only spikes are kept, numbers that a share of at least ``spike_share`` of the rows has.
    """
    if column.is_ordered:
        return _number_code(values, column, min_count, max(min_count, interval_rows or 0), spike_share)
    codes, texts = _text_codes(values, column)
    counts = np.bincount(codes[codes >= 0], minlength=len(texts))
    public = {"true", "false"} if column.kind == Kind.BOOLEAN else set(column.levels or ())
    levels = {
        text
        for text, count in zip(texts, counts, strict=True)
        if count >= min_count or (count and text in public)
    }
    return LevelCode(column, tuple(sorted(levels)), int((counts > 0).sum()) - len(levels))


def _number_code(
    values: pd.Series, column: Column, min_count: int, interval_rows: int, spike_share: float
) -> NumberCode:
    line = to_line(values, column)
    line = line[~np.isnan(line)]
    distinct, counts = np.unique(line, return_counts=True)
    grid = Grid.of(distinct, column)
    least_kept = max(min_count, round(spike_share * len(values)))
    if not _is_measured(counts, min_count, least_kept):
        least_kept = min_count
    is_kept = counts >= least_kept
    kept, rare, rare_counts = distinct[is_kept], distinct[~is_kept], counts[~is_kept]
    means = _interval_means(rare, rare_counts, min_count, interval_rows, least_kept - 1)
    edges = means[:-1] / 2 + means[1:] / 2
    low = np.concatenate([kept, means[:1], edges])
    high = np.concatenate([kept, edges, means[-1:]])
    if len(means) == 1:
        low[-1], high[-1] = _spread(rare, rare_counts)
    order = np.argsort(low / 2 + high / 2, kind="stable")
    cell_of_source = np.empty(len(order), dtype=np.int32)
    cell_of_source[order] = np.arange(len(order), dtype=np.int32)
    intervals = cell_of_source[len(kept) :]
    lost = len(rare) if not len(means) else 0
    return NumberCode(
        column, grid, low[order], high[order], kept, cell_of_source[: len(kept)], edges,
        intervals, lost,
    )  # fmt: skip


def _is_measured(counts: npt.NDArray[np.int64], min_count: int, least_kept: int) -> bool:
    """Whether most rows of those numbers that are no spikes hold one that fewer than ``min_count`` rows have.

    So it is for weights and prices, and not for the amounts of a tax code, each of which a dozen people may have.
    """
    return bool(2 * counts[counts < min_count].sum() > counts[counts < least_kept].sum())


def _interval_means(
    rare: Floats, counts: npt.NDArray[np.int64], min_count: int, interval_rows: int, most_alike: int
) -> Floats:
    """Means of runs of neighbouring rare values, each run at least so many rows; empty if too few rows for one.

    A rare value has at most ``most_alike`` rows and is not divided, so a run that begins within one block of
    ``interval_rows + most_alike - 1`` rows cannot hold fewer than ``interval_rows``, except the last, which
    joins its neighbour. Fewer rows than ``interval_rows`` make one run, if they are at least ``min_count``.
    """
    if counts.sum() < min_count:
        return np.empty(0)
    starts = np.cumsum(counts) - counts
    run = starts // max(interval_rows + most_alike - 1, 1)
    run = np.unique(run, return_inverse=True)[1]
    rows = np.bincount(run, weights=counts)
    if len(rows) > 1 and rows[-1] < interval_rows:
        run[run == len(rows) - 1] -= 1
        rows = np.bincount(run, weights=counts)
    # Shares first: a sum of very large numbers could overflow, a weighted mean cannot.
    return np.asarray(np.bincount(run, weights=rare * (counts / rows[run])), dtype=np.float64)


def _spread(rare: Floats, counts: npt.NDArray[np.int64]) -> tuple[float, float]:
    """Mean of the lower and of the upper half of the rows: the ends of a lone interval."""
    rows = np.repeat(rare, counts)
    half = len(rows) // 2
    lower, upper = rows[: half or 1], rows[half:]
    return float((lower / len(lower)).sum()), float((upper / len(upper)).sum())


def _text_codes(values: pd.Series, column: Column) -> tuple[npt.NDArray[np.int64], list[str]]:
    """Each row's number in a list of distinct texts (-1: missing), and that list."""
    if column.kind == Kind.BOOLEAN:
        truth = values.astype("boolean")
        codes = truth.to_numpy(dtype=np.int64, na_value=-1)
        return codes, ["false", "true"]
    category = values.astype("category")
    return category.cat.codes.to_numpy(dtype=np.int64), [str(text) for text in category.cat.categories]
