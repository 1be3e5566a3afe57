"""How often the kept-aside rows of a split were used: every use makes the next result a little less of a surprise."""

from __future__ import annotations

from datetime import UTC, datetime

from pydantic import BaseModel, ConfigDict

from synthlab.studies.candidate import Candidate
from synthlab.studies.files import locked, write_private
from synthlab.studies.records import load
from synthlab.studies.study import Study

__all__ = ["HoldoutUse", "holdout_uses", "note_holdout_use"]


class HoldoutUse(BaseModel):
    """One measurement against the kept-aside rows of the split with this fingerprint."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: str
    fingerprint: str
    candidate_id: str


class _Uses(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    uses: tuple[HoldoutUse, ...] = ()


def note_holdout_use(study: Study, candidate: Candidate) -> None:
    """Count one more measurement of this table against the split in force; of a table made from train rows only.

    Removing the table later does not take the count back: whoever makes tables until one passes has chosen it.
    """
    receipt = study.receipt
    if receipt is None or candidate.provenance.trained_on != "train":
        return
    use = HoldoutUse(
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        fingerprint=receipt.fingerprint,
        candidate_id=candidate.id,
    )
    with locked(study.directory / "study.lock"):
        kept = _Uses(uses=(*_all(study), use))
        write_private(study.directory / "uses.json", kept.model_dump_json())


def holdout_uses(study: Study) -> tuple[HoldoutUse, ...]:
    """The measurements against the split in force, oldest first; cutting the same split again forgets none."""
    receipt = study.receipt
    if receipt is None:
        return ()
    return tuple(use for use in _all(study) if use.fingerprint == receipt.fingerprint)


def _all(study: Study) -> tuple[HoldoutUse, ...]:
    path = study.directory / "uses.json"
    return load(_Uses, path).uses if path.exists() else ()
