"""What the Utility page shows behind the gap: flattery, calibration, who loses."""

from __future__ import annotations

import streamlit as st

from pages.parts import pictures, session, verdicts, words
from synthlab.charts.conclusions import conclusions_alt_text, conclusions_figure
from synthlab.charts.every_column import every_column_alt_text, every_column_figure
from synthlab.charts.importance import importance_alt_text, importance_figure
from synthlab.charts.utility import (
    calibration_alt_text,
    calibration_figure,
    domain_alt_text,
    domain_figure,
    slices_alt_text,
    slices_figure,
)
from synthlab.evaluation import Outcome, Report
from synthlab.export.words import says_not

__all__ = ["SHOWN", "behind", "conclusions", "every_column", "importance"]

SHOWN = frozenset({"tstr", "every-column", "importance", "conclusions"})
"""Metrics that the Utility page shows with pictures; any other is told in words."""


def behind(outcome: Outcome) -> None:
    """Pictures from the facts of ``tstr``; a report made before they were measured shows none."""
    facts, score = outcome.facts, str(outcome.facts["score"])
    if rows := facts.get("slices"):
        st.subheader("Who loses most?", anchor=False)
        session.note(facts["slice_sentence"])
        pictures.drawn(slices_figure(rows, score), "slices", slices_alt_text(rows, score))
        if facts.get("slices_withheld"):
            few = words.plural(facts["slices_withheld"], "group has", "groups have")
            session.note(f"{few} too few rows to be tested alone.")
    if gap := facts.get("domain_gap"):
        st.subheader("Would a test on synthetic rows flatter?", anchor=False)
        session.note(gap["sentence"])
        pictures.drawn(domain_figure(gap, score), "domain", domain_alt_text(gap, score))
    if curves := facts.get("calibration"):
        st.subheader("Do predicted chances come true?", anchor=False)
        session.note(calibration_alt_text(curves))
        pictures.drawn(calibration_figure(curves), "calibration", calibration_alt_text(curves))


def every_column(report: Report) -> None:
    """Each column told from the others, those that lose most first."""
    st.subheader("Can each column be told from the others as well?", anchor=False)
    outcome = verdicts.measured(
        report.outcome("every-column"), "Whether each column can be told from the others"
    )
    if outcome is None:
        return
    verdicts.says(outcome)
    pictures.drawn(
        every_column_figure(outcome.details), "every-column", every_column_alt_text(outcome.details)
    )
    verdicts.warnings(outcome)
    session.note(says_not(outcome))


def importance(report: Report) -> None:
    """Which columns models lean on, spurious ones first."""
    st.subheader("Do both models lean on the same columns?", anchor=False)
    outcome = verdicts.measured(report.outcome("importance"), "Which columns models lean on")
    if outcome is None:
        return
    verdicts.says(outcome)
    pictures.drawn(importance_figure(outcome.details), "importance", importance_alt_text(outcome.details))
    session.note(says_not(outcome))


def conclusions(report: Report) -> None:
    """Coefficients of a regression on either table, those that were turned round first."""
    st.subheader("Would an analyst conclude the same?", anchor=False)
    outcome = verdicts.measured(report.outcome("conclusions"), "Whether an analyst would conclude the same")
    if outcome is None:
        return
    verdicts.says(outcome)
    pictures.drawn(conclusions_figure(outcome.details), "conclusions", conclusions_alt_text(outcome.details))
    session.note(says_not(outcome))
