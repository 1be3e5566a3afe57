"""What jobs do: make a synthetic table and evaluate it, evaluate one that is there, or put a long question to it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any, cast

import numpy as np
import pandas as pd
from pydantic import ValidationError

from synthlab.errors import DataError, NotMeasurable
from synthlab.generators import GENERATORS, generator_card, make_generator
from synthlab.generators.base import Generator
from synthlab.jobs.bundle import make_bundle
from synthlab.jobs.measuring import Progress, by_cost, judged, measure, part
from synthlab.jobs.status import JobSpec
from synthlab.metrics.inquiries import INQUIRIES, inquiry_kind
from synthlab.metrics.inquiry import Ask, Inquiry
from synthlab.provenance import Provenance
from synthlab.studies.inquiries import keep_inquiry, points_to_go_on_from, tables_of
from synthlab.studies.study import Study
from synthlab.tables.conform import widen
from synthlab.tables.schema import Schema

__all__ = ["TASKS", "Progress", "Recipe", "by_cost", "generator_of", "judged", "made", "part"]

_VERSIONED = ("synthlab", "numpy", "pandas", "scikit-learn", "sdv", "torch")


@dataclasses.dataclass(frozen=True)
class Recipe:
    """Everything that decides a synthetic table beside the rows it learns from.

    ``rows`` None asks for as many as there are train rows.
    """

    generator: str
    settings: Mapping[str, object] = dataclasses.field(default_factory=dict)
    rows: int | None = None
    seed: int = 0
    where: Mapping[str, str] = dataclasses.field(default_factory=dict)


def made(
    recipe: Recipe, train: pd.DataFrame, schema: Schema, train_sha256: str, progress: Progress
) -> tuple[pd.DataFrame, Provenance]:
    """A synthetic table with all columns of the schema, and how it was made.

    Fitting and sampling draw from streams of their own, so that asking for more rows fits the same model.

    Raises
    ------
    DataError
        When the generator, a setting, or a condition is unknown or cannot be met.
    """
    card = generator_card(recipe.generator)
    generator = make_generator(recipe.generator, recipe.settings)
    for_fit, for_rows = (np.random.default_rng(seed) for seed in np.random.SeedSequence(recipe.seed).spawn(2))
    sampler = generator.fit(train, schema, for_fit, part(progress, 0.0, 0.8))
    progress(0.8, "Drawing synthetic rows")
    n_rows = len(train) if recipe.rows is None else recipe.rows
    frame = widen(sampler.sample(n_rows, for_rows, dict(recipe.where) or None), schema)
    progress(1.0, "The synthetic table is made")
    provenance = Provenance(
        kind=str(card.made_as),
        generator=card.name,
        settings=dataclasses.asdict(cast(Any, generator)),
        seed=recipe.seed,
        rows=len(frame),
        where=dict(recipe.where),
        trained_on="train",
        source_sha256={"train": train_sha256},
        licence=card.licence,
        versions=_versions(),
    )
    return frame, provenance


def _share_of_making(recipe: Recipe, n_train: int, schema: Schema) -> float:
    """The share of a whole job that making the table takes, beside evaluating it; coarse, from measured costs."""
    n_rows = n_train + (n_train if recipe.rows is None else recipe.rows)
    settings = dataclasses.asdict(cast(Any, make_generator(recipe.generator, recipe.settings)))
    making = generator_card(recipe.generator).seconds(n_rows, len(schema.modelled), settings)
    return min(0.95, max(0.1, making / (making + _evaluation_seconds(n_train))))


def _evaluation_seconds(n_train: int) -> float:
    # Measured on four columns; most of it is spent on samples of bounded size, so it stops growing.
    return 4.0 + 16.0 * min(1.0, n_train / 40_000)


def _generate(spec: JobSpec, progress: Progress) -> None:
    study = Study(Path(spec.study))
    progress(0.0, "Reading the train rows")
    # Taken before the rows are read: should the split change meanwhile, the table is marked as stale.
    under, receipt = study.made_under(), study.receipt
    if receipt is None:
        raise DataError("The table is not split yet. Lock the split on the Data page first.")
    recipe = Recipe(spec.generator, spec.settings, spec.rows, spec.seed, spec.where)
    schema = study.schema
    middle = _share_of_making(recipe, receipt.n_train, schema)
    frame, provenance = made(recipe, study.train(), schema, receipt.train_sha256, part(progress, 0.0, middle))
    study.add_candidate(provenance, frame, candidate_id=spec.candidate_id, under=under)
    _evaluate(spec, part(progress, middle, 1.0))


def _evaluate(spec: JobSpec, progress: Progress) -> None:
    study = Study(Path(spec.study))
    measure(study, study.candidate(spec.candidate_id or ""), spec.seed, progress)


def _bundle(spec: JobSpec, progress: Progress) -> None:
    study = Study(Path(spec.study))
    make_bundle(study, study.candidate(spec.candidate_id or ""), progress)


def _inquire(spec: JobSpec, progress: Progress) -> None:
    kind = inquiry_kind(spec.kind)
    study = Study(Path(spec.study))
    candidate = study.candidate(spec.candidate_id or "")
    progress(0.0, "Reading the tables")
    under = study.made_under()
    try:
        settings = kind.settings.model_validate(spec.settings)
    except ValidationError as error:
        raise DataError(
            f"The settings of the {kind.name} are not usable: {error.errors()[0]['msg']}."
        ) from error

    def keep(inquiry: Inquiry) -> None:
        keep_inquiry(candidate, kind, inquiry, under)

    done = points_to_go_on_from(candidate, kind, settings, spec.seed, under)
    tables = tables_of(candidate, kind, afresh=not done)
    ask = Ask(
        study.comparison(candidate),
        spec.seed,
        progress,
        done,
        keep,
        generator_of(candidate.provenance),
        tables,
    )
    try:
        keep(kind.run(ask, settings))
    except NotMeasurable as reason:
        raise DataError(str(reason)) from reason


def generator_of(provenance: Provenance) -> Generator | None:
    """What made the table, unfitted, with the settings it had; None where that is not one of ours."""
    if provenance.generator not in {card.name for card in GENERATORS}:
        return None
    return make_generator(provenance.generator, provenance.settings)


def _versions() -> dict[str, str]:
    versions = {}
    for package in _VERSIONED:
        try:
            versions[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return versions


TASKS: Mapping[str, Callable[[JobSpec, Progress], None]] = {
    "generate": _generate,
    "evaluate": _evaluate,
    "bundle": _bundle,
    **{kind.name: _inquire for kind in INQUIRIES},
}
