from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from tables_for_tests import PEOPLE, fresh, replaced

from synthlab.errors import NotMeasurable
from synthlab.metrics.fairness.amplification import amplification
from synthlab.tables.schema import Role

MARKED = PEOPLE.with_column("region", role=Role.SENSITIVE)


def measured(comparison, seed=0, schema=MARKED):
    return amplification(replaced(comparison, schema=schema), np.random.default_rng(seed))


def biased(frame: pd.DataFrame) -> pd.DataFrame:
    """The same, but in the north most are made to have bought, and in the south hardly anybody."""
    bought, region = (frame[name].astype(object).to_numpy().copy() for name in ("bought", "region"))
    dice = np.random.default_rng(0).random(len(frame)) < 0.8
    bought[(region == "north") & dice] = "yes"
    bought[(region == "south") & dice] = "no"
    return frame.assign(bought=pd.Categorical(bought, categories=["no", "yes"]))


def test_a_planted_bias_is_amplification():
    comparison = fresh(900, 900, 900)
    found = measured(replaced(comparison, synthetic=biased(comparison.synthetic)))
    assert found.value > 0.4
    assert found.low > 0.25
    assert {row["measure"] for row in found.details} == {
        "demographic parity", "equal opportunity", "equalised odds",
    }  # fmt: skip
    assert all(
        row["change"] == pytest.approx(row["after_synthetic"] - row["after_real"]) for row in found.details
    )
    groups = {row["group"]: row for row in found.facts["groups"]}
    # The rarer class is the outcome: not to have bought.
    assert found.facts["outcome"] == "bought no"
    assert groups["south"]["rate_synthetic"] > groups["south"]["rate_train"] + 0.2
    assert groups["north"]["given_after_synthetic"] < groups["north"]["given_after_real"] - 0.1
    assert "further apart" in found.facts["sentence"]


def test_a_bias_of_the_real_rows_that_is_lost_brings_groups_together():
    comparison = fresh(900, 900, 900)
    real = {name: biased(getattr(comparison, name)) for name in ("train", "holdout")}
    found = measured(replaced(comparison, **real))
    assert found.high < -0.2


def test_fresh_rows_change_nothing_in_most_runs():
    found = [measured(fresh(500, 500, 500, seed), seed) for seed in range(8)]
    # 95% each: fewer than 5 of 8 has chance 0.0004.
    assert sum(score.low <= 0 <= score.high for score in found) >= 5


def test_the_training_table_changes_nothing_at_all():
    comparison = fresh(500, 500, 500)
    assert measured(replaced(comparison, synthetic=comparison.train)).value == 0.0


def test_a_number_and_more_than_two_classes_have_an_outcome_too():
    comparison = fresh(400, 400, 400)
    number = measured(comparison, schema=MARKED.with_target("income"))
    assert number.facts["outcome"] == "income above the real median"
    many = measured(comparison, schema=MARKED.with_target("job"))
    assert many.facts["outcome"].startswith("job ")


def test_groups_without_enough_rows_are_not_compared():
    comparison = fresh(200, 90, 200)
    with pytest.raises(NotMeasurable, match="two groups"):
        measured(comparison)
