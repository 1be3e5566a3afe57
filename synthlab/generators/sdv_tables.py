"""A train table as SDV is given it: neutral names, numbers and levels only, nothing missing, nothing constant."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.errors import DataError
from synthlab.generators.encoding import LevelCode, code_column
from synthlab.generators.grids import Grid, from_line, to_line
from synthlab.tables.schema import Column, Kind, Schema

__all__ = ["SdvColumn", "for_sdv", "from_sdv", "sdtypes"]

Floats = npt.NDArray[np.float64]

_DAY = 86_400_000_000.0  # microseconds
_NO, _YES = "0", "1"


@dataclass(frozen=True)
class SdvColumn:
    """How one column goes to SDV and comes back.

    ``key`` is its name there. ``levels`` is set for categories and booleans. A number has a ``grid``; dates
    are days since ``origin``. ``constant`` is the only value there is, which SDV never sees; ``gone`` says
    what is missing: "never", "sometimes" (a yes/no column of its own, so that SDV learns it) or "always".
    """

    column: Column
    key: str
    levels: LevelCode | None = None
    grid: Grid | None = None
    origin: float = 0.0
    constant: float | None = None
    gone: str = "never"

    @property
    def unit(self) -> float:
        return _DAY if self.column.kind == Kind.DATETIME else 1.0

    @property
    def flag(self) -> str:
        """The name of the yes/no column that says where a number is missing."""
        return f"{self.key}m"


def for_sdv(
    train: pd.DataFrame, schema: Schema, rng: np.random.Generator
) -> tuple[tuple[SdvColumn, ...], pd.DataFrame]:
    """What SDV is to learn from, and how to read what it gives back.

    A missing category is a level of its own. A missing number is filled with a random known one, and the
    yes/no column beside it says so: SDV itself would spread missing values evenly over all rows.
    """
    columns: list[SdvColumn] = []
    given: dict[str, npt.NDArray[np.object_] | Floats] = {}
    for index, column in enumerate(schema.modelled):
        key = f"c{index}"
        if column.is_ordered:
            columns.append(_number(train[column.name], column, key, given, rng))
        else:
            columns.append(_levels(train[column.name], column, key, given))
    return tuple(columns), pd.DataFrame(given, index=range(len(train)))


def sdtypes(columns: tuple[SdvColumn, ...], given: pd.DataFrame) -> dict[str, dict[str, str]]:
    """SDV's column types from the schema's kinds: "numerical" or "categorical", never detected."""
    numbers = {column.key for column in columns if column.levels is None}
    return {str(key): {"sdtype": "numerical" if key in numbers else "categorical"} for key in given.columns}


def from_sdv(
    drawn: pd.DataFrame, columns: tuple[SdvColumn, ...], n_rows: int, rng: np.random.Generator
) -> pd.DataFrame:
    """SDV's rows in the schema's names and types."""
    return pd.DataFrame({column.column.name: _back(drawn, column, n_rows, rng) for column in columns})


def _levels(
    values: pd.Series, column: Column, key: str, given: dict[str, npt.NDArray[np.object_] | Floats]
) -> SdvColumn:
    levels = code_column(values, column, min_count=1)
    assert isinstance(levels, LevelCode)
    codes = levels.encode(values)
    if len(np.unique(codes)) == 1:
        return SdvColumn(column, key, levels=levels, constant=float(codes[0]))
    given[key] = codes.astype(str).astype(object)
    return SdvColumn(column, key, levels=levels)


def _number(
    values: pd.Series,
    column: Column,
    key: str,
    given: dict[str, npt.NDArray[np.object_] | Floats],
    rng: np.random.Generator,
) -> SdvColumn:
    line = to_line(values, column).copy()  # filled below; the train table must stay as it is
    gone = np.isnan(line)
    known = line[~gone]
    if len(known) == 0:
        return SdvColumn(column, key, gone="always")
    grid, origin = Grid.of(np.unique(known), column), float(known[0]) if column.kind == Kind.DATETIME else 0.0
    constant = float(known[0]) if (known == known[0]).all() else None
    made = SdvColumn(column, key, None, grid, origin, constant, "sometimes" if gone.any() else "never")
    if constant is None:
        line[gone] = rng.choice(known, size=int(gone.sum()))
        given[key] = (line - origin) / made.unit
    if gone.any():
        given[made.flag] = np.where(gone, _YES, _NO).astype(object)
    return made


def _back(drawn: pd.DataFrame, column: SdvColumn, n_rows: int, rng: np.random.Generator) -> pd.Series:
    if column.levels is not None:
        if column.constant is not None:
            return column.levels.decode(np.full(n_rows, int(column.constant), dtype=np.int32), rng)
        return column.levels.decode(drawn[column.key].to_numpy(dtype=np.int32), rng)
    if column.gone == "always" or column.grid is None:
        return from_line(np.full(n_rows, np.nan), column.column)
    if column.constant is not None:
        line = np.full(n_rows, column.constant)
    else:
        line = drawn[column.key].to_numpy(dtype=np.float64)
        if not np.isfinite(line).all():
            raise DataError(
                f"SDV drew values for {column.column.name} that are no numbers. Choose another distribution or generator."
            )
        line = column.grid.snap(line * column.unit + column.origin)
    if column.gone == "sometimes":
        line = np.where(drawn[column.flag].to_numpy(dtype=str) == _YES, np.nan, line)
    return from_line(line, column.column)
