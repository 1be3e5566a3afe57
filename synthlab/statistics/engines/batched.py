"""Counts from a table that comes in conformed pieces: what the engines share, so that they cannot disagree."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.statistics.binning import Bins, code_table
from synthlab.statistics.crosstab import all_pairs, column_counts, pair_counts
from synthlab.statistics.engines.protocol import MOST_SAMPLED
from synthlab.tables.hashing import row_hashes

__all__ = ["BATCH_ROWS", "Batched"]

Counts = npt.NDArray[np.int64]

BATCH_ROWS = 65_536


class Batched(ABC):
    """An engine over ``batches``: each pass holds one piece of the table and the counts, whatever the rows."""

    @property
    @abstractmethod
    def n_rows(self) -> int:
        """How many rows there are."""

    @abstractmethod
    def batches(self, columns: Sequence[str] | None = None) -> Iterator[pd.DataFrame]:
        """The table in order, in conformed pieces of at most ``BATCH_ROWS`` rows."""

    @abstractmethod
    def quantiles(self, column: str, shares: Sequence[float]) -> list[float]:
        """The least value that a share of the present values lies at or below."""

    def histograms(self, bins: Sequence[Bins]) -> Counts:
        n_codes = max(each.n_codes for each in bins)
        counts = np.zeros((len(bins), n_codes), dtype=np.int64)
        for piece in self.batches([each.column for each in bins]):
            counts += column_counts(code_table(piece, bins), n_codes)[0]
        return counts

    def crosstabs(self, bins: Sequence[Bins]) -> Counts:
        n_codes, pairs = max(each.n_codes for each in bins), all_pairs(len(bins))
        counts = np.zeros((len(pairs), n_codes, n_codes), dtype=np.int64)
        for piece in self.batches([each.column for each in bins]):
            counts += pair_counts(code_table(piece, bins), pairs, n_codes)[0]
        return counts

    def matches(self, rows: pd.DataFrame) -> int:
        names = list(rows.columns)
        wanted = row_hashes(rows, names)
        found = np.zeros(len(wanted), dtype=bool)
        for piece in self.batches(names):
            found |= np.isin(wanted, row_hashes(piece, names))
        return int(found.sum())

    def sample(self, n_rows: int, seed: int) -> pd.DataFrame:
        n = min(n_rows, self.n_rows, MOST_SAMPLED)
        chosen = np.sort(np.random.default_rng(seed).choice(self.n_rows, n, replace=False))
        parts, start = [], 0
        for piece in self.batches():
            low, high = np.searchsorted(chosen, [start, start + len(piece)])
            if high > low:
                parts.append(_as_plain(piece.iloc[chosen[low:high] - start]))
            start += len(piece)
        return _together(parts)


def _as_plain(piece: pd.DataFrame) -> pd.DataFrame:
    """Categories as text: each piece has its own."""
    return piece.astype(
        {name: object for name in piece if isinstance(piece[name].dtype, pd.CategoricalDtype)}
    )


def _together(parts: list[pd.DataFrame]) -> pd.DataFrame:
    columns = {}
    for name in parts[0].columns:
        values = pd.concat([part[name] for part in parts], ignore_index=True)
        if values.dtype == object:
            levels = sorted({str(value) for value in values.dropna().unique()})
            values = values.astype(pd.CategoricalDtype(levels))
        columns[name] = values
    return pd.DataFrame(columns)
