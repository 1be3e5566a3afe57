"""Is the synthetic table as like the real one within each group as it is over all rows?"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from synthlab.errors import DataError, NotMeasurable
from synthlab.metrics.base import Comparison, Family, Metric, Score, Skipped
from synthlab.metrics.fidelity.association import association_difference
from synthlab.metrics.fidelity.binned import check_sizes
from synthlab.metrics.fidelity.group_parts import MOST_GROUPS, Part, parts_of
from synthlab.metrics.fidelity.marginals import marginal_distance
from synthlab.metrics.fidelity.missingness import missingness_distance
from synthlab.metrics.fidelity.pairs import pair_distance
from synthlab.tables.schema import Kind, Role, Schema

__all__ = [
    "LEAST_ROWS", "MEASURES", "METRIC", "Subgroups", "group_finding", "group_rows", "subgroup_distance", "subgroup_scores",
]  # fmt: skip

LEAST_ROWS = 50
"""A group needs so many rows in each table; smaller ones are withheld."""

MEASURES: Mapping[str, Callable[[Comparison, np.random.Generator], Score | Skipped]] = {
    "marginals": marginal_distance,
    "pairs": pair_distance,
    "association": association_difference,
    "missingness": missingness_distance,
}
"""What can be measured within groups; ``association`` takes a second a group on large tables."""

_MOST_COLUMNS = 6
# Groups times columns: what a second or two is enough for.
_COLUMNS_IN_ALL = 1_000


@dataclass(frozen=True)
class Subgroups:
    """A measure within each group of ``column``: the scores by group, worst first, and who was withheld, and why."""

    column: str
    measure: str
    scores: Mapping[str, Score]
    withheld: Mapping[str, str]


def subgroup_scores(
    comparison: Comparison,
    column: str,
    rng: np.random.Generator,
    measure: str = "marginals",
    least_rows: int = LEAST_ROWS,
    most_groups: int = MOST_GROUPS,
) -> Subgroups:
    """A fidelity measure within the groups of a modelled column, each beside its own interval and noise floor.

    Numbers and dates are cut into about four ranges. Every group is a comparison of its own: bins, equal sizes
    and floor are made anew from its rows, without the column itself. The greatest excess over chance first.

    Raises
    ------
    DataError
        When there is no such column or measure.
    NotMeasurable
        When no group has ``least_rows`` rows in each table.
    """
    if measure not in MEASURES:
        raise DataError(f"There is no measure {measure!r} for groups. Choose among {', '.join(MEASURES)}.")
    if not comparison.schema[column].is_modelled:
        raise DataError(f"Column {column!r} is set aside, so its groups cannot be compared.")
    schema = _without(comparison.schema, column)
    if not schema.modelled:
        raise NotMeasurable(f"Beside {column} there is no column to compare within its groups.")
    parts = parts_of(comparison, column, most_groups)
    scores: dict[str, Score] = {}
    withheld: dict[str, str] = {}
    for part, own in zip(parts, rng.spawn(len(parts)), strict=True):
        reason = (
            f"Not among the {most_groups} largest groups."
            if part.beyond_most
            else _too_small(part, least_rows)
        )
        if reason:
            withheld[part.label] = reason
            continue
        try:
            found = MEASURES[measure](part.comparison(comparison, schema), own)
        except NotMeasurable as error:
            withheld[part.label] = str(error)
            continue
        if isinstance(found, Score):
            scores[part.label] = found
    if not scores:
        raise NotMeasurable(f"No group of {column} has {least_rows} rows in each table.")
    order = sorted(scores, key=lambda label: -_excess(scores[label]))
    return Subgroups(column, measure, {label: scores[label] for label in order}, withheld)


def subgroup_distance(comparison: Comparison, rng: np.random.Generator) -> Score:
    """The mean over groups of ``marginals`` within the group, in [0, 1].

    Groups are those of the columns marked as sensitive or quasi-identifying; where none is marked, those of a
    target with classes. At most six columns and the 24 largest groups of each, fewer in wide tables. ``reference`` is the same mean
    between held-out real rows. A low value does NOT say that groups have their share (see ``representation``),
    nor that columns go together within them: ``subgroup_scores`` measures pairs too.

    Details hold a row a group, the greatest excess over its own noise floor first.

    Raises
    ------
    NotMeasurable
        When no column makes groups, or no group has 50 rows in each table.

    Source
    ------
    Total variation distance within groups; reference as in Platzer & Reutterer (2021).
    """
    check_sizes(comparison)
    columns = _grouping(comparison.schema)
    looked_at = columns[:_MOST_COLUMNS]
    most = max(2, min(MOST_GROUPS, _COLUMNS_IN_ALL // len(comparison.schema.modelled) // len(looked_at)))
    found = []
    for column in looked_at:
        try:
            found.append(subgroup_scores(comparison, column, rng, most_groups=most))
        except NotMeasurable:
            continue
    if not found:
        raise NotMeasurable(f"No group of {', '.join(columns)} has {LEAST_ROWS} rows in each table.")
    rows = [row for each in found for row in group_rows(each)]
    rows.sort(key=lambda row: (-(row["distance"] - row["reference_high"]), row["column"], row["group"]))
    middle, chance = (_mean(found, which) for which in ("value", "reference"))
    withheld = [
        {"column": each.column, "group": label, "why": why}
        for each in found
        for label, why in each.withheld.items()
    ]
    return Score(
        value=middle[0],
        low=middle[1],
        high=middle[2],
        reference=chance[0],
        reference_low=chance[1],
        reference_high=chance[2],
        n_rows=min(row["n_equal"] for row in rows),
        details=rows,
        facts={
            "columns": [each.column for each in found],
            "withheld": withheld,
            "least_rows": LEAST_ROWS,
            "finding": group_finding(rows[0]),
        },
        warnings=_left_out(columns, [each.column for each in found]),
    )


def _grouping(schema: Schema) -> list[str]:
    marked = [c.name for c in schema.modelled if c.role in (Role.SENSITIVE, Role.QUASI_IDENTIFIER)]
    target = schema.target
    if not marked and target is not None and target.kind in (Kind.CATEGORICAL, Kind.BOOLEAN):
        marked = [target.name]
    if not marked:
        raise NotMeasurable(
            "No column makes groups: mark one as sensitive or quasi-identifier, or set a target with classes."
        )
    return marked


def _without(schema: Schema, column: str) -> Schema:
    return Schema(columns=tuple(each for each in schema.columns if each.name != column))


def _too_small(part: Part, least_rows: int) -> str:
    names = ("train", "holdout", "synthetic")
    short = [name for name, n in zip(names, part.sizes, strict=True) if n is not None and n < least_rows]
    if short:
        return f"Fewer than {least_rows} rows in {', '.join(short)}."
    return ""


def _excess(score: Score) -> float:
    return score.value - (score.reference_high or 0.0)


def group_rows(found: Subgroups) -> list[dict[str, Any]]:
    """One row a group, worst first: ``distance``, its interval and reference, and what differs most beyond chance."""
    return [_row(found.column, label, score) for label, score in found.scores.items()]


def _row(column: str, label: str, score: Score) -> dict[str, Any]:
    worst = score.details[0]
    beyond = "reference_high" in worst and worst["low"] > worst["reference_high"]
    return {
        "column": column,
        "group": label,
        "distance": score.value,
        "low": score.low,
        "high": score.high,
        "reference": score.reference,
        "reference_low": score.reference_low,
        "reference_high": score.reference_high,
        "n_equal": score.n_rows,
        "worst": _named(worst) if beyond else "",
    }


def _named(row: Mapping[str, Any]) -> str:
    return str(row["column"]) if "column" in row else f"{row['a']} and {row['b']}"


def _mean(found: Sequence[Subgroups], which: str) -> tuple[float, float, float]:
    """The mean over all groups and its interval: groups of one column share no row, those of two columns may."""
    n_groups = sum(len(each.scores) for each in found)
    middle, below, above = 0.0, 0.0, 0.0
    names = ("value", "low", "high") if which == "value" else ("reference", "reference_low", "reference_high")
    for each in found:
        numbers: npt.NDArray[np.float64] = np.array(
            [[getattr(score, name) for name in names] for score in each.scores.values()]
        )
        middle += float(numbers[:, 0].sum())
        below += math.sqrt(float(((numbers[:, 0] - numbers[:, 1]) ** 2).sum()))
        above += math.sqrt(float(((numbers[:, 2] - numbers[:, 0]) ** 2).sum()))
    value = middle / n_groups
    return value, max(0.0, value - below / n_groups), min(1.0, value + above / n_groups)


def _left_out(columns: Sequence[str], looked_at: Sequence[str]) -> tuple[str, ...]:
    missing = [name for name in columns if name not in looked_at]
    if not missing:
        return ()
    return (f"Not looked at: {', '.join(missing)} (too small groups, or beyond {_MOST_COLUMNS} columns).",)


def group_finding(row: Mapping[str, Any]) -> str:
    """The worst group in one sentence, or that none is beyond chance."""
    if row["low"] <= row["reference_high"]:
        return "Within every group the table looks as chance makes it."
    worst = f"; most of all {row['worst']}" if row["worst"] else ""
    return (
        f"Where {row['column']} is {row['group']}, {row['distance']:.1%} of the rows would have to move on average "
        f"(between real rows: {row['reference']:.1%}){worst}."
    )


METRIC = Metric(
    name="subgroups",
    family=Family.FIDELITY,
    question="Does the table look like the real one within each group too?",
    best=0.0,
    bounds=(0.0, 1.0),
    unit="share of rows, mean over groups",
    source="Total variation distance; reference as in Platzer & Reutterer (2021), doi:10.3389/fdata.2021.679939",
    compute=subgroup_distance,
)
