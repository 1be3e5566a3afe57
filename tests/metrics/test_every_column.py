from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from tables_for_tests import PEOPLE, fresh, replaced, without_holdout

import synthlab.metrics.utility.every_column as module
from synthlab.errors import NotMeasurable
from synthlab.metrics.base import Comparison
from synthlab.metrics.utility.every_column import every_column
from synthlab.tables.schema import Column, Kind, Schema

PAIR = Schema(columns=(Column(name="a", kind=Kind.CATEGORICAL), Column(name="b", kind=Kind.CATEGORICAL)))


def score(comparison, seed=0):
    return every_column(comparison, np.random.default_rng(seed))


def pair(n_rows: int, wrong: int) -> pd.DataFrame:
    """b says a, but in so many rows of each value of a."""
    half = n_rows // 2
    a = ["x"] * half + ["y"] * half
    b = ["x"] * (half - wrong) + ["y"] * wrong + ["y"] * (half - wrong) + ["x"] * wrong
    return pd.DataFrame({"a": pd.Categorical(a, ["x", "y"]), "b": pd.Categorical(b, ["x", "y"])})


def test_the_score_of_a_column_by_hand():
    # Of 100 test rows a value each, b is wrong in 20: the AUC of a two-valued score is the mean of 0.8 and 0.8.
    train, test, synthetic = pair(400, 20), pair(200, 20), pair(200, 10)
    mirrored = synthetic.assign(
        b=synthetic["b"].cat.rename_categories({"x": "y", "y": "x"}).cat.set_categories(["x", "y"])
    )
    found = score(Comparison(train, test, synthetic, PAIR))
    for row in found.details:
        assert (row["trtr"], row["tstr"]) == pytest.approx((0.8, 0.8))
    assert found.value == pytest.approx(0)
    turned = score(Comparison(train, test, mirrored, PAIR))
    assert [row["tstr"] for row in turned.details] == pytest.approx([0.2, 0.2])
    assert turned.value == pytest.approx(0.6)
    assert "2 of 2 columns are clearly harder" in turned.facts["sentence"]


def test_fresh_rows_lose_nothing():
    found = [score(fresh(400, 400, 400, seed), seed) for seed in range(4)]
    assert sum(one.low <= 0 <= one.high for one in found) >= 3
    assert all(abs(one.value) < 0.05 for one in found)
    # Bonferroni: in one of forty tables some column is clear by chance.
    assert sum(row["clear"] for one in found for row in one.details) <= 1


def test_a_column_dealt_anew_is_clear_and_nothing_that_depends_on_it_is_spared():
    comparison = fresh(1000, 800, 1000)
    order = np.random.default_rng(1).permutation(1000)
    dealt = comparison.synthetic.assign(bought=comparison.synthetic["bought"].array[order])
    found = score(replaced(comparison, synthetic=dealt))
    assert found.details[0]["column"] == "bought"
    assert found.details[0]["clear"]
    assert found.details[0]["tstr"] == pytest.approx(0.5, abs=0.1)
    clear = {row["column"] for row in found.details if row["clear"]}
    # Age is what bought was told by, and the other way round; nothing tells the region.
    assert {"bought", "age"} <= clear
    assert "region" not in clear
    assert "clearly harder" in found.facts["sentence"]


def test_identifiers_are_neither_asked_about_nor_told_from(monkeypatch):
    monkeypatch.setattr(module, "MOST_COLUMNS", 3)
    found = score(fresh(200, 200, 200))
    assert {row["column"] for row in found.details} <= {"age", "region", "job", "hours", "bought"}
    assert found.facts["n_columns"] == 3
    assert "3 of 8 columns were asked about" in found.warnings[0]


def test_without_a_holdout_a_third_of_the_real_rows_is_tested_on():
    found = score(without_holdout(fresh(200, 100, 200)))
    assert found.n_rows == 100
    assert "may have seen" in found.warnings[0]


def test_what_cannot_be_measured_says_why():
    with pytest.raises(NotMeasurable, match="Only 20 rows are there to train on"):
        score(fresh(40, 100, 100))
    lonely = Schema(columns=(PAIR.columns[0],))
    frame = pair(200, 0)[["a"]]
    with pytest.raises(NotMeasurable, match="Fewer than two columns"):
        score(Comparison(frame, frame, frame, lonely))
    constant = pair(200, 100).assign(b=pd.Categorical(["x"] * 200), a=pd.Categorical(["x"] * 200))
    with pytest.raises(NotMeasurable, match="two groups of 20 rows"):
        score(Comparison(constant, constant, constant, PAIR))


def test_the_same_seed_gives_the_same_score_to_the_last_digit():
    assert score(fresh(150, 150, 150)) == score(fresh(150, 150, 150))
    assert "email" in PEOPLE.names
