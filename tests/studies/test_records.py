"""What is remembered of a schema decides what becomes stale."""

from __future__ import annotations

from pathlib import Path

import pytest

from synthlab.errors import DataError
from synthlab.studies.records import StudyFacts, conformed_key, load, made_under, split_key
from synthlab.tables.schema import Column, Kind, Role, Schema

SCHEMA = Schema(
    columns=(
        Column(name="a", kind=Kind.INTEGER),
        Column(name="b", kind=Kind.CATEGORICAL),
        Column(name="day", kind=Kind.DATETIME, format="%Y-%m-%d"),
    )
)


@pytest.mark.parametrize(
    ("changed", "table", "split", "any_"),
    [
        (SCHEMA, False, False, False),
        (SCHEMA.with_column("a", reason="because"), False, False, False),
        (SCHEMA.with_column("a", role=Role.SENSITIVE), False, False, True),
        (SCHEMA.with_column("a", bounds=(0, 9)).with_column("b", levels=("x",)), False, False, True),
        (SCHEMA.with_column("a", kind=Kind.NUMERIC), True, True, True),
        (SCHEMA.with_column("day", format="%d.%m.%Y"), True, True, True),
        (SCHEMA.with_target("b"), False, True, True),
        (SCHEMA.replace(time="day"), False, True, True),
        (SCHEMA.replace(group="b"), False, True, True),
    ],
)
def test_a_change_touches_what_depends_on_it_and_nothing_else(
    changed: Schema, table: bool, split: bool, any_: bool
) -> None:
    assert (conformed_key(changed) != conformed_key(SCHEMA)) is table
    assert (split_key(changed) != split_key(SCHEMA)) is split
    assert (made_under(changed, None).schema_ != made_under(SCHEMA, None).schema_) is any_


def test_a_target_decides_no_split_that_is_cut_by_time_or_group() -> None:
    for cut in (SCHEMA.replace(time="day"), SCHEMA.replace(group="b")):
        assert split_key(cut.with_target("a")) == split_key(cut)


def test_ignoring_a_column_leaves_the_real_table_but_not_a_synthetic_one() -> None:
    ignoring = SCHEMA.with_column("a", role=Role.IGNORED)
    assert conformed_key(ignoring) == conformed_key(SCHEMA)
    assert made_under(ignoring, None).table != made_under(SCHEMA, None).table


@pytest.mark.parametrize(
    "content", ["", "{}", "[1]", '{"id": "x"}', "not json", '{"id":"a","name":"b","created_at":"c","more":1}']
)
def test_a_foreign_file_is_told_by_name(tmp_path: Path, content: str) -> None:
    (tmp_path / "study.json").write_text(content)
    with pytest.raises(
        DataError, match=r"study\.json of this study is damaged or was not written by synthlab"
    ):
        load(StudyFacts, tmp_path / "study.json")
