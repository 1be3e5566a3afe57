"""``synthlab run``: split, generate, evaluate, bundle."""

from __future__ import annotations

import argparse

from synthlab.cli.console import ProgressLine
from synthlab.cli.inputs import key_values, read_formats, read_options, read_real, the_policy
from synthlab.cli.outputs import check_directory, say_report, write_exhibit
from synthlab.evaluation import evaluate
from synthlab.export.bundle import Exhibit
from synthlab.generators import generator_card, make_generator
from synthlab.jobs.tasks import Recipe, made
from synthlab.metrics.base import Comparison
from synthlab.policy import exit_code, judge
from synthlab.tables.splitting import split

__all__ = ["main", "recipe_of"]


def main(options: argparse.Namespace) -> int:
    """Read, split, generate, measure, judge, write; returns the exit code that the policy asks for, 0 without one."""
    from synthlab.metrics import METRICS

    recipe, policy, formats = recipe_of(options), the_policy(options.policy), read_formats(options.formats)
    check_directory(options.out)
    progress = ProgressLine()
    progress.stage(f"Reading {options.real.name}")
    real = read_real(options.real, read_options(options.reading), options.schema, options.target, options.by)
    parts = split(real.table, real.schema, options.holdout_share, options.seed)
    progress.stage(f"Generating with {recipe.generator}")
    synthetic, provenance = made(recipe, parts.train, real.schema, parts.receipt.train_sha256, progress)
    progress.stage("Measuring")
    comparison = Comparison(parts.train, parts.holdout, synthetic, real.schema)
    report = judge(evaluate(comparison, METRICS, options.seed, progress), policy)
    progress.stage("Writing")
    exhibit = Exhibit(options.real.stem, synthetic, real.schema, report, provenance, parts.receipt, policy)
    progress.done()
    write_exhibit(exhibit, options.out, formats, bundle=True)
    say_report(report)
    return 0 if options.policy is None else exit_code(report, policy)


def recipe_of(options: argparse.Namespace) -> Recipe:
    """What was asked for, checked before anything is read."""
    settings = key_values(options.settings, "--set")
    generator_card(options.generator)
    make_generator(options.generator, settings)
    where = key_values(options.where, "--where")
    return Recipe(options.generator, settings, options.rows, options.seed, where)
