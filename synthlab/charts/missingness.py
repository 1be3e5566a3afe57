"""How much is missing in each column, real beside synthetic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from synthlab.charts.escape import escape_plotly, shortened
from synthlab.charts.palette import GRID, REAL, SYNTHETIC, layout

__all__ = ["missingness_alt_text", "missingness_figure"]

_MOST_BARS = 20


def missingness_figure(rows: Sequence[Mapping[str, Any]]) -> go.Figure:
    """Details of ``missingness``, worst on top: real filled, synthetic outlined; columns with gaps only."""
    shown = _with_gaps(rows)
    places = list(range(len(shown)))
    hover = [
        f"{escape_plotly(row['column'])}<br>real {_percent(row['train'])}<br>synthetic {_percent(row['synthetic'])}"
        for row in shown
    ]
    shared = {"y": places, "orientation": "h", "width": 0.8, "hovertext": hover, "hoverinfo": "text"}
    figure = go.Figure(
        [
            go.Bar(
                **shared,
                x=[row["train"] for row in shown],
                name="real",
                marker={"color": REAL, "opacity": 0.65},
            ),
            go.Bar(
                **shared,
                x=[row["synthetic"] for row in shown],
                name="synthetic",
                marker={"color": "rgba(0, 0, 0, 0)", "line": {"color": SYNTHETIC, "width": 2}},
            ),
        ]
    )
    figure.update_layout(layout(barmode="overlay", height=110 + 30 * max(1, len(shown))))
    figure.update_xaxes(tickformat=".0%", rangemode="tozero", gridcolor=GRID, zeroline=False, automargin=True)
    figure.update_yaxes(
        type="linear",
        tickvals=places,
        ticktext=[escape_plotly(shortened(row["column"], 30)) for row in shown],
        autorange="reversed",
        automargin=True,
        showgrid=False,
        zeroline=False,
    )
    return figure


def missingness_alt_text(rows: Sequence[Mapping[str, Any]]) -> str:
    """What the figure shows, as a sentence in plain text."""
    shown = _with_gaps(rows)
    if not shown:
        return "No value is missing in either table."
    worst = shown[0]
    return (
        f"Share of missing values in {len(shown)} columns, real beside synthetic. Worst: {worst['column']}, "
        f"real {_percent(worst['train'])}, synthetic {_percent(worst['synthetic'])}."
    )


def _with_gaps(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    # A withheld share (None) stands for a few rows, so it is a gap too.
    return [row for row in rows if row["train"] is None or row["train"] or row["synthetic"]][:_MOST_BARS]


def _percent(share: float | None) -> str:
    return "not shown (fewer than 10 rows)" if share is None else f"{share:.1%}"
