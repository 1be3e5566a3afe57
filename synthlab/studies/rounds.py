"""The rounds of a study: each measured table, how it was made and what a model loses by it, also after its removal."""

from __future__ import annotations

from datetime import UTC, datetime

from pydantic import BaseModel, ConfigDict

from synthlab.evaluation import Report
from synthlab.studies.candidate import Candidate
from synthlab.studies.files import locked, write_private
from synthlab.studies.records import load
from synthlab.studies.study import Study

__all__ = ["Round", "note_round", "rounds"]


class Round(BaseModel):
    """One measurement of one table: its generator and settings, the gap in the main score with its interval."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    at: str
    fingerprint: str
    target: str
    candidate_id: str
    name: str
    generator: str
    settings: str
    rows: int
    score: str
    trtr: float
    gap: float
    low: float
    high: float
    n_test: int


class _Rounds(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    rounds: tuple[Round, ...] = ()


def note_round(study: Study, candidate: Candidate, report: Report) -> None:
    """Add this measurement to the study's rounds; nothing where the gap was not measured."""
    outcome, receipt = report.outcome("tstr"), study.receipt
    if receipt is None or outcome is None or outcome.value is None:
        return
    provenance = candidate.provenance
    asked = {**provenance.settings, **provenance.where, **provenance.groups}
    found = Round(
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        fingerprint=receipt.fingerprint,
        target=str(outcome.facts["target"]),
        candidate_id=candidate.id,
        name=candidate.name,
        generator=provenance.generator,
        settings=", ".join(f"{key} = {value}" for key, value in asked.items()),
        rows=provenance.rows,
        score=str(outcome.facts["score"]),
        trtr=float(outcome.facts["trtr"]),
        gap=outcome.value,
        low=outcome.value if outcome.low is None else outcome.low,
        high=outcome.value if outcome.high is None else outcome.high,
        n_test=outcome.n_rows,
    )
    with locked(study.directory / "study.lock"):
        kept = _Rounds(rounds=(*_all(study), found))
        write_private(study.directory / "rounds.json", kept.model_dump_json())


def rounds(study: Study) -> tuple[Round, ...]:
    """The rounds under the split and target in force, oldest first; of a table measured twice, the last."""
    receipt, target = study.receipt, study.schema.target
    if receipt is None or target is None:
        return ()
    last = {
        each.candidate_id: each
        for each in _all(study)
        if each.fingerprint == receipt.fingerprint and each.target == target.name
    }
    return tuple(sorted(last.values(), key=lambda each: each.at))


def _all(study: Study) -> tuple[Round, ...]:
    path = study.directory / "rounds.json"
    return load(_Rounds, path).rounds if path.exists() else ()
