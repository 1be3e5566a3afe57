"""Missing markers: taken where they can mean nothing else, kept where they may be a category."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pytest

from synthlab.tables.cells import Cells, cells_of
from synthlab.tables.missing import find_markers, without_markers
from synthlab.tables.numerals import PLAIN


def table(**columns: Sequence[str | None]) -> dict[str, Cells]:
    return {name: cells_of(pd.Series(list(values), dtype="string")) for name, values in columns.items()}


@pytest.mark.parametrize("marker", ["?", "N/A", "n/a", "NaN", "NULL", "#N/A", "<NA>"])
def test_what_programs_write_is_missing_anywhere(marker: str) -> None:
    assert find_markers(table(town=["Ulm", marker, "Bonn"]), PLAIN, None).texts == ("", marker)


@pytest.mark.parametrize("marker", ["NA", "None", "-", "--", "**", "#", ".", "–"])
def test_what_may_be_a_value_is_missing_among_numbers(marker: str) -> None:
    assert marker in find_markers(table(age=["1", marker, "3"]), PLAIN, None).texts


def test_a_marker_among_dates_is_missing() -> None:
    assert "NA" in find_markers(table(day=["2020-01-01", "NA", "2020-02-01"]), PLAIN, None).texts


@pytest.mark.parametrize("word", ["NA", "None", "Null"])
def test_a_word_that_stands_among_words_only_is_kept_and_said(word: str) -> None:
    markers = find_markers(table(country=["DE", word, "FR", "IT"], age=["1", "2", "3", "4"]), PLAIN, None)
    assert markers.texts == ("",)
    assert any(note.startswith(f"{word} (1 cell in country) was kept as a value") for note in markers.notes)


def test_a_word_taken_as_missing_is_doubted_where_it_stands_among_words() -> None:
    markers = find_markers(table(area=["10", "NA", "12"], alley=["NA", "gravel", "paved"]), PLAIN, None)
    assert markers.texts == ("", "NA")
    assert any("may be a real category in alley" in note for note in markers.notes)


def test_plus_and_minus_are_values() -> None:
    columns = table(result=["+", "-", "+"], count=["1", "-", "3"])
    assert find_markers(columns, PLAIN, None).texts == ("",)


def test_a_lone_sign_among_words_is_missing_and_one_of_two_values_is_not() -> None:
    assert "#" in find_markers(table(name=["Ann", "#", "Ben", "Cy"]), PLAIN, None).texts
    assert find_markers(table(flag=["yes", "-", "yes"]), PLAIN, None).texts == ("",)


def test_given_markers_replace_detection_and_empty_always_counts() -> None:
    columns = table(a=["?", "-200", None])
    markers = find_markers(columns, PLAIN, ("-200",))
    assert markers.texts == ("", "-200")
    assert markers.notes == ("Taken as missing: empty (1 cell), -200 (1 cell in 1 column).",)


def test_the_note_counts_cells_and_columns() -> None:
    markers = find_markers(table(a=["?", "1", None], b=["?", "?", "x"]), PLAIN, None)
    assert markers.notes == ("Taken as missing: empty (1 cell), ? (3 cells in 2 columns).",)


def test_taking_markers_out_keeps_all_other_rows() -> None:
    column = without_markers(table(a=["x", "?", "y", None, "?", "x"])["a"], ("", "?"))
    assert [None if code < 0 else column.texts[int(code)].as_py() for code in column.codes] == [
        "x",
        None,
        "y",
        None,
        None,
        "x",
    ]
