"""Writes the bundle of one synthetic table; runs in a process of its own, since it draws pictures.

``python -m pages.parts.bundle_child STUDY_DIRECTORY CANDIDATE_ID OUT.zip``; a wrong input is a sentence on stderr and
exit code 2.
"""

from __future__ import annotations

import sys
from pathlib import Path

from synthlab.errors import DataError
from synthlab.export.bundle import Exhibit, write_bundle
from synthlab.policy import default_policy
from synthlab.studies.study import Study


def main(study_directory: str, candidate_id: str, out: str) -> int:
    try:
        study = Study(Path(study_directory))
        candidate = study.candidate(candidate_id)
        report = candidate.report()
        if report is None:
            raise DataError("This synthetic table has not been measured yet.")
        exhibit = Exhibit(
            title=f"{study.name}: {candidate.name}",
            synthetic=candidate.table(),
            schema=study.schema,
            report=report,
            provenance=candidate.provenance,
            receipt=study.receipt,
            policy=default_policy(),
        )
        write_bundle(exhibit, out)
    except DataError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
