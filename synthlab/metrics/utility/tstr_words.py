"""The rule of 5% and the sentences of the utility check."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["RULE_IN_WORDS", "Verdict", "certainty", "sentence", "width_warning"]

RULE_IN_WORDS = (
    "A gap above 5% of the real-trained model's score says: improve the synthetic table first. The rule is met when "
    "the whole interval lies at or below 5%, not met when the whole interval lies above."
)

_WIDE = 0.05


@dataclass(frozen=True)
class Verdict:
    """The gap, and the gap as a share of the real-trained score where that is above 0.

    ``is_met`` is None when the interval holds both answers, or the real-trained model is no better than trivial.
    """

    gap: float
    low: float
    high: float
    relative: float | None
    relative_low: float | None
    relative_high: float | None
    is_met: bool | None
    learns: bool

    @classmethod
    def of(cls, gap: float, low: float, high: float, trtr: float, baseline: float, rule: float) -> Verdict:
        """The verdict on a gap with its interval, given the real-trained score, the trivial one and the limit."""
        learns = trtr > max(baseline, 0.0)
        if not learns:
            return cls(gap, low, high, None, None, None, None, False)
        is_met = True if high / trtr <= rule else False if low / trtr > rule else None
        return cls(gap, low, high, gap / trtr, low / trtr, high / trtr, is_met, True)


def sentence(verdict: Verdict, score: str) -> str:
    """The finding in one sentence, differences in points (hundredths) of the score."""
    return f"A model trained on this table {_change(verdict, score)}; {_rule(verdict)}."


def width_warning(low: float, high: float, n_test: int, score: str) -> list[str]:
    """How wide the interval is, and what would halve it, where it is wider than five points."""
    if high - low <= _WIDE:
        return []
    return [
        f"The interval is {100 * (high - low):.1f} points of {score} wide with {n_test:,} rows to test on; about "
        f"{4 * n_test:,} would halve what they add to it."
    ]


def certainty(low: float, high: float, n_train: int, n_test: int, score: str) -> str:
    """How wide the interval is, and how many real rows would halve it: both parts of it shrink as the root of rows."""
    return (
        f"With {n_train:,} rows to train on and {n_test:,} to test on, the interval is {100 * (high - low):.1f} points of "
        f"{score} wide. Half as wide takes about four times as many of both: {4 * n_train:,} and {4 * n_test:,}, "
        f"{3 * (n_train + n_test):,} real rows more."
    )


def _change(verdict: Verdict, score: str) -> str:
    against = "against one trained on as many real rows"
    gap, low, high = (100 * number for number in (verdict.gap, verdict.low, verdict.high))
    if low >= 0:
        return f"loses {gap:.1f} points of {score} ({low:.1f} to {high:.1f}) {against}"
    if high <= 0:
        return f"gains {-gap:.1f} points of {score} ({-high:.1f} to {-low:.1f}) {against}"
    verb = "loses" if gap >= 0 else "gains"
    return f"{verb} {abs(gap):.1f} points of {score} (between a gain of {-low:.1f} and a loss of {high:.1f}) {against}"


def _rule(verdict: Verdict) -> str:
    if not verdict.learns:
        return "but even the model trained on real rows is no better than a trivial one, so the rule of 5% cannot apply"
    if verdict.is_met is None:
        return "whether the rule of 5% is met cannot be concluded"
    return "the rule of 5% is met" if verdict.is_met else "the rule of 5% is not met: improve the table first"
