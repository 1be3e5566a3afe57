import numpy as np
import pandas as pd
import pytest
from fidelity_tables import of

from synthlab.metrics.base import Comparison
from synthlab.metrics.fidelity.loose_rules import AmongCodes, loose_rules
from synthlab.metrics.fidelity.rule_finding import find_rules
from synthlab.metrics.fidelity.rules import METRIC
from synthlab.tables.schema import Kind

N = 2000


def rules(columns):
    given = of({name: (kind, values, values) for name, (kind, values) in columns.items()})
    return loose_rules(given.train, given.schema, find_rules(given.train, given.schema))


def orders(n_broken, seed=0):
    """Start and end, of which ``n_broken`` are the wrong way round."""
    rng = np.random.default_rng(seed)
    start = rng.integers(0, 500, N)
    end = start + rng.integers(1, 60, N)
    end[:n_broken] = start[:n_broken] - 5
    return start.tolist(), end.tolist()


def test_an_order_that_one_row_in_two_hundred_breaks_is_a_rule_with_exceptions():
    start, end = orders(10)
    (rule,) = rules({"start": (Kind.INTEGER, start), "end": (Kind.INTEGER, end)})
    assert rule.text == "start < end, but for 0.50% of the real rows"
    assert (rule.kind, rule.n_broken, rule.n_rows) == ("order, with exceptions", 10, N)


@pytest.mark.parametrize(
    ("n_broken", "found"), [(0, False), (1, True), (20, True), (21, False), (300, False)]
)
def test_a_rule_has_exceptions_but_not_more_than_one_in_a_hundred(n_broken, found):
    start, end = orders(n_broken)
    assert bool(rules({"start": (Kind.INTEGER, start), "end": (Kind.INTEGER, end)})) is found


def test_few_exceptions_are_not_counted_out():
    start, end = orders(3)
    (rule,) = rules({"start": (Kind.INTEGER, start), "end": (Kind.INTEGER, end)})
    assert rule.text == "start < end, but for fewer than 10 real rows"


def test_a_town_with_some_wrong_lands_still_determines_it_and_nothing_else_does():
    rng = np.random.default_rng(1)
    town = rng.integers(0, 12, N)
    land = town // 3
    land[:15] = (land[:15] + 1) % 4
    other = rng.integers(0, 4, N)
    found = rules(
        {
            "town": (Kind.CATEGORICAL, [f"t{each:02d}" for each in town]),
            "land": (Kind.CATEGORICAL, [f"l{each}" for each in land]),
            "other": (Kind.CATEGORICAL, [f"o{each}" for each in other]),
        }
    )
    assert [rule.text for rule in found] == ["town determines land, but for 0.75% of the real rows"]


def test_a_column_that_is_nearly_constant_is_nearly_determined_by_nothing():
    rng = np.random.default_rng(2)
    a = [f"a{each}" for each in rng.integers(0, 5, N)]
    b = ["no"] * (N - 12) + ["yes"] * 12
    assert rules({"a": (Kind.CATEGORICAL, a), "b": (Kind.CATEGORICAL, b)}) == []


def test_a_sum_with_wrong_rows_is_found_and_a_part_that_adds_nothing_is_not():
    rng = np.random.default_rng(3)
    a, b = rng.integers(0, 500, (2, N))
    total = a + b
    total[[3, 800, 1200]] += 7
    zero = np.where(np.arange(N) < 5, 9, 0)
    found = rules(
        {
            "a": (Kind.INTEGER, a.tolist()),
            "b": (Kind.INTEGER, b.tolist()),
            "all": (Kind.INTEGER, total.tolist()),
            "zero": (Kind.INTEGER, zero.tolist()),
        }
    )
    sums = [rule.text for rule in found if rule.kind.startswith("sum")]
    assert sums == ["a + b = all, but for fewer than 10 real rows"]


def test_small_tables_have_no_rules_with_exceptions():
    rng = np.random.default_rng(4)
    start = rng.integers(0, 500, 299)
    end = start + 9
    end[0] = start[0] - 1
    assert rules({"start": (Kind.INTEGER, start.tolist()), "end": (Kind.INTEGER, end.tolist())}) == []


def test_codes_of_another_column_are_found_and_strange_ones_counted():
    rng = np.random.default_rng(5)
    staff = [f"s{place:03d}" for place in range(60)]
    boss = [staff[place] for place in rng.integers(0, 12, 600)]
    person = staff * 10
    made_boss = ["s999"] * 60 + boss[60:]
    given = of({"person": (Kind.CATEGORICAL, person, person), "boss": (Kind.CATEGORICAL, boss, made_boss)})
    found = METRIC.compute(given, np.random.default_rng(0))
    row = next(each for each in found.details if each["kind"] == "codes of another")
    assert row["rule"] == "every value of boss is one of those of person"
    assert row["broken"] == 0.1
    assert row["low"] > row["reference_high"]
    assert not [each for each in found.details if each["rule"].startswith("every value of person")]


def test_new_codes_are_no_breach_where_the_table_itself_knows_them():
    rule = AmongCodes("boss", "person", frozenset({"a", "b"}))
    frame = pd.DataFrame(
        {
            "person": pd.array(["x1", "x2", None, "a"], dtype="string"),
            "boss": pd.array(["x2", "b", "x9", None], dtype="string"),
        }
    )
    applies, broken = rule.judge(frame)
    assert applies.tolist() == [True, True, True, False]
    assert broken.tolist() == [False, False, True, False]


def test_a_table_whose_exceptions_are_gone_is_too_clean_and_one_that_has_them_is_not():
    def compared(n_made):
        real, made, held = (orders(n, seed) for n, seed in ((16, 0), (n_made, 1), (15, 2)))
        both = of({"start": (Kind.INTEGER, real[0], made[0]), "end": (Kind.INTEGER, real[1], made[1])})
        holdout = of(
            {"start": (Kind.INTEGER, held[0], held[0]), "end": (Kind.INTEGER, held[1], held[1])}
        ).train
        return METRIC.compute(
            Comparison(both.train, holdout, both.synthetic, both.schema), np.random.default_rng(0)
        )

    clean = compared(0)
    assert clean.facts["too_clean"] == [
        "Too clean: start < end, but for 0.80% of the real rows; of the synthetic rows 0.00% break that."
    ]
    assert "exceptions are missing" in clean.warnings[0]
    fair = compared(14)
    assert fair.facts["too_clean"] == []
    assert fair.facts["n_with_exceptions"] == 1
    wrong = compared(200)
    assert wrong.facts["finding"].startswith("In nearly every real row start < end, but for 0.80%")
    assert wrong.facts["too_clean"] == []


@pytest.mark.data
def test_a_garage_is_nearly_never_older_than_its_house(shared_data):
    frame = pd.read_csv(shared_data / "ames_housing.csv")
    columns = {name: (Kind.INTEGER, frame[name].tolist()) for name in ("Year Built", "Garage Yr Blt")}
    assert [rule.text for rule in rules(columns)] == [
        "Year Built <= Garage Yr Blt, but for 0.61% of the real rows"
    ]
