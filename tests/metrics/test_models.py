from __future__ import annotations

import numpy as np
import pytest
from tables_for_tests import PEOPLE, people

from synthlab.metrics.utility.encoding import fit_encoder
from synthlab.metrics.utility.models import MODELS, predictions

TRAIN = people(200, np.random.default_rng(0))
TEST = people(100, np.random.default_rng(1))
ENCODER = fit_encoder(TRAIN, [column for column in PEOPLE.modelled if column.name != "bought"])
every_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)


def features(model):
    view = ENCODER.linear if model.is_linear else ENCODER.trees
    return view(TRAIN), view(TEST)


def bought(frame):
    return (frame["bought"] == "yes").to_numpy().astype(np.int64)


@every_model
def test_a_model_gives_each_test_row_a_probability_for_each_class(model):
    said = predictions(model, ENCODER, features(model), bought(TRAIN), 2, seed=0)
    assert said.shape == (100, 2)
    assert said.sum(axis=1) == pytest.approx(np.ones(100))
    assert (said[bought(TEST) == 1, 1].mean() - said[bought(TEST) == 0, 1].mean()) > 0.2


@every_model
def test_a_class_that_is_not_there_to_learn_has_probability_zero(model):
    said = predictions(model, ENCODER, features(model), 2 * bought(TRAIN), 4, seed=0)
    assert (said[:, [1, 3]] == 0).all()


@every_model
def test_with_one_class_to_learn_every_row_gets_it(model):
    said = predictions(model, ENCODER, features(model), np.full(200, 2), 3, seed=0)
    assert (said == [0, 0, 1]).all()


@every_model
def test_numbers_are_predicted_in_one_column(model):
    target = TRAIN["age"].to_numpy(dtype=np.float64)
    said = predictions(model, ENCODER, features(model), target, 0, seed=0)
    assert said.shape == (100, 1)
    assert np.corrcoef(said[:, 0], TEST["age"].to_numpy(dtype=np.float64))[0, 1] > 0.9


@every_model
def test_gaps_in_the_test_rows_alone_are_no_crash(model):
    train, test = features(model)
    complete = ~np.isnan(train).any(axis=1)
    gappy = test.copy() if model.is_linear else np.where(np.arange(test.shape[1]) == 0, np.nan, test)
    said = predictions(model, ENCODER, (train[complete], gappy), bought(TRAIN)[complete], 2, seed=0)
    assert np.isfinite(said).all()


@every_model
def test_the_same_seed_gives_the_same_predictions_to_the_last_digit(model):
    one, two = (predictions(model, ENCODER, features(model), bought(TRAIN), 2, seed=5) for _ in range(2))
    assert (one == two).all()


@every_model
def test_a_column_without_a_value_to_learn_from_changes_nothing_and_is_no_crash(model):
    train, test = features(model)
    gone = np.where(np.arange(train.shape[1]) == 0, np.nan, train)
    said = predictions(model, ENCODER, (gone, test), bought(TRAIN), 2, seed=0)
    without = np.where(np.arange(train.shape[1]) == 0, np.nan, test)
    assert np.array_equal(said, predictions(model, ENCODER, (gone, without), bought(TRAIN), 2, seed=0))
