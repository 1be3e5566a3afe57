"""How long a generator takes and how much memory it needs, estimated from runs of known size before it starts."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from synthlab.generators.base import GeneratorCard
from synthlab.generators.costs_measured import MEASURED
from synthlab.tables.schema import Schema

__all__ = ["PARTS", "Estimate", "Work", "amounts", "estimated"]


@dataclass(frozen=True)
class Work:
    """What is to be done: rows to learn from, rows to make, modelled columns, and all their levels together.

    ``n_levels`` counts the distinct values of every category and yes/no column.
    """

    n_train: int
    n_made: int
    n_columns: int
    n_levels: int

    @classmethod
    def on(cls, train: pd.DataFrame, schema: Schema, n_made: int) -> Work:
        """The work that this train table is."""
        levels = [train[column.name].nunique() for column in schema.modelled if not column.is_ordered]
        return cls(len(train), n_made, len(schema.modelled), sum(levels))


@dataclass(frozen=True)
class Estimate:
    """Seconds of processor time for fit and sample together, and the megabytes of the whole process at its peak."""

    seconds: float
    megabytes: float


Settings = Mapping[str, Any]

PARTS: Mapping[str, Callable[[Work, Settings], float]] = {
    "once": lambda _work, _settings: 1.0,
    "train cells": lambda work, _settings: work.n_train * work.n_columns,
    "made cells": lambda work, _settings: work.n_made * work.n_columns,
    "train levels": lambda work, _settings: work.n_train * work.n_levels,
    "made levels": lambda work, _settings: work.n_made * work.n_levels,
    "grown cells": lambda work, settings: (
        min(work.n_train, settings["rows_per_tree"])
        * work.n_columns
        * min(work.n_columns, settings["columns_per_tree"])
    ),
    "routed cells": lambda work, settings: (
        work.n_made * work.n_columns * min(work.n_columns, settings["columns_per_tree"])
    ),
    "train pairs": lambda work, _settings: work.n_train * work.n_columns**2,
    "forest cells": lambda work, settings: (
        min(work.n_train, settings["rows_per_forest"]) * work.n_columns * settings["n_trees"]
    ),
    "forest roots": lambda work, settings: (
        min(work.n_train, settings["rows_per_forest"]) * work.n_columns**0.5 * settings["n_trees"]
    ),
    "pairs": lambda work, settings: (
        min(work.n_train, settings["rows_per_class"]) * min(work.n_train, 10 * settings["rows_per_class"])
    ),
    "epoch rows": lambda work, settings: settings["epochs"] * work.n_train,
    "epoch cells": lambda work, settings: settings["epochs"] * work.n_train * work.n_columns,
}
"""What costs are made of: the amount of each kind of work, which a measured coefficient turns into seconds."""


def estimated(card: GeneratorCard, work: Work, settings: Mapping[str, object]) -> Estimate | None:
    """What the generator will take with these settings; None where it was never measured (a plugin).

    A setting that is not named has its default. The coefficients were measured on one machine: on another the
    estimate is a guess of the right size.
    """
    measured = MEASURED.get(card.name)
    if measured is None:
        return None
    found = {
        what: sum(
            coefficient * amount
            for coefficient, amount in zip(
                coefficients.values(), amounts(card, tuple(coefficients), work, settings), strict=True
            )
        )
        for what, coefficients in measured.items()
    }
    return Estimate(found["seconds"], found["megabytes"])


def amounts(
    card: GeneratorCard, parts: tuple[str, ...], work: Work, settings: Mapping[str, object]
) -> list[float]:
    """The amount of each of these parts of the work."""
    made: Any = card.make
    full = {field.name: field.default for field in dataclasses.fields(made)} | dict(settings)
    return [float(PARTS[part](work, full)) for part in parts]
