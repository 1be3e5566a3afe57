"""The engine over a conformed frame."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from synthlab.statistics.binning import ordered_values
from synthlab.statistics.engines.batched import BATCH_ROWS, Batched

__all__ = ["MemoryEngine"]


class MemoryEngine(Batched):
    """A conformed table in memory."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame

    @property
    def n_rows(self) -> int:
        return len(self._frame)

    def batches(self, columns: Sequence[str] | None = None) -> Iterator[pd.DataFrame]:
        frame = self._frame if columns is None else self._frame[list(columns)]
        for start in range(0, len(frame), BATCH_ROWS):
            yield frame.iloc[start : start + BATCH_ROWS]

    def quantiles(self, column: str, shares: Sequence[float]) -> list[float]:
        values, missing = ordered_values(self._frame[column])
        known = values[~missing]
        if not len(known):
            return []
        return [float(each) for each in np.quantile(known, list(shares), method="inverted_cdf")]
