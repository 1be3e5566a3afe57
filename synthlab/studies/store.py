"""All studies of one owner; nobody else's can be named through it."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from synthlab.errors import DataError
from synthlab.studies.files import discard, new_directory, private_directory, sweep, write_private
from synthlab.studies.layout import clean_name, home, is_id, new_id, owner_directory
from synthlab.studies.processes import end_now
from synthlab.studies.raw import save_raw
from synthlab.studies.records import SourceFacts, StudyFacts, conformed_key, load
from synthlab.studies.study import Study
from synthlab.tables.conform import conform
from synthlab.tables.inference import infer_schema
from synthlab.tables.reading import Reading
from synthlab.tables.schema import Schema
from synthlab.tables.storage import save_table

__all__ = ["Store", "StudyFacts", "home"]


class Store:
    """The studies of ``owner`` below ``root`` (usually ``home()``).

    Raises
    ------
    DataError
        When the directory cannot be made.
    """

    def __init__(self, root: Path, owner: str) -> None:
        self.directory = private_directory(owner_directory(root, owner), parents=True)

    def studies(self) -> list[StudyFacts]:
        """What a list of studies shows, newest first. A damaged study is listed with its ``problem``."""
        found = []
        for path in list(self.directory.iterdir()):
            if is_id(path.name):
                with suppress(FileNotFoundError):
                    found.append(_facts(path))
        return sorted(found, key=lambda facts: (facts.created_at, facts.id), reverse=True)

    def create(self, reading: Reading, schema: Schema | None = None, name: str = "") -> Study:
        """A new study of the table that was read; without a schema, one is inferred from its values.

        Raises
        ------
        DataError
            When the table has no rows or columns, does not fit the schema, or cannot be written.
        """
        frame = reading.frame
        if frame.shape[0] == 0 or frame.shape[1] == 0:
            raise DataError(f"{reading.name or 'The table'} has no rows. Choose a file that has some.")
        schema = schema or infer_schema(frame, reading.source_names)
        table = conform(frame, schema)
        sweep(self.directory)
        directory = self.directory / new_id()
        facts = StudyFacts(
            id=directory.name,
            name=clean_name(name or Path(reading.name).stem, "Untitled study"),
            created_at=datetime.now(UTC).isoformat(timespec="microseconds"),
            source=_source(reading),
        )
        with new_directory(directory) as unfinished:
            save_raw(frame, unfinished / "raw.parquet")
            private_directory(unfinished / "tables")
            save_table(table, unfinished / "tables" / f"{conformed_key(schema)}.parquet")
            write_private(unfinished / "schema.json", schema.to_json())
            write_private(unfinished / "study.json", facts.model_dump_json(indent=1))
        return Study(directory)

    def open(self, study_id: str) -> Study:
        """The study with this id, if it is this owner's.

        Raises
        ------
        DataError
            When there is none; the sentence is the same whether it never was, was deleted, or is another's.
        """
        directory = self._find(study_id)
        study = Study(directory)
        study.sweep()
        return study

    def delete(self, study_id: str) -> None:
        """Remove every byte of the study; its running jobs are killed first.

        Raises
        ------
        DataError
            When there is no such study of this owner.
        """
        directory = self._find(study_id)
        end_now(directory.glob("jobs/*"))
        discard(directory)
        sweep(self.directory)

    def _find(self, study_id: str) -> Path:
        directory = self.directory / study_id if is_id(study_id) else None
        if directory is None or not directory.is_dir():
            raise DataError(
                "There is no study under this address: it was deleted, or the address is not complete. "
                "Choose one from the list of studies."
            )
        return directory


def _source(reading: Reading) -> SourceFacts:
    return SourceFacts(
        name=reading.name,
        options=reading.options,
        notes=reading.notes,
        sheets=reading.sheets,
        source_names=dict(reading.source_names),
        rows=reading.frame.shape[0],
        columns=reading.frame.shape[1],
    )


def _facts(directory: Path) -> StudyFacts:
    try:
        return load(StudyFacts, directory / "study.json")
    except DataError as error:
        since = datetime.fromtimestamp(directory.stat().st_mtime, UTC).isoformat(timespec="microseconds")
        return StudyFacts(id=directory.name, name="A damaged study", created_at=since, problem=str(error))
