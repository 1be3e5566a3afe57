"""Which format a file is in: content decides before the name, and what cannot be read is named."""

from __future__ import annotations

import gzip
import pickle
import sqlite3
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from synthlab.errors import DataError
from synthlab.tables.formats import file_format
from synthlab.tables.reading import ReadOptions, read_table

TABLE = "name,age\nAnn,30\nBen,40\n"


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (b"a,b\n", "t.csv", "csv"),
        (b"a\tb\n", "t.tsv", "tsv"),
        (b"a,b\n", "t", "csv"),
        (b"PAR1...", "t.csv", "parquet"),
        (b'{"a": 1}\n', "t.csv", "jsonl"),
        (b'[{"a": 1}]', "t.txt", "jsonl"),
        (b"{x},b\n", "t.csv", "csv"),
        (b"[x],b\n", "t.csv", "csv"),
    ],
)
def test_the_format_is_found(data: bytes, name: str, expected: str) -> None:
    assert file_format(data, name) == expected


def _binary(path: Path, kind: str) -> Path:
    if kind == "pickle":
        path.write_bytes(pickle.dumps(pd.DataFrame({"a": [1]})))
    elif kind == "gzip":
        path.write_bytes(gzip.compress(TABLE.encode()))
    elif kind == "sqlite":
        connection = sqlite3.connect(path)
        connection.execute("create table t (a int)")
        connection.commit()
        connection.close()
    elif kind == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("t.csv", TABLE)
    elif kind == "feather":
        pd.DataFrame({"a": [1]}).to_feather(path)
    else:
        path.write_bytes(
            {"exe": b"MZ\x90\x00" + bytes(200), "xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99)}[kind]
        )
    return path


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("exe", "a Windows program"),
        ("xls", "an old Excel or Office file"),
        ("pickle", "a Python pickle"),
        ("gzip", "a gzip archive"),
        ("sqlite", "an SQLite database"),
        ("zip", "a zip archive"),
        ("feather", "an Arrow or Feather file"),
    ],
)
def test_another_kind_of_file_named_csv_is_refused_by_its_content(
    tmp_path: Path, kind: str, sentence: str
) -> None:
    with pytest.raises(DataError, match=sentence):
        read_table(_binary(tmp_path / "table.csv", kind))


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("t.pkl", TABLE, "can run code when opened"),
        ("t.joblib", TABLE, "can run code when opened"),
        ("t.xls", TABLE, "old Excel"),
        ("t.xlsm", TABLE, "macros"),
        ("t.arff", "@relation t\n@attribute a numeric\n@data\n1\n", "an ARFF file"),
        ("t.txt", "% comment\n@RELATION t\n@data\n1\n", "an ARFF file"),
        ("t.csv", "<!DOCTYPE html><html></html>", "a web page"),
        ("t.parquet", TABLE, "not a whole Parquet file"),
        ("t.xlsx", TABLE, "not a whole Excel file"),
        ("t.xlsx", "PK\x03\x04 cut", "damaged Excel file"),
    ],
)
def test_a_format_that_is_not_read_is_named(tmp_path: Path, name: str, content: str, sentence: str) -> None:
    (tmp_path / name).write_text(content, encoding="latin-1")
    with pytest.raises(DataError, match=sentence):
        read_table(tmp_path / name)


@pytest.mark.parametrize("name", ["MZ,b", "ORC,b", "BZh,b", "Rar!,b", "RDX,b"])
def test_a_header_that_begins_like_a_signature_is_a_header(tmp_path: Path, name: str) -> None:
    (tmp_path / "t.csv").write_text(f"{name}\n1,2\n")
    assert list(read_table(tmp_path / "t.csv").frame.columns) == name.split(",")


def test_the_chosen_format_is_used_and_a_wrong_choice_named(tmp_path: Path) -> None:
    path = tmp_path / "t.txt"
    path.write_text("a\tb\n1\t2\n")
    assert read_table(path, ReadOptions(format="tsv")).frame.shape == (1, 2)
    with pytest.raises(DataError, match="not a Parquet file"):
        read_table(path, ReadOptions(format="parquet"))
    pd.DataFrame({"a": [1]}).to_parquet(path)
    with pytest.raises(DataError, match="is a Parquet file, not comma-separated text"):
        read_table(path, ReadOptions(format="csv"))
