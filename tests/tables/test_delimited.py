"""Delimited text as a person meets it: every spelling of the same table gives the same cells."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from synthlab.errors import DataError
from synthlab.tables.reading import Reading, ReadOptions, read_table


def read(tmp_path: Path, content: str | bytes, name: str = "table.csv", **options: object) -> Reading:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_table(path, ReadOptions.model_validate(options) if options else None)


def cells(reading: Reading) -> list[list[object]]:
    return [[None if cell is pd.NA else cell for cell in row] for row in reading.frame.to_numpy().tolist()]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_each_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    rows = [["name", "age", "town"], ["Ann", "30", "Bonn"], ["Ben", "40", "Ulm"]]
    reading = read(tmp_path, "\n".join(delimiter.join(row) for row in rows) + "\n")
    assert reading.options.delimiter == delimiter
    assert list(reading.frame.columns) == rows[0]
    assert cells(reading) == rows[1:]


def test_a_delimiter_is_found_although_other_fields_hold_commas(tmp_path: Path) -> None:
    reading = read(tmp_path, "id;name;home\n1;Allen, Miss. E;St Louis, MO\n2;Bo, Mr;Ulm\n3;Cy, A, B;Rome\n")
    assert reading.frame.shape == (3, 3)
    assert reading.frame["name"][0] == "Allen, Miss. E"


def test_quoted_fields_may_hold_delimiters_quotes_and_line_breaks(tmp_path: Path) -> None:
    reading = read(tmp_path, 'a,b\n"x, y","say ""hi"""\n"two\nlines",z\n')
    assert cells(reading) == [["x, y", 'say "hi"'], ["two\nlines", "z"]]


def test_a_blank_after_every_comma_is_removed_also_before_a_quote(tmp_path: Path) -> None:
    reading = read(tmp_path, 'a, b, c\n1, "x, y", 3\n2, "z", 4\n')
    assert cells(reading) == [["1", "x, y", "3"], ["2", "z", "4"]]


def test_values_that_differ_only_in_blanks_become_one(tmp_path: Path) -> None:
    reading = read(tmp_path, "sex,age\nmale ,1\nmale,2\n female,3\n")
    assert reading.frame["sex"].tolist() == ["male", "male", "female"]
    assert any("Blanks around values were removed in 1 column" in note for note in reading.notes)


def test_every_cell_of_a_text_file_is_a_string(tmp_path: Path) -> None:
    reading = read(tmp_path, "a,b\n1,x\n2.5,\n")
    assert [str(dtype) for dtype in reading.frame.dtypes] == ["string", "string"]
    assert reading.frame["b"][1] is pd.NA


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_each_line_ending_is_read(tmp_path: Path, newline: str) -> None:
    assert cells(read(tmp_path, newline.join(["a,b", "1,2", "3,4", ""]))) == [["1", "2"], ["3", "4"]]


def test_a_file_without_a_header_names_its_columns_by_place(tmp_path: Path) -> None:
    reading = read(tmp_path, "A11,6,1169\nA12,48,5951\n")
    assert list(reading.frame.columns) == ["column 1", "column 2", "column 3"]
    assert reading.options.header is False
    assert reading.source_names == {}
    assert any("first row looks like values" in note for note in reading.notes)


def test_leading_zeros_stay(tmp_path: Path) -> None:
    assert cells(read(tmp_path, "zip,n\n00202,1\n00043,2\n")) == [["00202", "1"], ["00043", "2"]]


def test_a_decimal_comma_becomes_a_point(tmp_path: Path) -> None:
    reading = read(tmp_path, "a;b\n1,5;x\n-2,25;y\n3;z\n")
    assert reading.frame["a"].tolist() == ["1.5", "-2.25", "3"]
    assert (reading.options.decimal, reading.options.thousands) == (",", "")
    assert any("decimal comma" in note and "1,5 for 1.5" in note for note in reading.notes)


def test_thousands_separators_inside_quotes_go(tmp_path: Path) -> None:
    reading = read(tmp_path, 'gdp,name\n"1,234.50",a\n"12",b\n"1,000,000",c\n')
    assert reading.frame["gdp"].tolist() == ["1234.50", "12", "1000000"]
    assert reading.options.thousands == ","


def test_a_column_that_is_not_all_numbers_keeps_its_commas(tmp_path: Path) -> None:
    reading = read(tmp_path, "a;b\n1,5;2,5\n1,6;about 3,5\n")
    assert cells(reading) == [["1.5", "2,5"], ["1.6", "about 3,5"]]


def test_empty_edges_are_left_out_with_a_note(tmp_path: Path) -> None:
    reading = read(tmp_path, "a;b;;,,,\n1;2;;,,,\n3;4;;,,,\n;;;,,,\n;;;,,,\n")
    assert cells(reading) == [["1", "2"], ["3", "4"]]
    assert any(note.startswith("2 empty columns without a name") for note in reading.notes)
    assert any(note.startswith("2 empty rows at the end") for note in reading.notes)


def test_a_named_column_stays_though_it_is_empty(tmp_path: Path) -> None:
    reading = read(tmp_path, "a,b\n1,\n2,\n")
    assert cells(reading) == [["1", None], ["2", None]]


def test_one_column_keeps_its_missing_rows(tmp_path: Path) -> None:
    reading = read(tmp_path, "age\n1\n\n3\n\n\n")
    assert cells(reading) == [["1"], [None], ["3"]]
    assert any(note.startswith("2 empty rows at the end") for note in reading.notes)


def test_one_column_of_sentences_is_not_cut_at_its_commas(tmp_path: Path) -> None:
    assert cells(read(tmp_path, "text\nHello, world\nyes\nno\nperhaps\n"))[0] == ["Hello, world"]


def test_one_row_is_a_table(tmp_path: Path) -> None:
    assert cells(read(tmp_path, "a,b\n1,x\n")) == [["1", "x"]]


def test_names_and_values_are_kept_verbatim(tmp_path: Path) -> None:
    names = ["<b>", "![x](http://e/p.png)", "=1+1", 'a"b', "名前", "😀", "a,b"]
    values = ["<i>", "=2+2", "@x", "-cmd", "値", "🎉", "x;y"]
    written = io.StringIO()
    csv.writer(written).writerows([names, values])
    reading = read(tmp_path, written.getvalue())
    assert list(reading.frame.columns) == names
    assert cells(reading) == [values]


def test_equal_and_blank_names_are_made_different_and_remembered(tmp_path: Path) -> None:
    reading = read(tmp_path, "x,x,,y \n1,2,3,4\n")
    assert list(reading.frame.columns) == ["x", "x (2)", "column 3", "y"]
    assert reading.source_names == {"x (2)": "x", "column 3": "", "y": "y "}


def test_a_header_one_name_short_leaves_the_first_column_unnamed(tmp_path: Path) -> None:
    reading = read(tmp_path, "a,b\nr1,1,2\nr2,3,4\n")
    assert list(reading.frame.columns) == ["column 1", "a", "b"]


def test_a_delimiter_at_the_end_of_every_row_makes_no_column(tmp_path: Path) -> None:
    assert cells(read(tmp_path, "a,b\n1,2,\n3,4,\n")) == [["1", "2"], ["3", "4"]]


def test_the_first_line_that_excel_writes_names_the_delimiter(tmp_path: Path) -> None:
    assert cells(read(tmp_path, "sep=;\na;b\n1;2\n")) == [["1", "2"]]


def test_quotes_as_inch_marks_are_ordinary_characters(tmp_path: Path) -> None:
    assert cells(read(tmp_path, 'a,b\n1,5" pipe\n2,7" pipe\n'))[0] == ["1", '5" pipe']


def test_a_quote_that_nothing_closes_is_an_ordinary_character_where_no_cell_needs_quotes(
    tmp_path: Path,
) -> None:
    reading = read(tmp_path, 'a,b\n1,2\n3,"x\n4,5\n6,7\n')
    assert cells(reading) == [["1", "2"], ["3", '"x'], ["4", "5"], ["6", "7"]]
    assert any("ordinary characters" in note for note in reading.notes)


def test_300_columns_are_read(tmp_path: Path) -> None:
    names = [f"v{number}" for number in range(300)]
    row = [str(number) for number in range(300)]
    reading = read(tmp_path, ",".join(names) + "\n" + "\n".join([",".join(row)] * 5) + "\n")
    assert reading.frame.shape == (5, 300)


def test_a_million_rows_are_read(tmp_path: Path) -> None:
    reading = read(tmp_path, "a,b\n" + "1,x\n2,?\n" * 500_000)
    assert reading.frame.shape == (1_000_000, 2)
    assert int(reading.frame["b"].isna().sum()) == 500_000


def test_mixed_types_in_a_column_stay_as_they_are(tmp_path: Path) -> None:
    assert read(tmp_path, "a,b\n1,x\ntwo,y\n2020-01-01,z\n3.5,w\n").frame["a"].tolist() == [
        "1",
        "two",
        "2020-01-01",
        "3.5",
    ]


def test_reading_again_with_the_options_in_force_gives_the_same_frame(tmp_path: Path) -> None:
    content = "a;b;c\n1,5;NA;x\n2,5;3;-\n?;4;y\n1;2;z\n"
    first = read(tmp_path, content)
    again = read_table(tmp_path / "table.csv", first.options)
    pd.testing.assert_frame_equal(first.frame, again.frame)
    assert again.options == first.options


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"header": False}, [["a", "b"], ["1", "NA"]]),
        ({"delimiter": ";"}, [["1,NA"]]),
        ({"missing": ("1",)}, [[None, "NA"]]),
        ({"missing": ()}, [["1", "NA"]]),
        ({"missing": ("NA",)}, [["1", None]]),
    ],
)
def test_what_is_given_is_not_detected(
    tmp_path: Path, options: dict[str, object], expected: list[list[str]]
) -> None:
    assert cells(read(tmp_path, "a,b\n1,NA\n", **options)) == expected


def test_a_given_quote_is_used(tmp_path: Path) -> None:
    assert cells(read(tmp_path, "a,b\n'x,y',2\n", quote="'")) == [["x,y", "2"]]
    assert cells(read(tmp_path, 'a,b\n"x,2\ny,3\n', quote="")) == [['"x', "2"], ["y", "3"]]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "empty"),
        (" \n\n \n", "empty"),
        ("a,b,c\n", "has a header .a, b, c. but no row below it"),
        ("a,b\n,\n,\n", "no value below it"),
        ("a,b\n1,2\n3\n4,5,6\n", "header has 2 fields, but line 3 has 1, line 4 has 3"),
        ("1,2\n3,4\n5\n6,7\n", "most rows have 2 fields, but line 3 has 1"),
        ('a,b\n1,"p, q"\n3,"x\n4,5\n6,7\n', "a quote is opened on line 3 and not closed"),
        ('a,b\n1,"x\n2,"y"\n3,z\n', "a quote is opened on line 2 and not closed"),
        (b"MZ\x90\x00\x03\x00\x00\x00", "a Windows program"),
        (bytes(range(256)) * 8, "not a text file"),
        (b"a,b\n1,\x00\n2,3\n" * 9, "not a text file"),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(
    tmp_path: Path, content: str | bytes, sentence: str
) -> None:
    with pytest.raises(DataError, match=sentence):
        read(tmp_path, content)


def test_a_few_ragged_lines_in_a_big_file_are_named_and_no_row_is_lost(tmp_path: Path) -> None:
    lines = ["a,b,c", *["1,2,3"] * 60_000]
    for number in (40_000, 50_000, 50_001, 59_999):
        lines[number - 1] = "1,2"
    with pytest.raises(
        DataError, match=r"line 40,000 has 2, line 50,000 has 2, line 50,001 has 2.*4 such rows"
    ):
        read(tmp_path, "\n".join(lines) + "\n")


def test_line_numbers_count_the_lines_of_quoted_cells(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="line 4 has 3"):
        read(tmp_path, 'a,b\n"x\ny",1\n1,2,3\n3,4\n')


def test_more_columns_than_can_be_read_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="5,001 columns"):
        read(tmp_path, ",".join(f"v{n}" for n in range(5_001)) + "\n" + ",".join(["1"] * 5_001) + "\n")


def test_many_rows_agree_with_the_parser_of_python(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    alphabet = np.array(["a", "é", ",", '"', "\n", " x", "1", "名", ";", "'"])
    rows = [["".join(rng.choice(alphabet, rng.integers(1, 6))) + "k" for _ in range(4)] for _ in range(3_000)]
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows([["one", "two", "three", "four"], *rows])
    assert cells(read(tmp_path, written.getvalue())) == [[cell.strip() for cell in row] for row in rows]
