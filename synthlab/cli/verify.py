"""``synthlab verify``: recompute a bundle's hashes and scores, and say what differs."""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd

from synthlab.cli.console import ProgressLine, say
from synthlab.cli.inputs import read_input, read_options
from synthlab.errors import DataError
from synthlab.export.files import read_zip
from synthlab.export.verify import bundle_of, verify_hashes, verify_scores
from synthlab.tables.conform import conform
from synthlab.tables.options import ReadOptions
from synthlab.tables.schema import Schema

__all__ = ["main"]


def main(options: argparse.Namespace) -> int:
    """Recompute, say what was checked and what differs; returns 1 when anything differs, else 0."""
    if options.holdout is not None and options.real is None:
        raise DataError("--holdout goes with --real: the scores need both.")
    reading = read_options(options.reading)
    files = read_zip(options.bundle)
    found = verify_hashes(files)
    checked, differences = list(found.checked), list(found.differences)
    if options.real is None:
        checked.append("Scores were not recomputed: that needs the real table, with --real FILE.")
    elif not differences:
        bundle, progress = bundle_of(files), ProgressLine()
        progress.stage("Measuring again")
        real = _conformed(options.real, bundle.schema, reading)
        holdout = None if options.holdout is None else _conformed(options.holdout, bundle.schema, reading)
        again = verify_scores(bundle, real, holdout, progress)
        progress.done()
        checked += again.checked
        differences += again.differences
    for line in checked:
        say(line)
    for line in differences:
        say(f"DIFFERS: {line}")
    say(f"Differences: {len(differences)}." if differences else "Nothing differs.")
    return 1 if differences else 0


def _conformed(path: Path, schema: Schema, reading: ReadOptions) -> pd.DataFrame:
    return conform(read_input(path, reading).frame, schema)
