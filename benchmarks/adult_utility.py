"""What a model loses by training on a synthetic table of Adult, in AUC, average precision and macro F1.

python -m benchmarks.adult_utility ADULT.csv [GENERATOR[:setting=value,...]]...      default: trees gaussian-copula ctgan

python -m benchmarks.adult_utility --made TRAIN HOLDOUT SYNTHETIC                     a table made elsewhere

80% of the table is train, tested on the rest, seed 0. Prints one line a generator: the score after real and after
synthetic training (gradient boosting), what is lost with its paired 95% interval, and seconds of processor time for
generating and for measuring.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from typing import Any

import numpy as np

from synthlab.generators import make_generator
from synthlab.generators.base import silent
from synthlab.metrics.base import Comparison
from synthlab.metrics.utility.tstr import gap_to_real
from synthlab.tables.conform import conform, widen
from synthlab.tables.inference import infer_schema
from synthlab.tables.reading import read_table
from synthlab.tables.splitting import split

_DEFAULT = ("trees", "gaussian-copula", "ctgan")
_SCORES = ("auc", "average_precision", "f1")
_TARGET = "income"


def main(table: str, *generators: str) -> None:
    if table == "--made":
        _made_elsewhere(*generators)
        return
    reading = read_table(table)
    schema = infer_schema(reading.frame, reading.source_names).with_target(_TARGET)
    cut = split(conform(reading.frame, schema), schema, holdout_share=0.2, seed=0)
    for asked in generators or _DEFAULT:
        name, _, settings = asked.partition(":")
        made = make_generator(name, dict(one.split("=", 1) for one in settings.split(",") if one))
        began = time.process_time()
        sampler = made.fit(cut.train, schema, np.random.default_rng(0), silent)
        synthetic = widen(sampler.sample(len(cut.train), np.random.default_rng(1)), schema)
        making = time.process_time() - began
        _told(f"{asked}, made in {making:.0f} s", Comparison(cut.train, cut.holdout, synthetic, schema))


def _made_elsewhere(train: str, holdout: str, synthetic: str) -> None:
    reading = read_table(train)
    schema = infer_schema(reading.frame, reading.source_names).with_target(_TARGET)
    frames = [
        conform(read_table(path).frame[list(schema.names)], schema) for path in (train, holdout, synthetic)
    ]
    _told(synthetic.rpartition("/")[2], Comparison(*frames, schema))


def _told(name: str, comparison: Comparison) -> None:
    """One line: the rows, the scores after real and synthetic training, what is lost, and what measuring took."""
    assert comparison.holdout is not None
    began = time.process_time()
    found = gap_to_real(comparison, np.random.default_rng(0))
    rows: Mapping[str, Any] = {row["model"]: row for row in found.details}
    by_name = {one["name"]: one for one in rows["gradient boosting"]["scores"]}
    told = "  ".join(_line(score, by_name[score]) for score in _SCORES)
    sizes = f"{found.facts['n_train']:,} and {found.facts['n_test']:,} rows"
    print(f"{name}: {sizes}  {told}  measured in {time.process_time() - began:.0f} s", flush=True)


def _line(name: str, one: Mapping[str, Any]) -> str:
    return f"{name} {one['trtr']:.4f} {one['tstr']:.4f} {one['lost']:.4f} ({one['low']:.4f} to {one['high']:.4f})"


if __name__ == "__main__":
    main(*sys.argv[1:])
