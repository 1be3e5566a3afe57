"""Inquiries kept beside the synthetic table they are about: finished, or as far as they came."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import BaseModel, ConfigDict, ValidationError

from synthlab.errors import DataError
from synthlab.metrics.inquiries import INQUIRIES
from synthlab.metrics.inquiry import Frozen, Inquiry, InquiryKind
from synthlab.studies.candidate import Candidate
from synthlab.studies.files import private_directory, read_private, write_private
from synthlab.studies.records import MadeUnder
from synthlab.tables.storage import load_table, save_table

__all__ = [
    "InquiryRecord", "KeptTables", "every_kept", "keep_inquiry", "kept_inquiry", "points_to_go_on_from", "tables_of",
]  # fmt: skip


class InquiryRecord(BaseModel):
    """An inquiry, and the schema and split it was measured under."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    made_under: MadeUnder
    inquiry: Any


def kept_inquiry(candidate: Candidate, kind: InquiryKind) -> InquiryRecord | None:
    """What is kept of this table's last inquiry, also when it is stale or was interrupted; None before the first.

    Raises
    ------
    DataError
        When the file is damaged or of another version.
    """
    path = _path(candidate, kind)
    if not path.exists():
        return None
    try:
        record = InquiryRecord.model_validate_json(read_private(path))
        return record.model_copy(update={"inquiry": kind.result.model_validate(record.inquiry)})
    except ValidationError as error:
        raise DataError(
            f"The file {path.name} of this synthetic table is damaged or of another version: measure it again."
        ) from error


def every_kept(candidate: Candidate, now: MadeUnder) -> Iterator[tuple[InquiryKind, Inquiry]]:
    """The complete inquiries that were measured under the schema and split in force."""
    for kind in INQUIRIES:
        record = kept_inquiry(candidate, kind)
        if record is not None and record.inquiry.is_complete and record.made_under == now:
            yield kind, record.inquiry


def keep_inquiry(candidate: Candidate, kind: InquiryKind, inquiry: Inquiry, under: MadeUnder) -> None:
    """Replace what is kept of this table's inquiry; what was put aside to go on from goes when it is complete."""
    content = {"made_under": under.model_dump(), "inquiry": inquiry.model_dump(mode="json")}
    write_private(_path(candidate, kind), InquiryRecord.model_validate(content).model_dump_json())
    if inquiry.is_complete:
        shutil.rmtree(_tables(candidate, kind), ignore_errors=True)


def points_to_go_on_from(
    candidate: Candidate, kind: InquiryKind, settings: Frozen, seed: int, under: MadeUnder
) -> tuple[Any, ...]:
    """The points of an interrupted inquiry that asked exactly the same of the same rows; none of a finished one."""
    try:
        record = kept_inquiry(candidate, kind)
    except DataError:
        return ()
    if record is None or record.inquiry.is_complete:
        return ()
    same = (record.made_under, record.inquiry.settings, record.inquiry.seed) == (under, settings, seed)
    return tuple(record.inquiry.points) if same else ()


class KeptTables(MutableMapping[str, pd.DataFrame]):
    """Tables of an unfinished inquiry on disk, by name; made by a generator, none of them real."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def __getitem__(self, name: str) -> pd.DataFrame:
        path = self._directory / f"{name}.parquet"
        if not path.exists():
            raise KeyError(name)
        return load_table(path)

    def __setitem__(self, name: str, frame: pd.DataFrame) -> None:
        save_table(frame, private_directory(self._directory) / f"{name}.parquet")

    def __delitem__(self, name: str) -> None:
        path = self._directory / f"{name}.parquet"
        if not path.exists():
            raise KeyError(name)
        path.unlink()

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(path.stem for path in self._directory.glob("*.parquet")))

    def __len__(self) -> int:
        return len(list(iter(self)))


def tables_of(candidate: Candidate, kind: InquiryKind, afresh: bool) -> KeptTables:
    """Where the inquiry puts tables; emptied first when it begins ``afresh``."""
    directory = _tables(candidate, kind)
    if afresh:
        shutil.rmtree(directory, ignore_errors=True)
    return KeptTables(directory)


def _path(candidate: Candidate, kind: InquiryKind) -> Path:
    return candidate.directory / f"{kind.name}.json"


def _tables(candidate: Candidate, kind: InquiryKind) -> Path:
    return candidate.directory / f"{kind.name}-tables"
