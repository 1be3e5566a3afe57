"""Three questions about a table made elsewhere: what can be concluded of it rests on the answers."""

from __future__ import annotations

import streamlit as st

from pages.parts import session, words
from synthlab.errors import DataError
from synthlab.provenance import Claims
from synthlab.studies.study import Study

__all__ = ["answered", "ask"]

_MADE_FROM, _AT_RANDOM, _PERSON = "trained-on", "split-at-random", "row-is-person"
_ANSWERS = list(words.ANSWERS)


def ask(study: Study) -> None:
    """The questions, each answered beforehand as far as the study knows; the second only where it matters."""
    made_from = st.radio(
        "What was it made from?",
        list(words.TRAINED_ON),
        index=None,
        format_func=words.TRAINED_ON.__getitem__,
        key=_MADE_FROM,
        help="Without rows that its generator did not see, leaks can be screened for, but not ruled out. "
        "`synthlab split` writes the train rows to a file for a generator elsewhere.",
    )
    if made_from == "train":
        st.radio(
            "Were the kept-aside rows drawn at random?",
            _ANSWERS,
            index=_ANSWERS.index(_at_random(study)),
            format_func=words.ANSWERS.__getitem__,
            key=_AT_RANDOM,
            horizontal=True,
            help="The attacks compare people who differ in nothing but that. A holdout of later dates or of another "
            "place differs by itself, and then nothing can be concluded.",
        )
    st.radio(
        "Is one row one person?",
        _ANSWERS,
        index=_ANSWERS.index("unknown" if study.schema.group is None else "no"),
        format_func=words.ANSWERS.__getitem__,
        key=_PERSON,
        horizontal=True,
        help="Where a person has several rows, name the column that tells persons apart when the split is cut.",
    )


def answered(study: Study) -> Claims:
    """The answers, for callbacks.

    Raises
    ------
    DataError
        While the first question has none.
    """
    made_from = session.value_of(_MADE_FROM)
    if made_from is None:
        raise DataError("Say first what the table was made from: what can be concluded depends on it.")
    return Claims(
        made_from=made_from,
        split_at_random=session.value_of(_AT_RANDOM, _at_random(study)),
        row_is_person=session.value_of(_PERSON, "unknown"),
    )


def _at_random(study: Study) -> str:
    receipt = study.receipt
    if receipt is None:
        return "unknown"
    return "no" if receipt.method.startswith("time-ordered") else "yes"
