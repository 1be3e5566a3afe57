"""How a job comes to its end: somebody asks for it, and what is left is written down and tidied."""

from __future__ import annotations

import time
from pathlib import Path

from synthlab.jobs.status import JobSpec, JobStatus, State, read_status, write_status
from synthlab.studies.files import discard, remove_tree, write_private
from synthlab.studies.layout import candidate_directory

__all__ = ["ask_to_stop", "is_asked_to_stop", "settle"]


def ask_to_stop(run: Path) -> None:
    """Leave word that the job is to be cancelled; its supervisor looks ten times a second."""
    write_private(run / "stop", "")


def is_asked_to_stop(run: Path) -> bool:
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
        remove_tree(made.with_name(f".new-{made.name}"))
        status = status.model_copy(update={"candidate_id": spec.candidate_id if made.is_dir() else None})
    else:
        status = status.model_copy(update={"candidate_id": spec.candidate_id})
    remove_tree(run / "tmp")
    write_status(run, status)
    for role in ("worker", "supervisor"):
        (run / f"{role}.json").unlink(missing_ok=True)
    return status.at(time.time())
