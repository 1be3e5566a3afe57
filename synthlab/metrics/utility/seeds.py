"""What several seeds say together of a difference between two models."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

__all__ = ["Change", "changes"]

_NORMAL = 1.96

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Change:
    """A mean difference over seeds, with a 95% interval over test rows and seeds."""

    value: float
    low: float
    high: float

    def points(self, of: str) -> str:
        """In hundredths of a score: ``1.2 points of AUC (0.3 to 2.1)``."""
        return f"{100 * self.value:.1f} points of {of} ({100 * self.low:.1f} to {100 * self.high:.1f})"

    @property
    def turned(self) -> Change:
        """The same as a loss: the other way round."""
        return Change(-self.value, -self.high, -self.low)


def changes(
    differences: Mapping[Key, Sequence[float]], errors: Mapping[Key, Sequence[float]]
) -> dict[Key, Change]:
    """The change of each setting from its differences, one a seed, and their standard errors over test rows.

    Few seeds tell little of their own spread, so it is pooled over the settings. Seeds share the test rows, so that
    the mean of their errors is hardly smaller than one.
    """
    spreads = [float(np.var(found, ddof=1)) for found in differences.values() if len(found) > 1]
    pooled = float(np.mean(spreads)) if spreads else 0.0
    told = {}
    for key, found in differences.items():
        value, error = float(np.mean(found)), float(np.mean(errors[key]))
        reach = _NORMAL * float(np.sqrt(error**2 + pooled / len(found)))
        told[key] = Change(value, value - reach, value + reach)
    return told
