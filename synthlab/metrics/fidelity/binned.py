"""What the fidelity metrics that count share: a comparison, coded once on bins of its real rows."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt

from synthlab.errors import NotMeasurable
from synthlab.metrics.base import Comparison
from synthlab.statistics.binning import Bins, code_table, make_bins
from synthlab.statistics.noise_floor import Arranged, arrange
from synthlab.tables.schema import Column

__all__ = ["Binned", "check_sizes", "split_warning", "worst_first"]

Codes = npt.NDArray[np.uint8]


class Binned:
    """Bins of every modelled column, made once on train and holdout together, and the codes of each table."""

    def __init__(self, comparison: Comparison, n_bins: int, n_levels: int = 250) -> None:
        self.columns: tuple[Column, ...] = comparison.schema.modelled
        if not self.columns:
            raise NotMeasurable("No column is left to compare: every one of them is set aside.")
        self._comparison = comparison
        real = [comparison.train] if comparison.holdout is None else [comparison.train, comparison.holdout]
        check_sizes(comparison)
        self.bins: tuple[Bins, ...] = tuple(
            make_bins([part[column.name] for part in real], column, n_bins, n_levels)
            for column in self.columns
        )

    @property
    def n_codes(self) -> int:
        return max(each.n_codes for each in self.bins)

    @cached_property
    def train(self) -> Codes:
        return code_table(self._comparison.train, self.bins)

    @cached_property
    def holdout(self) -> Codes | None:
        holdout = self._comparison.holdout
        return None if holdout is None else code_table(holdout, self.bins)

    @cached_property
    def synthetic(self) -> Codes:
        return code_table(self._comparison.synthetic, self.bins)

    def arranged(self, rng: np.random.Generator, n_replicates: int = 400) -> Arranged:
        return arrange(self.train, self.holdout, self.synthetic, rng, n_replicates)


def check_sizes(comparison: Comparison) -> None:
    """Refuse a comparison too small to have a noise floor."""
    if comparison.holdout is None and len(comparison.train) < 2:
        raise NotMeasurable("One real row cannot be split into halves, so chance has no measure here.")


def split_warning(differs: bool) -> tuple[str, ...]:
    """What to say when train and holdout are further apart than rows dealt at random."""
    if not differs:
        return ()
    return (
        "Train and holdout differ by more than chance would make them, as after a split in time or by group: "
        "the reference holds that drift too.",
    )


def worst_first(distance: float, chance: float) -> tuple[float, float]:
    """A sort key: first what exceeds chance, by how much it does, then the rest by plain distance."""
    return (-max(0.0, distance - chance), -distance)
