from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from synthlab.tables.likeness import best_pairs, likeness, plain_name, swapped
from synthlab.tables.schema import Column, Kind

RNG = np.random.default_rng(5)
NUMBER = Column(name="n", kind=Kind.NUMERIC)
CATEGORY = Column(name="c", kind=Kind.CATEGORICAL)


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Hours per week", "hoursperweek"),
        ("hours-per_week ", "hoursperweek"),
        ("ＡＧＥ", "age"),
        ("年齢", "年齢"),
        ("#", ""),
    ],
)
def test_case_blanks_punctuation_and_width_do_not_count_in_a_name(name: str, plain: str) -> None:
    assert plain_name(name) == plain


def test_the_likeness_of_numbers_is_one_minus_the_largest_gap() -> None:
    real = pd.Series([1.0, 2.0, 3.0, 4.0])
    assert likeness(real, NUMBER, real) == 1.0
    assert likeness(pd.Series([1.0, 2.0]), NUMBER, real) == 0.5
    assert likeness(pd.Series([9.0]), NUMBER, real) == 0.0


def test_the_likeness_of_categories_is_the_mass_they_share() -> None:
    real = pd.Series(pd.Categorical(["a", "a", "b", "c"]))
    assert likeness(pd.Series(["a", "b"], dtype="string"), CATEGORY, real) == 0.75
    assert likeness(pd.Series(["x"], dtype="string"), CATEGORY, real) == 0.0


def test_what_cannot_be_read_or_has_no_value_is_not_alike() -> None:
    assert likeness(pd.Series(["x"], dtype="string"), NUMBER, pd.Series([1.0])) == 0.0
    assert likeness(pd.Series([None], dtype="string"), CATEGORY, pd.Series(pd.Categorical(["a"]))) == 0.0


def _tables() -> tuple[list[Column], pd.DataFrame, pd.DataFrame]:
    columns = [NUMBER, CATEGORY, Column(name="m", kind=Kind.NUMERIC)]
    real = pd.DataFrame(
        {
            "n": RNG.normal(0, 1, 500),
            "c": pd.Categorical(RNG.choice(["a", "b"], 500)),
            "m": RNG.normal(50, 5, 500),
        }
    )
    foreign = pd.DataFrame(
        {
            "size": RNG.normal(50, 5, 300),
            "kind": RNG.choice(["a", "b"], 300),
            "score": RNG.normal(0, 1, 300),
            "noise": RNG.normal(900, 1, 300),
        }
    )
    return columns, real, foreign


def test_renamed_columns_are_found_by_their_values() -> None:
    columns, real, foreign = _tables()
    assert best_pairs(columns, foreign, list(foreign), real) == {"n": "score", "c": "kind", "m": "size"}


def test_two_columns_that_fit_equally_well_are_not_guessed() -> None:
    columns, real, foreign = _tables()
    foreign["score too"] = RNG.normal(0, 1, 300)
    assert "n" not in best_pairs(columns, foreign, list(foreign), real)
    assert best_pairs([], foreign, list(foreign), real) == {}


def test_columns_that_changed_places_are_found() -> None:
    columns, real, foreign = _tables()
    at_home = {"n": "score", "c": "kind", "m": "size"}
    assert swapped(columns, at_home, foreign, real) == []
    assert swapped(columns, {**at_home, "n": "size", "m": "score"}, foreign, real) == [("n", "m")]


def test_a_poor_column_is_not_called_swapped() -> None:
    columns, real, foreign = _tables()
    assert swapped(columns, {"n": "noise", "c": "kind", "m": "size"}, foreign, real) == []
