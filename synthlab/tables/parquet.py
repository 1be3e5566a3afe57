"""Parquet files: columns keep their types; a small file that unpacks to gigabytes is stopped before it does."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from synthlab.errors import DataError
from synthlab.tables.cells import Cells, whole
from synthlab.tables.fields import trimmed_cells
from synthlab.tables.names import column_names
from synthlab.tables.options import CELL_BYTES, Parsed, ReadOptions, checked_size
from synthlab.tables.texts import text_column, tidy_texts

__all__ = ["read_parquet"]

_BATCH = 65_536


def read_parquet(data: bytes, options: ReadOptions, name: str) -> Parsed:
    """The table in a Parquet file.

    Whole numbers become ``int64`` (``Int64`` where some are missing), other numbers ``float64``, true/false
    ``boolean``, dates and times ``datetime64[ns]`` (in UTC where they have a zone), texts ``string``, with
    missing markers as in text files.

    Raises
    ------
    DataError
        When the file is damaged, empty, has nested columns, or unpacks to more than can be read.
    """
    import pyarrow as pa

    try:
        table = _table(data, name)
        native = {
            header: _native(column) for header, column in zip(_names(table), table.columns, strict=True)
        }
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise DataError(
            f"{name} is a damaged or incomplete Parquet file. Export or copy it again."
        ) from error
    cells: dict[str, Cells] = {}
    n_padded = 0
    for header, column in zip(_names(table), table.columns, strict=True):
        if native[header] is None:
            cells[header], is_padded = trimmed_cells(_text(column))
            n_padded += is_padded
    texts = tidy_texts(cells, options)
    columns = [
        text_column(texts.columns[header]) if column is None else column for header, column in native.items()
    ]
    notes = _zone_notes(table)
    if n_padded:
        notes.append(f"Blanks around values were removed in {whole(n_padded, 'column')}.")
    found = ReadOptions(
        format="parquet",
        decimal=texts.options.decimal,
        thousands=texts.options.thousands,
        missing=texts.options.missing,
    )
    return Parsed(
        pd.DataFrame(dict(enumerate(columns)), copy=False),
        tuple(table.column_names),
        found,
        (*notes, *texts.notes),
    )


def _names(table: Any) -> tuple[str, ...]:
    return column_names(table.column_names).names


def _table(data: bytes, name: str) -> Any:
    """The file as an Arrow table, read batch by batch so that it can be stopped.

    Texts are read as codes into their distinct values: a value that fills a million rows is kept once. Their
    length is counted as if it were written out, since that is what an export would do.
    """
    import pyarrow as pa
    import pyarrow.parquet

    source = pa.BufferReader(data)
    metadata = pyarrow.parquet.ParquetFile(source).metadata
    n_bytes = sum(metadata.row_group(group).total_byte_size for group in range(metadata.num_row_groups))
    least = metadata.num_rows * max(metadata.num_columns, 1) * CELL_BYTES
    checked_size(metadata.num_rows, metadata.num_columns, max(n_bytes, least), name)
    schema = pyarrow.parquet.ParquetFile(source).schema_arrow
    _refuse_nested(schema, name)
    if not metadata.num_rows or not len(schema):
        raise DataError(f"{name} has columns but no rows. Upload a file with rows.")
    coded = [field.name for field in schema if _is_text(field.type)]
    file = pyarrow.parquet.ParquetFile(source, read_dictionary=coded)
    batches, n_bytes = [], 0
    for batch in file.iter_batches(batch_size=_BATCH, use_threads=False):
        n_bytes += sum(_unpacked(column) for column in batch.columns)
        checked_size(metadata.num_rows, len(schema), n_bytes, name)
        batches.append(batch)
    return pa.Table.from_batches(batches)


def _refuse_nested(schema: Any, name: str) -> None:
    import pyarrow as pa

    for field in schema:
        if pa.types.is_nested(field.type):
            raise DataError(
                f"Column {field.name} of {name} is nested ({field.type}). "
                "Give each value inside it a column of its own, or leave it out."
            )


def _is_text(kind: Any) -> bool:
    import pyarrow as pa

    types = pa.types
    if types.is_dictionary(kind):
        kind = kind.value_type
    return bool(
        types.is_string(kind)
        or types.is_large_string(kind)
        or types.is_binary(kind)
        or types.is_large_binary(kind)
    )


def _unpacked(column: Any) -> int:
    """Bytes of a column of one batch with its texts written out."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_dictionary(column.type) or not _is_text(column.type):
        return int(column.nbytes)
    lengths = pc.binary_length(column.dictionary).fill_null(0).to_numpy(zero_copy_only=False).astype(np.int64)
    codes = column.indices.drop_null().to_numpy(zero_copy_only=False)
    return int(lengths[codes].sum()) + len(column) * CELL_BYTES


def _native(column: Any) -> pd.Series | None:
    """The column in a pandas dtype of its own kind, or None where it is to be read as text."""
    import pyarrow as pa

    types, kind = pa.types, column.type
    if types.is_dictionary(kind) and not _is_text(kind):
        column, kind = column.cast(kind.value_type), kind.value_type
    if types.is_boolean(kind):
        return column.to_pandas().astype("boolean").rename(None)
    if types.is_integer(kind):
        return _integers(column)
    if types.is_floating(kind) or types.is_decimal(kind):
        return column.cast(pa.float64()).to_pandas().rename(None)
    if types.is_timestamp(kind) or types.is_date(kind):
        return _moments(column)
    return None


def _integers(column: Any) -> pd.Series | None:
    import pyarrow as pa

    try:
        column = column.cast(pa.int64())
    except pa.ArrowInvalid:
        # Unsigned numbers beyond int64 are codes; as text they keep every digit.
        return None
    if not column.null_count:
        return column.to_pandas().rename(None)
    is_missing = column.is_null().to_numpy()
    values = column.fill_null(0).to_numpy()
    return pd.Series(pd.arrays.IntegerArray(values.copy(), is_missing.copy()))


def _moments(column: Any) -> pd.Series | None:
    import pyarrow as pa

    try:
        # Through microseconds where there is a zone: the cast to a naive type keeps the UTC moment.
        moments = column.cast(pa.timestamp("ns", tz=getattr(column.type, "tz", None))).cast(
            pa.timestamp("ns")
        )
    except pa.ArrowInvalid:
        return None
    return pd.Series(moments.to_numpy().astype("datetime64[ns]"))


def _text(column: Any) -> Any:
    """The column as an Arrow column of texts, coded or not; bytes must be UTF-8."""
    import pyarrow as pa

    if pa.types.is_dictionary(column.type):
        return column.cast(pa.dictionary(pa.int32(), pa.string()))
    return column.cast(pa.string())


def _zone_notes(table: Any) -> list[str]:
    zones = sorted({str(field.type.tz) for field in table.schema if getattr(field.type, "tz", None)})
    return [f"Times with a zone ({', '.join(zones)}) are read as UTC."] if zones else []
