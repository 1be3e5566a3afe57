"""Associations at equal size, and how far chance moves them: what the ``association`` metric measures with."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.metrics.base import Comparison
from synthlab.statistics.association import MixedTable, association_matrix
from synthlab.statistics.binning import Bins, make_bins, ordered_values
from synthlab.tables.schema import Column

__all__ = ["MixedTables", "Pairs", "Replicates", "equal_size_means", "replicates"]

Floats = npt.NDArray[np.float64]

_LEVELS = 30
_MOST_ROWS = 20_000
_REPLICATE_ROWS = 1_000
_DRAWS = 4
_DEALS = 8


@dataclass(frozen=True)
class MixedTables:
    """The tables of one comparison; ``columns`` are the modelled ones, numbers and dates first.

    ``first`` and ``second`` are the two real tables whose difference is chance; ``train`` is ``first``, or
    both of them where there is no holdout.
    """

    columns: tuple[Column, ...]
    train: MixedTable
    first: MixedTable
    second: MixedTable
    synthetic: MixedTable

    @classmethod
    def of(cls, comparison: Comparison, rng: np.random.Generator) -> MixedTables:
        columns = tuple(sorted(comparison.schema.modelled, key=lambda column: not column.is_ordered))
        real = [comparison.train] if comparison.holdout is None else [comparison.train, comparison.holdout]
        bins = [
            make_bins([part[column.name] for part in real], column, 2, _LEVELS)
            for column in columns
            if not column.is_ordered
        ]
        train, *rest = (_mixed(frame, columns, bins) for frame in [*real, comparison.synthetic])
        if comparison.holdout is not None:
            return cls(columns, train, train, rest[0], rest[1])
        order, half = rng.permutation(train.n_rows), train.n_rows // 2
        return cls(columns, train, train.rows(order[:half]), train.rows(order[half:]), rest[0])

    @property
    def n_equal(self) -> int:
        """Rows of each table that value and reference compare."""
        return min(self.first.n_rows, self.second.n_rows, self.synthetic.n_rows, _MOST_ROWS)

    @property
    def n_draws(self) -> int:
        whole = self.train.n_rows == self.n_equal and self.synthetic.n_rows == self.n_equal
        return 1 if whole and self.second.n_rows == self.n_equal else _DRAWS

    @property
    def kept(self) -> float:
        """The share of the value's variance that repeated draws leave in place."""
        return (1 / self.train.n_rows + 1 / self.synthetic.n_rows) * self.n_equal / 2


@dataclass(frozen=True)
class Pairs:
    """The pairs of columns, by index, whose association is defined in both tables."""

    first: npt.NDArray[np.intp]
    second: npt.NDArray[np.intp]

    @classmethod
    def of(cls, train: Floats, synthetic: Floats) -> Pairs:
        first, second = np.triu_indices(len(train), k=1)
        defined = ~np.isnan(train[first, second] + synthetic[first, second])
        return cls(first[defined], second[defined])

    def __len__(self) -> int:
        return len(self.first)

    def __call__(self, matrix: Floats) -> Floats:
        return matrix[self.first, self.second]


@dataclass(frozen=True)
class Replicates:
    """Spreads found by resampling, already scaled to the sizes they speak of.

    ``floors`` and ``values`` are replicates of the mean absolute difference at ``n_equal`` rows a table, and
    ``floor`` is the mean over ``n_deals`` of deals at that very size;
    ``pair_floor`` and ``pair_spread`` are standard deviations of one pair's signed difference between tables
    of the sizes of train and synthetic: two real tables, and train against synthetic.
    """

    floor: float
    n_deals: int
    floors: Floats
    values: Floats
    pair_floor: Floats
    pair_spread: Floats


def equal_size_means(
    tables: MixedTables, pairs: Pairs, rng: np.random.Generator
) -> tuple[float | None, float | None]:
    """Mean absolute difference to the synthetic table and between the two real ones, at equal size."""
    n, found = tables.n_equal, []
    for _ in range(tables.n_draws):
        train, first, second, synthetic = (
            pairs(association_matrix(_drawn(table, n, rng)))
            for table in (tables.train, tables.first, tables.second, tables.synthetic)
        )
        if tables.train is tables.first:
            first = train
        found.append((_mean_gap(train, synthetic), _mean_gap(first, second)))
    value, reference = (
        np.asarray([each for each in side if each is not None]) for side in zip(*found, strict=True)
    )
    return float(value.mean()) if len(value) else None, float(reference.mean()) if len(reference) else None


def replicates(tables: MixedTables, pairs: Pairs, rng: np.random.Generator) -> Replicates:
    """Resampled tables of at most 1,000 rows, scaled: a difference narrows with the root of the rows.

    The floor deals real rows into two tables at random; the value's own spread draws rows of train and of
    synthetic again, with replacement.
    """
    m = min(tables.n_equal, _REPLICATE_ROWS)
    n_replicates = max(20, min(60, 60_000 // len(pairs)))
    pool = _joined(tables.first, tables.second)
    floors, drawn_train, drawn_synthetic = [], [], []
    for _ in range(n_replicates):
        floors.append(_dealt(pool, m, pairs, rng))
        drawn_train.append(_fast(tables.train.rows(rng.integers(tables.train.n_rows, size=m)), pairs))
        drawn_synthetic.append(
            _fast(tables.synthetic.rows(rng.integers(tables.synthetic.n_rows, size=m)), pairs)
        )
    floor, train, synthetic = np.stack(floors), np.stack(drawn_train), np.stack(drawn_synthetic)
    n_train, n_synthetic = tables.train.n_rows, tables.synthetic.n_rows
    to_equal = float(np.sqrt(m / tables.n_equal))
    floor_means = _row_means(np.abs(floor)) * to_equal
    # The root law leaves a bias where associations are near zero, so the floor's centre is dealt at full size.
    centres = floor_means
    if m < tables.n_equal:
        centres = _row_means(
            np.abs(np.stack([_dealt(pool, tables.n_equal, pairs, rng) for _ in range(_DEALS)]))
        )
    return Replicates(
        floor=float(centres.mean()),
        n_deals=len(centres),
        floors=floor_means,
        values=_row_means(np.abs(train - synthetic)) * to_equal,
        pair_floor=_spread(floor) * np.sqrt(m / 2 * (1 / n_train + 1 / n_synthetic)),
        pair_spread=np.hypot(
            _spread(train) * np.sqrt(m / n_train), _spread(synthetic) * np.sqrt(m / n_synthetic)
        ),
    )


def _mixed(frame: pd.DataFrame, columns: tuple[Column, ...], bins: list[Bins]) -> MixedTable:
    ordered = [_floats(frame[column.name]) for column in columns if column.is_ordered]
    n_levels = max((each.n_codes - 1 for each in bins), default=1)
    levels = np.empty((len(bins), len(frame)), dtype=np.uint8)
    for index, each in enumerate(bins):
        codes = each.code(frame[each.column])
        levels[index] = np.where(codes == each.missing_code, n_levels, codes)
    return MixedTable(np.stack(ordered) if ordered else np.empty((0, len(frame))), levels, n_levels)


def _floats(values: pd.Series) -> Floats:
    numbers, missing = ordered_values(values)
    floats = numbers.astype(np.float64)
    floats[missing] = np.nan
    return floats


def _drawn(table: MixedTable, n: int, rng: np.random.Generator) -> MixedTable:
    return table if table.n_rows == n else table.rows(rng.choice(table.n_rows, n, replace=False))


def _joined(first: MixedTable, second: MixedTable) -> MixedTable:
    return MixedTable(
        np.concatenate([first.ordered, second.ordered], axis=1),
        np.concatenate([first.levels, second.levels], axis=1),
        first.n_levels,
    )


def _dealt(pool: MixedTable, n: int, pairs: Pairs, rng: np.random.Generator) -> Floats:
    """Signed differences between two tables of ``n`` rows each, dealt at random from the pool."""
    rows = rng.choice(pool.n_rows, 2 * n, replace=False)
    return _fast(pool.rows(rows[:n]), pairs) - _fast(pool.rows(rows[n:]), pairs)


def _fast(table: MixedTable, pairs: Pairs) -> Floats:
    return pairs(association_matrix(table, pairwise_ranks=False))


def _mean_gap(first: Floats, second: Floats) -> float | None:
    """Mean absolute difference over what is defined on both sides; None when nothing is."""
    gaps = np.abs(first - second)
    gaps = gaps[~np.isnan(gaps)]
    return float(gaps.mean()) if len(gaps) else None


def _row_means(gaps: Floats) -> Floats:
    """Mean of each replicate over its defined pairs; replicates without one are left out."""
    defined = ~np.isnan(gaps)
    some = defined.any(axis=1)
    sums = np.where(defined, gaps, 0.0).sum(axis=1)
    return np.asarray(sums[some] / defined.sum(axis=1)[some])


def _spread(differences: Floats) -> Floats:
    """Standard deviation over replicates, shape (n_pairs,), of what is defined; 0 where nothing is."""
    defined = ~np.isnan(differences)
    n = np.maximum(defined.sum(axis=0), 1)
    filled = np.where(defined, differences, 0.0)
    mean = filled.sum(axis=0) / n
    return np.asarray(
        np.sqrt((np.where(defined, differences - mean, 0.0) ** 2).sum(axis=0) / np.maximum(n - 1, 1))
    )
