"""The generators there are, by what they promise, and the one that is chosen."""

from __future__ import annotations

import streamlit as st

from synthlab.charts.escape import escape_markdown
from synthlab.generators import GENERATORS, generator_card
from synthlab.generators.base import GeneratorCard, MadeAs

__all__ = ["choose"]

_FAMILIES = {
    MadeAs.GENERATED: "learned from the rows",
    MadeAs.PRIVACY_PRESERVING: "learned with a proof of privacy",
    MadeAs.AUGMENTED: "changes real rows: close to real people",
    MadeAs.SIMULATED: "from written rules, no real rows",
}
_DEFAULT = "trees"


def choose() -> GeneratorCard:
    """The line-up on the left, the chosen generator's card on the right."""
    cards = _in_families()
    left, right = st.columns([1, 2], gap="large")
    with left:
        name = st.radio(
            "Generator",
            [card.name for card in cards],
            index=[card.name for card in cards].index(_DEFAULT),
            format_func=lambda name: generator_card(name).title,
            captions=[_FAMILIES[card.made_as] for card in cards],
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


def _in_families() -> list[GeneratorCard]:
    """The default first, then family by family, each in the order of the list."""
    families = list(_FAMILIES)
    return sorted(GENERATORS, key=lambda card: (card.name != _DEFAULT, families.index(card.made_as)))
