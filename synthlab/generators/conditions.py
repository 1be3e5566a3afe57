"""Conditions on the rows to draw: read from text by a column's kind, checked, and reported when not reached."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.errors import DataError, NotReached
from synthlab.generators.base import Where
from synthlab.generators.encoding import ColumnCode, LevelCode, NumberCode
from synthlab.generators.grids import from_line, to_line
from synthlab.tables.schema import Column, Kind

__all__ = ["Wanted", "by_rejection", "not_reached", "stacked", "wanted_cells"]

Wanted = Mapping[str, int]
"""The code that each conditioned column must have."""

_SHOWN = 12
_MOST_DRAWN = 500_000
_MOST_DRAWN_A_ROW = 50


def wanted_cells(where: Where, code_of: Mapping[str, ColumnCode]) -> dict[str, int]:
    """The code each condition asks for. Empty text asks for a missing value.

    Raises
    ------
    DataError
        When a column is not modelled, or no kept value is meant; the message lists common values only.
    """
    return {name: _wanted_cell(name, text, code_of) for name, text in where.items()}


def not_reached(
    where: Mapping[str, object], reached: int, n_rows: int, rows: pd.DataFrame | None = None
) -> NotReached:
    """The error that says how many rows met the conditions, and carries them."""
    columns = ", ".join(where)
    return NotReached(
        f"Only {reached} of {n_rows} rows could be drawn under the condition{'s' if len(where) > 1 else ''} on "
        f"{columns}: the model gives such rows too seldom. Ask for fewer rows or for fewer conditions.",
        rows,
    )


def by_rejection(
    draw: Callable[[int], pd.DataFrame], n_rows: int, wanted: Wanted, code_of: Mapping[str, ColumnCode]
) -> pd.DataFrame:
    """``n_rows`` rows that meet the conditions, by drawing more and keeping those that do; bounded."""
    parts: list[pd.DataFrame] = []
    reached, drawn, asked = 0, 0, max(n_rows, 1_000)
    while drawn < _MOST_DRAWN + _MOST_DRAWN_A_ROW * n_rows:
        rows = draw(asked)
        meets = np.ones(len(rows), dtype=bool)
        for name, cell in wanted.items():
            meets &= _has(rows[name], code_of[name], cell)
        parts.append(rows[meets])
        reached, drawn = reached + int(meets.sum()), drawn + asked
        if reached >= n_rows:
            return stacked(parts).iloc[:n_rows]
        asked = int(np.clip((n_rows - reached) * drawn / max(reached, 1) * 1.2, 1_000, 50_000))
    raise not_reached(wanted, reached, n_rows, stacked(parts))


def _has(values: pd.Series, code: ColumnCode, cell: int) -> npt.NDArray[np.bool_]:
    if isinstance(code, LevelCode) or cell == code.missing:
        return np.asarray(code.encode(values) == cell)
    # Not by the cell alone: a rare number may share the cell of the nearest kept value.
    return np.asarray(to_line(values, code.column) == code.low[cell])


def stacked(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Conformed frames one below the other; their categories are joined and sorted."""
    table = pd.concat(
        [part.astype(dict.fromkeys(_categories(part), object)) for part in parts], ignore_index=True
    )
    return table.astype(dict.fromkeys(_categories(parts[0]), "category"))


def _categories(frame: pd.DataFrame) -> list[str]:
    return [str(name) for name in frame.columns if isinstance(frame[name].dtype, pd.CategoricalDtype)]


def _wanted_cell(name: str, text: str, code_of: Mapping[str, ColumnCode]) -> int:
    code = code_of.get(name)
    if code is None:
        raise DataError(
            f"A condition names the column {name!r}, which is not modelled. Modelled columns are: {', '.join(code_of)}."
        )
    if text == "":
        return code.missing
    cell = (
        code.cell_of(_level(text, code.column)) if isinstance(code, LevelCode) else _number_cell(text, code)
    )
    if cell is None:
        raise DataError(
            f"No rows with {name} = {text!r} can be asked for: no value of that spelling was found often enough in "
            f"the train rows. {_common(code)}"
        )
    return cell


def _level(text: str, column: Column) -> str:
    """A category as it is; a boolean in its source's spelling, or true and false in any case."""
    if column.kind != Kind.BOOLEAN:
        return text
    spelled = dict(zip(column.format.split("|"), ("true", "false"), strict=False)) if column.format else {}
    return spelled.get(text, text.strip().lower())


def _number_cell(text: str, code: NumberCode) -> int | None:
    column = code.column
    try:
        if column.kind == Kind.DATETIME:
            date = pd.to_datetime(text, format=column.format or "ISO8601")
            line = to_line(pd.Series([date]).astype("datetime64[ns]"), column)
            return code.cell_of(float(line[0]))
        return code.cell_of(float(text))
    except ValueError as error:
        what = "a date" if column.kind == Kind.DATETIME else "a number"
        raise DataError(
            f"The condition {column.name} = {text!r} is not {what}, as the column is. {_common(code)}"
        ) from error


def _common(code: ColumnCode) -> str:
    """Which values may be asked for; every one of them is common enough to be released."""
    if isinstance(code, LevelCode):
        values = list(code.levels)
    else:
        line = from_line(code.kept[:_SHOWN], code.column)
        values = [str(value) for value in line] + [""] * (len(code.kept) - len(line))
    if not values:
        return "No value of this column occurs often enough."
    more = f" and {len(values) - _SHOWN} more" if len(values) > _SHOWN else ""
    return f"It can be: {', '.join(values[:_SHOWN])}{more}."
