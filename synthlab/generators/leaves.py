"""Rows of a tree's leaves as donors: which code a leaf gives, and how what few rows share is spread."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from synthlab.generators.encoding import Codes, ColumnCode, NumberCode

__all__ = ["ENOUGH_ROWS", "Leaves", "Order", "Stretches", "collect", "stretched"]

Rows = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

ENOUGH_ROWS = 5_000  # of fewer train rows, shares that come out exactly tell who was among them
_BLOCK = 64


@dataclass(frozen=True)
class Order:
    """Rows in the order of their values so far, the first column's before the second's, equal rows at random.

    Rows that take their next values evenly in this order do so within each group of like rows, too.
    """

    rows: Rows
    group_of: Rows
    all_differ: bool = False

    @classmethod
    def of(cls, n_rows: int, rng: np.random.Generator) -> Order:
        """A random order of rows that have no values yet."""
        return cls(rng.permutation(n_rows), np.zeros(n_rows, dtype=np.int64))

    def then(self, codes: Codes) -> Order:
        """The order after one column more."""
        if self.all_differ:
            return self
        finer = self.group_of * (int(codes.max(initial=0)) + 1) + codes
        groups, group_of = np.unique(finer, return_inverse=True)
        rows = self.rows[np.argsort(group_of[self.rows], kind="stable")]
        return Order(rows, group_of.astype(np.int64), len(groups) == len(rows))

    def only(self, kept: npt.NDArray[np.bool_]) -> Order:
        """The order of those rows that are kept, numbered anew."""
        new = np.cumsum(kept) - 1
        return Order(new[self.rows[kept[self.rows]]], self.group_of[kept], self.all_differ)


@dataclass(frozen=True)
class Stretches:
    """Where each donor of a number may come out, on a line of the column's cells that few rows share.

    Each such cell has a stretch of the line as long as its rows are many: ``cells[i]`` lies between
    ``bounds[i]`` and ``bounds[i + 1]``. A donor comes out evenly between ``low`` and ``high`` (one of each a
    donor; NaN where the donor stays what it is).
    """

    cells: Codes
    bounds: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True)
class Leaves:
    """Donor codes of all leaves end to end, sorted within each; leaf ``i`` is ``[starts[i], starts[i + 1])``.

    ``number_of`` maps a tree's node number to a leaf number; the last leaf holds every donor of the column,
    for a node that no train row came to. A donor is drawn with the weight of its code, where there are
    ``weights``, shape (n_codes,); else all alike.
    """

    donors: Codes
    starts: Rows
    number_of: Rows
    stretches: Stretches | None = None
    weights: Floats | None = None

    def draw(self, nodes: Rows, rng: np.random.Generator, order: Rows | None = None) -> Codes:
        """A code for each node, shape (n_rows,): a random donor's of that leaf, spread where few rows share it.

        With an ``order`` of the rows, those of a leaf go through its donors evenly and in this order, so that its
        codes come out in their shares and not as luck has it, among any rows that stand together in the order.
        """
        leaf = self.number_of[nodes]
        points = rng.random(len(nodes)) if order is None else _even(leaf, order, rng)
        place = self._places(leaf, points)
        codes: Codes = self.donors[place]
        if self.stretches is None:
            return codes
        low, high = self.stretches.low[place], self.stretches.high[place]
        share = rng.random(len(nodes))
        moving = np.flatnonzero(~np.isnan(low))
        at = low[moving] + share[moving] * (high[moving] - low[moving])
        found = np.searchsorted(self.stretches.bounds, at, side="right") - 1
        codes[moving] = self.stretches.cells[np.clip(found, 0, len(self.stretches.cells) - 1)]
        return codes

    def share_of(self, cell: int, nodes: Rows) -> Floats:
        """The share of donors with this code in each node's leaf, shape (n_rows,)."""
        leaf = self.number_of[nodes]
        return np.asarray(self._shares(cell)[leaf], dtype=np.float64)

    def best_share(self, cell: int) -> float:
        """The greatest share of this code in any leaf."""
        return float(self._shares(cell).max())

    @property
    def of_column(self) -> Codes:
        """The codes of all donors of the column, sorted."""
        return self.donors[self.starts[-2] :]

    def leaf_of_donor(self) -> Rows:
        """The leaf that each donor lies in, shape (n_donors,)."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))

    def weight_of(self, codes: Codes) -> Floats:
        """The weight that a donor of each code is drawn with."""
        return np.ones(len(codes)) if self.weights is None else self.weights[codes]

    def masses(self) -> Floats:
        """The weight of all donors of each leaf together, shape (n_leaves,)."""
        return np.diff(self._totals(self.weight_of(self.donors))[self.starts])

    def _places(self, leaf: Rows, points: Floats) -> Rows:
        first, last = self.starts[leaf], self.starts[leaf + 1] - 1
        if self.weights is None:
            return np.minimum(first + (points * (last + 1 - first)).astype(np.int64), last)
        totals = self._totals(self.weight_of(self.donors))
        at = totals[first] + points * (totals[last + 1] - totals[first])
        return np.clip(np.searchsorted(totals, at, side="right") - 1, first, last)

    def _shares(self, cell: int) -> Floats:
        hits = self._totals(self.weight_of(self.donors) * (self.donors == cell))[self.starts]
        return np.asarray(np.diff(hits) / self.masses(), dtype=np.float64)

    @staticmethod
    def _totals(weights: Floats) -> Floats:
        return np.concatenate([[0.0], np.cumsum(weights)])


def _even(leaf: Rows, order: Rows, rng: np.random.Generator) -> Floats:
    """For each row a point of [0, 1), those of one leaf (and of leaves in sequence) spread evenly over it.

    Leaf by leaf and within a leaf in the ``order``, each ``_BLOCK`` rows take as many equal parts of [0, 1) in a
    random order. That order is drawn anew for each block: were it the same for two columns in whose leaves the
    same rows lie, the columns would go together.
    """
    order = order[np.argsort(leaf[order], kind="stable")]
    n_rows, rest = len(leaf), len(leaf) % _BLOCK
    full = rng.random((n_rows // _BLOCK, _BLOCK)).argsort(axis=1)
    part = np.concatenate([full.ravel(), rng.permutation(rest)])
    n_parts = np.where(np.arange(n_rows) < n_rows - rest, _BLOCK, rest)
    points = np.empty(n_rows)
    points[order] = (part + rng.random(n_rows)) / n_parts
    return points


def collect(nodes: Rows, codes: Codes, code: ColumnCode, n_nodes: int, rng: np.random.Generator) -> Leaves:
    """Donors of each leaf; ``nodes`` and ``codes`` have shape (n_rows,).

    A withheld donor takes the code of a random released one of its leaf (of the column where the leaf has
    none), so that the share of missing values stays; where nothing may be released it becomes missing.
    """
    codes = _released(nodes, codes, code, rng)
    used, leaf = np.unique(nodes, return_inverse=True)
    donors = np.concatenate([codes[np.lexsort((codes, leaf))], np.sort(codes)]).astype(np.int32)
    starts = np.concatenate([[0], np.cumsum(np.bincount(leaf)), [len(donors)]]).astype(np.int64)
    number_of = np.full(n_nodes, len(used), dtype=np.int64)
    number_of[used] = np.arange(len(used))
    return Leaves(donors, starts, number_of)


def _released(nodes: Rows, codes: Codes, code: ColumnCode, rng: np.random.Generator) -> Codes:
    held = np.flatnonzero(codes == code.withheld)
    if not len(held):
        return codes
    codes = codes.copy()
    free = np.flatnonzero(codes < code.n_cells)
    if not len(free):
        codes[held] = code.missing
        return codes
    free = free[np.argsort(nodes[free], kind="stable")]
    first = np.searchsorted(nodes[free], nodes[held], side="left")
    last = np.searchsorted(nodes[free], nodes[held], side="right")
    first, last = np.where(first < last, first, 0), np.where(first < last, last, len(free))
    donor = first + (rng.random(len(held)) * (last - first)).astype(np.int64)
    codes[held] = codes[free[donor]]
    return codes


def stretched(leaves: Leaves, code: NumberCode, reach: float) -> Leaves:
    """The same leaves, donors that are known as intervals spread towards the next such donors in the leaf.

    A donor comes out evenly between the points halfway (times ``reach``) to the next cell below and above it in its
    leaf, and at a leaf's end as far outward as inward. Distances are counted in rows, so that the column's own
    distribution is kept. A number that is kept as it is stays.
    """
    counts = np.bincount(leaves.of_column, minlength=code.n_cells + 2)[: code.n_cells]
    cells = np.flatnonzero((counts > 0) & code.is_interval).astype(np.int32)
    if not len(cells):
        return leaves
    bounds = np.concatenate([[0], np.cumsum(counts[cells])]).astype(np.float64)
    index_of = np.full(code.n_cells + 2, -1, dtype=np.int64)
    index_of[cells] = np.arange(len(cells))
    index = index_of[leaves.donors]
    moving = np.flatnonzero(index >= 0)
    leaf = leaves.leaf_of_donor()[moving]
    group, first = _runs(leaf, index[moving])
    own_leaf, own = leaf[first], index[moving][first]
    middle = (bounds[own] + bounds[own + 1]) / 2
    below = _gap_below(middle, own_leaf)
    above = _gap_below(-middle[::-1], own_leaf[::-1])[::-1]
    below, above = np.where(np.isnan(below), above, below), np.where(np.isnan(above), below, above)
    half = (bounds[own + 1] - bounds[own]) / 2
    all_low = np.full(len(leaves.donors), np.nan)
    all_high = all_low.copy()
    all_low[moving] = (middle - np.fmax(below / 2 * reach, half))[group]
    all_high[moving] = (middle + np.fmax(above / 2 * reach, half))[group]
    return replace(leaves, stretches=Stretches(cells, bounds, all_low, all_high))


def _runs(leaf: Rows, index: Rows) -> tuple[Rows, Rows]:
    """Runs of the same cell in the same leaf: each donor's run, and each run's first donor."""
    new = np.ones(len(leaf), dtype=bool)
    new[1:] = (leaf[1:] != leaf[:-1]) | (index[1:] != index[:-1])
    return np.cumsum(new) - 1, np.flatnonzero(new)


def _gap_below(middle: Floats, leaf: Rows) -> Floats:
    """How far the cell before lies in the same leaf, NaN for the first of a leaf."""
    gap = np.full(len(middle), np.nan)
    same = leaf[1:] == leaf[:-1]
    gap[1:][same] = (middle[1:] - middle[:-1])[same]
    return gap
