import json

import numpy as np
import pandas as pd
import pytest
from fidelity_tables import comparison, of

from synthlab.errors import NotMeasurable
from synthlab.metrics.fidelity.marginals import METRIC
from synthlab.tables.schema import Kind


def score(given, seed=0):
    return METRIC.compute(given, np.random.default_rng(seed))


def row(found, name):
    return next(each for each in found.details if each["column"] == name)


def test_shares_and_distance_of_a_category_are_those_counted_by_hand():
    real, made = ["a"] * 30 + ["b"] * 10, ["a"] * 10 + ["b"] * 10
    found = score(of({"x": (Kind.CATEGORICAL, real, made)}))
    (only,) = found.details
    assert only["labels"] == ["a", "b"]
    assert only["train"] == [0.75, 0.25]
    assert only["synthetic"] == [0.5, 0.5]
    assert found.n_rows == 20
    # The real rows are cut to 20 of 40 by chance: about 0.25.
    assert only["distance"] == pytest.approx(0.25, abs=0.03)
    assert only["ks"] is None


def test_a_constant_column_is_at_distance_zero():
    found = score(of({"x": (Kind.INTEGER, [7] * 40, [7] * 40), "y": (Kind.NUMERIC, [1.5] * 40, [1.5] * 40)}))
    assert found.value == found.low == found.high == found.reference == found.reference_high == 0.0


def test_a_column_missing_throughout_is_at_distance_zero_unless_the_synthetic_one_has_values():
    nothing = [None] * 40
    found = score(of({"x": (Kind.NUMERIC, nothing, nothing), "y": (Kind.NUMERIC, nothing, [1.0] * 40)}))
    assert row(found, "x")["distance"] == 0.0
    assert row(found, "y")["distance"] == 1.0
    assert row(found, "x")["labels"] == ["(missing)"]
    assert row(found, "y")["labels"] == ["(new)", "(missing)"]
    assert row(found, "y")["ks"] is None
    assert row(found, "x")["note"] == "Every real value is missing."


def test_a_perfect_synthesizer_lies_within_the_floor():
    found = score(comparison())
    assert found.reference_low <= found.value <= found.reference_high
    assert found.low <= found.value <= found.high
    assert found.n_rows == found.facts["n_equal"] == 600


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("income", lambda frame: frame["income"] * 100 + 5000),
        ("age", lambda frame: frame["age"] * 100 + 5000),
        ("job", lambda frame: frame["job"].where(frame["job"] != "baker", "clerk")),
        ("score", lambda frame: frame["score"].fillna(50.0)),
        ("member", lambda frame: ~frame["member"]),
        ("joined", lambda frame: frame["joined"] + pd.Timedelta(days=2000)),
        ("town", lambda frame: frame["town"].cat.rename_categories({"E": "Elsewhere"})),
    ],
)
def test_the_column_that_was_changed_comes_first(name, change):
    found = score(comparison(lambda frame: {name: change(frame)}))
    first = found.details[0]
    assert first["column"] == name
    assert first["low"] > first["reference_high"]
    assert found.low > found.reference_high


def test_a_value_that_does_not_occur_in_the_real_table_is_new():
    found = score(comparison(lambda frame: {"town": frame["town"].cat.rename_categories({"E": "Elsewhere"})}))
    town = row(found, "town")
    assert "Elsewhere" not in town["labels"]
    place = town["labels"].index("(new)")
    assert town["train"][place] == 0
    assert town["synthetic"][place] == pytest.approx(0.25, abs=0.05)


def test_what_is_shown_sums_to_one_and_fits_the_distance():
    found = score(comparison(lambda frame: {"age": frame["age"] + 10}))
    for each in found.details:
        assert sum(each["train"]) == pytest.approx(1)
        assert sum(each["synthetic"]) == pytest.approx(1)
        shown = np.abs(np.subtract(each["train"], each["synthetic"])).sum() / 2
        # Nothing is pooled here, so only the cut to equal size lies between the picture and the score.
        assert shown <= each["distance"] + 0.01


def test_missing_values_are_a_bin_of_their_own():
    score_row = row(score(comparison()), "score")
    assert score_row["labels"][-1] == "(missing)"
    assert score_row["train"][-1] == pytest.approx(0.2, abs=0.05)


def test_rare_levels_are_pooled_in_what_is_shown_and_the_note_says_so():
    real = ["a"] * 50 + ["b"] * 50 + ["hidden"] * 4
    found = score(of({"x": (Kind.CATEGORICAL, real, real)}))
    (only,) = found.details
    assert only["labels"] == ["a", "b", "(rare)"]
    assert "hidden" not in json.dumps(found.details)
    assert only["note"] == "1 level that fewer than 10 real rows hold: counted apart, shown as (rare)."


def test_a_swap_of_rare_levels_is_measured_though_it_is_not_shown():
    real = [f"l{place}" for place in range(40) for _ in range(5)]
    made = [f"l{place}" for place in range(20) for _ in range(10)]
    (only,) = score(of({"x": (Kind.CATEGORICAL, real, made)})).details
    assert only["labels"] == ["(rare)"]
    assert only["distance"] > 0.4


def test_ks_is_taken_on_the_values_and_not_on_the_bins():
    real, made = list(range(100)), [value + 0.4 for value in range(100)]
    (only,) = score(of({"x": (Kind.NUMERIC, real, made)})).details
    assert only["ks"] == pytest.approx(0.01)


def test_details_are_plain_json():
    found = score(comparison())
    assert json.loads(json.dumps([dict(each) for each in found.details])) == list(found.details)
    assert all(type(each[key]) is float for each in found.details for key in ("distance", "low", "high"))


def test_identifiers_are_not_measured_and_every_other_column_is():
    found = score(comparison())
    assert {each["column"] for each in found.details} == {
        "age", "income", "score", "job", "town", "member", "joined",
    }  # fmt: skip


def test_same_seed_same_score_to_the_last_digit():
    assert score(comparison(), 3) == score(comparison(), 3)


def test_without_any_column_the_metric_says_why_it_has_no_answer():
    with pytest.raises(NotMeasurable, match="every one of them is set aside"):
        score(of({"x": (Kind.IDENTIFIER, ["p1", "p2"], ["p1", "p2"])}))


def test_one_real_row_has_no_halves():
    with pytest.raises(NotMeasurable, match="cannot be split into halves"):
        score(of({"x": (Kind.NUMERIC, [1.0], [1.0])}))


def test_a_holdout_that_drifted_is_said_and_raises_the_floor():
    given = comparison()
    holdout = given.holdout.assign(age=given.holdout["age"] + 15)
    drifted = type(given)(given.train, holdout, given.synthetic, given.schema)
    found = score(drifted)
    assert any("Train and holdout differ by more than chance" in warning for warning in found.warnings)
    assert found.reference_high >= found.reference
    assert not score(given).warnings
