"""Two columns together: where the rows are, real beside synthetic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from synthlab.charts.escape import escape_plotly, shortened
from synthlab.charts.palette import SEQUENTIAL, layout

__all__ = ["joint_alt_text", "joint_figure"]


def joint_figure(joint: Mapping[str, Any], a: str, b: str) -> go.Figure:
    """A joint table as two maps on one colour scale: ``a`` downwards, ``b`` across.

    A real cell that 1 to 9 rows hold is withheld and drawn empty.
    """
    figure = make_subplots(
        rows=1, cols=2, shared_yaxes=True, horizontal_spacing=0.04, subplot_titles=("Real", "Synthetic")
    )
    most = max(
        (share or 0.0 for side in ("train", "synthetic") for line in joint[side] for share in line), default=0
    )
    for column, side in enumerate(("train", "synthetic"), start=1):
        figure.add_trace(
            go.Heatmap(
                x=list(range(len(joint["b_labels"]))),
                y=list(range(len(joint["a_labels"]))),
                z=joint[side],
                zmin=0,
                zmax=most or 1,
                colorscale=SEQUENTIAL,
                xgap=1,
                ygap=1,
                hovertext=_hover(joint),
                hoverinfo="text",
                showscale=column == 2,
                colorbar={"thickness": 12, "outlinewidth": 0, "tickformat": ".0%"},
            ),
            row=1,
            col=column,
        )
    title = {"text": f"{_name(a)} (down) by {_name(b)} (across)", "x": 0, "font": {"size": 15}}
    figure.update_layout(
        layout(
            title=title, height=240 + 24 * len(joint["a_labels"]), margin={"l": 8, "r": 8, "t": 76, "b": 8}
        )
    )
    figure.update_xaxes(**_ticks(joint["b_labels"]), tickangle=-45)
    figure.update_yaxes(**_ticks(joint["a_labels"]), autorange="reversed")
    return figure


def joint_alt_text(joint: Mapping[str, Any], a: str, b: str) -> str:
    """What the two maps show, as a sentence in plain text."""
    known = [
        (abs(synthetic - real), row, column, real, synthetic)
        for row, (reals, synthetics) in enumerate(zip(joint["train"], joint["synthetic"], strict=True))
        for column, (real, synthetic) in enumerate(zip(reals, synthetics, strict=True))
        if real is not None
    ]
    sentence = f"{a} and {b} together, real beside synthetic."
    if not known:
        return sentence
    _, row, column, real, synthetic = max(known)
    return (
        f"{sentence} Furthest apart where {a} is {joint['a_labels'][row]} and {b} is {joint['b_labels'][column]}: "
        f"real {real:.1%}, synthetic {synthetic:.1%}."
    )


def _hover(joint: Mapping[str, Any]) -> list[list[str]]:
    return [
        [
            f"{escape_plotly(joint['a_labels'][row])}<br>{escape_plotly(joint['b_labels'][column])}"
            f"<br>real {_percent(joint['train'][row][column])}"
            f"<br>synthetic {_percent(joint['synthetic'][row][column])}"
            for column in range(len(joint["b_labels"]))
        ]
        for row in range(len(joint["a_labels"]))
    ]


def _percent(share: float | None) -> str:
    return "not shown (fewer than 10 rows)" if share is None else f"{share:.1%}"


def _ticks(labels: Sequence[str]) -> dict[str, Any]:
    return {
        "type": "linear",
        "tickvals": list(range(len(labels))),
        "ticktext": [escape_plotly(shortened(label, 16)) for label in labels],
        "automargin": True,
        "showgrid": False,
        "zeroline": False,
    }


def _name(name: str) -> str:
    return escape_plotly(shortened(name, 24))
