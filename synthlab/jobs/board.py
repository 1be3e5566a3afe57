"""The jobs of a study: start, watch, cancel. Nothing is remembered here; a restarted server sees the same."""

from __future__ import annotations

import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from threading import Thread

from synthlab.errors import DataError
from synthlab.generators import GENERATORS, generator_card, make_generator
from synthlab.jobs.ending import ask_to_stop, is_asked_to_stop, settle
from synthlab.jobs.launch import python, start_process
from synthlab.jobs.status import JobSpec, JobStatus, read_spec, read_status
from synthlab.jobs.supervise import prepare
from synthlab.metrics.inquiries import inquiry_kind
from synthlab.metrics.inquiry import InquiryKind
from synthlab.studies.layout import is_id, new_id
from synthlab.studies.processes import note_process, recorded
from synthlab.studies.store import Store, StudyFacts
from synthlab.studies.study import Study

__all__ = ["JobSpec", "JobStatus", "cancel", "job", "jobs", "order", "running", "submit"]

# Between a job's directory and the note of its process lies the start of a process.
_TIME_TO_START = 10.0
_LOST = "It stopped without a word, most likely with the machine. Start it again."


def order(study: Study, spec: JobSpec) -> JobSpec:
    """The job with its id, its study and a title, checked before anything is started.

    Raises
    ------
    DataError
        When the job cannot work: no split, an unknown generator or setting, a candidate that is not there.
    """
    return spec.model_copy(
        update={
            "id": new_id(),
            "study": str(study.directory),
            "title": _checked_title(study, spec),
            "submitted_at": time.time(),
            "candidate_id": new_id() if spec.kind == "generate" else spec.candidate_id,
        }
    )


def submit(study: Study, spec: JobSpec) -> str:
    """Start the job in processes that outlive this one, and return its id.

    Raises
    ------
    DataError
        When ``order`` refuses it, or no process can be started.
    """
    spec = order(study, spec)
    prepare(spec)
    supervisor = start_process(python("synthlab.jobs.supervise", spec.run), spec.run, subprocess.DEVNULL)
    note_process(spec.run, "supervisor", supervisor.pid)
    # Somebody has to take note of its end, or it stays in the process table while the server lives.
    Thread(target=supervisor.wait, daemon=True).start()
    return spec.id


def job(study: Study, job_id: str) -> JobStatus:
    """How far this job of the study is.

    Raises
    ------
    DataError
        When the study has no such job.
    """
    run = study.directory / "jobs" / job_id
    if not is_id(job_id) or not run.is_dir():
        raise DataError("There is no such job in this study.")
    return _look(run)


def jobs(study: Study) -> list[JobStatus]:
    """Every job of the study, newest first; one whose process died without an end is settled as lost."""
    folder = study.directory / "jobs"
    found = []
    for run in list(folder.iterdir()) if folder.is_dir() else ():
        if is_id(run.name):
            found.append(_look_or_say(run))
    return sorted(found, key=lambda status: (status.submitted_at, status.id), reverse=True)


def cancel(study: Study, job_id: str) -> None:
    """Ask for the job's end and return at once; it is dead within three seconds."""
    status = job(study, job_id)
    if status.is_active:
        ask_to_stop(study.directory / "jobs" / job_id)
        job(study, job_id)


def running(store: Store) -> list[tuple[StudyFacts, JobStatus]]:
    """The jobs of all of one owner's studies that are not over, newest first."""
    found = []
    for note in store.directory.glob("*/jobs/*/supervisor.json"):
        with suppress(DataError):
            status = _look(note.parent)
            if status.is_active:
                found.append((Study(note.parents[2]).facts, status))
    return sorted(found, key=lambda row: row[1].submitted_at, reverse=True)


def _checked_title(study: Study, spec: JobSpec) -> str:
    if spec.kind == "evaluate":
        candidate = study.candidate(spec.candidate_id or "")
        candidate.check_usable()
        return spec.title or f"Evaluate {candidate.name}"
    if spec.kind == "bundle":
        return spec.title or f"Bundle of {study.candidate(spec.candidate_id or '').name}"
    if spec.kind != "generate":
        return _inquiry_title(study, inquiry_kind(spec.kind), spec)
    receipt = study.receipt
    if receipt is None:
        raise DataError("The table is not split yet. Lock the split on the Data page first.")
    make_generator(spec.generator, spec.settings)
    n_rows = receipt.n_train if spec.rows is None else spec.rows
    return spec.title or f"{generator_card(spec.generator).title}, {n_rows:,} rows"


def _inquiry_title(study: Study, kind: InquiryKind, spec: JobSpec) -> str:
    candidate = study.candidate(spec.candidate_id or "")
    candidate.check_usable()
    if kind.needs_target and study.schema.target is None:
        raise DataError("No target column is set. Choose the column to be predicted on the Data page.")
    if kind.needs_generator and candidate.provenance.generator not in {card.name for card in GENERATORS}:
        raise DataError(
            "This table was made elsewhere, and the question needs its generator. Ask it of a table made here."
        )
    return spec.title or kind.title.replace("{}", candidate.name)


def _look(run: Path) -> JobStatus:
    """The job's status now. A dead job that did not say how it ended is settled."""
    status = read_status(run)
    if status.is_active and not _is_worked_on(run):
        status = read_status(run)
        just_begun = not recorded(run) and time.time() - status.submitted_at < _TIME_TO_START
        if status.is_active and not just_begun:
            status = _settled(run, status)
    if status.is_active and is_asked_to_stop(run):
        status = status.model_copy(update={"doing": "Stopping"})
    return status.at(time.time())


def _settled(run: Path, status: JobStatus) -> JobStatus:
    try:
        if is_asked_to_stop(run):
            return settle(read_spec(run), "cancelled", "It was cancelled.")
        return settle(read_spec(run), "lost", _LOST)
    except DataError as error:
        # A full disk must not hide that the job is over; it is settled on disk when that can be written.
        return status.over("lost", str(error))


def _look_or_say(run: Path) -> JobStatus:
    """As ``_look``; a job whose files are damaged is shown with the sentence that says so."""
    try:
        return _look(run)
    except DataError as error:
        return JobStatus(id=run.name, kind="", state="lost", message=str(error))


def _is_worked_on(run: Path) -> bool:
    """Whether somebody is in charge of the job. A worker that lost its supervisor is ended here."""
    processes = recorded(run)
    supervisor, worker = processes.get("supervisor"), processes.get("worker")
    if supervisor is None:
        return worker is not None and worker.is_alive()
    if supervisor.is_alive():
        return True
    if worker is not None:
        worker.tell_group(signal.SIGKILL)
    return False
