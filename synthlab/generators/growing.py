"""Growing one column's tree over the columns drawn before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from synthlab.generators.encoding import Codes, ColumnCode, LevelCode, NumberCode
from synthlab.generators.leaves import Leaves, collect, stretched
from synthlab.generators.ordering import association_axis, sampled_rows
from synthlab.generators.pruning import homes
from synthlab.generators.rising import risen

__all__ = ["Ground", "Growth", "Places", "Splits", "Step", "filled", "grouped", "grown", "places_along"]

_MOST_CLASSES = 100  # above it a tree predicts a category's place on its association axis instead
_AXIS_GROUPS = 64
_AXIS_COLUMNS = 4
_SHRINK = 10.0  # rows: a level with fewer says little about where it belongs
_MISSING_RANK = -0.5
_BITS_A_SPLIT, _BITS_A_VALUE = 12.0, 0.6  # what a split must tell: its own choice, and a share for each value
_SHARE_FOR_TARGET = 0.25  # of that where the target splits: what goes with it is what a table is used for

Rows = npt.NDArray[np.int64]
Places = npt.NDArray[np.float32]
Goal = npt.NDArray[Any]


class Growth(Protocol):
    """The settings a tree is grown by; ``synthlab.generators.trees.Trees`` says what each means."""

    @property
    def blend(self) -> float: ...
    @property
    def min_leaf(self) -> int: ...
    @property
    def rows_per_tree(self) -> int: ...
    @property
    def evidence(self) -> float: ...
    @property
    def least_alike(self) -> int: ...


@dataclass(frozen=True)
class Ground:
    """What all trees of a table grow from: the train rows in codes, the settings, and which column is the target."""

    codes: Mapping[str, Codes]
    code_of: Mapping[str, ColumnCode]
    growth: Growth
    target: str | None = None


@dataclass(frozen=True)
class Splits:
    """A column's tree: the places of its predictors' codes on their lines, and where its nodes' rows are drawn from.

    ``home`` is the node whose donors a node uses: its own, or that of the node whose splits were undone.
    """

    places: tuple[Places, ...]
    tree: Any
    home: Rows

    def nodes(self, codes: Mapping[str, Codes], before: Sequence[str]) -> Rows:
        """The node of each row, shape (n_rows,)."""
        found = self.tree.apply(_matrix(codes, before, self.places))
        return np.asarray(self.home[found], dtype=np.int64)


@dataclass(frozen=True)
class Step:
    """One column's tree over the columns before it, None where it has one leaf, and the donors in its leaves.

    ``leaf_of`` is the leaf in which each train row is a donor, shape (n_train,).
    """

    name: str
    before: tuple[str, ...]
    splits: Splits | None
    leaves: Leaves
    leaf_of: npt.NDArray[np.int32]

    def nodes(self, drawn: Mapping[str, Codes], n_rows: int) -> Rows:
        """The node that each row falls into, shape (n_rows,)."""
        if self.splits is None:
            return np.zeros(n_rows, dtype=np.int64)
        return self.splits.nodes(drawn, self.before)


def grown(name: str, before: Sequence[str], ground: Ground, rng: np.random.Generator) -> Step:
    """The tree of one column over the columns ``before`` it, most strongly related first.

    Its splits are found on at most ``rows_per_tree`` rows, and its leaves are filled from all. A level that fewer
    than ``least_alike`` rows of a leaf share is known by a larger node (``rising``). A column without enough rows
    for two leaves, or without a choice, becomes one leaf.
    """
    growth, code, own = ground.growth, ground.code_of[name], ground.codes[name]
    rows = sampled_rows(len(own), rng, growth.rows_per_tree)
    rows = rows[own[rows] != code.withheld]
    splits, nodes, n_nodes = None, np.zeros(len(own), dtype=np.int64), 1
    if before and len(rows) >= 2 * growth.min_leaf and len(np.unique(own[rows])) > 1:
        splits = _splits(name, before, ground, rows, int(rng.integers(2**31)))
        nodes, n_nodes = splits.nodes(ground.codes, before), len(splits.home)
        if growth.least_alike > 1 and isinstance(code, LevelCode):
            nodes = risen(splits.tree, nodes, own, growth.least_alike, rng)
    leaves = filled(nodes, own, code, n_nodes, growth.blend, rng)
    return Step(name, tuple(before), splits, leaves, leaves.number_of[nodes].astype(np.int32))


def _splits(name: str, before: Sequence[str], ground: Ground, rows: Rows, seed: int) -> Splits:
    learned = {other: ground.codes[other][rows] for other in (name, *before)}
    goal = _goal(ground.code_of[name], learned[name], [learned[other] for other in before[:_AXIS_COLUMNS]])
    places = tuple(places_along(ground.code_of[other], learned[other], goal) for other in before)
    tree = _tree(goal, ground.growth.min_leaf, seed).fit(_matrix(learned, before, places), goal).tree_
    n_values = len(np.unique(goal)) if _is_class(goal) else 1
    bits = ground.growth.evidence * (_BITS_A_SPLIT + _BITS_A_VALUE * n_values)
    shares = np.array([_SHARE_FOR_TARGET if other == ground.target else 1.0 for other in before])
    needed = bits * shares[np.maximum(tree.feature, 0)]  # leaves, of feature -2, are not asked
    return Splits(places, tree, homes(tree, needed, is_class=_is_class(goal)))


def _tree(goal: Goal, least: int, seed: int) -> Any:
    from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

    if _is_class(goal):
        return DecisionTreeClassifier(criterion="entropy", min_samples_leaf=least, random_state=seed)
    return DecisionTreeRegressor(min_samples_leaf=least, random_state=seed)


def _is_class(goal: Goal) -> bool:
    return bool(goal.dtype.kind == "i")


def _goal(code: ColumnCode, own: Codes, strongest: Sequence[Codes]) -> Goal:
    """What the tree predicts: a class (whole numbers) where there are few, else a place on a line (floats)."""
    if code.n_cells <= _MOST_CLASSES:
        return own
    if isinstance(code, NumberCode):
        return _ranks(code, own)
    tables = [_crosstab(own, code.n_cells + 2, grouped(other), _AXIS_GROUPS) for other in strongest]
    place = _order(_shrunk_axis(np.concatenate(tables, axis=1)))
    return np.asarray(place[own] / len(place), dtype=np.float64)


def places_along(other: ColumnCode, codes: Codes, goal: Goal) -> Places:
    """Where each code of a predictor stands on its line: numbers as they are, levels by what they go with."""
    n_codes = other.n_cells + 2
    if isinstance(other, NumberCode):
        return np.arange(n_codes, dtype=np.float32)
    if _is_class(goal):
        scores = _shrunk_axis(_crosstab(codes, n_codes, goal, int(goal.max()) + 1))
    else:
        count = np.bincount(codes, minlength=n_codes)
        total = np.bincount(codes, weights=goal - goal.mean(), minlength=n_codes)
        scores = total / (count + _SHRINK)
    return _order(scores).astype(np.float32)


def _shrunk_axis(table: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Scores on the leading association axis, those of small levels drawn to the middle."""
    count = table.sum(axis=1)
    return np.asarray(association_axis(table) * count / (count + _SHRINK), dtype=np.float64)


def _order(scores: npt.NDArray[np.float64]) -> Rows:
    return np.argsort(np.argsort(scores, kind="stable"), kind="stable")


def filled(
    nodes: Rows, own: Codes, code: ColumnCode, n_nodes: int, blend: float, rng: np.random.Generator
) -> Leaves:
    """The donors of each node, spread where few rows share a number; ``nodes`` and ``own`` have shape (n_rows,)."""
    leaves = collect(nodes, own, code, n_nodes, rng)
    if isinstance(code, LevelCode) or not code.n_cells:
        return leaves
    return stretched(leaves, code, blend)


def _matrix(
    codes: Mapping[str, Codes], before: Sequence[str], places: Sequence[Places]
) -> npt.NDArray[np.float32]:
    matrix = np.empty((len(codes[before[0]]), len(before)), dtype=np.float32)
    for index, (other, place) in enumerate(zip(before, places, strict=True)):
        matrix[:, index] = place[codes[other]]
    return matrix


def grouped(codes: Codes) -> npt.NDArray[np.int64]:
    """At most ``_AXIS_GROUPS`` groups of codes, of about as many rows each, in the order of the codes."""
    counts = np.bincount(codes)
    if len(counts) <= _AXIS_GROUPS:
        return codes.astype(np.int64)
    middle = np.cumsum(counts) - counts / 2
    return np.asarray((middle / len(codes) * _AXIS_GROUPS).astype(np.int64)[codes])


def _ranks(code: ColumnCode, own: Codes) -> npt.NDArray[np.float64]:
    """Middle ranks in (0, 1) of the codes; missing stands apart, below."""
    counts = np.bincount(own, minlength=code.n_cells + 2)
    counts[code.missing :] = 0
    middle = (np.cumsum(counts) - counts / 2) / max(counts.sum(), 1)
    middle[code.missing :] = _MISSING_RANK
    return np.asarray(middle[own], dtype=np.float64)


def _crosstab(rows: Codes, n_rows: int, columns: npt.NDArray[Any], n_columns: int) -> npt.NDArray[np.int64]:
    flat = np.bincount(rows.astype(np.int64) * n_columns + columns, minlength=n_rows * n_columns)
    return flat.reshape(n_rows, n_columns)
