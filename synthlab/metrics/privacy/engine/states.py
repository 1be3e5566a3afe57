"""From a test and an effect to one of six words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from synthlab.metrics.base import State
from synthlab.metrics.privacy.engine.effects import Effect

__all__ = ["Tolerance", "state_of", "worst"]


@dataclass(frozen=True)
class Tolerance:
    """Effects up to here are put up with. synthlab's defaults, not a legal threshold; the policy may set others."""

    auc: float = 0.55
    window: float = 0.60
    success: float = 0.05

    def of(self, kind: str) -> float:
        return {"auc": self.auc, "window": self.window, "success": self.success}[kind]


def state_of(p_adjusted: float, effect: Effect, tolerance: float, alpha: float, may_clear: bool) -> State:
    """The state of one statistic.

    ``may_clear`` says that this
    statistic may earn NO LEAK FOUND at all: the controls passed, and it is the AUC, a window set for it or a rate.
    """
    if p_adjusted <= alpha:
        return State.LEAK_FOUND if effect.low > tolerance else State.TRACE
    if may_clear and effect.high_simultaneous <= tolerance:
        return State.NO_LEAK_FOUND
    return State.CANNOT_TELL


def worst(states: Iterable[State]) -> State:
    """The worst of these states; NOT TESTED when there are none."""
    found = set(states)
    return next((state for state in State if state in found), State.NOT_TESTED)
