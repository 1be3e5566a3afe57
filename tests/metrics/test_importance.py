from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from tables_for_tests import PEOPLE, fresh, replaced

from synthlab.errors import NotMeasurable
from synthlab.metrics.utility.importance import agreement, importance_agreement, spurious
from synthlab.metrics.utility.permuting import Reliance, deals, reliance
from synthlab.metrics.utility.task import make_trial, task_of


def measured(comparison, seed=0):
    return importance_agreement(comparison, np.random.default_rng(seed))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ([3, 2, 1], [30, 20, 10], 1.0),
        ([3, 2, 1], [1, 2, 3], -1.0),
        ([5, 3, 2], [6, 1, 3], 0.5),
        # Below 1% of the sum, and below 0, count as nothing and so tie.
        ([90, 9, 0.1, -0.5], [90, 9, -0.3, 0.2], 1.0),
        ([1, 2, 3], [0, 0, 0], 0.0),
    ],
)
def test_agreement_by_hand(one, other, expected):
    assert agreement(np.array(one, dtype=float), np.array(other, dtype=float)) == pytest.approx(expected)


def moves(*means):
    return Reliance(np.zeros((1, len(means))), np.array([means]))


def test_a_column_is_spurious_from_two_points_and_twice_any_real_model():
    found = spurious(
        moves(0.05, 0.05, 0.019, 0.0), [moves(0.025, 0.01, 0.0, 0.0), moves(0.0, 0.03, 0.0, 0.0)]
    )
    assert found.tolist() == [True, False, False, False]


def test_a_model_leans_on_what_decides_and_on_nothing_else():
    comparison = fresh(600, 400, 600)
    trial = make_trial(comparison, task_of(comparison), np.random.default_rng(0))
    dealt = deals(len(trial.test), len(trial.features), np.random.default_rng(1))
    leaned = reliance(trial, trial.real, dealt, 0)
    by_name = dict(zip([c.name for c in trial.features], leaned.rises.mean(axis=0), strict=True))
    assert max(by_name, key=by_name.get) == "age"
    assert abs(by_name["region"]) < 0.1 * by_name["age"]


def test_fresh_rows_agree_and_have_no_spurious_column():
    found = [measured(fresh(600, 400, 600, seed), seed) for seed in range(3)]
    assert all(score.value > 0.6 for score in found)
    assert all(score.facts["spurious"] == [] for score in found)


def with_a_false_friend(frame: pd.DataFrame) -> pd.DataFrame:
    region = np.where(frame["bought"] == "yes", "north", "south").astype(object)
    stays = np.random.default_rng(0).random(len(frame)) < 0.3
    region[stays] = frame["region"].astype(object).to_numpy()[stays]
    return frame.assign(region=pd.Categorical(region))


def test_a_spurious_column_is_the_first_finding():
    comparison = fresh(600, 400, 600)
    found = measured(replaced(comparison, synthetic=with_a_false_friend(comparison.synthetic)))
    assert found.facts["spurious"] == ["region"]
    assert found.details[0]["column"] == "region"
    assert "leans on 'region'" in found.warnings[0]
    assert found.details[0]["synthetic_moves"] > 5 * found.details[0]["real_moves"]


def test_a_table_with_permuted_labels_does_not_keep_the_order():
    comparison = fresh(600, 400, 600)
    labels = comparison.synthetic["bought"].sample(frac=1, random_state=np.random.default_rng(0)).array
    found = measured(replaced(comparison, synthetic=comparison.synthetic.assign(bought=labels)))
    assert found.value < 0.6


def test_the_training_table_keeps_the_order_exactly():
    comparison = fresh(300, 300, 300)
    assert measured(replaced(comparison, synthetic=comparison.train)).value == 1.0


def test_where_nothing_can_be_learned_there_is_no_order():
    comparison = fresh(60, 300, 300)
    random = {
        name: getattr(comparison, name).assign(
            bought=pd.Categorical(
                np.random.default_rng(i).choice(["no", "yes"], len(getattr(comparison, name)))
            )
        )
        for i, name in enumerate(("train", "holdout", "synthetic"))
    }
    few = {name: frame.iloc[:25].reset_index(drop=True) for name, frame in random.items()}
    with pytest.raises(NotMeasurable, match="leans on no column"):
        measured(replaced(comparison, **few))


def test_it_takes_three_columns():
    schema = PEOPLE.replace(columns=tuple(PEOPLE[name] for name in ("age", "income", "bought")))
    comparison = fresh(100, 100, 100)
    parts = {
        name: getattr(comparison, name)[list(schema.names)] for name in ("train", "holdout", "synthetic")
    }
    with pytest.raises(NotMeasurable, match="Fewer than three"):
        measured(replaced(comparison, **parts, schema=schema))


def test_a_number_is_predicted_too():
    comparison = fresh(400, 300, 400)
    found = measured(replaced(comparison, schema=PEOPLE.with_target("income")))
    assert found.details
    assert -1 <= found.low <= found.value <= found.high <= 1
