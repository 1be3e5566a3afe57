"""How often the noise floor holds a perfect synthesizer, by size: it should be about 95 times in 100.

python benchmarks/floor_coverage.py [seeds] [metric ...]      default 200, and the four that are quick to repeat;
                                                              prints one line a size and metric
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable

import numpy as np
import pandas as pd

from synthlab.errors import NotMeasurable
from synthlab.metrics import METRICS
from synthlab.metrics.base import Comparison, Metric, Score, TrainedOn
from synthlab.tables.schema import Column, Kind, Schema

_SIZES: tuple[tuple[int, int | None, int], ...] = (
    (100, 100, 100), (66, 34, 66), (1_000, 1_000, 1_000), (1_000, None, 1_000), (10_000, 10_000, 10_000),
)  # fmt: skip
_SCHEMA = Schema(
    columns=(
        Column(name="a", kind=Kind.NUMERIC),
        Column(name="b", kind=Kind.NUMERIC),
        Column(name="c", kind=Kind.INTEGER),
        Column(name="d", kind=Kind.CATEGORICAL),
        Column(name="e", kind=Kind.CATEGORICAL),
    )
)
_QUICK = ("marginals", "pairs", "association", "missingness")


def table(n_rows: int, rng: np.random.Generator) -> pd.DataFrame:
    """Two numbers that go together, one with gaps; a small whole number; a category that follows; one alone."""
    z = rng.normal(size=n_rows)
    a = np.where(rng.random(n_rows) < 0.1, np.nan, z + rng.normal(size=n_rows))
    return pd.DataFrame(
        {
            "a": a,
            "b": np.exp(z),
            "c": pd.array(rng.integers(0, 5, n_rows), dtype="Int64"),
            "d": pd.Categorical(np.where(z + rng.normal(size=n_rows) > 0, "x", "y")),
            "e": pd.Categorical(rng.choice(list("mnopqrstu"), n_rows)),
        }
    )


def main(n_seeds: int, metrics: tuple[Metric, ...]) -> None:
    print("train holdout synthetic  metric        within the floor  above it  interval covers the reference")
    for sizes in _SIZES:
        found: dict[str, list[Score]] = {metric.name: [] for metric in metrics}
        for seed in range(n_seeds):
            rng = np.random.default_rng([20, seed])
            train, holdout, synthetic = (None if n is None else table(n, rng) for n in sizes)
            if train is None or synthetic is None:
                continue
            made_from = TrainedOn.ALL if holdout is None else TrainedOn.TRAIN
            comparison = Comparison(train, holdout, synthetic, _SCHEMA, made_from)
            for metric in metrics:
                with contextlib.suppress(NotMeasurable):
                    score = metric.compute(comparison, np.random.default_rng([21, seed]))
                    if isinstance(score, Score):
                        found[metric.name].append(score)
        for name, scores in found.items():
            if not scores:
                continue
            within = share(scores, lambda each: each.reference_low <= each.value <= each.reference_high)
            above = share(scores, lambda each: each.value > each.reference_high)
            covers = share(scores, lambda each: each.low <= each.reference <= each.high)
            print(f"{sizes!s:<25}{name:<14}{within:>16.1%}{above:>10.1%}{covers:>31.1%}", flush=True)


def share(scores: list[Score], holds: Callable[[Score], bool]) -> float:
    return float(np.mean([holds(each) for each in scores]))


if __name__ == "__main__":
    names = sys.argv[2:] or _QUICK
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else 200,
        tuple(metric for metric in METRICS if metric.name in names),
    )
