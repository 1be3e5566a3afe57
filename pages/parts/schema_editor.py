"""What each column is and what it is for, shown beside what its values look like, and corrected in place."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from pages.parts import session, words
from synthlab.studies.records import conformed_key
from synthlab.studies.study import Study
from synthlab.tables.profile import ColumnProfile, profile
from synthlab.tables.schema import Kind, Role, Schema

__all__ = ["choose_target", "corrected", "forget", "profiles", "show"]

_KINDS = [str(kind) for kind in Kind]
_ROLES = [str(role) for role in Role]


def show(study: Study) -> None:
    """One row a column: name, kind and role to be corrected, its distribution, missing and distinct values."""
    key = session.fresh("schema")
    st.data_editor(
        _rows(study),
        key=key,
        hide_index=True,
        height="content" if len(study.schema.columns) <= 25 else 900,
        disabled=["column", "values", "missing", "distinct", "note"],
        column_config=_CONFIG,
        on_change=_edited,
        args=(study, key),
        alt="One row for each column of the table: its name, kind, role, distribution, missing and distinct values",
    )


_CONFIG = {
    "column": st.column_config.TextColumn("Column", pinned=True, width="medium"),
    "kind": st.column_config.SelectboxColumn(
        "Kind",
        width=170,
        options=_KINDS,
        format_func=lambda kind: words.KINDS[str(kind)],
        required=True,
        help="What the values are",
    ),
    "role": st.column_config.SelectboxColumn(
        "Role",
        width=140,
        options=_ROLES,
        required=True,
        help="target: what a model predicts. sensitive: a secret of the person. quasi-identifier: what others may know "
        "about the person. ignored: left out.",
    ),
    "values": st.column_config.BarChartColumn("Values", width="small", y_min=0),
    "missing": st.column_config.ProgressColumn(
        "Missing", format="percent", min_value=0, max_value=1, width="small"
    ),
    "distinct": st.column_config.NumberColumn("Distinct", format="localized", width="small"),
    "note": st.column_config.TextColumn("Why, and what to know", width="large"),
}


def _rows(study: Study) -> pd.DataFrame:
    schema = study.schema
    return pd.DataFrame(
        {
            "column": column.name,
            "kind": str(schema[column.name].kind),
            "role": str(schema[column.name].role),
            "values": list(column.sparkline),
            "missing": column.missing / max(column.rows, 1),
            "distinct": column.distinct,
            "note": " ".join(part for part in (schema[column.name].reason, column.note) if part),
        }
        for column in profiles(study)
    )


def profiles(study: Study) -> tuple[ColumnProfile, ...]:
    """One profile a column of the study's table."""
    return _profile(study.id, conformed_key(study.schema), study)


@st.cache_data(max_entries=64, show_spinner=False)
def _profile(study_id: str, key: str, _study: Study) -> tuple[ColumnProfile, ...]:
    """Kept by ids, never by the frame: Streamlit compares a large frame by a sample of its rows."""
    return profile(_study.table(), _study.schema)


def forget() -> None:
    """Forget all profiles: those of a deleted study must not outlive it."""
    _profile.clear()


def _edited(study: Study, key: str) -> None:
    edits = session.value_of(key, {}).get("edited_rows", {})
    session.renew("schema")
    session.attempt(_apply, study, edits)


def _apply(study: Study, edits: Mapping[int, Mapping[str, str]]) -> str | None:
    study.set_schema(corrected(study.schema, edits))
    return None


def corrected(schema: Schema, edits: Mapping[int, Mapping[str, str]]) -> Schema:
    """The schema after the editor's edits ``{row: {"kind" | "role": value}}``; a new target replaces the old one."""
    for row, changes in edits.items():
        name = schema.columns[int(row)].name
        if "kind" in changes:
            # The guard's reason, and what was stated as public, belonged to the other kind.
            schema = schema.with_column(
                name, kind=Kind(changes["kind"]), reason="Corrected by you.", bounds=None, levels=None
            )
        if changes.get("role") == Role.TARGET:
            schema = schema.with_target(name)
        elif "role" in changes:
            schema = schema.with_column(name, role=Role(changes["role"]))
    return schema


def choose_target(study: Study) -> None:
    """Which column a model shall predict; the question behind TSTR."""
    names: list[str | None] = [None, *(column.name for column in study.schema.modelled)]
    target = study.schema.target
    key = session.fresh("target")
    st.selectbox(
        "Target column",
        names,
        index=names.index(target.name) if target is not None and target.name in names else 0,
        format_func=lambda name: "None: leave out the test with a model" if name is None else name,
        key=key,
        on_change=_target_chosen,
        args=(study, key),
    )


def _target_chosen(study: Study, key: str) -> None:
    name = session.value_of(key)
    session.renew("target")
    session.renew("schema")
    session.attempt(lambda: study.set_schema(study.schema.with_target(name)))
