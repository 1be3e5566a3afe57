"""Two ways to lay mixed-type rows out for nearest-record attacks, both fitted on pool and synthetic rows together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.metrics.privacy.attacks.coded import Coded
from synthlab.metrics.privacy.engine.pool import Pool
from synthlab.statistics.neighbours import Encoded

__all__ = ["Layout", "Scaling", "lay_out"]

Floats = npt.NDArray[np.float64]
MISSING_BELOW = 1.0


class Scaling(StrEnum):
    """RANK: a number's place among all values, in [0, 1]. LOG: signed logarithm of standard deviations from
    the median, so that a little noise stays little everywhere.

    Ranks alone jump where a column is mostly one value, so that a copy with a little noise looks far away; the
    logarithm alone is ruled by far-out values. An attacker tries both.
    """

    RANK = "rank"
    LOG = "log"


@dataclass(frozen=True)
class Layout:
    """Encoded pool and synthetic rows. ``numbers`` and ``categories`` name the columns in the encodings' order."""

    pool: Encoded
    synthetic: Encoded
    numbers: tuple[str, ...]
    categories: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return self.numbers + self.categories

    def restricted(self, names: Sequence[str]) -> Layout:
        """The same rows by these columns alone."""
        numbers = [index for index, name in enumerate(self.numbers) if name in names]
        categories = [index for index, name in enumerate(self.categories) if name in names]
        return Layout(
            self.pool.only(numbers, categories),
            self.synthetic.only(numbers, categories),
            tuple(self.numbers[index] for index in numbers),
            tuple(self.categories[index] for index in categories),
        )


def lay_out(pool: Pool, coded: Coded, scaling: Scaling) -> Layout:
    """Numbers and dates in a scale where 1 weighs like a category that differs; a missing one stands 1 below all."""
    ordered = [index for index, column in enumerate(coded.columns) if column.is_ordered]
    unordered = [index for index, column in enumerate(coded.columns) if not column.is_ordered]
    most = max((int(coded.n_levels[index]) for index in unordered), default=0)
    dtype = np.uint8 if most <= 2**8 else np.uint16 if most <= 2**16 else np.uint32
    scaled = [
        _ranks(coded, index) if scaling is Scaling.RANK else _logs(pool, coded.columns[index].name)
        for index in ordered
    ]
    sides = [
        Encoded(
            np.array([pair[side] for pair in scaled], dtype=np.float32).reshape(len(ordered), n_rows),
            codes[unordered].astype(dtype),
        )
        for side, (codes, n_rows) in enumerate(
            ((coded.pool, len(pool.rows)), (coded.synthetic, len(pool.synthetic)))
        )
    ]
    names = [column.name for column in coded.columns]
    return Layout(
        sides[0],
        sides[1],
        tuple(names[index] for index in ordered),
        tuple(names[index] for index in unordered),
    )


def _ranks(coded: Coded, index: int) -> tuple[Floats, Floats]:
    counts = np.zeros(int(coded.n_levels[index]))
    for codes in (coded.pool[index], coded.synthetic[index]):
        counts += np.bincount(codes, minlength=len(counts)) / len(codes)
    counts[0] = 0.0
    middle = (np.cumsum(counts) - counts / 2) / counts.sum()
    middle[0] = -MISSING_BELOW
    return middle[coded.pool[index]], middle[coded.synthetic[index]]


def _logs(pool: Pool, name: str) -> tuple[Floats, Floats]:
    sides = [_as_float(frame[name]) for frame in (pool.rows, pool.synthetic)]
    both = np.concatenate(sides)
    largest = float(np.abs(both[~np.isnan(both)]).max())
    if largest > 0:
        # Numbers near the end of the floating-point range would overflow when squared.
        sides, both = [side / largest for side in sides], both / largest
    known = both[~np.isnan(both)]
    middle, spread = float(np.median(known)), float(known.std())
    if spread == 0:
        spread = 1.0

    def scaled(values: Floats) -> Floats:
        steps = (values - middle) / spread
        return np.asarray(np.sign(steps) * np.log1p(np.abs(steps)), dtype=np.float64)

    missing = float(scaled(known).min()) - MISSING_BELOW
    first, second = (np.where(np.isnan(side), missing, scaled(side)) for side in sides)
    return first, second


def _as_float(values: pd.Series) -> Floats:
    if values.dtype.kind == "M":
        days = values.to_numpy(dtype="datetime64[ns]").astype(np.float64) / 86_400e9
        return np.where(values.isna().to_numpy(), np.nan, days)
    return np.asarray(values.to_numpy(dtype=np.float64, na_value=np.nan))
