"""Every column told from the others: learned on real rows beside learned on synthetic ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from synthlab.charts.escape import escape_plotly, shortened
from synthlab.charts.palette import GRID, INK, REAL, SYNTHETIC, layout

__all__ = ["every_column_alt_text", "every_column_figure"]

_AXIS = {"gridcolor": GRID, "zeroline": False, "automargin": True}


def every_column_figure(rows: Sequence[Mapping[str, Any]]) -> go.Figure:
    """Details of ``every-column``: a bar a column for real training, an open diamond for synthetic training.

    The line through a diamond is the interval of the gap, seen from the end of the bar. The axis begins at 0.5,
    which is guessing; what lies below it is drawn to the left.
    """
    places = list(range(len(rows)))
    hover = [_hover(row) for row in rows]
    figure = go.Figure(
        [
            go.Bar(
                x=[row["trtr"] - 0.5 for row in rows],
                base=0.5,
                y=places,
                orientation="h",
                name="trained on real",
                marker={"color": REAL, "opacity": 0.55},
                width=0.55,
                hovertext=hover,
                hoverinfo="text",
            ),
            go.Scatter(
                x=[row["tstr"] for row in rows],
                y=places,
                mode="markers",
                name="trained on synthetic",
                marker={"symbol": "diamond-open", "color": SYNTHETIC, "size": 11, "line": {"width": 2}},
                error_x={
                    "type": "data",
                    "symmetric": False,
                    "array": [row["gap"] - row["low"] for row in rows],
                    "arrayminus": [row["high"] - row["gap"] for row in rows],
                    "color": SYNTHETIC,
                    "thickness": 2,
                },
                hovertext=hover,
                hoverinfo="text",
            ),
        ]
    )
    figure.add_vline(x=0.5, line={"color": INK, "width": 1})
    figure.update_layout(layout(height=150 + 26 * max(1, len(rows))))
    figure.update_xaxes(title="AUC (0.5 is guessing)", **_AXIS)
    figure.update_yaxes(
        tickvals=places,
        ticktext=[escape_plotly(shortened(str(row["column"]), 30)) for row in rows],
        range=[len(rows) - 0.5, -0.5],
        showgrid=False,
        zeroline=False,
        automargin=True,
    )
    return figure


def every_column_alt_text(rows: Sequence[Mapping[str, Any]]) -> str:
    """What the figure shows, as a sentence in plain text."""
    each = "; ".join(f"{row['column']} {row['trtr']:.3f} and {row['tstr']:.3f}" for row in rows)
    return f"AUC of telling each column from the others, trained on real and on synthetic rows: {each}."


def _hover(row: Mapping[str, Any]) -> str:
    return (
        f"{escape_plotly(shortened(str(row['column']), 60))}<br>trained on real {row['trtr']:.3f}<br>trained on "
        f"synthetic {row['tstr']:.3f}<br>gap {row['gap']:.3f} ({row['low']:.3f} to {row['high']:.3f})<br>"
        f"between two real models {row['between_real']:.3f}"
    )
