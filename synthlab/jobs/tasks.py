"""What jobs do: make a synthetic table and evaluate it, evaluate one that is there, or put a long question to it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

import pandas as pd
from pydantic import ValidationError

from synthlab.errors import DataError, NotMeasurable
from synthlab.generators import GENERATORS, make_generator
from synthlab.generators.base import Generator
from synthlab.generators.costs import Work, estimated
from synthlab.generators.whole import SetAside
from synthlab.jobs.bundle import make_bundle
from synthlab.jobs.making import Recipe, made
from synthlab.jobs.measuring import Progress, by_cost, judged, measure, part
from synthlab.jobs.status import JobSpec
from synthlab.metrics.inquiries import INQUIRIES, inquiry_kind
from synthlab.metrics.inquiry import Ask, Inquiry
from synthlab.provenance import Provenance
from synthlab.studies.inquiries import keep_inquiry, points_to_go_on_from, tables_of
from synthlab.studies.study import Study
from synthlab.studies.uses import note_holdout_use
from synthlab.tables.schema import Schema

__all__ = ["TASKS", "Progress", "Recipe", "by_cost", "generator_of", "judged", "made", "part"]


_UNKNOWN_SECONDS = 5.0  # of a generator that was never measured


def _share_of_making(recipe: Recipe, train: pd.DataFrame, schema: Schema) -> float:
    """The share of a whole job that making the table takes, beside evaluating it; coarse, from measured costs."""
    settings = dataclasses.asdict(cast(Any, recipe.made_generator()))
    estimate = estimated(recipe.the_card, Work.on(train, schema, recipe.n_rows(len(train))), settings)
    making = _UNKNOWN_SECONDS if estimate is None else estimate.seconds
    return min(0.95, max(0.1, making / (making + _evaluation_seconds(len(train)))))


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
    recipe = Recipe(
        spec.generator, spec.settings, spec.rows, spec.seed, spec.where, spec.groups,
        SetAside(spec.identifiers, spec.texts),
    )  # fmt: skip
    schema = study.schema
    train = study.train()
    middle = _share_of_making(recipe, train, schema)
    frame, provenance = made(recipe, train, schema, receipt.train_sha256, part(progress, 0.0, middle))
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
    note_holdout_use(study, candidate)
    try:
        keep(kind.run(ask, settings))
    except NotMeasurable as reason:
        raise DataError(str(reason)) from reason


def generator_of(provenance: Provenance) -> Generator | None:
    """What made the table, unfitted, with the settings it had; None where that is not one of ours."""
    if provenance.generator not in {card.name for card in GENERATORS}:
        return None
    return make_generator(provenance.generator, provenance.settings)


TASKS: Mapping[str, Callable[[JobSpec, Progress], None]] = {
    "generate": _generate,
    "evaluate": _evaluate,
    "bundle": _bundle,
    **{kind.name: _inquire for kind in INQUIRIES},
}
