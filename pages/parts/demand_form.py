"""Which rows are wanted, how they are divided among the values of a column, and what becomes of set-aside columns."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages.parts import session
from synthlab.charts.escape import escape_markdown
from synthlab.studies.records import conformed_key
from synthlab.studies.study import Study
from synthlab.tables.groups import Groups, groups_of
from synthlab.tables.profile import common_levels
from synthlab.tables.schema import Column, Kind

__all__ = ["asked", "forget", "rows_counted", "show"]

_MOST_VALUES = 20
_NONE, _ALIKE, _SHARES, _COUNTS = (
    "as the model gives them",
    "as many of each value",
    "these shares",
    "these numbers",
)

_IDENTIFIERS = {"withheld": "left out", "new": "newly made, in the same format"}
_TEXTS = {"withheld": "left out", "template": "a template of common words"}


def show(study: Study) -> None:
    """The widgets; ``asked`` reads them when the job is started."""
    with st.expander("Only rows where…"):
        _conditions(study)
    with st.expander("How many rows of each class?"):
        _groups(study)
    _set_aside(study)


def asked(study: Study) -> dict[str, Any]:
    """What the widgets hold, as fields of a job; a ``DataError`` where it makes no sense."""
    columns = session.value_of("where-columns", [])
    where = {
        name: session.value_of(f"where-{place}-{name}", "").strip() for place, name in enumerate(columns)
    }
    return {
        "where": {name: value for name, value in where.items() if value},
        "groups": _asked_groups(study),
        "identifiers": session.value_of("identifiers", "withheld"),
        "texts": session.value_of("texts", "withheld"),
    }


def rows_counted(study: Study) -> int | None:
    """How many rows the numbers given value by value add up to; None where no such numbers are asked for."""
    if session.value_of("groups-how", _NONE) != _COUNTS or session.value_of("groups-column") is None:
        return None
    return sum(int(rows) for rows in _given(study, _COUNTS, session.value_of("groups-column")).values())


def _conditions(study: Study) -> None:
    names = [column.name for column in study.schema.modelled]
    chosen = st.multiselect("Columns that must have a certain value", names, key="where-columns")
    for place, name in enumerate(chosen):
        st.text_input(
            f"{escape_markdown(name)} is", key=f"where-{place}-{name}", help="Written as in your file."
        )


def _groups(study: Study) -> None:
    columns = [column.name for column in study.schema.modelled if _can_be_divided(column)]
    if not columns:
        st.markdown("There is no category, no true-or-false column and no whole number to divide rows by.")
        return
    target = study.schema.target
    left, right = st.columns(2)
    name = left.selectbox(
        "Column",
        columns,
        index=columns.index(target.name) if target is not None and target.name in columns else 0,
        key="groups-column",
    )
    how = right.selectbox("Rows come", [_NONE, _ALIKE, _SHARES, _COUNTS], key="groups-how")
    if how == _ALIKE:
        st.markdown("Rare classes are drawn as often as common ones, each with what goes with it.")
    if how not in (_SHARES, _COUNTS):
        return
    levels = _levels(study, name)
    if not levels:
        st.markdown(
            f"It has no value, or more than {_MOST_VALUES}, that enough rows have. Choose another column."
        )
        return
    is_shares = how == _SHARES
    with st.grid(3, min_column_width=180, gap="small"):
        for place, (level, share) in enumerate(levels):
            st.number_input(
                f"{escape_markdown(level)} ({'%' if is_shares else 'rows'})",
                0.0 if is_shares else 0,
                100.0 if is_shares else 5_000_000,
                round(100 * share, 1) if is_shares else 0,
                format="%.1f" if is_shares else "%d",
                key=_level_key(how, name, place),
            )
    session.note(
        "Shares are scaled to 100% together." if is_shares
        else "These numbers add up to the rows that are made, whatever stands above."
    )  # fmt: skip


def _level_key(how: str, name: str, place: int) -> str:
    return f"groups-{how}-{name}-{place}"


def _can_be_divided(column: Column) -> bool:
    return column.kind in (Kind.CATEGORICAL, Kind.BOOLEAN, Kind.INTEGER)


def _levels(study: Study, name: str) -> tuple[tuple[str, float], ...]:
    levels = _common(study.id, conformed_key(study.schema), name, study)
    return levels if len(levels) <= _MOST_VALUES else ()


@st.cache_data(max_entries=64, show_spinner=False)
def _common(study_id: str, key: str, name: str, _study: Study) -> tuple[tuple[str, float], ...]:
    return common_levels(_study.table([name])[name])


def forget() -> None:
    """Forget all levels: those of a deleted study must not outlive it."""
    _common.clear()


def _asked_groups(study: Study) -> Groups | None:
    how, name = session.value_of("groups-how", _NONE), session.value_of("groups-column")
    if how == _NONE or name is None:
        return None
    if how == _ALIKE:
        return groups_of(name)
    given = _given(study, how, name)
    if how == _COUNTS:
        return groups_of(name, counts={level: int(rows) for level, rows in given.items()})
    total = sum(given.values())
    return groups_of(name, shares={level: share / (total or 1) for level, share in given.items()})


def _given(study: Study, how: str, name: str) -> dict[str, float]:
    """The number in the widget of each value."""
    return {
        level: session.value_of(_level_key(how, name, place), 0)
        for place, (level, _) in enumerate(_levels(study, name))
    }


def _set_aside(study: Study) -> None:
    aside = [column.kind for column in study.schema.set_aside]
    kinds = [kind for kind in (Kind.IDENTIFIER, Kind.TEXT) if kind in aside]
    if not kinds:
        return
    with st.expander("Identifiers and free text"):
        if Kind.IDENTIFIER in kinds:
            st.selectbox(
                "Identifiers are",
                list(_IDENTIFIERS),
                format_func=lambda choice: _IDENTIFIERS[choice],
                key="identifiers",
                help="Newly made ones have the format that at least five different real ones share; none is a real one.",
            )
        if Kind.TEXT in kinds:
            st.selectbox(
                "Free text is",
                list(_TEXTS),
                format_func=lambda choice: _TEXTS[choice],
                key="texts",
                help="A template has real lengths and words that at least five rows share, in random order.",
            )
