"""From what was typed to what the library takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from pydantic import ValidationError

from synthlab.cli.console import note
from synthlab.errors import DataError
from synthlab.policy import Policy, default_policy
from synthlab.policy_file import read_policy
from synthlab.tables.conform import conform_noted
from synthlab.tables.inference import infer_schema
from synthlab.tables.options import ReadOptions
from synthlab.tables.reading import Reading, read_table
from synthlab.tables.schema import Kind, Schema

__all__ = [
    "RealTable",
    "key_values",
    "read_formats",
    "read_input",
    "read_options",
    "read_real",
    "read_schema",
    "the_policy",
]


@dataclass(frozen=True)
class RealTable:
    """A real table as it was read, conformed to its schema."""

    reading: Reading
    table: pd.DataFrame
    schema: Schema


def read_real(
    path: Path, options: ReadOptions, schema_path: Path | None, target: str | None, by: str | None = None
) -> RealTable:
    """The table in the file, in the types of the given schema or of the one inferred from its values."""
    reading = read_input(path, options)
    schema = (
        infer_schema(reading.frame, reading.source_names) if schema_path is None else read_schema(schema_path)
    )
    if target is not None:
        schema = schema.with_target(target)
    if by is not None:
        schema = _split_by(schema, by)
    table, notes = conform_noted(reading.frame, schema)
    for line in notes:
        note(line)
    for column in schema.set_aside:
        note(f"column {column.name} is set aside ({column.kind}): {column.reason or 'as the schema says'}")
    return RealTable(reading, table, schema)


def read_input(path: Path, options: ReadOptions) -> Reading:
    """The file as a table, with what was detected told on stderr."""
    reading = read_table(path, options)
    for line in reading.notes:
        note(f"{path.name}: {line}")
    return reading


def _split_by(schema: Schema, by: str) -> Schema:
    if schema[by].kind is Kind.DATETIME:
        return schema.replace(time=by)
    return schema.replace(group=by)


def read_schema(path: Path) -> Schema:
    """The schema in a JSON file."""
    try:
        return Schema.from_json(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DataError(f"The schema file {path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise DataError(f"The schema file {path} is not UTF-8 text.") from error


def read_options(texts: Sequence[str]) -> ReadOptions:
    """Reading options from ``key=value`` texts; ``missing`` is a list with commas, ``header`` is yes or no."""
    given: dict[str, object] = dict(key_values(texts, "--read"))
    if "missing" in given:
        given["missing"] = tuple(str(given["missing"]).split(","))
    if given.get("delimiter") in ("tab", "\\t"):
        given["delimiter"] = "\t"
    try:
        return ReadOptions.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        known = ", ".join(ReadOptions.model_fields)
        field = ".".join(str(part) for part in first["loc"])
        raise DataError(f"--read {field}: {first['msg']}. The options are: {known}.") from error


def read_formats(text: str) -> tuple[str, ...]:
    """The table formats in a comma-separated list."""
    from synthlab.export.tables import FORMATS

    names = tuple(name.strip() for name in text.split(",") if name.strip())
    unknown = [name for name in names if name not in FORMATS]
    if unknown:
        raise DataError(
            f"--formats: there is no format {unknown[0]!r}. The formats are: {', '.join(FORMATS)}."
        )
    return names


def key_values(texts: Sequence[str], option: str) -> dict[str, str]:
    """``["a=1", "b=x"]`` as a mapping.

    Raises
    ------
    DataError
        When a text has no ``=``, or a key occurs twice.
    """
    pairs: dict[str, str] = {}
    for text in texts:
        key, equals, value = text.partition("=")
        if not equals or not key:
            raise DataError(f"{option} takes key=value, not {text!r}.")
        if key in pairs:
            raise DataError(f"{option} {key} is given twice.")
        pairs[key] = value
    return pairs


def the_policy(path: Path | None) -> Policy:
    """The organisation's policy, or synthlab's default where none is given."""
    return default_policy() if path is None else read_policy(path)
