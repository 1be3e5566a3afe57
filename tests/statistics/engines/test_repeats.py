"""Rows that occur again, counted part by part: the same as counted at once, whatever the number of parts."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from tables_for_tests import PEOPLE, fresh, with_copies

from synthlab.metrics.base import Comparison, Skipped, State, TrainedOn
from synthlab.metrics.privacy.copies import copied_rows
from synthlab.metrics.privacy.copies_counted import copies_from_counts
from synthlab.statistics.engines.memory import MemoryEngine
from synthlab.statistics.engines.repeats import Repeats, count_repeats

NAMES = [column.name for column in PEOPLE.modelled]


def table(*values: str | None) -> MemoryEngine:
    return MemoryEngine(pd.DataFrame({"a": pd.array(list(values), dtype="string")}))


def counted(comparison: Comparison, parts: int = 8) -> Repeats:
    holdout = None if comparison.holdout is None else MemoryEngine(comparison.holdout)
    return count_repeats(
        MemoryEngine(comparison.train), holdout, MemoryEngine(comparison.synthetic), NAMES, parts
    )


@pytest.mark.parametrize("parts", [1, 3, 64])
def test_a_few_rows_counted_by_hand(parts):
    # x once in train, y once in each, z once kept aside, w twice in train, missing once in train.
    train, aside = table("x", "y", "w", "w", None), table("y", "z")
    found = count_repeats(train, aside, table("x", "x", "z", "y", "w", "q", None), ["a"], parts)
    assert found.rows == (5, 2, 7)
    assert found.unique == (2, 1)
    assert found.matched == (2, 1)
    assert (found.pairs, found.across) == (2, 1)
    assert found.synthetic_matched == 4


@pytest.mark.parametrize("n_copies", [0, 3, 20])
def test_the_counted_check_says_what_the_check_in_memory_says(n_copies):
    comparison = fresh(2000, 1000, 2000)
    comparison = with_copies(comparison, n_copies) if n_copies else comparison
    known, found = copied_rows(comparison, np.random.default_rng(0)), copies_from_counts(counted(comparison))
    for name in ("matches_train", "matches_holdout", "unique_train", "unique_holdout", "review_rows"):
        assert found.facts[name] == known.facts[name]
    exact = next(row for row in known.details if row["level"] == "exact")
    for name in ("effect", "low", "high", "p"):
        assert found.details[0][name] == exact[name]
    assert found.facts["duplicates_across"] == known.facts["duplicates_across"]
    assert found.state is known.state
    assert found.facts["all_rows"]


def test_the_same_people_on_both_sides_are_invalid():
    comparison = fresh(1000, 400, 500)
    both = pd.concat([comparison.holdout.iloc[:300], comparison.train.iloc[:100]], ignore_index=True)
    comparison = Comparison(comparison.train, both, comparison.synthetic, PEOPLE)
    assert copies_from_counts(counted(comparison)).state is State.INVALID


def test_without_kept_aside_rows_it_screens_and_clears_nothing():
    def screened(n_copies: int):
        one = with_copies(fresh(2000, 10, 2000), n_copies) if n_copies else fresh(2000, 10, 2000)
        return Comparison(one.train, None, one.synthetic, PEOPLE, TrainedOn.UNKNOWN)

    for n_copies, state in ((0, State.NOT_TESTED), (60, State.LEAK_FOUND)):
        known = copied_rows(screened(n_copies), np.random.default_rng(0))
        found = copies_from_counts(counted(screened(n_copies)), left_out=["pay"])
        assert found.state is known.state is state
        assert found.facts["yardstick"] == known.facts["yardstick"]
        assert (found.value, found.low, found.high) == (known.value, known.low, known.high)
        assert found.warnings[0].startswith("Not matched on pay")


def test_tables_without_a_unique_row_are_not_tested():
    found = copies_from_counts(count_repeats(table("x", "x"), table("y"), table("x"), ["a"]))
    assert isinstance(found, Skipped)
    assert found.state is State.NOT_TESTED


def test_nothing_is_left_on_disk(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    count_repeats(table("x"), None, table("x"), ["a"])
    assert list(tmp_path.iterdir()) == []
