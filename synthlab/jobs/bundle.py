"""The bundle of a measured synthetic table, made in a job since it draws every picture of the summary."""

from __future__ import annotations

from synthlab.errors import DataError
from synthlab.export.bundle import Exhibit, write_bundle
from synthlab.jobs.measuring import Progress
from synthlab.policy import default_policy
from synthlab.studies.candidate import Candidate
from synthlab.studies.inquiries import every_kept
from synthlab.studies.study import Study

__all__ = ["make_bundle"]


def make_bundle(study: Study, candidate: Candidate, progress: Progress) -> None:
    """Write the zip where ``Candidate.bundle`` says, and remove those of earlier reports.

    Raises
    ------
    DataError
        When the table has not been measured.
    """
    progress(0.0, "Reading the table and its report")
    report, path = candidate.report(), candidate.bundle
    if report is None or path is None:
        raise DataError("This synthetic table has not been measured yet.")
    exhibit = Exhibit(
        title=f"{study.name}: {candidate.name}",
        synthetic=candidate.table(),
        schema=study.schema,
        report=report,
        provenance=candidate.provenance,
        receipt=study.receipt,
        policy=default_policy(),
        inquiries=tuple(every_kept(candidate, study.made_under())),
    )
    progress(0.2, "Drawing the pictures of the summary")
    write_bundle(exhibit, path)
    for old in candidate.directory.glob("bundle-*.zip"):
        if old != path:
            old.unlink(missing_ok=True)
    progress(1.0, "The bundle is ready")
