"""The summary in a real browser: it fits a phone, turns dark, fetches nothing, and pictures are drawn."""

from __future__ import annotations

from pathlib import Path

import pytest
from hand_made import NASTY, marginals, provenance, report, tstr
from playwright.sync_api import Browser

from synthlab.export.html import to_html
from synthlab.export.summary import summarise

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("summary") / "report.html"
    long = ("one_very_long_column_name_" * 12, "年" * 80, *NASTY)
    path.write_text(
        to_html(summarise(report(marginals(long), tstr()), provenance(), "x" * 200)), encoding="utf-8"
    )
    return path


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_it_fits_its_window_and_asks_nobody_for_anything(
    chromium: Browser, page_file: Path, width: int, scheme: str
) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(page_file.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert complaints == []
    assert page.evaluate("[...document.images].every(one => one.complete && one.naturalWidth > 0)")
    brightness = page.evaluate(
        "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)[0]"
    )
    assert brightness > 200 if scheme == "light" else brightness < 60
    context.close()
