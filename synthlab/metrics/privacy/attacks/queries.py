"""How often a pool row's combinations of values occur in the synthetic table, against how often they should."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from synthlab.metrics.privacy.attacks.coded import Coded

__all__ = ["query_ratio"]

Floats = npt.NDArray[np.float64]
_DENSE = 2_000_000


def query_ratio(coded: Coded, rng: np.random.Generator, n_queries: int = 150) -> Floats:
    """Mean log ratio of synthetic to leave-one-out pool frequency over random 2- to 4-column cells.

    Shape (n_pool,). High: the synthetic table holds more rows like this one than its neighbours explain.
    ``coded`` should be binned. With one column, its 1-way cells are used.

    Source
    ------
    The density ratio of van Breugel et al. (2023), arXiv 2302.12580, taken over k-way counting queries.
    """
    n_columns, n_pool = coded.pool.shape
    n_synthetic = coded.synthetic.shape[1]
    total = np.zeros(n_pool)
    for _ in range(n_queries):
        width = min(n_columns, int(rng.integers(2, 5)))
        chosen = rng.choice(n_columns, size=width, replace=False)
        pool_keys, synthetic_keys, n_keys = _keys(coded, chosen)
        in_pool = np.bincount(pool_keys, minlength=n_keys)
        in_synthetic = np.bincount(synthetic_keys, minlength=n_keys)
        ratio = np.log((in_synthetic + 0.5) / n_synthetic) - np.log(np.maximum(in_pool - 0.5, 0.5) / n_pool)
        total += ratio[pool_keys]
    return total / n_queries


def _keys(
    coded: Coded, chosen: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], int]:
    pool = np.zeros(coded.pool.shape[1], dtype=np.int64)
    synthetic = np.zeros(coded.synthetic.shape[1], dtype=np.int64)
    size = 1
    for index in chosen:
        levels = int(coded.n_levels[index])
        pool = pool * levels + coded.pool[index]
        synthetic = synthetic * levels + coded.synthetic[index]
        size *= levels
        if size > _DENSE:
            both, inverse = np.unique(np.concatenate([pool, synthetic]), return_inverse=True)
            pool, synthetic, size = inverse[: len(pool)], inverse[len(pool) :], len(both)
    return pool, synthetic, size
