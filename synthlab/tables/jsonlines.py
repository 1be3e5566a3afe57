"""JSON lines: one record a line. An array of records is read as well."""

from __future__ import annotations

import json
from collections.abc import Iterator

from synthlab.errors import DataError
from synthlab.tables.cells import whole
from synthlab.tables.encodings import decode
from synthlab.tables.native import native_frame
from synthlab.tables.options import Parsed, ReadOptions, checked_size

__all__ = ["read_json_lines"]

# A Python value and its place in a list, in bytes: what a cell takes while it is being read.
_CELL = 64
# How much more memory parsed JSON takes than its text.
_UNPACKED = 4


def read_json_lines(data: bytes, options: ReadOptions, name: str) -> Parsed:
    """A table with one row a JSON record; numbers, true/false and texts keep their type.

    Columns come in the order in which their names first appear; a record without a name is missing there.

    Raises
    ------
    DataError
        When a line is not one flat record: the sentence names the line.
    """
    decoded = decode(data, name, options.encoding)
    if not decoded.text.strip():
        raise DataError(f"{name} is empty. Upload a file that holds a table.")
    checked_size(decoded.text.count("\n"), 1, len(decoded.text) * _UNPACKED, name)
    is_array = decoded.text.lstrip().startswith("[")
    records = _from_array(decoded.text, name) if is_array else list(_from_lines(decoded.text, name))
    headers = list(dict.fromkeys(key for record in records for key in record))
    if not records or not headers:
        raise DataError(f"{name} holds no records with values. Upload a file with one JSON record a line.")
    checked_size(len(records), len(headers), len(records) * len(headers) * _CELL, name)
    columns = {header: [record.get(header) for record in records] for header in headers}
    native = native_frame(columns, options)
    notes = [decoded.note, *native.notes]
    if is_array:
        notes.append(
            f"The file is one JSON array; each of its {whole(len(records), 'record')} was read as a row."
        )
    lacking = sum(len(record) < len(headers) for record in records)
    if lacking:
        notes.append(f"{whole(lacking, 'record')} without some of the names: missing there.")
    found = native.options.model_copy(update={"format": "jsonl", "encoding": decoded.encoding})
    return Parsed(native.frame, tuple(headers), found, tuple(note for note in notes if note))


def _from_lines(text: str, name: str) -> Iterator[dict[str, object]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            value = _parsed(line)
        except ValueError as error:
            if number == 1 and _is_json(text):
                raise DataError(
                    f"{name} is one JSON object over several lines, not a table. Write one record a line."
                ) from error
            raise DataError(
                f"Line {number:,} of {name} is not a JSON record ({error}). Write one record a line."
            ) from error
        yield _record(value, f"Line {number:,}", name)


def _from_array(text: str, name: str) -> list[dict[str, object]]:
    try:
        values = _parsed(text)
    except ValueError as error:
        raise DataError(
            f"{name} begins as a JSON array but is not a whole one ({error}). Export it again, or write one record a line."
        ) from error
    if not isinstance(values, list):
        raise DataError(f"{name} is not a JSON array of records. Write one record a line.")
    return [_record(value, f"Record {number:,}", name) for number, value in enumerate(values, start=1)]


def _parsed(text: str) -> object:
    """The JSON value of this text; nesting too deep for the parser is as wrong as bad syntax."""
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    except json.JSONDecodeError as error:
        raise ValueError(f"{error.msg} at character {error.colno}") from error
    except ValueError as error:
        raise ValueError("it holds a number of thousands of digits") from error


def _is_json(text: str) -> bool:
    try:
        _parsed(text)
    except ValueError:
        return False
    return True


def _record(value: object, where: str, name: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise DataError(f'{where} of {name} is not a record such as {{"age": 39}}. Write one record a line.')
    for key, cell in value.items():
        if isinstance(cell, dict | list):
            raise DataError(
                f"{where} of {name} holds a nested value in {key}. "
                "Give each value a name of its own, so that every record is flat."
            )
    return value
