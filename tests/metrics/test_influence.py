from __future__ import annotations

import numpy as np
import pytest

from synthlab.metrics.utility.influence import auc_influence, influence, r2_influence, standard_error
from synthlab.metrics.utility.scores import r2, roc_auc
from synthlab.metrics.utility.task import Task
from synthlab.tables.schema import Column, Kind


def test_auc_moves_by_hand():
    # Positive 0.9 beats the one negative, positive 0.1 does not: AUC a half, each half a rank from it, over two.
    moves = auc_influence(np.array([True, True, False]), np.array([0.9, 0.1, 0.5]))
    assert moves.tolist() == [0.25, -0.25, 0.0]


def test_ties_count_half():
    moves = auc_influence(np.array([True, False, False]), np.array([0.5, 0.5, 0.1]))
    assert moves == pytest.approx([0.0, -0.125, 0.125])


def test_the_standard_error_of_an_auc_is_what_repeated_samples_show():
    rng = np.random.default_rng(0)

    def draw():
        is_positive = np.arange(300) < 120
        return is_positive, rng.normal(size=300) + is_positive

    aucs, errors = [], []
    for _ in range(400):
        is_positive, scores = draw()
        aucs.append(roc_auc(is_positive, scores))
        errors.append(standard_error(auc_influence(is_positive, scores)))
    assert np.mean(errors) == pytest.approx(np.std(aucs), rel=0.12)


def test_the_standard_error_of_r2_is_what_repeated_samples_show():
    rng = np.random.default_rng(1)
    found, errors = [], []
    for _ in range(400):
        said = rng.normal(size=300)
        values = said + rng.normal(size=300)
        found.append(r2(values, said))
        errors.append(standard_error(r2_influence(values, said)))
    assert np.mean(errors) == pytest.approx(np.std(found), rel=0.12)


def test_moves_sum_to_nothing_and_two_equal_models_do_not_differ():
    rng = np.random.default_rng(2)
    codes, said = rng.integers(0, 3, 200), rng.random((200, 3))
    task = Task(Column(name="y", kind=Kind.CATEGORICAL), ("a", "b", "c"))
    moves = influence(task, codes, said)
    assert moves.sum() == pytest.approx(0, abs=1e-12)
    assert standard_error(moves - influence(task, codes, said)) == 0
