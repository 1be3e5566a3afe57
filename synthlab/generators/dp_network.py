"""A Bayesian network over binned columns, fitted with differential privacy; the proof is in docs/dp-network.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from synthlab.errors import DataError
from synthlab.generators.base import GeneratorCard, MadeAs, Progress
from synthlab.generators.dp_accounting import Ledger
from synthlab.generators.dp_domain import Discovery, n_questions
from synthlab.generators.dp_measuring import tables_of
from synthlab.generators.dp_noise import Noise, gaussian_scale
from synthlab.generators.dp_proof import proof_of
from synthlab.generators.dp_sampler import DpNetworkSampler, drawn_codes
from synthlab.generators.dp_structure import Family, Parent, Picker, Variable, structure
from synthlab.generators.dp_variables import Coded, bins_for, coded_column, measured
from synthlab.generators.dp_weighing import Weighing
from synthlab.tables.schema import Schema

__all__ = ["CARD", "DpNetwork"]

# Shares of rho. Tables have what is left; they have the target's share too where there is none.
_COUNT, _VALUES, _CHOICES, _TARGET = 0.002, 0.1, 0.1, 0.1
_FOUND_DELTA = 0.1
_DRAWN = 20_000


@dataclass(frozen=True)
class DpNetwork:
    """A Bayesian network with (``epsilon``, ``delta``)-differential privacy for adding or removing one person.

    Every look at the train rows is one of three OpenDP measurements (``dp_noise``), entered in a ledger. The
    columns that a column is drawn from are chosen by the exponential mechanism, their joint counts get discrete
    Gaussian noise; what each column says of the target is weighed by noisy sums (``dp_weighing``). Bounds and categories are the schema's; where it has none, ``domain_share`` of the budget finds
    them. Noise cannot be seeded: the same seed gives the same rows from the same fit, not the same fit.

    Source
    ------
    Zhang et al. (2017), PrivBayes, doi:10.1145/3134428 (the network); McKenna, Miklau and Sheldon (2021), Winning
    the NIST Contest, arXiv 2108.04978 (choosing by L1 error, discrete Gaussian tables).
    """

    epsilon: float = 1.0
    delta: float = 1e-6
    rows_per_person: int = 1
    domain_share: float = 0.1
    max_parents: int = 3
    bins: int = 40

    def __post_init__(self) -> None:
        for name, low, high in (
            ("epsilon", 0.001, 1_000.0),
            ("delta", 1e-15, 0.01),
            ("rows_per_person", 1, 10_000),
            ("domain_share", 0.01, 0.5),
            ("max_parents", 1, 6),
            ("bins", 2, 200),
        ):
            if not low <= getattr(self, name) <= high:
                raise DataError(
                    f"The setting {name} is {getattr(self, name)}; it must be between {low:g} and {high:g}."
                )

    def fit(
        self, train: pd.DataFrame, schema: Schema, rng: np.random.Generator, progress: Progress
    ) -> DpNetworkSampler:
        """The network. ``rng`` draws rows from noisy tables, never noise: whoever knows the seed could take it off."""
        _check(train, schema)
        progress(0.0, "Bounding the rows of each person")
        train = self._bounded(train, schema)
        ledger = Ledger(self.epsilon, self.delta, _FOUND_DELTA * self.delta if _finds(schema) else 0.0)
        noise = Noise(ledger, self.rows_per_person)
        counted = noise.counts(np.array([len(train)]), ledger.rho * _COUNT, "number of rows")
        n_rows = max(1, round(float(counted.counts[0])))
        columns, variables = self._columns(train, schema, noise, n_rows, progress)
        families = self._families(schema, variables, noise, _steps(progress, 0.4, 0.6))
        rho = self._for_tables(ledger, schema)
        nodes, hints = tables_of(families, variables, noise, rho, _steps(progress, 0.6, 0.8))
        told = None
        if _has_target(schema):
            progress(0.8, "Weighing what each column says of the target")
            target = variables[families[0].name]
            codes = {name: variable.codes for name, variable in variables.items()}
            drawn = drawn_codes(nodes, _DRAWN, rng)
            weighing = Weighing(_seen(target), target.shares, hints, codes, drawn, n_rows, noise)
            told = weighing.learned(ledger.rho * _TARGET * (1 - 1e-9))
        progress(1.0, "The network is fitted")
        proof = proof_of(ledger, self.rows_per_person, schema.group, n_rows)
        return DpNetworkSampler(columns, nodes, proof, told)

    def _bounded(self, train: pd.DataFrame, schema: Schema) -> pd.DataFrame:
        """The first rows of each person, in table order: which ones they are depends on nobody else.

        A row that names no person is a person of its own, as when the table was split.
        """
        if schema.group is None:
            return train
        if schema.group not in train:
            raise DataError(
                f"The schema names {schema.group} as the column of persons, but the train table lacks it: bring the "
                "column, or take it out of the schema and state rows_per_person."
            )
        at = train.groupby(schema.group, observed=True, dropna=False, sort=False).cumcount().to_numpy()
        taken = (at < self.rows_per_person) | train[schema.group].isna().to_numpy()
        return train[taken].reset_index(drop=True)

    def _columns(
        self, train: pd.DataFrame, schema: Schema, noise: Noise, n_rows: int, progress: Progress
    ) -> tuple[dict[str, Coded], dict[str, Variable]]:
        questions = [n_questions(column) for column in schema.modelled]
        n_asked, n_found = (sum(numbers) for numbers in zip(*questions, strict=True))
        rho, n_columns = noise.ledger.rho, len(schema.modelled)
        ask = Discovery(
            noise, rho * self.domain_share / max(1, n_asked), noise.ledger.found_delta / max(1, n_found)
        )
        n_bins = bins_for(n_rows, self._sigma(noise.ledger, schema), self.bins)
        columns: dict[str, Coded] = {}
        variables: dict[str, Variable] = {}
        for place, column in enumerate(schema.modelled):
            progress(0.4 * place / n_columns, f"Reading {column.name}")
            code, cells = coded_column(train[column.name], column, ask)
            columns[column.name], variables[column.name] = measured(
                column.name, code, cells, n_bins, noise, rho * (_VALUES - _COUNT) / n_columns
            )
        return columns, variables

    def _families(
        self, schema: Schema, variables: Mapping[str, Variable], noise: Noise, progress: Progress
    ) -> list[Family]:
        names = list(variables)
        first = Family(names[0])
        if schema.target is not None and schema.target.name in variables:
            first = Family(schema.target.name, (_seen(variables[schema.target.name]),))
        n_choices = (len(names) - 1) * max(1, self.max_parents - len(first.parents))
        rho = noise.ledger.rho * _CHOICES / max(1, n_choices)
        picker = Picker(variables, noise, rho, self._sigma(noise.ledger, schema))
        return structure(variables, first, picker, self.max_parents, progress)

    def _for_tables(self, ledger: Ledger, schema: Schema) -> float:
        """What the tables may spend; known beforehand, so that no choice of relations changes it."""
        found = self.domain_share if _finds(schema) else 0.0
        target = _TARGET if _has_target(schema) else 0.0
        return ledger.rho * (1 - _VALUES - _CHOICES - target - found)

    def _sigma(self, ledger: Ledger, schema: Schema) -> float:
        """About the standard deviation of a table's noise."""
        return gaussian_scale(self._for_tables(ledger, schema) / len(schema.modelled), self.rows_per_person)


def _finds(schema: Schema) -> bool:
    """Whether the values of any column have to be found."""
    return any(n_questions(column)[0] for column in schema.modelled)


def _has_target(schema: Schema) -> bool:
    return schema.target is not None and schema.target.is_modelled and len(schema.modelled) > 1


def _seen(target: Variable) -> Parent:
    """The target as all other columns look at it."""
    return Parent(target.name, target.views[-1])


def _check(train: pd.DataFrame, schema: Schema) -> None:
    if not schema.modelled:
        raise DataError(
            "There is no column to model: every column is set aside as an identifier, free text or ignored. "
            "Give at least one column another kind or role on the Data page."
        )
    if len(train) == 0:
        raise DataError("The train table has no rows, so there is nothing to learn from.")


def _steps(progress: Progress, start: float, end: float) -> Progress:
    return lambda share, doing: progress(start + (end - start) * share, doing)


CARD = GeneratorCard(
    name="dp-network",
    title="Differentially private network",
    what=(
        "Draws each column from noisy tables of how it goes with the target and one or two others, and the target "
        "once more from all of them. Coarser than trees, and the one generator here with a proof."
    ),
    privacy=(
        "Differential privacy with the epsilon and delta of its settings, for adding or removing one person with "
        "at most rows_per_person rows, if the schema (names, kinds, stated bounds and categories) is public "
        "(docs/dp-network.md). The proof is about the synthetic table, not about reports that compare it with real "
        "rows. Its noise cannot be seeded: fitting again gives another table."
    ),
    licence="Apache-2.0 (part of synthlab; OpenDP is MIT)",
    made_as=MadeAs.PRIVACY_PRESERVING,
    make=DpNetwork,
    settings_help={
        "epsilon": "How much one person may change what comes out: less is more private. 1 is a common choice; above 10 the promise is weak.",
        "delta": "The chance that the promise does not hold. It is public, so it must not be computed from the table; choose less than one over the number of people.",
        "rows_per_person": "The most rows that one person has. Where the schema names a group column, further rows of a person are left out; without one it is your word that no person has more.",
        "domain_share": "The share of the budget spent on finding categories and bounds that the schema does not state.",
        "max_parents": "A column is drawn from at most so many others, the target among them.",
        "bins": "About how many bins a number has at most; it has fewer where noise is large.",
    },
)
