from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from synthlab.metrics.privacy.engine.pool import Experiment, Pool
from synthlab.metrics.privacy.engine.shuffle import Scores, shuffle_test, statistics_of, window_weights
from synthlab.tables.schema import Schema


def experiment(in_train: list[bool] | np.ndarray, persons: np.ndarray | None = None) -> Experiment:
    labels = np.asarray(in_train, dtype=bool)
    who = np.arange(len(labels)) if persons is None else persons
    nothing = pd.DataFrame(index=range(len(who)))
    return Experiment(Pool(nothing, who, nothing, Schema(columns=())), labels)


@pytest.mark.parametrize(
    ("values", "size", "weights"),
    [
        ([5, 4, 3, 2], 2, [1, 1, 0, 0]),
        ([3, 1, 2, 2], 2, [1, 0, 0.5, 0.5]),
        ([1, 1, 1, 1], 1, [0.25, 0.25, 0.25, 0.25]),
        ([2, 2, 2, 1], 2, [2 / 3, 2 / 3, 2 / 3, 0]),
    ],
)
def test_rows_tied_at_the_edge_of_a_window_share_what_is_left(values, size, weights):
    assert window_weights(np.array(values, float), size) == pytest.approx(weights)


def test_the_p_value_of_a_perfect_attack_is_the_share_of_labellings_as_good():
    # 3 of 6 in training, all three scored highest: 1 of C(6,3) = 20 labellings does as well.
    scores = Scores("perfect", np.array([6.0, 5, 4, 3, 2, 1]))
    test = shuffle_test(
        experiment([True] * 3 + [False] * 3),
        statistics_of(scores),
        np.random.default_rng(0),
        n_shuffles=20_000,
    )
    assert test.p[0] == pytest.approx(1 / 20, abs=0.005)


def test_z_is_the_standardised_rank_sum():
    # Ranks 6, 5, 4 in training: sum 15, expected 10.5, variance 3 * 3 * 7 / 12 = 5.25.
    labels = [True] * 3 + [False] * 3
    statistics = statistics_of(Scores("a", np.array([6.0, 5, 4, 3, 2, 1])))
    test = shuffle_test(experiment(labels), statistics, np.random.default_rng(0), n_shuffles=99)
    assert test.z[0] == pytest.approx(4.5 / np.sqrt(5.25))
    assert test.sd[0] == pytest.approx(np.sqrt(5.25))


def test_a_constant_score_has_p_value_one():
    statistics = statistics_of(Scores("blind", np.zeros(100)))
    test = shuffle_test(experiment([True, False] * 50), statistics, np.random.default_rng(0), n_shuffles=99)
    assert test.p_adjusted.tolist() == [1.0] * len(statistics)


def test_blind_attacks_fire_no_more_often_than_they_may():
    # Five independent blind attacks with four windows each; P(more than 24 alarms of 200 at 5%) < 0.0001.
    rng = np.random.default_rng(7)
    alarms = 0
    for _ in range(200):
        labels = rng.permutation(np.repeat([True, False], [300, 100]))
        trial = experiment(labels)
        statistics = [
            s for i in range(5) for s in statistics_of(Scores(str(i), rng.normal(size=400).round(1)))
        ]
        alarms += shuffle_test(trial, statistics, rng, n_shuffles=199).p_adjusted.min() <= 0.05
    assert 1 <= alarms <= 24


def test_rows_of_one_person_are_shuffled_together():
    # 40 people with 10 rows each share a score a person: shuffling rows would see thousands of agreeing rows.
    rng = np.random.default_rng(3)
    persons = np.repeat(np.arange(40), 10)
    alarms = 0
    for _ in range(100):
        labels = rng.permutation(np.repeat([True, False], 20))
        trial = experiment(labels, persons)
        statistics = statistics_of(Scores("blind", rng.normal(size=40)[persons]))
        alarms += shuffle_test(trial, statistics, rng, n_shuffles=199).p_adjusted.min() <= 0.05
    assert alarms <= 14


def test_two_copied_rows_in_a_thousand_are_invisible_to_the_mean_and_ten_are_not():
    labels = np.repeat([True, False], 500)
    rng = np.random.default_rng(0)
    for n_copied, fires in ((2, False), (10, True)):
        copied = Scores("copies", (np.arange(1000) < n_copied).astype(float), graded=False)
        test = shuffle_test(experiment(labels), statistics_of(copied), rng)
        assert (test.p_adjusted[0] <= 0.05) is np.bool_(fires)


def test_the_same_seed_gives_the_same_p_values():
    labels = np.repeat([True, False], 50)
    statistics = statistics_of(Scores("a", np.random.default_rng(1).normal(size=100)))
    first, second = (shuffle_test(experiment(labels), statistics, np.random.default_rng(5)) for _ in range(2))
    assert first.p_adjusted.tolist() == second.p_adjusted.tolist()
    assert first.critical == second.critical


def test_a_statistic_that_is_constant_but_for_rounding_does_not_drown_the_others():
    labels = np.repeat([True, False], 100)
    telling = statistics_of(Scores("telling", labels + np.linspace(0, 0.1, 200)))
    dust = statistics_of(Scores("dust", np.full(200, 1 / 3)))
    test = shuffle_test(experiment(labels), telling + dust, np.random.default_rng(0), n_shuffles=199)
    assert test.p_adjusted[0] == 1 / 200
