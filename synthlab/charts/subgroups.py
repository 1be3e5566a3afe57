"""How far each group is from the real one, beside what chance makes of groups of its size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from synthlab.charts.escape import escape_plotly
from synthlab.charts.palette import REAL
from synthlab.charts.utility import interval_figure

__all__ = ["subgroups_alt_text", "subgroups_figure"]

_MOST = 24


def subgroups_figure(rows: Sequence[Mapping[str, Any]]) -> go.Figure:
    """Details of ``subgroups``, worst on top: an open diamond with its interval, the chance level as a blue bar."""
    shown = rows[:_MOST]
    names = [str(row["group"]) for row in shown]
    hover = [
        f"{escape_plotly(row['group'])}<br>{row['distance']:.1%} of the rows, {row['low']:.1%} to {row['high']:.1%}"
        f"<br>between real rows {row['reference']:.1%}, up to {row['reference_high']:.1%}"
        f"<br>{row['n_equal']:,} rows compared"
        + (f"<br>worst: {escape_plotly(row['worst'])}" if row["worst"] else "")
        for row in shown
    ]
    figure = interval_figure(names, [(row["distance"], row["low"], row["high"]) for row in shown], hover, ())
    figure.data[0].update(name="synthetic", showlegend=True)
    figure.add_trace(
        go.Bar(
            x=[row["reference_high"] - row["reference_low"] for row in shown],
            base=[row["reference_low"] for row in shown],
            y=list(range(len(shown))),
            orientation="h",
            width=0.5,
            name="other real rows",
            hoverinfo="skip",
            marker={"color": REAL, "opacity": 0.35},
        )
    )
    figure.update_layout(margin_t=40)
    figure.update_xaxes(tickformat=".1%", rangemode="tozero")
    return figure


def subgroups_alt_text(rows: Sequence[Mapping[str, Any]]) -> str:
    """What the figure shows, as a sentence in plain text."""
    if not rows:
        return "No group has enough rows to be compared."
    worst = rows[0]
    beyond = sum(row["low"] > row["reference_high"] for row in rows)
    return (
        f"Distance from the real rows within {len(rows)} groups of {worst['column']}, worst first: "
        f"{worst['group']} {worst['distance']:.1%}, chance up to {worst['reference_high']:.1%}. "
        f"{beyond} of them lie beyond chance."
    )
