"""A table brought by its owner, and a synthetic one made elsewhere, from the file to the export."""

from __future__ import annotations

import json
import random
import zipfile
from pathlib import Path

import httpx
import pytest

from synthlab.evaluation import Report
from synthlab.tables.reading import read_table

pytestmark = pytest.mark.browser

_HEADER_AND_ROW = 35


def _people(rows: int, seed: int, header: str = "age;town;visits;cost;ill") -> bytes:
    """Semicolons and decimal commas, as a spreadsheet in much of Europe writes them."""
    dice = random.Random(seed)
    lines = [header]
    for _ in range(rows):
        age, visits = dice.randint(18, 90), dice.randint(0, 9)
        ill = "yes" if age + 10 * visits + dice.gauss(0, 20) > 110 else "no"
        cost = f"{20 * visits + dice.random() * 30:.2f}".replace(".", ",")
        lines.append(f"{age};{dice.choice(['Ulm', 'Köln', 'Bonn'])};{visits};{cost};{ill}")
    return "\n".join(lines).encode()


def _upload(visitor, name: str, content: bytes) -> None:
    visitor.page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": content}
    )
    visitor.settle()


def _choose_target(visitor, name: str) -> None:
    visitor.page.get_by_role("combobox", name="Target column").click()
    visitor.page.get_by_role("option", name=name, exact=True).click()
    visitor.settle()


def _correct_kind(visitor, row: int, kind: str) -> None:
    """Choose another kind in the table of columns, by keyboard as far as a canvas allows."""
    table = visitor.page.get_by_test_id("stDataFrame").first.locator("canvas").first
    # A transparent scroller lies over the canvas and passes clicks on.
    table.click(position={"x": 260, "y": _HEADER_AND_ROW * (row + 1) + 15}, force=True)
    visitor.page.keyboard.press("Enter")
    visitor.page.get_by_role("option", name=kind, exact=True).click()
    visitor.settle()


def _bundle(visitor, folder: Path) -> zipfile.ZipFile:
    visitor.visit("Export")
    button = visitor.page.get_by_role("button", name="Download the bundle")
    button.wait_for(timeout=90_000)
    with visitor.page.expect_download(timeout=60_000) as waiting:
        button.click()
    waiting.value.save_as(folder / "bundle.zip")
    return zipfile.ZipFile(folder / "bundle.zip")


def test_an_uploaded_table_is_corrected_split_generated_and_exported(visitor, tmp_path):
    visitor.open()
    _upload(visitor, "people.csv", _people(400, seed=1))
    visitor.sees("400 rows, 5 columns")
    _correct_kind(visitor, row=2, kind="category")
    _choose_target(visitor, "ill")
    visitor.press("Lock the split")
    visitor.sees("stratified by ill")
    visitor.visit("Generate")
    visitor.generate()
    with _bundle(visitor, tmp_path) as archive:
        report = Report.from_json(archive.read("report.json"))
        (tmp_path / "synthetic.csv").write_bytes(archive.read("synthetic.csv"))
        kinds = {
            column["name"]: column["kind"] for column in json.loads(archive.read("schema.json"))["columns"]
        }
    assert report.outcome("tstr").status == "measured"
    assert kinds["visits"] == "categorical"
    assert kinds["cost"] == "numeric"
    assert list(read_table(tmp_path / "synthetic.csv").frame.columns) == [
        "age",
        "town",
        "visits",
        "cost",
        "ill",
    ]
    assert not visitor.errors_shown()


def test_a_synthetic_table_made_elsewhere_is_mapped_and_measured_and_what_is_unknown_is_said(visitor):
    visitor.open()
    _upload(visitor, "people.csv", _people(400, seed=1))
    _choose_target(visitor, "ill")
    visitor.press("Lock the split")
    visitor.visit("Generate")
    visitor.page.get_by_role("tab", name="Bring one made elsewhere").click()
    visitor.settle()
    _upload(visitor, "made.csv", _people(300, seed=2, header="AGE;Town;visits;cost;ill"))
    visitor.sees("300 rows")
    visitor.press("Measure this table")
    visitor.sees("Say first what the table was made from")
    visitor.page.get_by_role("radiogroup", name="What was it made from?").get_by_text(
        "I do not know", exact=True
    ).click()
    visitor.settle()
    visitor.press("Measure this table")
    visitor.measured()
    for page in ("Compare", "Utility", "Privacy"):
        visitor.visit(page)
        assert not visitor.errors_shown()
    visitor.sees("Not tested: nothing is cleared")


def test_an_uploaded_file_is_not_kept_in_the_servers_memory(visitor):
    visitor.open()
    _upload(visitor, "people.csv", _people(400, seed=1))
    visitor.sees("400 rows, 5 columns")
    # Streamlit counts the files it holds for sessions that are open; without any there is no such line.
    assert "UploadedFileManager" not in httpx.get(f"{visitor.url}/_stcore/metrics").text


def test_the_real_table_brought_as_the_synthetic_one_is_recognised(visitor):
    visitor.open()
    _upload(visitor, "people.csv", _people(400, seed=1))
    visitor.press("Lock the split")
    visitor.visit("Generate")
    visitor.page.get_by_role("tab", name="Bring one made elsewhere").click()
    visitor.settle()
    _upload(visitor, "oops.csv", _people(400, seed=1))
    visitor.sees("oops.csv")
    said = " ".join(visitor.page.get_by_test_id("stAlert").all_inner_texts())
    assert "real table" in said


@pytest.mark.data
def test_a_table_of_fifty_thousand_rows_goes_all_the_way(visitor, shared_data, tmp_path):
    visitor.open()
    visitor.page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(shared_data / "adult.csv")
    visitor.sees("48,842 rows, 15 columns")
    _correct_kind(visitor, row=4, kind="category")
    _choose_target(visitor, "income")
    visitor.press("Lock the split")
    visitor.visit("Generate")
    visitor.generate(within=300)
    for page in ("Compare", "Utility", "Privacy"):
        visitor.visit(page)
        assert not visitor.errors_shown()
    with _bundle(visitor, tmp_path) as archive:
        report = Report.from_json(archive.read("report.json"))
    assert report.tables["train"].rows + report.tables["holdout"].rows == 48_842
