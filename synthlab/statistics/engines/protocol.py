"""What an engine can be asked. Aggregates leave it, and a bounded sample; nothing else does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.statistics.binning import Bins

__all__ = ["MOST_SAMPLED", "Engine"]

Counts = npt.NDArray[np.int64]

MOST_SAMPLED = 500_000
"""No call returns more rows than this."""


class Engine(Protocol):
    """One table, wherever it lives, with the columns of a schema.

    Bins place values by comparison; NaN and null are both missing; a missing value equals a missing value.
    ``Suppressing`` puts a minimum count before any engine: what fewer rows stand for does not leave it.
    """

    @property
    def n_rows(self) -> int:
        """How many rows the table has."""
        ...

    def histograms(self, bins: Sequence[Bins]) -> Counts:
        """Rows in each bin of each column, shape (n_columns, most codes)."""
        ...

    def crosstabs(self, bins: Sequence[Bins]) -> Counts:
        """Rows in each pair of bins of all pairs of columns, in one pass, shape (n_pairs, most codes, most codes)."""
        ...

    def quantiles(self, column: str, shares: Sequence[float]) -> list[float]:
        """The least value that a share of the present values lies at or below; dates in nanoseconds since 1970.

        An empty list when the column has no value.
        """
        ...

    def matches(self, rows: pd.DataFrame) -> int:
        """How many of ``rows``, a conformed table, occur in this one, over all columns of ``rows``."""
        ...

    def sample(self, n_rows: int, seed: int) -> pd.DataFrame:
        """``n_rows`` conformed rows drawn without replacement, all where there are fewer; at most ``MOST_SAMPLED``."""
        ...
