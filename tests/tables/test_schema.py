from __future__ import annotations

import pytest

from synthlab.errors import DataError
from synthlab.tables.schema import Column, Kind, Role, Schema

SCHEMA = Schema(
    columns=(
        Column(name="age", kind=Kind.INTEGER),
        Column(name="sex", kind=Kind.CATEGORICAL, role=Role.SENSITIVE),
        Column(name="income", kind=Kind.CATEGORICAL, role=Role.TARGET),
        Column(name="id", kind=Kind.IDENTIFIER, reason="Unique in every row."),
        Column(name="note", kind=Kind.TEXT),
        Column(name="old", kind=Kind.NUMERIC, role=Role.IGNORED),
        Column(name="day", kind=Kind.DATETIME, format="%Y-%m-%d"),
    )
)


def test_identifiers_text_and_ignored_columns_are_set_aside() -> None:
    assert [column.name for column in SCHEMA.modelled] == ["age", "sex", "income", "day"]
    assert [column.name for column in SCHEMA.set_aside] == ["id", "note", "old"]


def test_numbers_and_dates_are_ordered_and_only_numbers_are_numbers() -> None:
    assert [column.name for column in SCHEMA.columns if column.is_ordered] == ["age", "old", "day"]
    assert [column.name for column in SCHEMA.columns if column.is_number] == ["age", "old"]


def test_a_column_is_found_by_name_or_its_absence_is_said() -> None:
    assert SCHEMA["age"].kind is Kind.INTEGER
    assert "age" in SCHEMA
    assert "Age" not in SCHEMA
    with pytest.raises(DataError, match=r"There is no column 'Age'\. The columns are: age, sex"):
        SCHEMA["Age"]


def test_one_column_is_changed_and_the_rest_stay() -> None:
    changed = SCHEMA.with_column("age", kind=Kind.NUMERIC, role="quasi-identifier")
    assert changed["age"].kind is Kind.NUMERIC
    assert changed["age"].role is Role.QUASI_IDENTIFIER
    assert changed.columns[1:] == SCHEMA.columns[1:]
    assert SCHEMA["age"].kind is Kind.INTEGER


def test_the_target_moves_and_there_is_never_a_second_one() -> None:
    moved = SCHEMA.with_target("sex")
    assert moved.target == moved["sex"]
    assert moved["income"].role is Role.FEATURE
    assert SCHEMA.with_target(None).target is None


def test_a_set_aside_column_cannot_be_the_target() -> None:
    with pytest.raises(DataError, match="'id' cannot be the target: it is set aside"):
        SCHEMA.with_target("id")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"time": "when"}, "names 'when' as its time column"),
        ({"group": "who"}, "names 'who' as its group column"),
        ({"columns": (*SCHEMA.columns, SCHEMA.columns[0])}, "occur twice in the schema: age"),
        (
            {"columns": tuple(column.model_copy(update={"role": Role.TARGET}) for column in SCHEMA.columns)},
            "More than one column has the role target",
        ),
    ],
)
def test_a_schema_that_contradicts_itself_is_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(DataError, match=message):
        SCHEMA.replace(**changes)


def test_a_saved_schema_loads_back_to_the_same_one() -> None:
    full = SCHEMA.replace(time="day").with_column(
        "age", bounds=(0.0, 120.0), decimals=0, source_name="Age", levels=("a", "b")
    )
    assert Schema.from_json(full.to_json()) == full


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "not usable"),
        ('{"columns": [{"name": "a", "kind": "colour"}]}', r"columns\.0\.kind"),
        ('{"columns": [{"name": "a", "kind": "text", "size": 3}]}', r"columns\.0\.size"),
    ],
)
def test_a_wrong_schema_file_is_refused_with_the_field(text: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        Schema.from_json(text)
