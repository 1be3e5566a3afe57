"""P2: how many of a person's rare values stand, exactly, in the synthetic table."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from synthlab.metrics.privacy.attacks.coded import Coded

__all__ = ["copied_rare_cells"]

RARE = 3


def copied_rare_cells(coded: Coded) -> npt.NDArray[np.bool_]:
    """Whether a pool cell's value occurs fewer than 3 more times in the pool, and in the synthetic table.

    Shape (n_columns, n_pool). Its column sums, one a row, are the attack's score. A missing value is never rare.
    """
    copied = np.zeros(coded.pool.shape, dtype=np.bool_)
    for index, levels in enumerate(coded.n_levels):
        others = np.bincount(coded.pool[index], minlength=levels) - 1
        synthetic = np.bincount(coded.synthetic[index], minlength=levels)
        telling = (others < RARE) & (synthetic > 0)
        telling[0] = False
        copied[index] = telling[coded.pool[index]]
    return copied
