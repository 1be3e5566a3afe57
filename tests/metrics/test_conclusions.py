from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from tables_for_tests import PEOPLE, fresh, replaced

from synthlab.errors import NotMeasurable
from synthlab.metrics.utility.conclusions import interval_overlap, same_conclusions
from synthlab.metrics.utility.regression import Coefficients


def measured(comparison, seed=0):
    return same_conclusions(comparison, np.random.default_rng(seed))


def one(value: float, error: float) -> Coefficients:
    return Coefficients(np.array([value]), np.array([[error**2]]))


def test_the_overlap_of_two_intervals_by_hand():
    assert interval_overlap(one(0, 1), one(0, 1)).tolist() == [1.0]
    # Half of either interval is shared.
    assert interval_overlap(one(0, 1), one(1.96, 1)) == pytest.approx([0.5])
    # The narrow one lies wholly within the wide one, of which it is half.
    assert interval_overlap(one(0, 1), one(0, 0.5)) == pytest.approx([0.75])
    assert interval_overlap(one(0, 1), one(5, 1)).tolist() == [0.0]


def test_the_training_table_keeps_every_conclusion():
    comparison = fresh(400, 400, 400)
    found = measured(replaced(comparison, synthetic=comparison.train))
    assert found.value == 1.0
    assert found.facts["mean_overlap"] == 1.0
    assert found.facts["counts"]["kept"] >= 2


def test_fresh_rows_keep_about_as_much_as_other_real_rows():
    found = [measured(fresh(800, 800, 800, seed), seed) for seed in range(4)]
    assert abs(np.mean([score.value - score.reference for score in found])) < 0.2
    for score in found:
        kept = {row["term"] for row in score.details if row["what"] == "kept"}
        assert {"age", "income"} <= kept
        assert score.facts["counts"]["turned round"] == 0


def test_an_effect_turned_round_is_the_first_finding():
    comparison = fresh(800, 800, 800)
    age = comparison.synthetic["age"]
    mirrored = comparison.synthetic.assign(age=(107 - age).astype("Int64"))
    found = measured(replaced(comparison, synthetic=mirrored))
    assert (found.details[0]["term"], found.details[0]["what"]) == ("age", "turned round")
    assert np.sign(found.details[0]["real"]) != np.sign(found.details[0]["synthetic"])
    assert found.details[0]["overlap"] == 0.0
    assert "1 turned round, age among them" in found.facts["sentence"]


def test_permuted_labels_lose_the_conclusions():
    comparison = fresh(800, 800, 800)
    labels = comparison.synthetic["bought"].sample(frac=1, random_state=np.random.default_rng(0)).array
    found = measured(replaced(comparison, synthetic=comparison.synthetic.assign(bought=labels)))
    assert {"age", "income"} <= {row["term"] for row in found.details if row["what"] == "lost"}
    assert found.value < 0.4


def test_a_number_is_regressed_linearly():
    found = measured(replaced(fresh(500, 500, 500), schema=PEOPLE.with_target("income")))
    assert found.facts["regression"] == "linear"
    assert any(row["of"] == "job" and row["what"] == "kept" for row in found.details)


def test_where_nothing_can_be_concluded_it_is_said():
    schema = PEOPLE.replace(columns=(PEOPLE["region"], PEOPLE["bought"]))
    parts = {
        name: pd.DataFrame(
            {
                "region": pd.Categorical(np.tile(["east", "west"], 100)),
                "bought": pd.Categorical(np.repeat(["no", "yes"], 100)),
            }
        )
        for name in ("train", "holdout", "synthetic")
    }
    with pytest.raises(NotMeasurable, match="may be 0"):
        measured(replaced(fresh(50, 50, 50), **parts, schema=schema))
