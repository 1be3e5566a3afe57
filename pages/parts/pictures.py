"""The one place where a page asks for a figure: each is drawn from a result, never from rows."""

from __future__ import annotations

from typing import Any

import streamlit as st

__all__ = ["show"]

_CONFIG = {"displaylogo": False, "displayModeBar": False, "responsive": True}


def show(figure: Any, key: str, alt: str) -> None:
    """A figure in its own colours, without the tool bar that covers small pictures."""
    st.plotly_chart(figure, theme=None, key=key, config=_CONFIG, alt=alt)
