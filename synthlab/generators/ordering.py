"""In which order columns are drawn, and in which order the levels of a category stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from synthlab.generators.encoding import Codes, ColumnCode, LevelCode

__all__ = ["association_axis", "column_order", "dependence"]

Floats = npt.NDArray[np.float64]

_BINS = 24
_MOST_ROWS = 20_000


def dependence(
    codes: Mapping[str, Codes], code_of: Mapping[str, ColumnCode], rows: npt.NDArray[np.int64]
) -> Floats:
    """Mutual information of each pair of columns in nats, shape (n_columns, n_columns), diagonal zero.

    On at most 24 groups a column (numbers in quantiles, a category's commonest levels, missing a group of its
    own), on these rows, less what independent columns of that many groups show by chance.
    """
    grouped = [_groups(codes[name][rows], code_of[name]) for name in codes]
    sizes = [int(column.max(initial=0)) + 1 for column in grouped]
    information = np.zeros((len(grouped), len(grouped)))
    for i in range(len(grouped)):
        for j in range(i):
            joint = np.bincount(grouped[i] * sizes[j] + grouped[j], minlength=sizes[i] * sizes[j])
            information[i, j] = information[j, i] = _information(joint.reshape(sizes[i], sizes[j]))
    return information


def column_order(names: Sequence[str], strength: Floats, first: str | None) -> list[str]:
    """Column names so that each next one depends most on one already placed; begins with ``first``.

    Without ``first`` the column with the most dependence in all begins. Ties go to table order.
    """
    if not names:
        return []
    start = names.index(first) if first is not None else int(np.argmax(strength.sum(axis=0)))
    placed, reached = [start], strength[start].copy()
    reached[start] = -np.inf
    while len(placed) < len(names):
        following = int(np.argmax(reached))
        placed.append(following)
        reached = np.where(np.isneginf(reached), reached, np.maximum(reached, strength[following]))
        reached[following] = -np.inf
    return [names[index] for index in placed]


def association_axis(table: npt.NDArray[np.int64]) -> Floats:
    """A score for each row of a contingency table, shape (n_rows,): its place on the leading axis.

    Correspondence analysis: rows with like profiles get like scores. Empty rows score 0, and so does every
    row when nothing depends on anything.

    Source
    ------
    Greenacre (1984), Theory and Applications of Correspondence Analysis.
    """
    counts = table[:, table.sum(axis=0) > 0].astype(np.float64)
    total = counts.sum()
    row, column = counts.sum(axis=1), counts.sum(axis=0)
    full = row > 0
    if full.sum() < 2 or len(column) < 2:
        return np.zeros(len(counts))
    expected = np.outer(row[full], column) / total
    residual = (counts[full] - expected) / np.sqrt(expected * total)
    if residual.shape[0] <= residual.shape[1]:
        axis = np.linalg.eigh(residual @ residual.T)[1][:, -1]
    else:
        axis = residual @ np.linalg.eigh(residual.T @ residual)[1][:, -1]
    scores = np.zeros(len(counts))
    scores[full] = axis / np.sqrt(row[full])
    # An axis has no direction of its own; the sign of its largest score is fixed, so that runs agree.
    return scores * (np.sign(scores[np.argmax(np.abs(scores))]) or 1.0)


def sampled_rows(n_rows: int, rng: np.random.Generator, most: int = _MOST_ROWS) -> npt.NDArray[np.int64]:
    """Row numbers in order: all, or a random ``most`` of them."""
    if n_rows <= most:
        return np.arange(n_rows)
    return np.sort(rng.choice(n_rows, size=most, replace=False))


def _groups(codes: Codes, code: ColumnCode) -> npt.NDArray[np.int64]:
    counts = np.bincount(codes, minlength=code.n_cells + 2)
    if isinstance(code, LevelCode):
        group = np.full(len(counts), _BINS - 1)
        common = np.argsort(-counts, kind="stable")[: _BINS - 1]
        group[common] = np.arange(len(common))
    else:
        middle = np.cumsum(counts) - counts / 2
        group = np.minimum((middle / max(len(codes), 1) * (_BINS - 1)).astype(np.int64), _BINS - 2)
        group[code.n_cells :] = _BINS - 1
    used = np.unique(group[codes], return_inverse=True)[1]
    return np.asarray(used, dtype=np.int64)


def _information(joint: npt.NDArray[np.int64]) -> float:
    total = joint.sum()
    if total == 0:
        return 0.0
    share = joint / total
    independent = np.outer(share.sum(axis=1), share.sum(axis=0))
    some = joint > 0
    information = float((share[some] * np.log(share[some] / independent[some])).sum())
    by_chance = (joint.shape[0] - 1) * (joint.shape[1] - 1) / (2 * total)
    return max(information - float(by_chance), 0.0)
