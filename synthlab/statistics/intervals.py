"""Intervals for rates and for differences of rates. Plain functions of counts; none is cut at zero."""

from __future__ import annotations

import math
from statistics import NormalDist

__all__ = ["clopper_pearson", "newcombe", "wilson"]


def wilson(successes: float, n: float, alpha: float = 0.05) -> tuple[float, float]:
    """Wilson's score interval of a rate, in [0, 1], at confidence ``1 - alpha``.

    Counts may be fractions: ties that count half, or an effective sample size.

    >>> low, high = wilson(81, 263)
    >>> round(low, 4), round(high, 4)
    (0.2553, 0.3662)

    Raises
    ------
    ValueError
        When successes lie outside 0..n, or n is not positive.

    Source
    ------
    Wilson (1927), doi:10.1080/01621459.1927.10502953.
    """
    _check(successes, n)
    z = NormalDist().inv_cdf(1 - alpha / 2)
    rate = successes / n
    middle = rate + z * z / (2 * n)
    reach = z * math.sqrt(rate * (1 - rate) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    # At 0 and n the bound is exactly the edge; floating point would miss it by a hair.
    low = 0.0 if successes == 0 else max(0.0, (middle - reach) / scale)
    high = 1.0 if successes == n else min(1.0, (middle + reach) / scale)
    return low, high


def newcombe(
    first: float, n_first: float, second: float, n_second: float, alpha: float = 0.05
) -> tuple[float, float]:
    """Newcombe's hybrid score interval of ``first / n_first - second / n_second``, in [-1, 1].

    >>> low, high = newcombe(56, 70, 48, 80)
    >>> round(low, 4), round(high, 4)
    (0.0524, 0.3339)

    Raises
    ------
    ValueError
        As ``wilson``.

    Source
    ------
    Newcombe (1998), Interval estimation for the difference between independent proportions, Statistics in
    Medicine 17: 873-890, method 10.
    """
    low_first, high_first = wilson(first, n_first, alpha)
    low_second, high_second = wilson(second, n_second, alpha)
    rate_first, rate_second = first / n_first, second / n_second
    difference = rate_first - rate_second
    return (
        difference - math.hypot(rate_first - low_first, high_second - rate_second),
        difference + math.hypot(high_first - rate_first, rate_second - low_second),
    )


def clopper_pearson(successes: float, n: float, alpha: float = 0.05) -> tuple[float, float]:
    """The exact interval of a rate, in [0, 1]: it covers at least ``1 - alpha`` of the time.

    >>> low, high = clopper_pearson(0, 20)
    >>> round(low, 4), round(high, 4)
    (0.0, 0.1684)

    Raises
    ------
    ValueError
        As ``wilson``.

    Source
    ------
    Clopper and Pearson (1934), Biometrika 26: 404-413.
    """
    from scipy.special import betaincinv

    _check(successes, n)
    low = 0.0 if successes == 0 else float(betaincinv(successes, n - successes + 1, alpha / 2))
    high = 1.0 if successes == n else float(betaincinv(successes + 1, n - successes, 1 - alpha / 2))
    return low, high


def _check(successes: float, n: float) -> None:
    if not (n > 0 and 0 <= successes <= n):
        raise ValueError(f"A rate needs 0 <= successes <= n and n > 0, not {successes} of {n}.")
