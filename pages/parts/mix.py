"""How much synthetic is too much: start the sweep, watch it, see what it came to."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.parts import pictures, session
from pages.parts.jobs_panel import AT_WORK, panel
from synthlab.charts.escape import escape_markdown
from synthlab.charts.mix import mix_alt_text, mix_figure
from synthlab.jobs.board import JobSpec, jobs, submit
from synthlab.metrics.utility.mix_words import concluded, curve, slice_names
from synthlab.metrics.utility.mixing import MixSweep, Mode
from synthlab.studies.candidate import Candidate
from synthlab.studies.study import Study
from synthlab.studies.sweeps import kept_sweep

__all__ = ["show"]

_MODES: dict[Mode, str] = {"replace": "In place of real rows", "add": "On top of real rows"}
_ALL = "All test rows"


def show(study: Study, candidate: Candidate) -> None:
    """The sweep of this synthetic table, or the button that starts it."""
    st.subheader("How much synthetic is too much?", anchor=False)
    at_work = [job for job in jobs(study) if job.kind == "mix-sweep" and job.state in AT_WORK]
    record = kept_sweep(candidate)
    if at_work:
        panel(study)
    elif record is None or not record.sweep.is_complete:
        if record is None:
            st.markdown("Train on every mix of real and synthetic rows and test on the real rows kept aside.")
        else:
            done = f"{len(record.sweep.points)} of {record.sweep.n_points}"
            st.markdown(f"It was interrupted after {done} mixes and goes on from there.")
        _button(study, candidate, "Measure every mix")
        return
    elif record.made_under != study.made_under():
        session.say("warning", "The schema or the split was changed since every mix was measured.")
        _button(study, candidate, "Measure every mix again")
    if record is not None and record.sweep.is_complete:
        _result(record.sweep)


def _button(study: Study, candidate: Candidate, label: str) -> None:
    st.button(
        label,
        key="measure-mixes",
        on_click=session.attempt,
        args=(_start, study, candidate),
        disabled=bool(candidate.unusable_because),
    )


def _start(study: Study, candidate: Candidate) -> str:
    submit(study, JobSpec(kind="mix-sweep", candidate_id=candidate.id))
    return f"Every mix of {candidate.name} with real rows is being measured."


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
    _by_slice(sweep, mode)


def _by_slice(sweep: MixSweep, mode: Mode) -> None:
    """What would be best for each class and group by itself."""
    rows = []
    for name in slice_names(sweep):
        found = concluded(curve(sweep, mode, name), mode, name)
        if found is not None:
            rows.append(
                {
                    "Class or group": name,
                    "Best mean at": found.peak,
                    "Costs nothing measurable up to": found.cap,
                }
            )
    if rows:
        share = st.column_config.NumberColumn(format="percent")
        with st.expander("The mix for each class and group"):
            st.dataframe(
                pd.DataFrame(rows),
                hide_index=True,
                column_config={"Best mean at": share, "Costs nothing measurable up to": share},
            )
