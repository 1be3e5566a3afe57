"""What every test may ask for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import browser_needed
import pytest
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of public tables beside the project; a test that needs it is skipped where it is absent."""
    folder = ROOT.parent / "shared" / "data"
    if not (folder / "adult.csv").exists():
        pytest.skip("the public test tables are not beside this project")
    return folder


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser for one file of tests: while Playwright runs, nothing else in the process can run an event loop."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_needed.chromium(), args=["--no-sandbox"])
        yield browser
        browser.close()
