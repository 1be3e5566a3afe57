"""What a differentially private fit has spent: zero-concentrated privacy, added up, and what it says in epsilon."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass, field

__all__ = ["Ledger", "Spend", "epsilon_of", "rho_of"]

_STEPS = 80
_ROUNDING = 1e-9


@functools.cache
def epsilon_of(rho: float, delta: float) -> float:
    """The least epsilon for which ``rho``-zCDP is known to give (epsilon, delta)-differential privacy.

    For each order alpha > 1, epsilon = rho alpha + log(1 - 1/alpha) + log(1 / (alpha delta)) / (alpha - 1);
    the least over alpha is taken, and 0 where that is negative.

    Source
    ------
    Canonne, Kamath and Steinke (2020), The Discrete Gaussian for Differential Privacy, arXiv 2004.00010,
    section 2.3.
    """
    if rho <= 0:
        return 0.0

    def at(log_order: float) -> float:
        above = math.exp(log_order)  # alpha - 1
        alpha = 1 + above
        return rho * alpha + math.log(above / alpha) - (math.log(alpha) + math.log(delta)) / above

    low, high = -20.0, 40.0
    for _ in range(_STEPS):
        left, right = low + (high - low) / 3, high - (high - low) / 3
        low, high = (low, right) if at(left) < at(right) else (left, high)
    return max(0.0, at((low + high) / 2))


@functools.cache
def rho_of(epsilon: float, delta: float) -> float:
    """The greatest rho whose ``epsilon_of`` is at most ``epsilon``."""
    low, high = 0.0, epsilon
    while epsilon_of(high, delta) < epsilon:
        high *= 2
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if epsilon_of(middle, delta) <= epsilon else (low, middle)
    return low


@dataclass(frozen=True)
class Spend:
    """One thing done with the train rows: ``rho`` of zCDP, and ``delta`` where it may fail with that chance."""

    what: str
    rho: float
    delta: float = 0.0


@dataclass
class Ledger:
    """The spends of one fit, which may not come to more than was promised.

    ``epsilon`` and ``delta`` are the promise. ``found_delta`` of delta is for finding values that are not public;
    what remains converts rho to epsilon. Spends add up: rho with rho, delta with delta.

    Source
    ------
    Bun and Steinke (2016), Concentrated Differential Privacy, arXiv 1605.02065 (composition, also of its
    approximate form).
    """

    epsilon: float
    delta: float
    found_delta: float = 0.0
    spends: list[Spend] = field(default_factory=list)
    rho: float = field(init=False)
    """All the rho there is to spend."""

    def __post_init__(self) -> None:
        self.rho = rho_of(self.epsilon, self.delta - self.found_delta) * (1 - _ROUNDING)

    @property
    def spent_rho(self) -> float:
        return math.fsum(spend.rho for spend in self.spends)

    @property
    def spent_delta(self) -> float:
        return math.fsum(spend.delta for spend in self.spends)

    @property
    def spent_epsilon(self) -> float:
        """What the spends together give in epsilon, at the delta that was promised."""
        return epsilon_of(self.spent_rho, self.delta - self.spent_delta)

    def add(self, spend: Spend) -> None:
        """Enter a spend before the result is looked at; one beyond the promise is our bug."""
        self.spends.append(spend)
        over = self.spent_rho > self.rho * (1 + _ROUNDING) or self.spent_delta > self.found_delta
        if over:
            raise RuntimeError(f"The privacy budget is overdrawn by {spend.what}.")
