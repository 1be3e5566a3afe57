"""Rules found in a real table, as a person may state them in a schema."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.metrics.fidelity import rule_kinds as found
from synthlab.metrics.fidelity.levels import shared_codes
from synthlab.metrics.fidelity.rule_finding import MOST_COLUMNS, find_rules
from synthlab.tables import rules as stated
from synthlab.tables.schema import Column, Kind, Schema

__all__ = ["rules_to_state"]

Codes = npt.NDArray[np.int64]

_MOST_ROWS = 50_000
_MOST_LEVELS = 30
_EXPECTED = 21.0
"""Rows that unrelated columns would put together: none at all is then rarer than one in a thousand million."""

_MOST_NEVER = 30

_STATED: Mapping[type, Callable[..., stated.StatedRule]] = {
    found.Determines: lambda rule: stated.Determines(first=rule.first, second=rule.second),
    found.NotAbove: lambda rule: stated.Order(
        low=rule.first.name, high=rule.second.name, strictly=rule.strictly
    ),
    found.Sum: lambda rule: stated.Sum(parts=(rule.first.name, rule.second.name), total=rule.total.name),
    found.Step: lambda rule: stated.Step(column=rule.column.name, unit=rule.unit),
    found.NotBelowZero: lambda rule: stated.AtLeast(column=rule.column.name),
    found.Midnight: lambda rule: stated.WithoutTime(column=rule.column.name),
    found.MissingTogether: lambda rule: stated.MissingTogether(first=rule.first, second=rule.second),
    found.Shape: lambda rule: stated.Shape(column=rule.column, shape=rule.shape),
}


def rules_to_state(train: pd.DataFrame, schema: Schema, rng: np.random.Generator) -> list[stated.StatedRule]:
    """Rules that hold in every train row they apply to and would not by chance, for a person to confirm.

    They are looked for in at most 50,000 rows and kept where all rows agree. Values that never go together are
    named where both are common: unrelated columns would put them together in at least 21 rows.
    """
    few = len(train) > _MOST_ROWS
    rows = train.iloc[np.sort(rng.permutation(len(train))[:_MOST_ROWS])] if few else train
    rules: list[stated.StatedRule] = []
    determined = set()
    for rule in find_rules(rows, schema):
        made = _STATED.get(type(rule))
        if made is None or (few and rule.judge(train)[1].any()):
            continue
        rules.append(made(rule))
        if isinstance(rule, found.Determines):
            determined |= {(rule.first, rule.second), (rule.second, rule.first)}
    return rules + _never_together(train, schema, determined)


def _never_together(
    train: pd.DataFrame, schema: Schema, determined: set[tuple[str, str]]
) -> list[stated.StatedRule]:
    """Pairs of levels that no row has, the least expected first; where one column determines the other, none."""
    coded: dict[str, tuple[Codes, tuple[str, ...]]] = {}
    for column in schema.modelled:
        if _has_levels(column) and len(coded) < MOST_COLUMNS:
            (codes,), levels = shared_codes([train[column.name]])
            if 2 <= len(levels) <= _MOST_LEVELS:
                coded[column.name] = codes, _typed(column, levels)
    names = list(coded)
    pairs = [
        (first, second)
        for place, first in enumerate(names)
        for second in names[place + 1 :]
        if (first, second) not in determined
    ]
    never = [
        (expected, stated.NeverTogether(first=first, value=value, second=second, other=other))
        for first, second in pairs
        for expected, value, other in _absent(*coded[first], *coded[second])
    ]
    return [rule for _, rule in sorted(never, key=lambda pair: -pair[0])[:_MOST_NEVER]]


def _absent(
    a: Codes, a_levels: tuple[str, ...], b: Codes, b_levels: tuple[str, ...]
) -> list[tuple[float, str, str]]:
    known = (a >= 0) & (b >= 0)
    table = np.bincount(a[known] * len(b_levels) + b[known], minlength=len(a_levels) * len(b_levels))
    table = table.reshape(len(a_levels), len(b_levels))
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / max(table.sum(), 1)
    return [
        (float(expected[i, j]), a_levels[i], b_levels[j])
        for i, j in np.argwhere((table == 0) & (expected >= _EXPECTED))
    ]


def _has_levels(column: Column) -> bool:
    return column.kind in (Kind.CATEGORICAL, Kind.BOOLEAN)


def _typed(column: Column, levels: tuple[str, ...]) -> tuple[str, ...]:
    """Levels as they would be typed."""
    return tuple(level.lower() for level in levels) if column.kind is Kind.BOOLEAN else levels
