"""A bundle holds the table, the summary and where they come from; the same exhibit gives the same bytes."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from hand_made import copies, marginals, provenance, report

from synthlab.errors import DataError
from synthlab.evaluation import Report
from synthlab.export import bundle
from synthlab.export.bundle import Exhibit, exhibit_files, manifest_of, write_bundle, zip_bytes
from synthlab.policy import default_policy
from synthlab.provenance import Provenance
from synthlab.tables.conform import conform
from synthlab.tables.schema import Column, Kind, Schema

SCHEMA = Schema(
    columns=(
        Column(name="a", kind=Kind.CATEGORICAL),
        Column(name="id", kind=Kind.IDENTIFIER, reason="unique"),
    )
)


def exhibit() -> Exhibit:
    frame = conform(pd.DataFrame({"a": list("xyx"), "id": [None] * 3}, dtype="string"), SCHEMA)
    outcomes = (marginals(("a",)), copies())
    return Exhibit("Demo", frame, SCHEMA, report(*outcomes), provenance(), None, default_policy())


def test_everything_that_should_leave_is_there(tmp_path: Path) -> None:
    write_bundle(exhibit(), tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        assert archive.testzip() is None
        assert set(archive.namelist()) == {
            "manifest.json", "policy.yaml", "provenance.json", "report.html", "report.json", "schema.json",
            "summary.md", "synthetic.csv", "synthetic.parquet", "synthetic.xlsx", "pictures/marginals-1.svg",
            "pictures/copies.svg",
        }  # fmt: skip
        assert Report.from_json(archive.read("report.json")).seed == 7
        assert Provenance.model_validate_json(archive.read("provenance.json")) == provenance()
        assert len(pd.read_csv(io.BytesIO(archive.read("synthetic.csv")))) == 3


def test_the_manifest_names_every_file_with_its_hash() -> None:
    files = exhibit_files(exhibit())
    manifest = json.loads(files["manifest.json"])
    assert set(manifest["files"]) == set(files) - {"manifest.json"}
    for name, facts in manifest["files"].items():
        assert facts == {"bytes": len(files[name]), "sha256": hashlib.sha256(files[name]).hexdigest()}
    assert manifest["seed"] == 7
    assert manifest["versions"] == {"python": "3.11.9"}


def test_the_same_exhibit_gives_the_same_zip() -> None:
    assert zip_bytes(exhibit_files(exhibit())) == zip_bytes(exhibit_files(exhibit()))


def test_the_parquet_is_always_there_and_other_formats_on_request() -> None:
    files = exhibit_files(exhibit(), ["csv"])
    assert "synthetic.csv" in files
    assert "synthetic.parquet" in files
    assert "synthetic.xlsx" not in files


def test_what_is_left_out_is_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "EXCEL_CELLS", 3)
    notes = json.loads(exhibit_files(exhibit())["manifest.json"])["notes"]
    assert notes == [
        "Columns set aside and empty are not in the table: id.",
        "synthetic.xlsx was left out: with 6 cells it is too heavy.",
    ]


def test_an_excel_file_that_cannot_be_made_does_not_stop_the_bundle() -> None:
    given = exhibit()
    given.synthetic["a"] = pd.Categorical(["\x01", "x", "y"])
    files = exhibit_files(given)
    assert "synthetic.xlsx" not in files
    assert "control character" in json.loads(files["manifest.json"])["notes"][1]


def test_a_report_leaves_with_small_cells_withheld() -> None:
    shared = Report.from_json(exhibit_files(exhibit())["report.json"])
    outcome = shared.outcome("marginals")
    assert outcome is not None
    assert outcome.details[0]["train"] == [0.5, None, None]


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, "no manifest.json"),
        ({"manifest.json": b"{"}, "not JSON"),
        ({"manifest.json": b"[]"}, "not of the format"),
        ({"manifest.json": b'{"format": "synthlab.bundle/1"}'}, "names no files"),
    ],
)
def test_what_is_no_bundle_is_refused(files: dict[str, bytes], message: str) -> None:
    with pytest.raises(DataError, match=message):
        manifest_of(files)
