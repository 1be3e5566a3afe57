"""Are single rare values copied? A salary, a time stamp, a coordinate that hardly anybody else has."""

from __future__ import annotations

from typing import Any

import numpy as np

from synthlab.metrics.base import Comparison, Family, Metric, Score, Skipped
from synthlab.metrics.privacy.attacks.rare_values import copied_rare_cells
from synthlab.metrics.privacy.experiment import STREAM, Result, run
from synthlab.metrics.privacy.scoring import row_of, score_of
from synthlab.metrics.privacy.values_screening import screen_values
from synthlab.statistics.intervals import newcombe

__all__ = ["METRIC", "copied_values"]


def copied_values(comparison: Comparison, rng: np.random.Generator) -> Score | Skipped:
    """Chance that a training person has more of their rare values copied than a kept-aside one, 0.5 by chance.

    A cell counts when fewer than 3 other pool rows hold its exact value and the synthetic table holds it. Missing
    values never count. The value is an AUC, or a balanced share of training people among those with most copied
    cells (``facts["statistic"]``). Distances between whole rows are blind to this: columns drawn one by one from
    the training table look distant from everybody.

    Without a holdout the table is only screened, column by column: columns to look at are named, none is cleared.

    A value at 0.5 does NOT say that combinations of common values are not copied (see ``copies``, ``membership``).

    Source
    ------
    Label shuffling over people as in ``engine.shuffle``.
    """
    if comparison.holdout is None:
        return screen_values(comparison)
    result = run(comparison, rng)
    if isinstance(result, Skipped):
        return result
    columns = _by_column(result)
    rows = [row_of(finding) for finding in result.findings["values"]]
    return score_of(result, "values", 0.5, result.blind.auc, [*rows, *columns], {"columns": len(columns)})


def _by_column(result: Result) -> list[dict[str, Any]]:
    """Per column, the share of training and of kept-aside rows whose rare value was copied, most excess first."""
    coded, labels = result.prepared.coded, result.experiment.in_train[result.experiment.pool.persons]
    copied = copied_rare_cells(coded)
    n_train, n_holdout = int(labels.sum()), int((~labels).sum())
    rows = []
    for column, cells in zip(coded.columns, copied, strict=True):
        train, holdout = int(cells[labels].sum()), int(cells[~labels].sum())
        low, high = newcombe(train, n_train, holdout, n_holdout)
        rows.append(
            {
                "column": column.name,
                "train_rate": train / n_train,
                "holdout_rate": holdout / n_holdout,
                "value": train / n_train - holdout / n_holdout,
                "low": low,
                "high": high,
            }
        )
    return sorted(rows, key=lambda row: -float(row["value"]))


METRIC = Metric(
    name="values",
    family=Family.PRIVACY,
    question="Are single rare values copied?",
    best=0.5,
    bounds=(0.0, 1.0),
    unit="chance of telling people apart",
    source="Rare exact values under label shuffling (max-T, Westfall and Young 1993).",
    compute=copied_values,
    stream=STREAM,
)
