"""The whole path in a real browser: from the first screen to a file in the downloads folder."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser


def test_the_sample_study_goes_from_the_first_screen_to_an_export_without_an_error(visitor, tmp_path):
    visitor.open()
    visitor.press("Open the sample study")
    visitor.sees("Which rows are held out?")
    visitor.press("Lock the split")
    visitor.sees("The split is locked.")
    assert not visitor.errors_shown()

    visitor.visit("Generate")
    visitor.generate()
    visitor.press("Compare")
    assert len(visitor.pictures(least=6)) == 6
    for tab in ("One column", "Columns together"):
        visitor.page.get_by_role("tab", name=tab).click()
        visitor.settle()
        assert visitor.pictures()
        assert not visitor.errors_shown()
    for page in ("Utility", "Privacy"):
        visitor.visit(page)
        assert not visitor.errors_shown()

    visitor.visit("Export")
    visitor.page.get_by_role("button", name="Download the bundle").wait_for(timeout=120_000)
    bundle = _download(visitor, "Download the bundle", tmp_path)
    with zipfile.ZipFile(bundle) as archive:
        assert archive.testzip() is None
        assert any(name.endswith("report.json") for name in archive.namelist())
    assert not visitor.errors_shown()


def _download(visitor, name: str, folder: Path) -> Path:
    with visitor.page.expect_download(timeout=60_000) as waiting:
        visitor.page.get_by_role("button", name=name, exact=True).click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    visitor.settle()
    return path
