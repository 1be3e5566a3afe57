"""A text cut into columns."""

from __future__ import annotations

import pyarrow as pa
import pytest

from synthlab.tables.fields import cut, layout_of, trimmed_cells
from synthlab.tables.sniffing import Dialect

COMMAS = Dialect(",", '"')


def test_the_layout_says_where_the_rows_begin() -> None:
    layout = layout_of('"a\n1",b\n1,2\n', COMMAS, None, "t.csv")
    assert (layout.headers, layout.has_header, layout.start) == (("a\n1", "b"), True, 8)
    assert layout_of("1,2\n3,4\n", COMMAS, None, "t.csv").headers == ("", "")


@pytest.mark.parametrize(
    ("text", "headers"),
    [
        ("a,b\n1,2,3\n4,5,6\n", ("", "a", "b")),
        ("a,b\n1,2,\n4,5,\n", ("a", "b", "")),
        ("a,b,,\n1,2\n4,5\n", ("a", "b")),
        ("a,b\n1,2\n4,5,6\n", ("a", "b")),
    ],
)
def test_a_header_of_another_width_is_fitted_where_the_cause_is_known(
    text: str, headers: tuple[str, ...]
) -> None:
    assert layout_of(text, COMMAS, True, "t.csv").headers == headers


def test_cutting_trims_cells_and_counts_the_columns_that_had_blanks() -> None:
    text = "a,b\n x ,1\nx,2\n,3\n"
    columns, n_padded = cut(text, COMMAS, layout_of(text, COMMAS, None, "t.csv"), "t.csv")
    assert n_padded == 1
    assert columns[0].codes.tolist() == [0, 0, -1]
    assert columns[0].texts.to_pylist() == ["x"]


@pytest.mark.parametrize("kind", [pa.string(), pa.dictionary(pa.int32(), pa.string())])
def test_missing_and_empty_texts_are_missing(kind: pa.DataType) -> None:
    chunked = pa.chunked_array([pa.array(["a", None, " a"]), pa.array(["", "b", "a"])]).cast(kind)
    cells, is_padded = trimmed_cells(chunked)
    assert is_padded
    assert cells.codes.tolist() == [0, -1, 0, -1, 1, 0]
    assert cells.texts.to_pylist() == ["a", "b"]
