"""The colours and the common look of every figure, for light and dark pages alike.

Real is filled and synthetic is outlined: never colour alone. Blue against red stays apart under the common
kinds of colour blindness, and both, like the ink, stand out from a white and from a near-black page.
"""

from __future__ import annotations

from typing import Any

__all__ = ["DIVERGING", "FONT", "GRID", "INK", "REAL", "SEQUENTIAL", "SYNTHETIC", "layout"]

REAL = "#4c78a8"
SYNTHETIC = "#d1495b"
INK = "#777d84"
GRID = "rgba(127, 127, 127, 0.25)"
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Noto Sans CJK JP', sans-serif"
# Blue below zero, grey at zero, red above: the middle shows on a white page and does not glare on a dark one.
DIVERGING = [(0.0, "#2166ac"), (0.25, "#67a9cf"), (0.5, "#d9d9d9"), (0.75, "#ef8a62"), (1.0, "#b2182b")]
SEQUENTIAL = [(0.0, "#e8eef4"), (0.5, "#6f9bc4"), (1.0, "#173a5e")]


def layout(**changes: Any) -> dict[str, Any]:
    """Plotly layout settings: clear background, readable ink, room for labels; ``changes`` come on top."""
    return {
        "paper_bgcolor": "rgba(0, 0, 0, 0)",
        "plot_bgcolor": "rgba(0, 0, 0, 0)",
        "font": {"family": FONT, "size": 13, "color": INK},
        "margin": {"l": 8, "r": 8, "t": 48, "b": 8},
        "hoverlabel": {"font": {"family": FONT, "size": 13}, "align": "left"},
        "legend": {"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 1.0, "xanchor": "right"},
        "hovermode": "closest",
        **changes,
    }
