"""The sentences of the copies check."""

from __future__ import annotations

from synthlab.metrics.base import State
from synthlab.metrics.privacy.excess import ALPHA, Duplicates, Evidence
from synthlab.metrics.privacy.matching import Matches
from synthlab.statistics.hypergeometric import least_provable

__all__ = ["LIMITS", "chance", "counted", "sentence", "warnings"]

LIMITS = (
    "This says nothing about copies that were changed more than that, about attacks we did not run, about other "
    "tables from the same generator, or about the model itself."
)


def sentence(
    state: State, shown: Evidence, evidence: list[Evidence], duplicates: Duplicates, n_holdout: int
) -> str:
    """What was found, in words for the person who decides; the numbers are those of the evidence."""
    if state is State.INVALID:
        return (
            f"{counted(duplicates.across, 'pair')} of identical records stand with one record in the training rows "
            f"and one among the kept-aside rows, where chance would give about {duplicates.expected:,.0f}: the same "
            "people seem to be on both sides, so nothing can be concluded. Split again, by person."
        )
    if state is State.LEAK_FOUND:
        return _leak(shown)
    if state is State.NO_LEAK_FOUND:
        return _none_found(evidence)
    found = _found(shown)
    if state is State.NOT_TESTED:
        return (
            f"{found} Only {n_holdout:,} rows were kept aside, and fewer than 200 cannot tell copying from "
            "coincidence: this was not tested. Keep more rows aside, generate again and come back."
        )
    half = (shown.n_train + shown.n_holdout) // 2
    with_half = least_provable(half, half, ALPHA)
    better = f" With half of the real rows kept aside, {with_half} would be enough." if with_half else ""
    needed = shown.least_provable
    least = (
        f"at least {needed:,} copied records beyond chance are needed to prove it"
        if needed is not None
        else "no number of copied records could be proven"
    )
    return f"{found} That is too few to tell copying from coincidence: with this split {least}.{better}"


def warnings(matches: Matches) -> list[str]:
    """What was not looked at."""
    if not matches.left_out:
        return []
    return [f"Not matched on {', '.join(matches.left_out)}: the synthetic table has no value there."]


def chance(p: float) -> str:
    """A probability as odds a person can picture.

    >>> chance(0.00195), chance(1e-9)
    ('1 in 510', 'less than 1 in a million')
    """
    if p < 1e-6:
        return "less than 1 in a million"
    times = 1 / p
    digits = 10 ** max(0, len(f"{times:.0f}") - 2)
    return f"1 in {round(times / digits) * digits:,}"


def counted(n: int, noun: str) -> str:
    """A number with its noun: "1 record", "1,204 records"."""
    return f"{n:,} {noun}{'' if n == 1 else 's'}"


def _leak(shown: Evidence) -> str:
    aside = f"{shown.m_holdout:,}" if shown.m_holdout else "none"
    return (
        f"{counted(shown.m_train, 'record')} unique in your data {_appear(shown.m_train)} {shown.title} in the "
        f"synthetic table ({_percent(shown.rates[0])} of {shown.n_train:,} used for training); {aside} of the "
        f"{shown.n_holdout:,} kept-aside ones {'do' if shown.m_holdout != 1 else 'does'}. Chance of that without "
        f"copying: {chance(shown.p)}."
    )


def _none_found(evidence: list[Evidence]) -> str:
    exact = evidence[0]
    needed = exact.least_provable
    noticed = (
        f" We would have noticed {'a copied record' if needed == 1 else f'{needed:,} copied records'} beyond chance."
        if needed is not None
        else ""
    )
    ways = ", ".join(one.title for one in evidence)
    others = sum(one.m_train for one in evidence[1:])
    again = "" if others else f" Matched {ways}: none." if len(evidence) > 1 and not exact.m_train else ""
    by_chance = " That is as often as chance would have it." if exact.m_train else ""
    return f"{_found(exact)}{by_chance}{again}{noticed} {LIMITS}"


def _found(exact: Evidence) -> str:
    if exact.m_train == 0:
        return (
            f"None of the {exact.n_train:,} training records that are unique in your data appears {exact.title} "
            "in the synthetic table."
        )
    return (
        f"{counted(exact.m_train, 'training record')} unique in your data {_appear(exact.m_train)} {exact.title} in "
        f"the synthetic table ({_percent(exact.rates[0])}), and {exact.m_holdout:,} of the kept-aside ones "
        f"({_percent(exact.rates[1])}). Somebody should look at them."
    )


def _appear(n: int) -> str:
    return "appears" if n == 1 else "appear"


def _percent(share: float) -> str:
    return f"{100 * share:.2f}%" if share < 0.1 else f"{100 * share:.0f}%"
