"""User text shown as it is: escaped for plotly and for Streamlit's Markdown, and shortened in the middle."""

from __future__ import annotations

import re

__all__ = ["escape_markdown", "escape_plotly", "shortened", "wrapped"]

_PLOTLY = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "$": "&#36;", "%": "&#37;"}
_ACTIVE = re.compile(r"([\\`*_{}\[\]()#+\-.!|~$<>&:=@^])")
# Breaks what is recognised in plain text after Markdown is read, where a backslash no longer counts.
_BREAK = "\u200b"
_AFTER_MARKDOWN = (
    (re.compile(r":(?=[\w+\-/])"), f":{_BREAK}"),
    (re.compile(r"(?i)www(?=\.)"), lambda found: found[0] + _BREAK),
    (re.compile(r"(?<=\S)@"), f"{_BREAK}@"),
    (re.compile(r"(?<!\S)(<->|->|<-|--|>=|<=|~=)(?!\S)"), lambda found: found[0][0] + _BREAK + found[0][1:]),
)


def escape_plotly(text: object) -> str:
    """The text for a plotly title, label or hover box: no tag, link, formula or template in it takes effect.

    >>> escape_plotly("<b>")
    '&lt;b&gt;'
    """
    return "".join(_PLOTLY.get(character, character) for character in _one_line(text))


def escape_markdown(text: object) -> str:
    """The text for any Streamlit string that is read as Markdown: it shows verbatim and calls nobody.

    Images, links, bare addresses, directives (``:red[x]``), icons (``:material/x:``), emoji codes, formulas,
    headings, lists and code all stay letters. A zero-width space breaks those that Streamlit looks for after
    Markdown is read.

    >>> escape_markdown("# a_b")
    '\\\\# a\\\\_b'
    """
    broken = _one_line(text)
    for pattern, replacement in _AFTER_MARKDOWN:
        broken = pattern.sub(replacement, broken)
    # A number and a dot, or four spaces, would begin a list or a block of code.
    return _ACTIVE.sub(r"\\\1", broken).replace("\t", " ")


def shortened(text: object, most: int = 28) -> str:
    """At most ``most`` characters, what is left out marked in the middle: ends tell names apart.

    >>> shortened("a_very_long_column_name_2019", 12)
    'a_very…_2019'
    """
    line = _one_line(text)
    if len(line) <= most:
        return line
    tail = (most - 1) // 2
    return f"{line[: most - 1 - tail]}…{line[len(line) - tail :]}"


def wrapped(text: object, width: int = 20, lines: int = 2) -> str:
    """The text as a plotly label of at most so many lines of about ``width`` characters: narrow screens keep a plot.

    >>> wrapped("with numbers and dates rounded")
    'with numbers and<br>dates rounded'
    """
    words, rows = _one_line(text).split(" "), [""]
    for word in words:
        longer = f"{rows[-1]} {word}".strip()
        if len(longer) > width and rows[-1] and len(rows) < lines:
            rows.append(word)
        else:
            rows[-1] = longer
    return "<br>".join(escape_plotly(shortened(row, width + 4)) for row in rows)


def _one_line(text: object) -> str:
    return " ".join(str(text).split()) or "(blank)"
