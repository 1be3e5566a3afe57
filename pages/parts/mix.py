"""How much synthetic is too much: start the sweep, watch it, see what it came to."""

from __future__ import annotations

from typing import cast

import streamlit as st

from pages.parts import inquiries, pictures, session
from synthlab.charts.escape import escape_markdown
from synthlab.charts.mix import mix_alt_text, mix_figure
from synthlab.metrics.inquiries import inquiry_kind
from synthlab.metrics.utility.mix_words import concluded, curve, slice_names, told
from synthlab.metrics.utility.mixing import MixSweep, Mode
from synthlab.studies.candidate import Candidate
from synthlab.studies.study import Study

__all__ = ["show"]

_MODES: dict[Mode, str] = {"replace": "In place of real rows", "add": "On top of real rows"}
_ALL = "All test rows"


def show(study: Study, candidate: Candidate) -> None:
    """The sweep of this synthetic table, or the button that starts it."""
    kind = inquiry_kind("mix-sweep")
    st.subheader(kind.question, anchor=False)
    pitch = "Train on every mix of real and synthetic rows and test on the real rows kept aside."
    sweep = inquiries.answer(study, candidate, kind, pitch)
    if sweep is not None:
        _result(cast(MixSweep, sweep))


def _result(sweep: MixSweep) -> None:
    mode: Mode = st.radio(
        "Synthetic rows come",
        list(_MODES),
        format_func=lambda one: _MODES[one],
        horizontal=True,
        key="mix-mode",
    )
    of = st.selectbox("Measured on", [_ALL, *slice_names(sweep)], key="mix-of")
    name = None if of == _ALL else of
    score = sweep.score if name is None or not name.startswith("recall of ") else name
    points = curve(sweep, mode, name)
    conclusion = concluded(points, mode, score)
    if conclusion is not None:
        st.markdown(f"**{escape_markdown(conclusion.sentence)}**")
    pictures.drawn(mix_figure(points, conclusion, mode, score), "mix", mix_alt_text(points, mode, score))
    session.note(
        f"{sweep.settings.seeds} seeds, each with rows and a model of its own, tested on the same {sweep.n_test:,} real "
        "rows. A share costs something measurable when the whole 95% interval of its loss lies above 0."
    )
    if (found := told(sweep)) is not None:
        inquiries.tables(found)
