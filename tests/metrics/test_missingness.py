import numpy as np
import pytest
from fidelity_tables import comparison, of

from synthlab.errors import NotMeasurable
from synthlab.metrics.fidelity.missingness import METRIC
from synthlab.tables.schema import Kind


def score(given, seed=0):
    return METRIC.compute(given, np.random.default_rng(seed))


def test_shares_and_their_difference_are_those_counted_by_hand():
    real, made = [None] * 10 + [1.0] * 30, [None] * 30 + [1.0] * 10
    (row,) = score(of({"x": (Kind.NUMERIC, real, made)})).details
    assert (row["train"], row["synthetic"], row["difference"]) == (0.25, 0.75, 0.5)
    assert row["low"] < 0.5 < row["high"]
    assert row["low"] > row["reference_high"]


def test_tables_without_gaps_differ_by_nothing():
    found = score(of({"x": (Kind.NUMERIC, [1.0] * 40, [2.0] * 40)}))
    assert found.value == found.reference == found.reference_high == 0.0


def test_gaps_that_were_filled_come_first():
    found = score(comparison(lambda frame: {"score": frame["score"].fillna(50.0)}))
    first = found.details[0]
    assert first["column"] == "score"
    assert first["synthetic"] == 0.0
    assert first["difference"] == pytest.approx(-0.2, abs=0.04)
    assert first["high"] < -first["reference_high"]
    assert found.low > found.reference_high


def test_a_perfect_synthesizer_lies_within_the_floor():
    found = score(comparison())
    assert found.reference_low <= found.value <= found.reference_high
    assert len(found.details) == 7


def test_the_value_is_the_mean_over_columns():
    real = [None] * 20 + [1.0] * 20
    found = score(
        of({"x": (Kind.NUMERIC, real * 50, [1.0] * 1000), "y": (Kind.NUMERIC, [1.0] * 2000, [1.0] * 1000)})
    )
    assert found.value == pytest.approx(0.25, abs=0.01)
    assert found.low < 0.25 < found.high


def test_without_any_column_the_metric_says_why_it_has_no_answer():
    with pytest.raises(NotMeasurable, match="set aside"):
        score(of({"x": (Kind.IDENTIFIER, ["p1", "p2"], ["p1", "p2"])}))
