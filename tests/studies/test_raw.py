"""The table as read comes back cell for cell."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from synthlab.errors import DataError
from synthlab.studies.raw import load_raw, save_raw


def kept(frame: pd.DataFrame, folder: Path) -> pd.DataFrame:
    save_raw(frame, folder / "raw.parquet")
    return load_raw(folder / "raw.parquet")


def test_text_cells_keep_their_spelling_and_their_gaps(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {"a": ["00202", None, "", " x "], "b 日本": ["=1+1", "<b>", 'a"b', "🙂"]}, dtype="string"
    )
    pd.testing.assert_frame_equal(kept(frame, tmp_path), frame)


def test_native_columns_keep_their_types(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "f": [1.5, np.nan],
            "i": np.array([1, -2], dtype="int64"),
            "I": pd.array([1, None], dtype="Int64"),
            "b": [True, False],
            "B": pd.array([True, None], dtype="boolean"),
            "d": pd.to_datetime(["2020-01-01", None]),
            "z": pd.to_datetime(["2020-01-01", None]).tz_localize("Europe/Paris"),
            "c": pd.Categorical(["u", None], categories=["w", "u"]),
            "t": pd.to_timedelta(["1h", None]),
            "u": np.array([2**64 - 1, 0], dtype="uint64"),
        }
    )
    pd.testing.assert_frame_equal(kept(frame, tmp_path), frame)


CELLS = [
    1,
    2**80,
    0.1,
    -0.0,
    float("inf"),
    "1",
    "",
    True,
    dt.datetime(2020, 1, 2, 3, 4, 5, 6),
    pd.Timestamp("2020-01-02 03:04:05.000000007"),
    dt.date(2020, 1, 2),
    dt.time(3, 4, 5),
    dt.timedelta(days=-1, seconds=3, microseconds=9),
    pd.Timedelta("1 days 00:00:00.000000001"),
    Decimal("1.50"),
    b"\x00\xff",
]


@pytest.mark.parametrize("cell", CELLS, ids=repr)
def test_a_spreadsheet_cell_beside_cells_of_other_types_keeps_its_value_and_type(
    tmp_path: Path, cell: object
) -> None:
    frame = pd.DataFrame({"x": pd.Series([cell, "text", 7, None, float("nan"), pd.NaT], dtype=object)})
    back = kept(frame, tmp_path)["x"]
    assert back.dtype == object
    assert list(back[:3]) == [cell, "text", 7]
    assert [type(value) for value in back[:3]] == [type(cell), str, int]
    assert back[3:].isna().all()


def test_numbers_of_numpy_become_plain_ones(tmp_path: Path) -> None:
    cells = [np.int64(3), np.float32(0.5), np.bool_(True), "x"]
    back = kept(pd.DataFrame({"x": pd.Series(cells, dtype=object)}), tmp_path)["x"]
    assert [(value, type(value)) for value in back] == [(3, int), (0.5, float), (True, bool), ("x", str)]


@pytest.mark.parametrize(
    "values",
    [
        [dt.date(2020, 1, 2), None],
        [dt.time(1, 2), None],
        [Decimal("1.50"), Decimal("-2.25")],
        [b"a", None],
        [None, None],
    ],
    ids=repr,
)
def test_pure_columns_of_objects_come_back(tmp_path: Path, values: list[object]) -> None:
    back = kept(pd.DataFrame({"x": pd.Series(values, dtype=object)}), tmp_path)["x"]
    assert [None if pd.isna(value) else value for value in back] == values


def test_a_cell_that_holds_several_values_is_refused_by_name(tmp_path: Path) -> None:
    frame = pd.DataFrame({"basket": [["milk", "bread"], "x"]})
    with pytest.raises(DataError, match="Column 'basket' has a cell that holds a list"):
        save_raw(frame, tmp_path / "raw.parquet")
    assert list(tmp_path.iterdir()) == []


def test_the_index_is_not_kept(tmp_path: Path) -> None:
    frame = pd.DataFrame({"x": [1, 2]}, index=[7, 7])
    assert list(kept(frame, tmp_path).index) == [0, 1]


def test_a_spreadsheet_read_by_pandas_comes_back(tmp_path: Path) -> None:
    file = io.BytesIO()
    written = {"m": [1, "a", dt.datetime(2020, 1, 1), True, None], "n": [1.5, None, 3.0, 4.0, 5.0]}
    pd.DataFrame({name: pd.Series(cells, dtype=object) for name, cells in written.items()}).to_excel(
        file, index=False
    )
    frame = pd.read_excel(file)
    back = kept(frame, tmp_path)
    assert [(type(a), a) for a in back["m"][:4]] == [(type(a), a) for a in frame["m"][:4]]
    pd.testing.assert_series_equal(back["n"], frame["n"])


@pytest.mark.parametrize("damage", [b"", b"PAR1", b"not a table at all"])
def test_a_damaged_file_is_told_in_a_sentence(tmp_path: Path, damage: bytes) -> None:
    save_raw(pd.DataFrame({"x": [1]}), tmp_path / "raw.parquet")
    (tmp_path / "raw.parquet").write_bytes(damage)
    with pytest.raises(DataError, match=r"raw\.parquet of this study is damaged"):
        load_raw(tmp_path / "raw.parquet")


def test_a_truncated_file_is_told_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "raw.parquet"
    save_raw(pd.DataFrame({"x": range(1000)}), path)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(DataError, match="damaged"):
        load_raw(path)
