"""``synthlab evaluate``: a synthetic table made anywhere, against the real one."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd
from pydantic import ValidationError

from synthlab.cli.console import ProgressLine, note
from synthlab.cli.inputs import (
    RealTable,
    key_values,
    read_formats,
    read_input,
    read_options,
    read_real,
    the_policy,
)
from synthlab.cli.large import evaluate_large, is_large
from synthlab.cli.outputs import check_directory, say_report, write_exhibit
from synthlab.errors import DataError
from synthlab.evaluation import evaluate
from synthlab.export.bundle import Exhibit
from synthlab.metrics.base import Comparison, PrivacyClaim, TrainedOn
from synthlab.policy import exit_code, judge
from synthlab.provenance import Provenance
from synthlab.statistics.small_cells import checked_minimum
from synthlab.tables.conform import conform
from synthlab.tables.hashing import row_hashes, table_hash
from synthlab.tables.mapping import GUESSED, ColumnMatch, apply_mapping, propose_mapping, restrict, same_table
from synthlab.tables.options import ReadOptions
from synthlab.tables.schema import Schema
from synthlab.tables.splitting import SplitReceipt, recheck

__all__ = ["main", "trained_on"]


def main(options: argparse.Namespace) -> int:
    """Read, map, measure, judge, write; returns the exit code that the policy asks for, 0 without one."""
    from synthlab.metrics import METRICS

    seen = trained_on(options.trained_on, options.holdout)
    if is_large(options.real, options.synthetic, options.holdout):
        return evaluate_large(options, seen)
    policy, formats = the_policy(options.policy), read_formats(options.formats)
    least = checked_minimum(options.minimum_count)
    check_directory(options.out)
    progress = ProgressLine()
    progress.stage(f"Reading {options.real.name} and {options.synthetic.name}")
    real = read_real(options.real, read_options(options.reading), options.schema, options.target)
    foreign = read_input(options.synthetic, ReadOptions()).frame
    schema, synthetic, findings = mapped(foreign, real, key_values(options.map, "--map"))
    holdout = None if options.holdout is None else _holdout(options, schema)
    train = real.table
    _refuse_the_same(synthetic, train, foreign, real.reading.frame, findings)
    for finding in findings:
        note(finding)
    receipt = _receipt(options.receipt, train, holdout)
    comparison = Comparison(train, holdout, synthetic, schema, seen)
    provenance = _provenance(options.provenance, comparison, tuple(findings))
    claim = PrivacyClaim.stated(provenance.epsilon, provenance.delta)
    comparison = replace(comparison, claim=claim, coin_split=receipt is not None and receipt.by_coins)
    progress.stage("Measuring")
    measured = evaluate(comparison, METRICS, options.seed, progress)
    report = judge(measured.model_copy(update={"minimum_count": least}), policy)
    progress.stage("Writing")
    exhibit = Exhibit(options.synthetic.stem, synthetic, schema, report, provenance, receipt, policy)
    progress.done()
    write_exhibit(exhibit, options.out, formats, bundle=False)
    say_report(report)
    return 0 if options.policy is None else exit_code(report, policy)


def trained_on(said: str | None, holdout: Path | None) -> TrainedOn:
    """What the synthetic table was made from, from what was typed and whether a holdout is there.

    Raises
    ------
    DataError
        When the two contradict each other.
    """
    if said is None:
        return TrainedOn.UNKNOWN if holdout is None else TrainedOn.TRAIN
    if said == TrainedOn.TRAIN and holdout is None:
        raise DataError(
            "--trained-on train needs --holdout FILE: real rows that the generator did not see. Cut them off with "
            "`synthlab split` before generating, or say --trained-on all or --trained-on unknown."
        )
    if said != TrainedOn.TRAIN and holdout is not None:
        raise DataError(
            f"--holdout is for rows that the generator did not see, and --trained-on {said} says that it may have "
            "seen them. Leave --holdout out, or say --trained-on train."
        )
    return TrainedOn(said)


def mapped(
    foreign: pd.DataFrame, real: RealTable, chosen: Mapping[str, str]
) -> tuple[Schema, pd.DataFrame, list[str]]:
    """The schema that both tables can fill, the synthetic table conformed to it, and what was found on the way.

    ``chosen`` maps real columns to those of the synthetic table, "" to leave one out. A column that the
    synthetic table lacks is set aside from every comparison, by name.

    Raises
    ------
    DataError
        When a column was only guessed, holds values that cannot be read, or no column is left.
    """
    mapping = propose_mapping(foreign, real.schema, real.table)
    for column, source in chosen.items():
        mapping = mapping.with_source(real.schema[column].name, _source(foreign, source))
    guesses = [match for match in mapping.matches if match.how == GUESSED and match.problem]
    if guesses:
        raise DataError(" ".join(_confirm(match) for match in guesses))
    schema = restrict(real.schema, mapping)
    findings = [
        f"{column} is left out: the synthetic table lacks it." for column in _left_out(real.schema, schema)
    ]
    findings += [
        f"{name} is a column of the synthetic table only: it is not compared." for name in mapping.extra
    ]
    return schema, apply_mapping(foreign, schema, mapping), [*findings, *mapping.findings]


def _source(foreign: pd.DataFrame, source: str) -> str | None:
    if source and source not in foreign.columns:
        has = ", ".join(map(str, foreign.columns))
        raise DataError(f"--map: the synthetic table has no column {source!r}. It has: {has}.")
    return source or None


def _confirm(match: ColumnMatch) -> str:
    return (
        f"The synthetic table has no column {match.column}; the values of {match.source} look like it. Confirm that "
        f"with --map {match.column}={match.source}, or leave the column out with --map {match.column}= ."
    )


def _left_out(schema: Schema, restricted: Schema) -> list[str]:
    kept = {column.name for column in restricted.modelled}
    return [column.name for column in schema.modelled if column.name not in kept]


def _holdout(options: argparse.Namespace, schema: Schema) -> pd.DataFrame:
    frame = read_input(options.holdout, read_options(options.reading)).frame
    try:
        return conform(frame, schema)
    except DataError as error:
        raise DataError(f"The holdout {options.holdout.name} does not fit the real table: {error}") from error


def _refuse_the_same(
    synthetic: pd.DataFrame,
    real: pd.DataFrame,
    foreign: pd.DataFrame,
    raw: pd.DataFrame,
    findings: list[str],
) -> None:
    """Refuse the real file given twice; a table that is merely made of real rows is for the metrics to judge."""
    sentence = same_table(foreign, raw)
    if sentence is None:
        return
    if len(synthetic) == len(real) and sorted(row_hashes(synthetic)) == sorted(row_hashes(real)):
        raise DataError(sentence)
    findings.append(sentence)


def _receipt(path: Path | None, train: pd.DataFrame, holdout: pd.DataFrame | None) -> SplitReceipt | None:
    """The receipt in the file, once these two tables are found to be its own."""
    if path is None:
        return None
    if holdout is None:
        raise DataError("--receipt is of a train and a holdout table: give the other one with --holdout.")
    try:
        receipt = SplitReceipt.model_validate_json(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DataError(f"The receipt {path} cannot be read: {error.strerror}.") from error
    except (ValidationError, UnicodeDecodeError) as error:
        raise DataError(f"{path} is not a receipt of `synthlab split`.") from error
    if found := recheck(receipt, train, holdout):
        raise DataError(" ".join(found))
    return receipt


def _provenance(path: Path | None, comparison: Comparison, findings: tuple[str, ...]) -> Provenance:
    if path is None:
        return Provenance(
            kind="unknown",
            generator="made elsewhere",
            rows=len(comparison.synthetic),
            trained_on=str(comparison.trained_on),
            source_sha256={"train": table_hash(comparison.train)},
            notes=findings,
        )
    try:
        stated = Provenance.model_validate_json(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DataError(f"The provenance file {path} cannot be read: {error.strerror}.") from error
    except (ValidationError, UnicodeDecodeError) as error:
        raise DataError(f"{path} is not a provenance file of synthlab.") from error
    return stated.model_copy(
        update={"notes": (*stated.notes, *findings), "trained_on": str(comparison.trained_on)}
    )
