from __future__ import annotations

import itertools

import numpy as np
import pytest
from tables_for_tests import fresh, replaced

from synthlab.metrics.utility.bootstrap import resampled
from synthlab.metrics.utility.models import MODELS
from synthlab.metrics.utility.replicated import ERRORS, losses, score_replicates
from synthlab.metrics.utility.scores import TITLES, classification_scores, regression_scores
from synthlab.metrics.utility.task import Task, make_trial, task_of
from synthlab.metrics.utility.training import Compared, compare
from synthlab.tables.schema import Column, Kind

CLASSES = Task(Column(name="y", kind=Kind.CATEGORICAL), ("a", "b", "c"))
NUMBER = Task(Column(name="y", kind=Kind.NUMERIC))


def test_every_score_of_classes_is_that_of_the_rows_repeated():
    rng = np.random.default_rng(1)
    codes = rng.integers(0, 3, 40)
    said = np.round(rng.dirichlet(np.ones(3), 40), 1)
    counts = resampled(40, rng, 15, codes)
    found = score_replicates(CLASSES, codes, said, counts, 2)
    expected = [classification_scores(np.repeat(codes, n), np.repeat(said, n, axis=0), 2) for n in counts]
    assert set(found) == set(expected[0])
    for name, values in found.items():
        assert values == pytest.approx([one[name] for one in expected]), name


def test_average_precision_of_four_rows_by_hand():
    # Highest first: yes, no, (yes and no together); one of each weight.
    codes, chance = np.array([1, 0, 1, 0]), np.array([0.9, 0.8, 0.3, 0.3])
    said = np.column_stack([1 - chance, chance])
    task = Task(CLASSES.target, ("no", "yes"))
    counts = np.array([[1, 1, 1, 1], [0, 2, 1, 1], [2, 0, 0, 2]], dtype=np.uint8)
    found = score_replicates(task, codes, said, counts, 1)["average_precision"]
    assert found == pytest.approx([(1 + 2 / 4) / 2, 1 / 4, 1.0])


def test_every_score_of_numbers_is_that_of_the_rows_repeated():
    rng = np.random.default_rng(2)
    values = rng.normal(size=30)
    said = values[:, None] + rng.normal(size=(30, 1))
    counts = resampled(30, rng, 10)
    found = score_replicates(NUMBER, values, said, counts, 0)
    expected = [regression_scores(np.repeat(values, n), np.repeat(said[:, 0], n)) for n in counts]
    for name, each in found.items():
        assert each == pytest.approx([one[name] for one in expected], rel=1e-6), name


def test_what_is_lost_is_above_zero_for_the_worse_model_in_scores_and_in_errors():
    values = np.arange(8.0)
    good, bad = values[:, None] + 0.1, values[:, None] + 2.0
    one = Compared(MODELS[0], good, bad, 0.5, 0.4, 0.6, (0, 0, 0), ((good, good), (bad, bad)))
    (found,) = losses(NUMBER, values, [one], resampled(8, np.random.default_rng(0), 50), 0)
    assert found["r2"] == (0.5, 0.4, 0.6)
    # Constant errors do not vary over the rows, and equal halves leave nothing to the training rows.
    assert found["mae"] == pytest.approx((1.9, 1.9, 1.9))
    assert found["rmse"] == pytest.approx((1.9, 1.9, 1.9))
    assert {"mae", "rmse"} < ERRORS < set(TITLES)


def test_halves_that_differ_widen_the_interval_by_hand():
    values = np.arange(4.0)
    said = values[:, None]
    one = Compared(MODELS[0], said, said, 0, 0, 0, (0, 0, 0), ((said + 1, said + 3), (said, said)))
    (found,) = losses(NUMBER, values, [one], np.ones((5, 4), dtype=np.uint8), 0)
    # Halves err by 1 and 3: a squared difference of 4, a quarter of it is the variance of the gap.
    assert found["mae"] == pytest.approx((0.0, -1.96, 1.96))


def test_the_interval_of_average_precision_holds_zero_for_fresh_rows_and_not_for_shuffled_labels():
    def lost(comparison, seed):
        rng = np.random.default_rng(seed)
        task = task_of(comparison)
        trial = make_trial(comparison, task, rng)
        target = task.codes(trial.test)
        counts = resampled(len(target), rng, 200, target)
        return losses(task, target, compare(trial, MODELS[2:], counts, rng), counts, 1)[0]

    held = [
        low <= 0 <= high
        for seed, name in itertools.product(range(12), ("average_precision",))
        for _, low, high in [lost(fresh(250, 250, 250, seed), seed)[name]]
    ]
    assert sum(held) >= 9
    clean = fresh(400, 400, 400)
    labels = clean.synthetic["bought"].sample(frac=1, random_state=np.random.default_rng(0)).array
    found = lost(replaced(clean, synthetic=clean.synthetic.assign(bought=labels)), 0)
    assert all(found[name][1] > 0 for name in ("auc", "average_precision", "f1", "brier", "log_loss"))
