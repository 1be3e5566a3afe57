"""The pool: train and holdout people under attack, mixed, with the label kept apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.errors import NotMeasurable
from synthlab.metrics.base import Comparison
from synthlab.tables.hashing import row_hashes
from synthlab.tables.schema import Schema

__all__ = ["Experiment", "Pool", "make_experiment"]

CAP = 20_000


@dataclass(frozen=True)
class Pool:
    """What an attack may see. It holds no label and no order from which one could be read.

    ``rows`` are conformed real rows, shape (n_rows, n_columns); ``persons`` gives each row's person as
    0..n_persons-1, shape (n_rows,). ``synthetic`` is always the whole synthetic table.
    """

    rows: pd.DataFrame
    persons: npt.NDArray[np.int64]
    synthetic: pd.DataFrame
    schema: Schema

    @property
    def n_persons(self) -> int:
        return int(self.persons.max()) + 1


@dataclass(frozen=True)
class Experiment:
    """The pool and, apart from it, which persons were used for training: shape (n_persons,)."""

    pool: Pool
    in_train: npt.NDArray[np.bool_]

    @property
    def n_train(self) -> int:
        return int(self.in_train.sum())

    @property
    def n_holdout(self) -> int:
        return int((~self.in_train).sum())


def make_experiment(comparison: Comparison, rng: np.random.Generator, cap: int = CAP) -> Experiment:
    """At most ``cap`` train and ``cap`` holdout rows (whole persons), mixed at random.

    A row is a person unless the schema names a group column; then all rows of one group value are. A person
    without a group value counts as one of their own.

    Raises
    ------
    NotMeasurable
        Without a holdout, or when a person stands on both sides.
    """
    if comparison.holdout is None:
        raise NotMeasurable(
            "There are no real rows that the generator did not see, so nothing can be compared."
        )
    schema = comparison.schema
    parts = [
        _capped(_in_own_order(side, schema), schema, cap, rng)
        for side in (comparison.train, comparison.holdout)
    ]
    rows = pd.concat(parts, ignore_index=True)
    from_train = np.arange(len(rows)) < len(parts[0])
    order = rng.permutation(len(rows))
    rows, from_train = rows.iloc[order].reset_index(drop=True), from_train[order]
    persons = _persons(rows, schema)
    n_persons = int(persons.max()) + 1
    train_rows = np.bincount(persons, weights=from_train, minlength=n_persons)
    all_rows = np.bincount(persons, minlength=n_persons)
    n_both = int(((train_rows > 0) & (train_rows < all_rows)).sum())
    if n_both:
        raise NotMeasurable(
            f"{n_both:,} people have rows in the training table and among the kept-aside rows, so the two groups "
            "cannot be compared. Split by person and generate again."
        )
    synthetic = _in_own_order(comparison.synthetic, schema)
    return Experiment(Pool(rows, persons, synthetic, schema), train_rows > 0)


def _in_own_order(rows: pd.DataFrame, schema: Schema) -> pd.DataFrame:
    """The rows in the order of their hashes, so that their order in a file decides nothing."""
    hashes = row_hashes(rows, [column.name for column in schema.modelled])
    return rows.iloc[np.argsort(hashes, kind="stable")].reset_index(drop=True)


def _persons(rows: pd.DataFrame, schema: Schema) -> npt.NDArray[np.int64]:
    if schema.group is None:
        return np.arange(len(rows), dtype=np.int64)
    codes, levels = pd.factorize(rows[schema.group])
    nobody = codes < 0
    codes = codes.astype(np.int64)
    codes[nobody] = len(levels) + np.arange(int(nobody.sum()))
    return np.asarray(pd.factorize(codes)[0], dtype=np.int64)


def _capped(rows: pd.DataFrame, schema: Schema, cap: int, rng: np.random.Generator) -> pd.DataFrame:
    if len(rows) <= cap:
        return rows
    persons = _persons(rows, schema)
    order = rng.permutation(int(persons.max()) + 1)
    sizes = np.bincount(persons)[order]
    kept = order[: max(1, int(np.searchsorted(np.cumsum(sizes), cap, side="right")))]
    return rows[np.isin(persons, kept)]
