"""``synthlab evaluate`` of tables too large to be read whole: counts over every row, the rest on a sample."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from synthlab.cli.console import ProgressLine, note, say
from synthlab.cli.inputs import RealTable, read_options, read_schema, the_policy
from synthlab.cli.outputs import check_directory, say_report
from synthlab.errors import DataError
from synthlab.evaluation import Report, evaluate
from synthlab.export.bundle import Exhibit, exhibit_files
from synthlab.export.files import write_files
from synthlab.metrics.base import Comparison, Score, Skipped, State, TrainedOn
from synthlab.metrics.privacy.copies_counted import copies_from_counts
from synthlab.metrics.privacy.matching import filled
from synthlab.policy import exit_code, judge
from synthlab.provenance import Provenance
from synthlab.statistics.engines.disk import DiskEngine, raw_rows, rows_in
from synthlab.statistics.engines.repeats import count_repeats
from synthlab.statistics.small_cells import LEAST_ROWS, checked_minimum
from synthlab.tables.conform import conform_noted
from synthlab.tables.inference import infer_schema
from synthlab.tables.reading import Reading, read_table
from synthlab.tables.schema import Schema

__all__ = ["LARGE_ROWS", "SAMPLED_ROWS", "evaluate_large", "is_large"]

LARGE_ROWS = 1_000_000
"""A table of more rows is counted in pieces."""
SAMPLED_ROWS = 30_000
"""Rows of each table that the metrics get which look at rows."""

_LARGE_TEXT = 300 * 1024**2
_WRITTEN = ("report.html", "summary.md", "report.json", "provenance.json", "schema.json", "policy.yaml")


def is_large(*paths: Path | None) -> bool:
    """Whether one of the files has more than ``LARGE_ROWS`` rows; of text files, whether it is 300 MB."""
    return any(path is not None and path.is_file() and _is_large(path) for path in paths)


def _is_large(path: Path) -> bool:
    if path.suffix in (".csv", ".tsv"):
        return path.stat().st_size > _LARGE_TEXT
    return path.suffix == ".parquet" and _rows(path) > LARGE_ROWS


def _rows(path: Path) -> int:
    import pyarrow as pa
    import pyarrow.parquet

    try:
        return int(pyarrow.parquet.ParquetFile(path).metadata.num_rows)
    except (pa.ArrowException, OSError):
        # The reader says what is wrong with it.
        return 0


def evaluate_large(options: argparse.Namespace, seen: TrainedOn) -> int:
    """As ``evaluate``: the same report, where ``facts["all_rows"]`` marks what was counted over every row."""
    from synthlab.metrics.fidelity.whole import whole_scores

    policy, least = the_policy(options.policy), checked_minimum(options.minimum_count)
    check_directory(options.out)
    if options.map:
        raise DataError("--map is not for tables as large as these: rename the columns in the file.")
    progress = ProgressLine()
    progress.stage(f"Drawing {SAMPLED_ROWS:,} rows of each table")
    real = _real(options)
    schema = _shared(real.schema, real.reading, options)
    engines = [
        DiskEngine(path, schema, real.reading.options.missing or (), dict(real.reading.source_names))
        for path in (options.real, options.synthetic, options.holdout)
        if path is not None
    ]
    train, synthetic, *holdout = engines
    samples = [engine.sample(SAMPLED_ROWS, options.seed) for engine in engines]
    comparison = Comparison(samples[0], samples[2] if holdout else None, samples[1], schema, seen)
    progress.stage("Counting every row")
    whole = whole_scores(
        train,
        holdout[0] if holdout else None,
        synthetic,
        schema,
        comparison.real,
        np.random.default_rng(options.seed),
        # Bins hold ten rows by themselves; only a greater count pools any.
        least if least > LEAST_ROWS else 0,
    )
    progress.stage("Looking for copies among every row")
    copies = _copies(train, holdout[0] if holdout else None, synthetic, samples[1], schema)
    known: dict[str, Score | Skipped] = {**whole, "copies": copies}
    progress.stage("Measuring the sample")
    measured = _evaluated(comparison, known, options.seed, progress)
    report = judge(measured.model_copy(update={"minimum_count": least}), policy)
    counts = ", ".join(
        f"{path.name} {engine.n_rows:,}"
        for path, engine in zip((options.real, options.synthetic, options.holdout), engines, strict=False)
        if path
    )
    remark = (
        f"{', '.join(whole)} and copies were counted over every row ({counts}); everything else on a random sample of "
        f"{len(samples[0]):,} rows of each table, drawn with seed {options.seed}."
    )
    provenance = Provenance(
        kind="unknown",
        generator="made elsewhere",
        rows=synthetic.n_rows,
        trained_on=str(seen),
        notes=(remark,),
    )
    exhibit = Exhibit(options.synthetic.stem, samples[1], schema, report, provenance, None, policy)
    files = {
        name: content
        for name, content in exhibit_files(exhibit, ()).items()
        if name in _WRITTEN or name.startswith("pictures/")
    }
    write_files({options.out / name: content for name, content in files.items()})
    progress.done()
    say(f"Written to {options.out}: {', '.join(name for name in files if '/' not in name)}.")
    say(remark)
    say_report(report)
    return 0 if options.policy is None else exit_code(report, policy)


def _evaluated(
    comparison: Comparison, known: Mapping[str, Score | Skipped], seed: int, progress: ProgressLine
) -> Report:
    """All metrics on the sample, but those whose answer over every row is known already."""
    from synthlab.metrics import METRICS

    metrics = [
        replace(metric, compute=partial(_known, known[metric.name])) if metric.name in known else metric
        for metric in METRICS
    ]
    report = evaluate(comparison, metrics, seed, progress)
    remark = f"Measured on a random sample of {len(comparison.train):,} rows of each table."
    return report.model_copy(
        update={
            "outcomes": [
                outcome
                if outcome.metric in known or outcome.status == "skipped"
                else outcome.model_copy(update={"warnings": [*outcome.warnings, remark]})
                for outcome in report.outcomes
            ]
        }
    )


def _copies(
    train: DiskEngine, holdout: DiskEngine | None, synthetic: DiskEngine, sample: pd.DataFrame, schema: Schema
) -> Score | Skipped:
    """Of two samples, a row and its copy would hardly ever both be drawn: every row is looked at."""
    columns, left_out = filled(sample, schema.modelled)
    if not columns:
        return Skipped(
            "The synthetic table fills none of the columns, so no record can be matched.", State.NOT_TESTED
        )
    counts = count_repeats(train, holdout, synthetic, [column.name for column in columns])
    return copies_from_counts(counts, left_out)


def _known(score: Score | Skipped, _comparison: Comparison, _rng: np.random.Generator) -> Score | Skipped:
    return score


def _real(options: argparse.Namespace) -> RealTable:
    """The real table's sample, read as any table is, so that its schema is inferred as any is."""
    rows = raw_rows(options.real, SAMPLED_ROWS, options.seed)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sample.parquet"
        rows.to_parquet(path, index=False)
        reading = read_table(path, read_options(options.reading), options.real.name)
    schema = (
        infer_schema(reading.frame, reading.source_names)
        if options.schema is None
        else read_schema(options.schema)
    )
    if options.target is not None:
        schema = schema.with_target(options.target)
    note(f"The schema was read off {len(rows):,} of the rows of {options.real.name}.")
    table, _ = conform_noted(reading.frame, schema)
    return RealTable(reading, table, schema)


def _shared(schema: Schema, reading: Reading, options: argparse.Namespace) -> Schema:
    """The schema without what is set aside, whose columns all tables must have."""
    for path in (options.synthetic, options.holdout):
        if path is None:
            continue
        if not rows_in(path):
            raise DataError(f"{path.name} has no rows.")
        there = set(raw_rows(path, 1, 0).columns)
        absent = [c.name for c in schema.modelled if reading.source_names.get(c.name, c.name) not in there]
        if absent:
            raise DataError(
                f"{path.name} lacks the column{'s' if len(absent) > 1 else ''} {', '.join(absent)}. Rename them in the file."
            )
    for column in schema.set_aside:
        note(f"column {column.name} is left out of a table as large as this ({column.kind}).")
    return Schema(columns=schema.modelled)
