"""Models trained on real rows beside models trained on synthetic ones, and the gap between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from synthlab.charts.escape import escape_plotly, shortened
from synthlab.charts.palette import GRID, INK, REAL, SYNTHETIC, layout

__all__ = ["gap_alt_text", "gap_figure", "tstr_alt_text", "tstr_figure"]


def tstr_figure(rows: Sequence[Mapping[str, Any]]) -> go.Figure:
    """Details of ``tstr``: a line a model, real-trained a filled circle, synthetic-trained an open diamond.

    The bar through the diamond is the interval of the gap, seen from the real-trained score; the tick is what a
    trivial prediction scores.
    """
    figure = go.Figure(
        [
            _marks(
                rows, "baseline", "trivial prediction", {"symbol": "line-ns-open", "color": INK, "size": 16}
            ),
            _marks(rows, "trtr", "trained on real", {"symbol": "circle", "color": REAL, "size": 13}),
            _marks(
                rows,
                "tstr",
                "trained on synthetic",
                {"symbol": "diamond-open", "color": SYNTHETIC, "size": 13, "line": {"width": 2}},
                error=True,
            ),
        ]
    )
    figure.update_xaxes(title=escape_plotly(rows[0]["score"]) if rows else "", **_AXIS)
    return _by_model(figure, rows)


def gap_figure(rows: Sequence[Mapping[str, Any]], limit: float | None = None) -> go.Figure:
    """Details of ``tstr``: the gap of each model with its interval; ``limit`` draws the gap the rule allows."""
    figure = go.Figure(
        go.Scatter(
            x=[row["gap"] for row in rows],
            y=list(range(len(rows))),
            mode="markers",
            marker={"symbol": "diamond-open", "color": SYNTHETIC, "size": 13, "line": {"width": 2}},
            error_x=_error(
                [row["high"] - row["gap"] for row in rows], [row["gap"] - row["low"] for row in rows]
            ),
            hovertext=[_hover(row) for row in rows],
            hoverinfo="text",
            showlegend=False,
        )
    )
    figure.add_vline(x=0, line={"color": INK, "width": 1})
    if limit is not None:
        figure.add_vline(
            x=limit, line={"color": INK, "width": 1, "dash": "dot"}, annotation_text="the rule's limit"
        )
    score = escape_plotly(rows[0]["score"]) if rows else ""
    figure.update_xaxes(title=f"{score} lost by training on the synthetic table", **_AXIS)
    return _by_model(figure, rows)


def tstr_alt_text(rows: Sequence[Mapping[str, Any]]) -> str:
    """What the figure shows, as a sentence in plain text."""
    each = "; ".join(
        f"{row['model']} {row['trtr']:.3f} trained on real, {row['tstr']:.3f} on synthetic" for row in rows
    )
    return f"{rows[0]['score']} on real rows that no model saw: {each}." if rows else "No model was trained."


def gap_alt_text(rows: Sequence[Mapping[str, Any]]) -> str:
    """What the figure shows, as a sentence in plain text."""
    each = "; ".join(
        f"{row['model']} {row['gap']:.3f} ({row['low']:.3f} to {row['high']:.3f})" for row in rows
    )
    return (
        f"Loss in {rows[0]['score']} by training on the synthetic table: {each}."
        if rows
        else "No model was trained."
    )


_AXIS = {"gridcolor": GRID, "zeroline": False, "automargin": True}


def _marks(
    rows: Sequence[Mapping[str, Any]], key: str, name: str, marker: Mapping[str, Any], error: bool = False
) -> go.Scatter:
    bars = None
    if error:
        # The synthetic-trained score lies between trtr - high and trtr - low.
        bars = _error(
            [row["trtr"] - row["low"] - row["tstr"] for row in rows],
            [row["tstr"] - row["trtr"] + row["high"] for row in rows],
        )
    return go.Scatter(
        x=[row[key] for row in rows],
        y=list(range(len(rows))),
        mode="markers",
        name=name,
        marker=marker,
        error_x=bars,
        hovertext=[_hover(row) for row in rows],
        hoverinfo="text",
    )


def _error(plus: list[float], minus: list[float]) -> dict[str, Any]:
    return {
        "type": "data",
        "symmetric": False,
        "array": plus,
        "arrayminus": minus,
        "color": SYNTHETIC,
        "thickness": 2,
    }


def _by_model(figure: go.Figure, rows: Sequence[Mapping[str, Any]]) -> go.Figure:
    figure.update_layout(layout(height=130 + 60 * max(1, len(rows))))
    figure.update_yaxes(
        type="linear",
        tickvals=list(range(len(rows))),
        ticktext=[escape_plotly(shortened(row["model"])) for row in rows],
        range=[len(rows) - 0.5, -0.5],
        showgrid=False,
        zeroline=False,
        automargin=True,
    )
    return figure


def _hover(row: Mapping[str, Any]) -> str:
    return (
        f"{escape_plotly(row['model'])}<br>trained on real {row['trtr']:.3f}<br>trained on synthetic "
        f"{row['tstr']:.3f}<br>gap {row['gap']:.3f} ({row['low']:.3f} to {row['high']:.3f})<br>"
        f"trivial prediction {row['baseline']:.3f}"
    )
