"""What a model leans on: each column's values dealt anew among the test rows, and what that changes."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.metrics.utility.encoding import Encoder, fit_encoder
from synthlab.metrics.utility.models import MODELS, predictions
from synthlab.metrics.utility.task import Task, Trial

__all__ = ["Reliance", "cut", "deals", "most_test_rows", "reliance"]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
Rows = npt.NDArray[np.int64]

_ASKED = 120_000
_REPEATS = 2


@dataclass(frozen=True)
class Reliance:
    """What dealing a column anew does to each test row, mean over two deals, shape (n_test, n_columns).

    ``rises``: how much the row's loss rises (Brier score, or squared error in variances of the target): what the
    column is good for. ``moves``: how far the prediction moves, up or down (probability that changes class, or
    standard deviations): what the model leans on, whether or not that is any good.
    """

    rises: Floats
    moves: Floats


def cut(trial: Trial, n_train: int, n_test: int, rng: np.random.Generator) -> Trial:
    """The same trial on at most so many rows, drawn by seed."""

    def drawn(frame: pd.DataFrame, most: int) -> pd.DataFrame:
        if len(frame) <= most:
            return frame
        return frame.iloc[np.sort(rng.permutation(len(frame))[:most])].reset_index(drop=True)

    return replace(
        trial,
        real=drawn(trial.real, n_train),
        synthetic=drawn(trial.synthetic, n_train),
        test=drawn(trial.test, n_test),
    )


def most_test_rows(n_columns: int) -> int:
    """How many test rows keep the work in bounds when each of so many columns is dealt anew twice."""
    return _ASKED // (_REPEATS * max(1, n_columns) + 1)


def deals(n_test: int, n_columns: int, rng: np.random.Generator) -> Rows:
    """Which row's value each row is dealt, shape (2, n_columns, n_test); the same for all models."""
    return np.stack(
        [[rng.permutation(n_test) for _ in range(n_columns)] for _ in range(_REPEATS)], axis=0
    ).astype(np.int64)


def reliance(trial: Trial, frame: pd.DataFrame, dealt: Rows, seed: int) -> Reliance:
    """What gradient boosting trained on ``frame`` leans on, column by column of ``trial.features``.

    A column without a value in ``frame`` is leaned on by nobody.
    """
    task, encoder = trial.task, fit_encoder(frame, trial.features)
    n_test, n_columns = len(trial.test), len(trial.features)
    rises, moves = np.zeros((n_test, n_columns)), np.zeros((n_test, n_columns))
    if not encoder.parts:
        return Reliance(rises, moves)
    test = encoder.trees(trial.test)
    places = _places(encoder)
    used = [(j, places[column.name]) for j, column in enumerate(trial.features) if column.name in places]
    asked = [test]
    for repeat in dealt:
        for j, where in used:
            changed = test.copy()
            changed[:, where] = test[repeat[j]][:, where]
            asked.append(changed)
    said = predictions(
        MODELS[0],
        encoder,
        (encoder.trees(frame), np.vstack(asked)),
        task.codes(frame),
        len(task.classes),
        seed,
    ).reshape(len(asked), n_test, -1)
    target = task.codes(trial.test)
    before = _loss(task, target, said[0])
    for index, block in enumerate(said[1:]):
        j = used[index % len(used)][0]
        rises[:, j] += (_loss(task, target, block) - before) / len(dealt)
        moves[:, j] += np.abs(block - said[0]).sum(axis=1) / (2 if task.is_classification else 1) / len(dealt)
    return Reliance(rises, moves)


def _places(encoder: Encoder) -> dict[str, list[int]]:
    """The tree features of each column; a date has several."""
    places: dict[str, list[int]] = {}
    start = 0
    for part in encoder.parts:
        width = len(part.middle) if hasattr(part, "middle") else 1
        places[part.column.name] = list(range(start, start + width))
        start += width
    return places


def _loss(task: Task, target: Floats | Codes, said: Floats) -> Floats:
    if not task.is_classification:
        return np.asarray((said[:, 0] - target) ** 2)
    truth = target.astype(np.int64)[:, None] == np.arange(said.shape[1])
    return np.asarray(((said - truth) ** 2).sum(axis=1))
