"""One generator on one table: fitted, drawn from, judged."""

from __future__ import annotations

import resource
import time
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.generators import judges
from synthlab.generators import make_generator
from synthlab.generators.base import silent
from synthlab.tables.conform import conform
from synthlab.tables.inference import infer_schema
from synthlab.tables.reading import read_table
from synthlab.tables.schema import Schema
from synthlab.tables.splitting import split

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


def measured(name: str, generator: str, seed: int) -> dict[str, float]:
    """One generator fitted on 80% of a table and judged against the rest; seconds are of processor time."""
    frame, schema = table(name)
    cut = split(frame, schema, holdout_share=0.2, seed=seed)
    kind, _, settings = generator.partition(":")
    made = make_generator(kind, dict(one.split("=", 1) for one in settings.split(",") if one))
    began = time.process_time()
    sampler = made.fit(cut.train, schema, np.random.default_rng(seed), silent)
    fit_seconds, began = time.process_time() - began, time.process_time()
    drawn = sampler.sample(len(cut.train), np.random.default_rng(seed + 1))
    sample_seconds = time.process_time() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    marginals, pairs = judges.similarity(cut.train, drawn, schema)
    copied = judges.copied(cut.train, cut.holdout, drawn, schema)
    return {
        "marginals": marginals,
        "pairs": pairs,
        "C2ST": judges.detection(cut.holdout, drawn, schema),
        "TSTR": judges.usefulness(drawn, cut.holdout, schema),
        "copies:train": copied[0],
        "copies:holdout": copied[1],
        "fit_s": fit_seconds,
        "sample_s": sample_seconds,
        "MB": memory,
    }


def real(name: str, seed: int) -> float:
    """What training on the real rows scores."""
    frame, schema = table(name)
    cut = split(frame, schema, holdout_share=0.2, seed=seed)
    return judges.usefulness(cut.train, cut.holdout, schema)


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
