"""Rows of a rare class to add to real ones: from the synthetic table, its generator, or between real rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.generators.base import Sampler, silent
from synthlab.generators.smote import Smote
from synthlab.metrics.inquiry import Ask
from synthlab.metrics.utility.task import Task, Trial
from synthlab.tables.schema import Schema

__all__ = ["Arm", "added_rows", "class_codes", "from_smote", "joined"]

Arm = Literal["none", "generated", "smote"]
Codes = npt.NDArray[np.int64]
Draw = Callable[[int, np.random.Generator], pd.DataFrame]


def class_codes(task: Task, frame: pd.DataFrame) -> Codes:
    """The target as class numbers, shape (n_rows,)."""
    return np.asarray(task.codes(frame), dtype=np.int64)


def added_rows(
    ask: Ask, trial: Trial, one: int, what: tuple[tuple[Arm, ...], int]
) -> dict[Arm, pd.DataFrame]:
    """As many rows of the class as it lacks beside the commonest one, from each source of this seed."""
    arms, number = what
    counts = np.bincount(class_codes(trial.task, trial.real), minlength=len(trial.task.classes))
    missing = int(counts.max() - counts[one])
    makers = {"generated": _from_table, "smote": from_smote}
    added: dict[Arm, pd.DataFrame] = {}
    for place, arm in enumerate(arms[1:]):
        rng = np.random.default_rng([ask.seed, number, place])
        added[arm] = makers[arm](ask, trial, one, rng)(missing, rng)
    return added


def _from_table(ask: Ask, trial: Trial, one: int, rng: np.random.Generator) -> Draw:
    """Rows of the class from the synthetic table, then from its generator, fitted only when they run out."""
    synthetic = trial.synthetic
    own = synthetic.iloc[np.flatnonzero(class_codes(trial.task, synthetic) == one)]
    seed = int(rng.integers(2**31))
    fitted: list[Sampler] = []

    def draw(n_rows: int, rng: np.random.Generator) -> pd.DataFrame:
        rows = own.iloc[rng.permutation(len(own))[:n_rows]]
        if len(rows) == n_rows or ask.generator is None:
            return rows
        if not fitted:
            fitted.append(
                ask.generator.fit(trial.real, _schema(ask, trial), np.random.default_rng(seed), silent)
            )
        where = {trial.task.target.name: trial.task.classes[one]}
        more = fitted[0].sample(n_rows - len(rows), rng, where)
        return pd.concat([rows, more[list(rows.columns)]], ignore_index=True)

    return draw


def from_smote(ask: Ask, trial: Trial, one: int, rng: np.random.Generator) -> Draw:
    """Rows between real rows of the class; a class too small for it is a ``DataError`` at once."""
    sampler = Smote().fit(trial.real, _schema(ask, trial), rng, silent)
    where = {trial.task.target.name: trial.task.classes[one]}
    sampler.sample(1, np.random.default_rng(0), where)
    return lambda n_rows, rng: sampler.sample(n_rows, rng, where)


def _schema(ask: Ask, trial: Trial) -> Schema:
    names = list(trial.real.columns)
    return ask.comparison.schema.model_copy(
        update={"columns": tuple(c for c in ask.comparison.schema.columns if c.name in names)}
    )


def joined(real: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Real rows with the others below them; columns that lose their categories by that get them back."""
    mixed = pd.concat([real, rows[list(real.columns)]], ignore_index=True)
    lost = [
        name
        for name in real.columns
        if isinstance(real[name].dtype, pd.CategoricalDtype)
        and not isinstance(mixed[name].dtype, pd.CategoricalDtype)
    ]
    return mixed.astype(dict.fromkeys(lost, "category"))
