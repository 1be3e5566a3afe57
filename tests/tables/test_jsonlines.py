"""JSON lines and arrays of records."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from synthlab.errors import DataError
from synthlab.tables.reading import Reading, read_table


def read(tmp_path: Path, content: str, name: str = "t.jsonl") -> Reading:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    return read_table(path)


def test_each_record_is_a_row_and_values_keep_their_type(tmp_path: Path) -> None:
    reading = read(
        tmp_path, '{"a": 1, "b": "x", "c": true, "d": 0.5}\n\n{"a": null, "b": "y", "c": false, "d": 2}\n'
    )
    assert {name: str(dtype) for name, dtype in reading.frame.dtypes.items()} == {
        "a": "Int64",
        "b": "string",
        "c": "boolean",
        "d": "float64",
    }
    assert reading.frame["a"].tolist() == [1, pd.NA]
    assert reading.options.format == "jsonl"


def test_a_record_that_lacks_a_name_is_missing_there(tmp_path: Path) -> None:
    reading = read(tmp_path, '{"a": 1}\n{"b": "x"}\n')
    assert list(reading.frame.columns) == ["a", "b"]
    assert reading.frame["a"].tolist() == [1, pd.NA]
    assert any("2 records without some of the names" in note for note in reading.notes)


def test_an_array_of_records_is_read_with_a_note(tmp_path: Path) -> None:
    reading = read(tmp_path, '[{"a": 1},\n {"a": 2}]', "t.json")
    assert reading.frame["a"].tolist() == [1, 2]
    assert any("one JSON array" in note for note in reading.notes)


def test_numbers_too_large_to_be_exact_stay_as_they_are_written(tmp_path: Path) -> None:
    assert read(tmp_path, '{"a": 99999999999999999999}\n{"a": 1}\n').frame["a"].tolist() == [
        "99999999999999999999",
        "1",
    ]
    assert read(tmp_path, '{"a": 9007199254740993}\n{"a": 0.5}\n').frame["a"].tolist() == [
        "9007199254740993",
        "0.5",
    ]


def test_nan_is_missing(tmp_path: Path) -> None:
    assert read(tmp_path, '{"a": NaN}\n{"a": 0.5}\n').frame["a"].isna().tolist() == [True, False]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ('{"a": 1}\n{"a": \n', "Line 2 of t.jsonl is not a JSON record"),
        ('{"a": {"b": 1}}\n', "Line 1 of t.jsonl holds a nested value in a"),
        ('{"a": [1]}\n', "nested value in a"),
        ('{"a": 1}\n5\n', "Line 2 of t.jsonl is not a record"),
        ("[1, 2]", "Record 1 of t.jsonl is not a record"),
        ("[]", "no records"),
        ("{}\n", "no records"),
        ('[{"a": 1}', "not a whole one"),
        ("[" * 200_000, "nested too deeply"),
        ('{"a": ' + "9" * 5_000 + "}\n", "thousands of digits"),
        ('{\n "a": 1,\n "b": 2\n}\n', "one JSON object over several lines"),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(tmp_path: Path, content: str, sentence: str) -> None:
    with pytest.raises(DataError, match=sentence):
        read(tmp_path, content)
