"""What the attacker knows and what is a secret, changed where its consequences are read."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from pages.parts import session
from synthlab.charts.escape import escape_markdown
from synthlab.errors import DataError
from synthlab.studies.study import Study
from synthlab.tables.schema import Column, Role, Schema

__all__ = ["known", "show", "with_knowledge"]

_BY_WORDS = {
    "known to the attacker": Role.QUASI_IDENTIFIER,
    "a secret": Role.SENSITIVE,
    "either": Role.FEATURE,
    "left out of everything": Role.IGNORED,
}
_WORDS = {role: words for words, role in _BY_WORDS.items()}


def show(study: Study) -> None:
    """The columns with what each is to an attacker; a change makes the results stale, and says so."""
    st.markdown(escape_markdown(known(study.schema)))
    with st.expander("Change what the attacker knows", key="attacker-expander", on_change="rerun") as opened:
        if opened.open:
            _editor(study)


def known(schema: Schema) -> str:
    """The attacker's knowledge in a sentence.

    The same rule as the inference attack: columns marked as known where there are any, else all others; secrets
    that are marked, else every column in turn.
    """
    knows = [column.name for column in schema.modelled if column.role is Role.QUASI_IDENTIFIER]
    secrets = [column.name for column in schema.modelled if column.role in (Role.SENSITIVE, Role.TARGET)]
    known_first = (
        f"The attacker knows {', '.join(knows)}" if knows else "The attacker knows all other columns"
    )
    if not secrets:
        return f"{known_first} of a person; each column in turn is the secret."
    which = (
        f"secret is {secrets[0]}, and after it"
        if len(secrets) == 1
        else f"secrets are {', '.join(secrets)}, and after them"
    )
    return f"{known_first} of a person; the {which} each other column in turn."


def with_knowledge(schema: Schema, edits: Mapping[int, Mapping[str, str]]) -> Schema:
    """The schema after the editor's edits ``{row: {"attacker": words}}``.

    Raises
    ------
    DataError
        For the target, which stays one until another column is chosen on the Data page.
    """
    columns = _edited(schema)
    for row, changes in edits.items():
        column = columns[int(row)]
        if "attacker" not in changes:
            continue
        if column.role is Role.TARGET:
            raise DataError(
                f"{column.name} is the column a model predicts, and so a secret already. Choose another target on the "
                "Data page first."
            )
        schema = schema.with_column(column.name, role=_BY_WORDS[changes["attacker"]])
    return schema


def _edited(schema: Schema) -> list[Column]:
    """Columns that generators and attacks see, and those a person took away from them."""
    return [column for column in schema.columns if column.is_modelled or column.role is Role.IGNORED]


def _editor(study: Study) -> None:
    key = session.fresh("attacker")
    columns = _edited(study.schema)
    st.data_editor(
        pd.DataFrame(
            {"column": column.name, "attacker": _WORDS.get(column.role, "a secret")} for column in columns
        ),
        key=key,
        hide_index=True,
        height="content" if len(columns) <= 25 else 900,
        disabled=["column"],
        column_config={
            "column": st.column_config.TextColumn("Column", pinned=True),
            "attacker": st.column_config.SelectboxColumn(
                "To the attacker it is", options=list(_BY_WORDS), required=True
            ),
        },
        on_change=_changed,
        args=(study, key),
        alt="One row for each column: whether an attacker knows it or wants to know it",
    )
    session.note(
        "What is left out here is left out of the synthetic table too, which then has to be made again: a column that "
        "was not attacked must not leave. Any other change asks for a new measurement only."
    )


def _changed(study: Study, key: str) -> None:
    edits = session.value_of(key, {}).get("edited_rows", {})
    session.renew("attacker")
    session.attempt(_apply, study, edits)


def _apply(study: Study, edits: Mapping[int, Mapping[str, str]]) -> None:
    study.set_schema(with_knowledge(study.schema, edits))
