"""Scores of several models on the same resampled holdout rows, so that their difference has an interval."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

__all__ = ["auc_replicates", "r2_replicates", "resampled", "square_and_add"]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
Counts = npt.NDArray[np.uint8]


def resampled(
    n_rows: int, rng: np.random.Generator, n_replicates: int, strata: Codes | None = None
) -> Counts:
    """How often each row is drawn, shape (n_replicates, n_rows): as many rows as there are, with replacement.

    With ``strata`` (one code a row) each stratum is drawn from by itself, so that no class ever vanishes.
    """
    counts = np.zeros((n_replicates, n_rows), dtype=np.uint8)
    groups = (
        [np.arange(n_rows)]
        if strata is None
        else [np.flatnonzero(strata == one) for one in np.unique(strata)]
    )
    for rows in groups:
        for replicate in counts:
            drawn = np.bincount(rng.integers(0, len(rows), len(rows)), minlength=len(rows))
            replicate[rows] = np.minimum(drawn, 255)
    return counts


def auc_replicates(codes: Codes, probabilities: Floats, counts: Counts) -> Floats:
    """``scores.macro_auc`` on each replicate, shape (n_replicates,); ``counts`` as from ``resampled``."""
    from synthlab.metrics.utility.auc_kernel import weighted_auc

    present = np.unique(codes)
    if len(present) == 2 and probabilities.shape[1] == 2:
        present = np.asarray([1])
    each = []
    for one in present:
        scores = probabilities[:, one]
        order = np.argsort(scores, kind="stable")
        ordered = scores[order]
        is_last = np.append(ordered[1:] != ordered[:-1], True)
        each.append(weighted_auc(order, is_last, codes[order] == one, counts))
    return np.asarray(np.mean(each, axis=0))


def r2_replicates(values: Floats, predictions: Floats, counts: Counts) -> Floats:
    """``scores.r2`` on each replicate, shape (n_replicates,); a replicate whose values are all one is left at 0."""
    centred = values - values.mean()
    columns = np.column_stack([np.ones(len(values)), centred, centred**2, (values - predictions) ** 2])
    weight, total, squares, errors = (counts.astype(np.float64) @ columns).T
    spread = squares - total**2 / weight
    return np.where(spread > 0, 1 - errors / np.where(spread > 0, spread, 1.0), 0.0)


def square_and_add(value: float, low: float, high: float, reaches: Sequence[float]) -> tuple[float, float]:
    """The interval widened by independent sources of chance, each given by its reach to either side."""
    return (
        value - float(np.hypot.reduce([value - low, *reaches])),
        value + float(np.hypot.reduce([high - value, *reaches])),
    )
