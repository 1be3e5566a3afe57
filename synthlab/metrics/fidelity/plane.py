"""The plane in which real rows differ most: two principal components of all columns, numbers and levels alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.metrics.fidelity.levels import shared_codes
from synthlab.statistics.binning import MIN_ROWS, ordered_values
from synthlab.tables.schema import Column

__all__ = ["Plane", "fit_plane"]

Floats = npt.NDArray[np.float64]

_WIDEST = 300
_MOST_LEVELS = 20
_FLAT = 1e-9


@dataclass(frozen=True)
class _Block:
    """How one column becomes numbers: ``known`` real values in order, or ``levels``; then centred and scaled."""

    column: Column
    known: npt.NDArray[np.generic]
    levels: tuple[str, ...]
    middle: Floats
    scale: float

    def of(self, values: pd.Series) -> Floats:
        raw = _raw(values, self.column, self.known, self.levels)
        return np.asarray((raw - self.middle) * self.scale)


@dataclass(frozen=True)
class Plane:
    """Two directions, shape (n_numbers, 2), the share of variance along each, and what each column weighs in it.

    ``weights`` has shape (n_columns, 2) and sums to 1 along each direction.
    """

    blocks: tuple[_Block, ...]
    directions: Floats
    explained: tuple[float, float]
    weights: Floats

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(block.column.name for block in self.blocks)

    def place(self, table: pd.DataFrame) -> Floats:
        """Where each row lies, shape (n_rows, 2)."""
        return _numbers(self.blocks, table) @ self.directions


def fit_plane(real: pd.DataFrame, columns: Sequence[Column]) -> Plane | None:
    """The plane of the greatest variance of the real rows, every column of the same weight; None where there is none.

    A number or date is its rank among the real values, from 0 to 1, and a flag where it is missing; any other
    column a flag for each level that ten rows hold. Each column is centred and has a variance of 1 in all.
    """
    most = max(2, min(_MOST_LEVELS, _WIDEST // max(1, len(columns))))
    blocks = tuple(
        block for column in columns if (block := _block(real[column.name], column, most)) is not None
    )
    if not blocks:
        return None
    numbers = _numbers(blocks, real)
    variances, directions = np.linalg.eigh(numbers.T @ numbers / len(numbers))
    if len(variances) < 2 or variances[-2] < _FLAT * max(1.0, variances[-1]):
        return None
    two = directions[:, [-1, -2]]
    # Either end of a direction may come first; the strongest number points to the right, and up.
    two = two * np.sign(two[np.abs(two).argmax(axis=0), [0, 1]])
    bounds = np.concatenate([[0], np.cumsum([len(block.middle) for block in blocks])])
    weights = np.add.reduceat(two**2, bounds[:-1], axis=0)
    explained = variances[[-1, -2]] / variances.sum()
    return Plane(blocks, two, (float(explained[0]), float(explained[1])), weights)


def _numbers(blocks: Sequence[_Block], table: pd.DataFrame) -> Floats:
    return np.concatenate([block.of(table[block.column.name]) for block in blocks], axis=1)


def _block(values: pd.Series, column: Column, most_levels: int) -> _Block | None:
    """None for a column that is the same in every row."""
    known: npt.NDArray[np.generic] = np.zeros(0)
    levels: tuple[str, ...] = ()
    if column.is_ordered:
        numbers, missing = ordered_values(values)
        known = np.sort(numbers[~missing])
    else:
        (codes,), names = shared_codes([values])
        counts = np.bincount(codes[codes >= 0], minlength=len(names))
        ranked = sorted(range(len(names)), key=lambda place: (-counts[place], names[place]))
        levels = tuple(names[place] for place in ranked if counts[place] >= MIN_ROWS)[:most_levels]
    raw = _raw(values, column, known, levels)
    variance = float(raw.var(axis=0).sum())
    if variance < _FLAT:
        return None
    return _Block(column, known, levels, raw.mean(axis=0), variance**-0.5)


def _raw(values: pd.Series, column: Column, known: npt.NDArray[np.generic], levels: Sequence[str]) -> Floats:
    if not column.is_ordered:
        (codes,), names = shared_codes([values])
        flags = [
            codes == names.index(level) if level in names else np.zeros(len(codes), bool) for level in levels
        ]
        return np.stack([*flags, codes < 0], axis=1).astype(np.float64)
    numbers, missing = ordered_values(values)
    if not len(known):
        return np.stack([np.zeros(len(values)), missing.astype(np.float64)], axis=1)
    below, upto = (np.searchsorted(known, numbers, side=side) for side in ("left", "right"))
    ranks = np.where(missing, 0.5, (below + upto) / (2 * len(known)))
    return np.stack([ranks, missing.astype(np.float64)], axis=1)
