"""The one place where a page asks for a figure: each is drawn from a result, never from rows."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from pages.parts import session
from synthlab.charts.association import association_alt_text, association_heatmap
from synthlab.charts.attacks import attacks_alt_text, attacks_figure, rates_alt_text, rates_figure
from synthlab.charts.escape import escape_plotly, shortened
from synthlab.charts.joint import joint_alt_text, joint_figure
from synthlab.charts.marginals import alt_text, marginal_figure
from synthlab.charts.missingness import missingness_alt_text, missingness_figure
from synthlab.charts.privacy import (
    copies_alt_text,
    copies_figure,
    identifiers_alt_text,
    identifiers_figure,
    nearest_alt_text,
    nearest_figure,
    screened_values_alt_text,
    screened_values_figure,
)
from synthlab.charts.tstr import gap_alt_text, gap_figure, tstr_alt_text, tstr_figure
from synthlab.evaluation import Outcome
from synthlab.metrics.fidelity.joint import joint_table
from synthlab.metrics.utility.tstr import RULE
from synthlab.studies.candidate import Candidate
from synthlab.studies.study import Study

__all__ = [
    "association",
    "drawn",
    "gaps",
    "joint",
    "joint_of",
    "marginal",
    "missingness",
    "privacy",
    "scores",
    "small_marginal",
]

_SMALL_TICKS = 5
_CONFIG = {"displayModeBar": False}


def marginal(row: Mapping[str, Any], key: str, height: int = 280) -> None:
    """One column, real beside synthetic."""
    _show(marginal_figure(row).update_layout(height=height), key, alt_text(row))


def small_marginal(row: Mapping[str, Any], key: str) -> None:
    """The same, small: no title and no legend, and so few labels that the bars keep their room."""
    figure = marginal_figure(row)
    axis = figure.layout.xaxis
    step = -(-len(axis.tickvals) // _SMALL_TICKS)
    # Cut the text itself, never in the middle of an escaped sign.
    texts = [escape_plotly(shortened(html.unescape(text), 12)) for text in axis.ticktext[::step]]
    figure.update_xaxes(tickvals=axis.tickvals[::step], ticktext=texts)
    figure.update_layout(height=200, title=None, showlegend=False, margin_t=8)
    _show(figure, key, alt_text(row))


def association(outcome: Outcome, which: Any, key: str) -> None:
    """The map of all pairs: real, synthetic or their difference."""
    _show(association_heatmap(outcome.facts, which), key, association_alt_text(outcome.facts, which))


def joint(table: Mapping[str, Any], a: str, b: str, key: str) -> None:
    """Two columns together, real beside synthetic."""
    _show(joint_figure(table, a, b), key, joint_alt_text(table, a, b))


def joint_of(study: Study, candidate: Candidate, a: str, b: str, key: str) -> None:
    """Two columns that the report holds no joint table of; counted now from the stored tables."""
    joint(joint_table(study.comparison(candidate), a, b), a, b, key)


def missingness(outcome: Outcome, key: str) -> None:
    """How much is missing where, real beside synthetic."""
    _show(missingness_figure(outcome.details), key, missingness_alt_text(outcome.details))


def scores(outcome: Outcome, key: str) -> None:
    """Models trained on real and on synthetic rows, tested on the same real rows."""
    _show(tstr_figure(outcome.details), key, tstr_alt_text(outcome.details))


def gaps(outcome: Outcome, key: str) -> None:
    """The gap of each model with its interval, and the gap that the rule allows."""
    facts = outcome.facts
    limit = RULE * facts["trtr"] if facts.get("relative_gap") is not None else None
    _show(gap_figure(outcome.details, limit), key, gap_alt_text(outcome.details))


def privacy(outcome: Outcome, key: str) -> None:
    """What a privacy check counted, rows the generator saw beside rows it did not."""
    rows = outcome.details
    if not rows:
        return
    if outcome.metric == "copies":
        _show(copies_figure(rows), key, copies_alt_text(rows))
    elif outcome.metric == "identifiers":
        _show(identifiers_figure(rows), key, identifiers_alt_text(rows))
    elif outcome.facts.get("screening") and outcome.metric == "values":
        _show(screened_values_figure(rows), key, screened_values_alt_text(rows))
    elif outcome.metric in ("values", "membership", "vulnerable"):
        graded = [row for row in rows if row.get("kind") != "success"]
        counted = [row for row in rows if row.get("kind") == "success"]
        _show(attacks_figure(graded, _beside(outcome)), key, attacks_alt_text(graded))
        if counted:
            _show(rates_figure(counted), f"{key}-rates", rates_alt_text(counted))
    elif outcome.metric in ("singling-out", "inference", "linkability"):
        _show(rates_figure(rows), key, rates_alt_text(rows))
    elif outcome.metric == "nearest-record-share":
        alt = nearest_alt_text(outcome.value or 0.0, outcome.low or 0.0, outcome.high or 0.0)
        _show(nearest_figure(rows), key, alt)


def _beside(outcome: Outcome) -> dict[str, Any]:
    """What the attacks of a check are held against."""
    controls = outcome.facts.get("controls", {})
    return {
        "attack": outcome.facts.get("attack"),
        "statistic": outcome.facts.get("statistic"),
        "chance_low": outcome.reference_low,
        "chance_high": outcome.reference_high,
        "blind_auc": controls.get("blind_auc"),
    }


def drawn(figure: go.Figure, key: str, alt: str) -> None:
    """A figure made elsewhere from a result, with its words."""
    _show(figure, key, alt)


def _show(figure: go.Figure, key: str, alt: str) -> None:
    # A figure's own ink is a compromise between light and dark pages.
    if (ink := session.ink()) is not None:
        figure.update_layout(font_color=ink)
    st.plotly_chart(figure, theme=None, key=key, config=_CONFIG, alt=alt)
