"""Coefficients of a regression on real and on synthetic rows, with their intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from synthlab.charts.escape import escape_plotly, shortened
from synthlab.charts.palette import GRID, INK, REAL, SYNTHETIC, layout

__all__ = ["conclusions_alt_text", "conclusions_figure"]

_MOST = 16


def conclusions_figure(rows: Sequence[Mapping[str, Any]]) -> go.Figure:
    """Details of ``conclusions``, the first sixteen: real filled circles above, synthetic open diamonds below."""
    shown = rows[:_MOST]
    figure = go.Figure(
        [
            go.Scatter(
                x=[row[side] for row in shown],
                y=[place + shift for place in range(len(shown))],
                mode="markers",
                name=side,
                marker={"symbol": symbol, "color": colour, "size": 10, "line": {"width": 2}},
                error_x={
                    "type": "data",
                    "symmetric": False,
                    "array": [row[f"{side}_high"] - row[side] for row in shown],
                    "arrayminus": [row[side] - row[f"{side}_low"] for row in shown],
                    "color": colour,
                    "thickness": 2,
                },
                hovertext=[
                    f"{escape_plotly(row['term'])}: {row['what']}<br>{side} {row[side]:.3f} "
                    f"({row[f'{side}_low']:.3f} to {row[f'{side}_high']:.3f})"
                    for row in shown
                ],
                hoverinfo="text",
            )
            for side, symbol, colour, shift in (
                ("real", "circle", REAL, -0.16),
                ("synthetic", "diamond-open", SYNTHETIC, 0.16),
            )
        ]
    )
    figure.add_vline(x=0, line={"color": INK, "width": 1})
    figure.update_layout(layout(height=130 + 34 * max(1, len(shown))))
    figure.update_xaxes(
        title="coefficient, with its 95% interval", gridcolor=GRID, zeroline=False, automargin=True
    )
    figure.update_yaxes(
        tickvals=list(range(len(shown))),
        ticktext=[f"{escape_plotly(shortened(row['term'], 34))} ({row['what']})" for row in shown],
        range=[len(shown) - 0.5, -0.5],
        showgrid=False,
        zeroline=False,
        automargin=True,
    )
    return figure


def conclusions_alt_text(rows: Sequence[Mapping[str, Any]]) -> str:
    """What the figure shows, as a sentence in plain text."""
    each = "; ".join(
        f"{row['term']} {row['what']}, real {row['real']:.2f}, synthetic {row['synthetic']:.2f}"
        for row in rows[:_MOST]
    )
    return f"Coefficients of a regression on real and on synthetic rows: {each}."
