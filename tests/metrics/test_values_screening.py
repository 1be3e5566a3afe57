from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from tables_for_tests import fresh, replaced, with_copies, without_holdout

from synthlab.errors import NotMeasurable
from synthlab.metrics.base import State
from synthlab.metrics.privacy.values_screening import screen_values


def test_fresh_real_rows_hit_on_lone_values_as_often_as_real_ones_left_out():
    found = screen_values(without_holdout(fresh(700, 300, 1000, 1)))
    assert found.state is State.NOT_TESTED
    assert found.facts["review_columns"] == []
    rows = {row["column"]: row for row in found.details}
    # Incomes in cents are all but unique; of 1,000 people on 3,000 days, about a quarter share a day with one other.
    assert rows["joined"]["holdout_rate"] == pytest.approx(0.24, abs=0.04)
    assert rows["joined"]["low"] < 0.5 < rows["joined"]["high"]


def test_a_pair_of_real_values_is_one_chance_hit_for_each_of_the_two():
    comparison = without_holdout(fresh(30, 10, 4))
    real = comparison.train.assign(age=pd.array([1, 1, 2, *[9] * 37], dtype="Int64"))
    ours = comparison.synthetic.assign(age=pd.array([2, 2, 1, 9], dtype="Int64"))
    row = next(
        row
        for row in screen_values(replaced(comparison, train=real, synthetic=ours)).details
        if row["column"] == "age"
    )
    assert (row["train_rate"], row["holdout_rate"]) == (2 / 4, 2 / 40)
    assert row["value"] == pytest.approx(0.5 / 0.55)


def test_a_column_drawn_from_the_real_one_is_named_for_review_and_never_called_a_leak():
    comparison = without_holdout(fresh(700, 300, 1000, 2))
    drawn = comparison.train["income"].iloc[np.random.default_rng(0).integers(1000, size=1000)]
    copied = replaced(comparison, synthetic=comparison.synthetic.assign(income=drawn.reset_index(drop=True)))
    found = screen_values(copied)
    assert found.facts["review_columns"] == ["income"]
    assert found.details[0]["column"] == "income"
    assert found.value > 0.9
    assert found.state is State.NOT_TESTED
    assert "somebody should look" in found.facts["sentence"]


def test_a_few_copied_rows_do_not_name_a_column_that_has_few_lone_values():
    found = screen_values(without_holdout(with_copies(fresh(700, 300, 1000, 3), 10)))
    assert "age" not in found.facts["review_columns"]


def test_where_nobody_is_alone_with_a_value_nothing_can_be_told():
    comparison = without_holdout(fresh(30, 10, 30))
    names = ["job", "region", "member", "bought"]
    frames = [
        frame.assign(**{name: frame[name].mode().iloc[0] for name in names})
        .astype({name: frame[name].dtype for name in names})
        .assign(age=40, income=1.0, hours=pd.array([8] * len(frame), dtype="Int64"))
        .astype({"age": "Int64"})
        .assign(joined=pd.Timestamp("2020-01-01").as_unit("ns"))
        for frame in (comparison.train, comparison.synthetic)
    ]
    alike = replaced(comparison, train=frames[0], synthetic=frames[1])
    with pytest.raises(NotMeasurable, match="one or two people alone"):
        screen_values(alike)
