"""A table comes in: one file of any format that is read, with what was detected and what was done to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from synthlab.errors import DataError
from synthlab.tables.formats import file_format
from synthlab.tables.names import column_names
from synthlab.tables.options import LARGEST_TABLE, Parsed, ReadOptions

__all__ = ["ReadOptions", "Reading", "read_table"]


@dataclass(frozen=True)
class Reading:
    """A table that was read.

    ``options`` are all settings in force, detected or given: reading again with them gives the same frame.
    ``notes`` are sentences on what was detected, renamed, dropped or taken as missing. ``sheets`` are those
    of an Excel file. ``source_names`` maps a column's name to its header in the file, where they differ.
    """

    frame: pd.DataFrame
    options: ReadOptions
    notes: tuple[str, ...]
    name: str
    sheets: tuple[str, ...] = ()
    source_names: Mapping[str, str] = field(default_factory=dict)


def read_table(path: Path | str, options: ReadOptions | None = None, name: str | None = None) -> Reading:
    """The table in a CSV, TSV, Parquet, Excel (.xlsx) or JSON lines file.

    Parameters
    ----------
    path
        The file.
    options
        What is known of the file; everything left ``None`` is detected.
    name
        The file's name as its user knows it, where ``path`` is a temporary copy.

    Returns
    -------
    Reading
        Delimited text gives ``string`` columns, missing markers as ``<NA>``, numbers as ``1234.5``. Parquet,
        Excel and JSON keep numbers, dates and true/false as they are.

    Raises
    ------
    DataError
        When the file cannot be read as a table; the sentence says what was found and what to do.
    """
    path = Path(path)
    shown = name or path.name
    wanted = options or ReadOptions()
    parsed = _parsed(path, wanted, shown)
    names = column_names(parsed.headers)
    frame = parsed.frame
    frame.columns = pd.Index(names.names)
    # Names made up for a file that has no header are in a note of its reader already.
    renamed = names.notes if parsed.options.header is not False else ()
    return Reading(
        frame=frame,
        options=parsed.options,
        notes=(*parsed.notes, *renamed),
        name=shown,
        sheets=parsed.sheets,
        source_names=names.source_names if parsed.options.header is not False else {},
    )


def _parsed(path: Path, options: ReadOptions, name: str) -> Parsed:
    data = _content(path, name)
    found = file_format(data, name, options.format)
    if found == "parquet":
        from synthlab.tables.parquet import read_parquet

        return read_parquet(data, options, name)
    if found == "xlsx":
        from synthlab.tables.spreadsheets import read_spreadsheet

        return read_spreadsheet(data, options, name)
    if found == "jsonl":
        from synthlab.tables.jsonlines import read_json_lines

        return read_json_lines(data, options, name)
    from synthlab.tables.delimited import read_delimited

    return read_delimited(data, options.model_copy(update={"format": found}), name)


def _content(path: Path, name: str) -> bytes:
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise DataError(f"{name} is a folder. Choose a file in it.")
        if size > LARGEST_TABLE:
            raise DataError(
                f"{name} is {size / 1024**3:,.1f} GB; up to {LARGEST_TABLE / 1024**3:,.0f} GB can be read. "
                "Take a sample of its rows or fewer columns."
            )
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise DataError(f"There is no file {name}. Check its name and folder.") from error
    except OSError as error:
        raise DataError(f"{name} cannot be opened: {error.strerror}. Check who may read it.") from error
    if not data:
        raise DataError(f"{name} is empty. Upload a file that holds a table.")
    return data
