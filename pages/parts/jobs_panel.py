"""Long work while it runs: a badge in the frame and a panel with progress, remaining time and cancel."""

from __future__ import annotations

import streamlit as st

from pages.parts import session, words
from synthlab.charts.escape import escape_markdown
from synthlab.jobs.board import JobStatus, cancel, jobs, running
from synthlab.metrics.inquiries import INQUIRIES
from synthlab.studies.study import Study

__all__ = ["AT_WORK", "badge", "failures", "panel"]

AT_WORK = ("queued", "running")
_LONG_SECONDS = 60.0


def badge() -> None:
    """How many jobs of this owner run now. It never asks for a rerun: that would close an open dialog."""
    if session.has_owner():
        at_work = running(session.store())
        st.fragment(_badge, run_every=2 if at_work else None)()


def _badge() -> None:
    for facts, status in running(session.store()):
        st.progress(status.share, text=f"{escape_markdown(facts.name)}: {escape_markdown(status.title)}")


def panel(study: Study, kind: str = "", candidate_id: str = "") -> None:
    """The jobs of this study that run now: all, or those of one kind about one synthetic table."""
    at_work = [
        status
        for status in jobs(study)
        if status.state in AT_WORK
        and (not kind or (status.kind, status.candidate_id) == (kind, candidate_id))
    ]
    slow = any((status.remaining_seconds or 0) > _LONG_SECONDS for status in at_work)
    st.fragment(_panel, run_every=(2 if slow else 1) if at_work else None)(
        study, {status.id for status in at_work}, kind
    )


def _panel(study: Study, seen_at_work: set[str], kind: str) -> None:
    for status in jobs(study):
        if status.state in AT_WORK and (not kind or status.id in seen_at_work):
            _at_work(study, status, kind)
        elif status.id in seen_at_work:
            # The list of synthetic tables below is outside of this fragment.
            st.rerun()


def _at_work(study: Study, status: JobStatus, kind: str) -> None:
    with st.container(border=True):
        st.markdown(f"**{escape_markdown(status.title)}**")
        left = (
            "" if status.remaining_seconds is None else f", {words.duration(status.remaining_seconds)} left"
        )
        st.progress(status.share, text=f"{escape_markdown(status.doing)} ({status.share:.0%}{left})")
        st.button(
            "Cancel",
            # A page may show a job twice: among all, and where it was asked for.
            key=f"cancel-{kind}{'-' if kind else ''}{status.id}",
            on_click=session.attempt,
            args=(cancel, study, status.id),
        )


def failures(study: Study) -> None:
    """The newest job's end, when it did not end well."""
    newest = next(iter(jobs(study)), None)
    if newest is None or newest.state in (*AT_WORK, "done"):
        return
    if newest.kind in {kind.name for kind in INQUIRIES} and newest.state == "cancelled":
        session.say("info", f"{newest.title} was stopped. Start it again and it goes on from there.")
    elif newest.state == "cancelled":
        session.say("info", f"{newest.title} was cancelled; nothing of it was kept.")
    else:
        session.say("error", f"{newest.title} did not finish. {newest.message}")
