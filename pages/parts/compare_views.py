"""Four looks at likeness: all columns, one column, columns together, missing values; pictures before numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from pages.parts import pictures, result_tables, session, verdicts, words
from synthlab.charts.escape import escape_markdown
from synthlab.evaluation import Outcome, Report
from synthlab.export.findings import worst_finding
from synthlab.export.words import says_not
from synthlab.metrics.base import Family
from synthlab.studies.candidate import Candidate
from synthlab.studies.study import Study

__all__ = ["distributions", "every_measure", "lead", "missing_values", "one_column", "together"]

_AT_ONCE = 6
_WORST_PAIRS = 10


def lead(report: Report) -> None:
    """The worst finding of all, in one sentence, before anything else."""
    st.markdown(f"**Look here first.** {escape_markdown(worst_finding(report))}")


def distributions(report: Report) -> None:
    """Six columns a view, those that differ most from the real table first."""
    outcome = verdicts.measured(report.outcome("marginals"), "Whether single columns look alike")
    if outcome is None:
        return
    verdicts.likeness(outcome)
    st.markdown(
        "Blue, filled: real rows. Red, outlined: synthetic rows. The columns that differ most come first."
    )
    rows = _picked(outcome.details)
    pages = -(-len(rows) // _AT_ONCE)
    page = 1
    if pages > 1:
        page = st.pagination(pages, key=session.fresh("distributions-page"))
    rows = rows[(page - 1) * _AT_ONCE : page * _AT_ONCE]
    with st.grid(3, min_column_width=300, gap="medium"):
        for place, row in enumerate(rows):
            with st.container(border=True):
                st.markdown(f"**{escape_markdown(row['column'])}**")
                pictures.small_marginal(row, key=f"marginal-{place}")
                st.markdown(_distance(row))
    _footer(outcome)


def _picked(rows: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    """The columns that a person picked, all of them where none is, worst first either way."""
    if len(rows) <= _AT_ONCE:
        return rows
    picked = st.multiselect(
        "Columns",
        [row["column"] for row in rows],
        placeholder="All of them, those that differ most first",
        key="distributions-columns",
        on_change=session.renew,
        args=("distributions-page",),
    )
    return [row for row in rows if row["column"] in picked] if picked else rows


def one_column(report: Report) -> None:
    """One column large, with its numbers."""
    outcome = verdicts.measured(report.outcome("marginals"), "Whether single columns look alike")
    if outcome is None:
        return
    rows = {row["column"]: row for row in outcome.details}
    name = st.selectbox("Column, those that differ most first", list(rows), key="column-in-detail")
    row = rows[name]
    pictures.marginal(row, key="marginal-large", height=420)
    st.markdown(_distance(row))
    if row.get("note"):
        st.markdown(escape_markdown(row["note"]))
    result_tables.bins(row)


def _distance(row: Mapping[str, Any]) -> str:
    floor = "" if row.get("reference") is None else f"; other real rows: {words.share(row['reference'])}"
    return f"**{words.share(row['distance'])}** of the rows fall elsewhere{floor}"


def together(study: Study, candidate: Candidate, report: Report) -> None:
    """How strongly columns depend on each other, as maps; then the worst pairs, each with its joint picture."""
    outcome = verdicts.measured(report.outcome("association"), "Whether columns go together")
    if outcome is None:
        return
    verdicts.likeness(outcome)
    views = {"Difference": ("difference",), "Real beside synthetic": ("train", "synthetic")}
    for tab, shown in zip(
        st.tabs(list(views), on_change="rerun", key="association-map"), views.values(), strict=True
    ):
        if tab.open:
            with tab, st.grid(len(shown), min_column_width=340, gap="medium"):
                for which in shown:
                    pictures.association(outcome, which, key=f"association-{which}")
    st.subheader("The pairs that differ most", anchor=False)
    _worst_pairs(outcome)
    with st.expander("Any two columns", on_change="rerun", key="any-pair") as any_two:
        if any_two.open:
            _any_pair(study, candidate, [column.name for column in study.schema.modelled])
    _footer(outcome)


def _worst_pairs(outcome: Outcome) -> None:
    pairs = [row for row in outcome.details[:_WORST_PAIRS] if row.get("joint")]
    if not pairs:
        st.markdown("There is none to show.")
        return
    left, right = st.columns([2, 3], gap="medium")
    with left:
        place = st.radio(
            "Pair", range(len(pairs)), format_func=lambda place: _pair(pairs[place]), key="worst-pair"
        )
    with right:
        pictures.joint(pairs[place]["joint"], pairs[place]["a"], pairs[place]["b"], key="joint-of-worst")


def _pair(row: Mapping[str, Any]) -> str:
    names = f"{escape_markdown(row['a'])} and {escape_markdown(row['b'])}"
    return f"{names}: {row['what']}, {row['train']:.2f} became {row['synthetic']:.2f}"


def _any_pair(study: Study, candidate: Candidate, names: list[str]) -> None:
    if candidate.is_stale or len(names) < 2:
        st.markdown("Measure this table again first.")
        return
    first, second = st.columns(2)
    a = first.selectbox("First column", names, key="pair-a")
    b = second.selectbox("Second column", [name for name in names if name != a], key="pair-b")
    pictures.joint_of(study, candidate, a, b, key="joint-of-any")


def missing_values(report: Report) -> None:
    """Which columns have other shares of missing values."""
    outcome = verdicts.measured(report.outcome("missingness"), "Whether values are missing as often")
    if outcome is None:
        return
    verdicts.likeness(outcome)
    if any(row["train"] is None or row["train"] or row["synthetic"] for row in outcome.details):
        pictures.missingness(outcome, key="missingness")
    else:
        st.markdown("No value is missing in either table.")
    _footer(outcome)


def every_measure(report: Report) -> None:
    """All questions about likeness, each with its number, interval and noise floor; those without a picture too."""
    for outcome in report.outcomes:
        if outcome.family is Family.FIDELITY:
            verdicts.in_words(outcome)


def _footer(outcome: Outcome) -> None:
    """The numbers after the pictures: what was measured, its interval and noise floor, what it does not say."""
    verdicts.says(outcome)
    verdicts.numbers(outcome)
    verdicts.warnings(outcome)
    session.note(says_not(outcome))
