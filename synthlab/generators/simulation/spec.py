"""What a simulation file says, as checked types. Numbers in it may be formulas over earlier columns."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

__all__ = [
    "SOURCES", "Choice", "ColumnSpec", "Dates", "Exponential", "Lognormal", "Normal", "Poisson", "SimulationSpec",
    "Source", "Uniform",
]  # fmt: skip

Formula = Annotated[
    str,
    Field(min_length=1, max_length=2_000),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "number"}]}),
]
"""A number, or a formula over earlier columns."""

Weight = Annotated[float, Field(ge=0, allow_inf_nan=False)]
_MOST_COLUMNS = 500
_MOST_LEVELS = 5_000
_MOST_CONDITIONS = 10


class _Piece(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Uniform(_Piece):
    """Evenly between ``low`` and ``high``."""

    low: Formula
    high: Formula


class Normal(_Piece):
    """The normal distribution; outside ``low`` to ``high`` it is drawn again."""

    mean: Formula
    sd: Formula
    low: Formula | None = None
    high: Formula | None = None


class Lognormal(_Piece):
    """A number whose logarithm is normal: ``median``, and ``sigma`` of the logarithm."""

    median: Formula
    sigma: Formula
    low: Formula | None = None
    high: Formula | None = None


class Exponential(_Piece):
    """Waiting times with this mean."""

    mean: Formula


class Poisson(_Piece):
    """Counts with this mean."""

    mean: Formula


class Dates(_Piece):
    """Moments evenly from ``from`` to ``to``, on whole steps."""

    start: Formula = Field(alias="from")
    end: Formula = Field(alias="to")
    step: Literal["day", "hour", "minute", "second"] = "day"


def _evenly(choice: object) -> object:
    if not isinstance(choice, list):
        return choice
    for place, value in enumerate(choice):
        if not isinstance(value, str):
            raise ValueError("Each value of a list is a single text or number.")
        if value in choice[:place]:
            raise ValueError(f"{value!r} is listed twice. Give weights instead, as in {{a: 2, b: 1}}.")
    return dict.fromkeys(choice, 1.0)


Choice = Annotated[
    dict[str, Weight],
    BeforeValidator(_evenly),
    Field(min_length=1, max_length=_MOST_LEVELS),
    WithJsonSchema(
        {
            "anyOf": [
                {
                    "type": "object",
                    "additionalProperties": {"type": "number", "minimum": 0},
                    "minProperties": 1,
                    "maxProperties": _MOST_LEVELS,
                },
                {
                    "type": "array",
                    "items": {"type": ["string", "number", "boolean"]},
                    "minItems": 1,
                    "maxItems": _MOST_LEVELS,
                    "uniqueItems": True,
                },
            ]
        }
    ),
]
"""Values with their weights, or a list of values of one weight."""

SOURCES = (
    "choice", "uniform", "normal", "lognormal", "exponential", "poisson", "dates", "chance", "formula", "id", "fake",
)  # fmt: skip
"""Where a column's values come from: one of these a column, or ``by`` with ``cases``."""


class Source(_Piece):
    """One way to draw values.

    ``chance`` is true as often as the formula says; ``id`` is a pattern with # for a digit and ? for a letter;
    ``fake`` the name of something made up, such as name or city.
    """

    choice: Choice | None = None
    uniform: Uniform | None = None
    normal: Normal | None = None
    lognormal: Lognormal | None = None
    exponential: Exponential | None = None
    poisson: Poisson | None = None
    dates: Dates | None = None
    chance: Formula | None = None
    formula: Formula | None = None
    id: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    fake: str | None = None

    @property
    def given(self) -> list[str]:
        """The names of the sources that are given."""
        return [name for name in SOURCES if getattr(self, name) is not None]


class Case(Source):
    """What is drawn in one case."""

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        _check_one(self.given)
        if set(self.given) & {"id", "fake"}:
            raise ValueError(f"A case cannot be of {self.given[0]}: give the column that source itself.")
        return self


class ColumnSpec(Source):
    """One column: its source, and how its values are written.

    ``by`` names earlier columns of texts or truths (their values joined by `` | `` are the keys of ``cases``);
    rows of no case take ``otherwise``, or are missing without it. ``missing`` is the chance that a value is
    missing.
    """

    by: str | Annotated[list[str], Field(min_length=1, max_length=_MOST_CONDITIONS)] | None = None
    cases: Annotated[dict[str, Case], Field(min_length=1, max_length=_MOST_LEVELS)] | None = None
    otherwise: Case | None = None
    kind: Literal["numeric", "integer", "categorical", "boolean", "datetime", "identifier", "text"] | None = (
        None
    )
    role: Literal["feature", "target", "sensitive", "quasi-identifier"] = "feature"
    decimals: Annotated[int, Field(ge=0, le=9)] | None = None
    missing: Formula = "0"

    @property
    def conditions(self) -> list[str]:
        """The columns that decide the case."""
        return [self.by] if isinstance(self.by, str) else list(self.by or [])

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.by is None) != (self.cases is None):
            raise ValueError(
                "by and cases go together: by names the columns, cases what each of their values brings."
            )
        if self.otherwise is not None and self.cases is None:
            raise ValueError("otherwise goes with by and cases.")
        _check_one([*self.given, *(["by and cases"] if self.cases else [])])
        return self


def _check_one(given: list[str]) -> None:
    if len(given) != 1:
        what = f"it has {' and '.join(given)}" if given else "it has none"
        raise ValueError(
            f"Exactly one of {', '.join(SOURCES)} is needed (a column may have by and cases); {what}."
        )


class SimulationSpec(_Piece):
    """A whole table: columns in their order, each may look at those before it.

    ``locale`` is where made-up names and places come from, such as de_DE. ``rows`` is how many rows are made
    where nobody asks for a number.
    """

    name: str = "simulation"
    description: str = ""
    locale: Annotated[str, Field(pattern=r"^[a-z]{2,3}(_[A-Z]{2})?$")] = "en_US"
    rows: Annotated[int, Field(ge=1, le=10_000_000)] = 1_000
    columns: Annotated[dict[str, ColumnSpec], Field(min_length=1, max_length=_MOST_COLUMNS)]
