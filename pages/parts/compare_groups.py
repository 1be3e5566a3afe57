"""Likeness within the groups of any column: which group is worst, then its columns as pictures."""

from __future__ import annotations

import streamlit as st

from pages.parts import pictures, session, words
from synthlab.charts.escape import escape_markdown
from synthlab.charts.subgroups import subgroups_alt_text, subgroups_figure
from synthlab.errors import NotMeasurable
from synthlab.evaluation import Report, metric_rng
from synthlab.metrics.base import Score
from synthlab.metrics.fidelity.group_parts import cut
from synthlab.metrics.fidelity.subgroups import (
    LEAST_ROWS,
    Subgroups,
    group_finding,
    group_rows,
    subgroup_scores,
)
from synthlab.studies.candidate import Candidate
from synthlab.studies.study import Study

__all__ = ["forget", "groups"]

_MOST_ROWS = 200_000
_AT_ONCE = 6
_LOOKS = {"Single columns": "marginals", "Pairs of columns": "pairs"}


def groups(study: Study, candidate: Candidate, report: Report) -> None:
    """Pick a column, see its groups worst first, pick a group, see its columns worst first."""
    if candidate.is_stale:
        st.markdown("Measure this table again first.")
        return
    names = [column.name for column in study.schema.modelled]
    left, right = st.columns(2)
    outcome = report.outcome("subgroups")
    worst = outcome.details[0]["column"] if outcome is not None and outcome.details else ""
    first = names.index(worst) if worst in names else 0
    column = left.selectbox("Groups of", names, index=first, key="group-column")
    look = right.selectbox("Looked at", list(_LOOKS), key="group-look")
    try:
        with st.spinner("Counting within each group"):
            found = _scores(
                study.id,
                candidate.id,
                str(study.made_under()),
                (report.seed, column, _LOOKS[look]),
                study,
                candidate,
            )
    except NotMeasurable as reason:
        session.say("info", str(reason))
        return
    _all_groups(found)
    _one_group(found)


def _all_groups(found: Subgroups) -> None:
    rows = group_rows(found)
    session.note(group_finding(rows[0]))
    st.markdown(
        "Diamonds: the synthetic table, with its interval. Blue bars: what other real rows of the group score."
    )
    pictures.drawn(subgroups_figure(rows), "groups", subgroups_alt_text(rows))
    for label, why in found.withheld.items():
        session.note(f"{label} is not shown. {why}")
    session.note(
        f"Each group is held against its own real rows; one needs {LEAST_ROWS} rows in each table. Of twenty groups, one "
        "lies beyond chance by chance. Large tables are cut to 200,000 rows here."
    )


def _one_group(found: Subgroups) -> None:
    group = st.selectbox(
        "Group, those that differ most first", list(found.scores), key=f"group-of-{found.column}"
    )
    score = found.scores[group]
    st.markdown(f"**{words.plural(score.n_rows, 'row')}** of each table are compared.")
    if found.measure == "marginals":
        _columns(score)
    else:
        for row in score.details[:_AT_ONCE]:
            session.note(
                f"{row['a']} and {row['b']}: {words.share(row['distance'])} of the rows would have to move; other real "
                f"rows: {words.share(row['reference'])}"
            )


def _columns(score: Score) -> None:
    with st.grid(3, min_column_width=300, gap="medium"):
        for place, row in enumerate(score.details[:_AT_ONCE]):
            with st.container(border=True):
                st.markdown(f"**{escape_markdown(row['column'])}**")
                pictures.small_marginal(row, key=f"group-marginal-{place}")
                st.markdown(
                    f"**{words.share(row['distance'])}** of the rows fall elsewhere; other real rows: "
                    f"{words.share(row['reference'])}"
                )


@st.cache_data(max_entries=64, show_spinner=False)
def _scores(
    study_id: str,
    candidate_id: str,
    under: str,
    asked: tuple[int, str, str],
    _study: Study,
    _candidate: Candidate,
) -> Subgroups:
    """Kept by ids and what was asked, never by the frame; aggregates only are kept."""
    seed, column, measure = asked
    rng = metric_rng("subgroups", seed)
    return subgroup_scores(cut(_study.comparison(_candidate), _MOST_ROWS, rng), column, rng, measure)


def forget() -> None:
    """Forget all groups: those of a deleted study must not outlive it."""
    _scores.clear()
