"""The bundle of a synthetic table: made once by a child process, kept beside the report it was made from."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

from synthlab.errors import DataError
from synthlab.studies.candidate import Candidate
from synthlab.studies.study import Study

__all__ = ["bundle_of", "file_in"]

_ROOT = Path(__file__).resolve().parents[2]
_SECONDS = 300


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


def file_in(bundle: Path, name: str) -> bytes:
    """One file of the bundle."""
    with zipfile.ZipFile(bundle) as archive:
        return archive.read(name)
