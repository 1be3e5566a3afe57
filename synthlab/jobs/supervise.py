"""Run one job in a child process and stay in charge of it until it is dead.

``supervise`` is what a command line or a thread calls. ``python -m synthlab.jobs.supervise RUN`` is the same
in a process of its own, which waits for a free place first and outlives the server that started it.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event

from synthlab.errors import DataError
from synthlab.jobs.ending import is_asked_to_stop, settle
from synthlab.jobs.launch import python, start_process
from synthlab.jobs.places import jobs_at_once, place
from synthlab.jobs.status import JobSpec, JobStatus, read_spec, read_status, write_spec, write_status
from synthlab.studies.files import new_directory, private_directory
from synthlab.studies.layout import queue_directory
from synthlab.studies.processes import note_process

__all__ = ["prepare", "supervise"]

Progress = Callable[[float, str], None]

_LOOK_EVERY = 0.1
# Together with the time to notice, a cancelled job is dead within three seconds.
_GRACE = 2.0
_SHUT_DOWN = "It was stopped from outside, with the machine or its services. Start it again."


def supervise(
    spec: JobSpec,
    progress: Progress = lambda _share, _doing: None,
    cancelled: Callable[[], bool] = lambda: False,
    command: Sequence[str] | None = None,
) -> JobStatus:
    """Run the job in a child process of its own group, and return the status it ended with.

    The child dies with the supervisor: it holds the other end of a pipe. ``progress`` is told of each change;
    what it raises ends the child too. ``command`` is the child's program, when it is not synthlab's own.

    Raises
    ------
    DataError
        When no process can be started or the study is gone.
    """
    run = spec.run
    if not run.is_dir():
        prepare(spec)
    child = start_process(command or python("synthlab.jobs.child", run), run, subprocess.PIPE)
    stopped = True
    try:
        note_process(run, "worker", child.pid)
        stopped = _watch(child, run, progress, cancelled)
    finally:
        _end(child)
        final = _settle_child(spec, stopped, child.returncode)
    return final


def prepare(spec: JobSpec) -> None:
    """Make the job's directory, with its order and its first status."""
    private_directory(Path(spec.study) / "jobs")
    with new_directory(spec.run) as unfinished:
        write_spec(unfinished, spec)
        write_status(
            unfinished,
            JobStatus(
                id=spec.id,
                kind=spec.kind,
                state="queued",
                doing="Starting",
                candidate_id=None if spec.kind == "generate" else spec.candidate_id,
                title=spec.title,
                submitted_at=spec.submitted_at or time.time(),
            ),
        )


def _settle_child(spec: JobSpec, stopped: bool, returncode: int) -> JobStatus:
    if stopped:
        return settle(spec, "cancelled", "It was cancelled.")
    return settle(spec, "failed", _death(returncode))


def _watch(
    child: subprocess.Popen[bytes], run: Path, progress: Progress, cancelled: Callable[[], bool]
) -> bool:
    """Pass on progress until the child ends (False) or is to be stopped (True)."""
    shown = None
    while True:
        with suppress(subprocess.TimeoutExpired):
            child.wait(_LOOK_EVERY)
            return False
        if cancelled() or is_asked_to_stop(run):
            return True
        status = read_status(run)
        if (status.share, status.doing) != shown:
            shown = (status.share, status.doing)
            progress(*shown)


def _end(child: subprocess.Popen[bytes]) -> None:
    """Leave nothing of the child's process group alive."""
    if child.poll() is None:
        _tell_group(child.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            child.wait(_GRACE)
    _tell_group(child.pid, signal.SIGKILL)
    child.wait()
    if child.stdin is not None:
        child.stdin.close()


def _tell_group(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)


def _death(returncode: int) -> str:
    """A sentence on a child that ended without a word."""
    if returncode >= 0:
        return (
            f"It stopped on an error that synthlab did not foresee (exit code {returncode}). "
            "The job's log says more; please report it."
        )
    name = signal.Signals(-returncode).name
    if name == "SIGKILL":
        return (
            "It was killed by the system (SIGKILL), most often because memory ran out. "
            "Try fewer rows or columns, or a lighter generator."
        )
    return f"It crashed inside a library ({name}). Try again, or try another generator."


def _in_background(run: Path) -> None:
    """The life of a detached supervisor: wait for a free place, run the job, write how it ended."""
    shut_down = Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: shut_down.set())
    spec = read_spec(run)

    def to_stop() -> bool:
        return shut_down.is_set() or is_asked_to_stop(run)

    write_status(run, read_status(run).model_copy(update={"doing": "Waiting for a free place"}))
    try:
        with place(queue_directory(Path(spec.study)), jobs_at_once(), to_stop) as ours:
            if ours:
                final = supervise(spec, cancelled=shut_down.is_set)
            else:
                final = settle(spec, "cancelled", "It was cancelled before it began.")
        if final.state == "cancelled" and not is_asked_to_stop(run):
            write_status(run, final.over("lost", _SHUT_DOWN))
    except DataError as error:
        settle(spec, "failed", str(error))


if __name__ == "__main__":
    os.umask(0o077)
    _in_background(Path(sys.argv[1]))
