"""The organisation's limits, and what a report's numbers come to when held against them.

Numbers are judged with their intervals: a limit is met when the whole interval keeps it, not met when the
whole interval breaks it, and anything between cannot be concluded. Privacy is judged from the states of its
checks. Where nobody set a limit no verdict is invented.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from synthlab.evaluation import Outcome, Report, Verdict
from synthlab.metrics.base import Family, State

__all__ = [
    "NEVER_A_VERDICT",
    "WORST_FIRST",
    "Policy",
    "Rule",
    "default_policy",
    "exit_code",
    "judge",
    "overall_state",
]

Word = Literal["met", "not met", "cannot conclude"]

WORST_FIRST: tuple[State, ...] = tuple(State)
"""The states of privacy checks, worst first; a report is as good as its worst check."""

NEVER_A_VERDICT = frozenset({"nearest-record-share"})
"""Privacy figures without a state: shown because they are familiar, too weak to decide anything."""

_LIMITS = ("at_most", "at_least", "above_floor_at_most", "relative_at_most", "worst_state")


class Rule(BaseModel):
    """One limit on one metric; exactly one of the limits is set.

    ``at_most`` and ``at_least`` bound the metric's value. ``above_floor_at_most`` bounds how far the value
    lies above its reference, measured on equally many real rows. ``relative_at_most`` bounds the gap of
    ``tstr`` as a share of the score of the model trained on real rows. ``worst_state`` is the worst state
    that a privacy check may be in: "trace" or "no leak found". ``because`` is the organisation's own reason.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    metric: str
    at_most: float | None = None
    at_least: float | None = None
    above_floor_at_most: float | None = None
    relative_at_most: float | None = None
    worst_state: Literal["trace", "no leak found"] | None = None
    because: str = ""

    @model_validator(mode="after")
    def _checked(self) -> Self:
        given = [limit for limit in _LIMITS if getattr(self, limit) is not None]
        if len(given) != 1:
            raise ValueError(
                f"The rule on {self.metric!r} sets {' and '.join(given) or 'no limit'}; "
                f"set exactly one of {', '.join(_LIMITS)}."
            )
        if self.metric in NEVER_A_VERDICT:
            raise ValueError(f"{self.metric!r} is too weak to be a verdict: no rule can stand on it.")
        if self.relative_at_most is not None and self.metric != "tstr":
            raise ValueError(f"relative_at_most is a limit for 'tstr' only, not for {self.metric!r}.")
        return self


class Policy(BaseModel):
    """The rules an organisation owns, under a name that is printed with every verdict."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["synthlab.policy/1"] = "synthlab.policy/1"
    name: str = Field(min_length=1)
    rules: tuple[Rule, ...] = ()

    @model_validator(mode="after")
    def _checked(self) -> Self:
        seen: set[tuple[str, str]] = set()
        for rule in self.rules:
            limit = next(limit for limit in _LIMITS if getattr(rule, limit) is not None)
            if (rule.metric, limit) in seen:
                raise ValueError(f"Two rules set {limit} for {rule.metric!r}; keep one.")
            seen.add((rule.metric, limit))
        return self


def default_policy() -> Policy:
    """What holds where an organisation brings no policy: one limit on utility, and privacy by its states.

    The 5% on the gap of ``tstr`` is a rule of thumb for "improve the synthetic table first". There is no
    default for fidelity: how much difference is tolerable depends on what the table is for.
    """
    return Policy(
        name="synthlab default, not a legal threshold",
        rules=(
            Rule(metric="tstr", relative_at_most=0.05),
            Rule(metric="identifiers", worst_state="trace"),
            Rule(metric="copies", worst_state="trace"),
        ),
    )


def judge(report: Report, policy: Policy) -> Report:
    """The report with one verdict for each family that has a rule, and one for privacy from its states."""
    verdicts = []
    for family in Family:
        verdict = _privacy(report, policy) if family is Family.PRIVACY else _by_rules(report, policy, family)
        if verdict is not None:
            verdicts.append(verdict)
    return report.model_copy(update={"verdicts": verdicts, "policy": policy.name})


def exit_code(report: Report, policy: Policy) -> int:
    """0 when the policy is met, 1 when it is not or a leak was found, 3 when what it asks stays open.

    A family that the policy has no rule for cannot give 3; a leak that was found gives 1 all the same.
    """
    words = {verdict.family: verdict.verdict for verdict in report.verdicts}
    if {"not met", "leak found"} & set(words.values()):
        return 1
    asked = {_family_of(report, rule) for rule in policy.rules}
    return 3 if any(words.get(family) == "cannot conclude" for family in asked) else 0


def overall_state(report: Report) -> State | None:
    """The worst state of all privacy checks of the report; None when there is none."""
    states = [outcome.state for outcome in _checks(report) if outcome.state is not None]
    return min(states, key=WORST_FIRST.index, default=None)


def _family_of(report: Report, rule: Rule) -> Family:
    outcome = report.outcome(rule.metric)
    if outcome is not None:
        return outcome.family
    from synthlab.metrics import METRICS

    known = {metric.name: metric.family for metric in METRICS}
    return known.get(rule.metric, Family.PRIVACY if rule.worst_state is not None else Family.FIDELITY)


def _by_rules(report: Report, policy: Policy, family: Family) -> Verdict | None:
    findings = [_finding(report, rule) for rule in policy.rules if _family_of(report, rule) is family]
    if not findings:
        return None
    return Verdict(
        family=family,
        verdict=_worst(word for word, _ in findings),
        because=" ".join(sentence for _, sentence in findings),
    )


def _worst(words: Iterable[Word]) -> Word:
    order: tuple[Word, ...] = ("not met", "cannot conclude", "met")
    return min(words, key=order.index)


def _finding(report: Report, rule: Rule) -> tuple[Word, str]:
    outcome = report.outcome(rule.metric)
    if outcome is None:
        return "cannot conclude", f"{rule.metric} was not run."
    if outcome.status == "skipped":
        return "cannot conclude", f"{rule.metric} could not be measured: {outcome.reason}"
    if rule.worst_state is not None:
        return "cannot conclude", f"{rule.metric} is no privacy check and has no state to hold to a rule."
    measured = _measured(outcome, rule)
    if isinstance(measured, str):
        return "cannot conclude", measured
    what, value, low, high, limit = measured
    at_least = rule.at_least is not None
    if at_least:
        word: Word = "met" if low >= limit else "not met" if high < limit else "cannot conclude"
    else:
        word = "met" if high <= limit else "not met" if low > limit else "cannot conclude"
    shown = ".2%" if rule.relative_at_most is not None else ".4g"
    return word, (
        f"{what} is {value:{shown}} (95% interval {low:{shown}} to {high:{shown}}); "
        f"the limit is at {'least' if at_least else 'most'} {limit:{shown}}: {word}."
    )


def _measured(outcome: Outcome, rule: Rule) -> tuple[str, float, float, float, float] | str:
    """What the rule bounds: name, value, interval and limit; or the sentence why there is nothing to bound."""
    name = outcome.metric
    if outcome.value is None or outcome.low is None or outcome.high is None:
        return f"{name} gave no value with an interval."
    value, low, high = outcome.value, outcome.low, outcome.high
    if rule.above_floor_at_most is not None:
        if outcome.reference is None:
            return f"{name} has no noise floor here, so its distance from it is unknown."
        floor = outcome.reference
        floor_low = floor if outcome.reference_low is None else outcome.reference_low
        floor_high = floor if outcome.reference_high is None else outcome.reference_high
        what = f"{name} above its noise floor"
        return what, value - floor, low - floor_high, high - floor_low, rule.above_floor_at_most
    if rule.relative_at_most is not None:
        scale = _real_score(outcome)
        if scale is None or scale <= 0:
            return f"{name}: the model trained on real rows scores nothing that a share could be taken of."
        what = f"{name}, as a share of the score after training on real rows,"
        return what, value / scale, low / scale, high / scale, rule.relative_at_most
    limit = rule.at_least if rule.at_least is not None else rule.at_most
    if limit is None:  # pragma: no cover - a Rule has exactly one limit
        raise ValueError(f"The rule on {name} has no limit.")
    return name, value, low, high, limit


def _real_score(outcome: Outcome) -> float | None:
    """The score of the main model trained on real rows, as ``tstr`` reports it."""
    main = outcome.facts.get("main_model")
    row = next((row for row in outcome.details if row.get("model") == main), None)
    number = None if row is None else row.get("trtr")
    return float(number) if isinstance(number, int | float) else None


def _checks(report: Report) -> list[Outcome]:
    return [
        outcome
        for outcome in report.outcomes
        if outcome.family is Family.PRIVACY and outcome.metric not in NEVER_A_VERDICT
    ]


def _privacy(report: Report, policy: Policy) -> Verdict | None:
    rules = [rule for rule in policy.rules if _family_of(report, rule) is Family.PRIVACY]
    states = {check.metric: check.state for check in _checks(report) if check.state is not None}
    if not states and not rules:
        return None
    missing = [rule.metric for rule in rules if report.outcome(rule.metric) is None]
    too_bad = [rule.metric for rule in rules if _is_worse(states.get(rule.metric), rule)]
    numbers = [_finding(report, rule) for rule in rules if rule.worst_state is None]
    words = {word for word, _ in numbers}
    worst = overall_state(report)
    verdict: Literal["leak found", "none found", "cannot conclude", "not met"] = "none found"
    if worst is State.LEAK_FOUND:
        verdict = "leak found"
    elif too_bad or "not met" in words:
        verdict = "not met"
    elif worst not in (State.TRACE, State.NO_LEAK_FOUND) or missing or "cannot conclude" in words:
        verdict = "cannot conclude"
    said = _said([check for check in _checks(report) if check.state is not None])
    said += [f"{name} was not run." for name in missing]
    said += [f"The policy does not accept a trace from {name}." for name in too_bad]
    said += [sentence for _, sentence in numbers]
    return Verdict(family=Family.PRIVACY, verdict=verdict, because=" ".join(said))


def _said(checks: Sequence[Outcome]) -> list[str]:
    """Every leak in its own sentence; of each other state, worst first, its checks by name, the first with why."""
    said = [
        f"{check.metric}: leak found.{_sentence(check)}"
        for check in checks
        if check.state is State.LEAK_FOUND
    ]
    for state in WORST_FIRST[1:]:
        found = [check for check in checks if check.state is state]
        if found:
            # Once something worse has been said, the names will do.
            why = "" if said else next((text for check in found if (text := _sentence(check))), "")
            said.append(f"{', '.join(check.metric for check in found)}: {state}.{why}")
    return said


def _sentence(check: Outcome) -> str:
    sentence = check.reason if check.status == "skipped" else check.facts.get("sentence")
    return f" {sentence}" if isinstance(sentence, str) and sentence else ""


def _is_worse(state: State | None, rule: Rule) -> bool:
    """Whether a check that ran to its end said something worse than its rule allows."""
    return state is State.TRACE and rule.worst_state == "no leak found"
