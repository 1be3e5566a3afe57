"""Tables on disk: Parquet that any tool reads, and that comes back here exactly as it went in."""

from __future__ import annotations

import errno
import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pandas as pd

from synthlab.errors import DataError

__all__ = ["load_table", "save_table"]

_KEY = b"synthlab.table/1"
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_FORBIDDEN = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


def save_table(frame: pd.DataFrame, path: Path | str) -> None:
    """Put the table at ``path`` as Parquet, at once and readable by its owner alone (mode 0600).

    A reader sees the old file or the new one, never a part. Column names, dtypes and category order are kept;
    the index is not.

    Raises
    ------
    DataError
        When the disk is full or the directory may not be written; nothing is then changed.
    """
    path = Path(path)
    table = _arrow(frame)
    try:
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-", suffix=".parquet")
    except OSError as error:
        _refuse(error, path)
    try:
        with os.fdopen(descriptor, "wb") as file:
            _write(table, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
        _sync_directory(path.parent)
    except OSError as error:
        _refuse(error, path)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(temporary)


def load_table(path: Path | str, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """The table that ``save_table`` put there; with ``columns``, only those, in that order.

    Raises
    ------
    DataError
        When there is no such file or column, or the file was not written by ``save_table``.
    """
    import pyarrow as pa
    import pyarrow.parquet

    path = Path(path)
    try:
        with path.open("rb") as source:
            metadata = pyarrow.parquet.read_metadata(source).metadata or {}
            if _KEY not in metadata:
                raise DataError(f"{path.name} was not written by synthlab. Read it as a new table instead.")
            facts = json.loads(metadata[_KEY])
            wanted = _wanted(facts["columns"], columns, path)
            coded = [name for name in wanted if facts["columns"][name]["dtype"] in ("category", "string")]
            table = pyarrow.parquet.ParquetFile(source, read_dictionary=coded).read(columns=wanted)
    except (pa.ArrowException, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            _refuse(error, path)
        raise DataError(f"{path.name} is damaged and cannot be read. Make it again.") from error
    loaded = {name: _column(table.column(name), facts["columns"][name]) for name in wanted}
    return pd.DataFrame(loaded, index=pd.RangeIndex(facts["rows"]), columns=wanted)


def _wanted(known: Mapping[str, object], columns: Sequence[str] | None, path: Path) -> list[str]:
    wanted = list(known) if columns is None else list(columns)
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise DataError(f"{path.name} has no column {unknown[0]!r}. Its columns are: {', '.join(known)}.")
    return wanted


def _arrow(frame: pd.DataFrame) -> Any:
    import pyarrow as pa

    if not frame.columns.is_unique:
        raise DataError("A table with two columns of one name cannot be kept. Rename one of them.")
    facts = {"rows": len(frame), "columns": {str(name): _facts(frame[name]) for name in frame.columns}}
    arrays = [_array(frame[name]) for name in frame.columns]
    schema = pa.schema(
        [pa.field(str(name), array.type) for name, array in zip(frame.columns, arrays, strict=True)],
        metadata={_KEY: json.dumps(facts, ensure_ascii=False)},
    )
    return pa.Table.from_arrays(arrays, schema=schema)


def _facts(values: pd.Series) -> dict[str, object]:
    """What Parquet alone would not bring back."""
    dtype = values.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        categories = list(dtype.categories)
        if not all(isinstance(category, str) for category in categories):
            raise DataError(
                f"Column {values.name} has categories that are not text. Turn them into text first."
            )
        kept_as = str(dtype.categories.dtype)
        return {
            "dtype": "category",
            "categories": categories,
            "kept_as": kept_as,
            "ordered": bool(dtype.ordered),
        }
    if isinstance(dtype, pd.StringDtype):
        return {
            "dtype": "string",
            "storage": dtype.storage,
            "missing": "NA" if dtype.na_value is pd.NA else "nan",
        }
    if pd.api.types.is_object_dtype(dtype):
        raise DataError(f"Column {values.name} has no type of its own. Turn it into text first.")
    return {"dtype": str(dtype)}


def _array(values: pd.Series) -> Any:
    import pyarrow as pa

    if isinstance(values.dtype, pd.CategoricalDtype):
        codes = values.cat.codes.to_numpy().astype(np.int32)
        indices = pa.array(codes, mask=codes < 0)
        return pa.DictionaryArray.from_arrays(
            indices, pa.array(list(values.cat.categories), type=pa.string())
        )
    array = pa.array(values, from_pandas=True)
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    return array.cast(pa.string()) if pa.types.is_large_string(array.type) else array


def _column(column: Any, facts: Mapping[str, Any]) -> pd.Series:
    dtype = facts["dtype"]
    if dtype in ("category", "string"):
        codes, texts = _coded(column)
        if dtype == "category":
            return _category(codes, texts, facts)
        values = np.append(texts.astype(object), pd.NA)[codes]
        storage = pd.StringDtype(facts["storage"]) if facts["missing"] == "NA" else "str"
        return pd.Series(pd.array(values, dtype=storage))
    if dtype in ("boolean", "Int64", "Int32", "Int16", "Int8"):
        return pd.Series(pd.array(column.to_pandas(types_mapper=_nullable), dtype=dtype))
    return column.to_pandas().astype(dtype).rename(None)


def _nullable(kind: Any) -> Any:
    """The pandas dtype that keeps a missing whole number or truth apart from a value."""
    import pyarrow as pa

    if pa.types.is_boolean(kind):
        return pd.BooleanDtype()
    return pd.Int64Dtype() if pa.types.is_integer(kind) else None


def _coded(column: Any) -> tuple[np.ndarray[Any, np.dtype[np.int64]], np.ndarray[Any, np.dtype[np.object_]]]:
    unified = column.unify_dictionaries()
    chunks = [chunk.indices.fill_null(-1).to_numpy(zero_copy_only=False) for chunk in unified.chunks]
    codes = np.concatenate(chunks).astype(np.int64) if chunks else np.empty(0, dtype=np.int64)
    texts = unified.chunk(0).dictionary.to_numpy(zero_copy_only=False) if chunks else np.empty(0)
    return codes, texts.astype(object)


def _category(codes: Any, texts: Any, facts: Mapping[str, Any]) -> pd.Series:
    """The column with all its categories in their order, also those that no row has."""
    categories = pd.Index(facts["categories"], dtype=object)
    place = np.append(categories.get_indexer(pd.Index(texts, dtype=object)), -1)
    dtype = pd.CategoricalDtype(categories.astype(facts["kept_as"]), ordered=facts["ordered"])
    return pd.Series(pd.Categorical.from_codes(place[codes], dtype=dtype))


def _write(table: Any, file: Any) -> None:
    import pyarrow.parquet

    pyarrow.parquet.write_table(table, file, compression="zstd")


def _sync_directory(directory: Path) -> None:
    """Make the new name last through a power cut, not only the file's content."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _refuse(error: OSError, path: Path) -> NoReturn:
    if error.errno in _FULL:
        raise DataError(
            f"The disk is full: {path.name} could not be written and nothing was changed. "
            "Free some space, or delete studies that are no longer needed, and try again."
        ) from error
    if error.errno in _FORBIDDEN:
        raise DataError(
            f"{path} may not be used by this program. Give it permission for {path.parent}, or choose another directory."
        ) from error
    if isinstance(error, FileNotFoundError):
        raise DataError(f"There is no {path}. Check its name and folder.") from error
    raise DataError(
        f"{path} cannot be used: {error.strerror or error}. Choose another place for it."
    ) from error
