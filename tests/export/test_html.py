"""The page is one file that fetches nothing, runs nothing, and shows a name as a name."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hand_made import NASTY, provenance, report

from synthlab.export.html import to_html
from synthlab.export.summary import summarise


class Page(HTMLParser):
    """Collects the tags with their attributes, and the text."""

    def __init__(self, content: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


@pytest.fixture(scope="module")
def content() -> str:
    return to_html(summarise(report(), provenance(), "<img src=x onerror=alert(1)>"))


@pytest.fixture(scope="module")
def page(content: str) -> Page:
    return Page(content)


def test_only_known_tags_occur(page: Page) -> None:
    assert {tag for tag, _ in page.tags} <= {
        "html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "h3", "p", "b", "span", "section",
        "div", "img", "ul", "li", "table", "thead", "tbody", "tr", "th", "td",
    }  # fmt: skip


def test_nothing_is_fetched_and_nothing_runs(content: str, page: Page) -> None:
    for tag, attributes in page.tags:
        assert not [name for name in attributes if name.startswith("on")]
        assert "href" not in attributes
        if tag == "img":
            assert str(attributes["src"]).startswith("data:image/svg+xml;base64,")
            assert attributes["alt"]
    assert "default-src 'none'" in content
    assert not re.search(r"@import|url\(", content)
    # A picture's name is shown as text; no other address stands anywhere.
    assert set(re.findall(r"https?://[^\s<\"&;)]*", content)) <= {"http://e/p.png"}


def test_every_nasty_name_is_shown_as_text(page: Page) -> None:
    text = " ".join(page.text)
    for name in NASTY:
        assert name in text
    assert "Validation summary: <img src=x onerror=alert(1)>" in text


def test_the_picture_stands_before_its_number(content: str) -> None:
    section = content[content.index('<section class="question">') :]
    assert section.index("<h3>") < section.index("<img") < section.index('class="number"')


def test_it_reads_on_a_phone_in_the_dark_and_on_paper(content: str) -> None:
    assert 'name="viewport"' in content
    assert "prefers-color-scheme:dark" in content
    assert "@media print" in content
