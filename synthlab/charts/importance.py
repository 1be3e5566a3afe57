"""Which columns models lean on after either training."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from synthlab.charts.escape import escape_plotly, shortened
from synthlab.charts.palette import GRID, REAL, SYNTHETIC, layout

__all__ = ["importance_alt_text", "importance_figure"]

_MOST = 15


def importance_figure(rows: Sequence[Mapping[str, Any]]) -> go.Figure:
    """Details of ``importance``: a line a column, its share of all importance for either model.

    Spurious columns stay on top and are marked; the others come by their larger share.
    """
    shown = _ordered(rows)
    names = [f"{shortened(row['column'])}{' (spurious)' if row['spurious'] else ''}" for row in shown]
    figure = go.Figure(
        [
            go.Scatter(
                x=[row[f"{side}_share"] for row in shown],
                y=list(range(len(shown))),
                mode="markers",
                name=name,
                marker=marker,
                hovertext=[_hover(row, side) for row in shown],
                hoverinfo="text",
            )
            for side, name, marker in (
                ("real", "trained on real", {"symbol": "circle", "color": REAL, "size": 12}),
                (
                    "synthetic",
                    "trained on synthetic",
                    {"symbol": "diamond-open", "color": SYNTHETIC, "size": 12, "line": {"width": 2}},
                ),
            )
        ]
    )
    figure.update_layout(layout(height=130 + 26 * max(1, len(shown))))
    figure.update_xaxes(
        title="share of all importance", tickformat=".0%", gridcolor=GRID, zeroline=False, automargin=True
    )
    figure.update_yaxes(
        tickvals=list(range(len(shown))),
        ticktext=[escape_plotly(name) for name in names],
        range=[len(shown) - 0.5, -0.5],
        showgrid=False,
        zeroline=False,
        automargin=True,
    )
    return figure


def importance_alt_text(rows: Sequence[Mapping[str, Any]]) -> str:
    """What the figure shows, as a sentence in plain text."""
    each = "; ".join(
        f"{row['column']} {row['real_share']:.0%} after real, {row['synthetic_share']:.0%} after synthetic training"
        for row in _ordered(rows)
    )
    return f"Share of all importance: {each}."


def _ordered(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return sorted(
        rows, key=lambda row: (not row["spurious"], -max(row["real_share"], row["synthetic_share"]))
    )[:_MOST]


def _hover(row: Mapping[str, Any], side: str) -> str:
    return (
        f"{escape_plotly(row['column'])}<br>trained on {side}: {row[f'{side}_share']:.1%} of all importance<br>"
        f"dealing it anew moves a prediction by {row[f'{side}_moves']:.3f} on average"
    )
