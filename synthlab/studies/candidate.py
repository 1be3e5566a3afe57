"""One synthetic table of a study: how it was made, its rows, and what was measured about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

from synthlab.errors import DataError
from synthlab.evaluation import Report
from synthlab.metrics.base import TrainedOn
from synthlab.provenance import Provenance
from synthlab.studies.files import size_of, write_private
from synthlab.studies.layout import clean_name
from synthlab.studies.records import CandidateRecord, MadeUnder, ReportRecord, load
from synthlab.tables.storage import load_table, save_table

__all__ = ["Candidate"]


class Candidate:
    """A synthetic table kept in a study. Everything is read from disk when asked for."""

    def __init__(self, directory: Path, now: Callable[[], MadeUnder]) -> None:
        self.directory = directory
        self._now = now

    @property
    def id(self) -> str:
        return self.directory.name

    @property
    def name(self) -> str:
        return self._record.name

    @property
    def made_at(self) -> str:
        """ISO date and time, UTC."""
        return self._record.made_at

    @property
    def provenance(self) -> Provenance:
        return load(Provenance, self.directory / "provenance.json")

    @property
    def size_bytes(self) -> int:
        return size_of(self.directory)

    def rename(self, name: str) -> None:
        record = self._record
        renamed = record.model_copy(update={"name": clean_name(name, record.name)})
        write_private(self.directory / "candidate.json", renamed.model_dump_json(indent=1))

    def table(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """The synthetic rows, conformed, with all columns of the schema they were made under (or these)."""
        return load_table(self.directory / "table.parquet", columns)

    def report(self) -> Report | None:
        """What was measured last, also when it is stale; None before the first evaluation."""
        record = self._report_record()
        return None if record is None else record.report

    def set_report(self, report: Report, under: MadeUnder | None = None) -> None:
        """Keep the report, marked with the schema and split in force: ``under`` where the measuring began.

        Raises
        ------
        DataError
            When the candidate was removed meanwhile.
        """
        self._record  # noqa: B018 - a removed candidate is told by its own sentence
        record = ReportRecord(made_under=under or self._now(), report=report)
        write_private(self.directory / "report.json", record.model_dump_json(exclude_none=True))
        self._so_far.unlink(missing_ok=True)

    def report_so_far(self) -> Report | None:
        """What is known of a measurement that is under way, or ended early; None otherwise and where it is stale."""
        record = load(ReportRecord, self._so_far) if self._so_far.exists() else None
        return record.report if record is not None and record.made_under == self._now() else None

    def set_report_so_far(self, report: Report, under: MadeUnder) -> None:
        """Keep what is known before the report is complete; ``set_report`` takes it away.

        Raises
        ------
        DataError
            When the candidate was removed meanwhile.
        """
        self._record  # noqa: B018 - a removed candidate is told by its own sentence
        record = ReportRecord(made_under=under, report=report)
        write_private(self._so_far, record.model_dump_json(exclude_none=True), durable=False)

    @property
    def bundle(self) -> Path | None:
        """Where the bundle of what is known now lies, or will lie once it is made; None without a report.

        Its name holds when the newest of name, report and inquiries was written, in nanoseconds since 1970.
        """
        told = [path for path in self.directory.glob("*.json") if path != self._so_far]
        if not (self.directory / "report.json").exists():
            return None
        return self.directory / f"bundle-{max(path.stat().st_mtime_ns for path in told)}.zip"

    @property
    def is_stale(self) -> bool:
        """Whether the schema or the split changed since the table, or its report, was made."""
        return bool(self.stale_because)

    @property
    def stale_because(self) -> str:
        """A sentence on what changed and what to do; empty when nothing changed."""
        lasting = self.unusable_because
        if lasting:
            return lasting
        record = self._report_record()
        made = self._record.made_under if record is None else record.made_under
        if made.schema_ != self._now().schema_:
            return "The schema was changed since: evaluate this table again."
        if record is not None and self._needs_split and made.split != self._now().split:
            return "The split was changed since: evaluate this table again."
        return ""

    @property
    def unusable_because(self) -> str:
        """A sentence when the table itself no longer fits the study and cannot be evaluated; else empty."""
        made, now = self._record.made_under, self._now()
        if made.table != now.table:
            return "The columns or their kinds were changed after this table was made: make it again."
        if self._needs_split and now.split is None:
            return "The split this table was made on is gone: lock the split, then make the table again."
        if self._needs_split and made.split != now.split:
            return (
                "The split was changed after this table was made, so rows it learnt from may now be in the "
                "holdout: make it again."
            )
        return ""

    def check_usable(self) -> None:
        """Refuse a table that cannot be evaluated any more.

        Raises
        ------
        DataError
            When the table no longer fits the study, with ``unusable_because``.
        """
        reason = self.unusable_because
        if reason:
            raise DataError(reason)

    @property
    def _needs_split(self) -> bool:
        return self.provenance.trained_on == TrainedOn.TRAIN.value

    def review(self) -> pd.DataFrame | None:
        """Real records that occur word for word in the table, for its keeper alone; None where there are none."""
        return load_table(self._review) if self._review.exists() else None

    def set_review(self, records: pd.DataFrame) -> None:
        """Keep the records behind the copies check, or that there are none; they enter no report and no bundle."""
        if len(records):
            save_table(records, self._review)
        else:
            self._review.unlink(missing_ok=True)

    @property
    def _review(self) -> Path:
        return self.directory / "review.parquet"

    @property
    def _so_far(self) -> Path:
        return self.directory / "report-so-far.json"

    @property
    def _record(self) -> CandidateRecord:
        if not self.directory.is_dir():
            raise DataError("This synthetic table was removed. Choose another one.")
        return load(CandidateRecord, self.directory / "candidate.json")

    def _report_record(self) -> ReportRecord | None:
        path = self.directory / "report.json"
        return load(ReportRecord, path) if path.exists() else None
