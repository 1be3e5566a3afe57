"""The generators there are, by what they promise, and the one that is chosen."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from synthlab.charts.escape import escape_markdown
from synthlab.generators import GENERATORS, generator_card
from synthlab.generators.base import GeneratorCard, MadeAs

__all__ = ["choose"]

_FAMILIES = {
    MadeAs.GENERATED: "learned",
    MadeAs.PRIVACY_PRESERVING: "learned with a proof",
    MadeAs.AUGMENTED: "real rows, changed",
    MadeAs.SIMULATED: "no real rows",
}
_DEFAULT = "trees"


def choose(time_of: Callable[[GeneratorCard], str]) -> GeneratorCard:
    """The line-up on the left, each with how long it takes, and the chosen generator's card on the right."""
    cards = _in_families()
    left, right = st.columns([2, 3], gap="large")
    with left:
        name = st.radio(
            "Generator",
            [card.name for card in cards],
            index=[card.name for card in cards].index(_DEFAULT),
            format_func=lambda name: _told(generator_card(name), time_of),
            key="generator",
            persist_state="session",
        )
    card = generator_card(name)
    with right, st.container(border=True):
        st.markdown(f"**{escape_markdown(card.title)}**")
        st.markdown(escape_markdown(card.what))
        st.markdown(f"**Privacy promise:** {escape_markdown(card.privacy)}")
        st.markdown(f"**Licence:** {escape_markdown(card.licence)}")
    return card


def _told(card: GeneratorCard, time_of: Callable[[GeneratorCard], str]) -> str:
    """In the label itself: Streamlit's captions are too pale for many eyes."""
    told = ", ".join(part for part in (_FAMILIES[card.made_as], time_of(card)) if part)
    return f"**{escape_markdown(card.title)}** {escape_markdown(told)}"


def _in_families() -> list[GeneratorCard]:
    """The default first, then family by family, each in the order of the list."""
    families = list(_FAMILIES)
    return sorted(GENERATORS, key=lambda card: (card.name != _DEFAULT, families.index(card.made_as)))
