"""Names and values that would be code elsewhere are shown as they are, on every page, and call nobody."""

from __future__ import annotations

import csv
import io
import random

import pytest

pytestmark = pytest.mark.browser

NAMES = [
    "![x](http://evil.example/p.png)",
    "<b>bold</b>",
    "=1+1",
    "年齢",
    "😀 mood",
    "$x^2$ :red[y]",
    "[l](http://e.example)",
]


def _table() -> bytes:
    dice = random.Random(0)
    levels = ["<i>a</i>", "![y](http://evil.example/q.png)", "=2+2", "普通"]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(NAMES)
    for _ in range(600):
        x = dice.gauss(0, 1)
        writer.writerow(
            [
                dice.choice(levels),
                round(x, 3),
                dice.choice(levels),
                dice.randint(18, 80),
                dice.choice("ab"),
                round(x + dice.gauss(0, 1), 3),
                dice.choice(levels),
            ]
        )
    return text.getvalue().encode()


def test_hostile_names_are_shown_as_they_are_on_every_page_and_call_nobody(visitor):
    visitor.open()
    visitor.page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
        {"name": "![f](http://evil.example/f.png).csv", "mimeType": "text/csv", "buffer": _table()}
    )
    visitor.sees("Which rows are held out?")
    visitor.sees("![f](http://evil.example/f.png)")
    visitor.page.get_by_role("combobox", name="Target column").click()
    visitor.page.get_by_role("option", name="😀 mood").click()
    visitor.settle()
    visitor.press("Lock the split")
    visitor.visit("Generate")
    visitor.generate()
    visitor.page.get_by_role("button", name="Compare", exact=True).click()
    visitor.settle()
    drawn = " ".join(visitor.pictures(least=6))
    assert "<i>a</i>" in drawn
    assert "普通" in drawn
    shown = visitor.page.get_by_test_id("stMain").inner_text().replace("\u200b", "")
    assert all(name in shown for name in ("<b>bold</b>", "年齢", "=1+1", "![x](http://evil.example/p.png)"))
    for tab in ("One column", "Columns together"):
        visitor.page.get_by_role("tab", name=tab).click()
        visitor.settle()
    for page in ("Data", "Utility", "Privacy", "Export", "Start"):
        visitor.visit(page)
        assert not visitor.errors_shown()
        assert visitor.page.locator("[data-testid=stMain] img").count() == 0
        assert visitor.page.locator("[data-testid=stMain] a[href*='e.example']").count() == 0
