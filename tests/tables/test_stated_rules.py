import pytest

from synthlab.errors import DataError
from synthlab.studies.records import conformed_key, made_under
from synthlab.tables.rules import (
    AtLeast,
    Determines,
    MissingTogether,
    NeverTogether,
    Order,
    Shape,
    Step,
    Sum,
    WithoutTime,
)
from synthlab.tables.schema import Column, Kind, Schema

PLAIN = Schema(columns=tuple(Column(name=name, kind=Kind.INTEGER) for name in ("a", "b", "c")))
RULES = (
    Order(low="a", high="b", strictly=True),
    Sum(parts=("a", "b"), total="c"),
    Determines(first="a", second="b"),
    Step(column="a", unit=0.25),
    AtLeast(column="a"),
    WithoutTime(column="b"),
    MissingTogether(first="a", second="c"),
    Shape(column="a", shape="AA-99"),
    NeverTogether(first="a", value="1", second="b", other="2"),
)


def test_rules_are_saved_with_the_schema_and_read_back() -> None:
    schema = PLAIN.replace(rules=RULES)
    assert Schema.from_json(schema.to_json()) == schema
    assert schema.rules == RULES


def test_every_rule_is_a_sentence() -> None:
    assert [rule.text for rule in RULES] == [
        "a < b",
        "a + b = c",
        "a determines b",
        "a is written in steps of 0.25",
        "a is never below 0",
        "b has no time of day",
        "c is missing wherever a is",
        "a is written like AA-99",
        "a = 1 never goes with b = 2",
    ]


def test_a_schema_without_rules_is_written_as_before_and_read_from_before() -> None:
    assert "rules" not in PLAIN.to_json()
    assert Schema.from_json(PLAIN.to_json()).rules == ()


def test_a_rule_changes_what_reports_were_made_under_but_no_rows() -> None:
    schema = PLAIN.replace(rules=RULES[:1])
    assert made_under(schema, None).schema_ != made_under(PLAIN, None).schema_
    assert made_under(schema, None).table == made_under(PLAIN, None).table
    assert conformed_key(schema) == conformed_key(PLAIN)


def test_rules_of_columns_that_are_left_out_go_with_them() -> None:
    schema = PLAIN.replace(rules=RULES)
    left = schema.replace(columns=schema.columns[:2])
    assert [rule.kind for rule in left.rules] == [
        "order", "determines", "step", "at least", "without time", "shape", "never together",
    ]  # fmt: skip
    assert schema.with_target("a").rules == RULES


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"kind": "order", "low": "a", "high": "z"}', "names 'z', but there is no such column"),
        ('{"kind": "order", "low": "a", "high": "a"}', "names the column 'a' twice"),
        ('{"kind": "sum", "parts": ["a"], "total": "c"}', "at least 2 items"),
        ('{"kind": "step", "column": "a", "unit": 0}', "greater than 0"),
        ('{"kind": "law", "column": "a"}', "rules"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(text: str, says: str) -> None:
    whole = PLAIN.to_json().rstrip().removesuffix("}") + f', "rules": [{text}]}}'
    with pytest.raises(DataError, match=says):
        Schema.from_json(whole)
