"""imbalanced-learn's SMOTE on one group of rows: numbers, categories, or both."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["between", "between_levels"]

Floats = npt.NDArray[np.float64]
Levels = npt.NDArray[np.int64]

_MOST_CELLS = 10_000_000  # of 8 bytes: what SMOTENC lays out for the rows it makes at once
_MEGABYTES = 64
_GROUP, _OTHERS = 0, 1


def between(
    numbers: Floats, levels: Levels, neighbours: int, n_rows: int, rng: np.random.Generator
) -> tuple[Floats, Levels]:
    """``n_rows`` new rows of a group: numbers on the line to a near row, categories the commonest among the near.

    ``numbers`` has shape (n_group, n_numbers), in comparable units, none constant, at least one; ``levels`` has
    shape (n_group, n_categories). The group has more rows than ``neighbours``.

    Source
    ------
    Chawla, Bowyer, Hall & Kegelmeyer (2002), SMOTE: synthetic minority over-sampling technique,
    doi:10.1613/jair.953.
    """
    from imblearn.over_sampling import SMOTE, SMOTENC

    n_numbers, width = numbers.shape[1], numbers.shape[1] + int((levels.max(axis=0, initial=0) + 1).sum())
    table = np.hstack([numbers, levels])
    parts = []
    for begin in range(0, n_rows, step := max(_MOST_CELLS // (width * neighbours), 1)):
        seed = int(rng.integers(2**31))
        if levels.shape[1]:
            maker = SMOTENC(list(range(n_numbers, table.shape[1])), k_neighbors=neighbours, random_state=seed)
        else:
            maker = SMOTE(k_neighbors=neighbours, random_state=seed)
        # It wants a second class: a row of its own, which adds no level and is no one's neighbour.
        classes = np.array([_GROUP] * len(table) + [_OTHERS])
        parts.append(_made(maker, np.vstack([table, table[:1]]), classes, min(step, n_rows - begin)))
    made = np.vstack(parts)
    return made[:, :n_numbers].astype(np.float64), np.rint(made[:, n_numbers:].astype(np.float64)).astype(
        np.int64
    )


def between_levels(
    levels: Levels,
    others: Levels,
    classes: npt.NDArray[np.int64],
    neighbours: int,
    n_rows: int,
    rng: np.random.Generator,
) -> Levels:
    """``n_rows`` new rows of a group that has categories only: the commonest level among near rows.

    Two levels are near when they go with the same classes, so that rows of ``others``, with their ``classes``
    (shape (n_others,)), say what near is.
    """
    from imblearn.over_sampling import SMOTEN

    maker = SMOTEN(k_neighbors=neighbours, random_state=int(rng.integers(2**31)))
    table = np.vstack([levels, others])
    labels = np.concatenate([np.full(len(levels), _GROUP), classes - classes.min() + _OTHERS])
    return _made(maker, table, labels, n_rows).astype(np.int64)


def _made(maker: Any, table: npt.NDArray[Any], classes: npt.NDArray[Any], n_rows: int) -> npt.NDArray[Any]:
    """The rows that ``maker`` adds to the group's own."""
    import sklearn

    maker.set_params(sampling_strategy={_GROUP: int((classes == _GROUP).sum()) + n_rows})
    # Distances of one group's rows are laid out in blocks of so many megabytes, by default of a thousand.
    with warnings.catch_warnings(), sklearn.config_context(working_memory=_MEGABYTES):
        # It says that the class becomes the largest, which is what it is asked for.
        warnings.filterwarnings("ignore", message="After over-sampling, the number of samples")
        return np.asarray(maker.fit_resample(table, classes)[0])[len(table) :]
