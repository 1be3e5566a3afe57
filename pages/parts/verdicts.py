"""What a report comes to, in sentences, before any number."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from pages.parts import session, words
from pages.parts.session import Tone
from synthlab.charts.escape import escape_markdown
from synthlab.evaluation import Outcome, Report, Verdict
from synthlab.export import words as export_words
from synthlab.export.privacy_words import privacy_verdict
from synthlab.metrics.base import Family

__all__ = ["in_words", "measured", "numbers", "says", "show", "warnings"]

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
    """One message a verdict: what it is, then why; a model's gap in its metric's own sentence."""
    for verdict in report.verdicts:
        if verdict.family in families:
            text = _privacy(report, verdict) or f"{_WORDS[verdict.verdict]} {_reason(report, verdict)}"
            text = f"{verdict.family.capitalize()}: {text}"
            session.say(_TONES[verdict.verdict], text.strip())


def _privacy(report: Report, verdict: Verdict) -> str:
    """The verdict on privacy as its own page says it; a policy that is not met has the word, and other families."""
    if verdict.family is not Family.PRIVACY or verdict.verdict == "not met":
        return ""
    found = privacy_verdict(report)
    return "" if found is None else f"{found.headline} {found.because} {found.others}"


def _reason(report: Report, verdict: Verdict) -> str:
    tstr = report.outcome("tstr")
    if verdict.family is Family.UTILITY and tstr is not None and tstr.status == "measured":
        return str(tstr.facts["sentence"])
    return verdict.because


def measured(outcome: Outcome | None, what: str) -> Outcome | None:
    """The outcome when there is an answer; else None, after saying why there is none."""
    if outcome is None:
        session.say("info", f"{what}: not part of this measurement.")
        return None
    if outcome.status == "skipped":
        session.say("info", f"{what}: not measured. {outcome.reason}")
        return None
    return outcome


def warnings(outcome: Outcome) -> None:
    """What to bear in mind; loud where nothing was tested against unseen rows."""
    for text in outcome.warnings:
        if outcome.facts.get("screening"):
            session.say("warning", text)
        else:
            session.note(text)


def likeness(outcome: Outcome) -> None:
    """One sentence before the pictures: whether the difference is more than chance, and what it is about."""
    value, chance = outcome.value, outcome.reference_high
    if value is None or chance is None:
        return
    if value <= chance:
        st.markdown(
            "**No further from the real table than other real rows are.** What you see below is chance."
        )
    else:
        times = f": {value / outcome.reference:.1f} times as far" if outcome.reference else ""
        st.markdown(f"**Further from the real table than other real rows are{times}.**")


def in_words(outcome: Outcome) -> None:
    """A question with its answer in words and numbers, and what it does not say."""
    st.subheader(escape_markdown(outcome.question), anchor=False)
    if measured(outcome, "This") is not None:
        says(outcome)
        numbers(outcome)
        warnings(outcome)
        session.note(export_words.says_not(outcome))


def numbers(outcome: Outcome) -> None:
    """The value, its interval, and what as many real rows score."""
    floor = ""
    if outcome.reference is not None:
        floor = f" Other real rows score **{words.number(outcome.reference)}**"
        if outcome.reference_low is not None and outcome.reference_high is not None:
            floor += (
                f", mostly {words.number(outcome.reference_low)} to {words.number(outcome.reference_high)}"
            )
        floor += ": what lies within that is chance."
    interval = f"95% interval {words.number(outcome.low)} to {words.number(outcome.high)}"
    st.markdown(f"Measured: **{words.number(outcome.value)}**, {interval}.{floor}")


def says(outcome: Outcome) -> None:
    """The metric's own sentence."""
    st.markdown(escape_markdown(export_words.says(outcome)))
