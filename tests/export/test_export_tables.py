"""A table leaves as the source would have written it, and spreadsheets run nothing."""

from __future__ import annotations

import io

import openpyxl
import pandas as pd
import pytest

from synthlab.errors import DataError
from synthlab.export import tables
from synthlab.export.tables import released, table_bytes
from synthlab.tables.conform import conform
from synthlab.tables.schema import Column, Kind, Role, Schema

SCHEMA = Schema(
    columns=(
        Column(name="name", kind=Kind.CATEGORICAL),
        Column(name="=sum", kind=Kind.INTEGER),
        Column(name="price", kind=Kind.NUMERIC, decimals=2),
        Column(name="day", kind=Kind.DATETIME, format="%d.%m.%Y"),
        Column(name="ok", kind=Kind.BOOLEAN),
        Column(name="mail", kind=Kind.IDENTIFIER),
        Column(name="note", kind=Kind.TEXT),
    )
)


@pytest.fixture
def frame() -> pd.DataFrame:
    source = pd.DataFrame(
        {
            "name": ["=1+1", "@x", "-5 to 0", "plain", "日本"],
            "=sum": ["1", "-2", "3", None, "5"],
            "price": ["1.25", "2.25", None, "-3.75", "4.15"],
            "day": ["01.02.2020", "31.12.2021", None, "05.05.2020", "06.05.2020"],
            "ok": ["true", "false", None, "true", "true"],
            "mail": [None] * 5,
            "note": ["a\tb", "+49", None, 'say "hi"', "🙂"],
        },
        dtype="string",
    )
    return conform(source, SCHEMA)


def sheet(content: bytes) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(io.BytesIO(content))["synthetic"].iter_rows(values_only=True))


def test_columns_set_aside_and_empty_stay_behind_and_others_do_not(frame: pd.DataFrame) -> None:
    assert list(released(frame, SCHEMA).columns) == ["name", "=sum", "price", "day", "ok", "note"]
    frame["mail"] = pd.Series(["a@b.example"] * 5, dtype="string")
    assert "mail" in released(frame, SCHEMA).columns


def test_levels_that_no_row_has_stay_behind(frame: pd.DataFrame) -> None:
    frame["name"] = frame["name"].cat.add_categories(["ZANZIBAR-7"])
    for file_format in tables.FORMATS:
        assert b"ZANZIBAR-7" not in table_bytes(frame, SCHEMA, file_format)
    assert "ZANZIBAR-7" not in list(released(frame, SCHEMA)["name"].cat.categories)


def test_the_csv_spells_values_as_the_source_did_and_escapes_nothing(frame: pd.DataFrame) -> None:
    lines = table_bytes(frame, SCHEMA, "csv").decode().splitlines()
    assert lines[0] == "name,=sum,price,day,ok,note"
    assert lines[1] == "=1+1,1,1.25,01.02.2020,true,a\tb"
    assert lines[3] == "-5 to 0,3,,,,"
    assert lines[4] == 'plain,,-3.75,05.05.2020,true,"say ""hi"""'


def test_the_parquet_keeps_every_type(frame: pd.DataFrame) -> None:
    back = pd.read_parquet(io.BytesIO(table_bytes(frame, SCHEMA, "parquet")))
    pd.testing.assert_frame_equal(back, released(frame, SCHEMA))


def test_what_a_spreadsheet_would_run_gets_an_apostrophe_in_excel_only(frame: pd.DataFrame) -> None:
    header, *rows = sheet(table_bytes(frame, SCHEMA, "xlsx"))
    assert header == ("name", "'=sum", "price", "day", "ok", "note")
    assert [row[0] for row in rows] == ["'=1+1", "'@x", "'-5 to 0", "plain", "日本"]
    assert rows[1][5] == "'+49"


def test_numbers_and_booleans_are_native_in_excel_and_negative_ones_are_not_escaped(
    frame: pd.DataFrame,
) -> None:
    rows = sheet(table_bytes(frame, SCHEMA, "xlsx"))[1:]
    assert [row[1] for row in rows] == [1, -2, 3, None, 5]
    assert [row[2] for row in rows] == [1.25, 2.25, None, -3.75, 4.15]
    assert [row[4] for row in rows] == [True, False, None, True, True]


@pytest.mark.parametrize("file_format", tables.FORMATS)
def test_the_same_table_gives_the_same_bytes(frame: pd.DataFrame, file_format: str) -> None:
    assert table_bytes(frame, SCHEMA, file_format) == table_bytes(frame.copy(), SCHEMA, file_format)


def test_a_table_with_more_rows_than_a_sheet_is_refused_with_the_way_out(
    frame: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "EXCEL_ROWS", 5)
    with pytest.raises(DataError, match=r"has 5 rows .* holds 4 rows below its header.*CSV or Parquet"):
        table_bytes(frame, SCHEMA, "xlsx")


@pytest.mark.parametrize(
    ("text", "message"), [("\x01", "control character"), ("x" * 32768, "'note' holds a text")]
)
def test_a_text_that_no_cell_can_hold_is_refused(frame: pd.DataFrame, text: str, message: str) -> None:
    frame["note"] = pd.Series([text] * 5, dtype="string")
    with pytest.raises(DataError, match=message):
        table_bytes(frame, SCHEMA, "xlsx")


def test_an_unknown_format_is_refused(frame: pd.DataFrame) -> None:
    with pytest.raises(DataError, match="no table format 'ods'"):
        table_bytes(frame, SCHEMA, "ods")


def test_the_time_column_may_be_set_aside(frame: pd.DataFrame) -> None:
    schema = SCHEMA.with_column("day", role=Role.IGNORED).replace(time="day")
    frame["day"] = pd.Series([pd.NaT] * 5, dtype="datetime64[ns]")
    assert b"day" not in table_bytes(frame, schema, "csv")
