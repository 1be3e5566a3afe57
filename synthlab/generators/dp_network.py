"""A Bayesian network over binned columns, fitted with differential privacy; the proof is in docs/dp-network.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.errors import DataError
from synthlab.generators.base import GeneratorCard, MadeAs, Progress
from synthlab.generators.dp_accounting import Ledger
from synthlab.generators.dp_domain import Discovery, n_questions
from synthlab.generators.dp_noise import Noise, Noisy, gaussian_scale
from synthlab.generators.dp_proof import proof_of
from synthlab.generators.dp_sampler import DpNetworkSampler, Node
from synthlab.generators.dp_structure import Family, Parent, Picker, Variable, configurations, structure
from synthlab.generators.dp_tables import conditional
from synthlab.generators.dp_variables import Coded, coded_column, measured
from synthlab.generators.encoding import Codes
from synthlab.tables.schema import Schema

__all__ = ["CARD", "DpNetwork"]

Floats = npt.NDArray[np.float64]

_COUNT, _VALUES, _CHOICES = 0.002, 0.1, 0.1  # shares of rho; tables have what finding values leaves
_FOUND_DELTA = 0.1


@dataclass(frozen=True)
class DpNetwork:
    """A Bayesian network with (``epsilon``, ``delta``)-differential privacy for adding or removing one person.

    Every look at the train rows is one of three OpenDP measurements (``dp_noise``), entered in a ledger. The
    columns that a column is drawn from are chosen by the exponential mechanism, their joint counts get discrete
    Gaussian noise. Bounds and categories are the schema's; where it has none, ``domain_share`` of the budget finds
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
    bins: int = 20

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
        """The network. ``rng`` is not used: what is drawn here must not be known to who knows the seed."""
        _check(train, schema)
        progress(0.0, "Bounding the rows of each person")
        train = self._bounded(train, schema)
        questions = [n_questions(column) for column in schema.modelled]
        finds = sum(number for number, _ in questions) > 0
        ledger = Ledger(self.epsilon, self.delta, _FOUND_DELTA * self.delta if finds else 0.0)
        noise = Noise(ledger, self.rows_per_person)
        columns, variables = self._columns(train, schema, noise, questions, progress)
        counted = noise.counts(np.array([len(train)]), ledger.rho * _COUNT, "number of rows")
        families = self._families(schema, variables, noise, _steps(progress, 0.4, 0.7))
        nodes = self._nodes(families, variables, noise, _steps(progress, 0.7, 1.0))
        progress(1.0, "The network is fitted")
        n_rows = max(1, round(float(counted.counts[0])))
        return DpNetworkSampler(columns, nodes, proof_of(ledger, self.rows_per_person, schema.group, n_rows))

    def _bounded(self, train: pd.DataFrame, schema: Schema) -> pd.DataFrame:
        """The first rows of each person, in table order: which ones they are depends on nobody else."""
        if schema.group is None or schema.group not in train:
            return train
        at = train.groupby(schema.group, observed=True, dropna=False, sort=False).cumcount()
        return train[at.to_numpy() < self.rows_per_person].reset_index(drop=True)

    def _columns(
        self,
        train: pd.DataFrame,
        schema: Schema,
        noise: Noise,
        questions: list[tuple[int, int]],
        progress: Progress,
    ) -> tuple[dict[str, Coded], dict[str, Variable]]:
        n_asked, n_found = (sum(numbers) for numbers in zip(*questions, strict=True))
        rho, n_columns = noise.ledger.rho, len(schema.modelled)
        ask = Discovery(
            noise, rho * self.domain_share / max(1, n_asked), noise.ledger.found_delta / max(1, n_found)
        )
        columns: dict[str, Coded] = {}
        variables: dict[str, Variable] = {}
        for place, column in enumerate(schema.modelled):
            progress(0.4 * place / n_columns, f"Reading {column.name}")
            code, cells = coded_column(train[column.name], column, ask)
            columns[column.name], variables[column.name] = measured(
                column.name, code, cells, self.bins, noise, rho * (_VALUES - _COUNT) / n_columns
            )
        return columns, variables

    def _families(
        self, schema: Schema, variables: Mapping[str, Variable], noise: Noise, progress: Progress
    ) -> list[Family]:
        names = list(variables)
        target = schema.target
        first = Family(names[0])
        if target is not None and target.name in variables:
            first = Family(target.name, (Parent(target.name, variables[target.name].views[-1]),))
        rho = noise.ledger.rho * _CHOICES / max(1, (len(names) - 1) * self.max_parents)
        sigma = gaussian_scale(self._left(noise.ledger) / len(names), self.rows_per_person)
        return structure(variables, first, Picker(variables, noise, rho, sigma), self.max_parents, progress)

    def _left(self, ledger: Ledger) -> float:
        """What the tables may spend; known beforehand, so that no choice of relations changes it."""
        found = self.domain_share if ledger.found_delta else 0.0
        return ledger.rho * (1 - _VALUES - _CHOICES - found)

    def _nodes(
        self,
        families: list[Family],
        variables: Mapping[str, Variable],
        noise: Noise,
        progress: Progress,
    ) -> tuple[Node, ...]:
        codes = {name: variable.codes for name, variable in variables.items()}
        sizes = np.array(
            [family.n_configurations * variables[family.name].n_cells for family in families[1:]]
        )
        # The sum of all errors is least where a table's rho grows with the two-thirds power of its cells.
        weights = sizes ** (2 / 3) / (sizes ** (2 / 3)).sum() if len(sizes) else sizes
        nodes = [Node(families[0], variables[families[0].name].shares[None, :])]
        for place, (family, weight) in enumerate(zip(families[1:], weights, strict=True)):
            progress(place / len(sizes), f"Measuring what {family.name} goes with")
            joint = _joint(family, variables[family.name], codes)
            rho = self._left(noise.ledger) * float(weight) * (1 - 1e-9)
            noisy = noise.counts(joint, rho, f"table of {family.name}")
            nodes.append(Node(family, _conditional(noisy, family, variables[family.name])))
        return tuple(nodes)


def _check(train: pd.DataFrame, schema: Schema) -> None:
    if not schema.modelled:
        raise DataError(
            "There is no column to model: every column is set aside as an identifier, free text or ignored. "
            "Give at least one column another kind or role on the Data page."
        )
    if len(train) == 0:
        raise DataError("The train table has no rows, so there is nothing to learn from.")


def _joint(family: Family, child: Variable, codes: Mapping[str, Codes]) -> npt.NDArray[np.int64]:
    """Counts of the family's table, shape (n_configurations, n_cells); a row is in one cell at most."""
    at = configurations(family.parents, codes)
    known = (at >= 0) & (child.codes >= 0)
    cells = at[known] * child.n_cells + child.codes[known]
    return np.bincount(cells, minlength=family.n_configurations * child.n_cells).reshape(-1, child.n_cells)


def _conditional(noisy: Noisy, family: Family, child: Variable) -> Floats:
    groups = [parent.n_groups for parent in family.parents]
    return conditional(noisy.counts.reshape([*groups, child.n_cells]), noisy.sigma, child.shares)


def _steps(progress: Progress, start: float, end: float) -> Progress:
    return lambda share, doing: progress(start + (end - start) * share, doing)


CARD = GeneratorCard(
    name="dp-network",
    title="Differentially private network",
    what=(
        "Draws each column from noisy tables of how it goes with the target and one or two others. Coarser than "
        "trees, and the one generator here with a proof."
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
        "bins": "About how many bins a number has.",
    },
)
