"""The app in this very process, with a home of its own and a cookie as a browser would send it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[2]
OWNER = "A" * 32


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SYNTHLAB_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    return tmp_path / "home"


@pytest.fixture
def visit(home: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """``visit(page, study="…", owner="…")``: the page as that owner sees it, run once and without a crash."""

    def go(page: str = "start", owner: str = OWNER, **query: str) -> AppTest:
        monkeypatch.setattr("pages.parts.session._token", lambda: owner)
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
        for name, value in query.items():
            app.query_params[name] = value
        app.run()
        if page != "start":
            for name, value in query.items():
                app.query_params[name] = value
            app.switch_page(f"pages/{page}.py").run()
        assert not app.exception
        return app

    return go
