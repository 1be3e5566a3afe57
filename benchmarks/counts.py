"""CPU seconds to bin, code and count, and of each fidelity metric, on an Adult-like table made here.

python benchmarks/counts.py [rows ...]        15 columns: 6 whole numbers, 9 categories; default 39,000 1,000,000
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from synthlab.metrics.base import Comparison
from synthlab.metrics.fidelity import association, marginals, missingness, pairs
from synthlab.statistics.binning import code_table, make_bins
from synthlab.statistics.crosstab import all_pairs, pair_counts, pair_counts_numpy
from synthlab.tables.schema import Column, Kind, Schema

_LEVELS = (9, 16, 7, 15, 6, 5, 2, 40, 2)
_SCHEMA = Schema(
    columns=(
        *(Column(name=f"number {place}", kind=Kind.INTEGER) for place in range(6)),
        *(Column(name=f"word {place}", kind=Kind.CATEGORICAL) for place in range(9)),
    )
)


def table(n_rows: int, rng: np.random.Generator) -> pd.DataFrame:
    """Six whole numbers of different tails, nine categories of 2 to 40 levels."""
    columns: dict[str, object] = {}
    for place in range(6):
        values = rng.lognormal(3, 0.2 + place / 4, n_rows).astype(np.int64)
        columns[f"number {place}"] = pd.array(values, dtype="Int64")
    for place, n_levels in enumerate(_LEVELS):
        levels = [f"level {level:02d}" for level in range(n_levels)]
        codes = np.minimum(rng.geometric(1.5 / n_levels, n_rows) - 1, n_levels - 1)
        columns[f"word {place}"] = pd.Categorical.from_codes(codes, levels)
    return pd.DataFrame(columns)


def timed(name: str, job: Callable[[], object]) -> object:
    job_started = time.process_time()
    result = job()
    print(f"  {name:<44}{time.process_time() - job_started:8.3f} s")
    return result


def main(n_rows: int) -> None:
    rng = np.random.default_rng(0)
    real, made = table(n_rows, rng), table(n_rows, rng)
    print(f"{n_rows:,} real and {n_rows:,} synthetic rows x 15")
    bins = [make_bins([real[column.name]], column, 7, 7) for column in _SCHEMA.columns]
    timed("bins of 15 columns", lambda: [make_bins([real[c.name]], c, 7, 7) for c in _SCHEMA.columns])
    codes = code_table(real, bins)
    timed("coding 15 columns", lambda: code_table(real, bins))
    which, n_codes = all_pairs(15), max(each.n_codes for each in bins)
    pair_counts(codes[:, :10], which, n_codes)
    timed("all 105 pairs, compiled", lambda: pair_counts(codes, which, n_codes))
    everything = np.array([0, codes.shape[1]])
    timed("all 105 pairs, numpy", lambda: pair_counts_numpy(codes, which, n_codes, everything))
    cut = n_rows * 2 // 3
    holdout = real.iloc[cut:].reset_index(drop=True)
    comparison = Comparison(real.iloc[:cut].reset_index(drop=True), holdout, made, _SCHEMA)
    for module in (marginals, missingness, pairs, association):
        timed(
            f"metric {module.METRIC.name}, with intervals and floor",
            lambda module=module: module.METRIC.compute(comparison, np.random.default_rng(0)),  # type: ignore[misc]
        )
    print(f"  peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


if __name__ == "__main__":
    for size in [int(argument) for argument in sys.argv[1:]] or [39_000, 1_000_000]:
        main(size)
