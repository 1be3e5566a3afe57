"""One real table, what is known about it, and the synthetic tables made for it; all of it on disk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pandas as pd

from synthlab.errors import DataError
from synthlab.metrics.base import Comparison, PrivacyClaim, TrainedOn
from synthlab.provenance import Provenance
from synthlab.statistics.small_cells import checked_minimum
from synthlab.studies.candidate import Candidate
from synthlab.studies.files import (
    discard,
    locked,
    new_directory,
    private_directory,
    read_private,
    size_of,
    sweep,
    write_private,
)
from synthlab.studies.layout import candidate_directory, clean_name, is_id, new_id
from synthlab.studies.raw import load_raw
from synthlab.studies.records import (
    CandidateRecord,
    MadeUnder,
    SourceFacts,
    StudyFacts,
    conformed_key,
    load,
    made_under,
)
from synthlab.studies.splits import Splits
from synthlab.tables.conform import conform
from synthlab.tables.schema import Schema
from synthlab.tables.splitting import SplitReceipt, split
from synthlab.tables.storage import load_table, save_table

__all__ = ["Study"]

Found = TypeVar("Found")


class Study:
    """A study on disk. The object holds its directory only, so that every tab and every job sees the same."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._splits = Splits(directory)

    @property
    def id(self) -> str:
        return self.directory.name

    @property
    def facts(self) -> StudyFacts:
        if not self.directory.is_dir():
            raise DataError("This study was deleted. Go back to the list of studies.")
        return load(StudyFacts, self.directory / "study.json")

    @property
    def name(self) -> str:
        return self.facts.name

    @property
    def created_at(self) -> str:
        """ISO date and time, UTC."""
        return self.facts.created_at

    @property
    def source(self) -> SourceFacts:
        return self.facts.source

    @property
    def size_bytes(self) -> int:
        """Bytes on disk, everything of the study counted."""
        return size_of(self.directory)

    def rename(self, name: str) -> None:
        facts = self.facts
        renamed = facts.model_copy(update={"name": clean_name(name, facts.name)})
        write_private(self.directory / "study.json", renamed.model_dump_json(indent=1))

    @property
    def minimum_count(self) -> int:
        """What stands for fewer real rows is withheld from the reports that leave the study."""
        return self.facts.minimum_count

    def set_minimum_count(self, minimum_count: int) -> None:
        """Ask for more rows, or fewer; holds for tables that are measured from now on.

        Raises
        ------
        DataError
            When it is below ten.
        """
        facts = self.facts.model_copy(update={"minimum_count": checked_minimum(minimum_count)})
        write_private(self.directory / "study.json", facts.model_dump_json(indent=1))

    def raw(self) -> pd.DataFrame:
        """The table as it was read, before any column was given a kind."""
        return load_raw(self.directory / "raw.parquet")

    @property
    def schema(self) -> Schema:
        return Schema.from_json(read_private(self.directory / "schema.json"))

    def set_schema(self, schema: Schema) -> None:
        """Put this schema in force; what was made under another one becomes stale.

        The split stays when the change cannot alter its rows (a role other than the target's, say), and is
        dropped otherwise. A schema that the table does not fit is refused and nothing changes.

        Raises
        ------
        DataError
            When values of a column cannot be read as its new kind.
        """
        with self._alone():
            self._conformed(schema)
            write_private(self.directory / "schema.json", schema.to_json())
            self._forget_what_no_longer_fits()

    def table(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """The real table under the schema in force, or these columns of it."""
        schema = self.schema
        return self._conformed(schema, None if columns is None else [schema[name].name for name in columns])

    @property
    def receipt(self) -> SplitReceipt | None:
        """What is known of the locked split; None while there is none that fits the schema in force."""
        record = self._splits.locked(self.schema)
        return None if record is None else record.receipt

    def lock_split(self, holdout_share: float = 1 / 3, seed: int = 0) -> SplitReceipt:
        """Cut the table into train and holdout and keep both; a split locked before is replaced."""
        with self._alone():
            schema = self.schema
            made = split(self._conformed(schema), schema, holdout_share, seed)
            self._splits.lock(schema, made)
            self._forget_what_no_longer_fits()
        return made.receipt

    def train(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """The rows a generator may see."""
        return self._from_split(lambda folder: load_table(folder / "train.parquet", columns))

    def holdout(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """The real rows that no generator saw."""
        return self._from_split(lambda folder: load_table(folder / "holdout.parquet", columns))

    def made_under(self) -> MadeUnder:
        """Fingerprints of the schema and the split now in force."""
        return made_under(self.schema, self.receipt)

    def candidates(self) -> list[Candidate]:
        """Every synthetic table of the study, newest first; one that is being removed is left out."""
        folder = self.directory / "candidates"
        found = []
        for path in folder.iterdir() if folder.is_dir() else ():
            if is_id(path.name):
                candidate = Candidate(path, self.made_under)
                try:
                    found.append((candidate.made_at, candidate.id, candidate))
                except DataError:
                    if path.exists():
                        raise
        return [candidate for _, _, candidate in sorted(found, key=lambda row: row[:2], reverse=True)]

    def candidate(self, candidate_id: str) -> Candidate:
        """The synthetic table with this id.

        Raises
        ------
        DataError
            When there is none with this id.
        """
        if not is_id(candidate_id) or not candidate_directory(self.directory, candidate_id).is_dir():
            raise DataError("There is no such synthetic table in this study. It may have been removed.")
        return Candidate(candidate_directory(self.directory, candidate_id), self.made_under)

    def add_candidate(
        self,
        provenance: Provenance,
        frame: pd.DataFrame,
        name: str = "",
        candidate_id: str | None = None,
        under: MadeUnder | None = None,
    ) -> Candidate:
        """Keep a synthetic table: conformed, with all columns of the schema.

        ``under`` is what ``made_under`` said when the making began, where that took long.

        Raises
        ------
        DataError
            When the table's columns are not the schema's, or it has no rows.
        """
        schema = self.schema
        if under is None and tuple(frame.columns) != schema.names:
            raise DataError("The synthetic table does not have the schema's columns. Map its columns first.")
        if len(frame) == 0:
            raise DataError("The synthetic table has no rows.")
        record = CandidateRecord(
            id=candidate_id or new_id(),
            name=clean_name(name, f"{provenance.generator}, {len(frame):,} rows"),
            made_at=datetime.now(UTC).isoformat(timespec="microseconds"),
            made_under=under or self.made_under(),
        )
        private_directory(self.directory / "candidates")
        with new_directory(candidate_directory(self.directory, record.id)) as unfinished:
            write_private(unfinished / "candidate.json", record.model_dump_json(indent=1))
            write_private(unfinished / "provenance.json", provenance.model_dump_json(indent=1))
            save_table(frame, unfinished / "table.parquet")
        return self.candidate(record.id)

    def remove_candidate(self, candidate_id: str) -> None:
        discard(self.candidate(candidate_id).directory)

    def comparison(self, candidate: Candidate) -> Comparison:
        """The candidate beside the real rows it is to be measured against.

        A table made from the train rows stands beside train and holdout; one made from all rows, or from
        unknown ones, beside the whole real table, since no real row is then known to be unseen.

        Raises
        ------
        DataError
            When the schema or the split changed since the table was made.
        """
        schema, trained_on = self.schema, TrainedOn(candidate.provenance.trained_on)
        candidate.check_usable()
        if trained_on is TrainedOn.TRAIN:
            train, holdout = self._from_split(_both_parts)
        else:
            train, holdout = self._conformed(schema), None
        # Another tab may have changed them while they were read.
        candidate.check_usable()
        receipt, stated = self.receipt, candidate.provenance
        claim = PrivacyClaim.stated(stated.epsilon, stated.delta)
        by_coins = receipt is not None and receipt.by_coins
        return Comparison(train, holdout, candidate.table(), schema, trained_on, claim, by_coins)

    def sweep(self) -> None:
        """Remove what killed processes left half-written in this study."""
        for folder in (
            self.directory,
            *(self.directory / name for name in ("tables", "splits", "candidates", "jobs")),
        ):
            sweep(folder)

    def _conformed_path(self, schema: Schema) -> Path:
        return self.directory / "tables" / f"{conformed_key(schema)}.parquet"

    def _conformed(self, schema: Schema, columns: Sequence[str] | None = None) -> pd.DataFrame:
        path = self._conformed_path(schema)
        try:
            return load_table(path, columns)
        except (DataError, FileNotFoundError):
            # Not there yet, just removed by another tab, or damaged: it can always be made again.
            frame = conform(self.raw(), schema)
        private_directory(path.parent)
        save_table(frame, path)
        return frame if columns is None else frame[list(columns)]

    def _alone(self) -> AbstractContextManager[None]:
        return locked(self.directory / "study.lock")

    def _from_split(self, reader: Callable[[Path], Found]) -> Found:
        return self._splits.read(lambda: self.schema, reader)

    def _forget_what_no_longer_fits(self) -> None:
        """Remove conformed tables and splits that the schema in force has no use for."""
        self._splits.forget_all_but(self.schema)
        kept = self._conformed_path(self.schema)
        for path in kept.parent.glob("*.parquet"):
            if path != kept:
                path.unlink(missing_ok=True)


def _both_parts(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    return load_table(folder / "train.parquet"), load_table(folder / "holdout.parquet")
