"""A synthetic table made elsewhere, laid over the schema: which of its columns is which, and what is amiss."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from synthlab.errors import DataError
from synthlab.tables.cells import whole
from synthlab.tables.foreign import ForeignColumn, absent_column, read_foreign
from synthlab.tables.levels import level_findings
from synthlab.tables.likeness import best_pairs, plain_name, swapped
from synthlab.tables.sameness import same_table, verbatim_note
from synthlab.tables.schema import Column, Role, Schema

__all__ = [
    "ColumnMatch", "TableMapping", "apply_mapping", "propose_mapping", "restrict", "same_table",
]  # fmt: skip

SAME_NAME = "same name"
SIMILAR_NAME = "same name but for case, blanks or punctuation"
GUESSED = "guessed from its values"
CHOSEN = "chosen by you"
ABSENT = "not in the file"


@dataclass(frozen=True)
class ColumnMatch:
    """A schema column, the foreign column that stands for it (None: none does), how it was found.

    ``problem`` is a sentence when the column cannot be used like this, else empty.
    """

    column: str
    source: str | None
    how: str
    problem: str = ""


@dataclass(frozen=True)
class TableMapping:
    """One match a schema column, in its order; foreign columns that stand for none; what to know, as sentences."""

    matches: tuple[ColumnMatch, ...]
    extra: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether the table can be used as it is: no column has a problem."""
        return not self.problems

    @property
    def problems(self) -> tuple[str, ...]:
        """Every problem with its column's name before it."""
        return tuple(f"{match.column}: {match.problem}" for match in self.matches if match.problem)

    def with_source(self, column: str, source: str | None) -> TableMapping:
        """The same mapping with this column taken from ``source``, as a person chose or confirmed it."""
        matches = tuple(
            ColumnMatch(column, source, CHOSEN) if match.column == column else match for match in self.matches
        )
        freed = {match.source for match in self.matches} - {match.source for match in matches}
        extra = tuple(name for name in (*self.extra, *sorted(filter(None, freed))) if name != source)
        return replace(self, matches=matches, extra=extra)


def propose_mapping(foreign: pd.DataFrame, schema: Schema, real: pd.DataFrame | None) -> TableMapping:
    """Match a foreign table's columns to the schema's: by name, by nearly the same name, then by values.

    ``foreign`` is as it was read, ``real`` conformed to ``schema`` (None: nothing is guessed from values). A
    guess is a problem until a person confirms it. Nothing is converted silently: other date formats, rounded
    decimals, categories spelled differently, columns that look swapped and rows taken over word for word
    are findings. A modelled column that is absent is a problem; ``restrict`` leaves it out.
    """
    sources = _by_name(foreign, schema)
    absent = [column for column in schema.modelled if column.name not in sources]
    free = [str(name) for name in foreign.columns if name not in sources.values()]
    guesses = best_pairs(absent, foreign, free, real) if real is not None else {}
    matches, findings, readings = [], [], {}
    for column in schema.columns:
        source = sources.get(column.name, guesses.get(column.name))
        read = None if source is None else read_foreign(foreign[source], column)
        matches.append(_match(column, source, read, column.name in guesses, free))
        if read is not None:
            readings[column.name] = read.values
            findings += [f"{column.name}: {note}" for note in read.notes]
    used = {match.source for match in matches}
    extra = tuple(name for name in free if name not in used)
    if real is not None:
        named = {name: values for name, values in readings.items() if name in sources}
        findings += _swaps(foreign, schema, sources, real)
        findings += _against(pd.DataFrame(named), schema, real)
    return TableMapping(tuple(matches), extra, tuple(findings))


def _by_name(foreign: pd.DataFrame, schema: Schema) -> dict[str, str]:
    names = [str(name) for name in foreign.columns]
    sources = {name: name for name in schema.names if name in names}
    free: dict[str, list[str]] = {}
    for name in names:
        if name not in sources:
            free.setdefault(plain_name(name), []).append(name)
    wanted: dict[str, list[str]] = {}
    for column in schema.columns:
        if column.name not in sources:
            for key in {plain_name(column.name), plain_name(column.source_name or column.name)}:
                wanted.setdefault(key, []).append(column.name)
    for key, columns in wanted.items():
        # Two columns that differ in case only are left to a person.
        if key and len(columns) == 1 and len(free.get(key, [])) == 1:
            sources.setdefault(columns[0], free[key][0])
    return sources


def _match(
    column: Column, source: str | None, read: ForeignColumn | None, guessed: bool, free: Sequence[str]
) -> ColumnMatch:
    if source is None or read is None:
        problem = _absent_problem(column, free) if column.is_modelled else ""
        return ColumnMatch(column.name, None, ABSENT, problem)
    how = GUESSED if guessed else SAME_NAME if source == column.name else SIMILAR_NAME
    problem = read.problem
    if guessed and not problem:
        problem = f"A guess: the values of {source} look like this column's. Confirm it."
    return ColumnMatch(column.name, source, how, problem)


def _absent_problem(column: Column, free: Sequence[str]) -> str:
    near = difflib.get_close_matches(column.name.casefold(), [name.casefold() for name in free], n=1)
    hint = next((name for name in free if near and name.casefold() == near[0]), None)
    has = f" It has {hint}." if hint else ""
    return f"The file has no such column.{has} Choose one, or leave the column out."


def _swaps(foreign: pd.DataFrame, schema: Schema, sources: dict[str, str], real: pd.DataFrame) -> list[str]:
    matched = [column for column in schema.modelled if column.name in sources]
    return [
        f"Columns {a} and {b} look swapped: each one's values fit the other's distribution far better."
        for a, b in swapped(matched, sources, foreign, real)
    ]


def _against(read: pd.DataFrame, schema: Schema, real: pd.DataFrame) -> list[str]:
    """Findings of the columns matched by name, read as their kinds, beside the real ones."""
    matched = [column for column in schema.modelled if column.name in read.columns]
    findings = []
    for column in matched:
        findings += level_findings(read[column.name].array, real[column.name], column)
    if matched:
        names = [column.name for column in matched]
        note = verbatim_note(read[names], real[names])
        findings += [note] if note else []
    return findings


def apply_mapping(foreign: pd.DataFrame, schema: Schema, mapping: TableMapping) -> pd.DataFrame:
    """The foreign table in the schema's columns and types; set-aside columns it lacks are all missing.

    Raises
    ------
    DataError
        When a modelled column is absent, not confirmed, or holds values that cannot be read as its kind.
    """
    matches = {match.column: match for match in mapping.matches}
    columns: dict[str, Any] = {}
    problems = []
    for column in schema.columns:
        match = matches.get(column.name, ColumnMatch(column.name, None, ABSENT))
        if match.source is None or match.source not in foreign.columns:
            read = absent_column(column, len(foreign))
            problem = _lacking(column, match, foreign) if column.is_modelled else ""
        else:
            read = read_foreign(foreign[match.source], column)
            problem = read.problem or (match.problem if column.is_modelled else "")
            problem = f"Column {column.name}: {problem}" if problem else ""
        columns[column.name] = read.values
        problems += [problem] if problem else []
    if problems:
        more = f" And {whole(len(problems) - 3, 'more column')}." if len(problems) > 3 else ""
        raise DataError(" ".join(problems[:3]) + more)
    return pd.DataFrame(columns, index=pd.RangeIndex(len(foreign)), columns=list(schema.names))


def _lacking(column: Column, match: ColumnMatch, foreign: pd.DataFrame) -> str:
    used = [str(name) for name in foreign.columns]
    near = difflib.get_close_matches(column.name.casefold(), [name.casefold() for name in used], n=1)
    hint = next((name for name in used if near and name.casefold() == near[0]), None)
    has = (
        f" It has {hint}: rename it, or map it."
        if hint
        else " Map one of its columns to it, or leave it out."
    )
    return f"The synthetic table lacks the column {column.name}.{has}"


def restrict(schema: Schema, mapping: TableMapping) -> Schema:
    """The schema without the modelled columns that the foreign table lacks: each is ignored, and says why.

    Raises
    ------
    DataError
        When no modelled column is left.
    """
    absent = {match.column for match in mapping.matches if match.source is None}
    columns = tuple(
        column.model_copy(
            update={"role": Role.IGNORED, "reason": "Not in the synthetic table: left out of the comparison."}
        )
        if column.name in absent and column.is_modelled
        else column
        for column in schema.columns
    )
    restricted = schema.replace(columns=columns)
    if not restricted.modelled:
        raise DataError(
            "The synthetic table has none of the columns that are compared. Check that it is the right file."
        )
    return restricted
