"""One wrapper that keeps stated rules in the rows of any sampler: by repair, and by drawing again where none helps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from synthlab.errors import DataError, NotReached
from synthlab.generators import repairs as numbers
from synthlab.generators import repairs_of_values as values
from synthlab.generators.base import Sampler, Where
from synthlab.generators.conditions import stacked
from synthlab.generators.repairs import Fixed, Flags, KeptRule
from synthlab.tables.rules import (
    AtLeast,
    Determines,
    MissingTogether,
    NeverTogether,
    Order,
    Shape,
    StatedRule,
    Step,
    Sum,
    WithoutTime,
)
from synthlab.tables.schema import Column, Kind, Schema

__all__ = ["Mended", "RuledSampler", "kept_rules"]

_PASSES = 6
_LEAST_DRAWN, _MOST_DRAWN, _MOST_DRAWN_A_ROW = 200, 100_000, 20


@dataclass
class Mended:
    """How many rows came out, how many of them each rule changed, and how many were drawn again."""

    rows: int = 0
    drawn_again: int = 0
    changed: dict[str, int] = field(default_factory=dict)

    @property
    def notes(self) -> tuple[str, ...]:
        """A sentence for each rule that changed rows; nothing where all held by themselves."""
        told = [
            f"So that the stated rule {text!r} holds, {_share(count, self.rows)} of the rows were repaired."
            for text, count in self.changed.items()
            if count
        ]
        if self.drawn_again:
            drawn = self.rows + self.drawn_again
            told.append(
                f"{_share(self.drawn_again, drawn)} of the drawn rows broke a stated rule beyond repair, and were "
                "drawn again."
            )
        return tuple(told)


@dataclass(frozen=True)
class RuledSampler:
    """A sampler in all of whose rows the rules hold. ``mended`` adds up what that took."""

    sampler: Sampler
    rules: tuple[KeptRule, ...]
    mended: Mended = field(default_factory=Mended)

    @property
    def notes(self) -> tuple[str, ...]:
        return self.sampler.notes

    def sample(self, n_rows: int, rng: np.random.Generator, where: Where | None = None) -> pd.DataFrame:
        """``n_rows`` rows under the conditions, in which every rule holds.

        Raises
        ------
        NotReached
            When too few rows under the conditions keep the rules; it carries those that do.
        """
        if not self.rules:
            return self.sampler.sample(n_rows, rng, where)
        parts: list[pd.DataFrame] = []
        reached, drawn, asked = 0, 0, n_rows
        fixed: Fixed = frozenset(where or {})
        while True:
            rows, short = self._drawn(asked, rng, where)
            rows, changed = self._repaired(rows, fixed, rng)
            broken = self._broken(rows)
            left = n_rows - reached
            self._count(changed, broken, left)
            parts.append(rows[~broken].iloc[:left])
            reached, drawn = reached + len(parts[-1]), drawn + len(rows)
            if reached == n_rows:
                return stacked(parts)
            if short is not None or drawn > _MOST_DRAWN + _MOST_DRAWN_A_ROW * n_rows:
                raise self._unreached(stacked(parts), n_rows, rows, short)
            most = max(n_rows, _MOST_DRAWN // 10)
            asked = int(np.clip((n_rows - reached) * drawn / max(reached, 1) * 1.1, _LEAST_DRAWN, most))

    def _drawn(
        self, asked: int, rng: np.random.Generator, where: Where | None
    ) -> tuple[pd.DataFrame, NotReached | None]:
        try:
            return self.sampler.sample(asked, rng, where), None
        except NotReached as error:
            if error.rows is None or not len(error.rows):
                raise
            return error.rows, error

    def _repaired(
        self, rows: pd.DataFrame, fixed: Fixed, rng: np.random.Generator
    ) -> tuple[pd.DataFrame, Mapping[str, Flags]]:
        """The rows, one rule after the other mended until none is broken or nothing helps; what each changed."""
        changed = {kept.rule.text: np.zeros(len(rows), dtype=bool) for kept in self.rules}
        for _ in range(_PASSES):
            before = rows
            for kept in self.rules:
                broken = kept.broken(rows)
                if broken.any():
                    rows = kept.mended(rows, fixed, rng)
                    changed[kept.rule.text] |= broken & ~kept.broken(rows)
            if rows is before:
                break
        return rows, changed

    def _broken(self, rows: pd.DataFrame) -> Flags:
        broken = np.zeros(len(rows), dtype=bool)
        for kept in self.rules:
            broken |= kept.broken(rows)
        return broken

    def _count(self, changed: Mapping[str, Flags], broken: Flags, left: int) -> None:
        used = np.flatnonzero(~broken)[:left]
        self.mended.rows += len(used)
        self.mended.drawn_again += int(broken.sum())
        for text, flags in changed.items():
            self.mended.changed[text] = self.mended.changed.get(text, 0) + int(flags[used].sum())

    def _unreached(
        self, rows: pd.DataFrame, n_rows: int, last: pd.DataFrame, short: NotReached | None
    ) -> NotReached:
        shares = {kept.rule.text: float(kept.broken(last).mean()) for kept in self.rules}
        worst = max(shares, key=lambda text: shares[text])
        if short is not None and not shares[worst]:
            return NotReached(str(short), rows)
        return NotReached(
            f"Only {len(rows)} of {n_rows} rows could be drawn in which every stated rule holds: most of the others "
            f"break {worst!r}. Check on the Data page whether the stated rules can all be true at once.",
            rows,
        )


def kept_rules(
    schema: Schema, train: pd.DataFrame, probe: Sampler, least: int, rng: np.random.Generator, private: bool
) -> tuple[tuple[KeptRule, ...], tuple[str, ...]]:
    """The schema's rules of modelled columns, ready to be kept, and what a person should know of them.

    Which value determines which is read off train rows, of pairs that at least ``least`` rows (persons, where
    the schema names a group column) have; for others, and for all where ``private``, off rows that the sampler
    draws.

    Raises
    ------
    DataError
        When a rule speaks of columns of the wrong kind.
    """
    modelled = {column.name for column in schema.modelled}
    active = [rule for rule in schema.rules if modelled.issuperset(rule.columns)]
    determines = [rule for rule in active if isinstance(rule, Determines)]
    drawn = probe.sample(_PROBED, rng) if determines else pd.DataFrame()
    kept: list[KeptRule] = []
    notes: list[str] = []
    for rule in sorted(active, key=lambda rule: _ORDER[type(rule)]):
        if isinstance(rule, Determines):
            partners, note = _partners(rule, schema, train, drawn, least, private)
            kept.append(values.KeptDetermines(rule, partners))
            notes += [note] if note else []
        else:
            kept.append(_kept(rule, schema))
    return tuple(kept), tuple(notes)


_PROBED = 10_000
_ORDER: Mapping[type, int] = {
    Determines: 0, NeverTogether: 1, Shape: 2, WithoutTime: 3, Step: 4, AtLeast: 5, Sum: 6, Order: 7, MissingTogether: 8,
}  # fmt: skip


def _partners(
    rule: Determines, schema: Schema, train: pd.DataFrame, drawn: pd.DataFrame, least: int, private: bool
) -> tuple[values.Partners, str]:
    by_model = values.pairs_in(drawn, rule, 1)
    if private:
        return (
            by_model,
            f"{rule.text}: which value goes with which was read off drawn rows, not off real ones.",
        )
    real = values.pairs_in(train, rule, least, schema.group)
    rare = values.texts_of(train[rule.first]).nunique() - len(real.keys)
    note = (
        f"{rule.text}: for {rare:,} value{'s' if rare > 1 else ''} that fewer than {least} "
        f"{'rows' if schema.group is None else 'persons'} have, the partner is the model's own."
    )
    return real.joined(by_model), note if rare > 0 else ""


def _kept(rule: StatedRule, schema: Schema) -> KeptRule:
    columns = [schema[name] for name in rule.columns]
    if isinstance(rule, Order):
        return numbers.KeptOrder(rule, *_of(rule, columns, _alike(columns)))
    if isinstance(rule, Sum):
        parts = _of(rule, columns, all(column.is_number for column in columns))
        return numbers.KeptSum(rule, tuple(parts[:-1]), parts[-1])
    if isinstance(rule, Step):
        return numbers.KeptStep(rule, *_of(rule, columns, columns[0].is_number))
    if isinstance(rule, AtLeast):
        return numbers.KeptAtLeast(rule, *_of(rule, columns, columns[0].is_number))
    if isinstance(rule, WithoutTime):
        return numbers.KeptWithoutTime(rule, *_of(rule, columns, columns[0].kind is Kind.DATETIME))
    if isinstance(rule, MissingTogether):
        return values.KeptMissingTogether(rule)
    if isinstance(rule, NeverTogether):
        return values.KeptNeverTogether(rule)
    assert isinstance(rule, Shape)
    return values.KeptShape(rule)


def _alike(columns: Sequence[Column]) -> bool:
    dates = [column.kind is Kind.DATETIME for column in columns]
    return all(dates) or all(column.is_number for column in columns)


def _of(rule: StatedRule, columns: Sequence[Column], fits: bool) -> Sequence[Column]:
    if not fits:
        kinds = ", ".join(f"{column.name} is {column.kind}" for column in columns)
        raise DataError(
            f"The stated rule {rule.text!r} cannot be kept: {kinds}. Take the rule back, or correct the kinds, on the "
            "Data page or in the schema file."
        )
    return columns


def _share(count: int, rows: int) -> str:
    share = count / max(rows, 1)
    return f"{share:.1%}" if share >= 0.001 or not count else "under 0.1%"
