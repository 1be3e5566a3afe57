"""Cutting the holdout, once, before anything is made from the table."""

from __future__ import annotations

import streamlit as st

from pages.parts import holdout, session, words
from synthlab.charts.escape import escape_markdown
from synthlab.studies.study import Study
from synthlab.tables.schema import Kind

__all__ = ["people_in", "show"]


def show(study: Study) -> None:
    if study.receipt is None:
        _choose(study)
        return
    receipt = study.receipt
    st.markdown(
        f"Locked: **{words.count(receipt.n_train)}** rows to make synthetic ones from, "
        f"**{words.count(receipt.n_holdout)}** rows held out that no generator sees. Cut "
        f"{escape_markdown(receipt.method)}, seed {receipt.seed}, fingerprint `{receipt.fingerprint}`."
    )
    for note in receipt.notes:
        session.say("info", note)
    n_people, n_rows = people_in(study, study.schema.group), receipt.n_train + receipt.n_holdout
    n_train = round(n_people * receipt.n_train / n_rows)
    holdout.proves(n_train, n_people - n_train, receipt.method.startswith("time-ordered"))
    session.link("generate", "Next: make a synthetic table, or bring one")
    with st.expander("Cut again", on_change="rerun", key="cut-again") as again:
        if again.open:
            st.markdown(
                "Every synthetic table made from the old split stays, and its results are marked as stale."
            )
            _choose(study)


def _choose(study: Study) -> None:
    names = [column.name for column in study.schema.columns]
    times = [None, *(column.name for column in study.schema.columns if column.kind is Kind.DATETIME)]
    groups = [None, *names]
    first, second = st.columns(2)
    with second:
        by_time = st.selectbox(
            "Latest rows held out, by",
            times,
            index=_at(times, study.schema.time),
            format_func=_none_or_name,
            key="split-time",
            help="For a table that grows over time: what comes later is held out.",
        )
        group = st.selectbox(
            "Rows kept together, by",
            groups,
            index=_at(groups, study.schema.group),
            format_func=_none_or_name,
            key="split-group",
            help="For several rows a person or a machine: all of them fall on the same side.",
        )
        st.number_input(
            "Seed", 0, 2**31 - 1, 0, key="split-seed", help="The same seed cuts the same rows again."
        )
    with first:
        _share(people_in(study, group), by_time is not None)
    st.button("Lock the split", type="primary", on_click=session.attempt, args=(_lock, study))


@st.fragment
def _share(n_people: int, by_time: bool) -> None:
    """The slider and what it means: moving it runs nothing else of the page."""
    percent = st.slider(
        "Held out, in percent of the rows", 10, 50, 33, key="share", help="A third is a good habit."
    )
    holdout.show(n_people, percent, by_time)


def people_in(study: Study, group: str | None) -> int:
    """How many persons there are: values of the ``group`` column, or rows without one.

    A row without a value is a person of its own.
    """
    if group is None:
        return study.source.rows
    values = study.table([group])[group]
    return int(values.nunique() + values.isna().sum())


def _at(names: list[str | None], name: str | None) -> int:
    return names.index(name) if name in names else 0


def _none_or_name(name: str | None) -> str:
    return "No such column" if name is None else name


def _lock(study: Study) -> str:
    time, group = session.value_of("split-time"), session.value_of("split-group")
    if (time, group) != (study.schema.time, study.schema.group):
        study.set_schema(study.schema.replace(time=time, group=group))
    percent = session.value_of("share")
    study.lock_split(1 / 3 if percent == 33 else percent / 100, int(session.value_of("split-seed")))
    return "The split is locked."
