"""Do dates fall on the same weekdays, hours, months and days, and as far apart, as in the real table?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from synthlab.errors import NotMeasurable
from synthlab.metrics.base import Comparison, Family, Metric, Score
from synthlab.metrics.fidelity.binned import check_sizes, split_warning, worst_first
from synthlab.metrics.fidelity.date_gaps import GAPS, Gaps, gaps_of
from synthlab.metrics.fidelity.date_profiles import N_CODES, Profile, profiles
from synthlab.statistics.binning import MIN_ROWS
from synthlab.statistics.crosstab import column_counts
from synthlab.statistics.noise_floor import Distances, arrange, measure
from synthlab.tables.schema import Kind

__all__ = ["METRIC", "date_distance"]

_REPLICATES = 200
_MOST_DATES = 20_000


def date_distance(comparison: Comparison, rng: np.random.Generator) -> Score:
    """Mean total variation distance between train and synthetic calendars and gaps, in [0, 1].

    For each date column: weekday, month, day of the month, the hour where any table has a time of day, and the
    gap from one date to the next, within each person where the schema's group column names people. A missing
    date is a bin of its own. Gaps are compared in tables cut to one size, at most 10,000 dates or people of each.
    ``reference`` is what as many held-out real rows score. A low value does NOT say that dates go together with
    other columns as they should (see ``pairs``), nor in which years they lie (see ``marginals``).

    Details hold a row a profile, the greatest excess over chance first, with the shares that were counted.

    Raises
    ------
    NotMeasurable
        When there is no date column, or none with a real date.

    Source
    ------
    Total variation distance; reference as in Platzer & Reutterer (2021), doi:10.3389/fdata.2021.679939.
    """
    real = [comparison.train, *([] if comparison.holdout is None else [comparison.holdout])]
    columns = [
        column.name
        for column in comparison.schema.modelled
        if column.kind is Kind.DATETIME and any(part[column.name].notna().any() for part in real)
    ]
    if not columns:
        raise NotMeasurable("There is no column with dates.")
    check_sizes(comparison)
    looks = [look for column in columns for look in profiles([*real, comparison.synthetic], column)]
    tables = [np.stack([look.codes[part] for look in looks]) for part in range(len(real) + 1)]
    arranged = arrange(tables[0], tables[1] if len(real) == 2 else None, tables[-1], rng, _REPLICATES)

    def count(codes: npt.NDArray[np.uint8], bounds: list[int], /, start: int, stop: int) -> Any:
        return column_counts(codes[start:stop], N_CODES, bounds)

    found = measure(arranged, count, (len(looks), N_CODES), rng)
    most = min(10_000, max(500, _MOST_DATES // len(columns)))
    gaps = {
        name: each
        for name in columns
        if (each := gaps_of(comparison, name, rng, _REPLICATES, most)) is not None
    }
    return _score(looks, gaps, _together(found, list(gaps.values())), arranged.n_equal)


def _together(found: Distances, gaps: Sequence[Gaps]) -> Distances:
    """The profiles' distances and the gaps' behind them, all replicates of the spread that they stand for."""

    def spread(replicates: npt.NDArray[np.float64], by: float) -> npt.NDArray[np.float64]:
        middle = replicates.mean(axis=0)
        return np.asarray((replicates - middle) * by + middle)

    def joined(
        of_found: npt.NDArray[np.float64], of_gaps: Sequence[npt.NDArray[np.float64]]
    ) -> npt.NDArray[np.float64]:
        return np.concatenate([of_found, *(each[:, None] for each in of_gaps)], axis=1)

    return Distances(
        value=np.append(found.value, [each.value for each in gaps]),
        reference=np.append(found.reference, [each.reference for each in gaps]),
        values=joined(spread(found.values, found.spread), [each.values for each in gaps]),
        floors=joined(spread(found.floors, found.shrink), [each.floors for each in gaps]),
        shrink=1.0,
        spread=1.0,
    )


def _score(looks: Sequence[Profile], gaps: Mapping[str, Gaps], distances: Distances, n_equal: int) -> Score:
    rows = [_profile_row(look, distances, index) for index, look in enumerate(looks)]
    rows += [
        _gap_row(name, each, distances, len(looks) + index) for index, (name, each) in enumerate(gaps.items())
    ]
    rows.sort(key=lambda row: worst_first(row["distance"], row["reference_high"]))
    value, reference = distances.of_value(), distances.of_reference()
    return Score(
        value=value.value,
        low=value.low,
        high=value.high,
        reference=reference.value,
        reference_low=reference.low,
        reference_high=reference.high,
        n_rows=n_equal,
        details=rows,
        facts={"n_equal": n_equal, "finding": _finding(rows[0])},
        warnings=split_warning(distances.exceeds_chance()),
    )


def _profile_row(look: Profile, distances: Distances, index: int) -> dict[str, Any]:
    train, made = (
        np.bincount(codes, minlength=len(look.labels)) / len(codes)
        for codes in (look.codes[0], look.codes[-1])
    )
    used = np.flatnonzero(train + made)
    return {
        **_row(look.column, look.what, distances, index),
        "labels": [look.labels[place] for place in used],
        "train": [float(train[place]) for place in used],
        "synthetic": [float(made[place]) for place in used],
        "note": "",
    }


def _gap_row(column: str, gaps: Gaps, distances: Distances, index: int) -> dict[str, Any]:
    n_train, n_made = gaps.train.sum(), gaps.synthetic.sum()
    used = np.flatnonzero(gaps.train + gaps.synthetic)
    # Few of the drawn dates are still few of all: such a share is withheld here, where the number is known.
    shares = [
        None if 0 < gaps.train[place] < MIN_ROWS else float(gaps.train[place] / n_train) for place in used
    ]
    among = f"{gaps.n:,} dates" if gaps.person is None else f"the dates of {gaps.n:,} people ({gaps.person})"
    return {
        **_row(column, "gap to the next date", distances, index),
        "labels": [GAPS[place] for place in used],
        "train": shares,
        "synthetic": [float(gaps.synthetic[place] / n_made) for place in used],
        "note": f"Gaps between {among} of each table.",
    }


def _row(column: str, what: str, distances: Distances, index: int) -> dict[str, Any]:
    value, reference = distances.of_value(index), distances.of_reference(index)
    return {
        "column": column,
        "what": what,
        "distance": value.value,
        "low": value.low,
        "high": value.high,
        "reference": reference.value,
        "reference_high": reference.high,
    }


def _finding(row: Mapping[str, Any]) -> str:
    if row["low"] <= row["reference_high"]:
        return "Dates fall where, and follow each other as, chance makes them."
    return (
        f"{row['column']}, {row['what']}: {row['distance']:.1%} of the synthetic rows fall elsewhere than in the "
        f"real table (between real rows: {row['reference']:.1%})."
    )


METRIC = Metric(
    name="dates",
    family=Family.FIDELITY,
    question="Do dates fall on the same days and hours, and as far apart, as in the real table?",
    best=0.0,
    bounds=(0.0, 1.0),
    unit="share of rows, mean over profiles",
    source="Total variation distance; reference as in Platzer & Reutterer (2021), doi:10.3389/fdata.2021.679939",
    compute=date_distance,
)
