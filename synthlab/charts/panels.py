"""What a long question came to, drawn: lines over a common axis with their bands."""

from __future__ import annotations

import plotly.graph_objects as go

from synthlab.charts.escape import escape_plotly, shortened
from synthlab.charts.palette import GRID, INK, REAL, SYNTHETIC, layout
from synthlab.metrics.inquiry import Line, Panel

__all__ = ["panel_figure"]

_STYLES = {
    "real": (REAL, "solid", "circle", "rgba(76, 120, 168, 0.18)"),
    "synthetic": (SYNTHETIC, "dash", "diamond-open", "rgba(209, 73, 91, 0.18)"),
    "other": (INK, "dot", "square-open", "rgba(107, 114, 128, 0.18)"),
}


def panel_figure(panel: Panel) -> go.Figure:
    """A line with markers for each line, a band where it has one, and the level as a dotted line across.

    The title is left to whoever shows it: on a narrow screen it would lie over the legend.
    """
    figure = go.Figure([trace for line in panel.lines for trace in _traces(line)])
    if panel.level is not None:
        figure.add_hline(y=panel.level, line={"color": INK, "width": 1, "dash": "dot"})
    figure.update_layout(layout(height=340))
    axis = {"gridcolor": GRID, "zeroline": False, "automargin": True}
    figure.update_xaxes(title=escape_plotly(panel.x_title), **axis)
    figure.update_yaxes(
        title=escape_plotly(shortened(panel.y_title, 40)),
        rangemode="tozero" if panel.from_zero else "normal",
        **axis,
    )
    return figure


def _traces(line: Line) -> list[go.Scatter]:
    colour, dash, symbol, fill = _STYLES[line.role]
    name = escape_plotly(shortened(line.name, 50))
    traces = []
    if line.low:
        traces.append(
            go.Scatter(
                x=[*line.x, *reversed(line.x)],
                y=[*line.high, *reversed(line.low)],
                mode="lines",
                fill="toself",
                fillcolor=fill,
                line={"width": 0},
                hoverinfo="skip",
                showlegend=False,
            )
        )
    traces.append(
        go.Scatter(
            x=list(line.x),
            y=list(line.y),
            mode="lines+markers",
            name=name,
            line={"color": colour, "width": 2, "dash": dash},
            marker={"symbol": symbol, "color": colour, "size": 9},
            hovertext=[f"{name}<br>{x:g}: {y:.3f}" for x, y in zip(line.x, line.y, strict=True)],
            hoverinfo="text",
        )
    )
    return traces
