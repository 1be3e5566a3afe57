"""Numbers and states as a person says them."""

from __future__ import annotations

import math
from datetime import datetime

from synthlab.metrics.base import State

__all__ = [
    "ANSWERS",
    "KINDS",
    "ROLES",
    "STATES",
    "TRAINED_ON",
    "count",
    "day",
    "duration",
    "memory",
    "number",
    "plural",
    "share",
]

KINDS = {
    "numeric": "number with decimals",
    "integer": "whole number",
    "categorical": "category",
    "boolean": "true or false",
    "datetime": "date or time",
    "text": "free text",
    "identifier": "identifier",
}

ROLES = {
    "feature": "feature",
    "target": "target",
    "sensitive": "sensitive",
    "quasi-identifier": "quasi-identifier",
    "ignored": "ignored",
}

STATES = {
    State.LEAK_FOUND: "A leak was found",
    State.INVALID: "The check is invalid here",
    State.CANNOT_TELL: "Cannot tell",
    State.NOT_TESTED: "Not tested",
    State.TRACE: "A trace, below what counts as a leak",
    State.NO_LEAK_FOUND: "No leak was found",
}

TRAINED_ON = {
    "train": "Only the train rows of this split",
    "all": "All rows, those of the holdout too",
    "contains": "Some of these rows; I do not know which",
    "unknown": "I do not know",
}

ANSWERS = {"yes": "Yes", "no": "No", "unknown": "I do not know"}


def count(number: int) -> str:
    """``12,345``."""
    return f"{number:,}"


def plural(number: int, one: str, many: str | None = None) -> str:
    """``1 row``, ``2 rows``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def share(value: float) -> str:
    """``12.3%``; tiny shares keep a digit that is not zero."""
    percent = 100 * value
    if percent == 0 or abs(percent) >= 0.1:
        return f"{percent:.1f}%"
    return f"{percent:.2g}%"


def number(value: float | None, digits: int = 3) -> str:
    """``0.0423``, so many digits that are not leading zeros; a missing number is said to be none."""
    if value is None:
        return "not measured"
    if value == 0 or abs(value) < 1e-6:
        return "0"
    places = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    return f"{value:,.{places}f}"


def duration(seconds: float | None) -> str:
    """``about 20 seconds``, ``about 3 minutes``."""
    if seconds is None:
        return "an unknown time"
    if seconds < 1.5:
        return "about a second"
    if seconds < 90:
        return f"about {_rounded(seconds)} seconds"
    if seconds < 90 * 60:
        return f"about {_rounded(seconds / 60)} minutes"
    return f"about {_rounded(seconds / 3600)} hours"


def memory(megabytes: float) -> str:
    """``300 MB``, ``1.5 GB``; as exact as an estimate is."""
    if megabytes < 950:
        return f"{max(round(megabytes, -2), 100):.0f} MB"
    return f"{megabytes / 1_000:.1f} GB"


def _rounded(amount: float) -> int:
    return max(2, round(amount) if amount < 20 else round(amount / 5) * 5)


def day(iso: str) -> str:
    """``20 Nov 2026, 14:05`` in the server's own time zone."""
    return datetime.fromisoformat(iso).astimezone().strftime("%-d %b %Y, %H:%M")
