"""One entry for every format: by content first, by name second; what cannot be read is named."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from synthlab.errors import DataError
from synthlab.tables import reading
from synthlab.tables.reading import read_table

TABLE = "name,age\nAnn,30\nBen,40\n"


def test_the_same_table_in_five_formats_has_the_same_names_and_rows(tmp_path: Path) -> None:
    frame = pd.DataFrame({"name": ["Ann", "Ben"], "age": [30, 40]})
    frame.to_csv(tmp_path / "t.csv", index=False)
    frame.to_csv(tmp_path / "t.tsv", index=False, sep="\t")
    frame.to_parquet(tmp_path / "t.parquet")
    frame.to_excel(tmp_path / "t.xlsx", index=False)
    frame.to_json(tmp_path / "t.jsonl", orient="records", lines=True)
    for path in tmp_path.iterdir():
        read = read_table(path)
        assert read.frame.astype(str).to_numpy().tolist() == [["Ann", "30"], ["Ben", "40"]]
        assert list(read.frame.columns) == ["name", "age"]
        assert read.options.format == path.suffix.removeprefix(".")
        assert read.name == path.name


def test_content_decides_before_the_name(tmp_path: Path) -> None:
    pd.DataFrame({"a": [1]}).to_parquet(tmp_path / "t.csv")
    assert read_table(tmp_path / "t.csv").options.format == "parquet"


def test_the_name_its_user_knows_stands_in_the_sentence(tmp_path: Path) -> None:
    path = tmp_path / "upload-17"
    path.write_bytes(b"")
    with pytest.raises(DataError, match=r"^people\.csv is empty"):
        read_table(path, name="people.csv")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no file gone\.csv"):
        read_table(tmp_path / "gone.csv")
    with pytest.raises(DataError, match="is a folder"):
        read_table(tmp_path)


def test_a_file_larger_than_can_be_read_is_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "LARGEST_TABLE", 10)
    (tmp_path / "t.csv").write_text(TABLE)
    with pytest.raises(DataError, match=r"can be read\. Take a sample"):
        read_table(tmp_path / "t.csv")
