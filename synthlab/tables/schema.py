"""What each column is and what it is for: inferred from values, corrected by a person, saved as JSON."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from synthlab.errors import DataError
from synthlab.tables.rules import StatedRule

__all__ = ["Column", "Kind", "Role", "Schema"]


class Kind(StrEnum):
    """What the values of a column are."""

    NUMERIC = "numeric"
    INTEGER = "integer"
    CATEGORICAL = "categorical"
    BOOLEAN = "boolean"
    DATETIME = "datetime"
    TEXT = "text"
    IDENTIFIER = "identifier"


class Role(StrEnum):
    """What a column is for. ``QUASI_IDENTIFIER``: an attacker may know it. ``SENSITIVE``: a secret."""

    FEATURE = "feature"
    TARGET = "target"
    SENSITIVE = "sensitive"
    QUASI_IDENTIFIER = "quasi-identifier"
    IGNORED = "ignored"


class Column(BaseModel):
    """One column.

    ``format`` is how values were written in the source: for dates a strptime pattern, or several joined by
    ``|``; for booleans ``"yes|no"`` (true spelling, false spelling); for numbers ``"0.0#"`` (decimals always
    written, decimals written where needed), then ``"|N"`` where a word stood for a missing number; else
    empty. ``decimals`` is the number of decimal places a numeric column is written with (None: as many as
    needed). ``bounds`` and ``levels`` are public knowledge stated by
    a person, never read off the data. ``reason`` says why the kind was inferred where that needs saying (the
    identifier guard). ``source_name`` is the header in the file where ``name`` had to differ from it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    kind: Kind
    role: Role = Role.FEATURE
    format: str = ""
    decimals: int | None = None
    bounds: tuple[float, float] | None = None
    levels: tuple[str, ...] | None = None
    reason: str = ""
    source_name: str = ""

    @property
    def is_modelled(self) -> bool:
        """Whether generators and metrics see the column: not ignored, not an identifier, not free text."""
        return self.role is not Role.IGNORED and self.kind not in (Kind.IDENTIFIER, Kind.TEXT)

    @property
    def is_number(self) -> bool:
        return self.kind in (Kind.NUMERIC, Kind.INTEGER)

    @property
    def is_ordered(self) -> bool:
        """Whether values lie on a line: numbers and dates."""
        return self.is_number or self.kind is Kind.DATETIME


class Schema(BaseModel):
    """Columns in table order; ``time`` and ``group`` name the columns that decide how rows are split.

    ``rules`` are what a person states to hold in every row; every generator keeps them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    columns: tuple[Column, ...]
    time: str | None = None
    group: str | None = None
    rules: tuple[StatedRule, ...] = ()

    @model_validator(mode="after")
    def _checked(self) -> Self:
        names = self.names
        doubled = sorted({name for name in names if names.count(name) > 1})
        if doubled:
            raise ValueError(f"Column names occur twice in the schema: {', '.join(doubled)}.")
        for use, name in (("time", self.time), ("group", self.group)):
            if name is not None and name not in names:
                raise ValueError(f"The schema names {name!r} as its {use} column, but has no such column.")
        for rule in self.rules:
            unknown = [name for name in rule.columns if name not in names]
            if unknown:
                raise ValueError(f"The rule {rule.text!r} names {unknown[0]!r}, but there is no such column.")
        if sum(column.role is Role.TARGET for column in self.columns) > 1:
            raise ValueError("More than one column has the role target; give it to one column only.")
        return self

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def modelled(self) -> tuple[Column, ...]:
        """The columns that generators and metrics see, in table order."""
        return tuple(column for column in self.columns if column.is_modelled)

    @property
    def set_aside(self) -> tuple[Column, ...]:
        """The columns kept out of modelling: identifiers, free text and ignored ones."""
        return tuple(column for column in self.columns if not column.is_modelled)

    @property
    def target(self) -> Column | None:
        return next((column for column in self.columns if column.role is Role.TARGET), None)

    def __getitem__(self, name: str) -> Column:
        for column in self.columns:
            if column.name == name:
                return column
        raise DataError(f"There is no column {name!r}. The columns are: {', '.join(self.names)}.")

    def __contains__(self, name: object) -> bool:
        return name in self.names

    def with_column(self, name: str, **changes: object) -> Schema:
        """The same schema with one column changed, e.g. ``schema.with_column("age", kind=Kind.NUMERIC)``."""
        self[name]
        return self.replace(
            columns=tuple(
                Column.model_validate({**column.model_dump(), **changes}) if column.name == name else column
                for column in self.columns
            )
        )

    def with_target(self, name: str | None) -> Schema:
        """The same schema with this column, and no other, as the target."""
        if name is not None and not self[name].is_modelled:
            raise DataError(
                f"Column {name!r} cannot be the target: it is set aside ({self[name].kind}, {self[name].role}). "
                "Give it another kind first."
            )
        return self.replace(
            columns=tuple(
                column.model_copy(update={"role": Role.TARGET})
                if column.name == name
                else column.model_copy(update={"role": Role.FEATURE})
                if column.role is Role.TARGET
                else column
                for column in self.columns
            )
        )

    def replace(self, **changes: object) -> Schema:
        """A checked copy with these fields changed; a wrong one is a ``DataError``.

        Rules of columns that are left out go with them.
        """
        fields = {"columns": self.columns, "time": self.time, "group": self.group, **changes}
        if "rules" not in changes:
            kept = {column.name for column in fields["columns"]}  # type: ignore[attr-defined]
            fields["rules"] = tuple(rule for rule in self.rules if kept.issuperset(rule.columns))
        return _validated(lambda: Schema(**fields))  # type: ignore[arg-type]

    def to_json(self) -> str:
        return self.model_dump_json(indent=2, exclude=None if self.rules else {"rules"})

    @classmethod
    def from_json(cls, text: str) -> Schema:
        """The schema saved by ``to_json``; a wrong file is a ``DataError`` that names the field."""
        return _validated(lambda: cls.model_validate_json(text))


def _validated(make: object) -> Schema:
    try:
        return make()  # type: ignore[operator, no-any-return]
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        message = str(first["msg"]).removeprefix("Value error, ")
        raise DataError(f"The schema is not usable{f' at {where}' if where else ''}: {message}") from error
