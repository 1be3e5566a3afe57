"""The lines that are wrong, by number."""

from __future__ import annotations

import pytest

from synthlab.errors import DataError
from synthlab.tables.ragged import check_quotes, refuse_ragged
from synthlab.tables.sniffing import Dialect

COMMAS = Dialect(",", '"')


def test_the_first_three_wrong_lines_are_named_and_all_are_counted() -> None:
    text = "a,b\n1\n2,3\n4,5,6\n\n7\n8\n"
    expected = (
        "The rows of t.csv differ in width: the header has 2 fields, but line 2 has 1, line 4 has 3, line 6 has 1, "
        "and so on (4 such rows). Correct these lines in the source; if the delimiter is not a comma, set it."
    )
    with pytest.raises(DataError) as caught:
        refuse_ragged(text, COMMAS, "the header has 2 fields", 2, "t.csv")
    assert str(caught.value) == expected


@pytest.mark.parametrize(
    "text",
    ['a,b\n1,"x\n2,y\n', 'a,b\n1,"x\n2,"y"\n', 'a,b\n1,"x\ny"z\n2,3\n'],
)
def test_a_quote_that_swallows_rows_is_named(text: str) -> None:
    with pytest.raises(DataError, match="a quote is opened on line 2 and not closed properly"):
        check_quotes(text, COMMAS, "t.csv")


@pytest.mark.parametrize("text", ['a,b\n1,"x\ny"\n', 'a,b\n1,5" pipe\n', 'a,b\n1,"x"y\n', "a,b\n"])
def test_quotes_within_one_row_are_let_through(text: str) -> None:
    check_quotes(text, COMMAS, "t.csv")
