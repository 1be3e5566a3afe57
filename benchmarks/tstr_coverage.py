"""How often the interval of ``tstr`` holds 0 when the synthetic table is fresh real rows: it should be about 95 of 100.

python benchmarks/tstr_coverage.py [seeds]       default 100; prints one line a size, the bootstrap alone beside it
"""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd

from synthlab.metrics.base import Comparison
from synthlab.metrics.utility import training
from synthlab.metrics.utility.bootstrap import resampled
from synthlab.metrics.utility.models import MODELS
from synthlab.metrics.utility.task import make_trial, task_of
from synthlab.metrics.utility.training import compare
from synthlab.tables.schema import Column, Kind, Role, Schema

_SIZES = ((600, 300), (600, 3_000), (3_000, 3_000))
_SCHEMA = Schema(
    columns=(
        Column(name="a", kind=Kind.NUMERIC),
        Column(name="b", kind=Kind.NUMERIC),
        Column(name="c", kind=Kind.CATEGORICAL),
        Column(name="d", kind=Kind.CATEGORICAL),
        Column(name="y", kind=Kind.CATEGORICAL, role=Role.TARGET),
    )
)


def table(n_rows: int, rng: np.random.Generator) -> pd.DataFrame:
    """Two numbers and a category decide, by chance, which of two classes a row is in; a category does not."""
    a, b = rng.normal(size=n_rows), rng.exponential(size=n_rows)
    c, d = rng.integers(0, 5, n_rows), rng.integers(0, 4, n_rows)
    y = rng.random(n_rows) < 1 / (1 + np.exp(-(a + 0.5 * b * (c == 1) - 0.7)))
    return pd.DataFrame(
        {
            "a": a,
            "b": np.where(rng.random(n_rows) < 0.1, np.nan, b),
            "c": pd.Categorical.from_codes(c, list("pqrst")),
            "d": pd.Categorical.from_codes(d, list("wxyz")),
            "y": pd.Categorical.from_codes(y.astype(int), ["no", "yes"]),
        }
    )


def covers(n_train: int, n_test: int, seed: int) -> tuple[bool, bool, float]:
    """Whether 0 lies in the interval, and in the bootstrap's alone, and how wide the interval is."""
    rng = np.random.default_rng([seed, n_train, n_test])
    comparison = Comparison(table(n_train, rng), table(n_test, rng), table(n_train, rng), _SCHEMA)
    task = task_of(comparison)
    trial = make_trial(comparison, task, rng)
    counts = resampled(n_test, rng, 500, np.asarray(task.codes(trial.test), dtype=np.int64))
    main = compare(trial, MODELS, counts, rng)[0]
    target = task.codes(trial.test)
    gaps = training.replicates(task, target, main.real, counts) - training.replicates(
        task, target, main.synthetic, counts
    )
    low, high = np.quantile(gaps, [0.025, 0.975])
    return main.low <= 0 <= main.high, bool(low <= 0 <= high), main.high - main.low


def main(n_seeds: int) -> None:
    print(f"{'train':>6} {'test':>6} {'covered':>8} {'bootstrap alone':>16} {'mean width':>11}")
    for n_train, n_test in _SIZES:
        found = np.array([covers(n_train, n_test, seed) for seed in range(n_seeds)])
        both, alone, width = found.mean(axis=0)
        print(f"{n_train:>6,} {n_test:>6,} {both:>8.0%} {alone:>16.0%} {width:>11.4f}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
