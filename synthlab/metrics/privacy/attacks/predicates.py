"""Guesses that single somebody out: descriptions learnt from the synthetic table alone."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from synthlab.metrics.privacy.attacks.coded import Coded, Codes

__all__ = [
    "Predicates",
    "Sorted",
    "by_value",
    "isolated",
    "matches",
    "multivariate",
    "shuffled_columns",
    "univariate",
]

Counts = npt.NDArray[np.int64]
MAX_COLUMNS = 4


@dataclass(frozen=True)
class Predicates:
    """Conjunctions of conditions ``low <= code <= high``; shapes (n_predicates, 4), column -1 where unused."""

    columns: Codes
    low: Codes
    high: Codes

    def __len__(self) -> int:
        return len(self.columns)

    def __getitem__(self, chosen: npt.NDArray[np.bool_]) -> Predicates:
        return Predicates(self.columns[chosen], self.low[chosen], self.high[chosen])


@dataclass(frozen=True)
class Sorted:
    """Codes, shape (n_columns, n_rows), with the rows of each column in the order of their codes (see ``kernels``)."""

    codes: Codes
    order: Codes
    starts: Counts
    begins: Counts


def univariate(coded: Coded, n_guesses: int, rng: np.random.Generator) -> Predicates:
    """Conditions "this column has this value" for values that the synthetic table holds exactly once."""
    found = []
    for index, levels in enumerate(coded.n_levels):
        once = np.flatnonzero(np.bincount(coded.synthetic[index], minlength=levels) == 1)
        once = once[once > 0]
        found.append(np.column_stack([np.full(len(once), index), once]))
    pairs = np.concatenate(found) if found else np.empty((0, 2), dtype=np.int64)
    pairs = pairs[rng.permutation(len(pairs))[:n_guesses]]
    made = _empty(len(pairs))
    made.columns[:, 0] = pairs[:, 0]
    made.low[:, 0] = made.high[:, 0] = pairs[:, 1]
    return made


def multivariate(coded: Coded, n_guesses: int, rng: np.random.Generator, max_tries: int = 50) -> Predicates:
    """Descriptions of a random synthetic row by 2 to 4 columns that fit that row alone.

    A category is described by equality, an ordered value by being at least (above the synthetic median) or at
    most as extreme as it.
    """
    n_columns = len(coded.columns)
    if n_columns < 2:
        return _empty(0)
    medians = np.array(
        [np.median(values[values > 0]) if (values > 0).any() else 0 for values in coded.synthetic]
    )
    ordered = np.array([column.is_ordered for column in coded.columns])
    kept: list[Predicates] = []
    n_kept = 0
    rows = by_value(coded.synthetic)
    for _ in range(max_tries):
        tried = _described(coded, n_guesses, medians, ordered, rng)
        fits = tried[matches(tried, rows)[0] == 1]
        kept.append(fits)
        n_kept += len(fits)
        if n_kept >= n_guesses:
            break
    return Predicates(
        *(np.concatenate([getattr(p, f) for p in kept])[:n_guesses] for f in ("columns", "low", "high"))
    )


def isolated(predicates: Predicates, rows: Sorted, persons: Counts) -> npt.NDArray[np.float64]:
    """How many predicates fit rows of each person and of nobody else, shape (n_persons,).

    ``persons`` gives each row's person, shape (n_rows,).
    """
    found, who = matches(predicates, rows, persons)
    return np.bincount(who[found == 1], minlength=int(persons.max()) + 1).astype(np.float64)


def by_value(codes: Codes) -> Sorted:
    """The rows of these codes, shape (n_columns, n_rows), made ready to be looked up by value."""
    from synthlab.metrics.privacy.attacks import kernels

    n_levels = codes.max(axis=1, initial=0).astype(np.int64) + 1
    begins = np.concatenate([[0], np.cumsum(n_levels + 1)])
    return Sorted(codes, *kernels.by_value(codes, begins), begins)


def matches(predicates: Predicates, rows: Sorted, persons: Counts | None = None) -> tuple[Counts, Counts]:
    """How many persons each predicate fits (counting stops at 2), and the first of them (-1: none)."""
    from synthlab.metrics.privacy.attacks.kernels import count_matches

    owners = np.arange(rows.codes.shape[1]) if persons is None else persons
    conditions = predicates.columns, predicates.low, predicates.high
    return count_matches(*conditions, rows.codes, owners, rows.order, rows.starts, rows.begins)


def shuffled_columns(coded: Coded, rng: np.random.Generator) -> Coded:
    """The same synthetic columns with nothing left of how they go together: what a naive guesser knows."""
    return replace(coded, synthetic=rng.permuted(coded.synthetic, axis=1))


def _described(
    coded: Coded,
    n: int,
    medians: npt.NDArray[np.float64],
    ordered: npt.NDArray[np.bool_],
    rng: np.random.Generator,
) -> Predicates:
    n_columns, n_synthetic = coded.synthetic.shape
    made = _empty(n)
    rows = rng.integers(n_synthetic, size=n)
    widths = rng.integers(2, min(MAX_COLUMNS, n_columns) + 1, size=n)
    chosen = np.argsort(rng.random((n, n_columns)), axis=1)[:, :MAX_COLUMNS]
    for place in range(min(MAX_COLUMNS, n_columns)):
        used = widths > place
        column = chosen[:, place]
        value = coded.synthetic[column, rows]
        line = ordered[column] & (value > 0)
        above = line & (value >= medians[column])
        below = line & ~above
        made.columns[:, place] = np.where(used, column, -1)
        made.low[:, place] = np.where(below, 1, value)
        made.high[:, place] = np.where(above, coded.n_levels[column], value)
    return made


def _empty(n: int) -> Predicates:
    shape = (n, MAX_COLUMNS)
    return Predicates(np.full(shape, -1, np.int32), np.zeros(shape, np.int32), np.zeros(shape, np.int32))
