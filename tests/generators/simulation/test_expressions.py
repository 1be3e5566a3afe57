"""Formulas: what they give, by hand, and everything that must not be one."""

from __future__ import annotations

import time

import numpy as np
import pytest

from synthlab.errors import DataError
from synthlab.generators.simulation.expressions import parsed
from synthlab.generators.simulation.parts import Type, as_date

NAN = np.nan
TYPES = {
    "x": Type.NUMBER,
    "y": Type.NUMBER,
    "t": Type.TRUTH,
    "s": Type.TEXT,
    "d": Type.DATE,
    "a b": Type.NUMBER,
}
COLUMNS = {
    "x": np.array([1.0, -2.0, NAN]),
    "y": np.array([10.0, 3.0, 5.0]),
    "t": np.array([1.0, 0.0, NAN]),
    "s": np.array(["red", "blue", None], dtype=object),
    "d": np.array([as_date("2024-02-29"), as_date("2025-01-01 06:30"), NAN]),
    "a b": np.array([7.0, 8.0, 9.0]),
}


def value(text: str) -> list[object]:
    return parsed(text, TYPES)(COLUMNS, 3).tolist()


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1 + 2 * 3", [7, 7, 7]),
        ("-x ** 2", [-1, -4, NAN]),
        ("y // 4 + y % 4", [4, 3, 2]),
        ("x / 2", [0.5, -1, NAN]),
        ("2 * t + True", [3, 1, NAN]),
        ("x > 0", [1, 0, NAN]),
        ("0 < y <= 5", [0, 1, 1]),
        ("x > 0 and y > 100", [0, 0, 0]),
        ("x > 0 or y > 2", [1, 1, 1]),
        ("x > 0 or y > 100", [1, 0, NAN]),
        ("not t", [0, 1, NAN]),
        ("s == 'red'", [1, 0, NAN]),
        ("s != 'red'", [0, 1, NAN]),
        ("s in ['blue', 'red']", [1, 1, NAN]),
        ("s not in ('blue',)", [1, 0, NAN]),
        ("y in [3, 5]", [0, 1, 1]),
        ("10 if t else 20", [10, 20, NAN]),
        ("'a' if x > 0 else s", ["a", "blue", None]),
        ("round(x / 3, 2)", [0.33, -0.67, NAN]),
        ("round(y / 7)", [1, 0, 1]),
        ("min(x, y, 2) + max(x, 0)", [2, -2, NAN]),
        ("clip(y, 4, 6)", [6, 4, 5]),
        ("abs(x) + floor(1.5) + ceil(1.5)", [4, 5, NAN]),
        ("logistic(0 * y)", [0.5, 0.5, 0.5]),
        ("exp(log(sqrt(y * y)))", [10, 3, 5]),
        ("coalesce(x, y)", [1, -2, 5]),
        ("missing(s)", [0, 0, 1]),
        ("join(s, '-', 'x')", ["red-x", "blue-x", None]),
        ("year(d) * 100 + month(d)", [202402, 202501, NAN]),
        ("weekday(d) + day(d)", [3 + 29, 2 + 1, NAN]),
        ("hour(d)", [0, 6, NAN]),
        ("d - date('2024-02-28')", [1, 308 + 6.5 / 24, NAN]),
        ("d + 1 > '2024-03-01'", [0, 1, NAN]),
        ("'2024-03-01' >= d + 1", [1, 0, NAN]),
        ("(d + hours(12) + minutes(30)) - d", [12.5 / 24, 12.5 / 24, NAN]),
        ("column('a b') + 1", [8, 9, 10]),
        ("x +\n  y", [11, 1, NAN]),
    ],
)  # fmt: skip
def test_a_formula_gives_what_it_says(text: str, values: list[object]) -> None:
    found = value(text)
    if all(one is None or isinstance(one, str) for one in values):
        assert found == values
    else:
        assert found == pytest.approx([float(one) for one in values], nan_ok=True)


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('id')",
        "().__class__.__bases__[0].__subclasses__()",
        "x.__class__",
        "s.format(x)",
        "x[0]",
        "[x for x in [1]]",
        "{x: 1}",
        "{1, 2}",
        "[1, 2]",
        "(1, 2)",
        "(lambda: 1)()",
        "lambda: 1",
        "(z := 3)",
        "f'{x}'",
        "eval('1')",
        "exec('1')",
        "open('/etc/passwd')",
        "getattr(x, 'y')",
        "print(x)",
        "x()",
        "min(*[1, 2])",
        "round(x, ndigits=1)",
        "clip(**{})",
        "x if y",
        "import os",
        "x = 1",
        "x; y",
        "None",
        "...",
        "1j",
        "b'x'",
        "x @ y",
        "x << 2",
        "x | y",
        "~x",
        "x is y",
        "await x",
        "yield",
        "'%s' % x",
        "'ab' * 1000000000",
        "'a' + 'b'",
        "s < 'z'",
        "x == s",
        "d + d",
        "1 - d",
        "d * 2",
        "not x",
        "x and y",
        "1 if x else 2",
        "1 if t else 'a'",
        "z",
        "column(s)",
        "column('nowhere')",
        "round(x, y)",
        "round(x, 99)",
        "join(x, y)",
        "join('a')",
        "min(1)",
        "sqrt(s)",
        "sqrt(1, 2)",
        "year(x)",
        "date(s)",
        "date('now')",
        "date('today')",
        "date('9999-01-01')",
        "d > 'soon'",
        "coalesce(x, s)",
        "x in y",
        "x in []",
        "'\\n'",
        "",
        "   ",
        "1 +",
        "(((",
        "9" * 400,
        "1e999",
        "\x00",
    ],
)
def test_what_is_no_formula_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(DataError) as caught:
        parsed(text, TYPES)
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize(
    "text",
    ["(" * 900 + "1" + ")" * 900, "-" * 1_900 + "1", "+".join(["1"] * 900), "not " * 400 + "t", "1" * 3_000,
     "min(" * 150 + "1, 2" + ", 2)" * 150, "x" + ".y" * 500, "1 if t else " * 100 + "2"],
)  # fmt: skip
def test_long_and_deep_formulas_are_refused_quickly(text: str) -> None:
    begun = time.process_time()
    with pytest.raises(DataError):
        parsed(text, TYPES)
    assert time.process_time() - begun < 1


@pytest.mark.parametrize(
    "text",
    ["9 ** 9 ** 9 ** 9 ** 9", "1e308 * 10", "1 / (y - y)", "0 / (y - y)", "log(0 * y - 1)", "(0 * y - 8) ** 0.5", "y % 0",
     "exp(1000 * y)", "d + 1e9", "d - 1e12 * y"],
)  # fmt: skip
def test_results_without_a_finite_value_are_told_and_take_no_time(text: str) -> None:
    formula = parsed(text, TYPES)
    begun = time.process_time()
    with pytest.raises(DataError, match=r"no finite value in|outside the years 1700 to 2260"):
        formula(COLUMNS, 3)
    assert time.process_time() - begun < 1


@pytest.mark.parametrize("level", ["({} in [True, False])", "(0 <= {} <= 1)"])
def test_a_piece_that_is_compared_twice_is_computed_once(level: str) -> None:
    text = "t"
    for _ in range(35):
        text = level.format(text)
    begun = time.process_time()
    assert value(text) == pytest.approx([1.0, 1.0, NAN], nan_ok=True)
    assert time.process_time() - begun < 1


def test_texts_cannot_be_doubled_without_end() -> None:
    longest = np.array(["x" * 500], dtype=object)
    assert len(parsed("join(s, s)", {"s": Type.TEXT})({"s": longest}, 1)[0]) == 1_000
    with pytest.raises(DataError, match="join gives a text of 1,500 signs; at most 1,000 are allowed"):
        parsed("join(s, s, s)", {"s": Type.TEXT})({"s": longest}, 1)


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(
        DataError, match=r"no column 'prise' before this one\. Earlier columns: x, y, t, s, d, a b"
    ):
        parsed("prise * 2", TYPES)
    with pytest.raises(DataError, match=r"no function 'sum'\. The functions are: column, abs"):
        parsed("sum(x, y)", TYPES)


def test_a_formula_knows_its_type_and_what_it_looks_at() -> None:
    formula = parsed("x + y > 2", TYPES)
    assert (formula.type, formula.names) == (Type.TRUTH, {"x", "y"})
