from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from synthlab.tables.cells import cells_of
from synthlab.tables.number_kinds import Found, could_be_dates, native_number, written_number
from synthlab.tables.schema import Kind


def written(*texts: str) -> Found | None:
    return written_number(cells_of(pd.Series(list(texts), dtype="string")), "x")


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([1.5, 2.0], Kind.NUMERIC),
        ([1.0, 2.0, 4.0], Kind.INTEGER),
        ([0.0, 1.0] * 5, Kind.CATEGORICAL),
        ([0.0, 1.0] * 4, Kind.INTEGER),
        ([7.0], Kind.CATEGORICAL),
        ([np.inf], Kind.NUMERIC),
        (list(range(1, 20)), Kind.IDENTIFIER),
    ],
)
def test_native_numbers_are_measured_counted_codes_or_identifiers(values: list[float], kind: Kind) -> None:
    found = native_number(np.array(values, dtype=float), "x")
    assert found is not None
    assert found.kind is kind


def test_numbers_too_long_to_be_exact_are_for_the_text_rules() -> None:
    assert native_number(np.array([2.0**60]), "x") is None
    assert written("9007199254740993000") is None


def test_eight_digits_in_the_range_of_dates_that_are_none_stay_numbers() -> None:
    assert could_be_dates(np.array([20_200_131.0, 20_999_999.0]))
    assert not could_be_dates(np.array([12_345_678.0, 20_200_131.0]))
    assert not could_be_dates(np.array([]))


@pytest.mark.parametrize("texts", [("a", "b"), ("1", "2", "x", "y"), ("1", "x"), ("007", "1"), ("inf",)])
def test_texts_that_are_not_all_numbers_are_left_to_the_text_rules(texts: tuple[str, ...]) -> None:
    assert written(*texts) is None


def test_a_word_for_missing_needs_ten_rows_and_more_than_twenty_numbers() -> None:
    numbers = [str(i) for i in range(30)] * 2
    for rows, found in ((9, False), (10, True)):
        assert (written(*numbers, *["N"] * rows) is not None) == found
    assert written(*[str(i) for i in range(20)] * 2, *["N"] * 10) is None
    assert written(*numbers, *["N"] * 10, "M") is None
    assert written(*numbers, *["N1"] * 10) is None


def test_infinite_values_are_counted() -> None:
    found = written("1.5", "inf", "2.5")
    assert found is not None
    assert found.reasons == ("1 infinite value read as missing.",)
