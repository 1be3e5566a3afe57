"""Delimiter, quotes and header, decided from the first rows."""

from __future__ import annotations

import pytest

from synthlab.tables.sniffing import Dialect, beginning, has_header, records, sniff, usual_width


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,b\n1,2\n", ","),
        ("1,5;2,5\n3,1;4,2\n", ";"),
        ("a;b\n1,5;2,5\n1,6;2,7\n", ";"),
        ("a\tb, c\n1\t2, 3\n4\t5, 6\n", "\t"),
        ("name;note\nx;a, b, c\ny;d\nz;e, f\n", ";"),
        ('a,b\n"x;y",1\n"z;w",2\n', ","),
        ("a|b\n1|2\n", "|"),
        ("a,b,c\n1,2\n3\n4,5,6,7\n8,9\n", ","),
    ],
)
def test_the_delimiter_gives_rows_of_one_width(text: str, delimiter: str) -> None:
    assert sniff(text).delimiter == delimiter


def test_one_column_gets_a_delimiter_that_its_text_does_not_use() -> None:
    assert sniff("text\na, b\nc\nd\ne\n").delimiter not in "text\na, b\nc\nd\ne\n"


def test_quotes_that_do_not_fit_are_ordinary_characters() -> None:
    text = "a\tb\n" + '1\t"x\n2\ty"z\n' * 3
    assert sniff(text).quote == ""


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([["age", "sex"], ["30", "f"], ["40", "m"]], True),
        ([["25", "f"], ["30", "f"], ["40", "m"]], False),
        ([["date", "x"], ["2020-01-01", "a"]], True),
        ([["2019-12-31", "x"], ["2020-01-01", "a"]], False),
        ([["colour"], ["red"], ["blue"]], True),
        ([["red"], ["red"], ["blue"], ["red"]], False),
        ([["", "0", "1", "2"], ["0", "5", "7", "1"], ["1", "2", "2", "9"]], True),
        ([["country", "1990", "1991", "1992"], ["A", "1", "2", "3"], ["B", "4", "5", "6"]], True),
        ([["1", "2", "3"], ["4", "5", "6"], ["7", "8", "9"]], False),
        ([["age", "sex"], ["?", "f"], ["40", "m"], ["NA", "f"]], True),
        ([["1", "2"]], False),
        ([["a", "b"]], True),
        ([["id", "name"], ["id", "name"], ["1", "x"], *[["2", "y"]] * 20], True),
    ],
)
def test_a_header_is_told_from_values(rows: list[list[str]], expected: bool) -> None:
    assert has_header(rows) is expected


def test_the_usual_width_is_that_of_most_rows() -> None:
    assert usual_width([["a", "b"], ["1", "2"], ["3"]]) == (2, 2 / 3)
    assert usual_width([["a", "b"], ["1"], ["2"], ["3"]])[0] == 1


def test_records_carry_the_lines_on_which_they_begin_and_end() -> None:
    assert list(records('a,b\n\n"x\ny",2\n', Dialect(",", '"'))) == [
        (1, 1, ["a", "b"]),
        (3, 4, ["x\ny", "2"]),
    ]


def test_the_beginning_ends_with_a_whole_line() -> None:
    text = "0123456789\n" * 100_000
    assert beginning(text).endswith("9\n")
    assert len(beginning(text)) < len(text)
    long_line = "x" * 1_000_000
    assert beginning(f"{long_line}\n1\n") == f"{long_line}\n"
