"""``synthlab audit``: what training a generator with and without planted people shows."""

from __future__ import annotations

import argparse
import dataclasses
import json
import time

import pandas as pd

from synthlab.cli.console import ProgressLine, note, say
from synthlab.cli.inputs import read_options, read_real
from synthlab.cli.outputs import check_directory
from synthlab.cli.recipes import recipe_of
from synthlab.errors import DataError
from synthlab.export.files import write_files
from synthlab.generators.base import silent
from synthlab.jobs.making import Recipe, made
from synthlab.metrics.privacy.auditing import FitSample, audit_generator, audit_target
from synthlab.tables.schema import Schema

__all__ = ["main"]

_FITS, _FITS_OF_ONE = 1, 200


def main(options: argparse.Namespace) -> int:
    """Tell the cost, train, guess, write the result; returns 0."""
    if options.out.suffix.lower() != ".json":
        raise DataError(f"--out {options.out} does not end in .json.")
    if not 0 <= options.delta < 1:
        raise DataError(f"--delta {options.delta:g}: choose a chance from 0 to below 1.")
    recipe = recipe_of(options)
    check_directory(options.out.parent)
    progress = ProgressLine()
    progress.stage(f"Reading {options.train.name}")
    real = read_real(options.train, read_options(options.reading), options.schema, options.target)
    n_fits = options.fits or (_FITS if options.person is None else _FITS_OF_ONE)
    fit_sample = _fit_sample(recipe, real.schema, n_fits)
    delta = options.delta or float(str(recipe.settings.get("delta", 0.0)))
    progress.stage("Auditing")
    common = (fit_sample, real.table, real.schema)
    if options.person is None:
        audit = audit_generator(*common, options.canaries, n_fits, options.seed, delta, progress)
        progress.done()
        lines, found = audit.sentences, audit.as_json()
    else:
        one = audit_target(*common, options.person, n_fits, options.seed, delta, progress)
        progress.done()
        lines = one.sentences
        found = {"format": "synthlab.audit/1", **dataclasses.asdict(one), "delta": delta}
    found |= {"generator": recipe.generator, "settings": dict(recipe.settings), "seed": options.seed}
    write_files({options.out: json.dumps(found, indent=1).encode()})
    for line in lines:
        say(line)
    say(f"Written {options.out}.")
    return 0


def _fit_sample(recipe: Recipe, schema: Schema, n_fits: int) -> FitSample:
    """Training as ``generate`` does it, another seed each time; the first one tells what all will take."""
    told: list[float] = []

    def fit_sample(train: pd.DataFrame, seed: int) -> pd.DataFrame:
        began = time.monotonic()
        rows, _ = made(dataclasses.replace(recipe, seed=seed), train, schema, "", silent)
        if not told and n_fits > 1:
            told.append(time.monotonic() - began)
            note(
                f"one training took {told[0]:.1f} s; {n_fits:,} take about {told[0] * n_fits / 60:,.0f} minutes"
            )
        return rows

    return fit_sample
