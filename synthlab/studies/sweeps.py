"""Mix sweeps kept beside the synthetic table they are about: finished, or as far as they came."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from synthlab.metrics.utility.mixing import MixPoint, MixSettings, MixSweep
from synthlab.studies.candidate import Candidate
from synthlab.studies.files import write_private
from synthlab.studies.records import MadeUnder, load

__all__ = ["SweepRecord", "keep_sweep", "kept_sweep", "points_to_go_on_from"]


class SweepRecord(BaseModel):
    """A sweep, and the schema and split it was measured under."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    made_under: MadeUnder
    sweep: MixSweep


def kept_sweep(candidate: Candidate) -> SweepRecord | None:
    """What is kept of this table's last sweep, also when it is stale or was interrupted; None before the first."""
    path = _path(candidate)
    return load(SweepRecord, path) if path.exists() else None


def keep_sweep(candidate: Candidate, sweep: MixSweep, under: MadeUnder) -> None:
    """Replace what is kept of this table's sweep."""
    record = SweepRecord(made_under=under, sweep=sweep)
    write_private(_path(candidate), record.model_dump_json())


def points_to_go_on_from(
    candidate: Candidate, settings: MixSettings, seed: int, under: MadeUnder
) -> tuple[MixPoint, ...]:
    """The points of an interrupted sweep that asked exactly the same of the same rows; none of a finished one."""
    record = kept_sweep(candidate)
    if record is None or record.sweep.is_complete:
        return ()
    same = (record.made_under, record.sweep.settings, record.sweep.seed) == (under, settings, seed)
    return record.sweep.points if same else ()


def _path(candidate: Candidate) -> Path:
    return candidate.directory / "mix-sweep.json"
