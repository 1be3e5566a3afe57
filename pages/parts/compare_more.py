"""Further looks at likeness: rows in one plane, and what only dates and free text have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from pages.parts import pictures, session, verdicts, words
from synthlab.charts.embedding import plane_alt_text, plane_figure
from synthlab.charts.escape import escape_markdown
from synthlab.evaluation import Report
from synthlab.export.words import says_not

__all__ = ["dates_and_text", "one_plane"]

_AT_ONCE = 6


def one_plane(report: Report) -> None:
    """Real and synthetic densities side by side, then their difference."""
    outcome = verdicts.measured(report.outcome("embedding"), "Whether rows lie where real rows lie")
    if outcome is None:
        return
    verdicts.likeness(outcome)
    explained = sum(outcome.facts["explained"])
    st.markdown(
        f"Every row is placed in the plane in which real rows differ most. It holds **{explained:.0%}** of the variance of "
        "the real rows: what differs in the rest of it is not seen here."
    )
    with st.grid(3, min_column_width=300, gap="medium"):
        for which in ("train", "synthetic", "difference"):
            with st.container():
                pictures.drawn(
                    plane_figure(outcome.facts, which),  # type: ignore[arg-type]
                    f"plane-{which}",
                    plane_alt_text(outcome.facts, which),  # type: ignore[arg-type]
                )
    for row in outcome.details:
        session.note(f"Most of the direction {row['direction']}: {', '.join(row['columns'])}.")
    session.note(
        f"Bins that 1 to {outcome.facts['least_rows'] - 1} rows of a table lie in are left empty; no row is drawn by itself."
    )
    verdicts.says(outcome)
    verdicts.numbers(outcome)
    verdicts.warnings(outcome)
    session.note(says_not(outcome))


def dates_and_text(report: Report) -> None:
    """Calendars, gaps, lengths, words and formats, those that differ most first; then copied text."""
    for name, what, title in (
        ("dates", "Whether dates fall alike", "Dates"),
        ("text", "Whether free text is alike", "Free text and identifiers"),
    ):
        st.subheader(title, anchor=False)
        outcome = verdicts.measured(report.outcome(name), what)
        if outcome is None:
            continue
        verdicts.likeness(outcome)
        looks = [row for row in outcome.details if "labels" in row]
        _looks(looks[:_AT_ONCE], name)
        for row in outcome.details:
            if "copied" in row:
                session.note(_copied(row))
        if len(looks) > _AT_ONCE:
            session.note(f"{len(looks) - _AT_ONCE} more looks differ less and are not drawn.")
        verdicts.numbers(outcome)
        verdicts.warnings(outcome)
        session.note(says_not(outcome))


def _looks(rows: list[dict[str, Any]], name: str) -> None:
    with st.grid(3, min_column_width=300, gap="medium"):
        for place, row in enumerate(rows):
            with st.container(border=True):
                st.markdown(f"**{escape_markdown(row['column'])}**, {escape_markdown(row['what'])}")
                pictures.small_marginal(row, key=f"{name}-{place}")
                st.markdown(
                    f"**{words.share(row['distance'])}** apart; other real rows: {words.share(row['reference'])}"
                )
                if row["note"]:
                    session.note(row["note"])


def _copied(row: Mapping[str, Any]) -> str:
    return (
        f"{row['column']}, {row['what']}: {words.share(row['copied'])} of {row['texts']:,} synthetic texts. What "
        f"chance gives: {words.share(row['control'])}."
    )
