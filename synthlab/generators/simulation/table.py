"""A simulation file read, checked once on a few rows, and drawn as often as asked."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from pydantic import ValidationError

from synthlab.errors import DataError
from synthlab.generators.base import Progress, silent
from synthlab.generators.simulation.complaints import check_columns, complaint
from synthlab.generators.simulation.expressions import Expression, parsed
from synthlab.generators.simulation.parts import Columns, Type, Values
from synthlab.generators.simulation.sources import Drawn, Ready, RowsOf, happens, ready, row_numbers
from synthlab.generators.simulation.spec import ColumnSpec, SimulationSpec
from synthlab.generators.simulation.writing import TYPE_OF, as_series, of_kind
from synthlab.tables.conform import conform
from synthlab.tables.schema import Column, Kind, Role, Schema
from synthlab.tables.yaml_text import YamlText, read_yaml

__all__ = ["Simulation", "read_simulation"]

_TRIED = 500
_MOST_FAKES_TRIED = 10_000  # made-up texts take their time


@dataclass(frozen=True)
class _ReadyColumn:
    """A column ready to be drawn, with the place in the file that errors name."""

    name: str
    kind: Kind
    decimals: int | None
    draw: Drawn
    missing: Expression

    def drawn(self, columns: Columns, n_rows: int, rng: np.random.Generator) -> Values:
        values = of_kind(self.draw(columns, n_rows, rng), self.kind, self.decimals)
        gone = happens(self.missing(columns, n_rows), rng, "missing")
        values[gone == 1.0] = None if values.dtype == object else np.nan
        return values


@dataclass(frozen=True)
class Simulation:
    """A checked simulation. ``schema`` is what its columns are, in the order of the file."""

    read: YamlText
    spec: SimulationSpec
    columns: tuple[_ReadyColumn, ...]
    schema: Schema

    def draw(self, n_rows: int, rng: np.random.Generator, progress: Progress = silent) -> pd.DataFrame:
        """``n_rows`` rows in the types of the schema. A column's values do not depend on columns it does not name.

        Raises
        ------
        DataError
            When a formula has no value in some row; the sentence names the line.
        """
        base = int(rng.integers(2**63))
        values: dict[str, Values] = {}
        for place, column in enumerate(self.columns):
            progress(place / len(self.columns), f"Drawing {column.name}")
            stream = np.random.default_rng([base, zlib.crc32(column.name.encode())])
            try:
                values[column.name] = column.drawn(values, n_rows, stream)
            except DataError as error:
                raise self.read.error(("columns", column.name), str(error)) from error
        frame = pd.DataFrame(
            {column.name: as_series(values[column.name], column.kind) for column in self.columns}
        )
        return conform(frame, self.schema)


def read_simulation(text: str, name: str = "rules") -> Simulation:
    """The simulation in this YAML text; ``name`` is how sentences call the file.

    Raises
    ------
    DataError
        When it is no YAML, has an unknown key or a wrong formula, or cannot be drawn; the sentence names the line.
    """
    read = read_yaml(text, name, as_written=True)
    if not isinstance(read.content, dict):
        raise DataError(
            f"{name}: rules are a mapping with the key columns. See docs/simulation.md for examples."
        )
    try:
        spec = SimulationSpec.model_validate(read.content)
    except ValidationError as error:
        raise complaint(error, read) from error
    check_columns(spec, read)
    types: dict[str, Type] = {}
    columns = []
    for column, said in spec.columns.items():
        made = _column(column, said, types, spec.locale, read)
        types[column] = TYPE_OF[made.kind]
        columns.append(made)
    schema = Schema(columns=tuple(_schema_column(made, spec.columns[made.name]) for made in columns))
    simulation = Simulation(read, spec, tuple(columns), schema)
    tried = simulation.draw(_rows_to_try(spec), np.random.default_rng(0))
    return replace(simulation, schema=_with_date_formats(schema, tried))


def _rows_to_try(spec: SimulationSpec) -> int:
    n_fakes = sum(column.fake is not None for column in spec.columns.values())
    return min(_TRIED, _MOST_FAKES_TRIED // max(n_fakes, 1))


def _column(
    name: str, said: ColumnSpec, types: Mapping[str, Type], locale: str, read: YamlText
) -> _ReadyColumn:
    made = _cases(name, said, types, locale, read) if said.cases else _source(
        said, ("columns", name), types, locale, read
    )  # fmt: skip
    kind = made.kind if said.kind is None else Kind(said.kind)
    wanted = TYPE_OF[kind]
    readable = wanted is made.type or made.type is Type.TEXT or wanted is Type.TEXT
    countable = {made.type, wanted} == {Type.NUMBER, Type.TRUTH} and wanted is Type.NUMBER
    if not (readable or countable) or (wanted is Type.DATE) != (made.type is Type.DATE):
        raise read.error(("columns", name, "kind"), f"A column that gives {made.type} cannot be {kind}.")
    if said.role != "feature" and kind in (Kind.IDENTIFIER, Kind.TEXT):
        raise read.error(("columns", name, "role"), f"A column of kind {kind} is set aside: it has no role.")
    if said.decimals is not None and wanted is not Type.NUMBER:
        raise read.error(("columns", name, "decimals"), f"Only numbers have decimals; this is {made.type}.")
    try:
        missing = parsed(said.missing, types)
    except DataError as error:
        raise read.error(("columns", name, "missing"), str(error)) from error
    if missing.type not in (Type.NUMBER, Type.TRUTH):
        raise read.error(("columns", name, "missing"), f"It gives {missing.type}; a chance is needed.")
    return _ReadyColumn(name, kind, said.decimals, made.draw, missing)


def _source(
    said: Any, loc: tuple[int | str, ...], types: Mapping[str, Type], locale: str, read: YamlText
) -> Ready:
    (given,) = said.given
    try:
        return ready(said, given, types, locale)
    except DataError as error:
        raise read.error((*loc, given), str(error)) from error


def _cases(name: str, said: ColumnSpec, types: Mapping[str, Type], locale: str, read: YamlText) -> Ready:
    """A conditional table: rows of each case from its own source."""
    assert said.cases is not None
    for before in said.conditions:
        if types.get(before) not in (Type.TEXT, Type.TRUTH):
            what = f"is {types[before]}" if before in types else "is no column before this one"
            raise read.error(
                ("columns", name, "by"), f"{before!r} {what}; by names columns of texts or of true and false."
            )
    made = {
        key: _source(case, ("columns", name, "cases", key), types, locale, read)
        for key, case in said.cases.items()
    }
    other = (
        None if said.otherwise is None
        else _source(said.otherwise, ("columns", name, "otherwise"), types, locale, read)
    )  # fmt: skip
    first = next(iter(made.values()))
    for key, case in made.items():
        if case.type is not first.type:
            raise read.error(
                ("columns", name, "cases", key), f"This gives {case.type}, the first case {first.type}."
            )
    if other is not None and other.type is not first.type:
        raise read.error(
            ("columns", name, "otherwise"), f"This gives {other.type}, the first case {first.type}."
        )

    def draw(columns: Columns, n_rows: int, rng: np.random.Generator) -> Values:
        values = np.full(n_rows, None if first.type is Type.TEXT else np.nan, dtype=object if first.type is Type.TEXT else float)  # fmt: skip
        for key, rows in row_numbers(columns, said.conditions, types, n_rows).items():
            case = made.get(key, other)
            if case is not None:
                values[rows] = case.draw(RowsOf(columns, rows), len(rows), rng)
        return values

    kinds = {case.kind for case in made.values()}
    return Ready(first.type, first.kind if len(kinds) == 1 else Kind.NUMERIC, draw)


def _schema_column(made: _ReadyColumn, said: ColumnSpec) -> Column:
    role = Role(said.role) if made.kind not in (Kind.IDENTIFIER, Kind.TEXT) else Role.FEATURE
    return Column(name=made.name, kind=made.kind, role=role, decimals=made.decimals)


def _with_date_formats(schema: Schema, tried: pd.DataFrame) -> Schema:
    """Dates written without a time of day where none of those tried has one."""
    for column in schema.columns:
        if column.kind is Kind.DATETIME:
            dates = tried[column.name].dropna()
            whole = bool((dates == dates.dt.normalize()).all())
            schema = schema.with_column(column.name, format="%Y-%m-%d" if whole else "%Y-%m-%d %H:%M:%S")
    return schema
