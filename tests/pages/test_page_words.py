"""Numbers as a person says them."""

from __future__ import annotations

import pytest

from pages.parts import words
from synthlab.metrics.base import State
from synthlab.tables.schema import Kind


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (None, "an unknown time"),
        (0.2, "about a second"),
        (1.6, "about 2 seconds"),
        (17.4, "about 17 seconds"),
        (43, "about 45 seconds"),
        (89, "about 90 seconds"),
        (150, "about 2 minutes"),
        (89 * 60, "about 90 minutes"),
        (5 * 3600, "about 5 hours"),
    ],
)
def test_a_duration_is_said_no_finer_than_it_is_known(seconds, said):
    assert words.duration(seconds) == said


@pytest.mark.parametrize(
    ("megabytes", "said"),
    [(12, "100 MB"), (260, "300 MB"), (949, "900 MB"), (951, "1.0 GB"), (2_340, "2.3 GB")],
)
def test_memory_is_said_no_finer_than_it_is_known(megabytes, said):
    assert words.memory(megabytes) == said


@pytest.mark.parametrize(
    ("value", "said"), [(0, "0.0%"), (0.1234, "12.3%"), (0.00042, "0.042%"), (-0.05, "-5.0%")]
)
def test_a_tiny_share_keeps_a_digit(value, said):
    assert words.share(value) == said


def test_one_row_is_not_rows():
    assert words.plural(1, "row") == "1 row"
    assert words.plural(12345, "row") == "12,345 rows"


def test_a_missing_number_is_said_to_be_none():
    assert words.number(None) == "not measured"


def test_every_state_and_every_kind_has_words():
    assert set(words.STATES) == set(State)
    assert set(words.KINDS) == {str(kind) for kind in Kind}


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.0, "0"), (0.5, "0.500"), (0.00897, "0.00897"), (-0.0123, "-0.0123"), (1234.5, "1,234"), (1e-9, "0")],
)
def test_a_number_has_three_digits_that_say_something(value, said):
    assert words.number(value) == said
