"""``synthlab run``: split, generate, evaluate, bundle."""

from __future__ import annotations

import argparse

from synthlab.cli.console import ProgressLine, note
from synthlab.cli.inputs import read_formats, read_options, read_real, the_policy
from synthlab.cli.outputs import check_directory, say_report, write_exhibit
from synthlab.cli.recipes import recipe_of
from synthlab.evaluation import evaluate
from synthlab.export.bundle import Exhibit
from synthlab.jobs.making import made
from synthlab.metrics.base import Comparison, PrivacyClaim
from synthlab.policy import exit_code, judge
from synthlab.statistics.small_cells import checked_minimum
from synthlab.tables.splitting import split

__all__ = ["main"]


def main(options: argparse.Namespace) -> int:
    """Read, split, generate, measure, judge, write; returns the exit code that the policy asks for, 0 without one."""
    from synthlab.metrics import METRICS

    recipe, policy, formats = recipe_of(options), the_policy(options.policy), read_formats(options.formats)
    least = checked_minimum(options.minimum_count)
    check_directory(options.out)
    progress = ProgressLine()
    progress.stage(f"Reading {options.real.name}")
    real = read_real(options.real, read_options(options.reading), options.schema, options.target, options.by)
    parts = split(real.table, real.schema, options.holdout_share, options.seed)
    progress.stage(f"Generating with {recipe.generator}")
    synthetic, provenance = made(recipe, parts.train, real.schema, parts.receipt.train_sha256, progress)
    progress.stage("Measuring")
    claim = PrivacyClaim.stated(provenance.epsilon, provenance.delta)
    comparison = Comparison(parts.train, parts.holdout, synthetic, real.schema, claim=claim)
    measured = evaluate(comparison, METRICS, options.seed, progress)
    known = {"minimum_count": least, "context": {"model_kept": False}}
    report = judge(measured.model_copy(update=known), policy)
    progress.stage("Writing")
    exhibit = Exhibit(options.real.stem, synthetic, real.schema, report, provenance, parts.receipt, policy)
    progress.done()
    for line in provenance.notes:
        note(line)
    write_exhibit(exhibit, options.out, formats, bundle=True)
    say_report(report)
    return 0 if options.policy is None else exit_code(report, policy)
