from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from synthlab.metrics.privacy.guessing import is_high_entropy, log10_space, normalised, why_unguessable

RNG = np.random.default_rng(0)
EMAILS = [f"person{i}@mail.example" for i in range(200)]
RANDOM_CODES = [f"{i:09d}" for i in RNG.choice(10**9, 200, replace=False)]
COUNTED = [f"REC-{i:06d}" for i in range(1, 201)]
NAMES = [
    f"{a} {b}" for a in ("Ann", "Bo", "Cy", "Di", "Ed") for b in ("Moss", "Reed", "Hill", "Lake", "Wood")
]
NOTES = [f"seen on day {i}, no complaint about the left knee any more" for i in range(60)]


@pytest.mark.parametrize(
    ("values", "why"),
    [
        (EMAILS, "they look like e-mail addresses"),
        (RANDOM_CODES, "their scheme has far more codes than there are records"),
        (NOTES, "they are long texts that hardly repeat"),
        (COUNTED, None),
        (NAMES, None),
        (EMAILS[:9], None),
    ],
)
def test_what_can_be_guessed_is_told_from_what_cannot(values, why):
    assert why_unguessable([value.casefold() for value in values], 200, is_nearly_unique=True) == why


def test_long_texts_that_repeat_can_be_guessed():
    assert why_unguessable(NOTES, 200, is_nearly_unique=False) is None


def test_codes_become_guessable_with_enough_guesses():
    assert why_unguessable(RANDOM_CODES, 10**6, is_nearly_unique=True) is None


def test_the_space_of_codes_by_hand():
    # Second place from the right: a or blank, last place: 1, 2 or 9.
    assert log10_space(["a1", "a2", "9"]) == pytest.approx(math.log10(2 * 3))


def test_values_are_compared_without_blanks_and_case():
    values = pd.Series([" Ann@Mail.example ", None], dtype="string")
    assert normalised(values).tolist() == ["ann@mail.example"]


def test_columns_of_different_strings_have_high_entropy_and_levels_have_not():
    assert is_high_entropy(normalised(pd.Series(NAMES)))
    assert is_high_entropy(normalised(pd.Series(EMAILS[:20] * 50)))
    assert not is_high_entropy(normalised(pd.Series(["red", "blue"] * 50)))
    assert not is_high_entropy(normalised(pd.Series(["a", "b", "c"])))
