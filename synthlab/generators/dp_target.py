"""The target given all other columns: what each of them and the network say of it, weighed and added up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from synthlab.generators.dp_structure import Family, Parent, configurations
from synthlab.generators.dp_tables import draw
from synthlab.generators.encoding import Codes

__all__ = ["Hint", "Told", "as_chances", "network_word", "words"]

Floats = npt.NDArray[np.float64]

_LOUDEST = 2.0
_LEAST_SHARE = 1e-4


@dataclass(frozen=True)
class Hint:
    """What a column tells of the target, the first of its parents.

    ``shares`` of its cells in each group of the target, shape (n_groups, n_cells); ``table`` the same for each
    combination of all its parents.
    """

    family: Family
    shares: Floats
    table: Floats


@dataclass(frozen=True)
class Told:
    """A log-linear model of the target's group: the sum of what each column ``says``, of ``weight`` times the
    network's word, and of ``offsets``.

    ``says`` has an array (n_groups, n_cells) a hint; ``cells`` are the shares of the target's cells within each
    of its groups, shape (n_groups, n_cells).
    """

    target: Parent
    cells: Floats
    hints: tuple[Hint, ...]
    says: tuple[Floats, ...]
    weight: float
    offsets: Floats

    def chances(self, codes: Mapping[str, Codes]) -> Floats:
        """The chance of each group in each row, shape (n_rows, n_groups); a value without a cell says nothing."""
        logits = self.offsets + self.weight * network_word(self.hints, codes, len(self.offsets))
        for hint, says in zip(self.hints, self.says, strict=True):
            own = codes[hint.family.name]
            logits += np.where(own >= 0, says[:, own], 0.0).T
        return as_chances(logits)

    def draw(self, codes: Mapping[str, Codes], rng: np.random.Generator) -> Codes:
        """A cell of the target for each row."""
        chances = self.chances(codes)
        group = draw(chances, np.arange(len(chances)), rng)
        return draw(self.cells, group.astype(np.int64), rng)

    def share_of(self, cell: int, codes: Mapping[str, Codes]) -> Floats:
        """The chance of a cell in each row, shape (n_rows,), as a share of the highest that there may be."""
        within = self.cells[:, cell]
        return np.asarray(self.chances(codes) @ within / max(within.max(), 1e-300), dtype=np.float64)


def as_chances(logits: Floats) -> Floats:
    """Chances that sum to 1 over the last axis."""
    chances = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(chances / chances.sum(axis=-1, keepdims=True), dtype=np.float64)


def words(shares: Floats) -> Floats:
    """Logarithms of shares (n_groups, n_cells) less their mean over the groups, none beyond 2 either way."""
    logs = np.log(np.maximum(shares, _LEAST_SHARE))
    return np.asarray(np.clip(logs - logs.mean(axis=0), -_LOUDEST, _LOUDEST), dtype=np.float64)


def network_word(hints: Sequence[Hint], codes: Mapping[str, Codes], n_groups: int) -> Floats:
    """Half of what the network's tables together say of the target, between -2 and 2; (n_rows, n_groups).

    It is what Bayes' rule makes of the network, except that nothing counts beyond those bounds.
    """
    word = np.zeros((len(codes[hints[0].family.name]), n_groups))
    for hint in hints:
        own, others = codes[hint.family.name], hint.family.parents[1:]
        at = configurations(others, codes) if others else np.zeros(len(own), dtype=np.int64)
        known = (own >= 0) & (at >= 0)
        cells = np.where(known, at * hint.table.shape[1] + own, 0)
        word += np.where(known, words(hint.table.reshape(n_groups, -1))[:, cells], 0.0).T
    return np.asarray(np.clip(word / 2, -_LOUDEST, _LOUDEST), dtype=np.float64)
