"""Drawing from counts: equal sizes without copying a row, and how far chance moves a distance."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

__all__ = ["draw_counts", "interval", "multinomial_replicates", "smoothing"]

Counts = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def draw_counts(counts: Counts, n: int, n_draws: int, rng: np.random.Generator) -> Counts:
    """``n`` rows drawn without replacement from each table of counts, shape (n_draws, ..., n_bins).

    ``counts`` has shape (..., n_bins), every table with the same number of rows, at least ``n``: the
    multivariate hypergeometric law, bin by bin, for all tables at once. A table of exactly ``n`` rows comes
    back as it is.
    """
    rows = int(counts.reshape(-1, counts.shape[-1])[0].sum())
    drawn = np.empty((n_draws, *counts.shape), dtype=np.int64)
    if rows == n:
        drawn[:] = counts
        return drawn
    remaining = np.full(counts.shape[:-1], rows, dtype=np.int64)
    wanted = np.full(drawn.shape[:-1], n, dtype=np.int64)
    for index in range(counts.shape[-1] - 1):
        here = counts[..., index]
        remaining = remaining - here
        taken = rng.hypergeometric(here, remaining, wanted)
        drawn[..., index] = taken
        wanted -= taken
    drawn[..., -1] = wanted
    return drawn


def multinomial_replicates(counts: Counts, n_replicates: int, rng: np.random.Generator) -> Counts:
    """The table of counts drawn again with replacement, shape (n_replicates, ..., n_bins), same sizes."""
    totals = counts.sum(axis=-1)
    shares = counts / np.maximum(totals, 1)[..., None]
    return np.asarray(rng.multinomial(totals, shares, size=(n_replicates, *totals.shape)), dtype=np.int64)


def interval(centre: float, replicates: Floats, share: float = 0.95) -> tuple[float, float]:
    """An interval around ``centre`` with the spread of the replicates about their own mean.

    The replicates' mean is not used: resampling adds noise to noise and so shifts every distance upward.
    From 200 replicates on their quantiles are used, below that the normal law with their spread.
    """
    deviations = replicates - replicates.mean()
    if len(deviations) >= 200:
        low, high = map(float, np.quantile(deviations, [(1 - share) / 2, (1 + share) / 2]))
    else:
        from statistics import NormalDist

        reach = NormalDist().inv_cdf((1 + share) / 2) * float(deviations.std(ddof=1))
        low, high = -reach, reach
    return float(centre + low), float(centre + high)


def smoothing(kept: float, n_draws: int) -> float:
    r"""By how much averaging over draws narrows the spread of an absolute difference, in (0, 1].

    ``kept`` is the share of the difference's variance that stays when only the draws are repeated: 1 where
    both tables are used whole. For X and Y standard normal with correlation r = ``kept``, the variance of
    \|X\| averaged over endless draws is cov(\|X\|, \|Y\|) = 2/pi (sqrt(1 - r^2) + r asin r - 1), a part
    of var \|X\| = 1 - 2/pi; the rest of it is divided by ``n_draws``.
    """
    r = min(max(kept, 0.0), 1.0)
    covariance = 2 / math.pi * (math.sqrt(1 - r * r) + r * math.asin(r) - 1)
    stays = covariance / (1 - 2 / math.pi)
    return math.sqrt(stays + (1 - stays) / n_draws)
