"""Rules that hold in every row: found in the table, confirmed by a person, kept by every generator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import streamlit as st

from pages.parts import session, words
from synthlab.metrics.fidelity.rule_stating import rules_to_state
from synthlab.studies.records import conformed_key
from synthlab.studies.study import Study
from synthlab.tables.rules import StatedRule
from synthlab.tables.schema import Schema

__all__ = ["forget", "show", "with_rules"]

_SORTS = {
    "order": "order", "sum": "sum", "determines": "one value for another", "step": "steps", "at least": "least value",
    "without time": "no time of day", "missing together": "missing together", "shape": "shape",
    "never together": "never together",
}  # fmt: skip


def show(study: Study) -> None:
    """One row a rule, those that are stated first, each with a box that makes it a law or takes it back."""
    st.markdown(
        "Tick what must hold in every row, whoever made it. Every generator then keeps it, by repairing rows and by "
        "drawing again where no repair helps, and says how often that was needed. A rule that your rows happen to keep "
        "is not a law yet: tick those you know to be one."
    )
    rules = _rules(study)
    if not rules:
        st.markdown("No rule was found that holds throughout these rows and would not by chance.")
        return
    key = session.fresh("rules")
    st.data_editor(
        pd.DataFrame(
            {
                "law": [rule in study.schema.rules for rule in rules],
                "rule": [rule.text for rule in rules],
                "sort": [_SORTS[rule.kind] for rule in rules],
            }
        ),
        key=key,
        hide_index=True,
        height="content" if len(rules) <= 20 else 720,
        disabled=["rule", "sort"],
        column_config=_CONFIG,
        on_change=_edited,
        args=(study, key, rules),
        alt="One row for each rule: whether it is a law, what it says, and its sort",
    )
    if study.schema.rules:
        session.note(
            f"{words.plural(len(study.schema.rules), 'rule')} to be kept. They are saved with the schema, and leave "
            "with what is exported."
        )


_CONFIG = {
    "law": st.column_config.CheckboxColumn("Law", width=80, pinned=True),
    "rule": st.column_config.TextColumn("In every row", width="large"),
    "sort": st.column_config.TextColumn("Sort", width=170),
}


def _rules(study: Study) -> list[StatedRule]:
    schema = study.schema
    receipt = study.receipt
    found = _found(study.id, conformed_key(schema), receipt.fingerprint if receipt else "", study)
    modelled = {column.name for column in schema.modelled}
    return [
        *schema.rules,
        *(rule for rule in found if rule not in schema.rules and modelled.issuperset(rule.columns)),
    ]


@st.cache_data(max_entries=32, show_spinner="Looking for rules")
def _found(study_id: str, key: str, split: str, _study: Study) -> tuple[StatedRule, ...]:
    """Rules of the rows a generator may see, or of all where none are kept aside yet; kept by ids, not by frames."""
    rows = _study.train() if split else _study.table()
    return tuple(rules_to_state(rows, _study.schema, np.random.default_rng(0)))


def forget() -> None:
    """Forget what was found: the rules of a deleted study must not outlive it."""
    _found.clear()


def _edited(study: Study, key: str, rules: Sequence[StatedRule]) -> None:
    edits = session.value_of(key, {}).get("edited_rows", {})
    session.renew("rules")
    session.attempt(_apply, study, rules, edits)


def _apply(study: Study, rules: Sequence[StatedRule], edits: Mapping[int, Mapping[str, bool]]) -> str | None:
    study.set_schema(with_rules(study.schema, rules, edits))
    return None


def with_rules(
    schema: Schema, rules: Sequence[StatedRule], edits: Mapping[int, Mapping[str, bool]]
) -> Schema:
    """The schema after the editor's edits ``{row: {"law": ...}}`` of these rules, in their order."""
    laws = {row: rule in schema.rules for row, rule in enumerate(rules)}
    laws |= {int(row): bool(changes["law"]) for row, changes in edits.items() if "law" in changes}
    return schema.replace(rules=tuple(rule for row, rule in enumerate(rules) if laws[row]))
