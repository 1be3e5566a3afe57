"""``synthlab generate``: a synthetic table from a train table."""

from __future__ import annotations

import argparse
import dataclasses

import pandas as pd

from synthlab.cli.console import ProgressLine, note, say
from synthlab.cli.inputs import read_options, read_real, read_schema
from synthlab.cli.outputs import check_directory
from synthlab.cli.recipes import recipe_of
from synthlab.errors import DataError
from synthlab.export.files import write_files
from synthlab.export.tables import FORMATS, released_columns, table_bytes
from synthlab.generators.rules import Rules
from synthlab.jobs.making import Recipe, made
from synthlab.tables.hashing import table_hash
from synthlab.tables.schema import Schema
from synthlab.tables.values import empty_values

__all__ = ["main"]


def main(options: argparse.Namespace) -> int:
    """Fit on every row of TRAIN (or read the rules), draw, write the table and its provenance; returns 0."""
    file_format = options.out.suffix.lower().removeprefix(".")
    if file_format not in FORMATS:
        endings = ", ".join(f".{name}" for name in FORMATS)
        raise DataError(f"--out {options.out} does not say a format; let it end in one of {endings}.")
    recipe = recipe_of(options)
    check_directory(options.out.parent)
    progress = ProgressLine()
    source = _source(options, recipe, progress)
    schema = source.schema
    progress.stage(f"Generating with {recipe.generator}")
    synthetic, provenance = made(_with_rows(recipe, source), source.table, schema, source.sha256, progress)
    progress.done()
    for line in provenance.notes:
        note(line)
    beside = options.out.with_suffix(".provenance.json")
    write_files(
        {
            options.out: table_bytes(synthetic, schema, file_format),
            beside: provenance.model_dump_json(indent=1).encode(),
        }
    )
    n_columns = len(released_columns(synthetic, schema))
    say(f"Written {options.out}: {len(synthetic):,} rows, {n_columns} columns. How it was made: {beside}.")
    return 0


@dataclasses.dataclass(frozen=True)
class _Source:
    """What is learned from, and how many rows are made where nobody says; an empty hash: there is no real table."""

    table: pd.DataFrame
    schema: Schema
    sha256: str
    rows: int


def _source(options: argparse.Namespace, recipe: Recipe, progress: ProgressLine) -> _Source:
    """The train table; without TRAIN an empty one, under the schema of the rules."""
    if options.train is not None:
        progress.stage(f"Reading {options.train.name}")
        real = read_real(options.train, read_options(options.reading), options.schema, options.target)
        return _Source(real.table, real.schema, table_hash(real.table), len(real.table))
    generator = recipe.made_generator()
    if not isinstance(generator, Rules):
        raise DataError(
            f"{recipe.generator} learns from real rows: name a table, as in generate TRAIN --generator "
            f"{recipe.generator}. Only rules needs none."
        )
    simulation = generator.simulation()
    schema = simulation.schema if options.schema is None else read_schema(options.schema)
    if options.target is not None:
        schema = schema.with_target(options.target)
    empty = {column.name: empty_values(column.kind, 0) for column in schema.columns}
    return _Source(pd.DataFrame(empty), schema, "", simulation.spec.rows)


def _with_rows(recipe: Recipe, source: _Source) -> Recipe:
    """Without a table to learn from, the recipe with the usual number of rows, unless one is asked for or counted."""
    counted = recipe.groups is not None and recipe.groups.counts is not None
    if counted or recipe.rows is not None or len(source.table):
        return recipe
    return dataclasses.replace(recipe, rows=source.rows)
