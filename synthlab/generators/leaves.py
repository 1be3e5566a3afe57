"""Rows of a tree's leaves as donors: which code a leaf gives, and how codes that few rows share are spread."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from synthlab.generators.encoding import Codes, ColumnCode, NumberCode

__all__ = ["Leaves", "collect"]

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Leaves:
    """Donor codes of all leaves end to end, sorted within each; leaf ``i`` is ``[starts[i], starts[i + 1])``.

    ``number_of`` maps a tree's node number to a leaf number. A leaf without a donor that may be released
    borrows from the last, which holds every donor of the column.
    """

    donors: Codes
    starts: Rows
    number_of: Rows

    def draw(self, nodes: Rows, rng: np.random.Generator) -> Rows:
        """The place in ``donors`` of one donor for each node, shape (n_rows,)."""
        leaf = self.number_of[nodes]
        size = self.starts[leaf + 1] - self.starts[leaf]
        place = (rng.random(len(nodes)) * size).astype(np.int64)
        return np.asarray(self.starts[leaf] + np.minimum(place, size - 1), dtype=np.int64)

    def blend(
        self, places: Rows, nodes: Rows, code: NumberCode, reach: float, rng: np.random.Generator
    ) -> Codes:
        """Codes of the drawn donors; an interval is exchanged for one between its neighbours in the leaf.

        A donor that is an interval (few rows share its value) moves evenly over the stretch halfway to the
        next interval below and above it in the same leaf, times ``reach``; at a leaf's end the stretch is as
        long outward as inward. A value that many rows share stays.
        """
        codes = self.donors[places]
        moving = np.flatnonzero(
            (codes < code.n_cells) & (code.interval_of[np.minimum(codes, code.n_cells - 1)] >= 0)
        )
        if reach == 0 or not len(moving):
            return codes
        at, leaf = places[moving], self.number_of[nodes[moving]]
        own = code.interval_of[codes[moving]].astype(np.float64)
        below = own - self._neighbour(at, leaf, code, -1, own)
        above = self._neighbour(at, leaf, code, 1, own) - own
        below, above = np.where(np.isnan(below), above, below), np.where(np.isnan(above), below, above)
        below, above = np.nan_to_num(below), np.nan_to_num(above)
        low, high = own + 0.5 - reach * (below / 2 + 0.5), own + 0.5 + reach * (above / 2 + 0.5)
        share = rng.random(len(moving))
        drawn = np.floor(low + share * (high - low)).astype(np.int64)
        codes = codes.copy()
        codes[moving] = code.intervals[np.clip(drawn, 0, len(code.intervals) - 1)]
        return codes

    def _neighbour(
        self, at: Rows, leaf: Rows, code: NumberCode, step: int, own: npt.NDArray[np.float64]
    ) -> npt.NDArray[np.float64]:
        """The interval of the next interval donor in the same leaf, NaN where there is none."""
        numbers = self._interval_places(code)
        order = np.searchsorted(numbers, at) + step
        inside = (order >= 0) & (order < len(numbers))
        place = numbers[np.clip(order, 0, len(numbers) - 1)]
        inside &= (place >= self.starts[leaf]) & (place < self.starts[leaf + 1])
        found = code.interval_of[self.donors[place]].astype(np.float64)
        return np.where(inside, found, np.nan)

    def _interval_places(self, code: NumberCode) -> Rows:
        known = np.minimum(self.donors, code.n_cells - 1)
        return np.flatnonzero((self.donors < code.n_cells) & (code.interval_of[known] >= 0))

    def share_of(self, cell: int, nodes: Rows) -> npt.NDArray[np.float64]:
        """The share of donors with this code in each node's leaf, shape (n_rows,)."""
        leaf = self.number_of[nodes]
        hits = np.concatenate([[0], np.cumsum(self.donors == cell)])
        starts, ends = self.starts[leaf], self.starts[leaf + 1]
        return np.asarray((hits[ends] - hits[starts]) / (ends - starts), dtype=np.float64)

    def best_share(self, cell: int) -> float:
        """The greatest share of this code in any leaf."""
        ends = np.concatenate([[0], np.cumsum(self.donors == cell)])[self.starts]
        return float(np.max(np.diff(ends) / np.diff(self.starts)))


def collect(nodes: Rows, codes: Codes, code: ColumnCode, n_nodes: int) -> Leaves:
    """Donors of each leaf, without withheld codes; ``nodes`` and ``codes`` have shape (n_rows,)."""
    may = codes != code.withheld
    all_donors = np.sort(codes[may])
    if not len(all_donors):
        all_donors = np.array([code.missing], dtype=np.int32)
    used, leaf = np.unique(nodes[may], return_inverse=True)
    order = np.lexsort((codes[may], leaf))
    donors = np.concatenate([codes[may][order], all_donors]).astype(np.int32)
    sizes = np.bincount(leaf, minlength=len(used))
    starts = np.concatenate([[0], np.cumsum(sizes), [len(donors)]]).astype(np.int64)
    number_of = np.full(n_nodes, len(used), dtype=np.int64)
    number_of[used] = np.arange(len(used))
    return Leaves(donors, starts, number_of)
