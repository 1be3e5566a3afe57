from __future__ import annotations

import numpy as np
import pandas as pd
from tables_for_tests import fresh, replaced

from synthlab.metrics.privacy.attacks.coded import code
from synthlab.metrics.privacy.engine.pool import make_experiment
from synthlab.metrics.privacy.gates import Blind, blind_baseline, duplicates_gate


def blind(comparison, seed: int) -> Blind:
    rng = np.random.default_rng(seed)
    experiment = make_experiment(comparison, rng)
    return blind_baseline(experiment, code(experiment.pool), rng)


def test_fair_splits_are_rarely_called_drifted():
    # P(more than 3 of 30 below 0.05 | 5%) = 6%; the p-value is conservative, so it is less.
    found = [blind(fresh(400, 400, 50, seed), seed) for seed in range(30)]
    assert sum(one.p <= 0.05 for one in found) <= 3
    assert sum(one.is_drift for one in found) <= 2


def test_an_older_holdout_is_drift():
    comparison = fresh(600, 600, 50)
    assert comparison.holdout is not None
    older = comparison.holdout.assign(age=(comparison.holdout["age"] + 8).clip(upper=90))
    assert blind(replaced(comparison, holdout=older), 0).is_drift


def test_a_column_that_is_empty_or_constant_tells_nothing():
    comparison = fresh(300, 300, 50)
    parts = {
        name: getattr(comparison, name).assign(
            hours=pd.array([pd.NA] * n, dtype="Int64"), age=pd.array([30] * n, dtype="Int64")
        )
        for name, n in (("train", 300), ("holdout", 300))
    }
    assert not blind(replaced(comparison, **parts), 0).is_drift


def test_the_drift_rule_asks_for_certainty_or_for_size():
    assert Blind(0.51, 0.0005).is_drift
    assert not Blind(0.51, 0.005).is_drift
    assert Blind(0.53, 0.008).is_drift
    assert not Blind(0.53, 0.02).is_drift


def test_identical_records_across_a_fair_split_are_chance():
    comparison = fresh(300, 300, 50)
    assert not duplicates_gate(make_experiment(comparison, np.random.default_rng(0))).is_beyond_chance
