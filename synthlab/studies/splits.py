"""The locked split of a study: which one is in force, and its two tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from synthlab.errors import DataError
from synthlab.studies.files import discard, new_directory, write_private
from synthlab.studies.layout import is_id, new_id
from synthlab.studies.records import SplitRecord, load, split_key
from synthlab.tables.schema import Schema
from synthlab.tables.splitting import Split
from synthlab.tables.storage import save_table

__all__ = ["Splits"]

Found = TypeVar("Found")


class Splits:
    """Splits below one study. ``split.json`` names the one in force, so that it changes all at once."""

    def __init__(self, study: Path) -> None:
        self._note = study / "split.json"
        self._folder = study / "splits"

    def locked(self, schema: Schema) -> SplitRecord | None:
        """The split in force, unless its rows would be others under this schema."""
        if not self._note.exists():
            return None
        record = load(SplitRecord, self._note)
        return record if record.key == split_key(schema) else None

    def lock(self, schema: Schema, made: Split) -> None:
        """Keep both tables and put this split in force."""
        directory = self._folder / new_id()
        with new_directory(directory) as unfinished:
            save_table(made.train, unfinished / "train.parquet")
            save_table(made.holdout, unfinished / "holdout.parquet")
        record = SplitRecord(directory=directory.name, key=split_key(schema), receipt=made.receipt)
        write_private(self._note, record.model_dump_json(indent=1))

    def read(self, schema: Callable[[], Schema], reader: Callable[[Path], Found]) -> Found:
        """What ``reader`` finds in the directory of the split in force; both of its tables are of one split.

        Raises
        ------
        DataError
            When no split is locked.
        """
        record = self._demanded(schema())
        try:
            return reader(self._folder / record.directory)
        except (DataError, FileNotFoundError):
            # Another tab may have locked a new split between our two looks: then that one counts.
            newer = self._demanded(schema())
            if newer.directory == record.directory:
                raise
            return reader(self._folder / newer.directory)

    def forget_all_but(self, schema: Schema) -> None:
        """Remove every split that is not in force under this schema."""
        record = self.locked(schema)
        if record is None:
            self._note.unlink(missing_ok=True)
        for path in self._folder.iterdir() if self._folder.is_dir() else ():
            if is_id(path.name) and (record is None or path.name != record.directory):
                discard(path)

    def _demanded(self, schema: Schema) -> SplitRecord:
        record = self.locked(schema)
        if record is None:
            raise DataError("The table is not split yet. Lock the split on the Data page first.")
        return record
