"""The bundle of a synthetic table: made once by a child process, kept beside the report it was made from."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from functools import partial
from pathlib import Path
from typing import Literal

import streamlit as st

from synthlab.errors import DataError
from synthlab.studies.candidate import Candidate
from synthlab.studies.study import Study

__all__ = ["bundle_of", "download", "labelled", "notes"]

_ROOT = Path(__file__).resolve().parents[2]
_SECONDS = 300
_LABELS = {
    "synthetic.csv": ("Table as CSV", "text/csv"),
    "synthetic.xlsx": ("Table as Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "synthetic.parquet": ("Table as Parquet", "application/vnd.apache.parquet"),
    "report.html": ("Summary as HTML", "text/html"),
    "summary.md": ("Summary as Markdown", "text/markdown"),
    "report.json": ("Report as JSON", "application/json"),
}


def bundle_of(study: Study, candidate: Candidate) -> Path:
    """The zip, made now unless the report is the one it was last made from.

    Raises
    ------
    DataError
        When it could not be made; the sentence is the child's own.
    """
    made_from = (candidate.directory / "report.json").stat().st_mtime_ns
    path = candidate.directory / f"bundle-{made_from}.zip"
    if not path.exists():
        for old in candidate.directory.glob("bundle-*.zip"):
            old.unlink(missing_ok=True)
        _make(study, candidate, path)
    return path


def _make(study: Study, candidate: Candidate, path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "pages.parts.bundle_child",
        str(study.directory),
        candidate.id,
        str(path),
    ]
    try:
        done = subprocess.run(
            command, cwd=_ROOT, capture_output=True, text=True, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise DataError(
            "The bundle was not ready after five minutes. Make it with `synthlab bundle`."
        ) from error
    if done.returncode == 2:
        raise DataError(done.stderr.strip())
    if done.returncode != 0:
        raise RuntimeError(f"The bundle could not be made:\n{done.stderr}")


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
