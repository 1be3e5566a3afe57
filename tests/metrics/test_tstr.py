from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from tables_for_tests import PEOPLE, conformed, fresh, replaced, without_holdout, without_identifiers

import synthlab.metrics.utility.tstr as tstr_module
from synthlab.metrics.base import Comparison, Score
from synthlab.metrics.utility.models import MODELS
from synthlab.metrics.utility.tstr import METRIC, gap_to_real
from synthlab.tables.schema import Column, Kind, Role, Schema


def score(comparison: Comparison, seed: int = 0) -> Score:
    return gap_to_real(comparison, np.random.default_rng(seed))


@pytest.fixture
def main_only(monkeypatch):
    """Only the main model, where a test asks about intervals or findings and not about every model."""
    monkeypatch.setattr(tstr_module, "MODELS", MODELS[:1])


@pytest.fixture(scope="module")
def clean() -> Score:
    return score(fresh(500, 400, 500))


def test_every_model_is_shown_with_its_scores_gap_and_interval(clean):
    assert {row["model"] for row in clean.details} == {"gradient boosting", "random forest", "linear"}
    for row in clean.details:
        assert row["gap"] == pytest.approx(row["trtr"] - row["tstr"])
        assert row["low"] <= row["gap"] <= row["high"]
        assert {"auc", "f1", "balanced_accuracy", "accuracy", "average_precision", "brier", "log_loss"} == {
            one["name"] for one in row["scores"]
        }


def test_the_value_is_the_gap_of_the_main_model(clean):
    main = next(row for row in clean.details if row["model"] == clean.facts["main_model"])
    assert (clean.value, clean.low, clean.high) == (main["gap"], main["low"], main["high"])
    assert clean.facts["relative_gap"] == pytest.approx(clean.value / main["trtr"])


def test_the_baseline_of_class_shares_is_at_chance(clean):
    assert clean.facts["baseline"] == 0.5
    assert clean.facts["trtr"] > 0.75


def test_the_reference_is_a_gap_between_real_halves_and_covers_zero(clean):
    assert clean.reference_low < 0 < clean.reference_high
    assert clean.facts["reference_rows"] == 250


def test_details_and_facts_are_plain_json(clean):
    json.dumps([list(clean.details), dict(clean.facts)], allow_nan=False)


def test_fresh_real_rows_lose_nothing_in_most_runs(monkeypatch):
    # The quickest model; benchmarks/tstr_coverage.py does the same with the main one.
    monkeypatch.setattr(tstr_module, "MODELS", MODELS[2:])
    covered = [found.low <= 0 <= found.high for found in (score(fresh(300, 300, 300, s)) for s in range(20))]
    # 95% each: fewer than 16 of 20 has chance 0.0003.
    assert sum(covered) >= 16


def test_permuted_labels_teach_no_more_than_the_baseline(main_only):
    comparison = fresh(600, 500, 600)
    labels = comparison.synthetic["bought"].sample(frac=1, random_state=np.random.default_rng(0)).array
    found = score(replaced(comparison, synthetic=comparison.synthetic.assign(bought=labels)))
    assert found.facts["tstr"] == pytest.approx(0.5, abs=0.08)
    assert found.low > 0.15
    assert found.facts["rule_met"] is False
    assert "the rule of 5% is not met" in found.facts["sentence"]


def test_a_removed_class_is_the_first_finding_and_no_crash():
    comparison = fresh(300, 300, 600)
    one = comparison.synthetic[comparison.synthetic["bought"] == "no"].reset_index(drop=True)
    found = score(replaced(comparison, synthetic=one))
    assert found.facts["tstr"] == 0.5
    assert "no row of the class 'yes'" in found.warnings[0]


NUMBERS = Schema(
    columns=(
        Column(name="x", kind=Kind.NUMERIC),
        Column(name="group", kind=Kind.CATEGORICAL),
        Column(name="y", kind=Kind.NUMERIC, role=Role.TARGET),
    )
)


def numbers(n_rows: int, rng: np.random.Generator, noise: float = 0.5) -> pd.DataFrame:
    x, group = rng.normal(size=n_rows), rng.integers(0, 3, n_rows)
    return conformed(
        {
            "x": x,
            "group": np.array(["a", "b", "c"])[group],
            "y": 2 * x + group + noise * rng.normal(size=n_rows),
        },
        NUMBERS,
    )


def test_a_number_is_predicted_by_regression_and_r2_is_not_cut():
    rng = np.random.default_rng(0)
    real = Comparison(numbers(300, rng), numbers(300, rng), numbers(300, rng), NUMBERS)
    found = score(real)
    assert (found.facts["task"], found.facts["score"]) == ("regression", "R2")
    assert found.facts["trtr"] > 0.85
    assert found.facts["baseline"] < 0 < found.facts["baseline"] + 0.1
    assert {one["name"] for one in found.details[0]["scores"]} == {"r2", "mae", "rmse"}
    turned = numbers(300, rng)
    turned["y"] = -turned["y"]
    worse = score(replaced(real, synthetic=turned))
    assert worse.facts["tstr"] < -1
    assert worse.value > 2


def test_three_classes_are_scored_by_the_mean_over_classes():
    comparison = fresh(300, 300, 300)
    found = score(replaced(comparison, schema=PEOPLE.with_target("region")))
    assert (found.facts["score"], found.facts["n_classes"]) == ("macro AUC", 4)
    # Region depends on nothing, so that no model can learn it.
    assert found.facts["trtr"] == pytest.approx(0.5, abs=0.08)


def test_columns_that_are_empty_in_the_synthetic_table_are_no_crash():
    comparison = fresh(200, 200, 200)
    empty = comparison.synthetic.iloc[:0].reindex(range(200))
    empty["bought"] = comparison.synthetic["bought"]
    found = score(replaced(comparison, synthetic=empty))
    assert found.facts["tstr"] == pytest.approx(0.5, abs=1e-9)


def test_the_same_seed_gives_the_same_score_to_the_last_digit(main_only):
    assert score(fresh(150, 150, 150)) == score(fresh(150, 150, 150))


def test_neither_row_order_nor_index_nor_category_order_changes_a_digit():
    comparison = fresh(120, 120, 120)
    rng = np.random.default_rng(1)

    def stirred(frame: pd.DataFrame) -> pd.DataFrame:
        frame = frame.iloc[rng.permutation(len(frame))].set_index(pd.Index(range(7, 7 + len(frame))))
        return frame.assign(job=frame["job"].cat.set_categories(frame["job"].cat.categories[::-1]))

    again = replaced(
        comparison,
        **{name: stirred(getattr(comparison, name)) for name in ("train", "holdout", "synthetic")},
    )
    assert score(comparison) == score(again)


def test_without_a_holdout_it_is_measured_with_a_warning(main_only):
    found = score(without_holdout(fresh(200, 100, 200)))
    assert found.n_rows == 100
    assert "which the generator may have seen" in found.warnings[0]


def test_a_wide_interval_is_said(main_only):
    found = score(fresh(100, 40, 100))
    assert any("would halve" in warning for warning in found.warnings)


def test_identifiers_teach_nothing(main_only):
    comparison = fresh(200, 200, 200)
    with_emails = replaced(comparison, synthetic=comparison.synthetic.assign(email=comparison.train["email"]))
    assert score(with_emails) == score(comparison)
    assert METRIC.best == 0.0
    assert without_identifiers(comparison.train)["email"].isna().all()
