"""A schema from the metadata JSON that SDV writes, and from our own: whichever a file turns out to hold."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from synthlab.errors import DataError
from synthlab.tables.schema import Column, Kind, Schema

__all__ = ["schema_from_json", "schema_from_sdv"]

_KINDS = {
    "boolean": Kind.BOOLEAN,
    "categorical": Kind.CATEGORICAL,
    "datetime": Kind.DATETIME,
    "numerical": Kind.NUMERIC,
    "id": Kind.IDENTIFIER,
    "unknown": Kind.TEXT,
    "text": Kind.TEXT,
}


def schema_from_json(text: str, table: str | None = None) -> Schema:
    """The schema in a JSON file, written by synthlab or by SDV.

    Raises
    ------
    DataError
        When it is neither; the message says what was found.
    """
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        raise DataError(f"The schema file is not JSON: {error.msg} in line {error.lineno}.") from error
    if isinstance(found, dict) and ("tables" in found or isinstance(found.get("columns"), dict)):
        return schema_from_sdv(found, table)
    return Schema.from_json(text)


def schema_from_sdv(metadata: Mapping[str, Any], table: str | None = None) -> Schema:
    """The schema in SDV's metadata, as ``Metadata.to_dict`` gives it (spec V1, or SINGLE_TABLE_V1).

    Keys, and every sdtype that stands for personal data (name, email, ssn and the like), become identifiers.
    An order of categories becomes ``levels``; a sequence key becomes the group column.

    Raises
    ------
    DataError
        When it holds several tables and ``table`` names none of them, or no columns.
    """
    facts = _table(metadata, table)
    columns = facts.get("columns")
    if not isinstance(columns, Mapping) or not columns:
        raise DataError("The SDV metadata holds no columns.")
    keys = _keys(facts)
    sequence = facts.get("sequence_key")
    return Schema(
        columns=tuple(_column(str(name), about, str(name) in keys) for name, about in columns.items()),
        group=sequence if isinstance(sequence, str) and sequence in columns else None,
    )


def _table(metadata: Mapping[str, Any], table: str | None) -> Mapping[str, Any]:
    tables = metadata.get("tables")
    if not isinstance(tables, Mapping):
        return metadata
    names = ", ".join(str(name) for name in tables)
    if table is None and len(tables) != 1:
        raise DataError(f"The SDV metadata holds {len(tables)} tables ({names}): say which one is meant.")
    name = next(iter(tables)) if table is None else table
    if name not in tables or not isinstance(tables[name], Mapping):
        raise DataError(f"The SDV metadata has no table {name!r}. It has: {names}.")
    found: Mapping[str, Any] = tables[name]
    return found


def _keys(facts: Mapping[str, Any]) -> set[str]:
    found: set[str] = set()
    for entry in (facts.get("primary_key"), *(facts.get("alternate_keys") or ())):
        found.update([entry] if isinstance(entry, str) else entry or ())
    return found


def _column(name: str, about: Any, is_key: bool) -> Column:
    if not isinstance(about, Mapping):
        raise DataError(f"The SDV metadata says nothing usable about the column {name!r}.")
    sdtype = str(about.get("sdtype", "unknown"))
    kind = Kind.IDENTIFIER if is_key else _KINDS.get(sdtype, Kind.IDENTIFIER)
    if kind is Kind.NUMERIC and "Int" in str(about.get("computer_representation", "")):
        kind = Kind.INTEGER
    reason = ""
    if is_key:
        reason = "A key, say the SDV metadata."
    elif sdtype not in _KINDS or sdtype == "id":
        reason = f"Of the type {sdtype}, say the SDV metadata."
    order = about.get("order")
    return Column(
        name=name,
        kind=kind,
        format=str(about.get("datetime_format") or "") if kind is Kind.DATETIME else "",
        levels=tuple(str(level) for level in order) if isinstance(order, list) and order else None,
        reason=reason,
    )
