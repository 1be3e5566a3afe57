"""The table as it was read, on disk: every cell comes back with its value and its type.

Parquet wants one type a column. A spreadsheet does not: a column whose cells have several types is kept as
text that says each cell's type, and is marked as such in the file's own metadata.
"""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from synthlab.errors import DataError
from synthlab.studies.files import disk_errors, write_private

__all__ = ["load_raw", "save_raw"]

_MARK = b"synthlab.mixed"
_PURE = {"empty", "string", "bytes", "decimal", "date", "time"}

# The first type that fits decides, so bool stands before int, and a moment before a date.
_WRITE: tuple[tuple[type, str, Callable[[Any], object]], ...] = (
    (str, "text", str),
    (bool, "truth", bool),
    (np.bool_, "truth", bool),
    (int, "integer", str),
    (np.integer, "integer", str),
    (float, "number", float.hex),
    (np.floating, "number", lambda value: float(value).hex()),
    (Decimal, "decimal", str),
    (pd.Timestamp, "moment", lambda value: value.isoformat()),
    (dt.datetime, "datetime", lambda value: value.isoformat()),
    (dt.date, "date", lambda value: value.isoformat()),
    (dt.time, "time", lambda value: value.isoformat()),
    (pd.Timedelta, "span", lambda value: value.isoformat()),
    (dt.timedelta, "timedelta", lambda value: [value.days, value.seconds, value.microseconds]),
    (bytes, "bytes", lambda value: value.hex()),
)
_READ: Mapping[str, Callable[[Any], object]] = {
    "text": str,
    "truth": bool,
    "integer": int,
    "number": float.fromhex,
    "decimal": Decimal,
    "moment": pd.Timestamp,
    "datetime": dt.datetime.fromisoformat,
    "date": dt.date.fromisoformat,
    "time": dt.time.fromisoformat,
    "span": pd.Timedelta,
    "timedelta": lambda parts: dt.timedelta(*parts),
    "bytes": bytes.fromhex,
}


def save_raw(frame: pd.DataFrame, path: Path) -> None:
    """Write the table as read, in any types a reader gives.

    Raises
    ------
    DataError
        When a cell holds what no table cell can hold, such as a list; the message names the column.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    mixed = [str(name) for name in frame.columns if _is_mixed(frame[name])]
    written = frame.assign(**{name: _to_text(frame[name]) for name in mixed})
    try:
        table = pa.Table.from_pandas(written.reset_index(drop=True), preserve_index=False)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, UnicodeEncodeError) as error:
        raise DataError(f"The table cannot be kept: {error}. Export it as CSV and upload that.") from error
    marks = {_MARK: json.dumps(mixed).encode()}
    table = table.replace_schema_metadata({**(table.schema.metadata or {}), **marks})
    file = io.BytesIO()
    pq.write_table(table, file, compression="zstd")
    write_private(path, file.getvalue())


def load_raw(path: Path) -> pd.DataFrame:
    """The table that ``save_raw`` kept, cell for cell.

    Raises
    ------
    DataError
        When the file is missing or damaged.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    with disk_errors(path):
        data = path.read_bytes()
    try:
        table = pq.ParquetFile(pa.BufferReader(data)).read()
    except (pa.ArrowException, OSError) as error:
        raise DataError(
            f"The file {path.name} of this study is damaged. Delete the study and upload its table again."
        ) from error
    frame = table.to_pandas()
    for name in json.loads((table.schema.metadata or {}).get(_MARK, b"[]")):
        frame[name] = _from_text(frame[name])
    return frame


def _is_mixed(values: pd.Series) -> bool:
    return values.dtype == object and pd.api.types.infer_dtype(values, skipna=True) not in _PURE


def _to_text(values: pd.Series) -> pd.Series:
    return pd.Series(
        [_cell_to_text(value, str(values.name)) for value in values], index=values.index, dtype=object
    )


def _cell_to_text(value: object, column: str) -> str | None:
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and np.isnan(value)):
        return None
    for kind, name, write in _WRITE:
        if isinstance(value, kind):
            return json.dumps([name, write(value)])
    raise DataError(
        f"Column {column!r} has a cell that holds a {type(value).__name__}, not one value. "
        "Write its parts into columns of their own, and upload the table again."
    )


def _from_text(texts: pd.Series) -> pd.Series:
    cells = [_cell_from_text(text) if isinstance(text, str) else None for text in texts]
    return pd.Series(cells, index=texts.index, dtype=object, name=texts.name)


def _cell_from_text(text: str) -> object:
    name, value = json.loads(text)
    return _READ[name](value)
