"""Whole tables from any generator: stated rules kept, classes as asked for, identifiers and texts made anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from synthlab.generators.base import Finishing, Generator, MadeAs, Progress, Sampler, Where, silent
from synthlab.generators.drawing import Demand, Drawn, drawn_as_asked
from synthlab.generators.new_codes import CodeMaker, code_maker, plain_code_maker
from synthlab.generators.repairs import KeptRule
from synthlab.generators.ruled import Mended, RuledSampler, kept_rules
from synthlab.generators.text_templates import TextMaker, text_maker
from synthlab.tables.conform import widen
from synthlab.tables.schema import Column, Kind, Role, Schema

__all__ = ["LEAST", "Identifiers", "SetAside", "Texts", "WholeSampler", "fit_whole"]

Identifiers = Literal["withheld", "new"]
Texts = Literal["withheld", "template"]

LEAST = 5
"""What fewer train rows have is not released by anything here."""


@dataclass(frozen=True)
class SetAside:
    """What becomes of columns that no generator sees: withheld, or made anew."""

    identifiers: Identifiers = "withheld"
    texts: Texts = "withheld"


@dataclass(frozen=True)
class WholeSampler:
    """A fitted generator, the rules its rows must keep, and what makes identifiers and texts."""

    sampler: Sampler
    schema: Schema
    rules: tuple[KeptRule, ...]
    codes: Mapping[str, CodeMaker]
    texts: Mapping[str, TextMaker]
    fit_notes: tuple[str, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should be told of the fit, in sentences without values."""
        return (*self.sampler.notes, *self.fit_notes)

    def sample(self, n_rows: int, rng: np.random.Generator, where: Where | None = None) -> pd.DataFrame:
        """``n_rows`` rows with all columns of the schema; see ``table``."""
        return self.table(Demand(n_rows, where), rng).rows

    def table(self, demand: Demand, rng: np.random.Generator, progress: Progress = silent) -> Drawn:
        """The rows asked for, all columns of the schema, and what could not be reached or had to be repaired.

        Raises
        ------
        DataError
            When a column or value cannot be asked for, or no row could be drawn.
        """
        mended = Mended()
        ruled, look = (RuledSampler(self.sampler, self.rules, tally) for tally in (mended, Mended()))
        drawn = drawn_as_asked(ruled, self.schema, demand, rng, progress, look)
        rows = self.sampler.finished(drawn.rows, rng) if isinstance(self.sampler, Finishing) else drawn.rows
        columns = {name: rows[name] for name in rows.columns}
        notes = [*drawn.notes, *mended.notes]
        for name, maker in self.codes.items():
            columns[name], longer = maker.make(len(drawn.rows), rng)
            if longer:
                notes.append(
                    f"{name}: new identifiers are longer than the real ones, which take up too much of their format."
                )
        for name, template in self.texts.items():
            columns[name] = template.make(len(drawn.rows), rng)
        return Drawn(widen(pd.DataFrame(columns), self.schema), tuple(notes))


def fit_whole(
    generator: Generator,
    made_as: MadeAs,
    train: pd.DataFrame,
    schema: Schema,
    aside: SetAside,
    rng: np.random.Generator,
    progress: Progress = silent,
) -> WholeSampler:
    """The generator fitted, and everything around it learnt from the train rows.

    Around a generator with a proof nothing is learnt from train rows beside it: which value determines which is
    read off drawn rows, identifiers follow no real format, and texts stay withheld. Without train rows there is
    no real identifier or text, and what the generator makes of its own stays.

    Raises
    ------
    DataError
        When the generator cannot model the table, or a stated rule speaks of columns of the wrong kind.
    """
    private = made_as is MadeAs.PRIVACY_PRESERVING
    sampler = generator.fit(train, schema, rng, progress)
    rules, notes = kept_rules(schema, train, sampler, LEAST, rng, private)
    aside = aside if len(train) else SetAside()
    codes, code_notes = _code_makers(train, schema, aside, private)
    texts, text_notes = _text_makers(train, schema, aside, private)
    return WholeSampler(sampler, schema, rules, codes, texts, (*notes, *code_notes, *text_notes))


def _set_aside(schema: Schema, kind: Kind) -> list[Column]:
    return [column for column in schema.set_aside if column.kind is kind and column.role is not Role.IGNORED]


def _code_makers(
    train: pd.DataFrame, schema: Schema, aside: SetAside, private: bool
) -> tuple[dict[str, CodeMaker], list[str]]:
    makers: dict[str, CodeMaker] = {}
    notes = []
    for column in _set_aside(schema, Kind.IDENTIFIER) if aside.identifiers == "new" else ():
        makers[column.name] = plain_code_maker() if private else code_maker(train[column.name], LEAST)
        note = makers[column.name].note
        notes.append(
            f"{column.name}: identifiers are newly made"
            + (", without regard to the real ones' format." if private else f"; {note}." if note else ".")
        )
    return makers, notes


def _text_makers(
    train: pd.DataFrame, schema: Schema, aside: SetAside, private: bool
) -> tuple[dict[str, TextMaker], list[str]]:
    makers: dict[str, TextMaker] = {}
    notes = []
    for column in _set_aside(schema, Kind.TEXT) if aside.texts == "template" else ():
        if private:
            notes.append(
                f"{column.name}: withheld, since words of real texts would not be covered by the proof."
            )
            continue
        persons = None if schema.group in (None, column.name) else train[schema.group]
        makers[column.name] = text_maker(train[column.name], LEAST, persons)
        notes.append(f"{column.name}: {makers[column.name].note}.")
    return makers, notes
