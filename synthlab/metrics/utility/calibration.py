"""Whether predicted chances come true: of rows said to be 70% likely, are 70% so?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["calibration", "calibration_curve"]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

_BINS = 10
_LEAST_ROWS = 20


def calibration(
    codes: Codes, real: Floats, synthetic: Floats, one: int, name: str | None
) -> Mapping[str, Any] | None:
    """The curves of both models for class number ``one``, on the same rows; None with fewer than 40 rows.

    ``error`` is the mean distance between chance and outcome over the curve's points, weighted by their rows.
    """
    if len(codes) < 2 * _LEAST_ROWS:
        return None
    curves = {
        side: calibration_curve(codes == one, said[:, one])
        for side, said in (("real", real), ("synthetic", synthetic))
    }
    return {
        "class": name,
        **curves,
        "real_error": _error(curves["real"]),
        "synthetic_error": _error(curves["synthetic"]),
    }


def calibration_curve(is_one: npt.NDArray[np.bool_], chances: Floats) -> list[dict[str, float | int]]:
    """At most ten groups of rows by predicted chance, about equally many in each: chance said, share found, rows.

    No group has fewer than 20 rows; rows with equal chances stay together.
    """
    n_groups = max(1, min(_BINS, len(chances) // _LEAST_ROWS))
    edges = np.unique(np.quantile(chances, np.arange(1, n_groups) / n_groups))
    place = np.searchsorted(edges, chances, side="left")
    place = _merged(place, len(edges) + 1)
    return [
        {
            "predicted": float(chances[place == group].mean()),
            "observed": float(is_one[place == group].mean()),
            "rows": int((place == group).sum()),
        }
        for group in np.unique(place)
    ]


def _merged(place: npt.NDArray[np.intp], n_groups: int) -> npt.NDArray[np.intp]:
    """Groups of too few rows joined to the one below them, the first to the one above."""
    counts = np.bincount(place, minlength=n_groups)
    target, kept = np.zeros(n_groups, dtype=np.intp), 0
    held = 0
    for group in range(n_groups):
        if held >= _LEAST_ROWS and counts[group:].sum() >= _LEAST_ROWS:
            kept, held = kept + 1, 0
        target[group] = kept
        held += counts[group]
    return target[place]


def _error(curve: list[dict[str, float | int]]) -> float:
    rows = sum(point["rows"] for point in curve)
    return float(sum(point["rows"] * abs(point["predicted"] - point["observed"]) for point in curve) / rows)
