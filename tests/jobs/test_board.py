"""Jobs as a dashboard sees them: started, watched, cancelled, found again, and gone with their study."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from synthlab.errors import DataError
from synthlab.jobs.board import JobSpec, JobStatus, cancel, job, jobs, order, running, submit
from synthlab.jobs.ending import is_asked_to_stop
from synthlab.jobs.places import place
from synthlab.jobs.status import read_status, write_status
from synthlab.jobs.supervise import prepare
from synthlab.metrics import METRICS
from synthlab.studies.layout import queue_directory
from synthlab.studies.processes import ProcessFacts, recorded
from synthlab.studies.store import Store
from synthlab.studies.study import Study

Until = Callable[..., None]

# Evaluated by every metric, which takes a while; most of what a board does is seen sooner.
WHOLE = JobSpec(kind="generate", generator="independent", rows=30)
QUICK = JobSpec(kind="generate", generator="independent", where={"nowhere": "x"})
LONG = JobSpec(kind="generate", generator="trees", rows=60_000)


def is_fitting(study: Study, job_id: str) -> bool:
    return job(study, job_id).share > 0.02


def processes(study: Study, job_id: str) -> list[ProcessFacts]:
    return list(recorded(study.directory / "jobs" / job_id).values())


def without_process(study: Study) -> Path:
    """The directory of a job whose processes never came to be, as a machine that lost its power leaves it."""
    spec = order(study, WHOLE)
    prepare(spec)
    return spec.run


def test_a_job_runs_to_its_end_with_progress_that_never_falls(
    store: Store, study: Study, until: Until
) -> None:
    started = time.monotonic()
    job_id = submit(study, WHOLE)
    assert time.monotonic() - started < 1.0
    assert [(facts.id, status.id) for facts, status in running(store)] == [(study.id, job_id)]
    seen: list[JobStatus] = []

    def over() -> bool:
        seen.append(job(study, job_id))
        return seen[-1].is_over

    until(over)
    shares = [status.share for status in seen]
    assert shares == sorted(shares)
    assert len(set(shares)) >= 3
    assert len({status.doing for status in seen}) >= 3
    assert (seen[-1].state, seen[-1].share, seen[-1].message) == ("done", 1.0, "")
    assert seen[-1].seconds > 0
    assert "30 rows" in seen[-1].title
    (candidate,) = study.candidates()
    assert seen[-1].candidate_id == candidate.id
    report = candidate.report()
    assert report is not None
    assert [outcome.metric for outcome in report.outcomes] == [metric.name for metric in METRICS]
    until(lambda: not processes(study, job_id))
    assert running(store) == []


def test_cancel_returns_at_once_and_leaves_neither_process_nor_table(
    large_study: Study, until: Until
) -> None:
    job_id = submit(large_study, LONG)
    until(lambda: is_fitting(large_study, job_id))
    working = processes(large_study, job_id)
    assert len(working) == 2
    asked = time.monotonic()
    cancel(large_study, job_id)
    assert time.monotonic() - asked < 0.5
    assert job(large_study, job_id).doing in ("Stopping", "")
    until(lambda: not any(process.is_alive() for process in working), 3.0)
    status = job(large_study, job_id)
    assert (status.state, status.candidate_id) == ("cancelled", None)
    assert large_study.candidates() == []
    folder = large_study.directory / "candidates"
    assert not folder.exists() or os.listdir(folder) == []
    assert not (large_study.directory / "jobs" / job_id / "tmp").exists()
    cancel(large_study, job_id)
    assert job(large_study, job_id).state == "cancelled"


@pytest.mark.parametrize(("number", "name"), [(signal.SIGKILL, "SIGKILL"), (signal.SIGSEGV, "SIGSEGV")])
def test_a_killed_worker_has_failed_with_a_sentence_and_the_board_lives_on(
    large_study: Study, until: Until, number: signal.Signals, name: str
) -> None:
    job_id = submit(large_study, LONG)
    until(lambda: is_fitting(large_study, job_id))
    os.kill(recorded(large_study.directory / "jobs" / job_id)["worker"].pid, number)
    until(lambda: job(large_study, job_id).is_over, 3.0)
    status = job(large_study, job_id)
    assert status.state == "failed"
    assert name in status.message
    assert "Traceback" not in status.message
    assert large_study.candidates() == []


def test_a_killed_supervisor_takes_its_worker_along_and_the_job_is_lost(
    large_study: Study, until: Until
) -> None:
    job_id = submit(large_study, LONG)
    until(lambda: is_fitting(large_study, job_id))
    noted = recorded(large_study.directory / "jobs" / job_id)
    os.kill(noted["supervisor"].pid, signal.SIGKILL)
    until(lambda: not noted["worker"].is_alive(), 3.0)
    until(lambda: job(large_study, job_id).is_over, 3.0)
    (status,) = jobs(large_study)
    assert status.state == "lost"
    assert "Start it again" in status.message
    assert not processes(large_study, job_id)


def test_a_service_that_is_shut_down_is_not_a_cancellation(large_study: Study, until: Until) -> None:
    job_id = submit(large_study, LONG)
    until(lambda: is_fitting(large_study, job_id))
    os.kill(recorded(large_study.directory / "jobs" / job_id)["supervisor"].pid, signal.SIGTERM)
    until(lambda: job(large_study, job_id).state == "lost", 4.0)
    assert "stopped from outside" in job(large_study, job_id).message


_SUBMITS_AND_ENDS = """
import os, sys
from pathlib import Path
from synthlab.jobs.board import JobSpec, submit
from synthlab.studies.study import Study
print(submit(Study(Path(sys.argv[1])), JobSpec.model_validate_json(sys.argv[2])), flush=True)
os.kill(os.getpid(), 9)
"""


def submitted_by_a_server_that_dies(study: Study, spec: JobSpec) -> str:
    command = [sys.executable, "-c", _SUBMITS_AND_ENDS, str(study.directory), spec.model_dump_json()]
    server = subprocess.run(command, capture_output=True, text=True, check=False)
    assert server.returncode == -signal.SIGKILL
    return server.stdout.strip()


def test_a_job_outlives_the_server_and_is_found_again_by_the_next(
    store: Store, study: Study, until: Until
) -> None:
    job_id = submitted_by_a_server_that_dies(study, WHOLE)
    assert [status.id for _, status in running(store)] == [job_id]
    until(lambda: job(study, job_id).is_over)
    assert job(study, job_id).state == "done"
    assert len(study.candidates()) == 1


def test_an_adopted_job_can_be_cancelled(large_study: Study, until: Until) -> None:
    job_id = submitted_by_a_server_that_dies(large_study, LONG)
    until(lambda: is_fitting(large_study, job_id))
    cancel(large_study, job_id)
    until(lambda: job(large_study, job_id).state == "cancelled", 3.0)


def test_jobs_over_the_limit_wait_their_turn_and_start_without_anybody_looking(
    study: Study, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SYNTHLAB_JOBS", "1")
    with place(queue_directory(study.directory), 1, lambda: False):
        both = submit(study, QUICK), submit(study, QUICK)
        until(lambda: len(list(queue_directory(study.directory).glob("*.ticket"))) == 3)
        time.sleep(0.5)
        assert [status.state for status in jobs(study)] == ["queued", "queued"]
        assert {job(study, job_id).doing for job_id in both} == {"Waiting for a free place"}
    files = [study.directory / "jobs" / job_id / "status.json" for job_id in both]
    until(lambda: all('"failed"' in file.read_text() for file in files))
    ended = [read_status(file.parent) for file in files]
    spans = sorted((status.started_at or 0.0, status.ended_at or 0.0) for status in ended)
    assert spans[0][1] <= spans[1][0]


def test_a_waiting_job_can_be_cancelled(study: Study, until: Until, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNTHLAB_JOBS", "1")
    with place(queue_directory(study.directory), 1, lambda: False):
        job_id = submit(study, QUICK)
        until(lambda: job(study, job_id).doing == "Waiting for a free place")
        cancel(study, job_id)
        until(lambda: job(study, job_id).state == "cancelled", 3.0)
    assert study.candidates() == []


def test_a_wrong_setting_of_the_service_fails_the_job_with_its_sentence(
    study: Study, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SYNTHLAB_JOBS", "many")
    job_id = submit(study, QUICK)
    until(lambda: job(study, job_id).is_over)
    assert job(study, job_id).state == "failed"
    assert "SYNTHLAB_JOBS is 'many'" in job(study, job_id).message


def test_deleting_the_study_kills_its_job_and_leaves_no_byte(
    store: Store, large_study: Study, until: Until
) -> None:
    job_id = submit(large_study, LONG)
    until(lambda: is_fitting(large_study, job_id))
    working = processes(large_study, job_id)
    store.delete(large_study.id)
    until(lambda: not any(process.is_alive() for process in working), 3.0)
    time.sleep(0.3)
    assert os.listdir(store.directory) == []


def test_a_finished_job_leaves_no_zombie(study: Study, until: Until) -> None:
    job_id = submit(study, QUICK)
    pid = recorded(study.directory / "jobs" / job_id)["supervisor"].pid
    until(lambda: job(study, job_id).is_over)
    until(lambda: not Path(f"/proc/{pid}").exists(), 3.0)


@pytest.mark.parametrize(
    ("spec", "sentence"),
    [
        (JobSpec(kind="generate", generator="dice"), "no generator 'dice'"),
        (JobSpec(kind="generate", generator="trees", settings={"dice": "6"}), "no setting 'dice'"),
        (JobSpec(kind="evaluate", candidate_id="a" * 32), "no such synthetic table"),
        (JobSpec(kind="evaluate"), "no such synthetic table"),
    ],
)
def test_a_job_that_cannot_work_is_refused_before_it_starts(
    study: Study, spec: JobSpec, sentence: str
) -> None:
    with pytest.raises(DataError, match=sentence):
        submit(study, spec)
    assert jobs(study) == []


def test_nothing_is_generated_without_a_split(study: Study) -> None:
    study.set_schema(study.schema.with_target("town"))
    with pytest.raises(DataError, match="not split yet"):
        submit(study, QUICK)


def test_another_owners_jobs_are_neither_listed_nor_found(store: Store, study: Study, until: Until) -> None:
    job_id = submit(study, QUICK)
    other = Store(store.directory.parent, "eve")
    assert running(other) == []
    with pytest.raises(DataError):
        other.open(study.id)
    until(lambda: job(study, job_id).is_over)


@pytest.mark.parametrize("foreign", ["", "..", "a" * 32, "../../x"])
def test_a_job_is_found_by_its_id_only(study: Study, foreign: str) -> None:
    for look in (job, cancel):
        with pytest.raises(DataError, match="no such job"):
            look(study, foreign)


def test_what_a_job_writes_is_closed_to_others(study: Study, until: Until) -> None:
    job_id = submit(study, QUICK)
    until(lambda: job(study, job_id).is_over and not processes(study, job_id))
    for at, folders, names in os.walk(study.directory):
        for name in folders:
            assert (Path(at) / name).stat().st_mode & 0o777 == 0o700
        for name in names:
            assert (Path(at) / name).stat().st_mode & 0o777 == 0o600, name


def test_a_job_with_damaged_files_is_listed_with_a_sentence(study: Study) -> None:
    job_id = without_process(study).name
    (study.directory / "jobs" / job_id / "status.json").write_text("{")
    (status,) = jobs(study)
    assert (status.id, status.state) == (job_id, "lost")
    assert "damaged" in status.message


def test_a_job_that_died_after_it_was_told_to_stop_counts_as_cancelled(study: Study) -> None:
    run = without_process(study)
    job_id = run.name
    write_status(run, read_status(run).model_copy(update={"state": "running", "submitted_at": 0.0}))
    (run / "stop").touch()
    assert is_asked_to_stop(run)
    assert job(study, job_id).state == "cancelled"
    assert study.candidates() == []


def test_a_job_just_being_started_is_not_lost(study: Study) -> None:
    run = without_process(study)
    job_id = run.name
    write_status(
        run,
        read_status(run).model_copy(
            update={"state": "queued", "submitted_at": time.time(), "ended_at": None}
        ),
    )
    assert job(study, job_id).state == "queued"
    write_status(run, read_status(run).model_copy(update={"submitted_at": time.time() - 60}))
    assert job(study, job_id).state == "lost"


def test_a_disk_too_full_to_write_the_end_does_not_hide_it(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = without_process(study)
    job_id = run.name
    write_status(run, read_status(run).model_copy(update={"state": "running", "submitted_at": 0.0}))

    def refuse(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    assert job(study, job_id).state == "lost"
    assert "The disk is full" in job(study, job_id).message
    monkeypatch.undo()
    assert "Start it again" in job(study, job_id).message
