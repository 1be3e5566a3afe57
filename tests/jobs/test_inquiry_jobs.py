"""Inquiries as jobs: checked before they start, cancelled and gone on with, kept with the study."""

from __future__ import annotations

import typing
from collections.abc import Callable

import pytest

from synthlab.errors import Cancelled, DataError
from synthlab.jobs.board import cancel, job, submit
from synthlab.jobs.status import JobSpec
from synthlab.jobs.tasks import TASKS, Recipe, made
from synthlab.metrics.inquiries import INQUIRIES, inquiry_kind
from synthlab.studies.candidate import Candidate
from synthlab.studies.inquiries import InquiryRecord, kept_inquiry
from synthlab.studies.layout import new_id
from synthlab.studies.study import Study
from synthlab.tables.schema import Role


def silent(_share: float, _doing: str) -> None:
    pass


def kept_sweep(candidate: Candidate) -> InquiryRecord | None:
    return kept_inquiry(candidate, inquiry_kind("mix-sweep"))


def test_every_inquiry_is_a_kind_of_job() -> None:
    kinds = JobSpec.model_fields["kind"].annotation
    assert [*typing.get_args(kinds)] == ["generate", "evaluate", "bundle", *(kind.name for kind in INQUIRIES)]
    assert [*TASKS] == [*typing.get_args(kinds)]


def with_candidate(study: Study, rows: int) -> Candidate:
    frame, provenance = made(Recipe("independent", rows=rows), study.train(), study.schema, "", silent)
    return study.add_candidate(provenance, frame)


def spec(study: Study, candidate: Candidate, **settings: object) -> JobSpec:
    return JobSpec.model_validate(
        {
            "kind": "mix-sweep",
            "candidate_id": candidate.id,
            "study": str(study.directory),
            "id": new_id(),
            "settings": {"seeds": 2, **settings},
        }
    )


def test_an_interrupted_sweep_is_kept_and_gone_on_with(study: Study) -> None:
    candidate = with_candidate(study, 100)
    order = spec(study, candidate)

    def stop(share: float, _doing: str) -> None:
        if share > 0.3:
            raise Cancelled

    with pytest.raises(Cancelled):
        TASKS["mix-sweep"](order, stop)
    record = kept_sweep(candidate)
    assert record is not None
    done = len(record.inquiry.points)
    assert 0 < done < record.inquiry.n_points
    told: list[float] = []
    TASKS["mix-sweep"](order, lambda share, _doing: told.append(share))
    record = kept_sweep(candidate)
    assert record is not None
    assert record.inquiry.is_complete
    assert record.made_under == study.made_under()
    assert len(told) == record.inquiry.n_points - done + 1


def test_what_cannot_be_swept_is_refused_before_anything_starts(study: Study) -> None:
    candidate = with_candidate(study, 100)
    with pytest.raises(DataError, match="no such synthetic table"):
        submit(study, JobSpec(kind="mix-sweep", candidate_id=new_id()))
    study.set_schema(study.schema.with_column("income", role=Role.FEATURE))
    study.lock_split()
    other = with_candidate(study, 100)
    with pytest.raises(DataError, match="No target column"):
        submit(study, JobSpec(kind="mix-sweep", candidate_id=other.id))
    assert candidate.id != other.id


def test_too_few_rows_and_wrong_settings_end_in_a_sentence(study: Study) -> None:
    with pytest.raises(DataError, match="too few synthetic rows"):
        TASKS["mix-sweep"](spec(study, with_candidate(study, 30)), silent)
    with pytest.raises(DataError, match="settings of the mix-sweep"):
        TASKS["mix-sweep"](spec(study, with_candidate(study, 30), seeds=1), silent)


def test_a_sweep_runs_in_its_own_process_and_can_be_cancelled(
    study: Study, until: Callable[..., None]
) -> None:
    candidate = with_candidate(study, 100)
    order = JobSpec(kind="mix-sweep", candidate_id=candidate.id, settings={"seeds": 20})
    job_id = submit(study, order)
    assert job(study, job_id).candidate_id == candidate.id
    until(lambda: kept_sweep(candidate) is not None)
    cancel(study, job_id)
    until(lambda: job(study, job_id).state == "cancelled")
    record = kept_sweep(candidate)
    assert record is not None
    assert 0 < len(record.inquiry.points) < record.inquiry.n_points
    assert candidate.id in {each.id for each in study.candidates()}
