from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from tables_for_tests import fresh

from synthlab.metrics.utility.regression import fit_linear, fit_logistic, make_terms
from synthlab.metrics.utility.task import make_trial, task_of


def test_a_logistic_coefficient_of_a_two_by_two_table_is_the_log_odds_ratio():
    # Of 4,000 rows without the mark 1,000 have the outcome, of 4,000 with it 2,000: odds 1/3 and 1.
    mark = np.repeat([0.0, 1.0], 4_000)[:, None]
    outcome = np.concatenate([np.arange(4_000) < 1_000, np.arange(4_000) < 2_000])
    found = fit_logistic(mark, outcome)
    assert found.values[0] == pytest.approx(np.log(3), abs=0.005)
    assert found.errors[0] == pytest.approx((1 / 1_000 + 1 / 3_000 + 2 / 2_000) ** 0.5, rel=0.01)


def test_a_linear_coefficient_is_the_slope_with_its_standard_error():
    rng = np.random.default_rng(0)
    slopes, errors = [], []
    for _ in range(300):
        x = rng.normal(size=(200, 1))
        found = fit_linear(x, 2 * x[:, 0] + rng.normal(size=200))
        slopes.append(found.values[0])
        errors.append(found.errors[0])
    assert np.mean(slopes) == pytest.approx(2, abs=0.03)
    assert np.mean(errors) == pytest.approx(np.std(slopes), rel=0.15)


def test_a_term_that_separates_the_classes_stays_finite():
    found = fit_logistic(np.repeat([0.0, 1.0], 50)[:, None], np.repeat([False, True], 50))
    assert np.isfinite(found.values).all()
    assert found.values[0] > 2


def test_terms_are_named_and_the_commonest_level_is_the_yardstick():
    comparison = fresh(400, 300, 400)
    trial = make_trial(comparison, task_of(comparison), np.random.default_rng(0))
    terms = make_terms(trial, trial.real)
    commonest = comparison.train["job"].value_counts().sort_index().idxmax()
    assert f"job: {commonest}" not in terms.names
    assert {"age", "income", "hours", "hours is missing", "joined month"} <= set(terms.names)
    assert "age is missing" not in terms.names
    assert terms.of(trial.test).shape == (300, len(terms.names))
    assert isinstance(trial.real, pd.DataFrame)
