import numpy as np
import pytest
from fidelity_tables import comparison, of

from synthlab.errors import NotMeasurable
from synthlab.export.suppression import LEAST_ROWS
from synthlab.metrics.fidelity.tails import METRIC
from synthlab.statistics.share_gaps import relative_gap
from synthlab.tables.schema import Kind


def score(given, seed=0):
    return METRIC.compute(given, np.random.default_rng(seed))


def row(found, column, what):
    return next(each for each in found.details if each["column"] == column and what in each["what"])


@pytest.mark.parametrize(("p", "q", "gap"), [(0, 0, 0), (0.1, 0.1, 0), (0.1, 0, 1), (0.01, 0.03, 0.5)])
def test_a_relative_gap_is_the_one_counted_by_hand(p, q, gap):
    assert relative_gap(p, q) == pytest.approx(gap)


def test_a_perfect_synthesizer_lies_within_the_floor_and_is_not_called_clean():
    found = score(comparison())
    assert found.reference_low <= found.value <= found.reference_high
    assert found.facts["too_clean"] == []
    assert found.facts["finding"].startswith("Extremes, rare levels")


def test_shares_beyond_the_real_quantiles_are_those_counted_by_hand():
    real = [float(value) for value in range(1000)]
    made = [float(value) for value in range(500, 1500)]
    high = row(score(of({"x": (Kind.NUMERIC, real, made)})), "x", "highest 5%")
    # The 5% quantile of 0..999 is 950: 49 real values lie above it, and 549 of 500..1499.
    assert high["train"] == pytest.approx(0.049)
    assert high["synthetic"] == pytest.approx(0.549)
    assert high["distance"] == pytest.approx(0.5 / 0.598, abs=0.02)


def test_a_table_without_outliers_is_the_first_finding_and_called_too_clean():
    found = score(comparison(lambda f: {"income": f["income"].clip(upper=f["income"].quantile(0.93))}))
    first = found.details[0]
    assert (first["column"], first["too_clean"]) == ("income", True)
    assert "outliers" in first["what"]
    assert found.facts["finding"].startswith("Too clean: income, outliers")
    assert any("markedly tidier" in warning for warning in found.warnings)


def test_a_table_without_missing_values_is_too_clean():
    found = score(comparison(lambda frame: {"score": frame["score"].fillna(50.0)}))
    assert found.details[0]["what"] == "rows with a missing value"
    assert found.details[0]["synthetic"] == 0
    assert found.details[0]["too_clean"]


def test_a_moved_column_comes_first_and_is_wrong_rather_than_clean():
    found = score(comparison(lambda frame: {"income": frame["income"] * 100 + 5000}))
    assert found.details[0]["column"] == "income"
    assert found.low > found.reference_high
    assert not any(each["too_clean"] for each in found.details)


def test_heaping_on_round_values_that_is_lost_is_found():
    rng = np.random.default_rng(0)
    exact = rng.integers(18, 90, 900)
    heaped = np.where(rng.random(900) < 0.5, exact // 10 * 10, exact)
    found = score(of({"age": (Kind.INTEGER, heaped.tolist(), rng.integers(18, 90, 900).tolist())}))
    ages = row(found, "age", "round values")
    assert ages["what"] == "round values (whole multiples of 10)"
    assert ages["train"] == pytest.approx(0.55, abs=0.05)
    assert ages["synthetic"] == pytest.approx(0.1, abs=0.03)
    assert ages["too_clean"]


def test_rare_levels_that_are_lost_are_found():
    real = ["often"] * 2000 + [f"rare {place}" for place in range(10) for _ in range(10)]
    found = score(of({"x": (Kind.CATEGORICAL, real, ["often"] * 2100)}))
    first = found.details[0]
    assert first["what"] == "levels that under 1% of the real rows hold"
    assert (first["train"], first["synthetic"]) == (pytest.approx(100 / 2100), 0)
    assert first["too_clean"]


def test_repeated_rows_that_are_lost_are_found_at_equal_size():
    rng = np.random.default_rng(1)
    real = np.repeat(rng.normal(size=300), 2).tolist()
    found = score(of({"x": (Kind.NUMERIC, real, rng.normal(size=600).tolist())}))
    repeats = row(found, "(all columns)", "rows that repeat another row")
    assert repeats["synthetic"] == 0
    assert repeats["too_clean"]


def test_marks_that_few_real_rows_carry_are_not_measured_at_all():
    values = [1.0] * 8 + [5.0] * 8
    with pytest.raises(NotMeasurable, match=f"{LEAST_ROWS} real rows"):
        score(of({"x": (Kind.NUMERIC, values, values)}))


def test_without_any_column_the_metric_says_why_it_has_no_answer():
    with pytest.raises(NotMeasurable, match="every one of them is set aside"):
        score(of({"x": (Kind.IDENTIFIER, ["p1", "p2"], ["p1", "p2"])}))
