"""Made rows that equal a train row in all columns but one: no more of them than without that row as a donor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from synthlab.generators.encoding import Codes, ColumnCode, NumberCode
from synthlab.generators.growing import Step
from synthlab.generators.leaves import Leaves

__all__ = ["Thinning"]

Hashes = npt.NDArray[np.uint64]
Rows = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class _Alone:
    """Train rows that no other train row equals without one column: their hashes, sorted, and their numbers."""

    hashes: Hashes
    rows: npt.NDArray[np.int32]

    def matched(self, hashes: Hashes) -> tuple[Rows, Rows]:
        """Which of these hashes occur, and the train row of each."""
        if not len(self.hashes):
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
        place = np.minimum(np.searchsorted(self.hashes, hashes), len(self.hashes) - 1)
        hits = np.flatnonzero(self.hashes[place] == hashes)
        return hits, self.rows[place[hits]].astype(np.int64)


@dataclass(frozen=True)
class Thinning:
    """Keeps a made row with the chance that takes a train row's own part in it away again.

    A row that follows a train row's values falls into the leaves in which that row is a donor, and takes its next
    value from it more often than it would without it. Where a made row equals a train row, alone of its kind, in
    all columns or all but one, it is kept with the ratio of two chances: that of its values along its leaves
    without this donor, and with it. What remains comes out as often as if the row had not filled those leaves.
    Rows of nobody in particular are not touched, and no row is avoided: only its own part is taken away.

    What it does not do: splits are not found anew without the row (``pruning`` leaves little of what a single row
    does to them), and rows that differ in two columns or more are not looked at. Numbers that are spread between
    donors come from a stretch of several cells and are taken as they are.
    """

    steps: tuple[Step, ...]
    keys: tuple[Hashes, ...]
    moves: tuple[Bools, ...]
    codes: npt.NDArray[np.int32]
    alone: tuple[_Alone, ...]

    @classmethod
    def of(
        cls,
        steps: Sequence[Step],
        codes: Mapping[str, Codes],
        code_of: Mapping[str, ColumnCode],
        rng: np.random.Generator,
    ) -> Thinning:
        """From the fitted steps and the train rows' codes."""
        keys = tuple(
            rng.integers(0, 2**64, code_of[step.name].n_cells + 2, dtype=np.uint64) for step in steps
        )
        moves = tuple(_spread_codes(code_of[step.name]) for step in steps)
        own = np.column_stack([codes[step.name] for step in steps])
        whole = _summed(keys, own)
        alone = tuple(_alone(whole - key[own[:, place]]) for place, key in enumerate(keys))
        return cls(tuple(steps), keys, moves, own, alone)

    def kept(self, drawn: Mapping[str, Codes], leaves: Mapping[str, Rows], rng: np.random.Generator) -> Bools:
        """Which of these made rows stay, shape (n_rows,); ``leaves`` are those that each value was drawn from."""
        made = np.column_stack([drawn[step.name] for step in self.steps])
        rows, twins = self._pairs(made)
        ratio = np.ones(len(rows))
        for place, step in enumerate(self.steps):
            leaf = leaves[step.name][rows]
            own, value = self.codes[twins, place], made[rows, place]
            is_donor = (step.leaf_of[twins] == leaf) & ~self.moves[place][own]
            ratio *= np.where(is_donor, _without(step.leaves, leaf, value, own), 1.0)
        chance = np.ones(len(made))
        np.minimum.at(chance, rows, ratio)
        return np.asarray(rng.random(len(made)) < chance)

    def _pairs(self, made: npt.NDArray[np.int32]) -> tuple[Rows, Rows]:
        """Each made row with each train row that it equals in all columns but one at most, once."""
        whole = _summed(self.keys, made)
        found = [
            alone.matched(whole - key[made[:, place]])
            for place, (key, alone) in enumerate(zip(self.keys, self.alone, strict=True))
        ]
        rows, twins = (np.concatenate([pair[side] for pair in found]) for side in (0, 1))
        once = np.unique(rows * len(self.codes) + twins)
        return once // len(self.codes), once % len(self.codes)


def _without(leaves: Leaves, leaf: Rows, value: Codes, own: Codes) -> Floats:
    """How the chance of a value in a leaf changes when a donor of the code ``own`` is taken out of it."""
    n_codes = int(leaves.donors.max(initial=0)) + 2
    keys = leaves.leaf_of_donor() * n_codes + leaves.donors
    asked = leaf * n_codes + value
    alike = np.searchsorted(keys, asked, side="right") - np.searchsorted(keys, asked, side="left")
    fewer = np.where(value == own, (alike - 1) / np.maximum(alike, 1), 1.0)
    mass, gone = leaves.masses()[leaf], leaves.weight_of(own)
    # A donor that is alone in its leaf leaves nothing behind: then its value cannot come out at all.
    return np.asarray(fewer * mass / np.where(mass > gone, mass - gone, 1.0), dtype=np.float64)


def _spread_codes(code: ColumnCode) -> Bools:
    """Which codes are spread between donors, shape (n_cells + 2,)."""
    spread = np.zeros(code.n_cells + 2, dtype=bool)
    if isinstance(code, NumberCode):
        spread[: code.n_cells] = code.is_interval
    return spread


def _summed(keys: Sequence[Hashes], codes: npt.NDArray[np.int32]) -> Hashes:
    # A sum, so that one column is left out by a subtraction.
    total = np.zeros(len(codes), dtype=np.uint64)
    for place, key in enumerate(keys):
        total += key[codes[:, place]]
    return total


def _alone(hashes: Hashes) -> _Alone:
    order = np.argsort(hashes, kind="stable")
    ranked = hashes[order]
    differs = ranked[1:] != ranked[:-1]
    once = np.concatenate([[True], differs]) & np.concatenate([differs, [True]])
    return _Alone(ranked[once], order[once].astype(np.int32))
