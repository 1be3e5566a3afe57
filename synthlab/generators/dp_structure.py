"""Which columns a column is drawn from: chosen by the exponential mechanism, one choice after the other."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from synthlab.generators.base import Progress
from synthlab.generators.dp_noise import Noise
from synthlab.generators.encoding import Codes

__all__ = ["Family", "Parent", "Picker", "Variable", "configurations", "dependence", "structure"]

Floats = npt.NDArray[np.float64]
Groups = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Variable:
    """A column in the network: the cell of each train row (-1: none), and noisy shares of the cells.

    ``views`` are ways to see it as a parent, finest first: a group for each cell.
    """

    name: str
    codes: Codes
    shares: Floats
    views: tuple[Groups, ...]

    @property
    def n_cells(self) -> int:
        return len(self.shares)


@dataclass(frozen=True)
class Parent:
    """A column looked at, and the group of each of its cells."""

    name: str
    groups: Groups

    @property
    def n_groups(self) -> int:
        return int(self.groups.max()) + 1


@dataclass(frozen=True)
class Family:
    """A column and what it is drawn from, most telling first."""

    name: str
    parents: tuple[Parent, ...] = ()

    @property
    def n_configurations(self) -> int:
        return math.prod(parent.n_groups for parent in self.parents)


def configurations(parents: Sequence[Parent], codes: Mapping[str, Codes]) -> npt.NDArray[np.int64]:
    """The number of each row's combination of parent groups, first parent slowest; -1 where one has no cell."""
    at = np.zeros(len(next(iter(codes.values()))), dtype=np.int64)
    gone = np.zeros(len(at), dtype=bool)
    for parent in parents:
        cells = codes[parent.name]
        gone |= cells < 0
        at = at * parent.n_groups + parent.groups[cells]
    at[gone] = -1
    return at


def dependence(joint: Floats, shares: Floats) -> float:
    """How far joint counts are from independence with ``shares``: half the L1 distance, in rows.

    ``joint`` has shape (n_configurations, n_cells). ``shares`` do not depend on the rows, so one row more adds
    ``e_cell - shares`` to one configuration's differences and moves the result by at most 1.
    """
    return float(np.abs(joint - joint.sum(axis=1, keepdims=True) * shares).sum() / 2)


def structure(
    variables: Mapping[str, Variable],
    first: Family,
    picker: Picker,
    max_parents: int,
    progress: Progress,
) -> list[Family]:
    """A family for each variable, in an order in which parents come first.

    ``first`` is the family of the first variable; parents in it stand for what every other column looks at first
    (the target). Each round chooses the next column together with a parent or none, then further parents while one
    is better than none: no more choices for a column than parents it may have beside those.
    """
    always = first.parents
    families = [Family(first.name)]
    while len(families) < len(variables):
        progress(len(families) / len(variables), "Choosing what goes with what")
        placed = [family.name for family in families]
        begun = [Family(name, always) for name in variables if name not in placed]
        options = [picker.scored(family) for family in begun] if always else []
        if len(always) < max_parents:
            options += [one for family in begun for one in picker.wider(family, _others(family, placed))]
        family = picker.best(options)
        while len(always) < len(family.parents) < max_parents:
            options = [picker.scored(family), *picker.wider(family, _others(family, placed))]
            chosen = picker.best(options) if len(options) > 1 else family
            if chosen is family:
                break
            family = chosen
        families.append(family)
    return families


def _others(family: Family, placed: Sequence[str]) -> list[str]:
    used = {parent.name for parent in family.parents}
    return [name for name in placed if name not in used]


_MOST_CELLS = 20_000
_MOST_COUNTED = 2_000_000
# Half of the mean absolute value of a standard normal draw is 0.4, of which smoothing leaves a part: on Adult 0.1
# to 0.3 gave the same within chance.
_NOISE_WEIGHT = 0.1

Option = tuple[Family, float]
Cells = npt.NDArray[np.int64]
Rows = slice | Cells


@dataclass
class Picker:
    """Scores and chooses families; what was scored once is remembered.

    A score is ``dependence`` less a share of what noise of ``sigma`` in so many cells adds to a table: ``sigma``
    comes from the budget and the number of columns, so one row more moves a score by at most 1. Each choice
    spends ``rho``.
    """

    variables: Mapping[str, Variable]
    noise: Noise
    rho: float
    sigma: float
    _known: dict[tuple[object, ...], list[Option]] = field(default_factory=dict)

    def best(self, options: Sequence[Option]) -> Family:
        """One of the options, a higher score more likely."""
        scores = np.array([score for _, score in options])
        return options[self.noise.chosen(scores, self.rho, "what goes with what")][0]

    def wider(self, family: Family, names: Sequence[str]) -> list[Option]:
        """The family with one parent more, each of ``names`` in each of its views."""
        key = (family.name, *((parent.name, parent.n_groups) for parent in family.parents))
        found: list[Option] = []
        base = None
        for name in names:
            if (*key, name) not in self._known:
                base = self._cells(family) if base is None else base
                self._known[*key, name] = self._views(family, name, *base)
            found += self._known[*key, name]
        return found

    def scored(self, family: Family) -> Option:
        """The family as it is."""
        _, cells, n = self._cells(family)
        return family, self._score(np.bincount(cells, minlength=n).astype(np.float64), family)

    def _cells(self, family: Family) -> tuple[Rows, Cells, int]:
        """The rows that have a cell throughout, their cell in the family's table, and the number of cells."""
        child = self.variables[family.name]
        codes = {parent.name: self.variables[parent.name].codes for parent in family.parents}
        at = configurations(family.parents, codes) if codes else np.zeros(len(child.codes), dtype=np.int64)
        known = (at >= 0) & (child.codes >= 0)
        cells = at * child.n_cells + child.codes
        n = family.n_configurations * child.n_cells
        if known.all():
            return slice(None), cells, n
        rows = np.flatnonzero(known)
        return rows, cells[rows], n

    def _views(self, family: Family, name: str, rows: Rows, cells: Cells, n: int) -> list[Option]:
        parent = self.variables[name]
        most = _MOST_CELLS if family.parents else _MOST_COUNTED
        views = [view for view in parent.views if (int(view.max()) + 1) * n <= most]
        if not views:
            return []
        finest = np.append(views[0], views[0].max() + 1)  # the last place is that of rows without a cell
        size = int(views[0].max() + 1) * n
        counts = np.bincount(finest[parent.codes[rows]] * n + cells, minlength=size)[:size]
        found = []
        for view in views:
            option = Family(family.name, (*family.parents, Parent(name, view)))
            joint = _joined(counts.reshape(-1, n), views[0], view)
            found.append((option, self._score(joint, option)))
        return found

    def _score(self, counts: Floats, family: Family) -> float:
        child = self.variables[family.name]
        told = dependence(counts.reshape(-1, child.n_cells), child.shares)
        return told - _NOISE_WEIGHT * self.sigma * counts.size


def _joined(counts: Cells, fine: Groups, coarse: Groups) -> Floats:
    """Rows of counts by fine groups added up to coarse ones."""
    to = np.zeros(int(fine.max()) + 1, dtype=np.int64)
    to[fine] = coarse
    joined = np.zeros((int(coarse.max()) + 1, counts.shape[1]))
    np.add.at(joined, to, counts)
    return joined
