"""What a report comes to, in sentences, before any number."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from synthlab.charts.escape import escape_markdown

from pages.parts import session, words
from pages.parts.session import Tone
from synthlab.evaluation import Outcome, Report, Verdict
from synthlab.export import words as export_words
from synthlab.metrics.base import Family

__all__ = ["numbers", "says", "show", "skipped", "warnings"]

_TONES: dict[str, Tone] = {
    "leak found": "error",
    "not met": "error",
    "cannot conclude": "warning",
    "none found": "info",
    "met": "success",
}
_WORDS = {
    "leak found": "A leak was found.",
    "not met": "The limit is not met.",
    "cannot conclude": "This cannot be concluded.",
    "none found": "No leak was found by the checks that ran.",
    "met": "The limit is met.",
}


def show(report: Report, families: Sequence[Family] = tuple(Family)) -> None:
    """One message a verdict: what it is, then why."""
    for verdict in report.verdicts:
        if verdict.family in families:
            session.say(_TONES[verdict.verdict], sentence(verdict))


def sentence(verdict: Verdict) -> str:
    return f"{verdict.family.capitalize()}: {_WORDS[verdict.verdict]} {verdict.because}".strip()


def skipped(outcome: Outcome | None, what: str) -> bool:
    """Say why a metric has no answer; whether that was so."""
    if outcome is None:
        session.say("info", f"{what} was not part of this measurement.")
        return True
    if outcome.status == "skipped":
        session.say("info", f"{what} could not be measured. {outcome.reason}")
        return True
    return False


def warnings(outcome: Outcome) -> None:
    for text in outcome.warnings:
        session.say("warning", text)


def numbers(outcome: Outcome) -> None:
    """The value, its interval, and what as many real rows score."""
    floor = ""
    if outcome.reference is not None:
        floor = f" Other real rows score **{words.number(outcome.reference)}**"
        if outcome.reference_high is not None:
            floor += f", and seldom above {words.number(outcome.reference_high)}"
        floor += ": what lies within that is chance."
    interval = f"(95% interval {words.number(outcome.low)} to {words.number(outcome.high)})"
    st.markdown(f"Measured: **{words.number(outcome.value)}** {interval}.{floor}")


def says(outcome: Outcome) -> None:
    """The metric's own sentence."""
    st.markdown(escape_markdown(export_words.says(outcome)))
