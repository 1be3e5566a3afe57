"""How strongly two columns go together: plain functions, one for each mix of kinds, and all pairs at once.

Undefined (a constant column, fewer than two rows) is None from the plain functions and NaN in arrays.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from synthlab.statistics.crosstab import all_pairs, pair_counts

__all__ = [
    "MixedTable", "association_matrix", "average_ranks", "correlation_ratio", "cramers_v", "cramers_v_of",
    "spearman",
]  # fmt: skip

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.uint8]
_CELLS_A_BLOCK = 4_000_000


def average_ranks(values: npt.ArrayLike) -> Floats:
    """Ranks from 1, ties sharing their mean, shape (n,). No missing values.

    >>> average_ranks([10, 20, 20, 5]).tolist()
    [2.0, 3.5, 3.5, 1.0]
    """
    array = np.asarray(values)
    order = np.argsort(array)
    ordered = array[order]
    starts = np.flatnonzero(np.concatenate([[len(array) > 0], ordered[1:] != ordered[:-1]]))
    counts = np.diff(np.append(starts, len(array)))
    ranks = np.empty(len(array))
    ranks[order] = np.repeat(starts + (counts + 1) / 2, counts)
    return ranks


def spearman(first: npt.ArrayLike, second: npt.ArrayLike) -> float | None:
    """Spearman's rank correlation in [-1, 1] over the rows where neither is NaN; None when undefined.

    >>> spearman([1.0, 2.0, 3.0, 4.0], [1.0, 3.0, 2.0, 4.0])
    0.8
    """
    a, b = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    both = ~(np.isnan(a) | np.isnan(b))
    if both.sum() < 2:
        return None
    a, b = average_ranks(a[both]), average_ranks(b[both])
    a, b = a - a.mean(), b - b.mean()
    scale = float(np.sqrt((a @ a) * (b @ b)))
    return None if scale == 0 else float(np.clip(a @ b / scale, -1.0, 1.0))


def cramers_v(table: npt.ArrayLike) -> float | None:
    """Bias-corrected Cramer's V in [0, 1] of one table of counts, shape (n_rows, n_columns).

    Empty rows and columns do not count. None when fewer than two of either hold anything.

    >>> cramers_v([[10, 0], [0, 10]])
    1.0

    Source
    ------
    Bergsma (2013), doi:10.1016/j.jkss.2012.10.002.
    """
    value = float(cramers_v_of(np.asarray(table)[None])[0])
    return None if np.isnan(value) else value


def cramers_v_of(tables: npt.NDArray[Any]) -> Floats:
    """``cramers_v`` of many tables, shape (n_tables, n_rows, n_columns) to (n_tables,); NaN when undefined."""
    counts = tables.astype(np.float64)
    n = counts.sum(axis=(1, 2))
    rows, columns = counts.sum(axis=2), counts.sum(axis=1)
    # Sum of n_ij^2 / (n_i n_j) over the cells, less 1, is chi-squared / n.
    weight = np.divide(1.0, rows, out=np.zeros_like(rows), where=rows > 0)[:, :, None]
    share = np.divide(1.0, columns, out=np.zeros_like(columns), where=columns > 0)[:, None, :]
    phi2 = np.einsum("tij,tij,tij->t", counts, counts * weight, np.broadcast_to(share, counts.shape)) - 1.0
    n_rows, n_columns = (rows > 0).sum(axis=1), (columns > 0).sum(axis=1)
    defined = (n_rows > 1) & (n_columns > 1) & (n > 2)
    less_one = np.where(defined, n - 1, 1.0)
    corrected = np.maximum(0.0, phi2 - (n_rows - 1) * (n_columns - 1) / less_one)
    least = np.minimum(n_rows - (n_rows - 1) ** 2 / less_one, n_columns - (n_columns - 1) ** 2 / less_one) - 1
    defined &= least > 1e-12
    ratio = np.divide(corrected, least, out=np.full(len(counts), np.nan), where=defined)
    return np.asarray(np.sqrt(np.minimum(ratio, 1.0)))


def correlation_ratio(levels: npt.ArrayLike, values: npt.ArrayLike) -> float | None:
    """The correlation ratio eta in [0, 1]: the root of the share of variance that lies between levels.

    ``levels`` are non-negative integers, a negative one meaning missing; rows where either is missing are
    left out. None when the values, or the levels, are constant. Not corrected for the number of levels: in
    small tables it is above 0 by chance.

    >>> correlation_ratio([0, 0, 1, 1], [1.0, 3.0, 5.0, 7.0])
    0.8944271909999159
    """
    codes, numbers = np.asarray(levels, dtype=np.intp), np.asarray(values, dtype=np.float64)
    kept = (codes >= 0) & ~np.isnan(numbers)
    codes, numbers = codes[kept], numbers[kept]
    if len(codes) == 0 or (codes == codes[0]).all() or (numbers == numbers[0]).all():
        return None
    numbers = numbers - numbers.mean()
    counts, sums = np.bincount(codes), np.bincount(codes, numbers)
    held = counts > 0
    between = float((sums[held] ** 2 / counts[held]).sum())
    return float(np.sqrt(min(1.0, between / float(numbers @ numbers))))


# ---- all pairs of a mixed table --------------------------------------------------------------------------


@dataclass(frozen=True)
class MixedTable:
    """A table ready for its associations: numbers and dates as ``ordered``, everything else as ``levels``.

    ``ordered`` has shape (n_ordered, n_rows), NaN where missing; ``levels`` has shape (n_coded, n_rows) with
    codes below ``n_levels`` and the code ``n_levels`` where missing.
    """

    ordered: Floats
    levels: Codes
    n_levels: int

    @property
    def n_rows(self) -> int:
        return int(self.ordered.shape[1])

    def rows(self, which: npt.NDArray[np.int64]) -> MixedTable:
        return MixedTable(self.ordered[:, which], np.take(self.levels, which, axis=1), self.n_levels)


def association_matrix(table: MixedTable, pairwise_ranks: bool = True) -> Floats:
    """Every association of the table's columns, ordered ones first, shape (p, p), symmetric, 1 on the diagonal.

    Spearman between ordered columns (ranked anew over the rows both have; with ``pairwise_ranks`` False each
    column is ranked once, which is faster and as good for a spread), bias-corrected Cramer's V between
    levels, the correlation ratio between an ordered column and levels. NaN where undefined.
    """
    n_ordered, n_coded = len(table.ordered), len(table.levels)
    matrix = np.full((n_ordered + n_coded,) * 2, np.nan)
    if n_ordered:
        matrix[:n_ordered, :n_ordered] = _spearman_matrix(table.ordered, pairwise_ranks)
    if n_ordered and n_coded:
        ratios = _ratio_matrix(table)
        matrix[:n_ordered, n_ordered:], matrix[n_ordered:, :n_ordered] = ratios, ratios.T
    if n_coded > 1:
        matrix[n_ordered:, n_ordered:] = _cramers_matrix(table)
    np.fill_diagonal(matrix, 1.0)
    # So that the same association, summed in another order, is the same number.
    return matrix.round(12)


def _spearman_matrix(ordered: Floats, pairwise_ranks: bool) -> Floats:
    present = ~np.isnan(ordered)
    ranks = np.zeros_like(ordered)
    for index, (column, here) in enumerate(zip(ordered, present, strict=True)):
        ranked = average_ranks(column[here])
        ranks[index, here] = (ranked - ranked.mean()) / max(1, len(ranked)) if len(ranked) else 0.0
    matrix = _complete_correlations(ranks, present)
    partial = np.flatnonzero(~present.all(axis=1))
    if pairwise_ranks:
        for first in partial:
            for second in range(len(ordered)):
                if second != first and (present[first] != present[second]).any():
                    value = spearman(ordered[first], ordered[second])
                    matrix[first, second] = matrix[second, first] = np.nan if value is None else value
    return matrix


def _complete_correlations(values: Floats, present: npt.NDArray[np.bool_]) -> Floats:
    """Pearson correlations over the rows where both are present; ``values`` are 0 where they are not."""
    here = present.astype(np.float64)
    n = np.maximum(here @ here.T, 1.0)
    sums = values @ here.T
    squares = (values**2) @ here.T - sums**2 / n
    products = values @ values.T - sums * sums.T / n
    # What is left of a constant column's variance is rounding error.
    scale = np.where((squares > 1e-9) & (squares.T > 1e-9), squares * squares.T, np.nan)
    return np.asarray(np.clip(products / np.sqrt(scale), -1.0, 1.0))


def _ratio_matrix(table: MixedTable) -> Floats:
    ratios = np.full((len(table.ordered), len(table.levels)), np.nan)
    size = table.n_levels + 1
    step = max(1, _CELLS_A_BLOCK // max(1, table.n_rows))
    for start in range(0, len(table.levels), step):
        block = table.levels[start : start + step]
        cells = (block + np.arange(len(block), dtype=np.int64)[:, None] * size).ravel()
        has_level = (block != table.n_levels).astype(np.float64)

        def tally(
            weights: Floats, cells: npt.NDArray[np.int64] = cells, shape: tuple[int, int] = (len(block), size)
        ) -> Floats:
            counts = np.bincount(cells, np.tile(weights, shape[0]), minlength=shape[0] * shape[1])
            return np.asarray(counts.reshape(shape)[:, :-1], dtype=np.float64)

        everywhere = tally(np.ones(table.n_rows))
        for index, column in enumerate(table.ordered):
            here = ~np.isnan(column)
            if not here.any():
                continue
            # In a unit of its own, so that the square of any number is a number; a power of two costs no digit.
            column = np.ldexp(column, -int(np.frexp(np.abs(column[here]).max())[1]))
            numbers = np.where(here, column - column[here].mean(), 0.0)
            counts = everywhere if here.all() else tally(here.astype(np.float64))
            ratios[index, start : start + step] = _ratios(counts, tally(numbers), has_level @ numbers**2)
    return ratios


def _ratios(counts: Floats, sums: Floats, squares: Floats) -> Floats:
    """Correlation ratios from each level's count and sum, and the sum of squares over levels: (n_coded,)."""
    n = counts.sum(axis=1)
    centre = sums.sum(axis=1) ** 2 / np.maximum(n, 1)
    between = (sums**2 / np.maximum(counts, 1)).sum(axis=1) - centre
    total = squares - centre
    # What is left of a constant column's variance is rounding error.
    defined = ((counts > 0).sum(axis=1) > 1) & (total > 1e-12 * np.maximum(squares, 1e-300))
    share = np.divide(between, total, out=np.full(len(n), np.nan), where=defined)
    return np.asarray(np.sqrt(np.clip(share, 0.0, 1.0)))


def _cramers_matrix(table: MixedTable) -> Floats:
    pairs = all_pairs(len(table.levels))
    size = table.n_levels + 1
    matrix = np.full((len(table.levels),) * 2, np.nan)
    step = max(1, _CELLS_A_BLOCK // size**2)
    for start in range(0, len(pairs), step):
        block = pairs[start : start + step]
        counts = pair_counts(table.levels, block, size)[0, :, :-1, :-1]
        matrix[block[:, 0], block[:, 1]] = matrix[block[:, 1], block[:, 0]] = cramers_v_of(counts)
    return matrix
