"""How a job's processes are started: this very synthlab, in a session of their own, logged, one thread each."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from synthlab.errors import DataError
from synthlab.studies.files import disk_errors, private_directory

__all__ = ["python", "start_process"]

_ONE_THREAD = (
    "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)  # fmt: skip


def python(module: str, run: Path) -> list[str]:
    """The command that runs a module of this very synthlab on a job's directory."""
    return [sys.executable, "-m", module, str(run)]


def start_process(command: Sequence[str], run: Path, stdin: int) -> subprocess.Popen[bytes]:
    """A process that leads a session of its own and writes what it prints into the job's log.

    Raises
    ------
    DataError
        When the system does not give one.
    """
    with disk_errors(run):
        log = os.open(run / "log.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        return subprocess.Popen(
            command,
            stdin=stdin,
            stdout=log,
            stderr=log,
            start_new_session=True,
            cwd=Path(__file__).resolve().parents[2],
            env=_environment(run),
        )
    except OSError as error:
        raise DataError(
            f"No process could be started for this job ({error.strerror}). Try again later."
        ) from error
    finally:
        os.close(log)


def _environment(run: Path) -> Mapping[str, str]:
    """One thread a library and fixed hashing, so that a job's result depends on neither cores nor luck.

    Temporary files go into the job's directory, to be removed with it.
    """
    chosen = {name: os.environ.get(name, "1") for name in _ONE_THREAD}
    temporary = str(private_directory(run / "tmp"))
    return {
        **os.environ,
        **chosen,
        "PYTHONHASHSEED": "0",
        "TMPDIR": temporary,
        "JOBLIB_TEMP_FOLDER": temporary,
    }
