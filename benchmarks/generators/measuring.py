"""One generator on one table: fitted, drawn from, judged and attacked."""

from __future__ import annotations

import resource
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.generators import judges
from synthlab.errors import DataError
from synthlab.evaluation import evaluate
from synthlab.generators import make_generator
from synthlab.generators.base import silent
from synthlab.metrics.base import Comparison, Metric
from synthlab.metrics.privacy import copies, membership, singling_out, values
from synthlab.tables.conform import conform, widen
from synthlab.tables.inference import infer_schema
from synthlab.tables.reading import read_table
from synthlab.tables.schema import Schema
from synthlab.tables.splitting import Split, split

__all__ = ["ATTACKS", "REAL", "TABLES", "Run", "measured", "some_rows", "table"]

_NEAR = Path(__file__).resolve().parents[3] / "shared" / "data"
TABLES = {
    "adult": ("adult.csv", "income"),
    "german": ("german_credit_labelled.csv", "class-label"),
    "housing": ("california_housing.csv", "median_house_value"),
    "bike": ("bike_sharing_hour.csv", "cnt"),
    "telco": ("telco_churn.csv", "Churn"),
    "diamonds": ("diamonds.csv", "price"),
    "credit": ("credit_default_30k.csv", "default.payment.next.month"),
}
ATTACKS = (copies.METRIC, values.METRIC, membership.METRIC, singling_out.METRIC)
REAL = "(real rows)"  # in the place of a generator: what training on the real rows scores


@dataclass(frozen=True)
class Run:
    """What is to be measured: ``most_rows`` of the table are used, drawn at random (0: all of them)."""

    table: str
    generator: str
    seed: int
    most_rows: int = 0
    holdout_share: float = 1 / 3


def table(name: str) -> tuple[pd.DataFrame, Schema]:
    """The named table, conformed, with its target."""
    if name == "million":
        return _million()
    path, _, target = name.partition(":")
    if name in TABLES:
        path, target = str(_NEAR / TABLES[name][0]), TABLES[name][1]
    reading = read_table(path)
    schema = infer_schema(reading.frame, reading.source_names)
    schema = schema.with_target(target) if target else schema
    return conform(reading.frame, schema), schema


def some_rows(frame: pd.DataFrame, most_rows: int, seed: int) -> pd.DataFrame:
    """At most so many rows, drawn at random, in table order; 0: all of them."""
    if not most_rows or len(frame) <= most_rows:
        return frame
    rows = np.random.default_rng(seed).permutation(len(frame))[:most_rows]
    return frame.iloc[np.sort(rows)].reset_index(drop=True)


def measured(run: Run, attacks: Sequence[Metric] = ATTACKS) -> dict[str, object]:
    """Figures of one run, ready for JSON; seconds are of processor time, ``refused`` says why there are none."""
    frame, schema = table(run.table)
    frame = some_rows(frame, run.most_rows, run.seed)
    cut = split(frame, schema, holdout_share=run.holdout_share, seed=run.seed)
    about: dict[str, object] = {
        "n_train": len(cut.train),
        "n_holdout": len(cut.holdout),
        "n_columns": len(schema.modelled),
        "n_numbers": sum(column.is_ordered for column in schema.modelled),
    }
    if run.generator == REAL:
        return {**about, "TSTR": judges.usefulness(cut.train, cut.holdout, schema)}
    try:
        return about | _made(run, cut, schema, attacks)
    except DataError as error:
        return {**about, "refused": str(error)}


def _made(run: Run, cut: Split, schema: Schema, attacks: Sequence[Metric]) -> dict[str, object]:
    kind, _, settings = run.generator.partition(":")
    made = make_generator(kind, dict(one.split("=", 1) for one in settings.split(",") if one))
    began = time.process_time()
    sampler = made.fit(cut.train, schema, np.random.default_rng(run.seed), silent)
    fit_seconds, began = time.process_time() - began, time.process_time()
    drawn = sampler.sample(len(cut.train), np.random.default_rng(run.seed + 1))
    sample_seconds = time.process_time() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    marginals, pairs = judges.similarity(cut.train, drawn, schema)
    copied = judges.copied(cut.train, cut.holdout, drawn, schema)
    return {
        "marginals": marginals,
        "pairs": pairs,
        "C2ST": judges.detection(cut.holdout, drawn, schema),
        "TSTR": judges.usefulness(drawn, cut.holdout, schema),
        "copied_train": copied[0],
        "copied_holdout": copied[1],
        "fit_s": fit_seconds,
        "sample_s": sample_seconds,
        "MB": memory,
        "privacy": _attacked(cut, drawn, schema, attacks),
    }


def _attacked(
    cut: Split, drawn: pd.DataFrame, schema: Schema, attacks: Sequence[Metric]
) -> dict[str, list[object]]:
    """For each attack its state, or why it was not made, and its value."""
    comparison = Comparison(cut.train, cut.holdout, widen(drawn, schema), schema)
    report = evaluate(comparison, attacks, seed=0)
    return {
        outcome.metric: [str(outcome.state or outcome.reason), outcome.value] for outcome in report.outcomes
    }


def _million() -> tuple[pd.DataFrame, Schema]:
    """A million rows of 15 columns that depend on each other: 6 numbers of different tails, 9 categories."""
    rng = np.random.default_rng(0)
    hidden = rng.normal(size=(1_000_000, 3))
    columns: dict[str, object] = {}
    for place in range(6):
        line = hidden[:, place % 3] + rng.normal(size=len(hidden))
        columns[f"number {place}"] = np.round(np.exp(line * (0.2 + place / 6)) * 100, place % 3)
    for place in range(9):
        line = hidden[:, place % 3] + rng.normal(size=len(hidden))
        codes = np.searchsorted(np.linspace(-2, 2, 3 + place * 3), line)
        columns[f"word {place}"] = pd.Categorical.from_codes(
            codes, [f"level {n:02d}" for n in range(4 + place * 3)]
        )
    frame = pd.DataFrame(columns)
    schema = infer_schema(frame).with_target("word 0")
    return conform(frame, schema), schema
