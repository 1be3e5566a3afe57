"""How often the noise floor of a fidelity metric holds a perfect synthesizer: it should be about 95 times in 100.

    python -m benchmarks.calibration [seeds] [metric ...] [--rows 100 66 1000 10000]

Two tables of one law, by train rows; 200 seeds and every fidelity metric with a floor, unless said. Prints one
line of a Markdown table a size and metric. From 200 seeds anything from 91.5% to 98% is in keeping with 95%.
"""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from synthlab.errors import NotMeasurable
from synthlab.metrics import METRICS
from synthlab.metrics.base import Comparison, Metric, Score, TrainedOn
from synthlab.tables.schema import Column, Kind, Schema

_SIZES: tuple[tuple[int, int | None, int], ...] = (
    (100, 100, 100), (66, 34, 66), (1_000, 1_000, 1_000), (1_000, None, 1_000), (10_000, 10_000, 10_000),
)  # fmt: skip
_ROWS = (100, 66, 1_000, 10_000)
_SCHEMA = Schema(
    columns=(
        Column(name="a", kind=Kind.NUMERIC),
        Column(name="b", kind=Kind.NUMERIC),
        Column(name="c", kind=Kind.INTEGER),
        Column(name="d", kind=Kind.CATEGORICAL),
        Column(name="e", kind=Kind.CATEGORICAL),
        Column(name="f", kind=Kind.DATETIME),
    )
)
_DEFAULT = (
    "marginals", "pairs", "association", "missingness", "k-marginal", "tails", "coverage", "dates", "embedding", "detection",
)  # fmt: skip


def table(n_rows: int, rng: np.random.Generator) -> pd.DataFrame:
    """Two numbers that go together, one with gaps; a small whole number; a category that follows; one alone; a date."""
    z = rng.normal(size=n_rows)
    a = np.where(rng.random(n_rows) < 0.1, np.nan, z + rng.normal(size=n_rows))
    return pd.DataFrame(
        {
            "a": a,
            "b": np.exp(z),
            "c": pd.array(rng.integers(0, 5, n_rows), dtype="Int64"),
            "d": pd.Categorical(np.where(z + rng.normal(size=n_rows) > 0, "x", "y")),
            "e": pd.Categorical(rng.choice(list("mnopqrstu"), n_rows)),
            "f": pd.Timestamp("2024-01-01")
            + pd.to_timedelta(rng.integers(0, 365 * 24 * 60, n_rows), unit="min"),
        }
    )


def main(n_seeds: int, metrics: tuple[Metric, ...], rows: Sequence[int] = _ROWS) -> None:
    print(
        "| train, holdout, synthetic | metric | seeds | in the floor | worse than it | interval holds the reference |"
    )
    print("|---|---|---|---|---|---|")
    best = {metric.name: metric.best for metric in metrics}
    for sizes in (each for each in _SIZES if each[0] in rows):
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
            worse = float(np.mean([_worse(each, best[name]) for each in scores]))
            covers = share(scores, lambda each: each.low <= each.reference <= each.high)
            rows = ", ".join("none" if n is None else f"{n:,}" for n in sizes)
            print(
                f"| {rows} | {name} | {len(scores)} | {within:.1%} | {worse:.1%} | {covers:.1%} |", flush=True
            )


def _worse(score: Score, best: float) -> bool:
    """Whether the value lies outside the floor on the side away from the best value."""
    return (
        score.value > score.reference_high if best <= score.reference else score.value < score.reference_low
    )


def share(scores: list[Score], holds: Callable[[Score], bool]) -> float:
    return float(np.mean([holds(each) for each in scores]))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("seeds", type=int, nargs="?", default=200)
    parser.add_argument("metrics", nargs="*", default=_DEFAULT)
    parser.add_argument("--rows", type=int, nargs="*", default=_ROWS)
    options = parser.parse_args()
    main(options.seeds, tuple(metric for metric in METRICS if metric.name in options.metrics), options.rows)
