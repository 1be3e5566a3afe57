"""An engine that tells nothing which fewer rows than a minimum stand for."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.errors import DataError
from synthlab.statistics.binning import Bins
from synthlab.statistics.engines.protocol import Engine
from synthlab.statistics.small_cells import WITHHELD, withheld

__all__ = ["Suppressing"]

Counts = npt.NDArray[np.int64]


class Suppressing:
    """The engine behind it, with cells of 1 to ``minimum_count - 1`` rows as ``WITHHELD`` in all that leaves it."""

    def __init__(self, engine: Engine, minimum_count: int) -> None:
        if minimum_count < 2:
            raise DataError(f"A minimum count of {minimum_count} withholds nothing. Take 2 or more.")
        self._engine, self._least = engine, minimum_count

    @property
    def n_rows(self) -> int:
        """How many rows the table has."""
        return self._engine.n_rows

    def histograms(self, bins: Sequence[Bins]) -> Counts:
        """As of any engine; where a single small bin could be read off the sum, the next one is withheld too."""
        return withheld(self._engine.histograms(bins), self._least)

    def crosstabs(self, bins: Sequence[Bins]) -> Counts:
        """As of any engine; along each line and column of a table never exactly one cell is withheld."""
        return withheld(self._engine.crosstabs(bins), self._least)

    def quantiles(self, column: str, shares: Sequence[float]) -> list[float]:
        """As of any engine, no further out than ``minimum_count`` rows lie.

        An empty list where fewer than twice as many rows are there.
        """
        edge = self._least / max(1, self.n_rows)
        if edge > 0.5:
            return []
        return self._engine.quantiles(column, [min(max(share, edge), 1 - edge) for share in shares])

    def matches(self, rows: pd.DataFrame) -> int:
        """How many of ``rows`` occur; ``WITHHELD`` for 1 to ``minimum_count - 1``."""
        found = self._engine.matches(rows)
        return WITHHELD if 0 < found < self._least else found

    def sample(self, n_rows: int, seed: int) -> pd.DataFrame:
        """Refused: a row stands for one.

        Raises
        ------
        DataError
            Always.
        """
        raise DataError(
            f"{n_rows:,} rows were asked of a table that tells nothing of fewer than {self._least} rows. Ask for counts."
        )
