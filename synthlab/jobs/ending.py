"""How a job comes to its end: somebody asks for it, and what is left is written down and tidied."""

from __future__ import annotations

import time
from pathlib import Path

from synthlab.jobs.status import JobSpec, JobStatus, State, read_status, write_status
from synthlab.studies.files import discard, remove_tree, remove_unfinished, write_private
from synthlab.studies.layout import candidate_directory

__all__ = ["ask_to_stop", "is_asked_to_stop", "left_candidate", "settle"]


def ask_to_stop(run: Path) -> None:
    """Leave word that the job is to be cancelled; its supervisor looks ten times a second."""
    write_private(run / "stop", "")


def is_asked_to_stop(run: Path) -> bool:
    """Whether somebody wants the job cancelled."""
    return (run / "stop").exists()


def settle(spec: JobSpec, state: State, message: str) -> JobStatus:
    """Write how a job without a living process ended, and remove what it left half-made.

    What the job itself said last counts before ``state`` and ``message``. A synthetic table that was finished
    before the job failed is kept, and can be evaluated; after a cancellation nothing is.
    """
    run = spec.run
    status = read_status(run)
    status = status if status.is_over else status.over(state, message)
    if spec.kind == "generate" and spec.candidate_id:
        made = candidate_directory(Path(spec.study), spec.candidate_id)
        if status.state == "cancelled":
            discard(made)
        remove_unfinished(made)
    remove_tree(run / "tmp")
    status = status.model_copy(update={"candidate_id": left_candidate(spec)})
    write_status(run, status)
    for role in ("worker", "supervisor"):
        (run / f"{role}.json").unlink(missing_ok=True)
    return status.at(time.time())


def left_candidate(spec: JobSpec) -> str | None:
    """The id of the synthetic table that the job is about, if it is there."""
    if not spec.candidate_id or not candidate_directory(Path(spec.study), spec.candidate_id).is_dir():
        return None
    return spec.candidate_id
