"""How strongly columns depend on each other, as a map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import plotly.graph_objects as go

from synthlab.charts.escape import escape_plotly, shortened
from synthlab.charts.palette import DIVERGING, layout

__all__ = ["association_alt_text", "association_heatmap"]

Which = Literal["train", "synthetic", "difference"]

_TITLES = {"train": "Real", "synthetic": "Synthetic", "difference": "Synthetic minus real"}
_MOST_TICKS = 40


def association_heatmap(facts: Mapping[str, Any], which: Which) -> go.Figure:
    """The association matrix in the facts of ``association``; a pair that is undefined has an empty cell."""
    columns = [str(column) for column in facts["columns"]]
    matrix = _matrix(facts, which)
    hover = [
        [
            f"{escape_plotly(first)}<br>{escape_plotly(second)}<br>{_words(facts, row, column, value)}"
            for column, (second, value) in enumerate(zip(columns, line, strict=True))
        ]
        for row, (first, line) in enumerate(zip(columns, matrix, strict=True))
    ]
    places = list(range(len(columns)))
    figure = go.Figure(
        go.Heatmap(
            x=places,
            y=places,
            z=matrix,
            zmin=-1,
            zmax=1,
            colorscale=DIVERGING,
            hovertext=hover,
            hoverinfo="text",
            xgap=1,
            ygap=1,
            colorbar={"thickness": 12, "outlinewidth": 0, "tickvals": [-1, -0.5, 0, 0.5, 1]},
        )
    )
    step = -(-len(columns) // _MOST_TICKS) if columns else 1
    ticks = {
        "type": "linear",
        "tickvals": places[::step],
        "ticktext": [escape_plotly(shortened(column, 18)) for column in columns[::step]],
        "automargin": True,
        "showgrid": False,
        "zeroline": False,
    }
    title = {"text": _TITLES[which], "x": 0, "font": {"size": 15}}
    figure.update_layout(layout(title=title, height=180 + 22 * min(len(columns), 32)))
    figure.update_xaxes(**ticks, tickangle=-45)
    figure.update_yaxes(**ticks, autorange="reversed")
    return figure


def association_alt_text(facts: Mapping[str, Any], which: Which) -> str:
    """What the map shows, as a sentence in plain text."""
    columns, matrix = facts["columns"], _matrix(facts, which)
    found = [
        (abs(value), columns[row], columns[column], value)
        for row, line in enumerate(matrix)
        for column, value in enumerate(line)
        if column < row and value is not None
    ]
    sentence = f"{_TITLES[which]}: association of {len(columns)} columns with each other."
    if not found:
        return sentence
    _, first, second, value = max(found, key=lambda each: each[0])
    return f"{sentence} Greatest between {second} and {first}: {value:.2f}."


def _matrix(facts: Mapping[str, Any], which: Which) -> Sequence[Sequence[float | None]]:
    matrix: Sequence[Sequence[float | None]] = facts[which]
    return matrix


def _words(facts: Mapping[str, Any], row: int, column: int, value: float | None) -> str:
    measures = facts.get("measures")
    measure = measures[row][column] if measures else None
    name = f"{measure}: " if measure else ""
    return f"{name}undefined" if value is None else f"{name}{value:.2f}"
