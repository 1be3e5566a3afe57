"""The validation summary as Markdown; whatever a table holds in names or labels stays text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from synthlab.export.pictures import Picture
from synthlab.export.summary import Section, Summary
from synthlab.metrics.inquiry import Told

__all__ = ["answer_to_markdown", "escape_markdown", "to_markdown"]

_LIST_ITEM = re.compile(r"^(\d*)([-+.)])(?=\s|$)")
_SPECIAL = re.compile(r"([\\`*_\[\]|~$^#])")


def escape_markdown(text: str) -> str:
    """The text on one line such that no Markdown reader makes a picture, a link, a tag or a table cell of it."""
    line = " ".join(str(text).split())
    line = _SPECIAL.sub(r"\\\1", line)
    line = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    # Bare addresses become links in many readers, and a viewer may fetch what they point to.
    line = line.replace("://", "\\://").replace("www.", "www\\.").replace("@", "\\@")
    return _LIST_ITEM.sub(r"\1\\\2", line)


def to_markdown(summary: Summary) -> str:
    """The summary as a Markdown file; its pictures are expected beside it, in ``pictures/NAME.svg``."""
    parts = [f"# Validation summary: {escape_markdown(summary.title)}", *_opening(summary)]
    for section in summary.sections:
        parts += _section(section)
    for answer in summary.answers:
        parts += _told(answer.question, answer.told, answer.pictures)
    parts += _block(
        "Not measured", _table(("metric", "question", "why"), summary.skipped), "Every metric was measured."
    )
    parts += _block(
        "Columns set aside",
        _table(("column", "kind and role", "why"), summary.set_aside),
        "No column was set aside.",
    )
    parts += _block(
        "What was not tested and bears on privacy", _table(("what", "how"), summary.context), "Not known."
    )
    parts += _block(
        "Where this table comes from", _table(("what", "value"), summary.provenance), "Not known."
    )
    parts += ["## Limits", "\n".join(f"- {escape_markdown(limit)}" for limit in summary.limits)]
    parts += _block("Tables", _table(("table", "rows", "columns", "SHA-256"), summary.tables), "None.")
    parts += _block("Versions", _table(("what", "version"), summary.versions), "Not recorded.")
    return "\n\n".join(parts) + "\n"


def _opening(summary: Summary) -> list[str]:
    parts = []
    if summary.verdicts:
        parts.append("## Verdicts")
        if summary.policy:
            parts.append(f"Policy: {escape_markdown(summary.policy)}.")
        parts.append(_table(("family", "verdict", "because"), summary.verdicts))
    if summary.privacy:
        parts.append("## Does it give away real rows?")
        parts.append(_table(("what", "said"), summary.privacy))
    if summary.warnings:
        parts.append("## Read this first")
        parts.append("\n".join(f"- {escape_markdown(warning)}" for warning in summary.warnings))
    return parts


def _section(section: Section) -> list[str]:
    parts = [f"## {escape_markdown(section.question)}"]
    parts += [
        f"![{escape_markdown(picture.alt)}](pictures/{picture.name}.svg)" for picture in section.pictures
    ]
    number = f"**{escape_markdown(section.value)}** (95% interval {escape_markdown(section.interval)})"
    if section.floor:
        number += f"; as many real rows give {escape_markdown(section.floor)}"
    if section.state:
        number += f". State: **{escape_markdown(section.state)}**"
    parts.append(f"`{section.metric}`, {section.family}: {number}.")
    parts.append(escape_markdown(section.says))
    parts.append(escape_markdown(section.says_not))
    if section.rows:
        parts.append(_table(section.header, section.rows))
    return parts


def answer_to_markdown(question: str, told: Told, pictures: Sequence[Picture]) -> str:
    """One answer as a Markdown file of its own; its pictures are expected beside it, in ``pictures/NAME.svg``."""
    return "\n\n".join(_told(question, told, pictures)).removeprefix("#") + "\n"


def _told(question: str, told: Told, pictures: Sequence[Picture]) -> list[str]:
    parts = [f"## {escape_markdown(question)}"]
    parts += [f"![{escape_markdown(picture.alt)}](pictures/{picture.name}.svg)" for picture in pictures]
    parts += [f"**{escape_markdown(sentence)}**" for sentence in told.sentences]
    parts.append(escape_markdown(told.says_not))
    for table in told.tables:
        if table.rows:
            parts += [escape_markdown(table.caption), _table(table.header, table.rows)]
    return parts


def _block(title: str, table: str, nothing: str) -> list[str]:
    return [f"## {title}", table or nothing]


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return ""
    lines = [header, ["---"] * len(header), *rows]
    cells = [
        [cell if index == 1 else escape_markdown(cell) or " " for cell in line]
        for index, line in enumerate(lines)
    ]
    return "\n".join(f"| {' | '.join(line)} |" for line in cells)
