"""A simulation file to begin with: every modelled column of a schema, with values that nobody looked up."""

from __future__ import annotations

from typing import Any

import yaml

from synthlab.tables.schema import Column, Kind, Schema

__all__ = ["skeleton"]

_HEAD = (
    "# Written from the names and kinds of your columns alone. Put your own numbers in: docs/simulation.md.\n"
)


def skeleton(schema: Schema) -> str:
    """The text of a file that makes every modelled column; what a person stated (levels, bounds) is in it."""
    columns: dict[str, Any] = {}
    for column in schema.modelled:
        columns[column.name] = _source(column)
        if column is schema.target:
            columns[column.name]["role"] = "target"
    text: str = yaml.safe_dump(
        {"rows": 1_000, "columns": columns},
        sort_keys=False,
        allow_unicode=True,
        default_flow_style=None,
        width=100,
    )
    return _HEAD + text


def _source(column: Column) -> dict[str, Any]:
    if column.kind is Kind.BOOLEAN:
        return {"chance": 0.5}
    if column.kind is Kind.DATETIME:
        return {"dates": {"from": "2024-01-01", "to": "2024-12-31"}}
    if column.is_number:
        low, high = column.bounds or (0.0, 100.0)
        source: dict[str, Any] = {"uniform": {"low": low, "high": high}, "kind": str(column.kind)}
        if column.kind is Kind.NUMERIC:
            source["decimals"] = 2 if column.decimals is None else min(column.decimals, 9)
        return source
    return {"choice": list(column.levels or ("a", "b"))}
