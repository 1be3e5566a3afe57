"""Rare values without kept-aside rows: a screening. It names columns to look at; it clears nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from synthlab.errors import NotMeasurable
from synthlab.metrics.base import Comparison, Score, State
from synthlab.metrics.privacy.copies_screening import BANNER, Yardstick, yardstick
from synthlab.metrics.privacy.engine.effects import balanced
from synthlab.statistics.intervals import clopper_pearson
from synthlab.tables.hashing import row_hashes

__all__ = ["screen_values"]

_CHANCE = 0.5


def screen_values(comparison: Comparison) -> Score:
    """Column by column: which hits on a value that one real person alone has, a synthetic cell or a real one left out?

    In [0, 1], for the column that stands out most; 0.5 is what unrelated real rows would show. A real cell put aside
    hits on a value that is unique among the rest exactly when the two are the only pair with it. More than that may
    be copying, or a synthetic column that puts more weight where values are rare, so the state is NOT TESTED always;
    ``facts["review_columns"]`` names the columns that somebody should look at.

    Raises
    ------
    NotMeasurable
        When no column holds a value that one or two people have.
    """
    found = {
        column.name: _held_against(comparison, column.name)
        for column in comparison.schema.modelled
        if comparison.synthetic[column.name].notna().any()
    }
    telling = {name: one for name, one in found.items() if one.n_found + one.n_chance > 0}
    if not telling:
        raise NotMeasurable(
            "No column holds a value that one or two people alone have, so no value can be told to be theirs."
        )
    rows = sorted(
        (_row(name, one, len(telling)) for name, one in telling.items()),
        key=lambda row: (row["p"], -row["value"]),
    )
    shown = rows[0]
    review = [row["column"] for row in rows if row["for_review"]]
    return Score(
        value=shown["value"],
        low=shown["low"],
        high=shown["high"],
        reference=_CHANCE,
        n_rows=len(comparison.synthetic),
        details=rows,
        facts={
            "screening": True,
            "columns": len(rows),
            "review_columns": review,
            "sentence": _sentence(rows, len(review)),
        },
        state=State.NOT_TESTED,
        baseline=shown["holdout_rate"],
        p_adjusted=shown["p_adjusted"],
        warnings=[BANNER],
    )


def _held_against(comparison: Comparison, name: str) -> Yardstick:
    """How many synthetic cells hold a value that one real cell alone has, against the real cells' own pairs."""
    real, synthetic = (frame[[name]].dropna() for frame in (comparison.train, comparison.synthetic))
    values, ours = row_hashes(real, [name]), row_hashes(synthetic, [name])
    distinct, counts = np.unique(values, return_counts=True)
    n_found = int(pd.Series(ours).isin(distinct[counts == 1]).sum())
    return yardstick(values, n_found, len(ours))


def _row(name: str, found: Yardstick, n_columns: int) -> dict[str, Any]:
    hits = found.n_found + found.n_chance
    low, high = clopper_pearson(found.n_found, hits)
    shares = (balanced(share, found.n_synthetic, found.n_real) for share in (found.n_found / hits, low, high))
    value, low, high = shares
    p_adjusted = min(1.0, found.p * n_columns)
    return {
        "column": name,
        "attack": f"values of {name}",
        "statistic": "values that one person has",
        "kind": "window",
        "value": value,
        "low": low,
        "high": high,
        "chance": _CHANCE,
        "tolerance": _CHANCE,
        "train_rate": found.n_found / found.n_synthetic,
        "holdout_rate": found.n_chance / found.n_real,
        "p": found.p,
        "p_adjusted": p_adjusted,
        "n_attacked": float(found.n_synthetic),
        "for_review": found.is_leak and p_adjusted <= 0.01,
        "state": str(State.NOT_TESTED),
    }


def _sentence(rows: list[dict[str, Any]], n_review: int) -> str:
    shown = rows[0]
    rates = (
        f"In {shown['column']}, {100 * shown['train_rate']:.1f}% of the synthetic values are the exact value of one "
        f"single real person; of real values, {100 * shown['holdout_rate']:.1f}% are shared with exactly one other."
    )
    if n_review == 0:
        return f"{rates} No column stands out. That clears nothing. {BANNER}"
    columns = "column stands" if n_review == 1 else "columns stand"
    return f"{rates} {n_review} {columns} out: somebody should look where those values come from. {BANNER}"
