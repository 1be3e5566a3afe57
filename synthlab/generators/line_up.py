"""What each generator reached on public tables, and which of those tables is most like a given one."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from functools import cache
from importlib import resources

from pydantic import BaseModel, ConfigDict

__all__ = ["LineUp", "Measured", "MeasuredTable", "line_up", "most_like"]

_TITLES = {
    "adult": "Adult census income",
    "german": "German credit",
    "housing": "California housing",
    "bike": "Bike sharing by the hour",
    "telco": "Telco churn",
    "diamonds": "Diamonds",
    "credit": "Credit card default",
}


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Measured(_Frozen):
    """Means over ``seeds`` splits; ``utility_lost`` is in area under the curve, or R2 for a number.

    ``privacy`` has for each attack the state of each split.
    """

    seeds: int
    marginals: float
    pairs: float
    C2ST: float
    utility_lost: float | None
    seconds: float
    privacy: Mapping[str, tuple[str, ...]]


class MeasuredTable(_Frozen):
    """A public table and what each generator, by ``name:settings``, reached on it."""

    table: str
    n_train: int
    n_holdout: int
    n_columns: int
    n_numbers: int
    generators: Mapping[str, Measured]

    @property
    def title(self) -> str:
        return _TITLES.get(self.table, self.table)


class LineUp(_Frozen):
    """All tables, of at most ``most_rows`` rows each (0: all rows), measured up to ``date``."""

    date: str
    most_rows: int
    tables: tuple[MeasuredTable, ...]


@cache
def line_up() -> LineUp:
    """The figures that came with this version of synthlab; ``benchmarks/generators`` makes them."""
    text = resources.files("synthlab.generators").joinpath("line_up.json").read_text(encoding="utf-8")
    return LineUp.model_validate(json.loads(text))


def most_like(n_train: int, n_columns: int, n_numbers: int, among: LineUp | None = None) -> MeasuredTable:
    """The measured table nearest in rows, columns and the share of columns that are numbers or dates.

    A table of twice the rows is as far away as one of twice the columns or one whose share of numbers differs
    by a quarter. Nothing else about the tables is compared.
    """

    def distance(other: MeasuredTable) -> float:
        rows = math.log2(max(n_train, 1) / other.n_train)
        columns = math.log2(max(n_columns, 1) / other.n_columns)
        share = n_numbers / max(n_columns, 1) - other.n_numbers / other.n_columns
        return rows**2 + columns**2 + (4 * share) ** 2

    return min((among or line_up()).tables, key=distance)
