"""What is to be predicted, and the rows it is learned and tested on."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.errors import NotMeasurable
from synthlab.metrics.base import Comparison
from synthlab.metrics.utility.encoding import as_numbers
from synthlab.tables.hashing import row_hashes
from synthlab.tables.schema import Column, Kind

__all__ = ["Task", "Trial", "make_trial", "task_of"]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

MOST_INTEGER_CLASSES = 10
"""An integer target with at most this many values is predicted as classes, with more as a number."""

MOST_CLASSES = 30
TRAIN_CAP = 50_000
TEST_CAP = 50_000
LEAST_ROWS = 20
OTHER = "(other classes)"

_FARTHEST = 1e6

# A class of fewer real rows is not named in a report.
_LEAST_NAMED = 10


@dataclass(frozen=True)
class Task:
    """``classes`` are sorted and empty for regression; ``others`` are pooled into the last class.

    A number is predicted in standard deviations (``spread``) of the real values from their mean (``middle``).
    """

    target: Column
    classes: tuple[str, ...] = ()
    others: frozenset[str] = field(default_factory=frozenset)
    middle: float = 0.0
    spread: float = 1.0

    @property
    def is_classification(self) -> bool:
        return bool(self.classes)

    @property
    def name(self) -> str:
        return "classification" if self.is_classification else "regression"

    @property
    def score(self) -> str:
        return "auc" if self.is_classification else "r2"

    @property
    def title(self) -> str:
        if not self.is_classification:
            return "R2"
        return "AUC" if len(self.classes) == 2 else "macro AUC"

    def codes(self, frame: pd.DataFrame) -> Floats | Codes:
        """The target as class numbers, or as standardised values, shape (n_rows,)."""
        values = frame[self.target.name]
        if not self.is_classification:
            # A synthetic value may be anything; squared, it must still be a number.
            scaled = as_numbers(values, self.target) / self.spread - self.middle / self.spread
            return np.clip(scaled, -_FARTHEST, _FARTHEST)
        text = values.astype(str).where(~values.astype(str).isin(self.others), OTHER)
        return np.asarray(pd.Index(self.classes).get_indexer(pd.Index(text)), dtype=np.int64)


@dataclass(frozen=True)
class Trial:
    """Rows with a known target: as many ``real`` as ``synthetic`` ones to train on, and real ones to test on."""

    task: Task
    features: tuple[Column, ...]
    real: pd.DataFrame
    synthetic: pd.DataFrame
    test: pd.DataFrame
    warnings: tuple[str, ...]


def task_of(comparison: Comparison) -> Task:
    """Classification for categories, booleans and integers of at most ten values, else regression.

    A number with two values is two classes. Of more than thirty classes the most frequent are kept and the rest
    pooled. Classes are those of the real and the synthetic table together.

    Raises
    ------
    NotMeasurable
        Without a target, for a date, or when the target has one value only.
    """
    target = comparison.schema.target
    if target is None:
        raise NotMeasurable("No target column is set. Choose the column to be predicted on the Data page.")
    if target.kind in (Kind.DATETIME, Kind.TEXT, Kind.IDENTIFIER):
        raise NotMeasurable(
            f"The target {target.name!r} is a {target.kind} column. Choose a number, a category or a yes/no column."
        )
    frames = [comparison.train] if comparison.holdout is None else [comparison.train, comparison.holdout]
    real = pd.concat([frame[target.name].dropna().astype(str) for frame in frames])
    n_values = real.nunique()
    if n_values < 2:
        found = "no value at all" if n_values == 0 else "one value only"
        raise NotMeasurable(
            f"The target {target.name!r} has {found} in the real table: nothing can be predicted."
        )
    most = MOST_INTEGER_CLASSES if target.kind is Kind.INTEGER else 2
    if target.is_number and n_values > most:
        middle, spread = _scale(np.concatenate([as_numbers(frame[target.name], target) for frame in frames]))
        return Task(target, middle=middle, spread=spread)
    every = pd.concat([real, comparison.synthetic[target.name].dropna().astype(str)])
    counts = real.value_counts().reindex(sorted(every.unique()), fill_value=0)
    kept = sorted(counts.index, key=lambda level: (-int(counts[level]), level))
    others = frozenset(kept[MOST_CLASSES - 1 :]) if len(kept) > MOST_CLASSES else frozenset()
    classes = tuple(sorted(level for level in kept if level not in others))
    return Task(target, (*classes, OTHER) if others else classes, others)


def _scale(values: Floats) -> tuple[float, float]:
    """Mean and standard deviation of the values that are there, by way of a unit in which squares stay finite."""
    unit = float(np.nanmax(np.abs(values)))
    scaled = values / unit
    return float(np.nanmean(scaled)) * unit, float(np.nanstd(scaled)) * unit


def make_trial(
    comparison: Comparison, task: Task, rng: np.random.Generator, equal_sizes: bool = True
) -> Trial:
    """Equal training sizes, unless told otherwise, and one test table.

    Without a holdout a seeded third of the real rows is tested on.

    Raises
    ------
    NotMeasurable
        When there is nothing to predict from, or fewer than 20 rows with a known target to train or test on.
    """
    features = tuple(
        column
        for column in comparison.schema.modelled
        if column.name != task.target.name and comparison.train[column.name].notna().any()
    )
    if not features:
        raise NotMeasurable(f"There is no column but {task.target.name!r} to predict it from.")
    notes: list[str] = []
    real, synthetic = (
        _usable(frame, comparison, task, words, notes)
        for frame, words in ((comparison.train, "real"), (comparison.synthetic, "synthetic"))
    )
    if comparison.holdout is None:
        order = rng.permutation(len(real))
        third = len(order) // 3
        test, real = real.iloc[np.sort(order[:third])], real.iloc[np.sort(order[third:])]
        notes.insert(
            0,
            "No row is known to be unseen by the generator: tested on a third of the real rows, kept from the "
            "real-trained model, which the generator may have seen. The gap may flatter.",
        )
    else:
        test = _usable(comparison.holdout, comparison, task, "kept-aside", notes)
    n_train = min(len(real), len(synthetic), TRAIN_CAP)
    for rows, words in ((n_train, "train"), (len(test), "test")):
        if rows < LEAST_ROWS:
            raise NotMeasurable(
                f"Only {rows} rows with a known {task.target.name!r} are there to {words} on; it takes {LEAST_ROWS}."
            )
    if task.is_classification and len(np.unique(task.codes(test))) < 2:
        raise NotMeasurable(f"The rows to test on have one class of {task.target.name!r} only.")
    if not task.is_classification and np.ptp(task.codes(test)) == 0:
        raise NotMeasurable(f"The rows to test on have one value of {task.target.name!r} only.")
    if min(len(real), len(synthetic)) > TRAIN_CAP or len(test) > TEST_CAP:
        notes.append(
            f"Models were trained on {n_train:,} rows and tested on at most {TEST_CAP:,}, drawn by seed."
        )
    most = n_train if equal_sizes else TRAIN_CAP
    parts = (_drawn(real, most, rng), _drawn(synthetic, most, rng), _drawn(test, TEST_CAP, rng))
    return Trial(task, features, *parts, (*_missing_classes(task, parts, comparison), *notes))


def _usable(
    frame: pd.DataFrame, comparison: Comparison, task: Task, words: str, notes: list[str]
) -> pd.DataFrame:
    names = [column.name for column in comparison.schema.modelled]
    known = frame.loc[frame[task.target.name].notna(), names]
    if len(known) < len(frame):
        notes.append(
            f"{len(frame) - len(known):,} {words} rows without a {task.target.name!r} were left out."
        )
    # By content, so that the order of rows in a file decides nothing.
    return known.iloc[np.argsort(row_hashes(known, names), kind="stable")].reset_index(drop=True)


def _drawn(frame: pd.DataFrame, n_rows: int, rng: np.random.Generator) -> pd.DataFrame:
    if len(frame) <= n_rows:
        return frame.reset_index(drop=True)
    return frame.iloc[np.sort(rng.permutation(len(frame))[:n_rows])].reset_index(drop=True)


def _missing_classes(task: Task, parts: tuple[pd.DataFrame, ...], comparison: Comparison) -> list[str]:
    if not task.is_classification:
        return []
    real, synthetic, test = (np.bincount(task.codes(part), minlength=len(task.classes)) for part in parts)
    found = []
    absent = [i for i in range(len(task.classes)) if synthetic[i] == 0 and real[i] + test[i] > 0]
    named = [task.classes[i] for i in absent if real[i] >= _LEAST_NAMED]
    rare = len(absent) - len(named)
    for name in named:
        found.append(
            f"The synthetic table has no row of the class {name!r} of {task.target.name!r}: a model trained on it "
            "can never predict it."
        )
    if rare:
        found.append(f"The synthetic table has no row of {rare} rare class{'es' if rare > 1 else ''}.")
    invented = int(((real + test == 0) & (synthetic > 0)).sum())
    if invented:
        found.append(
            f"The synthetic table has {invented} class{'es' if invented > 1 else ''} of {task.target.name!r} that no "
            "real row has."
        )
    return found
