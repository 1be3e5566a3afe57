"""What every test may ask for."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of public tables beside the project; a test that needs it is skipped where it is absent."""
    folder = ROOT.parent / "shared" / "data"
    if not (folder / "adult.csv").exists():
        pytest.skip("the public test tables are not beside this project")
    return folder
