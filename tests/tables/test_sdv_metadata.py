from __future__ import annotations

import json
from pathlib import Path

import pytest

from synthlab.errors import DataError
from synthlab.tables.conform import conform
from synthlab.tables.reading import read_table
from synthlab.tables.schema import Column, Kind, Schema
from synthlab.tables.sdv_metadata import schema_from_json, schema_from_sdv

COLUMNS = {
    "id": {"sdtype": "id"},
    "key": {"sdtype": "numerical"},
    "mail": {"sdtype": "email", "pii": True},
    "size": {"sdtype": "numerical", "computer_representation": "Float"},
    "count": {"sdtype": "numerical", "computer_representation": "Int64"},
    "day": {"sdtype": "datetime", "datetime_format": "%d.%m.%Y"},
    "colour": {"sdtype": "categorical", "order": ["red", "green"]},
    "member": {"sdtype": "boolean"},
    "words": {"sdtype": "unknown", "pii": True},
}
TABLE = {"columns": COLUMNS, "primary_key": "key"}


@pytest.mark.parametrize(
    "metadata",
    [
        {"tables": {"t": TABLE}, "METADATA_SPEC_VERSION": "V1"},
        {**TABLE, "METADATA_SPEC_VERSION": "SINGLE_TABLE_V1"},
    ],
)
def test_each_sdtype_becomes_a_kind(metadata: dict[str, object]) -> None:
    schema = schema_from_sdv(metadata)
    assert {column.name: column.kind for column in schema.columns} == {
        "id": Kind.IDENTIFIER,
        "key": Kind.IDENTIFIER,
        "mail": Kind.IDENTIFIER,
        "size": Kind.NUMERIC,
        "count": Kind.INTEGER,
        "day": Kind.DATETIME,
        "colour": Kind.CATEGORICAL,
        "member": Kind.BOOLEAN,
        "words": Kind.TEXT,
    }
    assert schema["day"].format == "%d.%m.%Y"
    assert schema["colour"].levels == ("red", "green")
    assert schema["mail"].reason == "Of the type email, say the SDV metadata."
    assert schema["key"].reason == "A key, say the SDV metadata."


def test_a_sequence_key_becomes_the_group() -> None:
    assert schema_from_sdv({**TABLE, "sequence_key": "id"}).group == "id"


def test_several_tables_need_a_name() -> None:
    metadata = {"tables": {"a": TABLE, "b": {"columns": {"x": {"sdtype": "boolean"}}}}}
    with pytest.raises(DataError, match=r"holds 2 tables \(a, b\)"):
        schema_from_sdv(metadata)
    with pytest.raises(DataError, match=r"no table 'c'\. It has: a, b"):
        schema_from_sdv(metadata, "c")
    assert schema_from_sdv(metadata, "b").names == ("x",)


@pytest.mark.parametrize("metadata", [{"tables": {"t": {}}}, {"columns": {}}, {"columns": {"a": 3}}])
def test_metadata_without_usable_columns_is_refused(metadata: dict[str, object]) -> None:
    with pytest.raises(DataError, match="SDV metadata"):
        schema_from_sdv(metadata)


def test_a_file_of_either_kind_is_read() -> None:
    ours = Schema(columns=(Column(name="a", kind=Kind.TEXT),))
    assert schema_from_json(ours.to_json()) == ours
    assert schema_from_json(json.dumps(TABLE)).names == tuple(COLUMNS)
    with pytest.raises(DataError, match=r"not JSON: .* in line 1"):
        schema_from_json("{")


@pytest.mark.data
def test_the_student_placements_metadata_reads_its_table(shared_data: Path) -> None:
    folder = shared_data / "twins" / "sdmetrics_student_placements"
    schema = schema_from_json((folder / "metadata.json").read_text())
    assert [column.name for column in schema.set_aside] == ["student_id"]
    for name in ("real", "synthetic"):
        frame = read_table(folder / f"student_placements_{name}.csv").frame
        assert conform(frame, schema).shape == (215, 17)
