"""Column names: none blank, none twice."""

from __future__ import annotations

import pytest

from synthlab.tables.names import column_names


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (["a", "b"], ("a", "b")),
        (["x", "x", "x"], ("x", "x (2)", "x (3)")),
        (["x", "x", "x (2)"], ("x", "x (3)", "x (2)")),
        (["", "b", ""], ("column 1", "b", "column 3")),
        (["column 2", ""], ("column 2", "column 2 (2)")),
        ([" a ", "a"], ("a", "a (2)")),
        (["<b>", "=1+1", 'a"b', "😀"], ("<b>", "=1+1", 'a"b', "😀")),
    ],
)
def test_names_are_unique_and_not_blank(headers: list[str], expected: tuple[str, ...]) -> None:
    assert column_names(headers).names == expected


def test_what_was_renamed_is_remembered_and_said() -> None:
    names = column_names(["x", "x", "", " y"])
    assert names.source_names == {"x (2)": "x", "column 3": "", "y": " y"}
    assert len(names.notes) == 3


def test_names_that_need_nothing_leave_no_note() -> None:
    names = column_names(["a", "b"])
    assert (names.source_names, names.notes) == ({}, ())
