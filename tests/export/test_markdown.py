"""In Markdown a name stays a name."""

from __future__ import annotations

import re

import pytest
from hand_made import NASTY, provenance, report

from synthlab.export.markdown import escape_markdown, to_markdown
from synthlab.export.summary import summarise


@pytest.fixture(scope="module")
def markdown() -> str:
    return to_markdown(summarise(report(), provenance(), "![t](http://e/t.png)"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<b>", "&lt;b&gt;"),
        ("![x](http://e/p.png)", "!\\[x\\](http\\://e/p.png)"),
        ("a|b", "a\\|b"),
        ("two\n\nlines", "two lines"),
        ("- item", "\\- item"),
        ("1. item", "1\\. item"),
        ("0.25 of all", "0.25 of all"),
        ("-5 to 0", "-5 to 0"),
        ("# title", "\\# title"),
        ("a_b*c`d~e$f", "a\\_b\\*c\\`d\\~e\\$f"),
        ("www.e.example", "www\\.e.example"),
        ("a@b.example", "a\\@b.example"),
        ("&lt;", "&amp;lt;"),
        ("back\\slash", "back\\\\slash"),
        ("年齢 is 0.5", "年齢 is 0.5"),
    ],
)
def test_special_characters_are_escaped(text: str, expected: str) -> None:
    assert escape_markdown(text) == expected


def test_the_only_pictures_are_our_own_files(markdown: str) -> None:
    assert set(re.findall(r"(?<!\\)\]\(([^)]*)\)", markdown)) == {
        *(f"pictures/marginals-{n}.svg" for n in range(1, 7)),
        "pictures/association.svg",
        "pictures/tstr.svg",
        "pictures/copies.svg",
    }


def test_no_tag_and_no_bare_address_is_left(markdown: str) -> None:
    assert not re.search(r"<[a-z/!]", markdown)
    assert not re.search(r"https?://", markdown)


def test_every_line_of_a_table_has_as_many_cells_as_its_header(markdown: str) -> None:
    for block in re.findall(r"(?:^\|.*\n)+", markdown, re.MULTILINE):
        counts = {len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}
        assert len(counts) == 1


def test_everything_is_there(markdown: str) -> None:
    for name in NASTY:
        assert escape_markdown(name) in markdown
    for title in (
        "Verdicts",
        "Read this first",
        "Not measured",
        "Columns set aside",
        "Where this table comes from",
    ):
        assert f"## {title}" in markdown
    assert markdown.index("pictures/marginals-1.svg") < markdown.index("**0.2**")
