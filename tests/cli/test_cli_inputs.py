"""What was typed becomes what the library takes, or a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from synthlab.cli.evaluate import trained_on
from synthlab.cli.inputs import key_values, read_formats, read_options, the_policy
from synthlab.errors import DataError
from synthlab.metrics.base import TrainedOn
from synthlab.policy import default_policy


def test_pairs_keep_what_follows_the_first_equals_sign() -> None:
    assert key_values(["a=1", "b=x=y", "c="], "--set") == {"a": "1", "b": "x=y", "c": ""}


@pytest.mark.parametrize("texts", [["a"], ["=1"], ["a=1", "a=2"]])
def test_a_pair_that_is_none_is_refused(texts: list[str]) -> None:
    with pytest.raises(DataError, match="--set"):
        key_values(texts, "--set")


def test_reading_options_are_typed() -> None:
    options = read_options(["delimiter=tab", "header=no", "missing=NA,?", "decimal=,"])
    assert (options.delimiter, options.header, options.missing, options.decimal) == (
        "\t",
        False,
        ("NA", "?"),
        ",",
    )


@pytest.mark.parametrize("text", ["colour=red", "header=perhaps", "decimal=;"])
def test_a_reading_option_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(DataError):
        read_options([text])


def test_formats_are_a_list_with_commas() -> None:
    assert read_formats("csv, xlsx") == ("csv", "xlsx")
    with pytest.raises(DataError, match="no format 'ods'"):
        read_formats("csv,ods")


def test_without_a_policy_the_default_holds() -> None:
    assert the_policy(None) == default_policy()


@pytest.mark.parametrize(
    ("said", "has_holdout", "expected"),
    [
        (None, True, TrainedOn.TRAIN),
        (None, False, TrainedOn.UNKNOWN),
        ("train", True, TrainedOn.TRAIN),
        ("all", False, TrainedOn.ALL),
        ("unknown", False, TrainedOn.UNKNOWN),
    ],
)
def test_what_a_table_was_trained_on_follows_from_the_holdout(
    said: str | None, has_holdout: bool, expected: TrainedOn
) -> None:
    assert trained_on(said, Path("h.csv") if has_holdout else None) is expected


@pytest.mark.parametrize(("said", "has_holdout"), [("train", False), ("all", True), ("unknown", True)])
def test_a_contradiction_is_an_input_error(said: str, has_holdout: bool) -> None:
    with pytest.raises(DataError, match="--holdout"):
        trained_on(said, Path("h.csv") if has_holdout else None)
