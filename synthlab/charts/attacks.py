"""Attacks of the privacy experiment: what each achieved, with its interval, beside chance and beside others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from synthlab.charts.escape import escape_plotly, wrapped
from synthlab.charts.palette import GRID, INK, SYNTHETIC, layout

__all__ = ["attacks_alt_text", "attacks_figure", "rates_alt_text", "rates_figure"]

MOST = 8


def attacks_figure(rows: Sequence[Mapping[str, Any]], beside: Mapping[str, Any] | None = None) -> go.Figure:
    """Details of one check, most telling first: a dot an attack with its interval; the line is what guessing gives.

    The mark in each row is its tolerance. At most eight are drawn. ``beside`` adds what an attack is held against:
    ``attack`` and ``statistic`` name the one that decided, which is drawn in any case, with the range
    ``chance_low`` to ``chance_high`` that shuffled labels give it; ``blind_auc`` is the control, train told from
    holdout without the synthetic table.
    """
    beside = beside or {}
    drawn = _with_deciding(rows, beside)
    chance = drawn[0]["chance"] if drawn else 0.5
    figure = go.Figure()
    for place, row in enumerate(drawn):
        if _decides(row, beside) and beside.get("chance_low") is not None:
            figure.add_trace(_by_chance(beside["chance_low"], beside["chance_high"], place))
    figure.add_trace(_dots(drawn))
    names = [_name(row) for row in drawn]
    if beside.get("blind_auc") is not None and drawn:
        figure.add_trace(_control(beside["blind_auc"], len(drawn)))
        names.append("without the synthetic table")
    figure.add_trace(_upright(chance, len(names)))
    figure.add_trace(_tolerances(drawn))
    figure.update_xaxes(
        title=_axis(chance), tickformat=".0%", gridcolor=GRID, zeroline=False, automargin=True
    )
    return _by_attack(figure, names)


def _dots(drawn: Sequence[Mapping[str, Any]]) -> go.Scatter:
    return go.Scatter(
        x=[row["value"] for row in drawn],
        y=list(range(len(drawn))),
        mode="markers",
        name="attack",
        marker={"symbol": "diamond-open", "color": SYNTHETIC, "size": 12, "line": {"width": 2}},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [row["high"] - row["value"] for row in drawn],
            "arrayminus": [row["value"] - row["low"] for row in drawn],
            "color": SYNTHETIC,
            "thickness": 2,
        },
        hovertext=[_hover(row) for row in drawn],
        hoverinfo="text",
    )


def _upright(chance: float, n_rows: int) -> go.Scatter:
    return go.Scatter(
        x=[chance, chance],
        y=[-0.5, n_rows - 0.5],
        mode="lines",
        name="guessing",
        line={"color": INK, "width": 2},
        hoverinfo="skip",
    )


def _tolerances(drawn: Sequence[Mapping[str, Any]]) -> go.Scatter:
    """Ranks and windows are put up with to different extents: a mark in each row."""
    return go.Scatter(
        x=[row["tolerance"] for row in drawn],
        y=list(range(len(drawn))),
        mode="markers",
        name="tolerance",
        marker={"symbol": "line-ns-open", "color": INK, "size": 16, "line": {"width": 1.5}},
        hoverinfo="skip",
    )


def _by_chance(low: float, high: float, place: int) -> go.Scatter:
    return go.Scatter(
        x=[low, high],
        y=[place, place],
        mode="lines",
        name="shuffled labels",
        line={"color": INK, "width": 14},
        opacity=0.35,
        hovertext=f"95 of 100 shuffled labels: {low:.1%} to {high:.1%}",
        hoverinfo="text",
    )


def _control(blind_auc: float, place: int) -> go.Scatter:
    return go.Scatter(
        x=[blind_auc],
        y=[place],
        mode="markers",
        name="control",
        marker={"symbol": "circle-open", "color": INK, "size": 12, "line": {"width": 2}},
        hovertext=f"told apart without the synthetic table: {blind_auc:.1%}",
        hoverinfo="text",
    )


def _decides(row: Mapping[str, Any], beside: Mapping[str, Any]) -> bool:
    return (row["attack"], row["statistic"]) == (beside.get("attack"), beside.get("statistic"))


def _with_deciding(rows: Sequence[Mapping[str, Any]], beside: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The first rows, the deciding one among them."""
    every = [row for row in rows if "attack" in row]
    deciding = [row for row in every[MOST:] if _decides(row, beside)]
    return [*every[: MOST - len(deciding)], *deciding]


def attacks_alt_text(rows: Sequence[Mapping[str, Any]]) -> str:
    """What the figure shows, as a sentence in plain text."""
    each = "; ".join(
        f"{_name(row)} {row['value']:.1%} ({row['low']:.1%} to {row['high']:.1%})" for row in _measured(rows)
    )
    return f"Success of each attack: {each}." if each else "No attack was run."


def rates_figure(rows: Sequence[Mapping[str, Any]]) -> go.Figure:
    """Details of a check that counts successes: on people trained on, on people kept aside, and the best constant guess.

    The line on the first bar is the 95% interval of the difference: where it reaches the second bar's end, the two
    may be alike.
    """
    drawn = [row for row in _measured(rows) if row.get("train_rate") is not None]
    places = list(range(len(drawn)))
    figure = go.Figure(
        [
            go.Bar(
                x=[row["train_rate"] for row in drawn],
                y=[place - 0.2 for place in places],
                width=0.36,
                orientation="h",
                name="trained on",
                marker={"color": SYNTHETIC, "opacity": 0.75},
                error_x=_difference(drawn),
                hovertext=[_hover(row) for row in drawn],
                hoverinfo="text",
            ),
            go.Bar(
                x=[row["holdout_rate"] for row in drawn],
                y=[place + 0.2 for place in places],
                width=0.36,
                orientation="h",
                name="kept aside",
                marker={"color": "rgba(0, 0, 0, 0)", "line": {"color": INK, "width": 2}},
                hovertext=[_hover(row) for row in drawn],
                hoverinfo="text",
            ),
        ]
    )
    if any(row.get("baseline") is not None for row in drawn):
        figure.add_trace(
            go.Scatter(
                x=[row.get("baseline") for row in drawn],
                y=places,
                mode="markers",
                name="best constant guess",
                marker={"symbol": "line-ns-open", "color": INK, "size": 26, "line": {"width": 3}},
                hoverinfo="skip",
            )
        )
    figure.update_xaxes(
        title="succeeds on",
        tickformat=".2~%",
        rangemode="tozero",
        gridcolor=GRID,
        automargin=True,
    )
    return _by_attack(figure, [_name(row) for row in drawn])


def _difference(drawn: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "type": "data",
        "symmetric": False,
        "array": [row["high"] - row["value"] for row in drawn],
        "arrayminus": [row["value"] - row["low"] for row in drawn],
        "color": INK,
        "thickness": 2,
    }


def rates_alt_text(rows: Sequence[Mapping[str, Any]]) -> str:
    """What the figure shows, as a sentence in plain text."""
    each = "; ".join(
        f"{_name(row)} {row['train_rate']:.1%} of people trained on, {row['holdout_rate']:.1%} of people kept aside"
        for row in _measured(rows)
        if row.get("train_rate") is not None
    )
    return f"Success of each attack: {each}." if each else "No attack was run."


def _measured(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [row for row in rows if "attack" in row][:MOST]


def _name(row: Mapping[str, Any]) -> str:
    attack = str(row["attack"]).removeprefix("isolated ")
    # An AUC is over everybody; only a window needs to be named.
    return f"{attack}, {row['statistic']}" if row["kind"] == "window" else attack


def _axis(chance: float) -> str:
    if chance == 0:
        return "trained on less kept aside"
    return "attacker is right"


def _hover(row: Mapping[str, Any]) -> str:
    return (
        f"{escape_plotly(_name(row))}<br>{row['value']:.1%} ({row['low']:.1%} to {row['high']:.1%})<br>"
        f"adjusted p {row['p_adjusted']:.4f}<br>would have noticed {row['smallest_detectable']:.1%}"
    )


def _by_attack(figure: go.Figure, names: Sequence[str]) -> go.Figure:
    figure.update_layout(layout(height=120 + 44 * max(1, len(names)), barmode="overlay"))
    figure.update_yaxes(
        type="linear",
        tickvals=list(range(len(names))),
        ticktext=[wrapped(name) for name in names],
        range=[len(names) - 0.5, -0.5],
        showgrid=False,
        zeroline=False,
        automargin=True,
    )
    return figure
