"""Privacy checks: real rows that were trained on beside rows that were kept aside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from synthlab.charts.escape import escape_plotly, wrapped
from synthlab.charts.palette import GRID, INK, SYNTHETIC, layout

__all__ = [
    "copies_alt_text",
    "copies_figure",
    "identifiers_alt_text",
    "identifiers_figure",
    "nearest_alt_text",
    "nearest_figure",
    "screened_values_alt_text",
    "screened_values_figure",
]

_TRAIN = "trained on"
_HOLDOUT = "kept aside"
_MOST = 8


def copies_figure(rows: Sequence[Mapping[str, Any]]) -> go.Figure:
    """Details of ``copies``: at each level the share of unique records found again, trained on and kept aside.

    The line on the first bar is the 95% interval of the difference, where there is one.
    """
    pairs = [(str(row["title"]), row["rate_train"], row.get("rate_holdout")) for row in rows]
    hover = [
        (
            f"{row['m_train']:,} of {row['n_train']:,} unique records trained on",
            f"{row.get('m_holdout') or 0:,} of {row.get('n_holdout') or 0:,} unique records kept aside",
        )
        for row in rows
    ]
    figure = _paired_bars(pairs, hover, "unique records found")
    if all(row.get("low") is not None for row in rows):
        figure.data[0].error_x = {
            "type": "data",
            "symmetric": False,
            "array": [row["high"] - row["effect"] for row in rows],
            "arrayminus": [row["effect"] - row["low"] for row in rows],
            "color": INK,
            "thickness": 2,
        }
        widest = max((row["rate_train"] + row["high"] - row["effect"] for row in rows), default=0.0)
        figure.update_xaxes(range=[0, max(widest * 1.1, figure.layout.xaxis.range[1])])
    return figure


def copies_alt_text(rows: Sequence[Mapping[str, Any]]) -> str:
    """What the figure shows, as a sentence in plain text."""
    return "Unique records found again: " + "; ".join(_counts(row, row["title"]) for row in rows) + "."


def identifiers_figure(rows: Sequence[Mapping[str, Any]]) -> go.Figure:
    """Details of ``identifiers``: in each column the share of values that stand in the synthetic table."""
    pairs = [
        (
            str(row["column"]),
            row["m_train"] / max(1, row["n_train"]),
            None if row["n_holdout"] is None else row["m_holdout"] / max(1, row["n_holdout"]),
        )
        for row in rows
    ]
    hover = [
        (
            f"{row['m_train']:,} of {row['n_train']:,} values trained on",
            f"{row['m_holdout'] or 0:,} of {row['n_holdout'] or 0:,} values kept aside",
        )
        for row in rows
    ]
    return _paired_bars(pairs, hover, "values found")


def identifiers_alt_text(rows: Sequence[Mapping[str, Any]]) -> str:
    """What the figure shows, as a sentence in plain text."""
    return "Identifying values found again: " + "; ".join(_counts(row, row["column"]) for row in rows) + "."


def screened_values_figure(rows: Sequence[Mapping[str, Any]]) -> go.Figure:
    """Details of ``values`` without a holdout: in each column the share of values that one real person alone has.

    Of synthetic values beside real ones that are left out. Only the first eight columns are drawn.
    """
    shown = rows[:_MOST]
    pairs = [(str(row["column"]), row["train_rate"], row["holdout_rate"]) for row in shown]
    hover = [
        (f"{train:.2%} of the synthetic values", f"{real:.2%} of the real values, left out")
        for _, train, real in pairs
    ]
    return _paired_bars(pairs, hover, "values of one person", ("synthetic", "real, left out"))


def screened_values_alt_text(rows: Sequence[Mapping[str, Any]]) -> str:
    """What the figure shows, as a sentence in plain text."""
    each = "; ".join(
        f"{row['column']}, {row['train_rate']:.2%} of the synthetic values, {row['holdout_rate']:.2%} of real ones left out"
        for row in rows[:_MOST]
    )
    return f"Values that one real person alone has: {each}."


def nearest_figure(rows: Sequence[Mapping[str, Any]]) -> go.Figure:
    """Details of ``nearest-record-share``: how far synthetic rows are from either group, as shares of rows."""
    edges = [row["low"] for row in rows] + [rows[-1]["high"]]
    figure = go.Figure()
    for key, name, style in (
        (
            "to_train",
            f"to the nearest row {_TRAIN}",
            {"fill": "tozeroy", "line": {"color": SYNTHETIC, "width": 0}},
        ),
        (
            "to_holdout",
            f"to the nearest row {_HOLDOUT}",
            {"line": {"color": INK, "width": 2, "dash": "dash"}},
        ),
    ):
        heights = [row[key] for row in rows]
        figure.add_trace(
            go.Scatter(
                x=edges,
                y=[*heights, heights[-1]],
                mode="lines",
                name=name,
                hovertemplate="distance from %{x:.2f}: %{y:.1%} of rows<extra></extra>",
                **{**style, "line": {**style["line"], "shape": "hv"}},  # type: ignore[dict-item]
            )
        )
    figure.update_layout(layout(height=300))
    figure.update_xaxes(
        title="distance (columns that differ)", gridcolor=GRID, zeroline=False, automargin=True
    )
    figure.update_yaxes(
        title="share of synthetic rows", tickformat=".0%", gridcolor=GRID, rangemode="tozero", automargin=True
    )
    return figure


def nearest_alt_text(value: float, low: float, high: float) -> str:
    """What the figure shows, as a sentence in plain text."""
    return (
        f"Distances of synthetic rows to the nearest row trained on and to the nearest row kept aside. {value:.1%} are "
        f"nearer to one trained on ({low:.1%} to {high:.1%}); chance gives 50%."
    )


def _paired_bars(
    pairs: Sequence[tuple[str, float, float | None]],
    hover: Sequence[tuple[str, str]],
    title: str,
    sides: tuple[str, str] = (_TRAIN, _HOLDOUT),
) -> go.Figure:
    places = list(range(len(pairs)))
    figure = go.Figure(
        go.Bar(
            x=[train for _, train, _ in pairs],
            y=[place - 0.2 for place in places],
            width=0.36,
            orientation="h",
            name=sides[0],
            marker={"color": SYNTHETIC, "opacity": 0.75},
            hovertext=[escape_plotly(train) for train, _ in hover],
            hoverinfo="text",
        )
    )
    if any(holdout is not None for _, _, holdout in pairs):
        figure.add_trace(
            go.Bar(
                x=[holdout for _, _, holdout in pairs],
                y=[place + 0.2 for place in places],
                width=0.36,
                orientation="h",
                name=sides[1],
                marker={"color": "rgba(0, 0, 0, 0)", "line": {"color": INK, "width": 2}},
                hovertext=[escape_plotly(holdout) for _, holdout in hover],
                hoverinfo="text",
            )
        )
    figure.update_layout(layout(height=130 + 60 * max(1, len(pairs)), barmode="overlay"))
    # Without a least width an axis of zeros would run from -1 to 1.
    widest = max((max(train, holdout or 0.0) for _, train, holdout in pairs), default=0.0)
    figure.update_xaxes(
        title=title, tickformat=".2~%", range=[0, max(widest * 1.1, 0.01)], gridcolor=GRID, automargin=True
    )
    figure.update_yaxes(
        type="linear",
        tickvals=places,
        ticktext=[wrapped(name) for name, _, _ in pairs],
        range=[len(pairs) - 0.5, -0.5],
        showgrid=False,
        zeroline=False,
        automargin=True,
    )
    return figure


def _counts(row: Mapping[str, Any], name: object) -> str:
    holdout = row.get("n_holdout")
    beside = "" if holdout is None else f", {row['m_holdout']:,} of {holdout:,} {_HOLDOUT}"
    return f"{name}, {row['m_train']:,} of {row['n_train']:,} {_TRAIN}{beside}"
