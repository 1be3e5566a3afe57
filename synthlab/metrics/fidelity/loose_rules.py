"""Rules that hold in nearly every row of a real table, and columns whose values are the codes of another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, permutations

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.metrics.fidelity.levels import shared_codes
from synthlab.metrics.fidelity.rule_kinds import Determines, NotAbove, Rule, Sum
from synthlab.metrics.utility.encoding import as_numbers
from synthlab.statistics.binning import MIN_ROWS
from synthlab.tables.schema import Column, Kind, Role, Schema

__all__ = ["MOST_EXCEPTIONS", "AmongCodes", "WithExceptions", "loose_rules"]

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

MOST_EXCEPTIONS = 0.01
"""A rule with more exceptions than this is none."""

_LEAST_ROWS = 300
_BY_CHANCE = 0.1
_MOST_COLUMNS = 40
_MOST_ADDED = 15
_MOST_LEVELS = 250
_LEAST_CODES = 10
_MOST_CODES = 20_000


@dataclass(frozen=True)
class WithExceptions:
    """A rule that ``n_broken`` of ``n_rows`` real rows break."""

    rule: Rule
    n_broken: int
    n_rows: int

    @property
    def kind(self) -> str:
        return f"{self.rule.kind}, with exceptions"

    @property
    def columns(self) -> tuple[str, ...]:
        return self.rule.columns

    @property
    def text(self) -> str:
        if self.n_broken < MIN_ROWS:
            return f"{self.rule.text}, but for fewer than {MIN_ROWS} real rows"
        return f"{self.rule.text}, but for {self.n_broken / self.n_rows:.2%} of the real rows"

    def judge(self, frame: pd.DataFrame) -> tuple[Flags, Flags]:
        return self.rule.judge(frame)


@dataclass(frozen=True)
class AmongCodes:
    """Every value of ``first`` is one of those that ``second`` has, in the real table or in the one judged."""

    first: str
    second: str
    known: frozenset[str] = field(repr=False)
    kind: str = "codes of another"

    @property
    def columns(self) -> tuple[str, ...]:
        return self.first, self.second

    @property
    def text(self) -> str:
        return f"every value of {self.first} is one of those of {self.second}"

    def judge(self, frame: pd.DataFrame) -> tuple[Flags, Flags]:
        """Codes of a table of its own may be new ones: they count as known where the table itself has them."""
        codes = frame[self.first].astype("string")
        applies = codes.notna().to_numpy(dtype=bool)
        known = self.known | set(frame[self.second].dropna().astype("string"))
        return applies, applies & ~codes.isin(known).to_numpy(dtype=bool)


def loose_rules(train: pd.DataFrame, schema: Schema, exact: Iterable[Rule]) -> list[Rule]:
    """Rules that at most 1 in 100 real rows break, where unrelated columns would have 1 in 10 do so; and codes.

    None of ``exact``, the rules without exceptions. Looked for in tables of at least 300 rows.
    """
    there = {(type(rule), rule.columns) for rule in exact}
    found = list(_codes(train, schema))
    if len(train) < _LEAST_ROWS:
        return list(found)
    numbers = [column for column in schema.modelled if column.is_number][:_MOST_COLUMNS]
    dates = [column for column in schema.modelled if column.kind is Kind.DATETIME][:_MOST_COLUMNS]
    nearly: list[Rule] = list(_determined(train, schema.modelled))
    for alike in (numbers, dates):
        nearly += _ordered({column: as_numbers(train[column.name], column) for column in alike})
    nearly += _sums({column: as_numbers(train[column.name], column) for column in numbers[:_MOST_ADDED]})
    kept = [rule for rule in nearly if (type(rule), rule.columns) not in there]
    return [*found, *_with_exceptions(kept, train)]


def _with_exceptions(rules: Sequence[Rule], train: pd.DataFrame) -> Iterator[Rule]:
    for rule in rules:
        applies, broken = rule.judge(train)
        n_broken, n_rows = int(broken.sum()), int(applies.sum())
        if n_rows >= _LEAST_ROWS and 0 < n_broken <= MOST_EXCEPTIONS * n_rows:
            yield WithExceptions(rule, n_broken, len(train))


def _determined(train: pd.DataFrame, columns: Sequence[Column]) -> Iterator[Rule]:
    coded: dict[str, tuple[npt.NDArray[np.int64], tuple[str, ...]]] = {}
    for column in columns:
        if column.kind in (Kind.NUMERIC, Kind.DATETIME) or len(coded) == _MOST_COLUMNS:
            continue
        (codes,), levels = shared_codes([train[column.name]])
        if 2 <= len(levels) <= _MOST_LEVELS:
            coded[column.name] = codes, levels
    for (first, (a, a_levels)), (second, (b, b_levels)) in permutations(coded.items(), 2):
        known = (a >= 0) & (b >= 0)
        table = np.bincount(a[known] * len(b_levels) + b[known], minlength=len(a_levels) * len(b_levels))
        table = table.reshape(len(a_levels), len(b_levels))
        n, used = int(table.sum()), np.flatnonzero(table.sum(axis=1))
        # A value that occurs once keeps the rule whatever stands beside it, so only repeats count.
        repeats, broken = n - len(used), n - int(table.max(axis=1).sum())
        if repeats < _LEAST_ROWS or not 0 < broken <= MOST_EXCEPTIONS * repeats:
            continue
        if 1 - table.sum(axis=0).max() / n >= _BY_CHANCE:
            partner: Mapping[str, str] = {a_levels[i]: b_levels[table[i].argmax()] for i in used}
            yield Determines(first, second, partner)


def _ordered(values: Mapping[Column, Floats]) -> Iterator[Rule]:
    for (first, a), (second, b) in permutations(values.items(), 2):
        known = ~np.isnan(a) & ~np.isnan(b)
        low, high = a[known], b[known]
        if len(low) < _LEAST_ROWS or not 0 < (low > high).mean() <= MOST_EXCEPTIONS:
            continue
        # Of rows put together at random this share would break the rule.
        if np.searchsorted(np.sort(high), np.sort(low), side="left").mean() / len(low) >= _BY_CHANCE:
            yield NotAbove(first, second, strictly=not (low == high).any())


def _sums(values: Mapping[Column, Floats]) -> Iterator[Rule]:
    for (first, a), (second, b) in combinations(values.items(), 2):
        for total, c in values.items():
            if total in (first, second) or _share_off(a[:200], b[:200], c[:200]) > 5 * MOST_EXCEPTIONS:
                continue
            parts = (a, b, c)
            if 0 < _share_off(*parts) <= MOST_EXCEPTIONS and all(_varies(part) for part in parts):
                yield Sum(first, second, total)


def _share_off(a: Floats, b: Floats, c: Floats) -> float:
    gap = np.abs(a + b - c)
    known = ~np.isnan(gap)
    if not known.any():
        return 1.0
    return float((gap[known] > 1e-6 * np.maximum(1.0, np.abs(c[known]))).mean())


def _varies(values: Floats) -> bool:
    """Whether a sum with this part could be wrong: a part that is nearly always 0 adds nothing."""
    known = values[~np.isnan(values)]
    _, counts = np.unique(known, return_counts=True)
    return bool(len(known)) and counts.max() <= (1 - _BY_CHANCE) * len(known)


def _codes(train: pd.DataFrame, schema: Schema) -> Iterator[Rule]:
    texts: dict[str, frozenset[str]] = {}
    for column in schema.columns:
        if column.kind not in (Kind.CATEGORICAL, Kind.IDENTIFIER) or column.role is Role.IGNORED:
            continue
        levels = train[column.name].dropna().astype("string").unique()
        if _LEAST_CODES <= len(levels) <= _MOST_CODES and len(texts) < _MOST_COLUMNS:
            texts[column.name] = frozenset(map(str, levels))
    for (first, some), (second, known) in permutations(texts.items(), 2):
        if some <= known:
            yield AmongCodes(first, second, known)
