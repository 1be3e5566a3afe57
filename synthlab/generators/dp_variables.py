"""Columns as variables of the network: cells found, their shares measured, numbers binned; all with noise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.generators.dp_domain import Discovery, coded, column_code
from synthlab.generators.dp_noise import Noise, Noisy
from synthlab.generators.dp_structure import Variable
from synthlab.generators.dp_tables import grouped, grouped_rows, on_simplex
from synthlab.generators.encoding import Codes, ColumnCode, NumberCode
from synthlab.tables.schema import Column

__all__ = ["Coded", "bins_for", "coded_column", "measured"]

Floats = npt.NDArray[np.float64]
Groups = npt.NDArray[np.int32]

_SURE = 4.0
_LEAST_BIN = 0.005
_BINS = 1.2
_VIEWS = (8, 4)


@dataclass(frozen=True)
class Coded:
    """A column's cells with their noisy shares, and the bin of each; missing is the last cell and the last bin."""

    code: ColumnCode
    shares: Floats
    bins: Groups

    def within(self) -> Floats:
        """The shares of cells within each bin, shape (n_bins, n_cells)."""
        table = np.zeros((int(self.bins.max()) + 1, len(self.shares)))
        table[self.bins, np.arange(len(self.shares))] = self.shares
        empty = table.sum(axis=1) <= 0
        table[empty] = (self.bins[None, :] == np.arange(len(table))[:, None])[empty]
        return np.asarray(table / table.sum(axis=1, keepdims=True), dtype=np.float64)


def bins_for(n_rows: int, sigma: float, most: int) -> int:
    """How many bins a number has: more where there are more rows for each row that noise is worth.

    A histogram is nearest to the truth with bins in proportion to the cube root of its rows; 15 for the 39,000 rows
    of Adult at epsilon 1.
    """
    return int(np.clip(round(_BINS * (n_rows / sigma) ** (1 / 3)), 2, most))


def coded_column(values: pd.Series, column: Column, ask: Discovery) -> tuple[ColumnCode, Codes]:
    """The column's cells, found or public, and the cell of each row (-1: none)."""
    code = column_code(values, column, ask)
    return code, coded(values, code)


def measured(
    name: str, code: ColumnCode, cells: Codes, n_bins: int, noise: Noise, rho: float
) -> tuple[Coded, Variable]:
    """The column with noisy shares, and as a variable of at most about ``n_bins`` bins."""
    counts = np.bincount(cells[cells >= 0], minlength=code.n_cells + 1)
    shares = _shares(noise.counts(counts, rho, f"values of {name}"))
    if isinstance(code, NumberCode) and code.n_cells:
        bins = grouped(shares[:-1], n_bins, 2 / n_bins**2)
        bins = np.append(bins, bins.max() + 1).astype(np.int32)
    else:
        bins = np.arange(code.n_cells + 1, dtype=np.int32)
    of_bins = np.bincount(bins, weights=shares).astype(np.float64)
    codes = np.where(cells >= 0, bins[cells], -1).astype(np.int32)
    views = _views(of_bins, isinstance(code, NumberCode))
    return Coded(code, shares, bins), Variable(name, codes, of_bins, views)


def _shares(noisy: Noisy) -> Floats:
    """Shares of cells and, last, of missing; 0 for missing, or for all cells, where they may be noise alone."""
    known, missing = noisy.counts[:-1], float(noisy.counts[-1])
    if missing <= _SURE * noisy.sigma:
        missing = 0.0
    total = float(known.sum())
    if total <= _SURE * noisy.sigma * len(known) ** 0.5:
        total = 0.0
    shares = np.append(on_simplex(known[None, :], np.array([total]))[0] if len(known) else known, missing)
    if shares.sum() <= 0:  # nothing is known: every value alike, or missing where there is none
        shares[: len(known) or 1] = 1.0
    return np.asarray(shares / shares.sum(), dtype=np.float64)


def _views(shares: Floats, is_line: bool) -> tuple[Groups, ...]:
    """The cells as they are, then coarser: neighbours joined on a line, rare categories joined elsewhere.

    Missing is a group of its own, or goes with the first cell where no row seems to have it.
    """
    known, missing = shares[:-1], shares[-1] > 0
    joined = [np.arange(len(known), dtype=np.int32)]
    for most in _VIEWS:
        if len(known) > most:
            joined.append(grouped(known, most, _LEAST_BIN) if is_line else grouped_rows(known, most))
    return tuple(
        np.append(view, view.max(initial=-1) + 1 if missing or not len(view) else view[0]).astype(np.int32)
        for view in joined
    )
