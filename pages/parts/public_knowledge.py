"""Ranges and categories that are public: stated by a person, never read off the table."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from pages.parts import session, words
from synthlab.studies.study import Study
from synthlab.tables.public import may_be_stated, public_text, with_public
from synthlab.tables.schema import Column, Schema

__all__ = ["show", "tell_what_is_missing", "with_stated"]


def show(study: Study) -> None:
    """One row a column, with a cell for its public range or categories."""
    st.markdown(
        "What may anybody know without looking at this table: ages from 0 to 120, the states of a country? The "
        "differentially private network takes it from here, and pays with a share of its epsilon for finding what is "
        "not stated. Do not copy it off the table: what stands here is not protected, and every generator may use it."
    )
    key = session.fresh("public")
    st.data_editor(
        pd.DataFrame(
            {
                "column": [column.name for column in _open(study.schema)],
                "public": [public_text(column) for column in _open(study.schema)],
                "kind": [words.KINDS[str(column.kind)] for column in _open(study.schema)],
            }
        ),
        key=key,
        hide_index=True,
        height="content" if len(study.schema.columns) <= 25 else 900,
        disabled=["column", "kind"],
        column_config=_CONFIG,
        on_change=_edited,
        args=(study, key),
        alt="One row for each column: its name, kind, and what is public of its values",
    )


_CONFIG = {
    "column": st.column_config.TextColumn("Column", pinned=True, width=150),
    "kind": st.column_config.TextColumn("Kind", width=150),
    "public": st.column_config.TextColumn(
        "Public range or categories",
        width="large",
        help="Numbers: 0 to 120. Dates: 2020-01-01 to 2020-12-31. Categories: separated by commas.",
    ),
}


def tell_what_is_missing(study: Study) -> None:
    """How many columns have nothing stated, and what a generator with a proof makes of that."""
    columns = _open(study.schema)
    open_ = [column for column in columns if not public_text(column)]
    if not open_:
        return
    session.note(
        f"Of {words.plural(len(columns), 'column')}, {len(open_)} have no public range or categories stated. They are "
        "found with noise, for a share of epsilon; where that finds nothing, as in small tables, the column comes out "
        "empty."
    )
    session.link("data", "State what is public on the Data page")


def _open(schema: Schema) -> tuple[Column, ...]:
    return tuple(column for column in schema.columns if may_be_stated(column))


def _edited(study: Study, key: str) -> None:
    edits = session.value_of(key, {}).get("edited_rows", {})
    session.renew("public")
    session.attempt(_apply, study, edits)


def _apply(study: Study, edits: Mapping[int, Mapping[str, str]]) -> str | None:
    study.set_schema(with_stated(study.schema, edits))
    return None


def with_stated(schema: Schema, edits: Mapping[int, Mapping[str, str | None]]) -> Schema:
    """The schema after the editor's edits ``{row: {"public": text}}``; rows are the columns that may be stated."""
    names = [column.name for column in _open(schema)]
    for row, changes in edits.items():
        column = with_public(schema[names[int(row)]], changes.get("public") or "")
        schema = schema.with_column(column.name, bounds=column.bounds, levels=column.levels)
    return schema
