"""An adversarial random forest: rows are made in the leaves of trees that tell real rows from made ones."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.errors import DataError
from synthlab.generators.base import GeneratorCard, MadeAs, Progress, Where
from synthlab.generators.coding import coded_table, usual_interval, withheld_notes
from synthlab.generators.conditions import Wanted, not_reached, wanted_cells
from synthlab.generators.encoding import Codes, ColumnCode
from synthlab.generators.forest_growing import Partition, forests
from synthlab.generators.growing import filled
from synthlab.generators.leaves import ENOUGH_ROWS, Leaves
from synthlab.generators.ordering import sampled_rows
from synthlab.tables.schema import Schema

__all__ = ["CARD", "Forest", "ForestSampler"]

Floats = npt.NDArray[np.float64]

_ENOUGH_ROWS = 30_000
_SMALLEST_LEAF = 10


@dataclass(frozen=True)
class Forest:
    """Adversarial random forest: within a leaf, columns are as good as independent, and are drawn so.

    A forest learns to tell real rows from rows whose columns were shuffled; new rows are made in its leaves, each
    column by itself; the next forest learns to tell real rows from those, until it can no better. Here each
    tree's leaves are filled with rows it was not grown on, so that no row decides where it is put itself, a leaf
    with few rows is joined with its neighbour, and a leaf's numbers are spread as in ``trees``. Values that few
    rows have are not in the model (``encoding``).

    Source
    ------
    Watson, Blesch, Kapar & Wright (2023), Adversarial random forests for density estimation and generative
    modeling, AISTATS, arXiv:2205.09435.
    """

    n_trees: int = 10
    min_leaf: int = 70
    most_rounds: int = 10
    tolerance: float = 0.02
    min_count: int = 5
    blend: float = 1.0
    spike_share: float = 0.0005
    rows_per_forest: int = 100_000

    def __post_init__(self) -> None:
        for name, least in (
            ("n_trees", 1), ("min_leaf", 1), ("most_rounds", 1), ("min_count", 2), ("rows_per_forest", 100),
        ):  # fmt: skip
            if getattr(self, name) < least:
                raise DataError(f"The setting {name} is {getattr(self, name)}; it must be at least {least}.")
        for name, most in (("tolerance", 0.5), ("blend", 10), ("spike_share", 1)):
            if not 0 <= getattr(self, name) <= most:
                raise DataError(
                    f"The setting {name} is {getattr(self, name)}; it must be between 0 and {most}."
                )

    def least_rows(self, n_rows: int) -> int:
        """The fewest rows of a leaf in a table of ``n_rows``: ``min_leaf``, in a small table less, by the root of its rows."""
        small = round(self.min_leaf * math.sqrt(n_rows / _ENOUGH_ROWS))
        return min(self.min_leaf, max(small, _SMALLEST_LEAF))

    def fit(
        self, train: pd.DataFrame, schema: Schema, rng: np.random.Generator, progress: Progress
    ) -> ForestSampler:
        interval_rows = usual_interval(len(train))
        code_of, all_codes = coded_table(
            train, schema, self.min_count, progress, interval_rows, self.spike_share
        )
        rows = sampled_rows(len(train), rng, self.rows_per_forest)
        codes = {name: column[rows] for name, column in all_codes.items()}
        sized = replace(self, min_leaf=self.least_rows(len(rows)))
        forest = forests(codes, code_of, sized, rng, lambda share, doing: progress(0.1 + 0.9 * share, doing))
        progress(1.0, "The last forest is grown")
        return ForestSampler(self, code_of, codes, forest)


@dataclass(frozen=True)
class ForestSampler:
    """The codes of the train rows and the leaves they lie in. It holds no value that few train rows have."""

    settings: Forest
    code_of: Mapping[str, ColumnCode]
    codes: Mapping[str, Codes]
    forest: tuple[Partition, ...]

    @property
    def notes(self) -> tuple[str, ...]:
        """What was withheld, in sentences without the values."""
        return withheld_notes(self.code_of)

    def sample(self, n_rows: int, rng: np.random.Generator, where: Where | None = None) -> pd.DataFrame:
        """``n_rows`` rows; ``where`` is met exactly: a leaf comes as often as rows with those values lie in it."""
        wanted = wanted_cells(where or {}, self.code_of)
        weights = [self._weights(part, wanted, rng) for part in self.forest]
        totals = np.array([weight.sum() for weight in weights])
        if not totals.sum():
            raise not_reached(wanted, 0, n_rows)
        numbers = rng.multinomial(n_rows, totals / totals.sum())
        parts = []
        for part, weight, number in zip(self.forest, weights, numbers, strict=True):
            leaf = rng.choice(len(weight), size=number, p=weight / weight.sum()) if number else np.arange(0)
            parts.append(self._made(part, leaf, wanted, rng))
        order = rng.permutation(n_rows)
        return pd.DataFrame(
            {
                name: code.decode(np.concatenate([part[name] for part in parts])[order], rng)
                for name, code in self.code_of.items()
            }
        )

    def _made(
        self, part: Partition, leaf: npt.NDArray[np.int64], wanted: Wanted, rng: np.random.Generator
    ) -> dict[str, Codes]:
        if not len(leaf):
            return {name: np.empty(0, dtype=np.int32) for name in self.code_of}
        even = len(next(iter(self.codes.values()))) >= ENOUGH_ROWS
        order = rng.permutation(len(leaf)) if even else None
        return {
            name: np.full(len(leaf), wanted[name], dtype=np.int32)
            if name in wanted
            else self._leaves(part, name, rng).draw(leaf, rng, order)
            for name in self.code_of
        }

    def _leaves(self, part: Partition, name: str, rng: np.random.Generator) -> Leaves:
        n_leaves = len(part.starts) - 1
        own = self.codes[name][part.rows]
        return filled(part.leaf_of, own, self.code_of[name], n_leaves, self.settings.blend, rng)

    def _weights(self, part: Partition, wanted: Wanted, rng: np.random.Generator) -> Floats:
        """The share of the tree's rows in each leaf, times the share of each wanted value there."""
        weight = np.diff(part.starts) / len(part.rows)
        for name, cell in wanted.items():
            weight *= self._leaves(part, name, rng).share_of(cell, np.arange(len(weight)))
        return np.asarray(weight, dtype=np.float64)


CARD = GeneratorCard(
    name="forest",
    title="Adversarial forest",
    what=(
        "Grows trees that tell real rows from made ones, and makes better rows in their leaves, until they can hardly be "
        "told apart. A second opinion beside Trees: all columns at once, in no order."
    ),
    privacy=(
        "No proof. Values that fewer than 5 rows have are not released as they are, and a leaf is filled with rows that did "
        "not shape it; the attacks on the Privacy page measure what remains."
    ),
    licence="Apache-2.0 (part of synthlab; scikit-learn is BSD-3-Clause)",
    made_as=MadeAs.GENERATED,
    make=Forest,
    settings_help={
        "n_trees": "How many trees a forest has. More take longer in proportion and change little.",
        "min_leaf": "The least number of real rows a leaf holds; in a table of fewer than 30,000 rows less, down to 10. More: further from single rows, and coarser.",
        "most_rounds": "After how many forests it ends at the latest; it ends earlier when the next one tells no less.",
        "tolerance": "How far above one half the share of rightly told rows may lie for real and made to count as the same.",
        "min_count": "A value that fewer rows have is not released: a rare category is left out, a rare number is drawn anew among its neighbours.",
        "blend": "How far a rare number moves towards its neighbours in the leaf: 0 stays near its own place, 1 goes halfway.",
        "spike_share": "In a column of measurements, where most rows have a number that few others share, a number that this share of rows has is a spike, such as 0 or a round price, and stays as it is.",
        "rows_per_forest": "It learns from at most so many rows, chosen at random.",
    },
)
