"""Train rows kept as rows: what the generators hold that make a new row out of real ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.generators.base import Progress
from synthlab.generators.coding import coded_table, withheld_notes
from synthlab.generators.conditions import Wanted
from synthlab.generators.encoding import Codes, ColumnCode, LevelCode
from synthlab.generators.grids import from_line, to_line
from synthlab.tables.schema import Schema

__all__ = ["Cells", "Held", "decoded", "held"]

Cells = npt.NDArray[Any]
"""One column of rows: level codes (int32) of a category, or numbers (float64, NaN where missing)."""


@dataclass(frozen=True)
class Held:
    """Real rows, a category's rare levels apart: those rows have a random common level instead.

    Numbers stand as they are: whoever draws from them must move them.
    """

    code_of: Mapping[str, ColumnCode]
    cells: Mapping[str, Cells]
    n_rows: int

    @property
    def notes(self) -> tuple[str, ...]:
        """How many levels were withheld, in sentences without values."""
        return withheld_notes(
            {name: code for name, code in self.code_of.items() if isinstance(code, LevelCode)}
        )

    def on_grid(self, name: str, line: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Numbers as the named column's source writes them."""
        code = self.code_of[name]
        assert not isinstance(code, LevelCode)
        return code.grid.snap(line)

    def meeting(self, wanted: Wanted) -> npt.NDArray[np.int64]:
        """Numbers of the rows that have every wanted value."""
        meets = np.ones(self.n_rows, dtype=bool)
        for name, cell in wanted.items():
            code, cells = self.code_of[name], self.cells[name]
            if isinstance(code, LevelCode):
                meets &= cells == cell
            else:
                meets &= np.isnan(cells) if cell == code.missing else cells == code.low[cell]
        return np.flatnonzero(meets)


def held(
    train: pd.DataFrame, schema: Schema, min_count: int, rng: np.random.Generator, progress: Progress
) -> Held:
    """The modelled columns of the train table; levels that fewer than ``min_count`` rows have are replaced."""
    code_of, codes = coded_table(train, schema, min_count, progress)
    cells: dict[str, Cells] = {}
    for name, code in code_of.items():
        if isinstance(code, LevelCode):
            cells[name] = _without_rare(codes[name], code, rng)
        else:
            cells[name] = to_line(train[name], code.column).copy()
    return Held(code_of, cells, len(train))


def decoded(cells: Cells, code: ColumnCode, rng: np.random.Generator) -> pd.Series:
    """Cells in the column's conformed type."""
    if isinstance(code, LevelCode):
        return code.decode(cells.astype(np.int32), rng)
    return from_line(cells, code.column)


def _without_rare(codes: Codes, code: LevelCode, rng: np.random.Generator) -> Codes:
    rare = np.flatnonzero(codes == code.withheld)
    common = codes[codes < code.n_cells]
    filled = codes.copy()
    filled[rare] = rng.choice(common, size=len(rare)) if len(common) else code.missing
    return filled
