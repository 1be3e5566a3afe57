"""Groups: their shares, and how far apart models put them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from synthlab.charts.escape import escape_plotly, shortened
from synthlab.charts.palette import GRID, REAL, SYNTHETIC, layout
from synthlab.charts.utility import interval_figure

__all__ = [
    "changes_alt_text",
    "changes_figure",
    "decisions_alt_text",
    "decisions_figure",
    "shares_alt_text",
    "shares_figure",
]

_MOST = 24


def shares_figure(rows: Sequence[Mapping[str, Any]]) -> go.Figure:
    """Details of ``representation``: each group's share, real a filled bar, synthetic an outline."""
    shown = rows[:_MOST]
    return _bars(
        [_name(row) for row in shown],
        [row["train"] for row in shown],
        [row["synthetic"] for row in shown],
        "share of rows",
        ("real", "synthetic"),
    )


def shares_alt_text(rows: Sequence[Mapping[str, Any]]) -> str:
    """What the figure shows, as a sentence in plain text."""
    each = "; ".join(
        f"{row['column']} {row['group']} {_percent(row['train'])} real, {_percent(row['synthetic'])} synthetic"
        for row in rows[:_MOST]
    )
    return f"Share of each group, the one that shrank most first: {each}."


def decisions_figure(rows: Sequence[Mapping[str, Any]], outcome: str) -> go.Figure:
    """Facts ``groups`` of ``amplification``: to how many real rows of a group either model gives the outcome."""
    shown = rows[:_MOST]
    return _bars(
        [_name(row) for row in shown],
        [row["given_after_real"] for row in shown],
        [row["given_after_synthetic"] for row in shown],
        f"share of the group's real rows given {shortened(outcome, 40)}",
        ("trained on real", "trained on synthetic"),
    )


def decisions_alt_text(rows: Sequence[Mapping[str, Any]], outcome: str) -> str:
    """What the figure shows, as a sentence in plain text."""
    each = "; ".join(
        f"{row['column']} {row['group']} {row['given_after_real']:.0%} after real, "
        f"{row['given_after_synthetic']:.0%} after synthetic training"
        for row in rows[:_MOST]
    )
    return f"Share of each group's real rows that a model gives {outcome}: {each}."


def changes_figure(rows: Sequence[Mapping[str, Any]]) -> go.Figure:
    """Details of ``amplification``: how much further apart groups are, a line a column and measure."""
    shown = rows[:_MOST]
    names = [f"{shortened(row['column'], 20)}, {row['measure']}" for row in shown]
    hover = [
        f"{escape_plotly(name)}<br>after real training {row['after_real']:.3f}<br>after synthetic training "
        f"{row['after_synthetic']:.3f}"
        for name, row in zip(names, shown, strict=True)
    ]
    figure = interval_figure(names, [(row["change"], row["low"], row["high"]) for row in shown], hover)
    figure.update_xaxes(title="further apart after synthetic training (0: no change)")
    return figure


def changes_alt_text(rows: Sequence[Mapping[str, Any]]) -> str:
    """What the figure shows, as a sentence in plain text."""
    each = "; ".join(
        f"{row['column']} {row['measure']} {row['change']:.3f} ({row['low']:.3f} to {row['high']:.3f})"
        for row in rows[:_MOST]
    )
    return f"Change of the difference between groups: {each}."


def _bars(
    names: Sequence[str],
    real: Sequence[float | None],
    synthetic: Sequence[float | None],
    title: str,
    titles: tuple[str, str],
) -> go.Figure:
    places = list(range(len(names)))
    figure = go.Figure(
        [
            go.Bar(x=list(real), y=places, orientation="h", name=titles[0], marker={"color": REAL}, width=0.8,
                   opacity=0.55),
            go.Bar(x=list(synthetic), y=places, orientation="h", name=titles[1], width=0.5,
                   marker={"color": "rgba(0, 0, 0, 0)", "line": {"color": SYNTHETIC, "width": 2}}),
        ]
    )  # fmt: skip
    figure.update_layout(layout(height=130 + 28 * max(1, len(names)), barmode="overlay"))
    figure.update_xaxes(
        title=escape_plotly(title), tickformat=".0%", gridcolor=GRID, zeroline=False, automargin=True
    )
    figure.update_yaxes(
        tickvals=places,
        ticktext=[escape_plotly(name) for name in names],
        range=[len(names) - 0.5, -0.5],
        showgrid=False,
        zeroline=False,
        automargin=True,
    )
    return figure


def _name(row: Mapping[str, Any]) -> str:
    return f"{shortened(row['column'], 20)}: {shortened(row['group'], 24)}"


def _percent(share: float | None) -> str:
    return "not shown" if share is None else f"{share:.1%}"
