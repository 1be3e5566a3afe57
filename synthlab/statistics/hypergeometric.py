"""The exact chance that marked rows fall among the training rows as often as they did."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["least_provable", "tail", "tails"]

Floats = npt.NDArray[np.float64]


def tails(n_marked: int, n_train: int, n_holdout: int) -> Floats:
    """P(at least m of the marked rows are training rows) for m = 0..n_marked, shape (n_marked + 1,).

    ``n_marked`` of the ``n_train + n_holdout`` rows are marked without regard to which group they are in.
    """
    from scipy.special import gammaln

    n = n_train + n_holdout
    if not (0 <= n_marked <= n and n_train >= 0 and n_holdout >= 0):
        raise ValueError(f"{n_marked} rows cannot be marked among {n_train} and {n_holdout}.")
    m = np.arange(n_marked + 1)
    possible = (m <= n_train) & (n_marked - m <= n_holdout)
    m = m[possible]

    def log_choose(top: int, bottom: npt.NDArray[np.int64]) -> Floats:
        return np.asarray(gammaln(top + 1.0) - gammaln(bottom + 1.0) - gammaln(top - bottom + 1.0))

    log_mass = log_choose(n_train, m) + log_choose(n_holdout, n_marked - m)
    mass = np.zeros(n_marked + 1)
    mass[possible] = np.exp(log_mass - float(log_choose(n, np.asarray([n_marked]))[0]))
    # Summed from the far end, so that small tails keep their digits.
    return np.minimum(np.cumsum(mass[::-1])[::-1], 1.0)


def tail(m_train: int, n_marked: int, n_train: int, n_holdout: int) -> float:
    """P(at least ``m_train`` of the marked rows are training rows), in [0, 1].

    >>> round(tail(3, 3, 3, 3), 4)
    0.05
    """
    return float(tails(n_marked, n_train, n_holdout)[m_train])


def least_provable(n_train: int, n_holdout: int, alpha: float = 0.01, by_chance: int = 0) -> int | None:
    """The fewest marked training rows that prove copying at level ``alpha``; None when no number does.

    ``by_chance`` holdout rows are marked too (0: none), and with them as many training rows as chance gives;
    the answer counts the rows beyond those.

    >>> [least_provable(50_000, 50_000, alpha) for alpha in (0.05, 0.01)]
    [5, 7]
    """
    expected = round(by_chance * n_train / n_holdout) if n_holdout else 0
    low, high = 1, n_train - expected
    if high < 1 or not _proves(high, expected, by_chance, n_train, n_holdout, alpha):
        return None
    while low < high:
        middle = (low + high) // 2
        if _proves(middle, expected, by_chance, n_train, n_holdout, alpha):
            high = middle
        else:
            low = middle + 1
    return low


def _proves(extra: int, expected: int, by_chance: int, n_train: int, n_holdout: int, alpha: float) -> bool:
    m_train = expected + extra
    return tail(m_train, m_train + by_chance, n_train, n_holdout) <= alpha
