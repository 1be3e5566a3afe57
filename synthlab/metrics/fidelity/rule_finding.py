"""Rules that hold in every row of a real table, and would not by chance."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import permutations

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.metrics.fidelity.levels import shared_codes
from synthlab.metrics.fidelity.rule_kinds import (
    Determines,
    Midnight,
    MissingTogether,
    NotAbove,
    NotBelowZero,
    Rule,
    Shape,
    Step,
    Sum,
    off_step,
    shape_of,
)
from synthlab.metrics.utility.encoding import as_numbers
from synthlab.tables.schema import Column, Kind, Schema

__all__ = ["MOST_COLUMNS", "find_rules"]

Floats = npt.NDArray[np.float64]

MOST_COLUMNS = 40
"""Rules of two or three columns are looked for among this many columns of a sort, the first in the table."""

_LEAST_ROWS = 30
_LEAST_BREAKING = 20
_MOST_LEVELS = 250
_CERTAIN = math.log(1e-9)
_STEPS = tuple(10.0**power for power in range(6, -7, -1))


def find_rules(train: pd.DataFrame, schema: Schema) -> list[Rule]:
    """All rules found, those of several columns first. Each holds in every train row it applies to.

    A rule that as many unrelated rows would often keep as well is not one: dates that lie far before others
    are before them for no reason, and a column with one value is determined by anything.
    """
    numbers = [c for c in schema.modelled if c.is_number and train[c.name].notna().sum() >= _LEAST_ROWS]
    dates = [
        c for c in schema.modelled if c.kind is Kind.DATETIME and train[c.name].notna().sum() >= _LEAST_ROWS
    ]
    found: list[Rule] = [*_determined(train, schema.modelled)]
    for alike in (numbers[:MOST_COLUMNS], dates[:MOST_COLUMNS]):
        found += _ordered({column: as_numbers(train[column.name], column) for column in alike})
    found += _sums({column: as_numbers(train[column.name], column) for column in numbers[:MOST_COLUMNS]})
    found += _missing_together(train, [column.name for column in schema.modelled])
    found += _formats(train, numbers, dates)
    found += _shapes(train, schema)
    return found


def _determined(train: pd.DataFrame, columns: Sequence[Column]) -> Iterator[Rule]:
    coded: dict[str, tuple[npt.NDArray[np.int64], tuple[str, ...]]] = {}
    for column in columns:
        if column.kind in (Kind.NUMERIC, Kind.DATETIME) or len(coded) == MOST_COLUMNS:
            continue
        codes, levels = shared_codes([train[column.name]])
        if 2 <= len(levels) <= _MOST_LEVELS:
            coded[column.name] = codes[0], levels
    for (first, (a, a_levels)), (second, (b, b_levels)) in permutations(coded.items(), 2):
        known = (a >= 0) & (b >= 0)
        table = np.bincount(a[known] * len(b_levels) + b[known], minlength=len(a_levels) * len(b_levels))
        table = table.reshape(len(a_levels), len(b_levels))
        if np.count_nonzero(table) == np.count_nonzero(table.sum(axis=1)) and _would_break(table):
            partner = table.argmax(axis=1)
            pairs = {a_levels[i]: b_levels[partner[i]] for i in np.flatnonzero(table.sum(axis=1))}
            yield Determines(first, second, pairs)


def _would_break(table: npt.NDArray[np.int64]) -> bool:
    """Whether unrelated columns with these counts would all but surely break the rule."""
    n, most = int(table.sum()), int(table.sum(axis=0).max(initial=0))
    repeats = n - np.count_nonzero(table.sum(axis=1))
    return n >= _LEAST_ROWS and most < n and bool(repeats * math.log(most / n) < _CERTAIN)


def _ordered(values: dict[Column, Floats]) -> Iterator[Rule]:
    for (first, a), (second, b) in permutations(values.items(), 2):
        known = ~np.isnan(a) & ~np.isnan(b)
        if known.sum() < _LEAST_ROWS or (a[known] > b[known]).any():
            continue
        low, high = np.sort(a[known]), np.sort(b[known])
        if low[0] == low[-1] or high[0] == high[-1] or np.array_equal(a[known], b[known]):
            continue
        # Of rows put together at random this many would break the rule.
        breaking = float(np.searchsorted(high, low, side="left").mean())
        if breaking >= _LEAST_BREAKING / len(low):
            yield NotAbove(first, second, strictly=bool((a[known] < b[known]).all()))


def _sums(values: dict[Column, Floats]) -> Iterator[Rule]:
    columns = list(values)
    for i, first in enumerate(columns):
        for second in columns[i + 1 :]:
            a, b = values[first], values[second]
            for total in columns:
                if total not in (first, second) and _adds_up(a, b, values[total]):
                    yield Sum(first, second, total)


def _adds_up(a: Floats, b: Floats, c: Floats) -> bool:
    # The first rows rule out nearly everything.
    for rows in (slice(0, 200), slice(None)):
        gap = np.abs(a[rows] + b[rows] - c[rows])
        known = ~np.isnan(gap)
        if (gap[known] > 1e-6 * np.maximum(1.0, np.abs(c[rows][known]))).any():
            return False
    if known.sum() < _LEAST_ROWS:
        return False
    return all(
        len(np.unique(part[known])) > 2 and np.count_nonzero(part[known]) >= _LEAST_BREAKING
        for part in (a, b, c)
    )


def _missing_together(train: pd.DataFrame, names: Sequence[str]) -> Iterator[Rule]:
    gaps = train[list(names)].isna().to_numpy()
    counts = gaps.sum(axis=0)
    some = np.flatnonzero((counts >= _LEAST_BREAKING) & (counts < len(gaps))).tolist()[:MOST_COLUMNS]
    for i, j in permutations(some, 2):
        by_chance = counts[i] * math.log(counts[j] / len(gaps))
        if by_chance < _CERTAIN and not (gaps[:, i] & ~gaps[:, j]).any():
            yield MissingTogether(names[i], names[j])


def _formats(train: pd.DataFrame, numbers: Sequence[Column], dates: Sequence[Column]) -> Iterator[Rule]:
    for column in numbers:
        values = as_numbers(train[column.name], column)
        known = values[~np.isnan(values)]
        if len(np.unique(known)) < 3:
            continue
        unit = _unit(known)
        if unit is not None and (column.kind is Kind.NUMERIC or unit > 1):
            yield Step(column, unit)
        if known.min() >= 0:
            yield NotBelowZero(column)
    for column in dates:
        rule = Midnight(column)
        applies, broken = rule.judge(train)
        if applies.any() and not broken.any():
            yield rule


def _unit(known: Floats) -> float | None:
    """The greatest power of ten that every value is a multiple of; None where values have too many digits."""
    sizes = np.abs(known[known != 0])
    if not len(sizes) or sizes.max() > 1e9:
        return None
    for unit in _STEPS:
        if sizes.min() > unit / 2 and not off_step(known, unit).any():
            return unit
    return None


def _shapes(train: pd.DataFrame, schema: Schema) -> Iterator[Rule]:
    """Codes of one shape; identifiers are looked at for this alone."""
    for column in schema.columns:
        if column.kind not in (Kind.CATEGORICAL, Kind.IDENTIFIER):
            continue
        texts = [str(text) for text in train[column.name].dropna().unique()]
        if len(texts) < 10 or len({len(text) for text in texts}) > 1:
            continue
        shapes = {shape_of(text) for text in texts}
        if len(shapes) == 1 and "9" in (shape := shapes.pop()) and len(shape) <= 40:
            yield Shape(column.name, shape)
