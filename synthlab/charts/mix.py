"""The score at every mix of real and synthetic rows."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from synthlab.charts.escape import escape_plotly, shortened
from synthlab.charts.palette import GRID, INK, SYNTHETIC, layout
from synthlab.metrics.utility.mix_words import Conclusion, CurvePoint
from synthlab.metrics.utility.mixing import Mode

__all__ = ["mix_alt_text", "mix_figure"]

_TITLES = {
    "replace": "share of rows that are synthetic",
    "add": "synthetic rows added, in percent of the real ones",
}


def mix_figure(
    points: Sequence[CurvePoint], conclusion: Conclusion | None, mode: Mode, score: str
) -> go.Figure:
    """The mean over seeds as a line, lowest to highest as a band, without synthetic rows dotted, the peak a diamond."""
    shares = [point.share for point in points]
    figure = go.Figure(
        [
            go.Scatter(
                x=[*shares, *reversed(shares)],
                y=[*(point.highest for point in points), *(point.lowest for point in reversed(points))],
                mode="lines",
                fill="toself",
                fillcolor="rgba(209, 73, 91, 0.2)",
                line={"width": 0},
                hoverinfo="skip",
                name="lowest to highest seed",
            ),
            go.Scatter(
                x=shares,
                y=[point.score for point in points],
                mode="lines+markers",
                line={"color": SYNTHETIC, "width": 2},
                marker={"size": 8, "color": SYNTHETIC},
                name="mean over seeds",
                hovertext=[
                    f"{point.share:.0%}: {point.score:.3f}<br>loss {point.loss:.3f} ({point.low:.3f} to {point.high:.3f})"
                    for point in points
                ],
                hoverinfo="text",
            ),
        ]
    )
    if points:
        figure.add_hline(y=points[0].score, line={"color": INK, "width": 1, "dash": "dot"})
    if conclusion is not None:
        peak = next(point for point in points if point.share == conclusion.peak)
        figure.add_trace(
            go.Scatter(
                x=[peak.share],
                y=[peak.score],
                mode="markers",
                name="best mean",
                marker={"symbol": "diamond-open", "size": 16, "color": SYNTHETIC, "line": {"width": 2}},
                hoverinfo="skip",
            )
        )
    figure.update_layout(layout(height=340))
    axis = {"gridcolor": GRID, "zeroline": False, "automargin": True}
    figure.update_xaxes(title=_TITLES[mode], tickformat=".0%", **axis)
    figure.update_yaxes(title=escape_plotly(shortened(score, 40)), **axis)
    return figure


def mix_alt_text(points: Sequence[CurvePoint], mode: Mode, score: str) -> str:
    """What the figure shows, as a sentence in plain text."""
    each = "; ".join(
        f"{point.share:.0%} {point.score:.3f} ({point.lowest:.3f} to {point.highest:.3f})" for point in points
    )
    return f"{score} on real rows by {_TITLES[mode]}, mean and band over seeds: {each}."
