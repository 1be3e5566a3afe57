"""A synthetic table made elsewhere: uploaded, matched to the schema column by column, then measured."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from pages.parts import claims, session, uploads, words
from pages.parts.candidates import evaluate_job
from synthlab.charts.escape import escape_markdown
from synthlab.provenance import Provenance
from synthlab.studies.files import write_private
from synthlab.studies.raw import load_raw, save_raw
from synthlab.studies.study import Study
from synthlab.tables.mapping import (
    ColumnMatch,
    TableMapping,
    apply_mapping,
    propose_mapping,
    restrict,
    same_table,
)
from synthlab.tables.reading import read_table

__all__ = ["show"]

_NONE = "(not in the file)"


def show(study: Study) -> None:
    """The upload while there is none; then its matching, kept on disk until it is used or put aside."""
    brought = _Brought(study)
    if not brought.exists:
        uploads.uploader(
            "The synthetic table: CSV, TSV, Parquet, Excel or JSON lines", "brought", brought.take
        )
        return
    st.markdown(f"**{escape_markdown(brought.name)}**, {words.plural(brought.rows, 'row')}")
    for finding in brought.findings:
        session.say("warning", finding)
    for note in brought.notes:
        session.note(note)
    _edit(brought)
    _left_over(study, brought)
    claims.ask(study)
    with st.container(horizontal=True):
        st.button("Measure this table", type="primary", on_click=session.attempt, args=(_use, study, brought))
        st.button("Put it aside", on_click=brought.discard)


def _left_over(study: Study, brought: _Brought) -> None:
    """What stands for nothing, on either side."""
    extra = brought.mapping.extra
    if extra:
        session.say("info", f"Not used, as the real table has no such column: {', '.join(extra)}.")
    absent = [match.column for match in brought.mapping.matches if match.source is None]
    absent = [name for name in absent if study.schema[name].is_modelled]
    if absent:
        session.say(
            "warning",
            f"The file has no column for {', '.join(absent)}. Choose one above, or leave these columns out of the study: "
            "synthetic tables that were made before then have to be made again.",
        )
        st.button("Leave them out", on_click=session.attempt, args=(_leave_out, study, brought))


def _leave_out(study: Study, brought: _Brought) -> str:
    study.set_schema(restrict(study.schema, brought.mapping))
    return "They are set aside: see the Data page, and lock the split again where that asks for it."


class _Brought:
    """The uploaded table while its columns are being matched: two private files in the study."""

    def __init__(self, study: Study) -> None:
        self._study = study
        self._table = study.directory / "brought.parquet"
        self._facts = study.directory / "brought.json"
        self._known = json.loads(self._facts.read_text()) if self._facts.exists() else {}

    @property
    def exists(self) -> bool:
        return bool(self._known)

    @property
    def name(self) -> str:
        return str(self._known["name"])

    @property
    def rows(self) -> int:
        return int(self._known["rows"])

    @property
    def columns(self) -> list[str]:
        return list(self._known["columns"])

    @property
    def findings(self) -> list[str]:
        return list(self._known["findings"])

    @property
    def notes(self) -> list[str]:
        return list(self._known["notes"])

    @property
    def mapping(self) -> TableMapping:
        known = self._known["mapping"]
        matches = tuple(ColumnMatch(**match) for match in known["matches"])
        return TableMapping(matches=matches, extra=tuple(known["extra"]), findings=tuple(known["findings"]))

    def frame(self) -> pd.DataFrame:
        return load_raw(self._table)

    def take(self, path: Path, file_name: str) -> None:
        """Read the file, keep it, and propose which column is which."""
        reading = read_table(path, name=file_name)
        real = self._study.table()
        mapping = propose_mapping(reading.frame, self._study.schema, real)
        same = same_table(reading.frame, real)
        save_raw(reading.frame, self._table)
        known = {
            "name": file_name,
            "rows": len(reading.frame),
            "columns": list(reading.frame.columns),
            "findings": [*([same] if same else []), *mapping.findings],
            "notes": list(reading.notes),
            "mapping": dataclasses.asdict(mapping),
        }
        write_private(self._facts, json.dumps(known))
        session.renew("mapping")

    def keep(self, mapping: TableMapping) -> None:
        """Put a corrected mapping in place of the proposed one."""
        write_private(self._facts, json.dumps({**self._known, "mapping": dataclasses.asdict(mapping)}))

    def discard(self) -> None:
        self._facts.unlink(missing_ok=True)
        self._table.unlink(missing_ok=True)


def _edit(brought: _Brought) -> None:
    """The matching as a table: another column of the file may be chosen, and a guess confirmed."""
    key = session.fresh("mapping")
    st.data_editor(
        pd.DataFrame(
            {
                "column": match.column,
                "source": match.source or _NONE,
                "agreed": not match.problem,
                "how": match.how,
                "problem": match.problem,
            }
            for match in brought.mapping.matches
        ),
        key=key,
        hide_index=True,
        height="content" if len(brought.mapping.matches) <= 25 else 900,
        disabled=["column", "how", "problem"],
        column_config={
            "column": st.column_config.TextColumn("Column of the real table", pinned=True),
            "source": st.column_config.SelectboxColumn(
                "Column of this file", options=[_NONE, *brought.columns], required=True
            ),
            "agreed": st.column_config.CheckboxColumn(
                "Agreed", width="small", help="Tick to confirm a guess."
            ),
            "how": st.column_config.TextColumn("How it was matched"),
            "problem": st.column_config.TextColumn("What to know", width="large"),
        },
        on_change=_edited,
        args=(brought, key),
        alt="Which column of the file stands for which column of the real table",
    )


def _edited(brought: _Brought, key: str) -> None:
    edits = session.value_of(key, {}).get("edited_rows", {})
    session.renew("mapping")
    brought.keep(remapped(brought.mapping, edits))


def remapped(mapping: TableMapping, edits: Mapping[int, Mapping[str, Any]]) -> TableMapping:
    """The mapping after the editor's edits ``{row: {"source" | "agreed": value}}``."""
    for row, changes in edits.items():
        match = mapping.matches[int(row)]
        source = changes.get("source", match.source)
        if "source" in changes or changes.get("agreed"):
            mapping = mapping.with_source(match.column, None if source == _NONE else source)
    return mapping


def _use(study: Study, brought: _Brought) -> str:
    said = claims.answered(study)
    frame = apply_mapping(brought.frame(), study.schema, brought.mapping)
    provenance = Provenance(
        kind="unknown",
        generator="made elsewhere",
        rows=len(frame),
        # Which rows it was made from is as little known where it was made from some of them.
        trained_on="unknown" if said.made_from == "contains" else said.made_from,
        claims=said,
        notes=(f"File: {brought.name}", *brought.findings, *brought.notes),
    )
    candidate = study.add_candidate(provenance, frame)
    brought.discard()
    session.choose_candidate(candidate.id)
    return evaluate_job(study, candidate)
