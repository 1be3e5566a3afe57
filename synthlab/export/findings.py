"""The worst finding of a family in one sentence: what a page leads with."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from synthlab.evaluation import Outcome, Report

__all__ = ["worst_finding"]

# One odd row shape suffices for a classifier, and a rule may hold for no reason: where the effect is about as
# large, what a column looks like says more.
_INDIRECT = 0.9
_ANY_REASON = 0.5
_MOSTLY = 0.7


class _Found(NamedTuple):
    """How much of the table is concerned, in [0, 1], and the sentence."""

    size: float
    sentence: str


def worst_finding(report: Report) -> str:
    """What sets the synthetic table apart from the real one most, beyond chance; or that nothing does.

    The finding that concerns the greatest share of the rows, of those whose whole interval lies beyond what
    real rows show among themselves. Effects of one size are not of one importance: it says where to look first.
    """
    found = [each for outcome in report.outcomes for each in _findings(outcome)]
    if not found:
        return "Nothing that was measured differs by more than chance."
    return max(found, key=lambda each: each.size).sentence


def _findings(outcome: Outcome) -> Iterator[_Found]:
    make = _MADE.get(outcome.metric)
    if make is None or outcome.status != "measured" or not outcome.details:
        return
    found = make(outcome, outcome.details[0])
    if found is not None:
        yield found


def _marginals(outcome: Outcome, _row: Mapping[str, Any]) -> _Found | None:
    for row in outcome.details:
        if row["low"] is None or row["low"] <= row["reference_high"]:
            return None
        # Where gaps are what differs, missingness says it better.
        if _missing_gap(row) < _MOSTLY * row["distance"]:
            return _Found(
                row["distance"],
                f"{row['column']}: {row['distance']:.1%} of the rows fall elsewhere than in the real table "
                f"(between real rows: {row['reference']:.1%}).",
            )
    return None


def _missing_gap(row: Mapping[str, Any]) -> float:
    labels = row.get("labels", ())
    place = labels.index("(missing)") if "(missing)" in labels else None
    if place is None or row["train"][place] is None:
        return 0.0
    return float(abs(row["synthetic"][place] - row["train"][place]))


def _missingness(_outcome: Outcome, row: Mapping[str, Any]) -> _Found | None:
    if row["train"] is None or row["low"] is None or row["low"] <= 0 <= row["high"]:
        return None
    if abs(row["difference"]) <= row["reference_high"]:
        return None
    return _Found(
        abs(row["difference"]),
        f"{row['column']}: {row['synthetic']:.1%} of the synthetic values are missing, {row['train']:.1%} of the real ones.",
    )


def _association(_outcome: Outcome, row: Mapping[str, Any]) -> _Found | None:
    nearest = 0.0 if row["low"] <= 0 <= row["high"] else min(abs(row["low"]), abs(row["high"]))
    if nearest <= row["reference_high"]:
        return None
    what = {"invented": "go together as they do not", "lost": "do not go together as they do"}
    words = what.get(row["what"], "go together otherwise than")
    return _Found(
        min(1.0, abs(row["difference"])),
        f"{row['a']} and {row['b']} {words} in the real table: {row['measure']} {row['train']:.2f} became "
        f"{row['synthetic']:.2f}.",
    )


def _pairs(_outcome: Outcome, row: Mapping[str, Any]) -> _Found | None:
    if row["low"] <= row["reference_high"]:
        return None
    return _Found(
        _INDIRECT * (row["distance"] - row["reference"]),
        f"{row['a']} and {row['b']} together: {row['distance']:.1%} of the rows would have to move "
        f"(between real rows: {row['reference']:.1%}).",
    )


def _triples(outcome: Outcome, row: Mapping[str, Any]) -> _Found | None:
    if row["low"] <= row["reference_high"]:
        return None
    return _Found(_INDIRECT**2 * (row["distance"] - row["reference"]), str(outcome.facts["finding"]))


def _detection(outcome: Outcome, _row: Mapping[str, Any]) -> _Found | None:
    if outcome.low is None or outcome.reference_high is None or outcome.low <= outcome.reference_high:
        return None
    return _Found(_ANY_REASON * max(0.0, 2 * (outcome.value or 0.0) - 1), str(outcome.facts["finding"]))


def _tails(outcome: Outcome, row: Mapping[str, Any]) -> _Found | None:
    if row["distance_low"] is None or row["distance_low"] <= row["reference_high"]:
        return None
    return _Found(abs(row["difference"]), str(outcome.facts["finding"]))


def _coverage(outcome: Outcome, row: Mapping[str, Any]) -> _Found | None:
    if str(outcome.facts["finding"]).startswith("The synthetic table reaches"):
        return None
    lost = max(row["reference"] - row["covered"], (outcome.reference or 0.0) - (outcome.value or 0.0))
    return _Found(_INDIRECT * lost, str(outcome.facts["finding"]))


def _rules(outcome: Outcome, row: Mapping[str, Any]) -> _Found | None:
    if row["low"] <= row["reference_high"]:
        return None
    return _Found(_INDIRECT * row["broken"], str(outcome.facts["finding"]))


def _looks(outcome: Outcome, row: Mapping[str, Any]) -> _Found | None:
    if row["low"] <= row["reference_high"]:
        return None
    return _Found(_INDIRECT * (row["distance"] - row["reference"]), str(outcome.facts["finding"]))


def _plane(outcome: Outcome, _row: Mapping[str, Any]) -> _Found | None:
    value, low, chance = outcome.value or 0.0, outcome.low or 0.0, outcome.reference_high or 0.0
    if low <= chance:
        return None
    return _Found(_INDIRECT**2 * (value - (outcome.reference or 0.0)), str(outcome.facts["finding"]))


_MADE: Mapping[str, Callable[[Outcome, Mapping[str, Any]], _Found | None]] = {
    "marginals": _marginals,
    "missingness": _missingness,
    "association": _association,
    "pairs": _pairs,
    "k-marginal": _triples,
    "detection": _detection,
    "tails": _tails,
    "coverage": _coverage,
    "rules": _rules,
    "dates": _looks,
    "text": _looks,
    "subgroups": _looks,
    "embedding": _plane,
}
