"""The two control lines of the privacy experiment, as on a laboratory test."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from pages.parts import session, words
from synthlab.evaluation import Report

__all__ = ["DECISIVE", "ran", "show"]

DECISIVE = 0.01
"""Planted copies of so many of the rows have to be caught, or nothing is cleared."""


def ran(report: Report) -> bool:
    """Whether there was an experiment to be controlled."""
    return _controls(report) is not None


def show(report: Report) -> None:
    """Whether fresh real people were silent and planted copies were caught; nothing where no experiment ran."""
    controls = _controls(report)
    if controls is None:
        return
    st.subheader("Did the test itself work?", anchor=False)
    alarm = controls["fresh_real"]["fired"]
    session.say(
        "error" if alarm else "info",
        f"Fresh real people: {'an alarm' if alarm else 'silent, as they must be'}.",
    )
    session.note("Half of the kept-aside people were called training people. Nothing may be found there.")
    missed = [line for line in controls["planted"] if not line["fired"]]
    decisive = [line for line in missed if line["share"] >= DECISIVE]
    if decisive:
        found = (
            f"{len(missed)} of {len(controls['planted'])} kinds missed, so a leak of that size would be too"
        )
    else:
        found = "all caught" if not missed else "those that are 1% of the rows were caught, fewer were not"
    session.say("warning" if decisive else "info", f"Copies planted by us: {found}.")
    session.note(" ".join(_planted(line) for line in controls["planted"]))


def _controls(report: Report) -> Mapping[str, Any] | None:
    for outcome in report.outcomes:
        controls = outcome.facts.get("controls")
        if isinstance(controls, dict) and "blind_auc" in controls:
            return controls
    return None


def _planted(line: Mapping[str, Any]) -> str:
    noise = " with a little noise" if line["jitter"] else ""
    return (
        f"{words.plural(line['rows'], 'copy', 'copies')}{noise}: {'caught' if line['fired'] else 'missed'}."
    )
