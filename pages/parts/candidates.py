"""The synthetic tables of a study: listed, picked, and said to be stale when they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

import streamlit as st

from pages.parts import session, words
from pages.parts.jobs_panel import AT_WORK, panel
from synthlab.charts.escape import escape_markdown
from synthlab.evaluation import Report
from synthlab.jobs.board import JobSpec, JobStatus, jobs, submit
from synthlab.studies.candidate import Candidate
from synthlab.studies.study import Study

__all__ = ["evaluate_job", "labels", "show_all", "with_report"]


def show_all(study: Study) -> None:
    """Every synthetic table of the study, the newest first."""
    candidates = study.candidates()
    if not candidates:
        st.markdown("There is none yet.")
    for candidate in candidates:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{escape_markdown(candidate.name)}**  \n{escape_markdown(_facts(candidate))}")
            st.space("stretch")
            _actions(study, candidate)


def _facts(candidate: Candidate) -> str:
    provenance = candidate.provenance
    parts = [f"Made {words.day(candidate.made_at)}"]
    if provenance.seed is not None:
        parts.append(f"seed {provenance.seed}")
    if provenance.where:
        parts.append("where " + ", ".join(f"{name} is {value}" for name, value in provenance.where.items()))
    parts += [f"{name}: {rows}" for name, rows in provenance.groups.items()]
    if candidate.is_stale:
        parts.append(f"stale: {candidate.stale_because}")
    elif candidate.report() is None:
        parts.append("not measured yet")
    return ", ".join(parts)


def _actions(study: Study, candidate: Candidate) -> None:
    notes = candidate.provenance.notes
    if notes:
        with st.popover(f"Notes ({len(notes)})", key=f"notes-{candidate.id}"):
            st.markdown("\n".join(f"- {escape_markdown(note)}" for note in notes))
    if not candidate.unusable_because and (candidate.is_stale or candidate.report() is None):
        st.button(
            "Measure",
            key=f"measure-{candidate.id}",
            on_click=session.attempt,
            args=(evaluate_job, study, candidate),
            disabled=is_being_measured(study, candidate),
        )
    if candidate.report() is not None:
        st.button("Compare", key=f"compare-{candidate.id}", on_click=_compare, args=(candidate.id,))
    with st.popover("Remove", key=f"remove-{candidate.id}"):
        st.markdown("The table and its report are removed from this machine.")
        st.button(
            "Remove for good",
            key=f"remove-for-good-{candidate.id}",
            on_click=session.attempt,
            args=(study.remove_candidate, candidate.id),
        )


def _compare(candidate_id: str) -> None:
    session.choose_candidate(candidate_id)
    session.go("compare")


def evaluate_job(study: Study, candidate: Candidate) -> str:
    submit(study, JobSpec(kind="evaluate", candidate_id=candidate.id))
    return f"{candidate.name} is being measured."


def is_being_measured(study: Study, candidate: Candidate) -> bool:
    """Whether a job is at it: one that was started for it, or the one that made it."""
    return any(_measures(status, candidate) for status in jobs(study) if status.state in AT_WORK)


def _measures(status: JobStatus, candidate: Candidate) -> bool:
    if status.kind == "evaluate":
        return status.candidate_id == candidate.id
    # A job that makes a table names it at its end only.
    made_by_us = status.kind == "generate" and candidate.provenance.generator != "made elsewhere"
    made_at = datetime.fromisoformat(candidate.made_at).timestamp()
    return made_by_us and candidate.report() is None and made_at >= status.submitted_at


def with_report(
    study: Study | None, under_way: Callable[[Study, Candidate], None] | None = None
) -> tuple[Study, Candidate, Report]:
    """The picked synthetic table and its report; where one is missing, what to do next, and the page ends.

    ``under_way`` shows a measurement that runs, or was stopped; without it, its progress.
    """
    if study is None:
        st.markdown("No study is open.")
        session.link("start", "Choose a table first")
        st.stop()
    if study.receipt is None:
        st.markdown("The rows to hold out have not been cut yet, and without them nothing can be measured.")
        session.link("data", "Lock the split on the Data page")
        st.stop()
    candidates = study.candidates()
    if not candidates:
        panel(study)
        st.markdown("This study has no synthetic table yet.")
        session.link("generate", "Make one, or bring one made elsewhere")
        st.stop()
    candidate = _pick(candidates)
    report = candidate.report()
    if is_being_measured(study, candidate) or (
        under_way is not None and candidate.report_so_far() is not None
    ):
        (under_way or _progress)(study, candidate)
    if report is None:
        if not is_being_measured(study, candidate):
            st.markdown("This synthetic table has not been measured yet.")
            _measure_button(study, candidate)
        st.stop()
    if candidate.is_stale:
        session.say("warning", f"These results are stale. {candidate.stale_because}")
        _measure_button(study, candidate)
    return study, candidate, report


def _progress(study: Study, _candidate: Candidate) -> None:
    panel(study)


def _measure_button(study: Study, candidate: Candidate) -> None:
    if candidate.unusable_because:
        session.link("generate", "Make it again on the Generate page")
        return
    st.button(
        "Measure now",
        type="primary",
        on_click=session.attempt,
        args=(evaluate_job, study, candidate),
        disabled=is_being_measured(study, candidate),
    )


def _pick(candidates: list[Candidate]) -> Candidate:
    by_id = {candidate.id: candidate for candidate in candidates}
    chosen = session.chosen_candidate()
    ids = list(by_id)
    key = session.fresh("candidate")
    picked = st.selectbox(
        "Synthetic table",
        ids,
        index=ids.index(chosen) if chosen in by_id else 0,
        format_func=labels(by_id.values()).__getitem__,
        key=key,
    )
    session.choose_candidate(picked)
    return by_id[picked]


def labels(candidates: Iterable[Candidate]) -> dict[str, str]:
    """What each table is called in a list, by its id; no two alike, for a list tells its entries apart by that.

    They come newest first and are numbered from the oldest on, so that a new one renames none.
    """
    told: dict[str, str] = {}
    for candidate in reversed(list(candidates)):
        plain = f"{candidate.name}, {words.day(candidate.made_at)}"
        label, number = plain, 1
        while label in told.values():
            number += 1
            label = f"{plain} ({number})"
        told[candidate.id] = label
    return told
