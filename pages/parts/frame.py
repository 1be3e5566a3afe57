"""The pages in the order in which a table passes through them."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import Page

__all__ = ["ICON", "TITLES", "pages"]

ICON = str(Path(__file__).resolve().parents[2] / "static" / "synthlab.svg")

TITLES = {
    "start": "Start",
    "data": "Data",
    "generate": "Generate",
    "compare": "Compare",
    "utility": "Utility",
    "fairness": "Fairness",
    "privacy": "Privacy",
    "export": "Export",
}


def pages() -> list[Page]:
    """A flat list: navigation in sections fails the accessibility checker."""
    return [
        st.Page(f"pages/{name}.py", title=title, url_path=name, default=name == "start")
        for name, title in TITLES.items()
    ]
