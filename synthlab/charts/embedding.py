"""Real and synthetic rows in one plane, as densities."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import plotly.graph_objects as go

from synthlab.charts.palette import DIVERGING, SEQUENTIAL, layout

__all__ = ["plane_alt_text", "plane_figure"]

Which = Literal["train", "synthetic", "difference"]

_TITLES = {"train": "Real", "synthetic": "Synthetic", "difference": "Synthetic minus real"}


def plane_figure(facts: Mapping[str, Any], which: Which) -> go.Figure:
    """One density of ``embedding``, or the difference; a withheld bin is empty, and so is one without a row."""
    lines = facts[which]
    most = _greatest(facts, ("difference",) if which == "difference" else ("train", "synthetic"))
    hover = [[_words(facts, line, cell) for cell in range(len(lines[line]))] for line in range(len(lines))]
    figure = go.Figure(
        go.Heatmap(
            z=[[None if cell == 0 and which != "difference" else cell for cell in line] for line in lines],
            zmin=-most if which == "difference" else 0,
            zmax=most,
            colorscale=DIVERGING if which == "difference" else SEQUENTIAL,
            xgap=1,
            ygap=1,
            hovertext=hover,
            hoverinfo="text",
            colorbar={"thickness": 12, "outlinewidth": 0, "tickformat": ".1%"},
        )
    )
    margin = {"l": 28, "r": 8, "t": 40, "b": 44}
    figure.update_layout(
        layout(title={"text": _TITLES[which], "x": 0, "font": {"size": 15}}, height=340, margin=margin)
    )
    across, up = facts["explained"]
    bare = {"showticklabels": False, "ticks": "", "showgrid": False, "zeroline": False}
    figure.update_xaxes(**bare, title={"text": f"across: {across:.0%} of the variance", "standoff": 8})
    figure.update_yaxes(**bare, title={"text": f"up: {up:.0%}", "standoff": 4})
    return figure


def plane_alt_text(facts: Mapping[str, Any], which: Which) -> str:
    """What the map shows, as a sentence in plain text."""
    across, up = facts["explained"]
    sentence = (
        f"{_TITLES[which]} rows in the plane of the two directions in which real rows differ most "
        f"({across:.0%} and {up:.0%} of the variance), as a density on bins."
    )
    known = [cell for line in facts["difference"] for cell in line if cell is not None]
    if which == "difference" and known:
        sentence += f" A bin differs by {max(map(abs, known)):.1%} of the rows at most."
    return sentence


def _greatest(facts: Mapping[str, Any], names: tuple[str, ...]) -> float:
    cells = (abs(cell) for name in names for line in facts[name] for cell in line if cell is not None)
    return max(cells, default=0.0) or 1.0


def _words(facts: Mapping[str, Any], line: int, cell: int) -> str:
    shares = [facts[name][line][cell] for name in ("train", "synthetic")]
    few = f"not shown (fewer than {facts['least_rows']} rows)"
    real, made = (few if share is None else f"{share:.2%}" for share in shares)
    return f"real {real}<br>synthetic {made}"
