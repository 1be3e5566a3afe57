from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from tables_for_tests import PEOPLE, conformed, fresh, replaced, without_holdout

import synthlab.metrics.utility.task as task_module
from synthlab.errors import NotMeasurable
from synthlab.metrics.base import Comparison
from synthlab.metrics.utility.task import OTHER, make_trial, task_of
from synthlab.tables.schema import Column, Kind, Role, Schema


def single(kind: Kind, real: list, synthetic: list | None = None) -> Comparison:
    """A target of this kind beside one number; the same real values in train and holdout."""
    schema = Schema(
        columns=(Column(name="x", kind=Kind.NUMERIC), Column(name="y", kind=kind, role=Role.TARGET))
    )

    def table(values: list) -> pd.DataFrame:
        return conformed({"x": np.arange(len(values)), "y": values}, schema)

    return Comparison(table(real), table(real), table(real if synthetic is None else synthetic), schema)


@pytest.mark.parametrize(
    ("kind", "values", "name", "classes"),
    [
        (Kind.CATEGORICAL, ["a", "b", "a"], "classification", 2),
        (Kind.BOOLEAN, [True, False, True], "classification", 2),
        (Kind.INTEGER, list(range(10)), "classification", 10),
        (Kind.INTEGER, list(range(11)), "regression", 0),
        (Kind.NUMERIC, [0.0, 1.0, 0.0], "classification", 2),
        (Kind.NUMERIC, [0.0, 1.0, 2.0], "regression", 0),
    ],
)
def test_the_target_decides_the_task(kind, values, name, classes):
    task = task_of(single(kind, values))
    assert (task.name, len(task.classes)) == (name, classes)


def test_a_class_the_synthetic_table_invents_is_a_class():
    assert task_of(single(Kind.CATEGORICAL, ["a", "b"], ["a", "c"])).classes == ("a", "b", "c")


def test_of_many_classes_the_rare_ones_are_pooled():
    names = [f"c{i:02d}" for i in range(40)]
    comparison = single(Kind.CATEGORICAL, names * 2 + names[:5])
    task = task_of(comparison)
    assert len(task.classes) == 30
    assert task.classes[-1] == OTHER
    codes = task.codes(comparison.train)
    assert codes.min() >= 0
    assert (codes == 29).sum() == 2 * 11


def test_class_codes_follow_the_sorted_names_in_every_kind():
    comparison = single(Kind.BOOLEAN, [True, False, True])
    assert task_of(comparison).codes(comparison.train).tolist() == [1, 0, 1]


@pytest.mark.parametrize(
    ("kind", "values", "sentence"),
    [
        (Kind.CATEGORICAL, ["a", "a"], "one value only"),
        (Kind.CATEGORICAL, [None, None], "no value at all"),
        (Kind.DATETIME, [np.datetime64("2024-01-01", "ns")] * 2, "is a datetime column"),
    ],
)
def test_a_target_that_cannot_be_predicted_is_said(kind, values, sentence):
    with pytest.raises(NotMeasurable, match=sentence):
        task_of(single(kind, values))


def test_without_a_target_the_way_out_is_said():
    comparison = fresh(40, 40, 40)
    with pytest.raises(NotMeasurable, match=r"No target column is set\. Choose the column"):
        task_of(replaced(comparison, schema=PEOPLE.with_target(None)))


def trial_of(comparison: Comparison, seed: int = 0):
    return make_trial(comparison, task_of(comparison), np.random.default_rng(seed))


def test_both_models_get_equally_many_rows():
    for sizes in ((200, 100, 80), (80, 100, 200)):
        trial = trial_of(fresh(*sizes))
        assert len(trial.real) == len(trial.synthetic) == 80
        assert len(trial.test) == 100


def test_large_tables_are_capped_and_it_is_said(monkeypatch):
    monkeypatch.setattr(task_module, "TRAIN_CAP", 50)
    monkeypatch.setattr(task_module, "TEST_CAP", 40)
    trial = trial_of(fresh(90, 80, 90))
    assert (len(trial.real), len(trial.synthetic), len(trial.test)) == (50, 50, 40)
    assert trial.warnings == ("Models were trained on 50 rows and tested on at most 40, drawn by seed.",)


def test_rows_without_a_target_are_left_out_and_counted():
    comparison = fresh(80, 60, 80)
    gaps = comparison.synthetic.copy()
    gaps.loc[:9, "bought"] = None
    trial = trial_of(replaced(comparison, synthetic=gaps))
    assert len(trial.synthetic) == len(trial.real) == 70
    assert "10 synthetic rows without a 'bought' were left out." in trial.warnings


def test_a_synthetic_table_without_a_target_value_is_not_measurable():
    comparison = fresh(80, 60, 80)
    empty = comparison.synthetic.copy()
    empty["bought"] = empty["bought"].cat.set_categories([])
    with pytest.raises(
        NotMeasurable, match="Only 0 rows with a known 'bought' are there to train on; it takes 20"
    ):
        trial_of(replaced(comparison, synthetic=empty))


def test_a_tiny_holdout_is_not_measurable():
    with pytest.raises(NotMeasurable, match="Only 12 rows with a known 'bought' are there to test on"):
        trial_of(fresh(80, 12, 80))


def test_test_rows_of_one_class_are_not_measurable():
    comparison = fresh(80, 200, 80)
    one = comparison.holdout[comparison.holdout["bought"] == "no"].reset_index(drop=True)
    with pytest.raises(NotMeasurable, match="have one class of 'bought' only"):
        trial_of(replaced(comparison, holdout=one))


def test_a_lone_target_is_not_measurable():
    comparison = fresh(40, 40, 40)
    kept = ["email", "bought"]
    schema = PEOPLE.replace(columns=tuple(PEOPLE[name] for name in kept))
    lone = Comparison(comparison.train[kept], comparison.holdout[kept], comparison.synthetic[kept], schema)
    with pytest.raises(NotMeasurable, match="no column but 'bought'"):
        trial_of(lone)


def test_without_a_holdout_a_third_is_kept_from_the_real_model_with_a_warning():
    trial = trial_of(without_holdout(fresh(60, 30, 60)))
    assert len(trial.test) == 30
    assert len(trial.real) == 60
    assert trial.warnings[0].startswith("No row is known to be unseen by the generator")
    joined = pd.concat([trial.test, trial.real]).drop_duplicates()
    assert len(joined) == 90


def test_a_missing_class_is_the_first_finding():
    comparison = fresh(200, 100, 300)
    one = comparison.synthetic[comparison.synthetic["bought"] == "no"].reset_index(drop=True)
    trial = trial_of(replaced(comparison, synthetic=one))
    assert trial.warnings[0] == (
        "The synthetic table has no row of the class 'yes' of 'bought': a model trained on it can never predict it."
    )


def test_a_rare_class_is_counted_and_not_named():
    real = ["common"] * 40 + ["usual"] * 40 + ["zebra"] * 2
    trial = trial_of(single(Kind.CATEGORICAL, real, ["common", "usual"] * 41))
    assert trial.warnings == ("The synthetic table has no row of 1 rare class.",)


def test_an_invented_class_is_said():
    trial = trial_of(single(Kind.CATEGORICAL, ["a", "b"] * 20, ["a", "b", "new", "new"] * 10))
    assert trial.warnings == ("The synthetic table has 1 class of 'y' that no real row has.",)


def test_the_order_of_rows_changes_no_draw():
    comparison = fresh(90, 60, 50)
    order = np.random.default_rng(4).permutation(90)
    one, two = trial_of(comparison), trial_of(replaced(comparison, train=comparison.train.iloc[order]))
    pd.testing.assert_frame_equal(one.real, two.real)


def test_numbers_are_predicted_in_standard_deviations_however_large():
    values = [0.0, 1e300, 2e300, 1e300]
    comparison = single(Kind.NUMERIC, values, [1e300, -1.7e308, 1.7e308, 0.0])
    task = task_of(comparison)
    assert task.codes(comparison.train) == pytest.approx([-np.sqrt(2), 0, np.sqrt(2), 0])
    assert task.codes(comparison.synthetic) == pytest.approx([0, -1e6, 1e6, -np.sqrt(2)])
