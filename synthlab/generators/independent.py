"""Independent columns: each is drawn from its own distribution, and nothing goes with anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.errors import DataError
from synthlab.generators.base import GeneratorCard, MadeAs, Progress, Where
from synthlab.generators.coding import coded_table, usual_interval, withheld_notes
from synthlab.generators.conditions import wanted_cells
from synthlab.generators.encoding import Codes, ColumnCode
from synthlab.tables.schema import Schema

__all__ = ["CARD", "Independent", "IndependentSampler"]


@dataclass(frozen=True)
class Independent:
    """Marginals only: the honest baseline. What it scores is what a table without relations scores."""

    min_count: int = 5

    def __post_init__(self) -> None:
        if self.min_count < 2:
            raise DataError(f"The setting min_count is {self.min_count}; it must be at least 2.")

    def fit(
        self, train: pd.DataFrame, schema: Schema, rng: np.random.Generator, progress: Progress
    ) -> IndependentSampler:
        code_of, codes = coded_table(
            train,
            schema,
            self.min_count,
            lambda share, doing: progress(share * 9, doing),
            usual_interval(len(train)),
        )
        shares = {name: _shares(codes[name], code) for name, code in code_of.items()}
        progress(1.0, "Every column is counted")
        return IndependentSampler(code_of, shares)


@dataclass(frozen=True)
class IndependentSampler:
    """A share for each cell of each column. It holds no value that fewer than ``min_count`` train rows have."""

    code_of: Mapping[str, ColumnCode]
    shares: Mapping[str, npt.NDArray[np.float64]]

    @property
    def notes(self) -> tuple[str, ...]:
        """What was withheld, in sentences without the values."""
        return withheld_notes(self.code_of)

    def sample(self, n_rows: int, rng: np.random.Generator, where: Where | None = None) -> pd.DataFrame:
        """``n_rows`` rows; ``where`` is met exactly, since no column depends on another."""
        wanted = wanted_cells(where or {}, self.code_of)
        return pd.DataFrame(
            {
                name: code.decode(
                    np.full(n_rows, wanted[name], dtype=np.int32)
                    if name in wanted
                    else _draw(self.shares[name], n_rows, rng),
                    rng,
                )
                for name, code in self.code_of.items()
            }
        )


def _shares(codes: Codes, code: ColumnCode) -> npt.NDArray[np.float64]:
    """The share of each released cell and, last, of missing values.

    Withheld rows are shared out among the released cells, so that the share of missing values stays; where
    nothing may be released they count as missing.
    """
    counts = np.bincount(codes, minlength=code.n_cells + 2).astype(np.float64)
    released, missing, withheld = counts[: code.n_cells], counts[code.missing], counts[code.withheld]
    if released.sum() > 0:
        released = released * (1 + withheld / released.sum())
    else:
        missing += withheld
    return np.asarray(np.append(released, missing) / counts.sum(), dtype=np.float64)


def _draw(shares: npt.NDArray[np.float64], n_rows: int, rng: np.random.Generator) -> Codes:
    bounds = np.cumsum(shares)
    drawn = np.searchsorted(bounds, rng.random(n_rows) * bounds[-1], side="right")
    return np.asarray(drawn, dtype=np.int32)


CARD = GeneratorCard(
    name="independent",
    title="Independent columns",
    what="Draws each column by itself. No relation between columns is kept: the baseline that a generator must beat.",
    privacy=(
        "No proof. Values that fewer than 5 rows have are not released as they are; rows are mixed anew, "
        "so no row is carried over as a whole except by chance."
    ),
    licence="Apache-2.0 (part of synthlab)",
    made_as=MadeAs.GENERATED,
    make=Independent,
    settings_help={
        "min_count": "A value that fewer rows have is not released: a rare category is left out, a rare number is drawn anew among its neighbours.",
    },
)
