"""Excel sheets: values keep their type, what stands around a table is left out, bombs and macros are refused."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

from synthlab.errors import DataError
from synthlab.tables import spreadsheets
from synthlab.tables.reading import Reading, ReadOptions, read_table

DAY = datetime.datetime(2022, 4, 1)


def book(path: Path, **sheets: Sequence[Sequence[object]]) -> Path:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for title, rows in sheets.items():
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    workbook.save(path)
    return path


def read(tmp_path: Path, *rows: Sequence[object], **settings: object) -> Reading:
    path = book(tmp_path / "t.xlsx", Sheet1=rows)
    return read_table(path, ReadOptions.model_validate(settings) if settings else None)


@pytest.mark.parametrize(
    ("values", "dtype", "expected"),
    [
        ([1, 2], "int64", [1, 2]),
        ([1, None], "Int64", [1, pd.NA]),
        ([29, 0.92], "float64", [29.0, 0.92]),
        ([True, None], "boolean", [True, pd.NA]),
        (["a", None], "string", ["a", pd.NA]),
        ([24160, "PC 17599"], "string", ["24160", "PC 17599"]),
        ([DAY, DAY], "datetime64[ns]", [pd.Timestamp(DAY)] * 2),
        (["00202", "00043"], "string", ["00202", "00043"]),
        ([1, "NA"], "Int64", [1, pd.NA]),
        ([1.5, "?"], "float64", [1.5, float("nan")]),
        (["1,5", "2,25"], "string", ["1.5", "2.25"]),
        ([True, 1], "string", ["True", "1"]),
        ([datetime.time(10, 30), None], "string", ["10:30:00", pd.NA]),
    ],
)
def test_each_column_gets_the_type_of_its_values(
    tmp_path: Path, values: list[object], dtype: str, expected: list[object]
) -> None:
    column = read(tmp_path, ["name", "x"], *[["k", value] for value in values]).frame["x"]
    assert str(column.dtype) == dtype
    pd.testing.assert_series_equal(column, pd.Series(expected, dtype=dtype, name="x"))


def test_an_error_cell_is_missing_and_counted(tmp_path: Path) -> None:
    reading = read(tmp_path, ["x", "y"], [1, "#DIV/0!"], [2, 5], ["#REF!", 6])
    assert reading.frame["y"].tolist() == [pd.NA, 5, 6]
    assert any(note.startswith("2 cells with an Excel error") for note in reading.notes)


def test_empty_rows_and_columns_around_the_table_are_left_out(tmp_path: Path) -> None:
    reading = read(tmp_path, [], [], [None, "a", "b"], [None, 1, 2], [None, 3, 4], [], [None, " ", None])
    assert list(reading.frame.columns) == ["a", "b"]
    assert reading.frame.to_numpy().tolist() == [[1, 2], [3, 4]]
    assert any("2 empty rows above the table" in note for note in reading.notes)


def test_a_title_above_the_table_is_left_out_with_a_note(tmp_path: Path) -> None:
    reading = read(tmp_path, ["Staff 2024"], [], ["name", "age", "pay"], ["Ann", 30, 1.5], ["Ben", 40, 2.5])
    assert list(reading.frame.columns) == ["name", "age", "pay"]
    assert any("'Staff 2024'" in note for note in reading.notes)


def test_the_first_sheet_that_is_not_empty_is_read(tmp_path: Path) -> None:
    path = book(tmp_path / "t.xlsx", Empty=[], First=[["a"], [1]], Second=[["b"], [2], [3]])
    reading = read_table(path)
    assert reading.sheets == ("Empty", "First", "Second")
    assert reading.options.sheet == "First"
    assert any("Sheet First was read; the file also has Empty, Second" in note for note in reading.notes)
    assert read_table(path, ReadOptions(sheet="Second")).frame["b"].tolist() == [2, 3]


def test_a_sheet_without_a_header_is_seen(tmp_path: Path) -> None:
    reading = read(tmp_path, [1, "a"], [2, "b"], [3, "a"])
    assert list(reading.frame.columns) == ["column 1", "column 2"]
    assert len(reading.frame) == 3


def test_a_number_as_a_name_is_a_name(tmp_path: Path) -> None:
    assert list(read(tmp_path, ["x", 2020], ["a", 1], header=True).frame.columns) == ["x", "2020"]


def test_equal_and_blank_names_are_made_different(tmp_path: Path) -> None:
    reading = read(tmp_path, ["x", None, "x"], ["a", "b", 1], ["c", "d", 2])
    assert list(reading.frame.columns) == ["x", "column 2", "x (2)"]


def test_a_formula_without_a_result_is_missing_and_said(tmp_path: Path) -> None:
    reading = read(tmp_path, ["x", "y"], [1, "=A2*2"], [2, "=A3*2"])
    assert reading.frame["y"].isna().all()
    assert any("formulas were saved without a result" in note for note in reading.notes)


def test_the_stated_size_of_a_sheet_is_not_believed(tmp_path: Path) -> None:
    path = book(tmp_path / "t.xlsx", Sheet1=[["a", "b"], [1, 2]])
    _rewrite(
        path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"')
    )
    assert read_table(path).frame.shape == (1, 2)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [([], "is empty"), ([["a", "b"]], "header but no row below it"), ([[None, " "]], "is empty")],
)
def test_a_sheet_without_rows_is_refused(tmp_path: Path, rows: list[list[object]], sentence: str) -> None:
    with pytest.raises(DataError, match=sentence):
        read(tmp_path, *rows)


def test_an_unknown_sheet_is_refused_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no sheet 'Sheet2'\. It has: Sheet1"):
        read(tmp_path, ["a"], [1], sheet="Sheet2")


def test_a_truncated_file_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path / "t.xlsx", Sheet1=[["a"], *[[n] for n in range(500)]])
    data = path.read_bytes()
    for kept in (10, len(data) // 2, len(data) - 30):
        path.write_bytes(data[:kept])
        with pytest.raises(DataError, match="damaged"):
            read_table(path)


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"])
def test_a_spoilt_part_is_refused(tmp_path: Path, part: str) -> None:
    path = book(tmp_path / "t.xlsx", Sheet1=[["a", "b"], ["x", "y"]])
    _rewrite(path, part, lambda xml: xml[: len(xml) // 2])
    with pytest.raises(DataError, match="damaged Excel file"):
        read_table(path)


def test_every_spoilt_part_gives_a_table_or_a_sentence(tmp_path: Path) -> None:
    path = book(tmp_path / "t.xlsx", Sheet1=[["a", "b"], ["x", 1], ["y", 2.5]])
    original = path.read_bytes()
    rng = np.random.default_rng(0)
    for part in (
        "xl/workbook.xml",
        "xl/worksheets/sheet1.xml",
        "xl/_rels/workbook.xml.rels",
        "[Content_Types].xml",
    ):
        for _ in range(15):
            path.write_bytes(original)
            _rewrite(path, part, lambda xml: _spoilt(xml, rng))
            # Anything but a table or a DataError fails the test.
            with suppress(DataError):
                assert read_table(path).frame.shape[1] > 0


def _spoilt(xml: bytes, rng: np.random.Generator) -> bytes:
    start, length = int(rng.integers(len(xml))), int(rng.integers(1, 12))
    return xml[:start] + bytes(rng.choice(list(b'<>/"19ab'), int(rng.integers(3)))) + xml[start + length :]


def test_a_small_file_that_unpacks_to_gigabytes_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreadsheets, "_LARGEST_PART", 1_000_000)
    path = book(tmp_path / "t.xlsx", Sheet1=[["a", "b"], ["x", "y"]])
    _rewrite(path, "xl/styles.xml", lambda xml: xml + b" " * 20_000_000)
    assert path.stat().st_size < 100_000
    with pytest.raises(DataError, match="more than can be read"):
        read_table(path)


def test_entities_are_never_expanded(tmp_path: Path) -> None:
    path = book(tmp_path / "t.xlsx", Sheet1=[["a", "b"], ["x", "y"]])
    declaration = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    _rewrite(path, "xl/styles.xml", lambda xml: xml.replace(b"<styleSheet", declaration + b"<styleSheet", 1))
    with pytest.raises(DataError, match="declarations that Excel never writes"):
        read_table(path)


def test_macros_are_refused_whatever_the_file_is_called(tmp_path: Path) -> None:
    path = book(tmp_path / "t.xlsx", Sheet1=[["a"], [1]])
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    with pytest.raises(DataError, match="macros"):
        read_table(path)


def _rewrite(path: Path, part: str, change: object) -> None:
    changed = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, change(content) if name == part else content)  # type: ignore[operator]
    path.write_bytes(changed.getvalue())
