"""How often each group gets the outcome, and how far apart the groups are, on one draw of the rows or on many."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["LEAST_OF_AN_OUTCOME", "LEAST_ROWS", "MEASURES", "Groups", "group_gaps", "usable_groups"]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

LEAST_ROWS = 50
"""A group with fewer test rows is left out."""

LEAST_OF_AN_OUTCOME = 10
"""A group with fewer test rows that have the outcome, or that do not, is left out."""

MEASURES = ("demographic parity", "equal opportunity", "equalised odds")


@dataclass(frozen=True)
class Groups:
    """Test rows by group: ``member`` (n_rows, n_groups) and whether each row has the outcome (n_rows,)."""

    labels: tuple[str, ...]
    member: Bools
    outcome: Bools


def usable_groups(shown: npt.NDArray[np.intp], labels: tuple[str, ...], outcome: Bools) -> Groups:
    """The groups with 50 test rows, 10 of them with the outcome and 10 without."""
    kept = []
    for code in np.unique(shown):
        rows = shown == code
        n_with = int(outcome[rows].sum())
        if rows.sum() >= LEAST_ROWS and min(n_with, rows.sum() - n_with) >= LEAST_OF_AN_OUTCOME:
            kept.append(int(code))
    member = shown[:, None] == np.array(kept, dtype=np.intp)[None, :]
    return Groups(tuple(labels[code] for code in kept), member, outcome)


def group_gaps(groups: Groups, decided: Bools, weights: Floats) -> tuple[Floats, Floats]:
    """How far apart the groups are in each measure, (n_draws, 3), and each group's rate of decisions, (n_draws, n_groups).

    ``decided`` says which rows are given the outcome, ``weights`` (n_draws, n_rows) how often each row counts.
    Demographic parity: rates of decisions. Equal opportunity: among rows that have the outcome. Equalised odds:
    the larger of that and the same among rows that do not. Each is the largest rate less the smallest.

    Source
    ------
    Hardt, Price and Srebro (2016), arXiv:1610.02413.
    """
    rates = [
        _rates(weights, groups.member & among[:, None], decided)
        for among in (np.ones(len(decided), dtype=bool), groups.outcome, ~groups.outcome)
    ]
    parity, opportunity, false = (np.ptp(each, axis=1) for each in rates)
    return np.column_stack([parity, opportunity, np.maximum(opportunity, false)]), rates[0]


def _rates(weights: Floats, member: Bools, decided: Bools) -> Floats:
    total = weights @ member.astype(np.float64)
    hits = weights @ (member & decided[:, None]).astype(np.float64)
    return np.asarray(hits / np.maximum(total, 1e-12))
