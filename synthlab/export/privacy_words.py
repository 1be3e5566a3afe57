"""What a report says of privacy as a whole: one sentence, why, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from synthlab.evaluation import Outcome, Report
from synthlab.export.words import says
from synthlab.metrics.base import Family, State
from synthlab.policy import NEVER_A_VERDICT, overall_state

__all__ = ["NAMES", "PrivacyVerdict", "answer", "checks", "opening", "privacy_verdict", "smallest_seen"]


@dataclass(frozen=True)
class PrivacyVerdict:
    """The state of the worst check, in words: what it is, why, and what somebody who decides should do.

    ``others`` names the other checks by their states, worst first.
    """

    state: State
    headline: str
    because: str
    others: str
    action: str


NAMES = {
    "copies": "copied records",
    "values": "copied rare values",
    "vulnerable": "people who stand alone",
    "singling-out": "singling out",
    "inference": "secrets inferred",
    "linkability": "records linked",
    "dp-claim": "claimed differential privacy",
}
"""Checks as people call them, where that is not the metric's name."""


_HEADLINES = {
    State.LEAK_FOUND: "A leak was found.",
    State.INVALID: "The comparison is invalid: neither a leak nor its absence can be concluded.",
    State.CANNOT_TELL: "Cannot tell.",
    State.NOT_TESTED: "Not tested: nothing is cleared.",
    State.TRACE: "A trace was found, smaller than what counts as a leak.",
    State.NO_LEAK_FOUND: "No leak was found by the checks that ran.",
}

_ACTIONS = {
    State.LEAK_FOUND: "Do not hand this table on as it is. Make another one with a generator or a setting that "
    "remembers less, and measure that one. A table made again until it passes was chosen: uses are counted below.",
    State.INVALID: "Cut one table at random, all rows of a person on one side, generate again from its training rows, "
    "and measure that table. Until then treat this one as not tested.",
    State.CANNOT_TELL: "Keep more people aside, generate again from the others, and measure that table; the Data page "
    "says what a holdout can prove. Until then treat this one as not tested.",
    State.NOT_TESTED: "Keep people aside (on the Data page, or with the command synthlab split), generate again from the others, and "
    "measure that table. Until then nothing here speaks for handing this one on.",
    State.TRACE: "A person has to decide. The traces lie within tolerances that are synthlab defaults, not a legal "
    "threshold: your organisation signs them or sets its own.",
    State.NO_LEAK_FOUND: "A person can decide on this evidence, within its limits: these attacks, this file, these "
    "tolerances. What was not tested stands below.",
}


def checks(report: Report) -> list[Outcome]:
    """The privacy checks that have a state, in the report's order."""
    return [
        outcome
        for outcome in report.outcomes
        if outcome.family is Family.PRIVACY
        and outcome.metric not in NEVER_A_VERDICT
        and outcome.state is not None
    ]


def opening(report: Report) -> str:
    """Who was compared with whom, or why nobody was."""
    asked = checks(report)
    if report.trained_on != "train":
        screened = [one for one in asked if one.status == "measured"]
        left = [one for one in asked if one.status == "skipped"]
        seen = f"Screened: {_named(screened)}. " if screened else ""
        return (
            "No real person is known to have been kept out of the training, so this is a screening. "
            f"{seen}Not tested: {_named(left) or 'nothing else'}. A screening can find a leak; it clears nothing."
        )
    n_train, n_holdout = next(
        ((one.facts["n_train"], one.facts["n_holdout"]) for one in asked if "n_holdout" in one.facts),
        (_rows(report, "train"), _rows(report, "holdout")),
    )
    return (
        f"We compared {n_train:,} people whose records made this synthetic table with {n_holdout:,} whose records "
        "were kept aside. If the table protected its sources, an attacker could not tell the two groups apart."
    )


def _rows(report: Report, side: str) -> int:
    return report.tables[side].rows if side in report.tables else 0


def privacy_verdict(report: Report) -> PrivacyVerdict | None:
    """The verdict of the worst check; None when no check has a state."""
    state = overall_state(report)
    if state is None:
        return None
    asked = checks(report)
    worst = [one for one in asked if one.state is state]
    others = [one for one in asked if one.state is not state]
    if state is State.NO_LEAK_FOUND:
        return PrivacyVerdict(state, _HEADLINES[state], _none_found(worst), "", _ACTIONS[state])
    same = [f"Likewise: {_named(worst[1:])}."] if len(worst) > 1 else []
    return PrivacyVerdict(
        state, _HEADLINES[state], answer(worst[0]), " ".join([*same, *_others(others)]), _ACTIONS[state]
    )


def answer(outcome: Outcome) -> str:
    """The check's own sentence, or why it has none."""
    return outcome.reason or "" if outcome.status == "skipped" else says(outcome)


def smallest_seen(outcome: Outcome) -> str:
    """The smallest leak that the check would have seen, in words; empty where none can be named."""
    if outcome.metric == "identifiers":
        return "one value that nobody could guess" if not outcome.facts.get("screening") else ""
    if outcome.metric == "copies":
        least = outcome.facts.get("least_provable_here")
        return (
            "" if least is None else f"{least:,} copied {'person' if least == 1 else 'people'} beyond chance"
        )
    smallest = outcome.smallest_detectable
    if smallest is None:
        return ""
    if outcome.reference == 0.5:
        return f"right {100 * smallest:.1f} times in 100, where guessing gives 50"
    return f"{100 * smallest:.1f} more successes among 100 training people than among 100 others"


def _none_found(found: Sequence[Outcome]) -> str:
    n_attacks = sum(len({row.get("attack") for row in one.details if "attack" in row}) for one in found)
    seen = next((smallest_seen(one) for one in found if one.metric == "copies"), "")
    noticed = f" In this file we would have noticed {seen}." if seen else ""
    return (
        f"None of {n_attacks:,} attacks did better on training people than on people who were kept aside.{noticed} This "
        "says nothing about attacks we did not run, about other files from the same generator, or about the model "
        "itself."
    )


def _others(others: Sequence[Outcome]) -> list[str]:
    return [
        f"{str(state).capitalize()}: {_named(found)}."
        for state in State
        if (found := [one for one in others if one.state is state])
    ]


def _named(found: Sequence[Outcome]) -> str:
    return ", ".join(NAMES.get(one.metric, one.metric) for one in found)
