import pytest

from synthlab.errors import DataError
from synthlab.tables.groups import Groups, groups_of, sizes_from_shares


@pytest.mark.parametrize(
    ("shares", "n_rows", "sizes"),
    [
        ({"a": 0.5, "b": 0.5}, 10, [5, 5]),
        ({"a": 0.5, "b": 0.5}, 11, [6, 5]),
        ({"a": 1 / 3, "b": 1 / 3, "c": 1 / 3}, 10, [4, 3, 3]),
        ({"a": 0.9, "b": 0.1, "c": 0.0}, 7, [6, 1, 0]),
        ({"a": 0.29, "b": 0.71}, 100, [29, 71]),
    ],
)
def test_shares_become_whole_rows_that_add_up(
    shares: dict[str, float], n_rows: int, sizes: list[int]
) -> None:
    assert list(sizes_from_shares(shares, n_rows).values()) == sizes


@pytest.mark.parametrize(
    ("counts", "shares", "says"),
    [
        ({"a": 1}, {"a": 1.0}, "not both"),
        ({}, None, "Between 1 and 200 values"),
        ({"a": 0}, None, "one of them above 0"),
        ({"a": -1, "b": 3}, None, "whole numbers from 0 up"),
        (None, {"a": 0.5}, "add up to 0.5; they must add up to 1"),
        (None, {"a": 1.5, "b": -0.5}, "between 0 and 1"),
        (None, {"a": float("nan")}, "between 0 and 1"),
    ],
)
def test_groups_that_make_no_sense_are_refused(
    counts: dict[str, int] | None, shares: dict[str, float] | None, says: str
) -> None:
    with pytest.raises(DataError, match=says):
        groups_of("x", counts, shares)


def test_counts_decide_the_number_of_rows() -> None:
    groups = Groups(column="x", counts={"a": 2_000, "b": 500})
    assert groups.rows(None, 10) == groups.rows(2_500, 10) == 2_500
    with pytest.raises(DataError, match="add up to 2,500 rows, but 100 rows are asked for"):
        groups.rows(100, 10)


def test_shares_and_balance_take_the_rows_asked_for_or_the_usual_number() -> None:
    for groups in (Groups(column="x"), Groups(column="x", shares={"a": 1.0})):
        assert (groups.rows(None, 10), groups.rows(7, 10)) == (10, 7)
    assert Groups(column="x").is_balance


def test_what_is_asked_for_is_told_in_words() -> None:
    assert Groups(column="x", counts={"a": 2_000, "": 5}).text == "a: 2,000 rows, missing: 5 rows"
    assert Groups(column="x", shares={"a": 0.25, "b": 0.75}).text == "a: 0.25, b: 0.75"
    assert Groups(column="x").text == "as many rows of each value"
