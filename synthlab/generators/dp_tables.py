"""From noisy counts to shares: nothing here looks at a row, so nothing here costs privacy."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["conditional", "draw", "grouped", "grouped_rows", "on_simplex", "shrunken", "with_margin"]

Floats = npt.NDArray[np.float64]
Groups = npt.NDArray[np.int32]


def on_simplex(counts: Floats, totals: Floats) -> Floats:
    """The nearest non-negative rows with these totals; shape (n_rows, n_cells). A row of total 0 becomes 0.

    Source
    ------
    Wang and Carreira-Perpinan (2013), Projection onto the probability simplex, arXiv 1309.1541.
    """
    n_cells = counts.shape[1]
    ordered = -np.sort(-counts, axis=1)
    excess = (np.cumsum(ordered, axis=1) - totals[:, None]) / np.arange(1, n_cells + 1)
    n_kept = np.maximum((ordered > excess).sum(axis=1), 1)
    taken = excess[np.arange(len(counts)), n_kept - 1]
    projected = np.maximum(counts - taken[:, None], 0.0)
    return np.asarray(np.where(totals[:, None] > 0, projected, 0.0), dtype=np.float64)


def shrunken(noisy: Floats, sigma: float, expected: Floats) -> Floats:
    """Noisy rows drawn towards what is expected of them, as far as their distance from it may be noise.

    Shape (n_rows, n_cells). The share of a row's squared distance from ``expected`` that noise of standard
    deviation ``sigma`` does not explain is kept.

    Source
    ------
    James and Stein (1961), Estimation with quadratic loss; the positive part, towards a given point.
    """
    apart = noisy - expected
    squared = (apart**2).sum(axis=1)
    by_noise = max(noisy.shape[1] - 2, 1) * sigma**2
    kept = np.maximum(0.0, 1 - by_noise / np.maximum(squared, 1e-300))
    return np.asarray(expected + kept[:, None] * apart, dtype=np.float64)


def with_margin(table: Floats, weights: Floats, margin: Floats, n_rounds: int = 20) -> Floats:
    """Conditional shares (n_rows, n_cells) whose mean, rows weighted by ``weights``, is ``margin``.

    Rows are rescaled cell by cell in turn with being brought back to sum 1; cells that are 0 stay so.
    """
    table, weights = table.copy(), weights / max(weights.sum(), 1e-300)
    for _ in range(n_rounds):
        mean = weights @ table
        table *= np.where(mean > 0, margin / np.maximum(mean, 1e-300), 1.0)
        sums = table.sum(axis=1, keepdims=True)
        table = np.where(sums > 0, table / np.maximum(sums, 1e-300), margin)
    return table


def grouped(shares: Floats, most: int, least_share: float) -> Groups:
    """Neighbouring cells joined to about ``most`` groups; shape (n_cells,), groups numbered in the order of cells.

    A cell that holds a group's share alone stays alone; what the others hold is divided evenly among at least
    half as many groups, none of less than ``least_share``.
    """
    alone = shares >= 1 / most
    rest = float(shares[~alone].sum())
    goal = max(rest / max(most - int(alone.sum()), most // 2), least_share)
    group, held = 0, 0.0
    groups = np.zeros(len(shares), dtype=np.int32)
    for cell, share in enumerate(shares):
        if held > 0 and (held + share / 2 > goal or alone[cell]):
            group, held = group + 1, 0.0
        groups[cell] = group
        held += float(share)
    if group and held < least_share / 2:
        groups[groups == group] = group - 1
    return groups


def grouped_rows(shares: Floats, most: int) -> Groups:
    """The ``most - 1`` largest cells each alone, in their order, and all others together."""
    if len(shares) <= most:
        return np.arange(len(shares), dtype=np.int32)
    alone = np.sort(np.argsort(-shares, kind="stable")[: most - 1])
    groups = np.full(len(shares), most - 1, dtype=np.int32)
    groups[alone] = np.arange(most - 1)
    return groups


def conditional(noisy: Floats, sigma: float, shares: Floats) -> Floats:
    """Shares of the last axis's cells for each combination of the others, shape (n_combinations, n_cells).

    Level by level: what the first parent says is drawn towards ``shares``, what the first two say towards what the
    first says, and so on, each as far as noise of ``sigma`` explains the difference. Cells that have no share keep
    none, and the mean over combinations is ``shares``.
    """
    n_cells, n_parents = noisy.shape[-1], noisy.ndim - 1
    table, totals = shares[None, :], np.ones(1)
    for level in range(1, n_parents + 1):
        summed = tuple(range(level, n_parents))
        counts = noisy.sum(axis=summed).reshape(-1, n_cells)
        spread = sigma * float(np.prod([noisy.shape[axis] for axis in summed], dtype=np.float64)) ** 0.5
        totals = np.maximum(counts.sum(axis=1), 0.0)
        expected = np.repeat(table, len(counts) // len(table), axis=0)
        counts = shrunken(counts, spread, totals[:, None] * expected)
        counts = on_simplex(np.where(shares > 0, counts, -np.inf), totals)
        sums = counts.sum(axis=1, keepdims=True)
        table = np.where(sums > 0, counts / np.maximum(sums, 1e-300), expected)
    return with_margin(table, totals, shares)


def draw(table: Floats, at: npt.NDArray[np.int64], rng: np.random.Generator) -> Groups:
    """A cell for each row, by the shares in the table's row ``at``."""
    up = np.cumsum(table, axis=1)
    steps = (up / up[:, -1:] + np.arange(len(table))[:, None]).ravel()
    cells = np.searchsorted(steps, at + rng.random(len(at)), side="right") - at * table.shape[1]
    return np.asarray(np.minimum(cells, table.shape[1] - 1), dtype=np.int32)
