"""Options that cannot be meant are refused; a table too large for memory is stopped."""

from __future__ import annotations

import pytest

from synthlab.errors import DataError
from synthlab.tables.options import LARGEST_TABLE, ReadOptions, checked_size


@pytest.mark.parametrize(
    "settings",
    [
        {"format": "exe"},
        {"delimiter": ",,"},
        {"delimiter": ""},
        {"delimiter": "\n"},
        {"delimiter": "、"},
        {"delimiter": '"', "quote": '"'},
        {"decimal": ";"},
        {"thousands": "x"},
        {"decimal": ",", "thousands": ","},
    ],
    ids=str,
)
def test_options_that_cannot_be_meant_are_refused(settings: dict[str, str]) -> None:
    with pytest.raises(DataError):
        ReadOptions.model_validate(settings)


def test_options_survive_being_written_down() -> None:
    options = ReadOptions(format="csv", delimiter="\t", missing=("", "?"), header=False, thousands="")
    assert ReadOptions.model_validate_json(options.model_dump_json()) == options


@pytest.mark.parametrize(
    ("n_columns", "n_bytes", "sentence"),
    [
        (5_001, 1, "5,001 columns; up to 5,000"),
        (3, LARGEST_TABLE + 1, r"holds 1 row and 3 columns, about 2\.0 GB"),
    ],
)
def test_a_table_that_is_too_large_is_stopped(n_columns: int, n_bytes: int, sentence: str) -> None:
    with pytest.raises(DataError, match=sentence):
        checked_size(1, n_columns, n_bytes, "t.csv")


def test_a_table_at_the_limits_is_let_through() -> None:
    checked_size(1, 5_000, LARGEST_TABLE, "t.csv")
