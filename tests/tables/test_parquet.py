"""Parquet: types are kept, bombs are stopped before they unpack."""

from __future__ import annotations

import datetime
import decimal
import resource
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from synthlab.errors import DataError
from synthlab.tables import options
from synthlab.tables.reading import Reading, ReadOptions, read_table

NEAR = datetime.datetime(2020, 1, 31, 10, 30)


def read(tmp_path: Path, table: pa.Table, **settings: object) -> Reading:
    path = tmp_path / "t.parquet"
    pq.write_table(table, path)
    return read_table(path, ReadOptions.model_validate(settings) if settings else None)


@pytest.mark.parametrize(
    ("array", "dtype", "expected"),
    [
        (pa.array([1, 2], pa.int32()), "int64", [1, 2]),
        (pa.array([1, None], pa.int8()), "Int64", [1, pd.NA]),
        (pa.array([2**63 - 1, None], pa.int64()), "Int64", [2**63 - 1, pd.NA]),
        (pa.array([2**64 - 1, 3], pa.uint64()), "string", [str(2**64 - 1), "3"]),
        (pa.array([0.5, 2.0], pa.float32()), "float64", [0.5, 2.0]),
        (pa.array([True, None], pa.bool_()), "boolean", [True, pd.NA]),
        (pa.array(["a", None], pa.string()), "string", ["a", pd.NA]),
        (pa.array(["a", "b"], pa.large_string()), "string", ["a", "b"]),
        (pa.array([b"a", b"b"], pa.binary()), "string", ["a", "b"]),
        (pa.array(["a", None, "a"]).dictionary_encode(), "string", ["a", pd.NA, "a"]),
        (pa.array([5, 6, 5]).dictionary_encode(), "int64", [5, 6, 5]),
        (pa.array([None, None], pa.null()), "string", [pd.NA, pd.NA]),
        (pa.array([NEAR], pa.timestamp("us")), "datetime64[ns]", [pd.Timestamp(NEAR)]),
        (pa.array([NEAR], pa.timestamp("s")), "datetime64[ns]", [pd.Timestamp(NEAR)]),
        (pa.array([NEAR.date()], pa.date32()), "datetime64[ns]", [pd.Timestamp(NEAR.date())]),
        (pa.array([decimal.Decimal("1.50")], pa.decimal128(5, 2)), "float64", [1.5]),
        (pa.array([NEAR.time()], pa.time64("us")), "string", ["10:30:00.000000"]),
        (
            pa.array([datetime.datetime(3000, 1, 1)], pa.timestamp("us")),
            "string",
            ["3000-01-01 00:00:00.000000"],
        ),
    ],
)
def test_each_type_is_read_as_what_it_is(
    tmp_path: Path, array: pa.Array, dtype: str, expected: list[object]
) -> None:
    column = read(tmp_path, pa.table({"x": array})).frame["x"]
    assert str(column.dtype) == dtype
    assert column.tolist() == expected


def test_a_missing_float_and_a_missing_date_stay_missing(tmp_path: Path) -> None:
    table = pa.table({"x": pa.array([0.5, None]), "d": pa.array([NEAR, None], pa.timestamp("ms"))})
    frame = read(tmp_path, table).frame
    assert np.isnan(frame["x"][1])
    assert frame["d"][1] is pd.NaT


def test_a_time_with_a_zone_is_read_as_utc_and_said(tmp_path: Path) -> None:
    moments = pa.array([NEAR], pa.timestamp("us", tz="Europe/Berlin"))
    reading = read(tmp_path, pa.table({"x": moments}))
    assert reading.frame["x"][0] == pd.Timestamp(NEAR)
    assert "Times with a zone (Europe/Berlin) are read as UTC." in reading.notes


def test_texts_are_treated_as_in_text_files(tmp_path: Path) -> None:
    reading = read(tmp_path, pa.table({"x": [" a ", "?", "", None, "b"]}))
    assert reading.frame["x"].isna().tolist() == [False, True, True, True, False]
    assert reading.frame["x"][0] == "a"
    assert read(tmp_path, pa.table({"x": ["a", "?"]}), missing=()).frame["x"].tolist() == ["a", "?"]


def test_many_row_groups_with_different_words_are_one_column(tmp_path: Path) -> None:
    words = [f"w{number % 700}" for number in range(3_000)]
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"x": words}), path, row_group_size=100)
    assert read_table(path).frame["x"].tolist() == words


def test_names_are_kept_verbatim_and_made_unique(tmp_path: Path) -> None:
    table = pa.Table.from_arrays([pa.array([1]), pa.array([2]), pa.array(["a"])], names=["a.b", "😀", "a.b"])
    reading = read(tmp_path, table)
    assert list(reading.frame.columns) == ["a.b", "😀", "a.b (2)"]
    assert reading.source_names == {"a.b (2)": "a.b"}


@pytest.mark.parametrize(
    ("array", "kind"),
    [
        ([[1, 2]], "list"),
        ([{"a": 1}], "struct"),
        (pa.array([[("a", 1)]], pa.map_(pa.string(), pa.int64())), "map"),
    ],
)
def test_a_nested_column_is_refused(tmp_path: Path, array: object, kind: str) -> None:
    with pytest.raises(DataError, match=f"Column x of t.parquet is nested .{kind}"):
        read(tmp_path, pa.table({"x": array}))


def test_a_table_without_rows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no rows"):
        read(tmp_path, pa.table({"x": pa.array([], pa.int64())}))


@pytest.mark.parametrize("kept", [4, 40, 0.5, 0.99])
def test_a_truncated_file_is_refused(tmp_path: Path, kept: float) -> None:
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"x": np.arange(1000), "y": ["word"] * 1000}), path)
    data = path.read_bytes()
    path.write_bytes(data[: kept if isinstance(kept, int) else int(len(data) * kept)])
    with pytest.raises(DataError, match="damaged or incomplete Parquet"):
        read_table(path)


def test_every_spoilt_byte_gives_a_table_or_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"x": np.arange(50), "y": ["word", None] * 25}), path)
    data = bytearray(path.read_bytes())
    rng = np.random.default_rng(0)
    for position in rng.choice(len(data), 120, replace=False):
        spoilt = bytearray(data)
        spoilt[position] ^= int(rng.integers(1, 256))
        path.write_bytes(spoilt)
        # A spoilt value is still a value; anything but a table or a DataError fails the test.
        with suppress(DataError):
            assert read_table(path).frame.shape[1] > 0


def test_a_text_that_fills_every_row_is_stopped_before_it_is_written_out(tmp_path: Path) -> None:
    path = tmp_path / "bomb.parquet"
    codes = pa.array(np.zeros(200_000, dtype=np.int32))
    pq.write_table(pa.table({"x": pa.DictionaryArray.from_arrays(codes, ["x" * 1_000_000])}), path)
    assert path.stat().st_size < 2_000_000
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(DataError, match=r"holds 200,000 rows and 1 column, about .* GB"):
        read_table(path)
    assert time.perf_counter() - began < 20
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 512 * 1024


def test_rows_without_end_are_stopped_by_their_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(options, "LARGEST_TABLE", 8 * 1024**2)
    table = pa.table({"x": np.zeros(2_000_000, dtype=np.int8)})
    path = tmp_path / "rows.parquet"
    pq.write_table(table, path)
    assert path.stat().st_size < 100_000
    with pytest.raises(DataError, match="2,000,000 rows"):
        read_table(path)
