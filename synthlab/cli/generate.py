"""``synthlab generate``: a synthetic table from a train table."""

from __future__ import annotations

import argparse

from synthlab.cli.console import ProgressLine, note, say
from synthlab.cli.inputs import read_options, read_real
from synthlab.cli.outputs import check_directory
from synthlab.cli.recipes import recipe_of
from synthlab.errors import DataError
from synthlab.export.files import write_files
from synthlab.export.tables import FORMATS, released_columns, table_bytes
from synthlab.jobs.making import made
from synthlab.tables.hashing import table_hash

__all__ = ["main"]


def main(options: argparse.Namespace) -> int:
    """Fit on every row of TRAIN, draw, write the table and its provenance; returns 0."""
    file_format = options.out.suffix.lower().removeprefix(".")
    if file_format not in FORMATS:
        endings = ", ".join(f".{name}" for name in FORMATS)
        raise DataError(f"--out {options.out} does not say a format; let it end in one of {endings}.")
    recipe = recipe_of(options)
    check_directory(options.out.parent)
    progress = ProgressLine()
    progress.stage(f"Reading {options.train.name}")
    real = read_real(options.train, read_options(options.reading), options.schema, options.target)
    progress.stage(f"Generating with {recipe.generator}")
    synthetic, provenance = made(recipe, real.table, real.schema, table_hash(real.table), progress)
    progress.done()
    for line in provenance.notes:
        note(line)
    beside = options.out.with_suffix(".provenance.json")
    write_files(
        {
            options.out: table_bytes(synthetic, real.schema, file_format),
            beside: provenance.model_dump_json(indent=1).encode(),
        }
    )
    n_columns = len(released_columns(synthetic, real.schema))
    say(f"Written {options.out}: {len(synthetic):,} rows, {n_columns} columns. How it was made: {beside}.")
    return 0
