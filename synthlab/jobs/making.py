"""A synthetic table from a recipe, and how it was made: what jobs and the command line share."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from importlib import metadata
from typing import Any

import numpy as np
import pandas as pd

from synthlab.errors import DataError
from synthlab.generators import generator_card, make_generator
from synthlab.generators.base import Generator, GeneratorCard, MadeAs
from synthlab.generators.dp_proof import Proof, Proven
from synthlab.generators.drawing import Demand
from synthlab.generators.plugins import Checked, Plugin
from synthlab.generators.whole import SetAside, fit_whole
from synthlab.jobs.measuring import Progress, part
from synthlab.provenance import PrivacySpend, Provenance
from synthlab.tables.groups import Groups
from synthlab.tables.schema import Schema

__all__ = ["Recipe", "made"]

_MOST_ROWS = 100_000_000
_VERSIONED = ("synthlab", "numpy", "pandas", "scikit-learn", "sdv", "torch", "opendp")


@dataclasses.dataclass(frozen=True)
class Recipe:
    """Everything that decides a synthetic table beside the rows it learns from.

    ``rows`` None asks for as many as there are train rows, or as ``groups`` count. ``plugin`` is a generator from
    a user's own file, in place of the named one.
    """

    generator: str
    settings: Mapping[str, object] = dataclasses.field(default_factory=dict)
    rows: int | None = None
    seed: int = 0
    where: Mapping[str, str] = dataclasses.field(default_factory=dict)
    groups: Groups | None = None
    aside: SetAside = dataclasses.field(default_factory=SetAside)
    plugin: Plugin | None = None

    @property
    def the_card(self) -> GeneratorCard:
        """The generator's card; an unknown name is a ``DataError``."""
        return self.plugin.card if self.plugin is not None else generator_card(self.generator)

    def made_generator(self) -> Generator:
        """The generator with its settings; a wrong one is a ``DataError``."""
        if self.plugin is not None:
            return self.plugin.made(self.settings)
        return make_generator(self.generator, self.settings)

    def n_rows(self, n_train: int) -> int:
        """How many rows are to be made.

        Raises
        ------
        DataError
            When counts contradict the number of rows, or it is more than any table that is made at once.
        """
        asked = n_train if self.rows is None else self.rows
        n_rows = asked if self.groups is None else self.groups.rows(self.rows, n_train)
        if n_rows > _MOST_ROWS:
            raise DataError(f"{n_rows:,} rows are asked for; at most {_MOST_ROWS:,} are made at once.")
        return n_rows


def made(
    recipe: Recipe, train: pd.DataFrame, schema: Schema, train_sha256: str, progress: Progress
) -> tuple[pd.DataFrame, Provenance]:
    """A synthetic table with all columns of the schema, and how it was made.

    Fitting and sampling draw from streams of their own, so that asking for more rows fits the same model. An
    empty ``train_sha256`` says that there was no real table.

    Raises
    ------
    DataError
        When the generator, a setting, or a condition is unknown, or no row could be drawn.
    """
    card, generator = recipe.the_card, recipe.made_generator()
    for_fit, for_rows = (np.random.default_rng(seed) for seed in np.random.SeedSequence(recipe.seed).spawn(2))
    sampler = fit_whole(
        generator, card.made_as, train, schema, recipe.aside, for_fit, part(progress, 0.0, 0.8)
    )
    progress(0.8, "Drawing synthetic rows")
    proof = sampler.sampler.proof if isinstance(sampler.sampler, Proven) else None
    # A proof does not tell how many train rows there are; as many are made as the fit takes them to be.
    n_train = len(train) if proof is None else proof.n_rows
    demand = Demand(recipe.n_rows(n_train), recipe.where, recipe.groups)
    drawn = sampler.table(demand, for_rows, part(progress, 0.8, 1.0))
    progress(1.0, "The synthetic table is made")
    settings = _settings(generator, recipe)
    provenance = Provenance(
        kind=str(card.made_as),
        generator=card.name,
        settings=settings,
        seed=recipe.seed,
        rows=len(drawn.rows),
        where=dict(recipe.where),
        groups={} if recipe.groups is None else {recipe.groups.column: recipe.groups.text},
        set_aside=_changed(recipe.aside),
        epsilon=_epsilon(card, settings),
        delta=None if proof is None else proof.delta,
        ledger=_ledger(proof),
        trained_on="train" if len(train) else "none",
        source_sha256=_sources(recipe, train_sha256),
        licence=card.licence,
        versions=_versions(),
        notes=(*sampler.notes, *drawn.notes),
    )
    return drawn.rows, provenance


def _settings(generator: Generator, recipe: Recipe) -> dict[str, object]:
    settings: Any = generator.generator if isinstance(generator, Checked) else generator
    is_dataclass = dataclasses.is_dataclass(settings) and not isinstance(settings, type)
    return dataclasses.asdict(settings) if is_dataclass else dict(recipe.settings)


def _sources(recipe: Recipe, train_sha256: str) -> dict[str, str]:
    """Hashes of all that went in; none of train rows where there were none."""
    train = {"train": train_sha256} if train_sha256 else {}
    return train if recipe.plugin is None else {**train, "plugin": recipe.plugin.sha256}


def _changed(aside: SetAside) -> dict[str, str]:
    """What is not left at its default."""
    default = dataclasses.asdict(SetAside())
    return {name: value for name, value in dataclasses.asdict(aside).items() if value != default[name]}


def _epsilon(card: GeneratorCard, settings: Mapping[str, object]) -> float | None:
    epsilon = settings.get("epsilon") if card.made_as is MadeAs.PRIVACY_PRESERVING else None
    return epsilon if isinstance(epsilon, float) else None


def _ledger(proof: Proof | None) -> tuple[PrivacySpend, ...]:
    spends = () if proof is None else proof.spends
    return tuple(PrivacySpend(what=spend.what, rho=spend.rho, delta=spend.delta) for spend in spends)


def _versions() -> dict[str, str]:
    versions = {}
    for package in _VERSIONED:
        try:
            versions[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return versions
