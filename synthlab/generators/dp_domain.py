"""Which values and bins a column has, without reading them off the train rows for free."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.generators.dp_noise import Noise
from synthlab.generators.encoding import Codes, ColumnCode, LevelCode, NumberCode
from synthlab.generators.grids import Grid, to_line
from synthlab.tables.schema import Column, Kind

__all__ = ["Discovery", "column_code", "is_public", "n_questions"]

Floats = npt.NDArray[np.float64]

LEAST_ROWS = 5
N_INTERVALS = 256
_N_COARSE = 64
_SURE = 4.0  # noise this many times its standard deviation is taken for rows: once in 30,000 empty cells
_FALSE = 1e-5  # how often one of all empty cells may be taken for rows, where a far one would stretch a whole column
_DAY = 86_400_000_000.0
_TIMES = (_DAY, 3_600_000_000.0, 60_000_000.0, 1_000_000.0, 1_000.0, 1.0)
_MOST_DECIMALS = 7
_LEAST_POWER, _MOST_POWER = -20, 60


@dataclass(frozen=True)
class Discovery:
    """What each question about values may spend; ``delta`` is for each value that may come out."""

    noise: Noise
    rho: float
    delta: float

    def found(self, values: Sequence[str], counts: npt.NDArray[np.int64], what: str) -> dict[str, float]:
        """The values that many rows have, with noisy counts."""
        given = dict(zip(values, counts.tolist(), strict=True))
        return self.noise.found(given, self.rho, self.delta, LEAST_ROWS, what)[0]

    def significant(self, counts: npt.NDArray[np.int64], what: str) -> Floats:
        """Noisy counts of cells that are the same for every table; those that may be noise are 0."""
        noisy = self.noise.counts(counts, self.rho, what)
        sure = NormalDist().inv_cdf(1 - _FALSE / len(counts))
        return np.where(noisy.counts > sure * noisy.sigma, noisy.counts, 0.0)


def is_public(column: Column) -> bool:
    """Whether nothing need be found: every value is known beforehand."""
    return column.kind is Kind.BOOLEAN or (not column.is_ordered and column.levels is not None)


def n_questions(column: Column) -> tuple[int, int]:
    """How many questions ``column_code`` puts to the rows, and how many of them may spend delta."""
    if is_public(column):
        return 0, 0
    if not column.is_ordered:
        return 1, 1
    return 2 + (column.bounds is None) + _asks_grid(column), 1


def column_code(values: pd.Series, column: Column, ask: Discovery) -> ColumnCode:
    """The cells of a column: public ones, or such as many rows turn out to be in."""
    if not column.is_ordered:
        return _levels(values, column, ask)
    line = to_line(values, column)
    line = line[~np.isnan(line)]
    if column.bounds is not None:
        line = np.clip(line, *column.bounds)
    grid = _grid(line, column, ask)
    kept = _kept(line, grid, column, ask)
    rest = line[~np.isin(line, kept)]
    return _cells(column, grid, kept, _edges(rest, grid, column, ask))


def _levels(values: pd.Series, column: Column, ask: Discovery) -> LevelCode:
    if column.kind is Kind.BOOLEAN:
        return LevelCode(column, ("false", "true"), 0)
    if column.levels is not None:
        return LevelCode(column, tuple(sorted(set(column.levels))), 0)
    counts = values.astype("category").value_counts()
    found = ask.found(
        [str(level) for level in counts.index], counts.to_numpy(), f"categories of {column.name}"
    )
    return LevelCode(column, tuple(sorted(found)), 0)


def _asks_grid(column: Column) -> bool:
    return column.kind is Kind.DATETIME or (column.kind is Kind.NUMERIC and column.decimals is None)


def _grid(line: Floats, column: Column, ask: Discovery) -> Grid:
    """Whole numbers and decimals as the schema says; else the coarsest step that nearly all rows are on."""
    if not _asks_grid(column):
        return Grid(column.decimals if column.kind is Kind.NUMERIC else 0, 0.0, 1.0)
    if column.kind is Kind.NUMERIC:
        written = [np.round(line, decimals) == line for decimals in range(_MOST_DECIMALS)]
        needed = np.select(written, range(_MOST_DECIMALS), _MOST_DECIMALS)
        seen = ask.significant(np.bincount(needed, minlength=_MOST_DECIMALS + 1), f"steps of {column.name}")
        most = int(np.flatnonzero(seen).max(initial=0))
        return Grid(most if seen.any() and most < _MOST_DECIMALS else None, 0.0, 1.0)
    finest = np.select([line % step == 0 for step in _TIMES], range(len(_TIMES)))
    seen = ask.significant(
        np.bincount(finest.astype(np.int64), minlength=len(_TIMES)), f"steps of {column.name}"
    )
    return Grid(0, 0.0, _TIMES[int(np.flatnonzero(seen).max(initial=0))])


def _kept(line: Floats, grid: Grid, column: Column, ask: Discovery) -> Floats:
    """Values that so many rows have that they are released as they are: 0, round prices, coded maxima."""
    distinct, counts = np.unique(line, return_counts=True)
    often = counts >= LEAST_ROWS
    names = [repr(float(value)) for value in distinct[often]]
    found = ask.found(names, counts[often], f"common values of {column.name}")
    kept = np.sort(np.array([float(name) for name in found], dtype=np.float64))
    return np.unique(grid.snap(kept)) if len(kept) else kept


def _edges(line: Floats, grid: Grid, column: Column, ask: Discovery) -> Floats:
    """Edges of the intervals: equal shares of what two rounds of noisy histograms make of the line; or none."""
    if column.bounds is None:
        edges = _outermost(column)
        seen = ask.significant(_histogram(line, edges), f"range of {column.name}")
        if not seen.any():
            return np.empty(0)
        edges = _equal_shares(edges, seen, _N_COARSE)
    else:
        edges = np.linspace(*column.bounds, _N_COARSE + 1)
    edges = _between(edges, grid)
    noisy = ask.noise.counts(_histogram(line, edges), ask.rho, f"bins of {column.name}")
    edges, seen = _runs(edges, noisy.counts, noisy.sigma)
    return _between(_equal_shares(edges, seen, N_INTERVALS) if seen.any() else edges, grid)


def _outermost(column: Column) -> Floats:
    """A line that every column of the kind fits on: powers of two either side of 0, or years from 1850 to 2150."""
    if column.kind is Kind.DATETIME:
        years = np.arange("1850", "2151", dtype="datetime64[Y]").astype("datetime64[us]")
        return years.astype(np.int64).astype(np.float64)
    powers = 2.0 ** np.arange(_LEAST_POWER, _MOST_POWER + 1)
    return np.concatenate([-powers[::-1], [0.0], powers])


def _histogram(line: Floats, edges: Floats) -> npt.NDArray[np.int64]:
    """Rows between edges; what lies outside is in the outermost bins."""
    at = np.clip(np.searchsorted(edges, line, side="right") - 1, 0, len(edges) - 2)
    return np.bincount(at, minlength=len(edges) - 1)


def _runs(edges: Floats, counts: Floats, sigma: float) -> tuple[Floats, Floats]:
    """Bins joined to neighbours until each run holds clearly more rows than noise; empty ends are left out."""
    ends, held, since = [0], 0.0, 0
    for place, count in enumerate(counts):
        held, since = held + float(count), since + 1
        if held > _SURE * sigma * since**0.5:
            ends.append(place + 1)
            held, since = 0.0, 0
    if len(ends) == 1:
        return edges, np.zeros_like(counts)
    ends[0] = ends[1] - max(1, _reach(counts[: ends[1]][::-1], sigma))
    further = _reach(counts[ends[-1] :], sigma)
    if further:
        ends.append(ends[-1] + further)
    return edges[ends], np.maximum(np.add.reduceat(np.append(counts, 0.0), ends)[:-1], 0.0)


def _reach(counts: Floats, sigma: float) -> int:
    """How many bins from the first on hold rows, as far as noise lets see: where their sum, less a little, is most."""
    sums = np.cumsum(counts - sigma / 2)
    return int(np.argmax(sums)) + 1 if len(sums) and sums.max() > 0 else 0


def _equal_shares(edges: Floats, counts: Floats, n_bins: int) -> Floats:
    """Edges of ``n_bins`` bins of about equal counts, evenly spread within each old bin, ends where counts end."""
    up = np.concatenate([[0.0], np.cumsum(counts)])
    first, last = np.flatnonzero(counts)[[0, -1]]
    inner = np.interp(np.linspace(0, up[-1], n_bins + 1)[1:-1], up, edges)
    return np.unique(np.concatenate([[edges[first]], inner, edges[[first + 1, last]], [edges[last + 1]]]))


def _between(edges: Floats, grid: Grid) -> Floats:
    """Edges moved halfway between points of the grid, so that none is on a value; at most the grid's own number."""
    if grid.decimals is None:
        return edges
    step = grid.step / 10.0**grid.decimals
    # Ends that lie halfway already stay: asked twice, it must not reach beyond public bounds.
    low, high = np.floor(edges[0] / step + 0.5) - 0.5, np.ceil(edges[-1] / step - 0.5) + 0.5
    moved = np.clip(np.floor(edges / step) + 0.5, low, high)
    return np.unique(np.concatenate([[low], moved, [high]])) * step


def _with_room(edges: Floats, kept: Floats, grid: Grid) -> Floats:
    """Without the edges that leave an interval no value but kept ones."""
    if grid.decimals is None or not len(edges):
        return edges
    step = grid.step / 10.0**grid.decimals
    others = np.floor(edges / step) - np.searchsorted(kept, edges)
    _, first = np.unique(others, return_index=True)
    return edges[first] if len(first) > 1 else np.empty(0)


def _cells(column: Column, grid: Grid, kept: Floats, edges: Floats) -> NumberCode:
    edges = _with_room(edges, kept, grid)
    low, high = np.concatenate([kept, edges[:-1]]), np.concatenate([kept, edges[1:]])
    order = np.argsort(low / 2 + high / 2, kind="stable")
    place = np.empty(len(order), dtype=np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    return NumberCode(
        column, grid, low[order], high[order], kept, place[: len(kept)], edges[1:-1], place[len(kept) :], 0
    )


def coded(values: pd.Series, code: ColumnCode) -> Codes:
    """Cells of the rows, missing as a last cell, -1 where a row's value has none."""
    codes = code.encode(values)
    return np.where(codes == code.withheld, -1, codes).astype(np.int32)
