"""The engine over a Parquet or CSV file, read by DuckDB in pieces: memory does not grow with the rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from synthlab.errors import DataError
from synthlab.statistics.engines.batched import BATCH_ROWS, Batched
from synthlab.tables.conform import conform
from synthlab.tables.schema import Kind, Schema

__all__ = ["DiskEngine", "raw_rows", "rows_in"]

_MEMORY = "1GB"


class DiskEngine(Batched):
    """A file on disk as a table of ``schema``; ``missing`` are the texts that mean no value.

    ``sources`` maps a column to its name in the file where they differ. Values that cannot be read as their
    kind are a ``DataError`` that names the column.
    """

    def __init__(
        self, path: Path, schema: Schema, missing: Sequence[str] = (), sources: dict[str, str] | None = None
    ) -> None:
        self._path, self._schema = path, schema
        self._missing = frozenset(missing) | {""}
        self._sources = sources or {}

    @cached_property
    def n_rows(self) -> int:
        return rows_in(self._path)

    def batches(self, columns: Sequence[str] | None = None) -> Iterator[pd.DataFrame]:
        names = list(self._schema.names if columns is None else columns)
        schema = Schema(columns=tuple(self._schema[name] for name in names))
        listed = ", ".join(f"{_quoted(self._sources.get(name, name))} AS {_quoted(name)}" for name in names)
        connection = _connection()
        try:
            reader = _reader(connection, f"SELECT {listed} FROM {_scan(self._path)}")
            for batch in reader:
                yield conform(self._without_markers(_frame(batch)), schema)
        finally:
            connection.close()

    def quantiles(self, column: str, shares: Sequence[float]) -> list[float]:
        kind = self._schema[column].kind
        name = _quoted(self._sources.get(column, column))
        # NaN is missing too, and CSV gives text.
        value = f"epoch_ns({name}::TIMESTAMP_NS)" if kind is Kind.DATETIME else f"{name}::DOUBLE"
        present = f"{value} IS NOT NULL" if kind is Kind.DATETIME else f"isfinite({value})"
        listed = ", ".join(str(float(share)) for share in shares)
        connection = _connection()
        try:
            found = connection.sql(
                f"SELECT quantile_disc({value}, [{listed}]) FROM {_scan(self._path)} WHERE {present}"
            ).fetchall()
        finally:
            connection.close()
        return [] if found[0][0] is None else [float(each) for each in found[0][0]]

    def _without_markers(self, frame: pd.DataFrame) -> pd.DataFrame:
        for name in frame:
            if isinstance(frame[name].dtype, pd.StringDtype):
                texts = frame[name].str.strip()
                frame[name] = texts.mask(texts.isin(list(self._missing)))
        return frame


def rows_in(path: Path) -> int:
    """How many rows the file holds."""
    connection = _connection()
    try:
        found = connection.sql(f"SELECT count(*) FROM {_scan(path)}").fetchall()
    finally:
        connection.close()
    return int(found[0][0])


def raw_rows(path: Path, n_rows: int, seed: int) -> pd.DataFrame:
    """``n_rows`` rows of the file as it has them, drawn without replacement, in the file's order."""
    total = rows_in(path)
    chosen = np.sort(np.random.default_rng(seed).choice(total, min(n_rows, total), replace=False))
    connection = _connection()
    parts, start = [], 0
    try:
        for batch in _reader(connection, f"SELECT * FROM {_scan(path)}"):
            low, high = np.searchsorted(chosen, [start, start + batch.num_rows])
            parts.append(_frame(batch.take(_indices(chosen[low:high] - start))))
            start += batch.num_rows
    finally:
        connection.close()
    return pd.concat(parts, ignore_index=True)


def _connection() -> Any:
    import duckdb

    connection = duckdb.connect(
        config={"memory_limit": _MEMORY, "threads": 2, "preserve_insertion_order": True}
    )
    connection.execute("SET enable_progress_bar = false")
    return connection


def _reader(connection: Any, query: str) -> Any:
    relation = connection.sql(query)
    return (
        relation.to_arrow_reader(BATCH_ROWS)
        if hasattr(relation, "to_arrow_reader")
        else relation.fetch_record_batch(BATCH_ROWS)
    )


def _scan(path: Path) -> str:
    text = "'" + str(path).replace("'", "''") + "'"
    if path.suffix == ".parquet":
        return f"read_parquet({text})"
    if path.suffix in (".csv", ".tsv"):
        return f"read_csv({text}, header = true, all_varchar = true)"
    raise DataError(
        f"{path.name} is too large to be read whole, and only Parquet and CSV files can be read in pieces."
    )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _indices(places: Any) -> Any:
    import pyarrow as pa

    return pa.array(places)


def _frame(batch: Any) -> pd.DataFrame:
    import pyarrow as pa

    types = {
        pa.string(): pd.StringDtype(),
        pa.large_string(): pd.StringDtype(),
        pa.bool_(): pd.BooleanDtype(),
        **{
            kind: pd.Int64Dtype()
            for kind in (pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.uint8(), pa.uint16(), pa.uint32())
        },
    }
    frame: pd.DataFrame = batch.to_pandas(types_mapper=types.get)
    return frame
