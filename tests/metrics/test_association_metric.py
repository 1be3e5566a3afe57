import json
import math

import numpy as np
import pandas as pd
import pytest
from fidelity_tables import comparison, of

from synthlab.errors import NotMeasurable
from synthlab.metrics.fidelity.association import METRIC
from synthlab.statistics.association import correlation_ratio, spearman
from synthlab.tables.schema import Kind


def score(given, seed=0):
    return METRIC.compute(given, np.random.default_rng(seed))


def entry(found, which, a, b):
    columns = found.facts["columns"]
    return found.facts[which][columns.index(a)][columns.index(b)]


def test_the_matrices_hold_each_measure_of_the_whole_tables():
    given = comparison()
    found = score(given)
    train = given.train
    age, income = train["age"].to_numpy(dtype=float), train["income"].to_numpy()
    assert entry(found, "train", "age", "income") == pytest.approx(spearman(age, income))
    ratio = correlation_ratio(train["job"].cat.codes.to_numpy(), income)
    assert entry(found, "train", "income", "job") == pytest.approx(ratio)
    assert entry(found, "train", "job", "income") == pytest.approx(ratio)
    assert entry(found, "measures", "age", "joined") == "Spearman"
    assert entry(found, "measures", "age", "job") == "correlation ratio"
    assert entry(found, "measures", "member", "job") == "Cramer's V"
    assert entry(found, "measures", "age", "age") is None
    assert entry(found, "difference", "age", "income") == pytest.approx(
        entry(found, "synthetic", "age", "income") - entry(found, "train", "age", "income")
    )
    assert found.facts["columns"] == ["age", "income", "score", "job", "town", "member", "joined"]
    assert found.facts["undefined"] == []


def test_an_invented_dependence_comes_first_and_is_called_so():
    found = score(comparison(lambda frame: {"town": pd.Categorical(np.where(frame["age"] > 50, "E", "W"))}))
    first = found.details[0]
    assert {first["a"], first["b"]} == {"age", "town"}
    assert first["what"] == "invented"
    assert first["low"] > first["reference_high"]
    assert found.low > found.reference_high


def test_a_lost_dependence_comes_first_and_is_called_so():
    found = score(comparison(lambda frame: {"job": frame["job"].to_numpy()[::-1]}))
    first = found.details[0]
    assert {first["a"], first["b"]} == {"income", "job"}
    assert first["what"] == "lost"
    assert first["difference"] < 0


def test_a_dependence_turned_around_is_changed_and_signed():
    found = score(comparison(lambda frame: {"age": 98 - frame["age"]}))
    first = found.details[0]
    assert {first["a"], first["b"]} == {"age", "income"}
    assert first["what"] == "changed"
    assert first["train"] > 0 > first["synthetic"]
    assert first["low"] < first["difference"] < first["high"] < 0


@pytest.mark.parametrize("sizes", [(1200, 600, 1200), (300, None, 300), (4000, 2000, 4000)])
def test_a_perfect_synthesizer_lies_within_the_floor(sizes):
    found = score(comparison(sizes=sizes))
    assert found.reference_low <= found.value <= found.reference_high
    # Of 21 pairs about one exceeds what 95% of real tables stay below.
    assert sum(abs(row["difference"]) > row["reference_high"] for row in found.details) <= 4


def test_a_constant_column_is_undefined_named_and_in_no_mean():
    given = comparison(lambda frame: {"member": frame["member"] | ~frame["member"]})
    found = score(given)
    assert entry(found, "synthetic", "member", "age") is None
    assert entry(found, "difference", "member", "age") is None
    assert entry(found, "train", "member", "age") is not None
    assert len(found.facts["undefined"]) == 1
    assert found.facts["undefined"][0].startswith("member: constant")
    assert "synthetic" in found.facts["undefined"][0]
    assert all("member" not in (row["a"], row["b"]) for row in found.details)
    assert found.facts["n_pairs"] == 15


def test_the_interval_of_a_difference_covers_the_truth_about_95_times_in_100():
    covered, runs = 0, 60
    for seed in range(runs):
        rng = np.random.default_rng([5, seed])
        x, y = rng.normal(size=(2, 300)), rng.normal(size=(2, 400))
        made = y[1] + y[0]
        given = of({"x": (Kind.NUMERIC, list(x[0]), list(y[0])), "y": (Kind.NUMERIC, list(x[1]), list(made))})
        (row,) = score(given, seed).details
        # Spearman's correlation of a normal pair is 6 / pi asin(r / 2), here with r = 1 / sqrt(2).
        covered += row["low"] <= 6 / math.pi * math.asin(math.sqrt(0.5) / 2) <= row["high"]
    # 52 of 60 or fewer would happen once in a hundred times at 95%.
    assert covered >= 52


def test_the_first_ten_rows_carry_their_joint_table():
    found = score(comparison())
    assert [("joint" in row) for row in found.details] == [True] * 10 + [False] * 11
    joint = found.details[0]["joint"]
    assert len(joint["train"]) == len(joint["a_labels"])
    assert len(joint["train"][0]) == len(joint["b_labels"])


def test_details_and_facts_are_plain_json():
    found = score(comparison())
    assert json.loads(json.dumps(dict(found.facts), allow_nan=False)) == dict(found.facts)
    assert json.loads(json.dumps(list(found.details), allow_nan=False)) == list(found.details)


def test_tables_where_nothing_varies_have_no_association():
    with pytest.raises(NotMeasurable, match="No two columns vary"):
        score(of({"x": (Kind.NUMERIC, [1.0] * 30, [1.0] * 30), "y": (Kind.INTEGER, [2] * 30, [2] * 30)}))


def test_one_column_goes_together_with_nothing():
    with pytest.raises(NotMeasurable, match="two columns"):
        score(of({"x": (Kind.NUMERIC, [1.0, 2.0], [1.0, 2.0])}))


def test_same_seed_same_score_to_the_last_digit():
    assert score(comparison(), 3) == score(comparison(), 3)
