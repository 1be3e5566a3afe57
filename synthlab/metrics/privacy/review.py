"""The records behind the copies check: real people, for the eyes of their keeper alone."""

from __future__ import annotations

import numpy as np
import pandas as pd

from synthlab.metrics.base import Comparison
from synthlab.metrics.privacy.matching import find

__all__ = ["MOST", "review_rows"]

MOST = 200
"""No more records than this are kept."""


def review_rows(comparison: Comparison, most: int = MOST) -> pd.DataFrame:
    """The records unique among all real ones that occur word for word in the synthetic table; training rows only.

    At most ``most``, in the table's order, shape (n_found, n_columns). These are real rows: they belong into no
    report and no bundle.
    """
    parts = [part for part in (comparison.train, comparison.holdout) if part is not None]
    matches = find(parts, comparison.synthetic, comparison.schema.modelled, ())
    found = np.flatnonzero(matches.levels[0].matched[: len(comparison.train)])
    return comparison.train.iloc[found[:most]].reset_index(drop=True)
