"""What a holdout of this size could prove, told while it is being chosen."""

from __future__ import annotations

import streamlit as st

from pages.parts import session, words
from synthlab.statistics.provable import LEAST_PEOPLE, provable

__all__ = ["proves", "show", "sizes"]

_OTHERS = {50: "half", 33: "a third", 20: "a fifth", 10: "a tenth"}


def sizes(n_people: int, percent: int) -> tuple[int, int]:
    """People trained on and people kept aside; 33 stands for a third."""
    n_holdout = round(n_people / 3 if percent == 33 else n_people * percent / 100)
    return n_people - n_holdout, n_holdout


def show(n_people: int, percent: int, by_time: bool) -> None:
    """Three figures that follow the slider, then what they mean."""
    proves(*sizes(n_people, percent), by_time)
    others = ", ".join(
        f"{_or_none(provable(*sizes(n_people, percent)).copies_evident)} at {name}"
        for percent, name in _OTHERS.items()
    )
    session.note(f"Copied people that would stand out: {others}.")


def proves(n_train: int, n_holdout: int, by_time: bool) -> None:
    """What these two groups could prove, and what they could not."""
    found, n_people = provable(n_train, n_holdout), n_train + n_holdout
    st.markdown("**What could this holdout prove?**")
    with st.container(horizontal=True):
        _figure("Copied people that stand out", _or_none(found.copies_evident), _COPIES)
        _figure("Copied people that prove a leak", _or_none(found.copies_proven), _PROOF)
        _figure("Smallest attacker noticed", f"{100 * found.auc:.1f} of 100", _AUC)
    session.note(
        f"{words.count(n_train)} people to make synthetic ones from, {words.count(n_holdout)} kept aside."
    )
    if by_time:
        session.say(
            "warning",
            "The latest rows differ from earlier ones by more than chance. The privacy attacks compare people who "
            "differ by chance only, so they will most likely end as invalid: for them, keep random rows aside.",
        )
    elif not found.is_tested:
        session.say(
            "warning",
            f"The attacks need {LEAST_PEOPLE} people on each side. Here they will not be run, and nothing is cleared.",
        )
    elif not found.clears:
        session.note(
            f"The narrowest check, the 1% of people most suspected, can be cleared from about "
            f"{words.count(round(found.most_suspected, -3))} people on; {words.count(n_people)} are too few, so it "
            "will end in a leak, a trace or “cannot tell”."
        )


_COPIES = (
    "So many people, unique in this table and copied word for word, chance would explain in 1 of 20 cases."
)
_PROOF = "So many, chance would explain in 1 of 100 cases: what the report calls a leak."
_AUC = (
    "How often an attacker must be right, shown one training person and one kept-aside one. Guessing is right 50 "
    "times; this one would be noticed in 4 of 5 reports."
)


def _figure(label: str, value: str, explained: str) -> None:
    st.metric(label, value, help=explained, border=True, width="content")


def _or_none(copies: int | None) -> str:
    return "no number" if copies is None else words.count(copies)
