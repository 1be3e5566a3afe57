"""One column, real beside synthetic; and the worst columns or pairs as bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from synthlab.charts.escape import escape_plotly, shortened
from synthlab.charts.palette import GRID, INK, REAL, SYNTHETIC, layout

__all__ = ["alt_text", "marginal_figure", "worst_bars"]

_SPECIAL = ("(rare)", "(other)", "(new)", "(missing)")
_MOST_TICKS = 13
_GAP = 0.6


def marginal_figure(row: Mapping[str, Any]) -> go.Figure:
    """One row of the details of ``marginals``: shares of rows, real filled, synthetic outlined.

    Missing and pooled values stand apart from the others. A share that was withheld (None) has no bar.
    """
    labels = list(row["labels"])
    places = _places(labels)
    hover = [
        f"{escape_plotly(label)}<br>real {_percent(real)}<br>synthetic {_percent(synthetic)}"
        for label, real, synthetic in zip(labels, row["train"], row["synthetic"], strict=True)
    ]
    shared = {"x": places, "width": 0.85, "hovertext": hover, "hoverinfo": "text"}
    figure = go.Figure(
        [
            go.Bar(**shared, y=row["train"], name="real", marker={"color": REAL, "opacity": 0.65}),
            go.Bar(
                **shared,
                y=row["synthetic"],
                name="synthetic",
                marker={"color": "rgba(0, 0, 0, 0)", "line": {"color": SYNTHETIC, "width": 2}},
            ),
        ]
    )
    step = -(-len(labels) // _MOST_TICKS)
    ticks = [place for place, label in enumerate(labels) if place % step == 0 or label in _SPECIAL]
    figure.update_layout(
        layout(
            barmode="overlay",
            height=340,
            title={"text": escape_plotly(shortened(row["column"], 36)), "x": 0, "font": {"size": 15}},
        )
    )
    figure.update_xaxes(
        type="linear",
        tickvals=[places[tick] for tick in ticks],
        ticktext=[escape_plotly(shortened(labels[tick], 20)) for tick in ticks],
        automargin=True,
        showgrid=False,
        zeroline=False,
    )
    figure.update_yaxes(tickformat=".0%", rangemode="tozero", automargin=True, gridcolor=GRID, zeroline=False)
    return figure


def alt_text(row: Mapping[str, Any]) -> str:
    """What the figure of one column shows, as a sentence in plain text."""
    chance = row.get("reference_high")
    sentence = f"Column {row['column']}: {_percent(row['distance'])} of the rows fall elsewhere"
    if chance is not None:
        sentence += f" (other real rows: up to {_percent(chance)})"
    known = [
        (abs(synthetic - real), label, real, synthetic)
        for label, real, synthetic in zip(row["labels"], row["train"], row["synthetic"], strict=True)
        if real is not None
    ]
    if not known:
        return f"{sentence}."
    _, label, real, synthetic = max(known, key=lambda each: each[0])
    return f"{sentence}. Furthest apart at {label}: real {_percent(real)}, synthetic {_percent(synthetic)}."


def worst_bars(rows: Sequence[Mapping[str, Any]], floor: float | None = None) -> go.Figure:
    """Columns or pairs, worst on top: the distance as a bar with its interval, and what chance alone gives.

    ``rows`` are details of ``marginals``, ``pairs`` or ``association``; a mark shows each row's own chance
    level where it has one, the dashed line the ``floor`` of the whole metric.
    """
    names = [str(row["column"]) if "column" in row else f"{row['a']} × {row['b']}" for row in rows]
    values = [abs(row["distance"] if "distance" in row else row["difference"]) for row in rows]
    chance = [row.get("reference_high", row.get("reference")) for row in rows]
    places = list(range(len(rows)))
    hover = [
        f"{escape_plotly(name)}<br>{value:.3f}" + ("" if limit is None else f"<br>chance: up to {limit:.3f}")
        for name, value, limit in zip(names, values, chance, strict=True)
    ]
    bars = go.Bar(
        x=values,
        y=places,
        orientation="h",
        name="synthetic",
        hovertext=hover,
        hoverinfo="text",
        marker={"color": "rgba(0, 0, 0, 0)", "line": {"color": SYNTHETIC, "width": 2}},
    )
    marks = go.Scatter(
        x=chance,
        y=places,
        mode="markers",
        name="other real rows",
        hoverinfo="skip",
        marker={"symbol": "line-ns", "size": 14, "line": {"color": REAL, "width": 3}},
    )
    figure = go.Figure([bars, marks])
    if floor is not None:
        figure.add_vline(x=floor, line={"color": INK, "dash": "dash", "width": 1})
    figure.update_layout(layout(height=90 + 28 * len(rows)))
    figure.update_xaxes(rangemode="tozero", gridcolor=GRID, zeroline=False, automargin=True)
    figure.update_yaxes(
        type="linear",
        tickvals=places,
        ticktext=[escape_plotly(shortened(name, 34)) for name in names],
        autorange="reversed",
        automargin=True,
        showgrid=False,
    )
    return figure


def _places(labels: Sequence[str]) -> list[float]:
    """Where each bar stands: pooled, new and missing values after a gap."""
    n_plain = sum(label not in _SPECIAL for label in labels)
    return [place + (_GAP if label in _SPECIAL and n_plain else 0.0) for place, label in enumerate(labels)]


def _percent(share: float | None) -> str:
    if share is None:
        return "not shown (fewer than 10 rows)"
    return f"{share:.1%}" if share == 0 or share >= 0.001 else "below 0.1%"
