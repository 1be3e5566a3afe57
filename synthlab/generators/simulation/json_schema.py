"""The JSON Schema of simulation files, for editors: as strict as what reads them, as far as such a schema can be."""

from __future__ import annotations

from typing import Any

from synthlab.generators.simulation.spec import SOURCES, SimulationSpec

__all__ = ["json_schema"]


def json_schema() -> dict[str, Any]:
    """What ``docs/simulation.schema.json`` holds. What a formula says is checked by reading it only."""
    schema: dict[str, Any] = _without_null(SimulationSpec.model_json_schema(by_alias=True))
    one_source = [{"required": [name]} for name in SOURCES]
    schema["$defs"]["Case"]["oneOf"] = [way for way in one_source if way["required"][0] not in ("id", "fake")]
    schema["$defs"]["ColumnSpec"]["oneOf"] = [*one_source, {"required": ["by", "cases"]}]
    schema["$defs"]["ColumnSpec"]["dependentRequired"] = {
        "by": ["cases"], "cases": ["by"], "otherwise": ["by", "cases"],
    }  # fmt: skip
    return schema


def _without_null(piece: Any) -> Any:
    """A key that is not wanted is left out: in these files null is a text like any other."""
    if isinstance(piece, list):
        return [_without_null(part) for part in piece if part != {"type": "null"}]
    if not isinstance(piece, dict):
        return piece
    kept = {
        key: _without_null(part) for key, part in piece.items() if not (key == "default" and part is None)
    }
    choices = kept.get("anyOf")
    if isinstance(choices, list) and len(choices) == 1:
        return {**choices[0], **{key: part for key, part in kept.items() if key != "anyOf"}}
    return kept
