from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from tables_for_tests import (
    PEOPLE,
    conformed,
    fresh,
    replaced,
    with_copies,
    without_holdout,
    without_identifiers,
)

import synthlab.metrics.privacy.nearest as nearest_module
from synthlab.errors import NotMeasurable
from synthlab.metrics.base import Comparison, Score
from synthlab.metrics.privacy.nearest import METRIC, nearest_record_share
from synthlab.tables.schema import Column, Kind, Schema

LETTERS = Schema(columns=tuple(Column(name=name, kind=Kind.CATEGORICAL) for name in "abc"))


def letters(*rows: str) -> pd.DataFrame:
    return conformed(dict(zip("abc", map(list, zip(*rows, strict=True)), strict=True)), LETTERS)


def score(comparison: Comparison, seed: int = 0) -> Score:
    return nearest_record_share(comparison, np.random.default_rng(seed))


def test_nearer_rows_count_one_and_ties_half():
    # xxx is in train, yyy in holdout, zzz as far from both (3 columns each).
    found = score(Comparison(letters("xxx"), letters("yyy"), letters("xxz", "xxx", "yyz", "zzz"), LETTERS))
    assert found.value == (2 + 0.5) / 4
    assert found.facts["ties"] == 0.25
    assert (found.facts["zero_distance_train"], found.facts["zero_distance_holdout"]) == (1, 0)


def test_synthetic_rows_that_share_a_nearest_record_are_one_observation():
    train, holdout = letters("xxx", "uuu"), letters("yyy", "vvv")
    found = score(Comparison(train, holdout, letters(*["xxx"] * 8, *["yyy"] * 8), LETTERS))
    # Weights 8, 0, 8, 0 of four records: 16 squared over 128 - 16 squared / 4.
    assert found.facts["effective_rows"] == 4.0


def test_fresh_real_rows_are_at_one_half():
    covered = [
        found.low <= 0.5 <= found.high for found in (score(fresh(300, 300, 300, seed)) for seed in range(40))
    ]
    # 95% each: fewer than 34 of 40 has chance 0.003.
    assert sum(covered) >= 34


def test_the_training_table_itself_is_at_one():
    comparison = fresh(300, 300, 300)
    found = score(replaced(comparison, synthetic=without_identifiers(comparison.train)))
    assert found.value == 1.0
    assert found.facts["zero_distance_train"] == 300


def test_unequal_sizes_do_not_move_it():
    shares = [score(fresh(800, 100, 400, seed)).value for seed in range(10)]
    assert np.mean(shares) == pytest.approx(0.5, abs=0.05)


def test_one_percent_of_copies_goes_unseen_and_the_sentence_says_so():
    found = score(with_copies(fresh(2000, 2000, 2000), 20))
    assert found.low < 0.5 + 0.01 < found.high
    assert "It is weak: it misses it when 1% of the rows are copied" in found.facts["sentence"]


def test_it_never_has_a_state():
    assert score(with_copies(fresh(300, 300, 300), 300)).state is None


def test_many_ties_are_not_informative():
    found = score(
        Comparison(letters("xxx", "yyy"), letters("xxx", "yyy"), letters("xxx", "yyy", "xxz"), LETTERS)
    )
    assert found.value == 0.5
    assert found.facts["is_informative"] is False
    assert found.warnings[0].startswith("Not informative: 100%")


def test_the_sample_is_bounded_and_said(monkeypatch):
    monkeypatch.setattr(nearest_module, "CAP", 50)
    found = score(fresh(100, 80, 90))
    assert (found.n_rows, found.facts["n_train"], found.facts["n_holdout"]) == (50, 50, 50)
    assert found.warnings == [
        "Measured on 50 synthetic rows against 50 training and 50 kept-aside rows, drawn by seed."
    ]


def test_the_histograms_hold_every_row():
    rows = score(fresh(200, 200, 200)).details
    assert sum(row["to_train"] for row in rows) == pytest.approx(1.0)
    assert sum(row["to_holdout"] for row in rows) == pytest.approx(1.0)


def test_nearness_needs_a_holdout():
    with pytest.raises(NotMeasurable, match="No real row is known to be unseen"):
        score(without_holdout(fresh(60, 30, 60)))


def test_nearness_needs_a_common_column():
    comparison = fresh(60, 30, 60)
    with pytest.raises(NotMeasurable, match="fills none of the modelled columns"):
        score(replaced(comparison, synthetic=comparison.synthetic.iloc[:0].reindex(range(60))))


def test_more_category_columns_than_the_kernel_counts_are_refused():
    schema = Schema(columns=tuple(Column(name=f"c{i}", kind=Kind.CATEGORICAL) for i in range(256)))
    table = conformed({name: ["x", "y"] for name in schema.names}, schema)
    with pytest.raises(NotMeasurable, match="more than 255 category columns"):
        score(Comparison(table, table, table, schema))


def test_the_best_is_one_half():
    assert (METRIC.best, METRIC.bounds) == (0.5, (0.0, 1.0))
    assert PEOPLE.modelled
