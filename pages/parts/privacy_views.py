"""The Privacy page: the verdict, each check with its picture, what is known while checks still run."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st

from pages.parts import pictures, result_tables, session, verdicts, words
from pages.parts.candidates import is_being_measured
from pages.parts.jobs_panel import panel
from pages.parts.session import Tone
from synthlab.charts.escape import escape_markdown
from synthlab.evaluation import Outcome, Report
from synthlab.export.context import assumptions, facts
from synthlab.export.privacy_words import answer, checks, opening, privacy_verdict, smallest_seen
from synthlab.export.words import says_not
from synthlab.metrics.base import Family, State
from synthlab.studies.candidate import Candidate
from synthlab.studies.study import Study

__all__ = ["check", "context", "review", "under_way", "verdict"]

_TONES: dict[State, Tone] = {
    State.LEAK_FOUND: "error",
    State.INVALID: "warning",
    State.CANNOT_TELL: "warning",
    State.NOT_TESTED: "warning",
    State.TRACE: "info",
    State.NO_LEAK_FOUND: "info",
}


def verdict(report: Report) -> None:
    """The verdict first, why, what to do, and whom the attacks compared."""
    found = privacy_verdict(report)
    if found is None:
        session.say("info", "Privacy: no check of it is part of this measurement.")
        return
    session.say(_TONES[found.state], f"Privacy: {found.headline} {found.because}")
    if found.others:
        session.note(found.others)
    st.markdown(f"**What to do.** {escape_markdown(found.action)}")
    session.note(opening(report))
    for text in assumptions(report):
        session.say("warning", text)
    _policy(report, found.state)


def _policy(report: Report, state: State) -> None:
    """What the organisation's policy adds to the states."""
    for said in report.verdicts:
        passes = state in (State.TRACE, State.NO_LEAK_FOUND)
        if said.family is Family.PRIVACY and (
            said.verdict == "not met" or (passes and said.verdict == "cannot conclude")
        ):
            session.say("warning", f"By the policy {report.policy}: {said.because}")


def check(outcome: Outcome, told: set[str]) -> None:
    """One check as a question, its picture, what it could have seen and what it does not say.

    ``told`` holds the reasons that were given before: one reason for many checks is given once.
    """
    st.subheader(escape_markdown(outcome.question), anchor=False)
    if outcome.status == "skipped":
        _skipped(outcome, told)
        return
    st.markdown(f"**{words.STATES[outcome.state] if outcome.state else 'A weak figure, never a verdict'}.**")
    verdicts.says(outcome)
    pictures.privacy(outcome, key=f"picture-{outcome.metric}")
    result_tables.privacy(outcome)
    for text in outcome.warnings:
        if text not in told and text not in answer(outcome):
            told.add(text)
            session.note(text)
    if smallest := smallest_seen(outcome):
        st.markdown(f"The smallest leak it would have seen: **{escape_markdown(smallest)}**.")
    for text in _more(outcome):
        session.note(text)
    if outcome.state:
        session.note(says_not(outcome))


def _more(outcome: Outcome) -> Iterator[str]:
    """What a reader needs beside the sentence, for checks that have more to say."""
    for name, guesses in outcome.facts.get("guesses", {}).items():
        yield (
            f"Of {guesses['n_guesses']:,} guesses by {name}, {guesses['n_right']:,} single out exactly one person; with "
            f"every column shuffled by itself, {guesses['n_right_naive']:,} do."
        )
    if group := outcome.facts.get("group_inference"):
        yield group
    if outcome.metric == "membership":
        yield _GLOSSARY


_GLOSSARY = (
    "How to read the attacks: distance is to the nearest synthetic record, a ratio holds it against a person's own "
    "neighbours, rank and log are two scalings of numbers; top 5% are the people an attack suspects most."
)


def _skipped(outcome: Outcome, told: set[str]) -> None:
    reason = outcome.reason or ""
    if outcome.state is None:
        session.say("info", f"Nothing to look for. {reason}")
    elif reason in told:
        st.markdown(f"**{words.STATES[outcome.state]}**, for the reason given above.")
    else:
        told.add(reason)
        session.say("warning", f"{words.STATES[outcome.state]}. {reason}")


def review(candidate: Candidate, outcome: Outcome) -> None:
    """The real records that occur word for word, loaded when somebody asks to see them."""
    found = outcome.facts.get("review_rows")
    if not found:
        return
    with st.expander("Look at these records (real people)", key="review", on_change="rerun") as opened:
        if opened.open:
            records = candidate.review()
            if records is None:
                st.markdown("They were not kept with this measurement. Measure again to see them.")
                return
            st.dataframe(records, hide_index=True, alt="Real records that occur word for word in the table")
            session.note(
                f"{words.plural(len(records), 'record')} of {words.count(found)}. They are kept with the study alone: no "
                "report and no bundle holds them."
            )


def context(report: Report) -> None:
    """What was not tested and bears on privacy all the same."""
    st.subheader("What was not tested, and bears on it?", anchor=False)
    for what, sentence in facts(report):
        st.markdown(f"**{escape_markdown(what)}.** {escape_markdown(sentence)}")


def under_way(study: Study, candidate: Candidate) -> None:
    """Progress and stop, and the checks that are done: copies and identifiers are there within seconds."""
    at_work = is_being_measured(study, candidate)
    panel(study)
    st.fragment(_so_far, run_every=2 if at_work else None)(candidate, at_work)


def _so_far(candidate: Candidate, at_work: bool) -> None:
    report = candidate.report_so_far()
    known = [] if report is None else [one for one in report.outcomes if one.family is Family.PRIVACY]
    if not known:
        return
    st.subheader("What is known so far" if at_work else "What was known when it was stopped", anchor=False)
    for one in known:
        state = "Nothing to look for" if one.state is None else words.STATES[one.state]
        if one.state in (State.LEAK_FOUND, State.INVALID):
            session.say(_TONES[one.state], f"{one.question} {state}. {answer(one)}")
        else:
            st.markdown(f"**{escape_markdown(one.question)}** {state}. {escape_markdown(answer(one))}")
    if not any(one.state is State.LEAK_FOUND for one in checks(report)) and report is not None:
        session.note("Attacks that have not run yet may still find a leak.")
