"""The bundle of a synthetic table: made once, in a job, and kept beside the report it was made from."""

from __future__ import annotations

import json
import re
import zipfile
from functools import partial
from pathlib import Path
from typing import Literal

import streamlit as st

from pages.parts import session
from pages.parts.jobs_panel import AT_WORK, panel
from synthlab.evaluation import Report
from synthlab.jobs.board import JobSpec, JobStatus, jobs, submit
from synthlab.statistics.small_cells import LEAST_ROWS
from synthlab.studies.candidate import Candidate
from synthlab.studies.study import Study

__all__ = ["download", "labelled", "minimum_count", "notes", "ready"]

_LABELS = {
    "synthetic.csv": ("Table as CSV", "text/csv"),
    "synthetic.xlsx": ("Table as Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "synthetic.parquet": ("Table as Parquet", "application/vnd.apache.parquet"),
    "report.html": ("Summary as HTML", "text/html"),
    "summary.md": ("Summary as Markdown", "text/markdown"),
    "report.json": ("Report as JSON", "application/json"),
}


def ready(study: Study, candidate: Candidate) -> Path | None:
    """The bundle of the report that is kept now; while there is none, its making, which begins at the first visit."""
    path = candidate.bundle
    if path is not None and path.exists():
        return path
    newest = next((job for job in jobs(study) if _makes(job, candidate, path)), None)
    if newest is None:
        # Begun here and not by a button: who opens this page has come for it, and the page does not wait.
        submit(study, JobSpec(kind="bundle", candidate_id=candidate.id))
    elif newest.state not in AT_WORK:
        session.say("error", f"The bundle was not made. {newest.message}")
        st.button("Make the bundle", on_click=session.attempt, args=(_again, study, candidate))
        return None
    panel(study, "bundle", candidate.id)
    return None


def _makes(job: JobStatus, candidate: Candidate, path: Path | None) -> bool:
    """Whether the job is about this very bundle: the name of the file says since when it could be made."""
    since = 0.0 if path is None else int(path.stem.removeprefix("bundle-")) / 1e9
    return job.kind == "bundle" and job.candidate_id == candidate.id and job.submitted_at >= since


def _again(study: Study, candidate: Candidate) -> None:
    submit(study, JobSpec(kind="bundle", candidate_id=candidate.id))


def minimum_count(study: Study, report: Report) -> None:
    """How many real rows a number must stand for to leave the study; a change asks for a new measurement."""
    with st.expander("What is withheld"):
        st.number_input(
            "Withhold what stands for fewer real rows than",
            min_value=LEAST_ROWS,
            value=study.minimum_count,
            step=1,
            key=f"minimum-count-{study.id}",
            on_change=session.attempt,
            args=(_set_minimum_count, study),
        )
        if study.minimum_count == report.minimum_count:
            st.markdown(
                f"The bundle below withholds what stands for fewer than {report.minimum_count} real rows."
            )
        else:
            st.markdown(
                f"The bundle below still withholds what stands for fewer than {report.minimum_count} real rows: measure "
                "the table again for the new number."
            )


def _set_minimum_count(study: Study) -> None:
    study.set_minimum_count(int(session.value_of(f"minimum-count-{study.id}")))


def labelled(bundle: Path) -> list[tuple[str, str]]:
    """Name and label of the files in the bundle that a person may want alone."""
    with zipfile.ZipFile(bundle) as archive:
        there = set(archive.namelist())
    return [(name, label) for name, (label, _) in _LABELS.items() if name in there]


def notes(bundle: Path) -> list[str]:
    """What the bundle says it had to leave out."""
    return [str(note) for note in json.loads(_read(bundle, "manifest.json"))["notes"]]


def download(
    label: str, bundle: Path, name: str | None, tone: Literal["primary", "secondary"] = "secondary"
) -> None:
    """A button that hands over the whole bundle, or one file of it; read from disk only when it is pressed.

    Streamlit's links to downloads need no cookie, so nothing but what may leave goes through here.
    """
    mime = "application/zip" if name is None else _LABELS[name][1]
    st.download_button(
        label,
        data=bundle.read_bytes if name is None else partial(_read, bundle, name),
        file_name="synthlab-bundle.zip" if name is None else f"synthlab-{re.sub('[^a-z.]', '-', name)}",
        mime=mime,
        type=tone,
        on_click="ignore",
        key=f"download-{name}",
    )


def _read(bundle: Path, name: str) -> bytes:
    with zipfile.ZipFile(bundle) as archive:
        return archive.read(name)
