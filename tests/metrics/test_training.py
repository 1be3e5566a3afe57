from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import synthlab.metrics.utility.training as training
from synthlab.metrics.utility.models import MODELS, Model
from synthlab.metrics.utility.task import Task, Trial
from synthlab.metrics.utility.training import compare
from synthlab.tables.schema import Column, Kind

TARGET = Column(name="y", kind=Kind.NUMERIC)
TEST = np.array([0.0, 1.0, 2.0, 3.0])
FIRST = Model("first", "first", False, lambda *_: None)
SECOND = Model("second", "second", False, lambda *_: None)


def trial(n_train: int) -> Trial:
    def table(values: np.ndarray) -> pd.DataFrame:
        return pd.DataFrame({"x": np.arange(float(len(values))), "y": values})

    rows = np.arange(float(n_train))
    return Trial(
        Task(TARGET), (Column(name="x", kind=Kind.NUMERIC),), table(rows), table(rows + 100), table(TEST), ()
    )


@pytest.fixture
def dealt(monkeypatch):
    """Models that answer with the next of these errors added to the truth, in the order in which they are trained."""
    calls: list[int] = []

    def deal(errors: list[float]) -> list[int]:
        answers = iter(errors)

        def predictions(_model, _encoder, features, target, n_classes, _seed):
            calls.append(len(target))
            assert n_classes == 0
            # The first model is asked about synthetic rows too, after the test rows.
            others = np.zeros(len(features[1]) - len(TEST))
            said = TEST + next(answers) * np.array([1, -1, 1, -1])
            return np.append(said, others)[:, None]

        monkeypatch.setattr(training, "predictions", predictions)
        return calls

    return deal


def r2_of(error: float) -> float:
    return 1 - 4 * error**2 / 5


EVERY_ROW_ONCE = np.ones((10, 4), dtype=np.uint8)


def test_the_training_rows_chance_by_hand(dealt):
    # Whole: real 0.1, synthetic 0.3; halves of the real rows 0.2 and 0.4, of the synthetic rows 0.1 and 0.5.
    calls = dealt([0.1, 0.3, 0.2, 0.4, 0.1, 0.5])
    (found,) = compare(trial(9), [FIRST], EVERY_ROW_ONCE, np.random.default_rng(0))
    assert calls == [9, 9, 4, 4, 4, 4]
    assert found.gap == pytest.approx(r2_of(0.1) - r2_of(0.3))
    real = (r2_of(0.2) - r2_of(0.4)) ** 2 / 2
    synthetic = (r2_of(0.1) - r2_of(0.5)) ** 2 / 2
    # The test rows are drawn once each, so that only the training rows' chance is left.
    reach = 1.96 * np.sqrt((real + synthetic) / 2)
    assert (found.low, found.high) == pytest.approx((found.gap - reach, found.gap + reach))
    floor = r2_of(0.2) - r2_of(0.4)
    assert found.reference == pytest.approx(
        (floor, floor - 1.96 * np.sqrt(2 * real), floor + 1.96 * np.sqrt(2 * real))
    )


def test_a_lucky_pair_of_halves_borrows_from_the_other_models(dealt):
    lucky, plain = [0.1, 0.3, 0.2, 0.2, 0.2, 0.2], [0.1, 0.3, 0.2, 0.4, 0.2, 0.4]
    dealt(lucky + plain)
    first, second = compare(trial(8), [FIRST, SECOND], EVERY_ROW_ONCE, np.random.default_rng(0))
    assert (second.high - second.low) / (first.high - first.low) == pytest.approx(np.sqrt(2))


def test_equal_models_on_equal_halves_have_no_gap_and_no_width(dealt):
    dealt([0.2] * 6)
    (found,) = compare(trial(8), [FIRST], EVERY_ROW_ONCE, np.random.default_rng(0))
    assert (found.low, found.gap, found.high) == (0.0, 0.0, 0.0)


def test_two_models_without_a_mistake_are_apart_by_one_test_row_at_most():
    schema = (Column(name="x", kind=Kind.NUMERIC),)
    rows = pd.DataFrame({"x": np.arange(40.0), "y": pd.Categorical(["no"] * 20 + ["yes"] * 20)})
    test = rows.iloc[[*range(16), *range(20, 24)]].reset_index(drop=True)
    task = Task(Column(name="y", kind=Kind.CATEGORICAL), ("no", "yes"))
    counts = np.ones((10, 20), dtype=np.uint8)
    (found,) = compare(
        Trial(task, schema, rows, rows, test, ()), MODELS[1:2], counts, np.random.default_rng(0)
    )
    # 4 test rows are in the smaller class: one of them put last takes off a quarter.
    assert (found.low, found.gap, found.high) == (-0.25, 0.0, 0.25)
