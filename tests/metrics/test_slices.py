from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from tables_for_tests import fresh, replaced, stacked

import synthlab.metrics.utility.tstr as tstr_module
from synthlab.metrics.utility.models import MODELS
from synthlab.metrics.utility.tstr import gap_to_real


@pytest.fixture(autouse=True)
def main_only(monkeypatch):
    monkeypatch.setattr(tstr_module, "MODELS", MODELS[:1])


def measured(comparison, seed=0):
    return gap_to_real(comparison, np.random.default_rng(seed))


def permuted_where(frame: pd.DataFrame, rows: np.ndarray) -> pd.DataFrame:
    """The same with the target shuffled among these rows only."""
    target = frame["bought"].astype(object).to_numpy().copy()
    target[rows] = np.random.default_rng(5).permutation(target[rows])
    return frame.assign(bought=pd.Categorical(target, categories=frame["bought"].cat.categories))


def test_the_group_whose_rows_were_spoiled_loses_most():
    comparison = fresh(3000, 2000, 3000)
    spoiled = permuted_where(comparison.synthetic, (comparison.synthetic["job"] == "driver").to_numpy())
    facts = measured(replaced(comparison, synthetic=spoiled)).facts
    worst = facts["slices"][0]
    assert (worst["column"], worst["group"], worst["clear"]) == ("job", "driver", True)
    assert worst["low"] > 0.02
    assert "job driver lose most for certain" in facts["slice_sentence"]


def test_fresh_rows_have_no_group_that_clearly_loses():
    clear = [
        row["clear"] for seed in range(4) for row in measured(fresh(800, 800, 800, seed)).facts["slices"]
    ]
    assert len(clear) > 40
    assert sum(clear) <= 1


def test_slices_come_worst_first_and_hold_enough_rows():
    slices = measured(fresh(500, 500, 500)).facts["slices"]
    gaps = [row["gap"] for row in slices]
    assert gaps == sorted(gaps, reverse=True)
    assert min(row["n_test"] for row in slices) >= 50
    assert all(row["low"] <= row["gap"] <= row["high"] for row in slices)


def test_a_small_group_is_withheld_and_counted():
    comparison = fresh(500, 500, 500)

    def few(frame: pd.DataFrame) -> pd.DataFrame:
        region = np.where(np.arange(len(frame)) < 15, "island", frame["region"].astype(object))
        return frame.assign(region=pd.Categorical(region))

    holdout = few(comparison.holdout)
    facts = measured(replaced(comparison, holdout=holdout)).facts
    assert "island" not in str(facts["slices"])
    assert facts["slices_withheld"] >= 1


def test_each_class_has_its_gap_and_recall_and_the_worst_is_first():
    comparison = fresh(600, 600, 600)
    only_no = comparison.synthetic[comparison.synthetic["bought"] == "no"]
    one = stacked(only_no.reset_index(drop=True))
    rows = measured(replaced(comparison, synthetic=one)).facts["classes"]
    assert {row["class"] for row in rows} == {"yes", "no"}
    by_class = {row["class"]: row for row in rows}
    assert by_class["yes"]["recall_synthetic"] == 0
    assert by_class["yes"]["recall_real"] > 0.4
    assert by_class["yes"]["tstr"] == 0.5
    assert [row["gap"] for row in rows] == sorted((row["gap"] for row in rows), reverse=True)
