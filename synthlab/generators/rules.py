"""Rules: a table from a file of distributions, conditional tables and formulas; no real row is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from synthlab.errors import DataError
from synthlab.generators.base import GeneratorCard, MadeAs, Progress, Where, silent
from synthlab.generators.coding import coded_table
from synthlab.generators.conditions import by_rejection, wanted_cells
from synthlab.generators.encoding import ColumnCode
from synthlab.generators.simulation.fakes import patterned
from synthlab.tables.conform import conform
from synthlab.tables.schema import Schema

if TYPE_CHECKING:
    from synthlab.generators.simulation.table import Simulation

__all__ = ["CARD", "Rules", "RulesSampler"]

_LOOKED_AT = 5_000


@dataclass(frozen=True)
class Rules:
    """A simulation written by a person: ``text`` is YAML, see ``docs/simulation.md``. No code in it is run."""

    text: str = field(default="", metadata={"lines": 16, "label": "Rules, as YAML"})

    def __post_init__(self) -> None:
        if self.text.strip():
            self.simulation()

    def fit(
        self, train: pd.DataFrame, schema: Schema, rng: np.random.Generator, progress: Progress
    ) -> RulesSampler:
        """Checks that the rules make every modelled column of the schema; ``train`` is not looked at."""
        if not schema.modelled:
            raise DataError(
                "There is no column to model: every column is set aside as an identifier, free text or ignored. "
                "Give at least one column another kind or role on the Data page."
            )
        simulation = self.simulation()
        lacking = [column.name for column in schema.modelled if column.name not in simulation.schema]
        if lacking:
            raise DataError(
                f"The rules do not make the column{'s' if len(lacking) > 1 else ''} {', '.join(lacking)}. They make: "
                f"{', '.join(simulation.schema.names)}."
            )
        made = schema.replace(
            columns=tuple(column for column in schema.columns if column.name in simulation.schema),
            time=None, group=None, rules=(),
        )  # fmt: skip
        probe = conform(simulation.draw(_LOOKED_AT, rng, progress), made)
        code_of, _ = coded_table(probe, made, 2, silent)
        progress(1.0, "The rules can be drawn from")
        return RulesSampler(simulation, made, code_of)

    def simulation(self) -> Simulation:
        """The rules, read and checked; what is wrong in them is a ``DataError`` with its line."""
        from synthlab.generators.simulation.table import read_simulation

        if not self.text.strip():
            raise DataError(
                "This generator needs rules: a YAML file, given with --set file=PATH or written into the setting text."
            )
        return read_simulation(self.text)


@dataclass(frozen=True)
class RulesSampler:
    """Rules ready to be drawn from; conditions are read by what ``code_of`` saw among rows drawn before."""

    simulation: Simulation
    schema: Schema
    code_of: Mapping[str, ColumnCode]

    @property
    def notes(self) -> tuple[str, ...]:
        """Where the rows come from."""
        return ("Every row is made from written rules; no real row was looked at.",)

    def sample(self, n_rows: int, rng: np.random.Generator, where: Where | None = None) -> pd.DataFrame:
        """``n_rows`` rows; ``where`` is met by bounded rejection."""
        wanted = wanted_cells(where or {}, self.code_of)
        rows = (
            by_rejection(lambda asked: self._draw(asked, rng), n_rows, wanted, self.code_of)
            if wanted
            else self._draw(n_rows, rng)
        )
        return self.finished(rows, rng)

    def finished(self, rows: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
        """Identifiers that two samples both drew are drawn anew, so that they differ throughout the table."""
        for name, column in self.simulation.spec.columns.items():
            if column.id is not None and name in rows.columns and rows[name].duplicated().any():
                rows = rows.assign(**{name: _all_different(rows[name], column.id, rng)})
        return rows

    def _draw(self, n_rows: int, rng: np.random.Generator) -> pd.DataFrame:
        return conform(self.simulation.draw(n_rows, rng), self.schema)


def _all_different(codes: pd.Series, pattern: str, rng: np.random.Generator) -> pd.Series:
    known = codes.notna().to_numpy()
    fresh = codes.astype(object).to_numpy(copy=True)
    fresh[known] = patterned(pattern, int(known.sum()), rng)
    return pd.Series(fresh, index=codes.index).astype(codes.dtype)


CARD = GeneratorCard(
    name="rules",
    title="Rules of your own",
    what="Makes a table from rules that you write: distributions, conditional tables and formulas. It needs no real table.",
    privacy="No real row is looked at, so nothing of one can come out but what you write into the rules.",
    licence="Apache-2.0 (part of synthlab; Faker is MIT)",
    made_as=MadeAs.SIMULATED,
    make=Rules,
    settings_help={
        "text": "The rules as YAML: columns with a distribution, a table of cases or a formula each. docs/simulation.md has examples.",
    },
)
