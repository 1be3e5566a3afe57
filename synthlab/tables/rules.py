"""Rules that a person states of a table: what holds in every row, whoever made it. Part of the schema.

A rule names columns, steps and shapes; only ``NeverTogether`` names values, two that many rows have.
"""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field, model_validator

__all__ = [
    "AtLeast", "Determines", "MissingTogether", "NeverTogether", "Order", "Shape", "StatedRule", "Step", "Sum",
    "WithoutTime", "off_step", "shape_of",
]  # fmt: skip


class _Rule(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    @property
    def columns(self) -> tuple[str, ...]:
        """The names it speaks of."""
        raise NotImplementedError

    @model_validator(mode="after")
    def _of_different_columns(self) -> _Rule:
        if len(set(self.columns)) < len(self.columns):
            raise ValueError(f"A rule names the column {self.columns[0]!r} twice.")
        return self


class Order(_Rule):
    """``low`` is at most ``high``, or below it."""

    kind: Literal["order"] = "order"
    low: str
    high: str
    strictly: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        return self.low, self.high

    @property
    def text(self) -> str:
        return f"{self.low} {'<' if self.strictly else '<='} {self.high}"


class Sum(_Rule):
    """``parts`` add up to ``total``, within a millionth."""

    kind: Literal["sum"] = "sum"
    parts: tuple[str, ...] = Field(min_length=2)
    total: str

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.parts, self.total)

    @property
    def text(self) -> str:
        return f"{' + '.join(self.parts)} = {self.total}"


class Determines(_Rule):
    """Each value of ``first`` goes with one value of ``second``. Which one is not part of the schema."""

    kind: Literal["determines"] = "determines"
    first: str
    second: str

    @property
    def columns(self) -> tuple[str, ...]:
        return self.first, self.second

    @property
    def text(self) -> str:
        return f"{self.first} determines {self.second}"


class Step(_Rule):
    """Every number is a whole multiple of ``unit``."""

    kind: Literal["step"] = "step"
    column: str
    unit: float = Field(gt=0, allow_inf_nan=False)

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.column,)

    @property
    def text(self) -> str:
        return f"{self.column} is written in steps of {self.unit:g}"


class AtLeast(_Rule):
    """No number is below ``least``."""

    kind: Literal["at least"] = "at least"
    column: str
    least: float = Field(default=0.0, allow_inf_nan=False)

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.column,)

    @property
    def text(self) -> str:
        return f"{self.column} is never below {self.least:g}"


class WithoutTime(_Rule):
    """Dates without a time of day."""

    kind: Literal["without time"] = "without time"
    column: str

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.column,)

    @property
    def text(self) -> str:
        return f"{self.column} has no time of day"


class MissingTogether(_Rule):
    """Wherever ``first`` is missing, ``second`` is."""

    kind: Literal["missing together"] = "missing together"
    first: str
    second: str

    @property
    def columns(self) -> tuple[str, ...]:
        return self.first, self.second

    @property
    def text(self) -> str:
        return f"{self.second} is missing wherever {self.first} is"


class Shape(_Rule):
    """Every text has one shape: digits as 9, letters as A or a, the rest as it is."""

    kind: Literal["shape"] = "shape"
    column: str
    shape: str = Field(min_length=1, max_length=200)

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.column,)

    @property
    def text(self) -> str:
        return f"{self.column} is written like {self.shape}"


class NeverTogether(_Rule):
    """No row has ``value`` in ``first`` and ``other`` in ``second``; texts as they would be typed."""

    kind: Literal["never together"] = "never together"
    first: str
    value: str
    second: str
    other: str

    @property
    def columns(self) -> tuple[str, ...]:
        return self.first, self.second

    @property
    def text(self) -> str:
        return f"{self.first} = {self.value} never goes with {self.second} = {self.other}"


StatedRule = Annotated[
    Order | Sum | Determines | Step | AtLeast | WithoutTime | MissingTogether | Shape | NeverTogether,
    Field(discriminator="kind"),
]


def off_step(values: npt.NDArray[np.float64], unit: float) -> npt.NDArray[np.bool_]:
    """Which values are no whole multiple of ``unit``; a missing one is none of them.

    >>> off_step(np.array([0.25, 0.3, np.nan]), 0.1).tolist()
    [True, False, False]
    """
    scaled = values / unit
    return np.asarray(np.abs(scaled - np.round(scaled)) > 1e-7 * np.maximum(1.0, np.abs(scaled)))


def shape_of(text: str) -> str:
    """The text with every digit as 9 and every letter as A or a.

    >>> shape_of("25-00503b")
    '99-99999a'
    """
    return "".join(
        "9" if sign.isdigit() else ("A" if sign.isupper() else "a") if sign.isalpha() else sign
        for sign in text
    )
