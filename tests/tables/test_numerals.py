"""Decimal comma, thousands separators, and what only looks like them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from synthlab.tables.cells import Cells
from synthlab.tables.numerals import PLAIN, Convention, convention_of, decimal_note, plain_numbers


def column(*texts: str) -> Cells:
    return Cells(np.arange(len(texts)), pa.array(texts, type=pa.string()))


@pytest.mark.parametrize(
    ("texts", "delimiter", "expected"),
    [
        (("1.5", "2", "-3e5"), ",", PLAIN),
        (("1,5", "2", "-200"), ";", Convention(",", "")),
        (("1.234,5", "12"), ";", Convention(",", ".")),
        (("1,234.5", "12"), ",", Convention(".", ",")),
        (("1,234", "2,345"), "\t", Convention(".", ",")),
        (("1,234", "2,345"), ";", Convention(",", "")),
        (("1 234,5", "12"), ";", Convention(",", " ")),
        (("1\u00a0234,5", "12"), ";", Convention(",", " ")),
        (("1 234.5", "12"), ",", Convention(".", " ")),
        (("1'234.5", "12"), ",", Convention(".", "'")),
        (("555 123", "555 124"), ",", PLAIN),
        (("1,5", "5"), ",", PLAIN),
        (("1,5", "2,5", "3,5"), ",", Convention(",", "")),
        (("01.02.2020", "03.04.2020"), ";", PLAIN),
        (("1.234", "2.345"), ";", PLAIN),
        (("a", "b"), ",", PLAIN),
        ((), ",", PLAIN),
    ],
)
def test_the_convention_is_the_one_under_which_all_values_are_numbers(
    texts: tuple[str, ...], delimiter: str, expected: Convention
) -> None:
    assert convention_of([column(*texts)], delimiter) == expected


def test_the_convention_that_explains_most_columns_wins() -> None:
    columns = [column("1,5", "2"), column("2,25", "3"), column("1.5", "2")]
    assert convention_of(columns, ";") == Convention(",", "")


def test_a_given_sign_is_kept() -> None:
    assert convention_of([column("1,5", "2,5")], ";", decimal=".").decimal == "."
    assert convention_of([column("1.5")], ",", decimal=",", thousands="") == Convention(",", "")


@pytest.mark.parametrize(
    ("convention", "texts", "expected"),
    [
        (Convention(",", ""), ("2,6", "-200", ",5", "1,5e3"), ["2.6", "-200", ".5", "1.5e3"]),
        (Convention(",", "."), ("1.234.567,5", "12", "-1.000"), ["1234567.5", "12", "-1000"]),
        (Convention(".", ","), ("1,234", "12.5"), ["1234", "12.5"]),
        (Convention(",", " "), ("1\u202f234,5", "1 000"), ["1234.5", "1000"]),
        (Convention(".", "'"), ("1'234", "1’000.5"), ["1234", "1000.5"]),
    ],
)
def test_numbers_are_written_plainly(
    convention: Convention, texts: tuple[str, ...], expected: list[str]
) -> None:
    changed = plain_numbers(column(*texts), convention)
    assert changed is not None
    assert changed.texts.to_pylist() == expected


@pytest.mark.parametrize("texts", [("1", "2"), ("00202,5", "1,5"), ("1,5", "x"), ("1.5", "2.5"), ()], ids=str)
def test_columns_of_plain_numbers_codes_and_words_are_left_alone(texts: tuple[str, ...]) -> None:
    assert plain_numbers(column(*texts), Convention(",", "")) is None


def test_the_note_names_what_was_rewritten() -> None:
    assert decimal_note(PLAIN, 3, "") == ""
    assert "points between thousands in 1 column, such as 1.000 for 1000" in decimal_note(
        Convention(",", "."), 1, "1.000 for 1000"
    )
