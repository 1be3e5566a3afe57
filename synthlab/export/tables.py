"""A synthetic table as the bytes of a file: CSV (canonical), Parquet and Excel."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pandas as pd

from synthlab.errors import DataError
from synthlab.tables.schema import Kind, Schema

__all__ = ["EXCEL_CELLS", "EXCEL_ROWS", "FORMATS", "released", "released_columns", "table_bytes"]

FORMATS: tuple[str, ...] = ("csv", "parquet", "xlsx")

EXCEL_ROWS = 1_048_576
EXCEL_COLUMNS = 16_384
EXCEL_TEXT = 32_767
EXCEL_CELLS = 2_000_000

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_LONG_AGO = datetime(1980, 1, 1)


def released(synthetic: pd.DataFrame, schema: Schema) -> pd.DataFrame:
    """The columns that leave: all but those that are set aside and empty, without unused category levels.

    A category dtype lists levels that no row has; they come from the real table and stay behind.
    """
    frame = synthetic[released_columns(synthetic, schema)].reset_index(drop=True)
    for name in frame.columns:
        if isinstance(frame[name].dtype, pd.CategoricalDtype):
            frame[name] = frame[name].cat.remove_unused_categories()
    return frame


def released_columns(synthetic: pd.DataFrame, schema: Schema) -> list[str]:
    """The names of the columns that leave, in table order."""
    set_aside = {column.name for column in schema.set_aside}
    return [name for name in synthetic.columns if name not in set_aside or synthetic[name].notna().any()]


def table_bytes(synthetic: pd.DataFrame, schema: Schema, file_format: str) -> bytes:
    """The released table in one of ``FORMATS``; the same frame always gives the same bytes.

    CSV and Excel spell values as the source did; Parquet keeps the types. In Excel a text that a spreadsheet
    would run as a formula gets a leading apostrophe; CSV and Parquet stay as they are.

    Raises
    ------
    DataError
        When the format is unknown, or the table does not fit into an Excel sheet.
    """
    frame = released(synthetic, schema)
    if file_format == "csv":
        return _csv(frame, schema)
    if file_format == "parquet":
        return _parquet(frame)
    if file_format == "xlsx":
        return _excel(frame, schema)
    raise DataError(f"There is no table format {file_format!r}. The formats are: {', '.join(FORMATS)}.")


def _as_written(frame: pd.DataFrame, schema: Schema) -> pd.DataFrame:
    from synthlab.tables.conform import to_source

    kept = schema.replace(
        columns=tuple(column for column in schema.columns if column.name in frame.columns),
        time=schema.time if schema.time in frame.columns else None,
        group=schema.group if schema.group in frame.columns else None,
    )
    return to_source(frame, kept)


def _csv(frame: pd.DataFrame, schema: Schema) -> bytes:
    text: str = _as_written(frame, schema).to_csv(index=False, lineterminator="\n")
    return text.encode()


def _parquet(frame: pd.DataFrame) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    buffer = io.BytesIO()
    pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), buffer, compression="zstd")
    return buffer.getvalue()


def _excel(frame: pd.DataFrame, schema: Schema) -> bytes:
    from openpyxl import Workbook
    from openpyxl.utils.exceptions import IllegalCharacterError

    _refuse_too_large(frame)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("synthetic")
    try:
        for row in _excel_rows(frame, schema):
            sheet.append(row)
    except IllegalCharacterError as error:
        book.close()
        raise DataError(
            "A text in the table holds a control character that Excel files cannot carry. "
            "Export it as CSV or Parquet."
        ) from error
    buffer = io.BytesIO()
    book.save(buffer)
    return _without_times(buffer.getvalue())


def _refuse_too_large(frame: pd.DataFrame) -> None:
    if len(frame) + 1 > EXCEL_ROWS or frame.shape[1] > EXCEL_COLUMNS:
        raise DataError(
            f"The table has {len(frame):,} rows and {frame.shape[1]:,} columns; an Excel sheet holds "
            f"{EXCEL_ROWS - 1:,} rows below its header and {EXCEL_COLUMNS:,} columns. "
            "Export it as CSV or Parquet."
        )


def _excel_rows(frame: pd.DataFrame, schema: Schema) -> Iterator[list[Any]]:
    """Header, then rows: numbers and booleans in their own type, everything else as the source wrote it."""
    written = _as_written(frame, schema)
    columns = [
        _native(frame[name]) if _is_native(schema[name].kind) else _texts(written.iloc[:, position], name)
        for position, name in enumerate(frame.columns)
    ]
    yield [_escaped(str(name)) for name in written.columns]
    for row in zip(*columns, strict=True):
        yield list(row)


def _is_native(kind: Kind) -> bool:
    return kind in (Kind.NUMERIC, Kind.INTEGER, Kind.BOOLEAN)


def _native(values: pd.Series) -> list[Any]:
    return [None if missing else value for value, missing in zip(values.tolist(), values.isna(), strict=True)]


def _texts(values: pd.Series, name: str) -> list[str | None]:
    texts = [
        None if missing else _escaped(str(value))
        for value, missing in zip(values, values.isna(), strict=True)
    ]
    if any(text is not None and len(text) > EXCEL_TEXT for text in texts):
        raise DataError(
            f"Column {name!r} holds a text of more than {EXCEL_TEXT:,} characters, the most an Excel cell "
            "holds. Export the table as CSV or Parquet."
        )
    return texts


def _escaped(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _without_times(workbook: bytes) -> bytes:
    """The same workbook without the moment it was written, so that equal tables give equal bytes."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for member in source.infolist():
            content = source.read(member)
            if member.filename == "docProps/core.xml":
                content = _core_properties()
            entry = zipfile.ZipInfo(member.filename, date_time=_LONG_AGO.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            target.writestr(entry, content)
    return out.getvalue()


def _core_properties() -> bytes:
    from openpyxl.packaging.core import DocumentProperties
    from openpyxl.xml.functions import tostring

    properties = DocumentProperties(creator="synthlab", created=_LONG_AGO, modified=_LONG_AGO)
    xml: bytes = tostring(properties.to_tree())
    return xml
