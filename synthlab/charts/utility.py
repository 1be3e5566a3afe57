"""What stands behind the gap: groups that lose, chances that come true, tables that flatter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from synthlab.charts.escape import escape_plotly, shortened
from synthlab.charts.palette import GRID, INK, REAL, SYNTHETIC, layout

__all__ = [
    "calibration_alt_text",
    "calibration_figure",
    "domain_alt_text",
    "domain_figure",
    "interval_figure",
    "slices_alt_text",
    "slices_figure",
]

_AXIS = {"gridcolor": GRID, "zeroline": False, "automargin": True}
_MOST = 12


def slices_figure(rows: Sequence[Mapping[str, Any]], score: str) -> go.Figure:
    """The groups of ``tstr`` that lose most (at most twelve), the gap and its interval a line."""
    shown = rows[:_MOST]
    names = [f"{row['column']}: {row['group']}" for row in shown]
    hover = [
        f"{escape_plotly(name)}<br>trained on real {row['trtr']:.3f}<br>trained on synthetic {row['tstr']:.3f}<br>"
        f"{row['n_test']:,} rows to test on"
        for name, row in zip(names, shown, strict=True)
    ]
    figure = interval_figure(names, [(row["gap"], row["low"], row["high"]) for row in shown], hover)
    figure.update_xaxes(title=f"{escape_plotly(score)} lost within the group")
    return figure


def slices_alt_text(rows: Sequence[Mapping[str, Any]], score: str) -> str:
    """What the figure shows, as a sentence in plain text."""
    if not rows:
        return "No group has enough rows to be tested by itself."
    each = "; ".join(
        f"{row['column']} {row['group']} {row['gap']:.3f} ({row['low']:.3f} to {row['high']:.3f})"
        for row in rows[:_MOST]
    )
    return f"Loss in {score} by group, the largest first: {each}."


def interval_figure(
    names: Sequence[str],
    gaps: Sequence[tuple[float, float, float]],
    hover: Sequence[str],
    marks: Sequence[float] = (0.0,),
) -> go.Figure:
    """A line a name: an open diamond at the value, a bar over its interval (value, low, high), lines at ``marks``."""
    figure = go.Figure(
        go.Scatter(
            x=[value for value, _, _ in gaps],
            y=list(range(len(gaps))),
            mode="markers",
            marker={"symbol": "diamond-open", "color": SYNTHETIC, "size": 11, "line": {"width": 2}},
            error_x={
                "type": "data",
                "symmetric": False,
                "array": [high - value for value, _, high in gaps],
                "arrayminus": [value - low for value, low, _ in gaps],
                "color": SYNTHETIC,
                "thickness": 2,
            },
            hovertext=list(hover),
            hoverinfo="text",
            showlegend=False,
        )
    )
    for mark in marks:
        figure.add_vline(x=mark, line={"color": INK, "width": 1})
    figure.update_layout(layout(height=110 + 28 * max(1, len(names)), margin_t=16))
    figure.update_xaxes(**_AXIS)
    figure.update_yaxes(
        tickvals=list(range(len(names))),
        ticktext=[escape_plotly(shortened(name, 40)) for name in names],
        range=[len(names) - 0.5, -0.5],
        showgrid=False,
        zeroline=False,
        automargin=True,
    )
    return figure


def calibration_figure(curves: Mapping[str, Any]) -> go.Figure:
    """Predicted chance against the share found, real-trained filled and solid, synthetic-trained open and dashed."""
    figure = go.Figure(
        [
            go.Scatter(
                x=[point["predicted"] for point in curves[side]],
                y=[point["observed"] for point in curves[side]],
                mode="lines+markers",
                name=name,
                line={"color": colour, "dash": dash},
                marker={"symbol": symbol, "color": colour, "size": 9},
                hovertext=[f"{point['rows']:,} rows" for point in curves[side]],
            )
            for side, name, colour, dash, symbol in (
                ("real", "trained on real", REAL, "solid", "circle"),
                ("synthetic", "trained on synthetic", SYNTHETIC, "dash", "diamond-open"),
            )
        ]
    )
    figure.add_shape(type="line", x0=0, y0=0, x1=1, y1=1, line={"color": INK, "width": 1, "dash": "dot"})
    figure.update_layout(layout(height=340))
    figure.update_xaxes(title="chance said", range=[-0.02, 1.02], **_AXIS)
    figure.update_yaxes(title="share found", range=[-0.02, 1.02], **_AXIS)
    return figure


def calibration_alt_text(curves: Mapping[str, Any]) -> str:
    """What the figure shows, as a sentence in plain text."""
    return (
        f"Chance said against share found among real rows: off by {curves['real_error']:.3f} on average for the model "
        f"trained on real rows, by {curves['synthetic_error']:.3f} for the one trained on synthetic rows."
    )


def domain_figure(facts: Mapping[str, Any], score: str) -> go.Figure:
    """One synthetic-trained model's score on synthetic test rows (open) and on real ones (filled), joined by a line."""
    values = [facts["tstr"], facts["tsts"]]
    figure = go.Figure(
        [
            go.Scatter(
                x=values,
                y=[0, 0],
                mode="lines",
                line={"color": INK, "width": 2},
                hoverinfo="skip",
                showlegend=False,
            ),
            *(
                go.Scatter(
                    x=[value],
                    y=[0],
                    mode="markers",
                    name=name,
                    marker={"symbol": symbol, "color": colour, "size": 15, "line": {"width": 2}},
                )
                for value, name, symbol, colour in (
                    (values[0], "tested on real rows", "circle", REAL),
                    (values[1], "tested on synthetic rows", "diamond-open", SYNTHETIC),
                )
            ),
        ]
    )
    figure.update_layout(layout(height=150))
    figure.update_xaxes(title=escape_plotly(score), **_AXIS)
    figure.update_yaxes(visible=False)
    return figure


def domain_alt_text(facts: Mapping[str, Any], score: str) -> str:
    """What the figure shows, as a sentence in plain text."""
    return (
        f"{score} of a model trained on synthetic rows: {facts['tsts']:.3f} on synthetic test rows, {facts['tstr']:.3f} "
        "on real ones."
    )
