"""Rounds of an adversarial forest: trees that tell real rows from made ones, and rows made in their leaves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from synthlab.generators.base import Progress
from synthlab.generators.encoding import Codes, ColumnCode
from synthlab.generators.growing import Places, grouped, places_along
from synthlab.generators.ordering import dependence, sampled_rows

__all__ = ["Partition", "Rounds", "forests", "made_rows", "partition"]

_AXES = 3  # related columns, one a tree in turn, by which the levels of a category are ordered
_ROUND_LEFT = 0.5

Rows = npt.NDArray[np.int64]


class Rounds(Protocol):
    """The settings of the rounds; ``synthlab.generators.forest.Forest`` says what each means."""

    @property
    def n_trees(self) -> int: ...
    @property
    def min_leaf(self) -> int: ...
    @property
    def most_rounds(self) -> int: ...
    @property
    def tolerance(self) -> float: ...


@dataclass(frozen=True)
class Partition:
    """One tree's leaves: ``rows`` are train row numbers, those of leaf ``i`` at ``[starts[i], starts[i + 1])``."""

    rows: Rows
    starts: Rows

    @property
    def leaf_of(self) -> Rows:
        """The leaf of each of ``rows``."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))


def forests(
    codes: Mapping[str, Codes],
    code_of: Mapping[str, ColumnCode],
    settings: Rounds,
    rng: np.random.Generator,
    progress: Progress,
) -> tuple[Partition, ...]:
    """The leaves of the forest whose rows the next forest tells from real ones the least.

    The first forest tells real rows from rows whose columns were shuffled each by itself; each next one tells
    them from rows made in the leaves of the one before. It ends when they are told apart no better than by
    chance (and ``tolerance``), or no worse than in the round before, or after ``most_rounds``.
    """
    rows = np.column_stack(list(codes.values()))
    n_rows = len(rows)
    if n_rows < 4 * settings.min_leaf:
        return (partition(np.zeros(n_rows, dtype=np.int64), np.arange(n_rows)),)
    axes = _axes(codes, code_of, rng)
    made = np.column_stack([rng.permutation(column) for column in rows.T])
    best: tuple[Partition, ...] = ()
    told_least, last = np.inf, best
    for number in range(settings.most_rounds + 1):
        forest, told = _forest(rows, made, axes, settings, rng, _stretch(progress, number))
        if number and told >= told_least:
            return best
        # How well rows are told apart is the score of the forest before, whose rows they are.
        best, told_least = (last, told) if number else (forest, np.inf)
        if told <= 0.5 + settings.tolerance:
            return best
        last = forest
        made = made_rows(forest, rows, rng)
    return best


def made_rows(forest: Sequence[Partition], rows: Codes, rng: np.random.Generator) -> Codes:
    """As many rows as ``rows`` (codes, shape (n_rows, n_columns)): a random leaf, then each column by itself.

    A tree's leaf comes with its share of the tree's rows, and each column takes the code of a random one of them.
    """
    parts = []
    for part, number in zip(forest, _each(len(rows), len(forest), rng), strict=True):
        leaf = part.leaf_of[rng.integers(len(part.rows), size=number)]
        size = part.starts[leaf + 1] - part.starts[leaf]
        block = np.empty((number, rows.shape[1]), dtype=rows.dtype)
        for column in range(rows.shape[1]):
            place = part.starts[leaf] + (rng.random(number) * size).astype(np.int64)
            block[:, column] = rows[part.rows[place], column]
        parts.append(block)
    return np.concatenate(parts)


def partition(leaf: Rows, rows: Rows) -> Partition:
    """The partition in which ``rows[i]`` lies in leaf ``leaf[i]``; leaves are numbered anew."""
    which = np.unique(leaf, return_inverse=True)[1]
    starts = np.concatenate([[0], np.cumsum(np.bincount(which))])
    return Partition(rows[np.argsort(which, kind="stable")], starts.astype(np.int64))


def _forest(
    rows: Codes,
    made: Codes,
    axes: Sequence[Sequence[Places]],
    settings: Rounds,
    rng: np.random.Generator,
    progress: Callable[[float], None],
) -> tuple[tuple[Partition, ...], float]:
    """A forest's leaves, and the share of rows it tells rightly real from made.

    Each tree is grown on a random half of the real and of the made rows. The other half, which it has not seen,
    fills its leaves and is what it is asked about.
    """
    n_rows = len(rows)
    both, is_real = np.concatenate([rows, made]), np.repeat([True, False], n_rows)
    votes, asked = np.zeros(2 * n_rows), np.zeros(2 * n_rows)
    forest = []
    for number in range(settings.n_trees):
        progress(number / settings.n_trees)
        places = axes[number % len(axes)]
        matrix = np.column_stack([place[both[:, column]] for column, place in enumerate(places)])
        seen = np.zeros(n_rows, dtype=bool)
        seen[rng.permutation(n_rows)[: n_rows // 2]] = True
        grown_on, unseen = np.flatnonzero(np.tile(seen, 2)), np.flatnonzero(~np.tile(seen, 2))
        tree = _tree(matrix[grown_on], is_real[grown_on], settings.min_leaf, rng)
        at = tree.apply(matrix[unseen])
        votes[unseen] += tree.value[at, 0, 1] > 0.5
        asked[unseen] += 1
        fillers = unseen[unseen < n_rows]
        leaf = _leaf_of(tree, matrix[fillers], at[: len(fillers)], settings.min_leaf)
        forest.append(partition(leaf, fillers))
    known = asked > 0
    rightly = (votes[known] / asked[known] > 0.5) == is_real[known]
    return tuple(forest), float(rightly.mean())


def _tree(
    matrix: npt.NDArray[np.float32], is_real: npt.NDArray[np.bool_], least: int, rng: np.random.Generator
) -> Any:
    from sklearn.tree import DecisionTreeClassifier

    seed = int(rng.integers(2**31))
    made = DecisionTreeClassifier(min_samples_leaf=least, max_features="sqrt", random_state=seed)
    return made.fit(matrix, is_real).tree_


def _leaf_of(tree: Any, matrix: npt.NDArray[np.float32], at: Rows, least: int) -> Rows:
    """The leaf of each row where no leaf has fewer than ``least`` rows; ``at`` is where the tree itself puts them.

    Where one side of a split has too few rows, they go with those of the other side; where both have, the split
    is undone.
    """
    counts = np.bincount(at, minlength=tree.node_count)
    left, right = tree.children_left.astype(np.int64), tree.children_right.astype(np.int64)
    for node in np.flatnonzero(left >= 0)[::-1]:  # children have higher numbers than their parent
        counts[node] = counts[left[node]] + counts[right[node]]
    inner = left >= 0
    enough_left, enough_right = inner & (counts[left] >= least), inner & (counts[right] >= least)
    left, right = (
        np.where(enough_left, left, np.where(enough_right, right, -1)),
        np.where(enough_right, right, np.where(enough_left, left, -1)),
    )
    node = np.zeros(len(matrix), dtype=np.int64)
    moving = np.arange(len(matrix))
    while len(moving := moving[left[node[moving]] >= 0]):
        here = node[moving]
        goes_left = matrix[moving, tree.feature[here]] <= tree.threshold[here]
        node[moving] = np.where(goes_left, left[here], right[here])
    return node


def _axes(
    codes: Mapping[str, Codes], code_of: Mapping[str, ColumnCode], rng: np.random.Generator
) -> list[list[Places]]:
    """For each of a few trees in turn, where each code of each column stands on its line.

    A category has no order, and a split needs one: its levels stand in the order of their association with one
    of the columns that it depends on most.
    """
    names = list(codes)
    strength = dependence(codes, code_of, sampled_rows(len(codes[names[0]]), rng))
    related = np.argsort(-strength, axis=1, kind="stable")
    return [
        [
            places_along(
                code_of[name], codes[name], grouped(codes[names[related[place, axis]]]).astype(np.int64)
            )
            for place, name in enumerate(names)
        ]
        for axis in range(min(_AXES, max(len(names) - 1, 1)))
    ]


def _each(n_rows: int, n_parts: int, rng: np.random.Generator) -> Rows:
    return rng.multinomial(n_rows, np.full(n_parts, 1 / n_parts))


def _stretch(progress: Progress, number: int) -> Callable[[float], None]:
    """Progress of one round: how many there will be is not known, so that each takes a part of what is left."""
    begins, ends = (1 - _ROUND_LEFT**done for done in (number, number + 1))
    return lambda share: progress(begins + (ends - begins) * share, f"Growing forest {number + 1}")
