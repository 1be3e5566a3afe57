"""How the file was read: what was detected, and another try where that was wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from pages.parts import session, studies
from synthlab.charts.escape import escape_markdown
from synthlab.errors import DataError
from synthlab.studies.study import Study
from synthlab.tables.options import FORMATS, ReadOptions

__all__ = ["show"]

_DETECT = "detect"
_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", " ": "space"}
_DECIMALS = {".": "point", ",": "comma"}
_THOUSANDS = {"": "none", ".": "point", ",": "comma", " ": "space", "'": "apostrophe"}
_QUOTES = {'"': "double quote", "'": "single quote", "": "none"}
_HEADERS = {True: "holds the names", False: "is data already"}


def show(study: Study) -> None:
    """The options in force with what was noticed; correcting them starts a new study from the same file."""
    for note in study.source.notes:
        st.markdown(f"- {escape_markdown(note)}")
    if studies.source_file(study) is None:
        return
    options = study.source.options
    with st.form("reading"):
        first, second, third = st.columns(3)
        with first:
            _choice("Format", "format", {name: name for name in FORMATS}, options)
            _choice("Between two fields", "delimiter", _DELIMITERS, options)
            _choice("Around a field", "quote", _QUOTES, options)
        with second:
            _choice("First line", "header", _HEADERS, options)
            _choice("Decimal sign", "decimal", _DECIMALS, options)
            _choice("Between thousands", "thousands", _THOUSANDS, options)
        with third:
            st.text_input("Encoding", options.encoding or "", key="read-encoding", placeholder="detect")
            st.text_input(
                "Texts that mean missing, with a bar between them",
                " | ".join(text for text in options.missing or () if text),
                key="read-missing",
                placeholder="detect",
                help="An empty field always means missing.",
            )
            if study.source.sheets:
                _choice("Sheet", "sheet", {sheet: sheet for sheet in study.source.sheets}, options)
        st.form_submit_button("Read again like this", on_click=session.attempt, args=(_again, study))
    st.markdown("Reading again makes a new study; one that has no synthetic table yet is replaced by it.")


def _choice(label: str, field: str, words: Mapping[Any, str], options: ReadOptions) -> None:
    """A choice between detection and what there is; a value found in the file is always among them."""
    found = getattr(options, field)
    values = [_DETECT, *words] if found is None or found in words else [_DETECT, found, *words]
    st.selectbox(
        label,
        values,
        index=0 if found is None else values.index(found),
        format_func=lambda value: "detect it" if value is _DETECT else words.get(value, str(value)),
        key=f"read-{field}",
    )


def _again(study: Study) -> None:
    chosen = {field: session.value_of(f"read-{field}", _DETECT) for field in _CHOICES}
    known = {field: value for field, value in chosen.items() if value is not _DETECT and value != _DETECT}
    encoding = session.value_of("read-encoding", "").strip()
    missing = tuple(
        text for part in session.value_of("read-missing", "").split("|") if (text := part.strip())
    )
    path = studies.source_file(study)
    if path is None:
        raise DataError("The file this study was read from is not kept any more: upload it again.")
    studies.again(study, path, ReadOptions(encoding=encoding or None, missing=missing or None, **known))


_CHOICES = ("format", "delimiter", "quote", "header", "decimal", "thousands", "sheet")
