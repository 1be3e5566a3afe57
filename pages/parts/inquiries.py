"""Long questions to a synthetic table: the button that starts one, its progress, and what is kept of it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from pages.parts import pictures, session
from pages.parts.jobs_panel import AT_WORK, panel
from synthlab.charts.escape import escape_markdown
from synthlab.charts.panels import panel_figure
from synthlab.errors import DataError
from synthlab.generators import GENERATORS
from synthlab.jobs.board import JobSpec, jobs, submit
from synthlab.metrics.inquiries import inquiry_kind
from synthlab.metrics.inquiry import Inquiry, InquiryKind, Table, Told
from synthlab.studies.candidate import Candidate
from synthlab.studies.inquiries import InquiryRecord, kept_inquiry
from synthlab.studies.study import Study

__all__ = ["answer", "sentences", "show", "tables"]

_PITCHES = {
    "rare-help": (
        "Add generated rows of the rarest class to the real ones, beside rows that SMOTE makes, and see whether a model "
        "finds more of that class among real rows."
    ),
    "fine-tuning": (
        "Train on synthetic rows first and go on with a few real ones, against the same models on those few alone."
    ),
    "collapse": (
        "Fit the generator to its own rows, generation after generation, with and without real rows among them, and see "
        "what is lost on the way."
    ),
}

Settings = Mapping[str, str | int | float | bool | None]


def answer(study: Study, candidate: Candidate, kind: InquiryKind, pitch: str) -> Inquiry | None:
    """The complete answer to this question, if there is one; else what is missing: a button, or its progress."""
    is_at_work = any(
        (job.kind, job.candidate_id) == (kind.name, candidate.id) and job.state in AT_WORK
        for job in jobs(study)
    )
    if is_at_work:
        panel(study, kind.name, candidate.id)
    record = _kept(candidate, kind)
    complete = record is not None and record.inquiry.is_complete
    if record is not None and complete:
        if record.made_under != study.made_under() and not is_at_work:
            session.say("warning", "The schema or the split was changed since this was measured.")
            _button(study, candidate, kind, "Measure again")
        found: Inquiry = record.inquiry
        return found
    if is_at_work:
        return None
    if record is None:
        st.markdown(pitch)
    else:
        done = f"{len(record.inquiry.points)} of {record.inquiry.n_points}"
        st.markdown(f"It was interrupted after {done} points and goes on from there.")
    _button(study, candidate, kind, "Measure" if record is None else "Go on measuring")
    return None


def show(study: Study, candidate: Candidate, name: str) -> None:
    """One long question: what it is, what it came to, drawn and told; or the button that starts it."""
    kind = inquiry_kind(name)
    st.subheader(kind.question, anchor=False)
    found = answer(study, candidate, kind, _PITCHES[name])
    told = None if found is None else kind.told(found)
    if found is None or told is None:
        return
    sentences(told)
    with st.grid(2, min_column_width=360, gap="medium"):
        for panel_ in told.panels:
            with st.container():
                session.note(panel_.title)
                pictures.drawn(panel_figure(panel_), panel_.name, panel_.alt)
    for warning in found.warnings:
        session.say("warning", warning)
    tables(told)


def sentences(told: Told) -> None:
    """What an answer comes to, before its picture."""
    for sentence in told.sentences:
        st.markdown(f"**{escape_markdown(sentence)}**")


def tables(told: Told) -> None:
    """The answer's tables, folded away, and what nobody may read into it."""
    with st.expander("The same as tables"):
        for table in told.tables:
            _table(table)
    session.note(told.says_not)


def _table(table: Table) -> None:
    session.note(table.caption)
    st.dataframe(pd.DataFrame(table.rows, columns=list(table.header)), hide_index=True)


def _kept(candidate: Candidate, kind: InquiryKind) -> InquiryRecord | None:
    try:
        return kept_inquiry(candidate, kind)
    except DataError as error:
        session.say("warning", str(error))
        return None


def _button(study: Study, candidate: Candidate, kind: InquiryKind, label: str) -> None:
    reason = candidate.unusable_because
    if kind.needs_generator and candidate.provenance.generator not in {card.name for card in GENERATORS}:
        reason = "This table was made elsewhere, and the question needs its generator."
    st.button(
        label,
        key=f"measure-{kind.name}",
        on_click=session.attempt,
        args=(_start, study, candidate, kind),
        disabled=bool(reason),
        help=reason or None,
    )


def _start(study: Study, candidate: Candidate, kind: InquiryKind) -> str:
    submit(study, JobSpec.model_validate({"kind": kind.name, "candidate_id": candidate.id}))
    return f"{kind.title.replace('{}', candidate.name)}: it is being measured."
