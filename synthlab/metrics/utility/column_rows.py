"""The rows that every column is told from the others on, and which columns are asked about."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from synthlab.errors import NotMeasurable
from synthlab.metrics.base import Comparison
from synthlab.tables.hashing import row_hashes
from synthlab.tables.schema import Column

__all__ = ["evenly", "tables_to_learn_from"]

_TRAIN, _TEST = 1_500, 2_000
_LEAST_ROWS = 50


def tables_to_learn_from(
    comparison: Comparison, rng: np.random.Generator
) -> tuple[list[pd.DataFrame], list[str]]:
    """Two disjoint draws of real rows and one of synthetic ones, of one size, and the real rows to test on."""
    notes: list[str] = []
    train, synthetic = (_sorted(frame) for frame in (comparison.train, comparison.synthetic))
    order = rng.permutation(len(train))
    if comparison.holdout is None:
        third = len(order) // 3
        test, order = train.iloc[np.sort(order[:third])], order[third:]
        notes.append(
            "No row is known to be unseen by the generator: tested on a third of the real rows, which it may have "
            "seen. The gaps may flatter."
        )
    else:
        test = _sorted(comparison.holdout)
    size = min(len(order) // 2, len(synthetic), _TRAIN)
    for n_rows, words in ((size, "train"), (len(test), "test")):
        if n_rows < _LEAST_ROWS:
            raise NotMeasurable(f"Only {n_rows} rows are there to {words} on; it takes {_LEAST_ROWS}.")
    draws = [
        train.iloc[np.sort(order[:size])],
        train.iloc[np.sort(order[size : 2 * size])],
        synthetic.iloc[np.sort(rng.permutation(len(synthetic))[:size])],
        test.iloc[np.sort(rng.permutation(len(test))[:_TEST])],
    ]
    return [frame.reset_index(drop=True) for frame in draws], notes


def _sorted(frame: pd.DataFrame) -> pd.DataFrame:
    # By content, so that the order of rows in a file decides nothing.
    return frame.iloc[np.argsort(row_hashes(frame, list(frame.columns)), kind="stable")]


def evenly(columns: Sequence[Column], most: int) -> list[Column]:
    """At most so many columns, the first and the last among them."""
    places = np.unique(np.linspace(0, len(columns) - 1, min(most, len(columns))).round().astype(int))
    return [columns[place] for place in places]
