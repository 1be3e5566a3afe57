from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from tables_for_tests import fresh, replaced

import synthlab.metrics.utility.tstr as tstr_module
from synthlab.metrics.utility.models import MODELS
from synthlab.metrics.utility.tstr import gap_to_real


@pytest.fixture(autouse=True)
def main_only(monkeypatch):
    monkeypatch.setattr(tstr_module, "MODELS", MODELS[:1])


def domain(comparison, seed=0):
    return gap_to_real(comparison, np.random.default_rng(seed)).facts["domain_gap"]


def test_fresh_real_rows_do_not_flatter():
    covered = [gap["low"] <= 0 <= gap["high"] for gap in (domain(fresh(400, 400, 400, s)) for s in range(8))]
    # 95% each: fewer than 5 of 8 has chance 0.0004.
    assert sum(covered) >= 5


def test_a_table_with_easier_labels_flatters():
    comparison = fresh(600, 600, 600)
    age = comparison.synthetic["age"].to_numpy(dtype=float)
    easy = pd.Categorical(np.where(age > 54, "yes", "no"))
    gap = domain(replaced(comparison, synthetic=comparison.synthetic.assign(bought=easy)))
    assert gap["tsts"] > 0.99
    assert gap["low"] > 0.03
    assert gap["value"] == pytest.approx(gap["tsts"] - gap["tstr"])
    assert "points of AUC better" in gap["sentence"]


def test_the_real_model_is_also_asked_about_synthetic_rows():
    comparison = fresh(600, 600, 600)
    swapped = comparison.synthetic["bought"].cat.rename_categories({"yes": "no", "no": "yes"})
    gap = domain(
        replaced(
            comparison, synthetic=comparison.synthetic.assign(bought=swapped.astype(str).astype("category"))
        )
    )
    # What the table says is the opposite of the truth: the honest model is wrong on it.
    assert gap["trts"] < 0.3
    assert gap["tsts"] > 0.7
    assert gap["tstr"] < 0.3


def test_a_half_with_one_class_only_has_no_answer():
    comparison = fresh(300, 300, 300)
    labels = np.where(np.arange(300) == 0, "yes", "no")
    one = comparison.synthetic.assign(bought=pd.Categorical(labels))
    assert domain(replaced(comparison, synthetic=one)) is None
