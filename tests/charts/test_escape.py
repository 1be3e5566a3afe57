import pytest

from synthlab.charts.escape import escape_markdown, escape_plotly, shortened

HOSTILE = [
    "![x](http://e/p.png)",
    "![x](http://evil.example/p.png)",
    "<b>bold</b>",
    '<a href="http://e.example">x</a>',
    "$x$",
    "$$x^2$$",
    ":red[x]",
    ":red-background[x]",
    "# a",
    "- a",
    "+ a",
    "1. a",
    "1) a",
    "> a",
    "`code`",
    "```\ncode\n```",
    ":material/home:",
    ":smile:",
    ":streamlit:",
    "http://evil.example/p.png",
    "https://evil.example",
    "www.evil.example",
    "a@evil.example",
    "<http://evil.example>",
    "[x](y) [x]: http://evil.example",
    "a|b",
    "a\\b",
    "*a* _b_ ~~c~~ **d**",
    "&lt; &#60; &amp;",
    "a -> b <- c -- d >= e <= f ~= g <-> h",
    "    indented",
    "---",
    "===",
    "{a}",
    "年齢",
    "😀 mood",
    "hours-per-week",
    "12:30",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_that_is_read_gives_back_the_text(text):
    """Backslashes before punctuation go when Markdown is read; a zero-width space is not seen."""
    shown, escaped = "", False
    for character in escape_markdown(text):
        if character == "\\" and not escaped:
            escaped = True
            continue
        assert escaped or character not in "\\`*_{}[]()#+-.!|~$<>&:=@"
        shown, escaped = shown + character, False
    assert shown.replace("\u200b", "") == " ".join(text.split())


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("http://evil.example", "http:\u200b//evil.example"),
        ("www.evil.example", "www\u200b.evil.example"),
        ("a@evil.example", "a\u200b@evil.example"),
        (":material/home:", ":\u200bmaterial/home:"),
        (":smile:", ":\u200bsmile:"),
        ("a -> b", "a -\u200b> b"),
        ("a <-> b", "a <\u200b-> b"),
        ("hours-per-week", "hours-per-week"),
    ],
)
def test_what_is_looked_for_after_markdown_is_read_is_broken(text, broken):
    assert escape_markdown(text).replace("\\", "") == broken


def test_plotly_text_has_no_tag_formula_or_template_in_it():
    assert escape_plotly('<a href="x">&amp;</a> $x$ %{y}') == (
        '&lt;a href="x"&gt;&amp;amp;&lt;/a&gt; &#36;x&#36; &#37;{y}'
    )
    assert escape_plotly("年齢 😀") == "年齢 😀"


def test_a_blank_text_is_named_and_lines_become_one():
    assert escape_plotly(" \n ") == "(blank)"
    assert escape_plotly("a\nb\t c") == "a b c"
    assert escape_markdown("") == "\\(blank\\)"


def test_long_labels_lose_their_middle():
    assert shortened("a_very_long_column_name_2019", 12) == "a_very…_2019"
    assert len(shortened("x" * 500)) == 28
    assert shortened("short") == "short"
