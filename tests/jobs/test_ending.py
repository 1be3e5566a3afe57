"""How a job comes to its end, and what is left."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from synthlab.jobs.ending import ask_to_stop, is_asked_to_stop, left_candidate, settle
from synthlab.jobs.status import JobSpec, read_status, write_status
from synthlab.jobs.supervise import prepare
from synthlab.studies.layout import new_id


@pytest.fixture
def spec(tmp_path: Path) -> JobSpec:
    """A job in the middle of making a table: one finished, one half-made, notes and temporary files around."""
    spec = JobSpec(kind="generate", study=str(tmp_path), id=new_id(), candidate_id=new_id())
    prepare(spec)
    for name in (str(spec.candidate_id), f".new-{spec.candidate_id}"):
        (tmp_path / "candidates" / name).mkdir(parents=True)
    (spec.run / "tmp").mkdir()
    (spec.run / "tmp" / "rows.parquet").touch()
    (spec.run / "worker.json").touch()
    return spec


def test_who_asks_is_heard(spec: JobSpec) -> None:
    assert not is_asked_to_stop(spec.run)
    ask_to_stop(spec.run)
    assert is_asked_to_stop(spec.run)


@pytest.mark.parametrize(("state", "kept"), [("failed", True), ("lost", True), ("cancelled", False)])
def test_a_finished_table_is_kept_unless_its_job_was_cancelled(spec: JobSpec, state: str, kept: bool) -> None:
    final = settle(spec, state, "Because.")  # type: ignore[arg-type]
    assert (final.state, final.message) == (state, "Because.")
    assert final.candidate_id == left_candidate(spec) == (spec.candidate_id if kept else None)
    assert os.listdir(Path(spec.study) / "candidates") == ([spec.candidate_id] if kept else [])
    assert sorted(os.listdir(spec.run)) == ["spec.json", "status.json"]
    assert read_status(spec.run).state == state


def test_what_the_job_itself_said_last_counts(spec: JobSpec) -> None:
    write_status(spec.run, read_status(spec.run).over("done"))
    assert settle(spec, "cancelled", "Too late.").state == "done"
    assert left_candidate(spec) == spec.candidate_id


def test_a_cancelled_evaluation_leaves_the_table_it_was_about(spec: JobSpec) -> None:
    evaluation = spec.model_copy(update={"kind": "evaluate"})
    assert settle(evaluation, "cancelled", "").candidate_id == spec.candidate_id
