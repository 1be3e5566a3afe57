import numpy as np
import pandas as pd
import pytest
from fidelity_tables import comparison, of

from synthlab.errors import NotMeasurable
from synthlab.metrics.base import Comparison
from synthlab.metrics.fidelity.pairs import METRIC
from synthlab.tables.schema import Column, Kind, Schema


def score(given, seed=0):
    return METRIC.compute(given, np.random.default_rng(seed))


def test_a_two_way_table_turned_around_is_at_distance_one_though_its_columns_agree():
    a = ["p", "q"] * 50
    found = score(of({"a": (Kind.CATEGORICAL, a, a), "b": (Kind.CATEGORICAL, a, ["q", "p"] * 50)}))
    (only,) = found.details
    assert (only["a"], only["b"]) == ("a", "b")
    assert only["distance"] == found.value == 1.0
    assert only["low"] > only["reference"]


def test_a_quarter_moved_is_a_distance_of_a_quarter():
    real = of(
        {
            "a": (Kind.CATEGORICAL, ["p"] * 1000 + ["q"] * 1000, ["p"] * 500 + ["q"] * 500),
            "b": (
                Kind.CATEGORICAL,
                ["p"] * 1000 + ["q"] * 1000,
                ["p"] * 250 + ["q"] * 250 + ["q"] * 500,
            ),
        }
    )
    found = score(real)
    assert found.value == pytest.approx(0.25, abs=0.01)
    assert found.low < 0.25 < found.high


def test_an_invented_dependence_comes_first():
    def invented(frame):
        return {"town": pd.Categorical(np.where(frame["age"] > 50, "E", "W"), ["E", "N", "S", "W"])}

    found = score(comparison(invented))
    # Pairs with the town differ in its margin too; that with age differs most.
    assert {found.details[0]["a"], found.details[0]["b"]} == {"age", "town"}
    assert found.low > found.reference_high


def test_a_lost_dependence_comes_first_though_no_column_changed():
    found = score(comparison(lambda frame: {"income": frame["income"].to_numpy()[::-1]}))
    first_two = {frozenset((row["a"], row["b"])) for row in found.details[:2]}
    assert first_two == {frozenset(("age", "income")), frozenset(("income", "job"))}
    assert all(row["low"] > row["reference_high"] for row in found.details[:2])
    assert found.value > found.reference_high


@pytest.mark.parametrize("sizes", [(1200, 600, 1200), (300, None, 300), (100, 60, 20)])
def test_a_perfect_synthesizer_lies_within_the_floor(sizes):
    found = score(comparison(sizes=sizes))
    assert found.reference_low <= found.value <= found.reference_high
    assert found.facts["n_pairs"] == 21


def test_two_hundred_columns_are_measured_in_blocks():
    rng = np.random.default_rng(0)
    schema = Schema(columns=tuple(Column(name=f"c{place}", kind=Kind.NUMERIC) for place in range(200)))
    frames = [pd.DataFrame(rng.normal(size=(n, 200)), columns=list(schema.names)) for n in (300, 150, 300)]
    frames[2]["c7"] = frames[2]["c3"]
    found = score(Comparison(frames[0], frames[1], frames[2], schema))
    assert found.facts["n_pairs"] == 19_900
    assert len(found.details) == 50
    assert (found.details[0]["a"], found.details[0]["b"]) == ("c3", "c7")
    assert found.reference_low <= found.value <= found.reference_high


def test_one_column_has_no_pairs():
    with pytest.raises(NotMeasurable, match="two columns"):
        score(of({"x": (Kind.NUMERIC, [1.0, 2.0], [1.0, 2.0])}))


def test_same_seed_same_score_to_the_last_digit():
    assert score(comparison(), 3) == score(comparison(), 3)
