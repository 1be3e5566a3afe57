"""Rows from a fitted network: from what was measured with noise, column after column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.generators.base import Where
from synthlab.generators.conditions import Wanted, not_reached, wanted_cells
from synthlab.generators.dp_proof import Proof
from synthlab.generators.dp_structure import Family, configurations
from synthlab.generators.dp_tables import draw
from synthlab.generators.dp_target import Told
from synthlab.generators.dp_variables import Coded
from synthlab.generators.encoding import Codes

__all__ = ["DpNetworkSampler", "Node", "drawn_codes"]

Floats = npt.NDArray[np.float64]

_LEAST_DRAWN = 1_000
_MOST_DRAWN = 2_000_000
_MOST_DRAWN_A_ROW = 50


@dataclass(frozen=True)
class Node:
    """A column, its parents, and its shares: a row for each combination of the parents' groups."""

    family: Family
    table: Floats

    def at(self, drawn: Mapping[str, Codes], n_rows: int) -> npt.NDArray[np.int64]:
        """The row of the table for each row drawn so far."""
        return (
            configurations(self.family.parents, drawn) if self.family.parents else np.zeros(n_rows, np.int64)
        )


@dataclass(frozen=True)
class DpNetworkSampler:
    """Noisy shares, and nothing of any row beside them.

    The target, drawn first since all other columns look at it, is drawn once more in the end as ``told``.
    """

    columns: Mapping[str, Coded]
    nodes: tuple[Node, ...]
    proof: Proof
    told: Told | None = None

    @property
    def notes(self) -> tuple[str, ...]:
        """What was spent on what, in sentences without values."""
        empty = [name for name, column in self.columns.items() if not column.code.n_cells]
        return self.proof.notes + (
            (
                f"{', '.join(empty)}: no value was found within the budget, so the column is missing throughout. "
                "State its categories or bounds in the schema if they are public.",
            )
            if empty
            else ()
        )

    def sample(self, n_rows: int, rng: np.random.Generator, where: Where | None = None) -> pd.DataFrame:
        """``n_rows`` rows; ``where`` is met exactly, by accepting each row with its share of the value."""
        wanted = wanted_cells(where or {}, {name: column.code for name, column in self.columns.items()})
        bins = self._draw(n_rows, wanted, rng) if wanted else self._pass(n_rows, {}, rng)
        return self._decoded(bins, wanted, rng)

    def _decoded(self, bins: Mapping[str, Codes], wanted: Wanted, rng: np.random.Generator) -> pd.DataFrame:
        values = {}
        for name, column in self.columns.items():
            if name in wanted:
                cells = np.full(len(bins[name]), wanted[name], dtype=np.int32)
            else:
                cells = draw(column.within(), bins[name].astype(np.int64), rng)
            values[name] = column.code.decode(cells, rng)
        return pd.DataFrame(values)

    def _draw(self, n_rows: int, wanted: Wanted, rng: np.random.Generator) -> dict[str, Codes]:
        parts: list[dict[str, Codes]] = []
        reached, drawn, asked = 0, 0, max(n_rows, _LEAST_DRAWN)
        while drawn < _MOST_DRAWN + _MOST_DRAWN_A_ROW * n_rows:
            parts.append(self._pass(asked, wanted, rng))
            reached, drawn = reached + len(next(iter(parts[-1].values()))), drawn + asked
            if reached >= n_rows:
                return _joined(parts, n_rows)
            asked = int(np.clip((n_rows - reached) * drawn / max(reached, 1) * 1.2, _LEAST_DRAWN, 200_000))
        raise not_reached(wanted, reached, n_rows, self._decoded(_joined(parts, n_rows), wanted, rng))

    def _pass(self, n_rows: int, wanted: Wanted, rng: np.random.Generator) -> dict[str, Codes]:
        """One pass through all columns; rows that do not come to a wanted value are given up on the way."""
        drawn: dict[str, Codes] = {}
        last = self.told.target.name if self.told else None
        for node in self.nodes:
            name, at = node.family.name, node.at(drawn, n_rows)
            if name not in wanted or name == last:
                drawn[name] = draw(node.table, at, rng)
                continue
            cell = int(self.columns[name].bins[wanted[name]])
            share = node.table[:, cell]
            rows = rng.random(n_rows) * share.max() < share[at]
            drawn, n_rows = _accepted(drawn, rows), int(rows.sum())
            drawn[name] = np.full(n_rows, cell, dtype=np.int32)
        if self.told:
            drawn = self._told(self.told, drawn, wanted, rng)
        return {name: drawn[name] for name in self.columns}

    def _told(
        self, told: Told, drawn: dict[str, Codes], wanted: Wanted, rng: np.random.Generator
    ) -> dict[str, Codes]:
        """The rows with their target drawn from all other columns; those without a wanted one are given up."""
        name = told.target.name
        if name not in wanted:
            return {**drawn, name: told.draw(drawn, rng)}
        cell = int(self.columns[name].bins[wanted[name]])
        share = told.share_of(cell, drawn)
        drawn = _accepted(drawn, rng.random(len(share)) < share)
        return {**drawn, name: np.full(len(drawn[name]), cell, dtype=np.int32)}


def drawn_codes(nodes: Sequence[Node], n_rows: int, rng: np.random.Generator) -> dict[str, Codes]:
    """Rows of the network as it is, by column."""
    drawn: dict[str, Codes] = {}
    for node in nodes:
        drawn[node.family.name] = draw(node.table, node.at(drawn, n_rows), rng)
    return drawn


def _accepted(drawn: Mapping[str, Codes], rows: npt.NDArray[np.bool_]) -> dict[str, Codes]:
    return {name: codes[rows] for name, codes in drawn.items()}


def _joined(parts: list[dict[str, Codes]], n_rows: int) -> dict[str, Codes]:
    return {name: np.concatenate([part[name] for part in parts])[:n_rows] for name in parts[0]}
