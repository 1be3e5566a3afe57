"""How long it is from one date to the next, in tables cut to one size: gaps widen as rows are left out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.metrics.base import Comparison
from synthlab.statistics.binning import ordered_values
from synthlab.statistics.distances import total_variation
from synthlab.statistics.resampling import multinomial_replicates, smoothing

__all__ = ["GAPS", "Gaps", "gaps_of"]

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]
# ``draw(n)`` counts the gaps of n dates, or of n people, at random, shape (n_bins,).
Draw = Callable[[int], Counts]

_DRAWS = 16
_LEAST_DATES = 30
_LEAST_PEOPLE = 20
_SECOND = 10**9
_DAY = 86_400 * _SECOND
_FROM = (
    (1, "below 1 s"), (_SECOND, "1 to 10 s"), (10 * _SECOND, "10 s to 1 min"), (60 * _SECOND, "1 to 10 min"),
    (600 * _SECOND, "10 min to 1 h"), (3600 * _SECOND, "1 to 6 h"), (6 * 3600 * _SECOND, "6 h to 1 day"),
    (_DAY, "1 day"), (2 * _DAY, "2 days"), (3 * _DAY, "3 days to a week"), (7 * _DAY, "1 to 2 weeks"),
    (14 * _DAY, "2 weeks to 30 days"), (30 * _DAY, "30 to 90 days"), (90 * _DAY, "90 days to a year"),
    (365 * _DAY, "a year or more"),
)  # fmt: skip
GAPS = ("at the same time", *(label for _, label in _FROM))
"""The bins of a gap, shortest first; each begins where the one before it ends."""
_EDGES = np.array([edge for edge, _ in _FROM], dtype=np.int64)


@dataclass(frozen=True)
class Gaps:
    """The distance between gaps and its replicates, already of the spread that they stand for.

    ``train`` and ``synthetic`` are mean counts of the drawn tables; ``n`` dates were drawn of each, or ``n``
    people where ``person`` names their column.
    """

    value: float
    reference: float
    values: Floats
    floors: Floats
    train: Floats
    synthetic: Floats
    n: int
    person: str | None = None


def gaps_of(
    comparison: Comparison, column: str, rng: np.random.Generator, n_replicates: int, most: int
) -> Gaps | None:
    """Gaps between consecutive dates of each person where the schema's group column names people, else of all rows.

    All tables are cut to the same number of people, or of dates, at most ``most``, since a table with more rows
    has shorter gaps. None where a table has fewer than 20 people with two dates and fewer than 30 dates.
    """
    frames = [comparison.train, *([] if comparison.holdout is None else [comparison.holdout])]
    frames.append(comparison.synthetic)
    by = comparison.schema.group
    if by is not None and by != column:
        people = [_people(frame, column, by) for frame in frames]
        found = _measured(people, _of_people, _LEAST_PEOPLE, rng, n_replicates, most)
        if found is not None:
            return Gaps(**{**vars(found), "person": by})
    return _measured(
        [_dates(frame, column) for frame in frames], _of_dates, _LEAST_DATES, rng, n_replicates, most
    )


def _measured(
    tables: list[Counts],
    counted: Callable[[Counts], Counts],
    least: int,
    rng: np.random.Generator,
    n_replicates: int,
    most: int,
) -> Gaps | None:
    *real, made = tables
    train, pool = real[0], _pooled(real)
    parts = [len(each) for each in real] if len(real) == 2 else [len(train) // 2]
    n = min(*parts, len(made), most)
    if n < least:
        return None

    def draws(table: Counts) -> Counts:
        return np.stack(
            [counted(table[np.sort(rng.choice(len(table), n, replace=False))]) for _ in range(_DRAWS)]
        )

    def dealt() -> float:
        rows = rng.choice(len(pool), 2 * n, replace=False)
        sides = (counted(pool[np.sort(side)]) for side in (rows[:n], rows[n:]))
        return float(total_variation(*sides))

    of_train, of_made = draws(train), draws(made)
    floors = np.array([dealt() for _ in range(n_replicates)])
    reference = float(total_variation(of_train, draws(real[1])).mean() if len(real) == 2 else floors.mean())
    kept = (1 / len(train) + 1 / len(made)) * n / 2
    redrawn = [
        multinomial_replicates(np.round(each.mean(axis=0)).astype(np.int64), n_replicates, rng)
        for each in (of_train, of_made)
    ]
    values = total_variation(*redrawn)
    return Gaps(
        value=float(total_variation(of_train, of_made).mean()),
        reference=reference,
        values=(values - values.mean()) * kept**0.5 + values.mean(),
        floors=(floors - floors.mean()) * smoothing(kept, _DRAWS) + floors.mean(),
        train=of_train.mean(axis=0),
        synthetic=of_made.mean(axis=0),
        n=n,
    )


def _pooled(real: list[Counts]) -> Counts:
    pool = np.concatenate(real)
    # Dates are drawn in their order; people have none.
    return np.sort(pool) if pool.ndim == 1 else pool


def _dates(frame: pd.DataFrame, column: str) -> Counts:
    numbers, missing = ordered_values(frame[column])
    return np.sort(numbers[~missing])


def _of_dates(dates: Counts) -> Counts:
    return _binned(np.diff(dates))


def _of_people(gaps: Counts) -> Counts:
    return np.asarray(gaps.sum(axis=0), dtype=np.int64)


def _people(frame: pd.DataFrame, column: str, by: str) -> Counts:
    """How many gaps of each length each person has, shape (n_people, n_bins); people with one date have no row."""
    numbers, missing = ordered_values(frame[column])
    people = frame[by].astype("string").to_numpy(dtype=object, na_value="")
    known = ~missing & (people != "")
    if not known.any():
        return np.zeros((0, len(GAPS)), dtype=np.int64)
    _, person = np.unique(people[known].astype(str), return_inverse=True)
    dates = numbers[known]
    order = np.lexsort((dates, person))
    person, dates = person[order], dates[order]
    follows = person[1:] == person[:-1]
    bins = np.searchsorted(_EDGES, np.diff(dates)[follows], side="right")
    counts = np.bincount(person[1:][follows] * len(GAPS) + bins, minlength=(person[-1] + 1) * len(GAPS))
    table = counts.reshape(-1, len(GAPS))
    return np.asarray(table[table.sum(axis=1) > 0], dtype=np.int64)


def _binned(gaps: Counts) -> Counts:
    return np.bincount(np.searchsorted(_EDGES, gaps, side="right"), minlength=len(GAPS))
