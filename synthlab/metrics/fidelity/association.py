"""Do columns depend on each other as strongly, and in the same direction, as in the real table?"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from synthlab.errors import NotMeasurable
from synthlab.metrics.base import Comparison, Family, Metric, Score
from synthlab.metrics.fidelity.association_spread import (
    MixedTables,
    Pairs,
    Replicates,
    equal_size_means,
    replicates,
)
from synthlab.metrics.fidelity.binned import check_sizes, worst_first
from synthlab.metrics.fidelity.joint import joint_table
from synthlab.statistics.association import association_matrix
from synthlab.statistics.resampling import interval, smoothing
from synthlab.tables.schema import Column

__all__ = ["METRIC", "association_difference"]

Floats = npt.NDArray[np.float64]

_DETAILS = 50
_JOINTS = 10
_WEAK = 0.1
_TWO_SIDED = 1.96


def association_difference(comparison: Comparison, rng: np.random.Generator) -> Score:
    """Mean absolute difference between train and synthetic over the associations of all pairs, in [0, 2].

    Spearman's correlation between ordered columns (average ranks, rows where both are present), bias-corrected
    Cramer's V between categories (the 30 most frequent levels, the rest as one), the correlation ratio between
    a category and an ordered column. Value and reference come from equally many rows, at most 20,000 of each
    table, averaged over draws; the details from all rows. A pair that is undefined in either table (a constant
    column) is named in ``facts["undefined"]`` and is in no mean. A low value does NOT say that dependence has
    the same shape: a U has no rank correlation (see ``pairs``).

    Details hold the 50 worst pairs, the greatest excess over chance first. ``difference`` is synthetic minus
    train; ``low`` and ``high`` bound it (rows of both tables drawn again with replacement); ``reference_high``
    is what 95% of such differences stay below, without sign, between real tables of these sizes. ``what``:
    ``invented`` when train has next to none (below 0.1) and synthetic has clearly more, ``lost`` the other way
    round, else ``changed``.

    Raises
    ------
    NotMeasurable
        When fewer than two columns are left, or no pair is defined in all tables.

    Source
    ------
    Bergsma (2013), doi:10.1016/j.jkss.2012.10.002, for the correction of Cramer's V.
    """
    if len(comparison.schema.modelled) < 2:
        raise NotMeasurable("Pairs need two columns; fewer are left after some were set aside.")
    check_sizes(comparison)
    tables = MixedTables.of(comparison, rng)
    train, synthetic = association_matrix(tables.train), association_matrix(tables.synthetic)
    pairs = Pairs.of(train, synthetic)
    value, reference = equal_size_means(tables, pairs, rng) if len(pairs) else (None, None)
    if value is None or reference is None:
        raise NotMeasurable("No two columns vary in every table, so no dependence can be compared.")
    spread = replicates(tables, pairs, rng)
    low, high = interval(value, spread.values * np.sqrt(tables.kept))
    # The centre of the floor is itself a mean over a few deals.
    widen = float(np.hypot(smoothing(tables.kept, tables.n_draws), spread.n_deals**-0.5))
    floor_low, floor_high = interval(spread.floor, spread.floors * widen)
    return Score(
        value=value,
        low=max(0.0, low),
        high=min(2.0, high),
        reference=reference,
        reference_low=max(0.0, min(floor_low, reference)),
        reference_high=min(2.0, max(floor_high, reference)),
        n_rows=tables.n_equal,
        details=_details(comparison, tables, (pairs(train), pairs(synthetic)), pairs, spread),
        facts={**_facts(comparison.schema.modelled, tables, train, synthetic), "n_pairs": len(pairs)},
    )


def _details(
    comparison: Comparison,
    tables: MixedTables,
    found: tuple[Floats, Floats],
    pairs: Pairs,
    spread: Replicates,
) -> list[dict[str, Any]]:
    train, synthetic = found
    limits = _TWO_SIDED * spread.pair_floor
    gaps = np.abs(synthetic - train)
    worst = sorted(range(len(pairs)), key=lambda pair: worst_first(float(gaps[pair]), float(limits[pair])))[
        :_DETAILS
    ]
    rows = []
    for place, pair in enumerate(worst):
        a, b = tables.columns[pairs.first[pair]], tables.columns[pairs.second[pair]]
        difference, reach = float(synthetic[pair] - train[pair]), float(_TWO_SIDED * spread.pair_spread[pair])
        most = 2.0 if a.is_ordered and b.is_ordered else 1.0
        row = {
            "a": a.name,
            "b": b.name,
            "measure": _measure(a, b),
            "train": float(train[pair]),
            "synthetic": float(synthetic[pair]),
            "difference": difference,
            "low": max(-most, difference - reach),
            "high": min(most, difference + reach),
            "reference_high": float(limits[pair]),
            "what": _what(float(train[pair]), float(synthetic[pair])),
        }
        if place < _JOINTS:
            row["joint"] = joint_table(comparison, a.name, b.name)
        rows.append(row)
    return rows


def _what(train: float, synthetic: float) -> str:
    """Invented: next to nothing in train and clearly more in synthetic; lost: the other way round."""
    weak, strong = sorted((abs(train), abs(synthetic)))
    if weak >= _WEAK or strong < 2 * _WEAK:
        return "changed"
    return "invented" if abs(synthetic) > abs(train) else "lost"


def _measure(a: Column, b: Column) -> str:
    if a.is_ordered and b.is_ordered:
        return "Spearman"
    return "correlation ratio" if a.is_ordered or b.is_ordered else "Cramer's V"


def _facts(
    columns: tuple[Column, ...], tables: MixedTables, train: Floats, synthetic: Floats
) -> dict[str, Any]:
    """Both matrices in the schema's order, None where undefined, and the names of what is undefined."""
    names = [column.name for column in columns]
    order = [tables.columns.index(column) for column in columns]
    matrices = {
        name: matrix[np.ix_(order, order)] for name, matrix in (("train", train), ("synthetic", synthetic))
    }
    difference = (matrices["synthetic"] - matrices["train"]).round(12)
    return {
        "columns": names,
        **{name: _plain(matrix) for name, matrix in matrices.items()},
        "difference": _plain(difference),
        "measures": [[None if a == b else _measure(a, b) for b in columns] for a in columns],
        "undefined": [
            sentence for name, matrix in matrices.items() for sentence in _undefined(names, matrix, name)
        ],
        "n_equal": tables.n_equal,
    }


def _undefined(names: list[str], matrix: Floats, table: str) -> list[str]:
    """One sentence a column that has no association at all, and one a further pair that has none."""
    nothing: npt.NDArray[np.bool_] = np.isnan(matrix) | np.eye(len(names), dtype=bool)
    empty = [bool(line.all()) for line in nothing]
    sentences = [
        f"{name}: constant or missing throughout in the {table} table, so it goes together with nothing."
        for name, alone in zip(names, empty, strict=True)
        if alone
    ]
    for first, second in zip(*np.nonzero(np.triu(nothing, k=1)), strict=True):
        if not (empty[first] or empty[second]):
            sentences.append(
                f"{names[first]} and {names[second]}: too few rows of the {table} table have both, "
                "or one of them is constant there."
            )
    return sentences


def _plain(matrix: Floats) -> list[list[float | None]]:
    return [[None if np.isnan(value) else float(value) for value in line] for line in matrix]


METRIC = Metric(
    name="association",
    family=Family.FIDELITY,
    question="Do columns depend on each other as in the real table?",
    best=0.0,
    bounds=(0.0, 2.0),
    unit="difference in association",
    source="Spearman; Cramer's V corrected as in Bergsma (2013), doi:10.1016/j.jkss.2012.10.002; correlation ratio",
    compute=association_difference,
)
