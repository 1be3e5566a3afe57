"""The validation summary as one HTML file: no script, nothing fetched, readable on a phone, in the dark, on paper."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from html import escape

from synthlab.export.pictures import Picture
from synthlab.export.summary import Answer, Section, Summary

__all__ = ["to_html"]

_STYLE = """
:root{color-scheme:light dark;--ink:#16202c;--soft:#4b5563;--line:#d5dae1;--page:#fff;--card:#f5f7fa}
@media(prefers-color-scheme:dark){:root{--ink:#e8edf3;--soft:#b3bdc9;--line:#3a4656;--page:#10161e;--card:#1a232e}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1.5rem 1rem;max-width:60rem;font:1rem/1.5 system-ui,sans-serif;color:var(--ink);background:var(--page)}
h1{font-size:1.6rem;line-height:1.25}h2{font-size:1.25rem;margin:2.2rem 0 .6rem}h3{font-size:1.05rem;margin:0 0 .6rem}
h1,h2,h3,p,li{overflow-wrap:anywhere}
section.question{border:1px solid var(--line);border-radius:.5rem;padding:1rem;margin:1rem 0;background:var(--card)}
.pictures{display:grid;gap:.75rem;grid-template-columns:repeat(auto-fit,minmax(min(100%,18rem),1fr))}
.pictures img{width:100%;height:auto;max-width:36rem;background:#fff;border-radius:.35rem;padding:.35rem}
.number{font-size:1.15rem;margin:.9rem 0 .4rem}.number b{font-size:1.35rem}
.soft{color:var(--soft)}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.9rem;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid var(--line);vertical-align:top;min-width:4.5rem;max-width:24rem;overflow-wrap:break-word}
.hash{font-family:ui-monospace,monospace;font-size:.75rem}
@media print{body{max-width:none;font-size:10pt}section.question{break-inside:avoid;background:none}.scroll{overflow:visible}}
"""

_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"


def to_html(summary: Summary) -> str:
    """The summary as a self-contained page; every text is escaped, pictures are inlined."""
    title = f"Validation summary: {summary.title}"
    body = [f"<h1>{escape(title)}</h1>", _opening(summary)]
    for family in dict.fromkeys(section.family for section in summary.sections):
        body.append(f"<h2>{escape(str(family).capitalize())}</h2>")
        body += [_section(section) for section in summary.sections if section.family == family]
        body += [_answer(answer) for answer in summary.answers if answer.family == family]
    body.append(
        _block("Not measured", ("metric", "question", "why"), summary.skipped, "Every metric was measured.")
    )
    body.append(
        _block(
            "Columns set aside",
            ("column", "kind and role", "why"),
            summary.set_aside,
            "No column was set aside.",
        )
    )
    body.append(
        _block("What was not tested and bears on privacy", ("what", "how"), summary.context, "Not known.")
    )
    body.append(_block("Where this table comes from", ("what", "value"), summary.provenance, "Not known."))
    body.append("<h2>Limits</h2>" + _list(summary.limits))
    body.append(_block("Tables", ("table", "rows", "columns", "SHA-256"), summary.tables, "None."))
    body.append(_block("Versions", ("what", "version"), summary.versions, "Not recorded."))
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(body)
        + "\n</main>\n</body>\n</html>\n"
    )


def _opening(summary: Summary) -> str:
    parts = []
    if summary.verdicts:
        policy = f'<p class="soft">Policy: {escape(summary.policy)}.</p>' if summary.policy else ""
        parts.append(f"<h2>Verdicts</h2>{policy}{_table(('family', 'verdict', 'because'), summary.verdicts)}")
    if summary.privacy:
        parts.append("<h2>Does it give away real rows?</h2>" + _table(("what", "said"), summary.privacy))
    if summary.warnings:
        parts.append("<h2>Read this first</h2>" + _list(summary.warnings))
    return "\n".join(parts)


def _section(section: Section) -> str:
    pictures = "".join(_image(picture) for picture in section.pictures)
    floor = f"; as many real rows give {escape(section.floor)}" if section.floor else ""
    state = f". State: <b>{escape(section.state)}</b>" if section.state else ""
    warnings = _list(section.warnings) if section.warnings else ""
    table = _table(section.header, section.rows) if section.rows else ""
    return (
        f'<section class="question">\n<h3>{escape(section.question)}</h3>\n'
        + (f'<div class="pictures">{pictures}</div>\n' if pictures else "")
        + f'<p class="number"><b>{escape(section.value)}</b> (95% interval {escape(section.interval)}){floor}{state}'
        f' <span class="soft">[{escape(section.metric)}]</span></p>\n'
        f'<p>{escape(section.says)}</p>\n<p class="soft">{escape(section.says_not)}</p>\n'
        f"{warnings}{table}</section>"
    )


def _answer(answer: Answer) -> str:
    pictures = "".join(_image(picture) for picture in answer.pictures)
    said = "".join(f"<p><b>{escape(sentence)}</b></p>\n" for sentence in answer.told.sentences)
    tables = "".join(
        f'<p class="soft">{escape(table.caption)}</p>{_table(table.header, table.rows)}'
        for table in answer.told.tables
        if table.rows
    )
    return (
        f'<section class="question">\n<h3>{escape(answer.question)}</h3>\n'
        + (f'<div class="pictures">{pictures}</div>\n' if pictures else "")
        + f'{said}<p class="soft">{escape(answer.told.says_not)}</p>\n{tables}</section>'
    )


def _image(picture: Picture) -> str:
    data = base64.b64encode(picture.svg.encode()).decode()
    return f'<img alt="{escape(picture.alt)}" src="data:image/svg+xml;base64,{data}">'


def _block(title: str, header: Sequence[str], rows: Sequence[Sequence[str]], nothing: str) -> str:
    return f"<h2>{escape(title)}</h2>" + (_table(header, rows) if rows else f"<p>{escape(nothing)}</p>")


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in header)
    lines = "".join("<tr>" + "".join(_cell(cell) for cell in row) + "</tr>" for row in rows)
    return f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table></div>'


def _cell(text: str) -> str:
    kind = ' class="hash"' if len(text) == 64 and text.isalnum() else ""
    return f"<td{kind}>{escape(text)}</td>"


def _list(items: Sequence[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in items) + "</ul>"
