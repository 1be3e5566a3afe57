"""From the experiment's findings to a check's score, in words that stand up."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from synthlab.metrics.base import Score, State
from synthlab.metrics.privacy.battery import MEMORY
from synthlab.metrics.privacy.experiment import ALPHA, Finding, Result

__all__ = ["controls_of", "row_of", "score_of", "sentence_of"]

SILENCE = (
    "This says nothing about attacks we did not run, about other files from the same generator, or about the model "
    "itself."
)


def score_of(
    result: Result,
    check: str,
    baseline: float,
    control: float,
    details: Sequence[Mapping[str, Any]] | None = None,
    facts: Mapping[str, Any] | None = None,
    warnings: Sequence[str] = (),
) -> Score:
    """The check's score: its most telling statistic, with every other one in the details."""
    found, state = result.findings[check], result.state(check)
    shown = headline(result, check)
    return Score(
        value=shown.effect.value,
        low=shown.effect.low,
        high=shown.effect.high,
        reference=shown.effect.chance,
        reference_low=shown.by_chance[0],
        reference_high=shown.by_chance[1],
        n_rows=len(result.experiment.pool.rows),
        details=[row_of(finding) for finding in found] if details is None else details,
        facts={
            "sentence": sentence_of(result, check),
            "attack": shown.attack,
            "statistic": shown.statistic,
            "tolerance": shown.tolerance,
            "alpha": ALPHA,
            "n_train": result.experiment.n_train,
            "n_holdout": result.experiment.n_holdout,
            "controls": controls_of(result),
            "does_not_say": SILENCE,
            **(facts or {}),
        },
        state=state,
        baseline=baseline,
        control=control,
        p_adjusted=shown.p_adjusted,
        smallest_detectable=shown.smallest_detectable,
        warnings=warnings,
    )


def headline(result: Result, check: str) -> Finding:
    """The finding a reader sees first: the one that decides the state, the most telling among equals."""
    state = result.state(check)
    found = result.findings[check]
    deciding = [finding for finding in found if finding.state is state]
    if state in (State.LEAK_FOUND, State.TRACE) and deciding:
        return deciding[0]
    clearing = [finding for finding in deciding if finding.may_clear] or list(found)
    return max(clearing, key=lambda finding: finding.effect.high_simultaneous - finding.tolerance)


def row_of(finding: Finding) -> dict[str, Any]:
    """One finding in plain types, for the report and the charts."""
    effect = finding.effect
    return {
        "attack": finding.attack,
        "statistic": finding.statistic,
        "kind": finding.kind,
        "value": effect.value,
        "low": effect.low,
        "high": effect.high,
        "chance": effect.chance,
        "train_rate": effect.train_rate,
        "holdout_rate": effect.holdout_rate,
        "z": finding.z,
        "p": finding.p,
        "p_adjusted": finding.p_adjusted,
        "high_simultaneous": finding.effect.high_simultaneous,
        "smallest_detectable": finding.smallest_detectable,
        "tolerance": finding.tolerance,
        "n_attacked": finding.n_attacked,
        "state": str(finding.state),
    }


def controls_of(result: Result) -> dict[str, Any]:
    """The two control lines: fresh real people called training, and planted copies."""
    return {
        "fresh_real": {"p": result.controls.fresh_p, "fired": not result.controls.silent},
        "planted": [
            {"share": p.share, "jitter": p.jitter, "rows": p.n_rows, "z": p.z, "fired": p.caught}
            for p in result.controls.planted
        ],
        "passed": result.controls.passed,
        "blind_auc": result.blind.auc,
        "blind_p": result.blind.p,
    }


def sentence_of(result: Result, check: str) -> str:
    """What the check found, in one or two sentences with its numbers."""
    state, shown = result.state(check), headline(result, check)
    if state is State.LEAK_FOUND:
        return _told(shown)
    if state is State.TRACE:
        return f"A statistical trace of the training data is detectable but small. {_told(shown)}"
    if state is State.NO_LEAK_FOUND:
        n_attacks = len({finding.attack for finding in result.findings[check]})
        none = "The attack did no better" if n_attacks == 1 else f"None of the {n_attacks} attacks did better"
        return f"{none} than on people who were kept aside. We would have noticed {_size(shown, shown.smallest_detectable)}."
    if not result.controls.passed:
        return (
            "The controls did not pass: copies of 1% of the rows, planted by us, were not all caught, so this test "
            "could not have seen a leak of that size."
            if result.controls.silent
            else "The controls did not pass: kept-aside people alone raised an alarm. Are there several rows a person?"
        )
    if not any(finding.may_clear for finding in result.findings[check]):
        return "The attackers did no better than guessing, for anybody: they learned nothing, which proves nothing."
    return (
        "No leak stands out, but one that you would care about cannot be ruled out: the interval reaches "
        f"{_size(shown, shown.effect.high_simultaneous)}. {_advice(result, shown)}"
    )


def _advice(result: Result, finding: Finding) -> str:
    enough, kept = _enough(result, finding), min(result.experiment.n_holdout, result.experiment.n_train)
    if enough > kept:
        return f"Keep aside at least about {enough:,} people."
    # There are people enough, had the estimate come out at chance.
    return f"The estimate itself lies high: {2 * kept:,} people on either side would tell whether by chance."


def _told(finding: Finding) -> str:
    effect = finding.effect
    if finding.kind == "auc":
        return (
            f"Shown a training person and a kept-aside one, the attacker ({finding.attack}) picks the right one "
            f"{100 * effect.value:.0f} times in 100; guessing gives 50 (95% interval {100 * effect.low:.0f} to "
            f"{100 * effect.high:.0f})."
        )
    if finding.kind == "window":
        n = finding.n_attacked
        return (
            f"Of the {n:,.0f} people the attacker ({finding.attack}) was most sure about, {effect.value * n:,.0f} "
            f"really were in the training data; guessing would give {n / 2:,.0f} (95% interval for the true rate: "
            f"{100 * effect.low:.0f} to {100 * effect.high:.0f}%). Both groups count as equally large."
        )
    if finding.attack.endswith(MEMORY):
        return (
            f"The nearest synthetic row holds {100 * (effect.train_rate or 0):.1f} of 100 cells of training people "
            f"({finding.attack}) and {100 * (effect.holdout_rate or 0):.1f} of those who were kept aside, where the "
            f"cell itself was left out (95% interval of the difference: {100 * effect.low:.1f} to "
            f"{100 * effect.high:.1f})."
        )
    return (
        f"The attack ({finding.attack}) succeeds on {100 * (effect.train_rate or 0):.1f} of 100 training people and on "
        f"{100 * (effect.holdout_rate or 0):.1f} of 100 who were kept aside (95% interval of the difference: "
        f"{100 * effect.low:.1f} to {100 * effect.high:.1f})."
    )


def _size(finding: Finding, effect: float) -> str:
    if finding.kind == "auc":
        return f"an attacker who is right {100 * effect:.0f} times in 100 instead of 50"
    if finding.kind == "window":
        return f"{100 * effect:.0f} right of 100 most suspected people instead of 50"
    return f"{100 * effect:.1f} more successes among 100 training people than among 100 others"


def _enough(result: Result, finding: Finding) -> int:
    """People to keep aside so that the interval's reach would fit under the tolerance if nothing leaked."""
    reach = max(finding.effect.high_simultaneous - finding.effect.value, 1e-9)
    room = finding.tolerance - finding.effect.chance
    people = min(result.experiment.n_holdout, result.experiment.n_train) * (reach / room) ** 2
    magnitude = 10 ** max(0, math.floor(math.log10(max(people, 1))) - 1)
    return int(math.ceil(people / magnitude) * magnitude)
