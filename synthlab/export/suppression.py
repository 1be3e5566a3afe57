"""What must not leave with a report: small cells of the real table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from synthlab.evaluation import Outcome, Report
from synthlab.statistics.small_cells import LEAST_ROWS, hidden_cells

__all__ = ["LEAST_ROWS", "shareable"]

_GIVES_AWAY = {"train", "difference", "low", "high", "distance", "distance_low", "distance_high"}
"""What tells the real share of one column, given the synthetic one."""

Cells = npt.NDArray[np.float64]


def shareable(report: Report) -> Report:
    """The report as it may be handed on: shares that stand for fewer train rows than its
    ``minimum_count`` become None.

    Where the sum of a table would give a withheld cell away, its smallest neighbour is withheld too. Shares
    of the synthetic table stay: it is handed on itself. Headline values, intervals, noise floors and the
    counts of the privacy checks stay: they are what the report is for. Applying it twice changes nothing.
    """
    train = report.tables.get("train")
    if train is None or train.rows == 0:
        return report
    least = max(LEAST_ROWS, report.minimum_count)
    return report.model_copy(
        update={"outcomes": [_outcome(outcome, train.rows, least) for outcome in report.outcomes]}
    )


def _outcome(outcome: Outcome, n_rows: int, least: int) -> Outcome:
    # What was counted over every row of a table says of how many; the others looked at the rows of the report.
    n_rows = int(outcome.facts.get("rows_of_train", n_rows))
    changed: dict[str, Any] = {"details": [_row(row, n_rows, least) for row in outcome.details]}
    if outcome.metric == "embedding" and outcome.status == "measured":
        changed["facts"] = _plane(outcome.facts, least)
    return outcome.model_copy(update=changed)


def _row(row: Mapping[str, Any], n_rows: int, least: int) -> dict[str, Any]:
    changed = dict(row)
    shares = row.get("train")
    if isinstance(shares, list):
        changed["train"] = _as_list(_withheld(_as_cells([shares]), n_rows, least)[0])
    elif "column" in row and isinstance(shares, float) and _is_small(shares, n_rows, least):
        # The difference and its interval give the share away as well.
        changed |= dict.fromkeys(_GIVES_AWAY & row.keys())
    joint = row.get("joint")
    if isinstance(joint, Mapping) and joint.get("train"):
        cells = _withheld(_as_cells(joint["train"]), n_rows, least)
        changed["joint"] = {**joint, "train": [_as_list(line) for line in cells]}
    return changed


def _plane(facts: Mapping[str, Any], least: int) -> dict[str, Any]:
    """The densities of ``embedding`` were counted on fewer rows than the table has, so their own number is taken."""
    n_train = facts["rows"][0]
    train = [_as_list(line) for line in _withheld(_as_cells(facts["train"]), n_train, least)]
    difference = [
        [None if real is None else gap for real, gap in zip(*lines, strict=True)]
        for lines in zip(train, facts["difference"], strict=True)
    ]
    return {**facts, "train": train, "difference": difference}


def _is_small(share: float, n_rows: int, least: int) -> bool:
    return 0 < round(share * n_rows, 6) < least


def _as_cells(table: list[list[float | None]]) -> Cells:
    return np.array([[np.nan if cell is None else cell for cell in line] for line in table], dtype=np.float64)


def _as_list(cells: Cells) -> list[float | None]:
    return [None if np.isnan(cell) else float(cell) for cell in cells]


def _withheld(shares: Cells, n_rows: int, least: int) -> Cells:
    """Shares with NaN for cells below the limit; along each line of the table never exactly one of them."""
    return np.where(hidden_cells(np.nan_to_num(shares) * n_rows, least, np.isnan(shares)), np.nan, shares)
