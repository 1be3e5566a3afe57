"""What a metric is given and what it gives back. Every metric file imports this and nothing beside it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd

from synthlab.errors import DataError
from synthlab.tables.schema import Schema

__all__ = ["Comparison", "Family", "Metric", "PrivacyClaim", "Score", "Skipped", "State", "TrainedOn"]


class Family(StrEnum):
    """What a metric is about; verdicts are given family by family."""

    FIDELITY = "fidelity"
    UTILITY = "utility"
    PRIVACY = "privacy"
    FAIRNESS = "fairness"


class TrainedOn(StrEnum):
    """What the synthetic table was made from, as its owner says."""

    TRAIN = "train"
    ALL = "all"
    UNKNOWN = "unknown"


class State(StrEnum):
    """What a privacy check may say, worst first."""

    LEAK_FOUND = "leak found"
    INVALID = "invalid"
    CANNOT_TELL = "cannot tell"
    NOT_TESTED = "not tested"
    TRACE = "trace"
    NO_LEAK_FOUND = "no leak found"


@dataclass(frozen=True)
class PrivacyClaim:
    """Differential privacy that somebody states of how the synthetic table was made, for one person's row.

    Raises
    ------
    DataError
        When epsilon is not a number from 0 up, or delta not one from 0 to below 1.
    """

    epsilon: float
    delta: float = 0.0

    def __post_init__(self) -> None:
        if not (math.isfinite(self.epsilon) and self.epsilon >= 0 and 0 <= self.delta < 1):
            raise DataError(
                f"A claim of epsilon {self.epsilon:g} and delta {self.delta:g} is none of differential privacy: "
                "epsilon is a number from 0 up, delta one from 0 to below 1."
            )

    @classmethod
    def stated(cls, epsilon: float | None, delta: float | None) -> PrivacyClaim | None:
        """The claim that a provenance states; None where it states no epsilon."""
        return None if epsilon is None else cls(epsilon, delta or 0.0)


@dataclass(frozen=True)
class Comparison:
    """Real and synthetic tables that share a schema, checked once when made.

    All three frames hold exactly the schema's columns, in its order, in the types that
    ``synthlab.tables.conform.conform`` gives: float64, Int64, category, boolean, datetime64[ns], string.
    ``holdout`` holds real rows that no generator saw; None when there are none, and then ``train`` is all
    of the real table and ``trained_on`` is ALL or UNKNOWN. ``claim`` is the differential privacy that is stated of
    the synthetic table; ``coin_split`` says that a receipt proves train and holdout parted by independent fair
    coins. ``shared`` keeps work that several metrics need once.
    """

    train: pd.DataFrame
    holdout: pd.DataFrame | None
    synthetic: pd.DataFrame
    schema: Schema
    trained_on: TrainedOn = TrainedOn.TRAIN
    claim: PrivacyClaim | None = None
    coin_split: bool = False
    shared: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        if (self.holdout is None) == (self.trained_on is TrainedOn.TRAIN):
            raise DataError(
                "A comparison that was trained on the train rows needs a holdout, and one without a holdout "
                "says that the synthetic table was trained on all rows or on unknown ones."
            )
        for name, frame in (("real", self.train), ("holdout", self.holdout), ("synthetic", self.synthetic)):
            if frame is None:
                continue
            if tuple(frame.columns) != self.schema.names:
                missing = [column for column in self.schema.names if column not in frame.columns]
                extra = [str(column) for column in frame.columns if column not in self.schema]
                raise DataError(
                    f"The {name} table does not have the schema's columns: "
                    f"missing {missing or 'none'}, extra {extra or 'none'}. Map its columns first."
                )
            if len(frame) == 0:
                raise DataError(f"The {name} table has no rows.")

    @property
    def real(self) -> pd.DataFrame:
        """Every real row there is: train and holdout together."""
        if self.holdout is None:
            return self.train
        return pd.concat([self.train, self.holdout], ignore_index=True)

    def floor_pair(self, rng: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Two real tables whose difference is chance: train and holdout, or two random halves without one."""
        if self.holdout is not None:
            return self.train, self.holdout
        order = rng.permutation(len(self.train))
        half = len(order) // 2
        return self.train.iloc[order[:half]], self.train.iloc[order[half:]]


@dataclass(frozen=True)
class Score:
    """What was measured, its interval, and the same for equally many real rows (the reference).

    ``low`` and ``high`` bound a 95% interval. ``details`` holds one mapping a row of the finer result
    (a column, a pair, a model), in plain JSON types, worst first; charts draw from it, so it carries the bins
    and shares of what was scored. ``facts`` holds what belongs to the whole score and has no row.
    The privacy fields stay None elsewhere. NaN and infinities are refused.
    """

    value: float
    low: float
    high: float
    reference: float | None = None
    reference_low: float | None = None
    reference_high: float | None = None
    n_rows: int = 0
    details: Sequence[Mapping[str, Any]] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    state: State | None = None
    baseline: float | None = None
    control: float | None = None
    p_adjusted: float | None = None
    smallest_detectable: float | None = None
    warnings: Sequence[str] = ()

    def __post_init__(self) -> None:
        for name in _NUMBERS:
            number = getattr(self, name)
            if number is not None and not math.isfinite(number):
                raise ValueError(f"A score's {name} must be a finite number, not {number}.")


_NUMBERS = (
    "value", "low", "high", "reference", "reference_low", "reference_high",
    "baseline", "control", "p_adjusted", "smallest_detectable",
)  # fmt: skip


@dataclass(frozen=True)
class Skipped:
    """A metric that had no answer here, and why; ``state`` is NOT_TESTED or INVALID for a privacy check."""

    reason: str
    state: State | None = None


@dataclass(frozen=True)
class Metric:
    """One question put to a comparison.

    ``best`` is the value a perfect synthetic table gets (0, 1 or 0.5), ``bounds`` the least and greatest
    possible value (None: unbounded), ``source`` the paper. ``compute(comparison, rng)`` returns a ``Score``
    or raises ``NotMeasurable``. It returns ``Skipped`` itself where nothing is lost by not measuring: a privacy
    check that was not needed is not one that was not done. Metrics that share work name one random ``stream``
    for it; others draw from their own, named after them.
    """

    name: str
    family: Family
    question: str
    best: float
    bounds: tuple[float | None, float | None]
    unit: str
    source: str
    compute: Callable[[Comparison, np.random.Generator], Score | Skipped]
    stream: str = ""
