"""Long questions to a synthetic table: the button that starts one, its progress, and what is kept of it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from pages.parts import session
from pages.parts.jobs_panel import AT_WORK, panel
from synthlab.charts.escape import escape_markdown
from synthlab.errors import DataError
from synthlab.generators import GENERATORS
from synthlab.jobs.board import JobSpec, jobs, submit
from synthlab.metrics.inquiry import Inquiry, InquiryKind, Table, Told
from synthlab.studies.candidate import Candidate
from synthlab.studies.inquiries import InquiryRecord, kept_inquiry
from synthlab.studies.study import Study

__all__ = ["answer", "sentences", "tables"]

Settings = Mapping[str, str | int | float | bool | None]


def answer(study: Study, candidate: Candidate, kind: InquiryKind, pitch: str) -> Inquiry | None:
    """The complete answer to this question, if there is one; else what is missing: a button, or its progress."""
    if any(job.kind == kind.name and job.state in AT_WORK for job in jobs(study)):
        panel(study)
    record = _kept(candidate, kind)
    complete = record is not None and record.inquiry.is_complete
    if record is not None and complete:
        if record.made_under != study.made_under():
            session.say("warning", "The schema or the split was changed since this was measured.")
            _button(study, candidate, kind, "Measure again")
        found: Inquiry = record.inquiry
        return found
    if any(job.kind == kind.name and job.state in AT_WORK for job in jobs(study)):
        return None
    if record is None:
        st.markdown(pitch)
    else:
        done = f"{len(record.inquiry.points)} of {record.inquiry.n_points}"
        st.markdown(f"It was interrupted after {done} points and goes on from there.")
    _button(study, candidate, kind, "Measure" if record is None else "Go on measuring")
    return None


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
