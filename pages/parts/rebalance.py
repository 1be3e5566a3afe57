"""Asking the generator for chosen group shares, and measuring the new table beside the old one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from pages.parts import pictures, session
from synthlab.charts.escape import escape_markdown, escape_plotly, shortened
from synthlab.charts.utility import interval_figure
from synthlab.errors import DataError
from synthlab.evaluation import Outcome
from synthlab.generators import GENERATORS
from synthlab.jobs.board import JobSpec, submit
from synthlab.provenance import Provenance
from synthlab.statistics.binning import MISSING, NEW, OTHER, RARE
from synthlab.studies.candidate import Candidate
from synthlab.studies.study import Study
from synthlab.tables.groups import groups_of
from synthlab.tables.schema import Kind

__all__ = ["show"]

_EQUAL, _CHOSEN = "As many rows of each", "Shares that I choose"
_POOLED = frozenset({MISSING, NEW, OTHER, RARE})
_MOST_NAMED = 12
_ROUNDED = 0.6  # twelve shares shown with one decimal may miss 100 by so much


def show(study: Study, candidate: Candidate, shares: Outcome) -> None:
    """The form, then every table of this generator and these settings beside each other."""
    st.subheader("What if the groups had other shares?", anchor=False)
    provenance = candidate.provenance
    columns = _columns(study, shares)
    if provenance.generator not in {card.name for card in GENERATORS}:
        session.note("This table was made elsewhere: its generator cannot be asked for other shares here.")
    elif not columns:
        session.note("Only categories and true-or-false columns can be asked for in shares; none is marked.")
    else:
        _form(study, candidate, shares.details, columns)
    _compared(study, provenance)


def _columns(study: Study, shares: Outcome) -> list[str]:
    named = dict.fromkeys(row["column"] for row in shares.details)
    kinds = (Kind.CATEGORICAL, Kind.BOOLEAN)
    return [name for name in named if name in study.schema and study.schema[name].kind in kinds]


def _form(
    study: Study, candidate: Candidate, details: Sequence[Mapping[str, Any]], columns: Sequence[str]
) -> None:
    session.note(
        "The generator that made this table is fitted again and asked for so many rows of each group; the new table is "
        "measured like every other."
    )
    name = st.selectbox("Column", columns, key="rebalance-column")
    how = st.radio("Shares", [_EQUAL, _CHOSEN], horizontal=True, key="rebalance-how")
    if how == _CHOSEN:
        with st.grid(2, min_column_width=220, gap="small"):
            for place, (group, share) in enumerate(_named(details, name)):
                st.number_input(
                    f"{escape_markdown(shortened(group, 40))}, percent",
                    0.0,
                    100.0,
                    round(100 * share, 1),
                    step=1.0,
                    key=f"rebalance-{name}-{place}",
                )
        session.note(
            "They must add up to 100. Groups that are not named here, rare ones among them, get no row."
        )
    st.button(
        "Make it with these shares and measure",
        key="rebalance",
        on_click=session.attempt,
        args=(_start, study, candidate, details),
        disabled=bool(candidate.unusable_because),
    )


def _named(details: Sequence[Mapping[str, Any]], name: str) -> list[tuple[str, float]]:
    """Groups that may be asked for by name, with their real shares among each other."""
    rows = [
        row for row in details if row["column"] == name and row["group"] not in _POOLED and row["rows_enough"]
    ]
    rows = sorted(rows, key=lambda row: (-float(row["train"]), str(row["group"])))[:_MOST_NAMED]
    total = sum(float(row["train"]) for row in rows) or 1.0
    return [(str(row["group"]), float(row["train"]) / total) for row in rows]


def _start(study: Study, candidate: Candidate, details: Sequence[Mapping[str, Any]]) -> str:
    name = session.value_of("rebalance-column")
    shares = None
    if session.value_of("rebalance-how") == _CHOSEN:
        percent = {
            group: session.value_of(f"rebalance-{name}-{place}", 0.0)
            for place, (group, _) in enumerate(_named(details, name))
        }
        total = sum(percent.values())
        if abs(total - 100) > _ROUNDED:
            raise DataError(f"The shares of {name} add up to {total:g}%; they must add up to 100%.")
        shares = {group: share / total for group, share in percent.items()}
    provenance = candidate.provenance
    spec = JobSpec.model_validate(
        {
            "kind": "generate",
            "generator": provenance.generator,
            "settings": provenance.settings,
            "rows": provenance.rows or None,
            "seed": provenance.seed or 0,
            "where": {key: value for key, value in provenance.where.items() if key != name},
            "groups": groups_of(name, shares=shares),
            **provenance.set_aside,
            "title": f"{candidate.name}, {name} in other shares",
        }
    )
    submit(study, spec)
    return f"A table with other shares of {name} is being made; it joins the list when it is measured."


def _compared(study: Study, provenance: Provenance) -> None:
    """Tables of one generator with the same settings, whatever shares they were asked for."""
    alike = [
        each
        for each in reversed(study.candidates())
        if (each.provenance.generator, each.provenance.settings)
        == (provenance.generator, provenance.settings)
        and not each.is_stale
        and (report := each.report()) is not None
        and (found := report.outcome("amplification")) is not None
        and found.value is not None
    ]
    if len(alike) < 2 or not any(each.provenance.groups for each in alike):
        return
    rows = [_row(each) for each in alike]
    figure = interval_figure(
        [str(row["Shares asked for"]) for row in rows],
        [row["apart"] for row in rows],
        [escape_plotly(shortened(str(row["Table"]), 80)) for row in rows],
    )
    figure.update_xaxes(title="further apart (0: no change)")
    said = "; ".join(f"{row['Shares asked for']} {row['apart'][0]:.3f}" for row in rows)
    pictures.drawn(
        figure,
        "rebalanced",
        f"How much further apart groups are after training, by the shares asked for: {said}.",
    )
    st.dataframe(
        pd.DataFrame({key: value for key, value in row.items() if key != "apart"} for row in rows),
        hide_index=True,
    )
    session.note(
        "Other shares change who is in the table, not what is true of them: a group that is raised is made of rows like "
        "those it had."
    )


def _row(candidate: Candidate) -> dict[str, Any]:
    report = candidate.report()
    assert report is not None
    found = {name: report.outcome(name) for name in ("representation", "amplification", "tstr")}
    value, low, high = (getattr(found["amplification"], key) for key in ("value", "low", "high"))
    asked = "; ".join(f"{column}: {text}" for column, text in candidate.provenance.groups.items())
    return {
        "Table": candidate.name,
        "Shares asked for": asked or "as in the real table",
        "Rows in another group": _cell(found["representation"]),
        "Groups further apart": _cell(found["amplification"]),
        "Score lost": _cell(found["tstr"]),
        "apart": (value, low, high),
    }


def _cell(outcome: Outcome | None) -> str:
    if outcome is None or outcome.value is None:
        return "not measured"
    return f"{outcome.value:.3f} ({outcome.low:.3f} to {outcome.high:.3f})"
