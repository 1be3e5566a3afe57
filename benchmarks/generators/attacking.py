"""Drawn rows judged and attacked: what the studies of ``trees`` look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from benchmarks.generators import judges
from synthlab.evaluation import Outcome, evaluate
from synthlab.metrics.base import Comparison, Metric
from synthlab.tables.conform import widen
from synthlab.tables.schema import Schema
from synthlab.tables.splitting import Split

__all__ = ["Found", "found"]


@dataclass(frozen=True)
class Found:
    """Figures of the judges, what the checks said, and the rates of copies in all columns but one, if looked at."""

    pairs: float
    detection: float
    usefulness: float
    outcomes: tuple[Outcome, ...]
    all_but_one: dict[str, Any] | None


def found(cut: Split, drawn: pd.DataFrame, schema: Schema, attacks: Sequence[Metric]) -> Found:
    comparison = Comparison(cut.train, cut.holdout, widen(drawn, schema), schema)
    outcomes = tuple(evaluate(comparison, attacks, seed=0).outcomes)
    levels = [row for one in outcomes if one.metric == "copies" for row in one.details or []]
    return Found(
        judges.similarity(cut.train, drawn, schema)[1],
        judges.detection(cut.holdout, drawn, schema),
        judges.usefulness(drawn, cut.holdout, schema),
        outcomes,
        next((row for row in levels if row["level"] == "all but one"), None),
    )
