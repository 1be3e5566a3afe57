"""What a job is asked to do and how far it is, as files in its directory."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from synthlab.errors import DataError
from synthlab.studies.files import read_private, write_private
from synthlab.tables.groups import Groups

__all__ = [
    "JobSpec",
    "JobStatus",
    "Reporter",
    "State",
    "read_spec",
    "read_status",
    "write_spec",
    "write_status",
]

State = Literal["queued", "running", "done", "failed", "cancelled", "lost"]

_FINAL = ("done", "failed", "cancelled", "lost")
_WRITE_EVERY = 0.2
# Below these a forecast from the share done is more noise than news.
_LEAST_SHARE = 0.05
_LEAST_SECONDS = 3.0


class JobSpec(BaseModel):
    """Long work on one study.

    ``generate`` makes a synthetic table of ``rows`` rows (None: as many as train) and evaluates it;
    ``evaluate`` measures the candidate named by ``candidate_id`` and ``bundle`` makes its bundle; any other kind
    puts that inquiry to it (``metrics.inquiries``) and goes on where an interrupted one with the same settings
    ended. ``settings`` and ``where`` hold values as they would be typed; ``groups`` says how rows are divided;
    ``identifiers`` and ``texts`` what becomes of those columns. ``study``, ``id`` and ``submitted_at`` are filled
    in on submission.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    # Beside the first three, the names of INQUIRIES.
    kind: Literal["generate", "evaluate", "bundle", "mix-sweep", "rare-help", "fine-tuning", "collapse"]
    candidate_id: str | None = None
    generator: str = ""
    settings: dict[str, str | int | float | bool | None] = Field(default_factory=dict)
    rows: int | None = Field(default=None, ge=1)
    seed: int = Field(default=0, ge=0)
    where: dict[str, str] = Field(default_factory=dict)
    groups: Groups | None = None
    identifiers: Literal["withheld", "new"] = "withheld"
    texts: Literal["withheld", "template"] = "withheld"
    title: str = ""
    study: str = ""
    id: str = ""
    submitted_at: float = 0.0

    @property
    def run(self) -> Path:
        """The job's own directory."""
        return Path(self.study) / "jobs" / self.id


class JobStatus(BaseModel):
    """How far a job is. ``message`` is a sentence when it did not end well.

    ``seconds`` is how long it has run, ``remaining_seconds`` a forecast, None while none can be made.
    ``told_at`` is when ``share`` last rose; it and the other moments are seconds since 1970.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    kind: str
    state: State
    share: float = 0.0
    doing: str = ""
    seconds: float = 0.0
    remaining_seconds: float | None = None
    message: str = ""
    candidate_id: str | None = None
    title: str = ""
    submitted_at: float = 0.0
    started_at: float | None = None
    told_at: float | None = None
    ended_at: float | None = None

    @property
    def is_over(self) -> bool:
        return self.state in _FINAL

    @property
    def is_active(self) -> bool:
        return not self.is_over

    def at(self, now: float) -> JobStatus:
        """The same status with the seconds it has run and, once that can be told, those that remain."""
        if self.started_at is None:
            return self
        seconds = max(0.0, (self.ended_at or now) - self.started_at)
        remaining = None
        if self.state == "running" and self.share >= _LEAST_SHARE and seconds >= _LEAST_SECONDS:
            # From the pace up to the last step: a long step must not make the forecast grow while it runs.
            paced = min(seconds, max(0.0, (self.told_at or now) - self.started_at))
            left = paced / self.share - seconds
            remaining = left if left >= 0 else None
        return self.model_copy(update={"seconds": seconds, "remaining_seconds": remaining})

    def over(self, state: State, message: str = "", candidate_id: str | None = None) -> JobStatus:
        """The status in which the job ended, now, leaving this candidate."""
        return self.model_copy(
            update={
                "state": state,
                "message": message,
                "share": 1.0 if state == "done" else self.share,
                "doing": "",
                "ended_at": time.time(),
                "candidate_id": candidate_id or self.candidate_id,
            }
        )


def write_spec(run: Path, spec: JobSpec) -> None:
    """Keep what the job is asked to do."""
    write_private(run / "spec.json", spec.model_dump_json(indent=1))


def read_spec(run: Path) -> JobSpec:
    """What the job is asked to do.

    Raises
    ------
    DataError
        When the job is gone or its file is damaged.
    """
    try:
        return JobSpec.model_validate_json(read_private(run / "spec.json"))
    except ValidationError as error:
        raise DataError(f"The job {run.name} cannot be read: its file is damaged. Start it again.") from error


def write_status(run: Path, status: JobStatus) -> None:
    """Replace what is known of how far the job is."""
    # What is lost of it in a power cut no longer matters: the job is lost too.
    write_private(run / "status.json", status.model_dump_json(), durable=status.is_over)


def read_status(run: Path) -> JobStatus:
    """How far the job is, as last written.

    Raises
    ------
    DataError
        When the job is gone or its file is damaged.
    """
    try:
        return JobStatus.model_validate_json(read_private(run / "status.json"))
    except ValidationError as error:
        raise DataError(f"The job {run.name} cannot be read: its file is damaged. Start it again.") from error


class Reporter:
    """Writes a running job's progress at most five times a second, and its last word at once.

    A thread does the writing, so that the latest line is on disk also when the work then says nothing for
    minutes. Use as a context manager.
    """

    def __init__(self, run: Path, status: JobStatus) -> None:
        self._run = run
        self._status = status
        self._written: JobStatus | None = None
        self._lock = Lock()
        self._ended = Event()
        self._thread = Thread(target=self._keep_writing, daemon=True)

    def __enter__(self) -> Reporter:
        self._write()
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ended.set()
        self._thread.join()
        self._write()

    def progress(self, share: float, doing: str) -> None:
        """Note the share done, in [0, 1], and what is happening; a share below an earlier one is not shown."""
        with self._lock:
            status = self._status
            higher = max(status.share, min(1.0, share))
            told_at = time.time() if higher > status.share else status.told_at
            self._status = status.model_copy(update={"share": higher, "doing": doing, "told_at": told_at})

    def over(self, state: State, message: str = "", candidate_id: str | None = None) -> None:
        """Note how the job ended; written when the context closes."""
        with self._lock:
            self._status = self._status.over(state, message, candidate_id)

    def _keep_writing(self) -> None:
        while not self._ended.wait(_WRITE_EVERY):
            # A full disk must not end the work; the last word, written by __exit__, says so if it lasts.
            with suppress(DataError):
                self._write()

    def _write(self) -> None:
        with self._lock:
            status = self._status
        if status != self._written:
            write_status(self._run, status)
            self._written = status
