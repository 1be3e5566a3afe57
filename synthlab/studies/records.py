"""What is written about a study and its candidates, and under which schema and split each thing was made."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from synthlab.errors import DataError
from synthlab.evaluation import Report
from synthlab.statistics.small_cells import LEAST_ROWS
from synthlab.studies.files import read_private
from synthlab.tables.options import ReadOptions
from synthlab.tables.schema import Schema
from synthlab.tables.splitting import SplitReceipt

__all__ = [
    "CandidateRecord", "MadeUnder", "ReportRecord", "SourceFacts", "SplitRecord", "StudyFacts",
    "conformed_key", "load", "made_under", "split_key",
]  # fmt: skip


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SourceFacts(_Record):
    """The file a study began with: its name, how it was read, and what was noticed while reading."""

    name: str = ""
    options: ReadOptions = Field(default_factory=ReadOptions)
    notes: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    source_names: dict[str, str] = Field(default_factory=dict)
    rows: int = 0
    columns: int = 0


class StudyFacts(_Record):
    """What a list of studies shows. ``problem`` is a sentence when the study can only be deleted.

    ``minimum_count``: what stands for fewer real rows is withheld from what leaves the study.
    """

    format: str = "synthlab.study/1"
    id: str
    name: str
    created_at: str
    source: SourceFacts = Field(default_factory=SourceFacts)
    problem: str = ""
    minimum_count: int = Field(default=LEAST_ROWS, ge=LEAST_ROWS)


class MadeUnder(_Record):
    """Fingerprints of what was in force when something was made."""

    schema_: str
    table: str
    split: str | None


class CandidateRecord(_Record):
    """A candidate's name, and what was in force when its table was made."""

    id: str
    name: str
    made_at: str
    made_under: MadeUnder


class ReportRecord(_Record):
    """A report, and what was in force when it was measured."""

    made_under: MadeUnder
    report: Report


class SplitRecord(_Record):
    """Which split is locked: where its tables lie, and the schema facts that decide its rows."""

    directory: str
    key: str
    receipt: SplitReceipt


RecordType = TypeVar("RecordType", bound=BaseModel)


def load(model: type[RecordType], path: Path) -> RecordType:
    """The record in this file; a damaged or foreign one is a ``DataError``."""
    try:
        return model.model_validate_json(read_private(path))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise DataError(
            f"The file {path.name} of this study is damaged or was not written by synthlab"
            f"{f' (at {where}: ' if where else ' ('}{first['msg']}). Delete what it belongs to and make it again."
        ) from error


def conformed_key(schema: Schema) -> str:
    """What the conformed table depends on: everything about the columns but what they are for and what is public."""
    bare = [column.model_copy(update={"bounds": None, "levels": None}) for column in schema.columns]
    return _fingerprint([column.model_dump(mode="json", exclude={"role", "reason"}) for column in bare])


def split_key(schema: Schema) -> str:
    """What the rows of a split depend on: the conformed table, and the column that decides how it is cut."""
    decides = {"time": schema.time, "group": schema.group}
    if schema.time is None and schema.group is None:
        decides["target"] = schema.target.name if schema.target else None
    return _fingerprint([conformed_key(schema), decides])


def made_under(schema: Schema, receipt: SplitReceipt | None) -> MadeUnder:
    """The fingerprints now in force."""
    modelled = [column.name for column in schema.modelled]
    everything = schema.model_dump(mode="json", exclude={"columns": {"__all__": {"reason"}}})
    if not schema.rules:
        # Fingerprints of studies from before rules could be stated stay what they were.
        del everything["rules"]
    return MadeUnder(
        schema_=_fingerprint(everything),
        table=_fingerprint([conformed_key(schema), modelled]),
        split=receipt.fingerprint if receipt else None,
    )


def _fingerprint(facts: object) -> str:
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:12]
