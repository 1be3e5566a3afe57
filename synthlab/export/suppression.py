"""What must not leave with a report: small cells of the real table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from synthlab.evaluation import Outcome, Report

__all__ = ["LEAST_ROWS", "shareable"]

LEAST_ROWS = 10
"""A share that stands for fewer real rows than this is not shown."""

_GIVES_AWAY = {"train", "difference", "low", "high", "distance", "distance_low", "distance_high"}
"""What tells the real share of one column, given the synthetic one."""

Cells = npt.NDArray[np.float64]


def shareable(report: Report) -> Report:
    """The report as it may be handed on: shares that stand for fewer than ten train rows become None.

    Where the sum of a table would give a withheld cell away, its smallest neighbour is withheld too. Shares
    of the synthetic table stay: it is handed on itself. Headline values, intervals, noise floors and the
    counts of the privacy checks stay: they are what the report is for. Applying it twice changes nothing.
    """
    train = report.tables.get("train")
    if train is None or train.rows == 0:
        return report
    return report.model_copy(
        update={"outcomes": [_outcome(outcome, train.rows) for outcome in report.outcomes]}
    )


def _outcome(outcome: Outcome, n_rows: int) -> Outcome:
    return outcome.model_copy(update={"details": [_row(row, n_rows) for row in outcome.details]})


def _row(row: Mapping[str, Any], n_rows: int) -> dict[str, Any]:
    changed = dict(row)
    shares = row.get("train")
    if isinstance(shares, list):
        changed["train"] = _as_list(_withheld(_as_cells([shares]), n_rows)[0])
    elif "column" in row and isinstance(shares, float) and _is_small(shares, n_rows):
        # The difference and its interval give the share away as well.
        changed |= dict.fromkeys(_GIVES_AWAY & row.keys())
    joint = row.get("joint")
    if isinstance(joint, Mapping) and joint.get("train"):
        cells = _withheld(_as_cells(joint["train"]), n_rows)
        changed["joint"] = {**joint, "train": [_as_list(line) for line in cells]}
    return changed


def _is_small(share: float, n_rows: int) -> bool:
    return 0 < round(share * n_rows, 6) < LEAST_ROWS


def _as_cells(table: list[list[float | None]]) -> Cells:
    return np.array([[np.nan if cell is None else cell for cell in line] for line in table], dtype=np.float64)


def _as_list(cells: Cells) -> list[float | None]:
    return [None if np.isnan(cell) else float(cell) for cell in cells]


def _withheld(shares: Cells, n_rows: int) -> Cells:
    """Cells below the limit as NaN; along each line of the table never exactly one of them.

    A single withheld cell could be read off as what is missing from the line's sum.
    """
    counts = shares * n_rows
    hidden = np.isnan(shares) | ((counts > 1e-9) & (counts < LEAST_ROWS - 1e-6))
    changed = True
    while changed:
        changed = False
        for line, line_shares in [*zip(hidden, shares, strict=True), *zip(hidden.T, shares.T, strict=True)]:
            shown = np.flatnonzero(~line & (line_shares > 0))
            if line.sum() == 1 and len(shown):
                line[shown[np.argmin(line_shares[shown])]] = True
                changed = True
    return np.where(hidden, np.nan, shares)
