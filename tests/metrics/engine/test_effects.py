from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from tables_for_tests import fresh, replaced, stacked

from synthlab.errors import NotMeasurable
from synthlab.metrics.base import State
from synthlab.metrics.privacy.engine.effects import (
    Effect,
    auc,
    auc_interval,
    balanced,
    effect_of,
    smallest_detectable,
)
from synthlab.metrics.privacy.engine.pool import Experiment, Pool, make_experiment
from synthlab.metrics.privacy.engine.shuffle import Scores, shuffle_test, statistics_of
from synthlab.metrics.privacy.engine.states import state_of, worst
from synthlab.tables.schema import Schema


def experiment(labels: np.ndarray, persons: np.ndarray | None = None) -> Experiment:
    who = np.arange(len(labels)) if persons is None else persons
    nothing = pd.DataFrame(index=range(len(who)))
    return Experiment(Pool(nothing, who, nothing, Schema(columns=())), labels)


def test_the_auc_counts_ties_half():
    # Pairs: (3,1) right, (3,2) right, (2,1) right, (2,2) a tie: 3.5 of 4.
    assert auc(np.array([3.0, 2, 1, 2]), np.array([True, True, False, False])) == pytest.approx(3.5 / 4)


def test_delongs_variance_by_hand():
    # Training 3, 2, holdout 1, 2.5: over = [1, 1/2], under = [1, 1/2]; both variances 1/8, sum / 2 = 1/8.
    scores, labels = np.array([3.0, 2, 1, 2.5]), np.array([True, True, False, False])
    value, low, high = auc_interval(scores, labels)
    assert value == pytest.approx(0.75)
    reach = 1.959964 * np.sqrt(1 / 8) / (0.75 * 0.25)
    assert low == pytest.approx(1 / (1 + np.exp(-(np.log(3) - reach))))
    assert high == pytest.approx(1 / (1 + np.exp(-(np.log(3) + reach))))


def test_a_perfect_attack_has_an_interval_that_still_has_a_width():
    value, low, high = auc_interval(np.arange(40.0), np.arange(40) >= 20)
    assert value == 1.0
    assert 0.8 < low < 0.9
    assert high == 1.0


@pytest.mark.parametrize(
    ("share", "n_train", "n_holdout", "expected"),
    [(0.8, 4000, 1000, 0.5), (0.5, 100, 100, 0.5), (1, 5, 50, 1)],
)
def test_a_share_is_balanced_for_the_sizes_of_the_groups(share, n_train, n_holdout, expected):
    assert balanced(share, n_train, n_holdout) == pytest.approx(expected)


def test_intervals_cover_chance_when_an_attack_is_blind():
    rng = np.random.default_rng(0)
    covered = []
    for _ in range(200):
        trial = experiment(rng.permutation(np.repeat([True, False], [400, 200])))
        graded = statistics_of(Scores("a", rng.normal(size=600).round(1)))
        success = statistics_of(Scores("b", (rng.random(600) < 0.1).astype(float), graded=False))
        for statistic in (graded[0], success[0]):
            effect = effect_of(statistic, trial, rng)
            covered.append(effect.low <= effect.chance <= effect.high)
    assert 0.92 <= np.mean(covered) <= 0.985


def test_intervals_cover_chance_when_each_person_has_five_rows():
    rng = np.random.default_rng(1)
    persons = np.repeat(np.arange(120), 5)
    covered = []
    for _ in range(60):
        trial = experiment(rng.permutation(np.repeat([True, False], 60)), persons)
        effect = effect_of(statistics_of(Scores("a", rng.normal(size=120)[persons]))[0], trial, rng)
        covered.append(effect.low <= 0.5 <= effect.high)
    assert np.mean(covered) >= 0.85


def test_an_effect_of_the_smallest_detectable_size_is_found_four_times_in_five():
    rng = np.random.default_rng(2)
    labels = np.repeat([True, False], 500)
    quiet = shuffle_test(experiment(labels), statistics_of(Scores("a", rng.normal(size=1000))), rng)
    size = smallest_detectable(quiet, 0, experiment(labels))
    assert 0.54 < size < 0.58
    found = 0
    for _ in range(60):
        # A shift of d standard deviations gives an AUC of Phi(d / sqrt 2); for small d, 0.5 + 0.2821 d.
        scores = rng.normal(size=1000) + labels * (size - 0.5) / 0.2821
        test = shuffle_test(experiment(labels), statistics_of(Scores("a", scores)), rng, n_shuffles=199)
        found += test.p_adjusted[0] <= 0.05
    assert 36 <= found <= 58


def test_a_group_that_happens_to_hold_training_rows_proves_nothing():
    labels = np.repeat([True, False], 200)
    among = np.zeros(400, dtype=bool)
    among[:60] = True
    among[200:220] = True
    rng = np.random.default_rng(3)
    scores = Scores("a", rng.normal(size=400), True, among)
    test = shuffle_test(experiment(labels), statistics_of(scores), rng)
    assert test.p_adjusted[0] > 0.01


@pytest.mark.parametrize(
    ("p", "low", "high", "may_clear", "state"),
    [
        (0.01, 0.56, 0.60, True, State.LEAK_FOUND),
        (0.01, 0.51, 0.54, True, State.TRACE),
        (0.50, 0.48, 0.54, True, State.NO_LEAK_FOUND),
        (0.50, 0.48, 0.56, True, State.CANNOT_TELL),
        (0.50, 0.48, 0.54, False, State.CANNOT_TELL),
    ],
)
def test_the_state_follows_from_p_interval_and_tolerance(p, low, high, may_clear, state):
    assert state_of(p, Effect(0.52, low, high, high, 0.5), 0.55, 0.04, may_clear) is state


def test_the_worst_state_wins():
    assert worst([State.NO_LEAK_FOUND, State.TRACE, State.CANNOT_TELL]) is State.CANNOT_TELL
    assert worst([State.INVALID, State.LEAK_FOUND]) is State.LEAK_FOUND
    assert worst([]) is State.NOT_TESTED


def test_the_order_of_rows_in_the_files_decides_nothing():
    comparison = fresh(300, 300, 300)
    assert comparison.holdout is not None
    turned = replaced(
        comparison,
        train=comparison.train.iloc[::-1].reset_index(drop=True),
        holdout=comparison.holdout.iloc[::-1].reset_index(drop=True),
        synthetic=comparison.synthetic.iloc[::-1].reset_index(drop=True),
    )
    first, second = (make_experiment(c, np.random.default_rng(5)) for c in (comparison, turned))
    pd.testing.assert_frame_equal(first.pool.rows, second.pool.rows)
    pd.testing.assert_frame_equal(first.pool.synthetic, second.pool.synthetic)
    assert (first.in_train == second.in_train).all()


def test_people_are_capped_whole_and_stay_on_their_side():
    comparison = fresh(400, 400, 100)
    assert comparison.holdout is not None
    grouped = replaced(comparison, schema=comparison.schema.replace(group="email"))
    made = make_experiment(grouped, np.random.default_rng(0), cap=100)
    assert made.n_train == made.n_holdout == 100
    assert set(made.pool.rows["email"][made.in_train[made.pool.persons]]) <= set(comparison.train["email"])


def test_a_person_on_both_sides_is_refused():
    comparison = fresh(300, 300, 100)
    assert comparison.holdout is not None
    both = stacked(comparison.holdout, comparison.train.iloc[:5])
    grouped = replaced(comparison, holdout=both, schema=comparison.schema.replace(group="email"))
    with pytest.raises(
        NotMeasurable, match="5 people have rows in the training table and among the kept-aside"
    ):
        make_experiment(grouped, np.random.default_rng(0))
