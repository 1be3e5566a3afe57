from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from synthlab.tables.numbers import NumberStyle, has_leading_zeros, number_style, numbers_of


def test_texts_that_are_numbers_are_read_to_the_last_digit() -> None:
    texts = ["1", "-2.50", "+3", " 4 ", ".5", "6.", "1e3", "-inf", "0.1", "123456789.123456789"]
    expected = [1, -2.5, 3, 4, 0.5, 6, 1000, -np.inf, 0.1, 123456789.123456789]
    assert numbers_of(pa.array(texts)).tolist() == expected


@pytest.mark.parametrize("text", ["", "abc", "1,5", "1 000", "0x1f", "1_0", "--1", "1.2.3", "e5", "nan", "١"])
def test_other_texts_are_no_numbers(text: str) -> None:
    assert np.isnan(numbers_of(pa.array([text]))).all()


@pytest.mark.parametrize(("text", "is_code"), [("007", True), ("-01", True), ("0", False), ("0.5", False)])
def test_a_leading_zero_makes_a_code(text: str, is_code: bool) -> None:
    assert has_leading_zeros(pa.array(["12", text])) == is_code


@pytest.mark.parametrize(
    ("texts", "style", "written"),
    [
        (["1", "20"], "", None),
        (["1.0", "20.0"], "0.0", 1),
        (["1.5", "2"], "", 1),
        (["67.0", "79.33"], "0.0#", 2),
        (["1.25", "2.50"], "0.00", 2),
        (["0.123456789", "1.5"], "0.0", None),
        (["1e5", "2"], "", None),
    ],
)
def test_the_style_says_how_many_decimals_are_written(
    texts: list[str], style: str, written: int | None
) -> None:
    found = number_style(pa.array(texts))
    if written is not None:
        assert found.most == written
    assert str(found) == style


@pytest.mark.parametrize(
    ("style", "value", "text"),
    [
        (NumberStyle(0, 2), 1.5, "1.5"),
        (NumberStyle(0, 2), 1.0, "1"),
        (NumberStyle(0, 2), 10.0, "10"),
        (NumberStyle(0, 2), -0.001, "0"),
        (NumberStyle(1, 2), 67.0, "67.0"),
        (NumberStyle(1, 2), 79.33, "79.33"),
        (NumberStyle(2, 2), 2.5, "2.50"),
        (NumberStyle(1, 1), 27000.0, "27000.0"),
        (NumberStyle(0, 0), 500000.0, "500000"),
        (NumberStyle(0, None), 0.1, "0.1"),
        (NumberStyle(0, None), 3.0, "3"),
        (NumberStyle(1, None), 3.0, "3.0"),
        (NumberStyle(1, None), 1e300, "1e+300"),
    ],
)
def test_a_number_is_written_in_its_style(style: NumberStyle, value: float, text: str) -> None:
    assert style.write(np.array([value])) == [text]


@pytest.mark.parametrize("style", [NumberStyle(0, 2, "N"), NumberStyle(1, 2), NumberStyle(2, 2, "-")])
def test_a_style_is_read_back_from_the_schema(style: NumberStyle) -> None:
    assert NumberStyle.parse(str(style), style.most) == style


@pytest.mark.parametrize("format", ["yes|no", "%Y-%m-%d", "%Y-%m-%d|%d.%m.%Y", "whatever"])
def test_a_format_of_another_kind_leaves_the_plain_style(format: str) -> None:
    assert NumberStyle.parse(format, 2) == NumberStyle(0, 2)
