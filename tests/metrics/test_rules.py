import numpy as np
import pandas as pd
import pytest
from fidelity_tables import of

from synthlab.errors import NotMeasurable
from synthlab.metrics.base import Comparison
from synthlab.metrics.fidelity.rule_kinds import off_step, shape_of
from synthlab.metrics.fidelity.rules import METRIC
from synthlab.tables.schema import Kind

N = 400


def score(columns, seed=0):
    return METRIC.compute(of(columns), np.random.default_rng(seed))


def row(found, rule):
    return next((each for each in found.details if each["rule"] == rule), None)


def words(rng, levels, n=N):
    return [levels[place] for place in rng.integers(0, len(levels), n)]


def test_a_column_that_determines_another_is_found_and_breaking_it_counted():
    rng = np.random.default_rng(0)
    towns = words(rng, ["Rome", "Oslo", "Bonn", "Pisa"])
    land = {"Rome": "I", "Pisa": "I", "Oslo": "N", "Bonn": "D"}
    made = [land[town] for town in towns]
    made[:40] = ["?"] * 40
    found = score(
        {
            "town": (Kind.CATEGORICAL, towns, towns),
            "land": (Kind.CATEGORICAL, [land[town] for town in towns], made),
        }
    )
    assert row(found, "land determines town") is None
    first = found.details[0]
    assert (first["rule"], first["broken"], first["reference"]) == ("town determines land", 0.1, 0)
    assert found.value == pytest.approx(0.1 / found.facts["n_rules"])
    assert found.facts["finding"].startswith("In every real row town determines land; 10.0%")


def test_a_nearly_constant_column_is_determined_by_nothing():
    rng = np.random.default_rng(0)
    real = {"a": words(rng, ["x", "y", "z"]), "b": ["no"] * (N - 1) + ["yes"]}
    with pytest.raises(NotMeasurable, match="No rule was found"):
        score({name: (Kind.CATEGORICAL, values, values) for name, values in real.items()})


def test_an_order_is_found_where_it_might_be_broken_and_not_where_it_could_not():
    rng = np.random.default_rng(1)
    start = rng.integers(10, 100, N)
    end = start + rng.integers(0, 50, N)
    far = rng.integers(10_000, 20_000, N)
    swapped = end.copy()
    swapped[:100] = start[:100] - 1
    found = score(
        {
            "start": (Kind.INTEGER, start.tolist(), start.tolist()),
            "end": (Kind.INTEGER, end.tolist(), swapped.tolist()),
            "far": (Kind.INTEGER, far.tolist(), far.tolist()),
        }
    )
    assert found.details[0]["rule"] == "start <= end"
    assert found.details[0]["broken"] == 0.25
    assert row(found, "start <= far") is None
    assert row(found, "start < far") is None


def test_dates_are_ordered_among_themselves():
    rng = np.random.default_rng(2)
    start = np.datetime64("2020-01-01", "ns") + rng.integers(0, 900, N) * np.timedelta64(1, "D")
    end = start + rng.integers(1, 300, N) * np.timedelta64(1, "D")
    found = score({"start": (Kind.DATETIME, start, end), "end": (Kind.DATETIME, end, start)})
    assert found.details[0]["rule"] == "start < end"
    assert found.details[0]["broken"] == 1


def test_a_sum_is_found_and_a_table_that_draws_columns_alone_breaks_it():
    rng = np.random.default_rng(3)
    a, b = rng.integers(0, 500, (2, N))
    found = score(
        {
            "casual": (Kind.INTEGER, a.tolist(), a.tolist()),
            "registered": (Kind.INTEGER, b.tolist(), b.tolist()),
            "all": (Kind.INTEGER, (a + b).tolist(), rng.permutation(a + b).tolist()),
        }
    )
    assert found.details[0]["rule"] == "casual + registered = all"
    assert found.details[0]["broken"] > 0.9


def test_steps_signs_and_times_of_day_are_rules():
    rng = np.random.default_rng(4)
    price = np.round(rng.random(N) * 100, 2)
    day = np.datetime64("2020-01-01", "ns") + rng.integers(0, 900, N) * np.timedelta64(1, "D")
    pay = rng.integers(10, 90, N) * 100
    found = score(
        {
            "price": (Kind.NUMERIC, price.tolist(), (price - 1 / 3).tolist()),
            "pay": (Kind.INTEGER, pay.tolist(), (pay + 1).tolist()),
            "day": (Kind.DATETIME, day, day + np.timedelta64(90, "m")),
        }
    )
    broken = {each["rule"] for each in found.details if each["broken"] == 1}
    assert broken == {
        "price is written in steps of 0.01",
        "pay is written in steps of 100",
        "day has no time of day",
    }
    assert 0 < row(found, "price is never below 0")["broken"] < 0.05


def test_what_is_missing_together_is_found():
    rng = np.random.default_rng(5)
    gone = rng.random(N) < 0.2
    first = np.where(gone, np.nan, rng.normal(size=N))
    second = np.where(gone, np.nan, rng.normal(size=N))
    found = score(
        {
            "a": (Kind.NUMERIC, first.tolist(), first.tolist()),
            "b": (Kind.NUMERIC, second.tolist(), rng.normal(size=N).tolist()),
        }
    )
    together = row(found, "b is missing wherever a is")
    assert together["broken"] == pytest.approx(gone.mean())


def test_codes_and_identifiers_are_judged_by_their_shape_alone():
    codes = [f"{place % 90 + 10}-{place % 17 + 100}" for place in range(N)]
    ids = [f"p{place:05d}" for place in range(N)]
    found = score(
        {
            "code": (Kind.CATEGORICAL, codes, [code.replace("-", "/") for code in codes]),
            "id": (Kind.IDENTIFIER, ids, [f"q{place:05d}" for place in range(N)]),
        }
    )
    assert row(found, "code is written like 99-999")["broken"] == 1
    assert row(found, "id is written like a99999")["broken"] == 0


def test_a_rule_that_only_seemed_to_hold_breaks_in_the_holdout_too():
    rng = np.random.default_rng(6)
    pay = rng.integers(10, 90, N) * 100
    base = of({"pay": (Kind.INTEGER, pay.tolist(), (pay + 1).tolist())})
    found = METRIC.compute(Comparison(base.train, base.synthetic, base.synthetic, base.schema), rng)
    step = row(found, "pay is written in steps of 100")
    assert step["broken"] == step["reference"] == 1
    assert found.value == found.reference


@pytest.mark.parametrize(
    ("unit", "value", "off"), [(0.01, 0.1 + 0.2, False), (1000, 1, True), (1, 1e9, False)]
)
def test_a_multiple_is_told_within_what_floats_can_hold(unit, value, off):
    assert off_step(np.array([value]), unit).tolist() == [off]


def test_a_shape_keeps_what_is_neither_digit_nor_letter():
    assert shape_of("AB-12.c") == "AA-99.a"


@pytest.mark.data
def test_the_sum_of_the_bike_counts_is_found(shared_data):
    frame = pd.read_csv(shared_data / "bike_sharing_day.csv")
    found = score(
        {
            name: (Kind.INTEGER, frame[name].tolist(), frame[name].tolist())
            for name in ("casual", "registered", "cnt")
        }
    )
    assert row(found, "casual + registered = cnt") is not None


def test_a_table_without_rules_is_not_measured():
    rng = np.random.default_rng(7)
    with pytest.raises(NotMeasurable, match="No rule was found"):
        score({"x": (Kind.NUMERIC, rng.normal(size=N).tolist(), rng.normal(size=N).tolist())})
