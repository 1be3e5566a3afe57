from __future__ import annotations

import numpy as np
import pytest

from synthlab.metrics.utility.scores import (
    average_precision,
    classification_scores,
    macro_auc,
    r2,
    regression_scores,
    roc_auc,
)


def test_auc_by_hand():
    # Pairs of (positive, negative): 0.9 beats both, 0.4 beats 0.1 and ties 0.4.
    assert roc_auc(np.array([True, False, True, False]), np.array([0.9, 0.1, 0.4, 0.4])) == 3.5 / 4


def test_one_score_for_all_rows_is_no_better_than_chance():
    assert roc_auc(np.array([True, False, False]), np.full(3, 0.3)) == 0.5


def test_a_class_the_model_never_saw_counts_one_half():
    codes = np.array([0, 0, 1, 1, 2, 2])
    said = np.zeros((6, 3))
    said[:2, 0] = said[2:, 1] = 1.0
    # Class 0 is told perfectly; class 1 ties class 2 and beats class 0; class 2 is never said.
    assert macro_auc(codes, said) == pytest.approx((1.0 + (2 + 1) / 4 + 0.5) / 3)


def test_a_class_that_does_not_occur_is_not_averaged():
    codes = np.array([0, 1, 0, 1])
    said = np.array([[0.9, 0.1, 0], [0.2, 0.8, 0], [0.7, 0.3, 0], [0.4, 0.6, 0]])
    assert macro_auc(codes, said) == 1.0


def test_average_precision_by_hand():
    # Positives at ranks 1 and 3: (1/1 + 2/3) / 2.
    found = average_precision(np.array([True, False, True, False]), np.array([0.9, 0.8, 0.7, 0.1]))
    assert found == pytest.approx((1 + 2 / 3) / 2)


@pytest.mark.parametrize("n_classes", [2, 4])
def test_scores_agree_with_scikit_learn(n_classes):
    from sklearn import metrics

    rng = np.random.default_rng(n_classes)
    codes = rng.integers(0, n_classes, 200)
    said = np.round(rng.dirichlet(np.ones(n_classes), 200), 2)
    said /= said.sum(axis=1, keepdims=True)
    found = classification_scores(codes, said, rare=1)
    guess = said.argmax(axis=1)
    one_hot = np.eye(n_classes)[codes]
    assert found["f1"] == pytest.approx(metrics.f1_score(codes, guess, average="macro"))
    assert found["accuracy"] == pytest.approx(metrics.accuracy_score(codes, guess))
    assert found["balanced_accuracy"] == pytest.approx(metrics.balanced_accuracy_score(codes, guess))
    assert found["average_precision"] == pytest.approx(
        metrics.average_precision_score(codes == 1, said[:, 1])
    )
    auc = np.mean([metrics.roc_auc_score(codes == one, said[:, one]) for one in range(n_classes)])
    assert found["auc"] == pytest.approx(auc)
    assert found["brier"] == pytest.approx(((said - one_hot) ** 2).sum(axis=1).mean())


def test_log_loss_by_hand_stays_finite():
    found = classification_scores(np.array([0, 1]), np.array([[0.5, 0.5], [1.0, 0.0]]), rare=0)
    assert found["log_loss"] == pytest.approx((np.log(2) - np.log(1e-15)) / 2)


def test_r2_by_hand_and_below_zero():
    values = np.array([1.0, 2.0, 3.0])
    assert r2(values, np.array([1.0, 2.0, 3.5])) == pytest.approx(1 - 0.25 / 2)
    assert r2(values, np.full(3, 2.0)) == 0.0
    assert r2(values, np.full(3, 5.0)) == pytest.approx(1 - (16 + 9 + 4) / 2)


def test_errors_of_numbers_by_hand():
    found = regression_scores(np.array([0.0, 4.0]), np.array([3.0, 0.0]))
    assert (found["mae"], found["rmse"]) == pytest.approx((3.5, np.sqrt(12.5)))
