"""Columns of text: markers out, numbers plain, one frame column each."""

from __future__ import annotations

import pandas as pd

from synthlab.tables.cells import cells_of
from synthlab.tables.options import ReadOptions
from synthlab.tables.texts import text_column, tidy_texts


def test_markers_and_numbers_are_decided_for_the_table_as_a_whole() -> None:
    columns = {
        "a": cells_of(pd.Series(["1,5", "NA", "2"], dtype="string")),
        "b": cells_of(pd.Series(["x", None, "NA"], dtype="string")),
    }
    texts = tidy_texts(columns, ReadOptions(delimiter=";"))
    assert texts.options == ReadOptions(delimiter=";", decimal=",", thousands="", missing=("", "NA"))
    assert [text_column(column).tolist() for column in texts.columns.values()] == [
        ["1.5", pd.NA, "2"],
        ["x", pd.NA, pd.NA],
    ]


def test_what_is_given_is_kept() -> None:
    columns = {"a": cells_of(pd.Series(["1,5", "?"], dtype="string"))}
    texts = tidy_texts(columns, ReadOptions(decimal=".", thousands="", missing=("",)))
    assert text_column(texts.columns["a"]).tolist() == ["1,5", "?"]
