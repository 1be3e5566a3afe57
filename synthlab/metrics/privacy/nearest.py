"""The familiar figure: which share of synthetic rows is nearer to a training row than to a kept-aside one?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.errors import NotMeasurable
from synthlab.metrics.base import Comparison, Family, Metric, Score
from synthlab.statistics.intervals import wilson
from synthlab.tables.hashing import row_hashes

if TYPE_CHECKING:
    from synthlab.statistics.neighbours import Encoded

__all__ = ["METRIC", "nearest_record_share"]

CAP = 20_000
"""At most as many synthetic rows, and as many of each group of real rows, are looked at."""

_MOST_CATEGORIES = 255
_MOST_TIES = 0.5
_BINS = 20

Distances = npt.NDArray[np.float32]
Indices = npt.NDArray[np.int64]

WEAK = (
    "This figure is shown because it is familiar. It is weak: it misses it when 1% of the rows are copied, so it is "
    "never a verdict."
)


def nearest_record_share(comparison: Comparison, rng: np.random.Generator) -> Score:
    """Share of synthetic rows that are nearer to a training row than to any kept-aside row, in [0, 1]; ties half.

    As many training as kept-aside rows are compared, at most 20,000 of each and of the synthetic ones, drawn by
    seed. The distance adds, over the modelled columns, 1 for a category that differs and the difference of ranks
    (0 to 1) for numbers and dates; a missing number stands 1 below all others. 0.5 is what chance gives and the
    reference. The interval counts synthetic rows that share a nearest record as the one observation they are.

    A value near 0.5 does NOT say that nobody was copied: one copied row in a hundred moves it by less than its
    interval. A high value says that the table follows its training rows closely. There is no state: never a verdict.

    Raises
    ------
    NotMeasurable
        Without a holdout, without a common column, or with more than 255 category columns.

    Source
    ------
    Distance to the closest record against a holdout, as in Platzer and Reutterer (2021),
    doi:10.3389/fdata.2021.679939, with sizes made equal and ties counted half.
    """
    if comparison.holdout is None:
        raise NotMeasurable(
            "No real row is known to be unseen by the generator, so nearness to training rows has nothing to be held "
            "against."
        )
    size = min(len(comparison.train), len(comparison.holdout), CAP)
    train, holdout = (
        _drawn(frame, comparison, size, rng) for frame in (comparison.train, comparison.holdout)
    )
    synthetic = _drawn(comparison.synthetic, comparison, CAP, rng)
    from synthlab.statistics.neighbours import nearest

    queries, near_train, near_holdout = _encoded(train, holdout, synthetic, comparison)
    (to_train, which_train), (to_holdout, which_holdout) = (
        nearest(queries, near_train),
        nearest(queries, near_holdout),
    )
    to_train, to_holdout = to_train[:, 0], to_holdout[:, 0]
    closer, tied = to_train < to_holdout, to_train == to_holdout
    n = len(to_train)
    share = float((closer.sum() + tied.sum() / 2) / n)
    effective = _effective_rows(n, size, which_train[closer, 0], which_holdout[~closer & ~tied, 0])
    low, high = wilson(share * effective, effective)
    reference_low, reference_high = wilson(effective / 2, effective)
    ties = float(tied.mean())
    return Score(
        value=share,
        low=low,
        high=high,
        reference=0.5,
        reference_low=reference_low,
        reference_high=reference_high,
        n_rows=n,
        details=_histogram(to_train, to_holdout),
        facts={
            "n_synthetic": n,
            "n_train": size,
            "n_holdout": size,
            "ties": ties,
            "is_informative": ties <= _MOST_TIES,
            "effective_rows": effective,
            "zero_distance_train": int((to_train == 0).sum()),
            "zero_distance_holdout": int((to_holdout == 0).sum()),
            "sentence": _sentence(share, low, high, ties),
        },
        warnings=_warnings(comparison, size, n, ties),
    )


def _drawn(frame: pd.DataFrame, comparison: Comparison, size: int, rng: np.random.Generator) -> pd.DataFrame:
    names = [column.name for column in comparison.schema.modelled]
    # By content first, so that the order of rows in a file decides nothing.
    order = np.argsort(row_hashes(frame, names), kind="stable")
    if len(order) > size:
        order = order[np.sort(rng.permutation(len(order))[:size])]
    return frame[names].iloc[order].reset_index(drop=True)


def _encoded(
    train: pd.DataFrame, holdout: pd.DataFrame, synthetic: pd.DataFrame, comparison: Comparison
) -> tuple[Encoded, Encoded, Encoded]:
    from synthlab.metrics.privacy.attacks.coded import code
    from synthlab.metrics.privacy.attacks.geometry import Scaling, lay_out
    from synthlab.metrics.privacy.engine.pool import Pool

    n = len(train)
    pool = Pool(
        pd.concat([train, holdout], ignore_index=True),
        np.arange(n + len(holdout)),
        synthetic,
        comparison.schema,
    )
    coded = code(pool)
    if not coded.columns:
        raise NotMeasurable(
            "The synthetic table fills none of the modelled columns, so no distance can be taken."
        )
    if sum(not column.is_ordered for column in coded.columns) > _MOST_CATEGORIES:
        raise NotMeasurable(
            f"There are more than {_MOST_CATEGORIES} category columns. Ignore some of them to measure nearness."
        )
    layout = lay_out(pool, coded, Scaling.RANK)
    return layout.synthetic, layout.pool.rows(np.arange(n)), layout.pool.rows(np.arange(n, n + len(holdout)))


def _effective_rows(n: int, size: int, winners_train: Indices, winners_holdout: Indices) -> float:
    # Whether a record was in training is one coin; all synthetic rows nearest to it share that coin. Exactly half
    # of the records were, hence the square of the total: what all records have in common does not vary.
    squares = sum(float((np.bincount(winners) ** 2.0).sum()) for winners in (winners_train, winners_holdout))
    spread = squares - (len(winners_train) + len(winners_holdout)) ** 2 / (2 * size)
    return float(n) if spread <= 0 else min(float(n), n * n / spread)


def _histogram(to_train: Distances, to_holdout: Distances) -> list[dict[str, Any]]:
    edges = np.linspace(0, max(float(to_train.max()), float(to_holdout.max())) or 1.0, _BINS + 1)
    counts = [np.histogram(distances, edges)[0] / len(distances) for distances in (to_train, to_holdout)]
    return [
        {"low": float(low), "high": float(high), "to_train": float(a), "to_holdout": float(b)}
        for low, high, a, b in zip(edges[:-1], edges[1:], *counts, strict=True)
    ]


def _sentence(share: float, low: float, high: float, ties: float) -> str:
    if ties > _MOST_TIES:
        return f"Not informative: {100 * ties:.0f}% of the synthetic rows are as near to both groups. {WEAK}"
    return (
        f"{100 * share:.1f}% of the synthetic rows ({100 * low:.1f}% to {100 * high:.1f}%) are nearer to a training "
        f"row than to a kept-aside one; chance gives 50%. {WEAK}"
    )


def _warnings(comparison: Comparison, size: int, n: int, ties: float) -> list[str]:
    warnings = []
    if ties > _MOST_TIES:
        warnings.append(
            f"Not informative: {100 * ties:.0f}% of the synthetic rows are as near to both groups."
        )
    assert comparison.holdout is not None
    everything = {len(comparison.train), len(comparison.holdout)} == {size} and len(comparison.synthetic) == n
    if not everything:
        warnings.append(
            f"Measured on {n:,} synthetic rows against {size:,} training and {size:,} kept-aside rows, drawn by seed."
        )
    return warnings


METRIC = Metric(
    name="nearest-record-share",
    family=Family.PRIVACY,
    question="Which share of synthetic rows is nearer to a training row than to a kept-aside one?",
    best=0.5,
    bounds=(0.0, 1.0),
    unit="share of synthetic rows",
    source="Platzer and Reutterer (2021), doi:10.3389/fdata.2021.679939, with equal sizes and ties counted half.",
    compute=nearest_record_share,
)
