"""How well can each column be told from the others, learned on real and on synthetic rows?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.errors import NotMeasurable
from synthlab.metrics.base import Comparison, Family, Metric, Score
from synthlab.metrics.utility.column_rows import evenly, tables_to_learn_from
from synthlab.metrics.utility.encoding import fit_encoder
from synthlab.metrics.utility.influence import auc_influence, standard_error
from synthlab.metrics.utility.models import one_thread
from synthlab.metrics.utility.scores import roc_auc
from synthlab.statistics.binning import Bins, make_bins
from synthlab.tables.schema import Column

__all__ = ["METRIC", "every_column"]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.intp]

MOST_COLUMNS = 25
"""Of more columns so many are asked about, evenly over the table."""

_MOST_FEATURES = 60
_GROUPS = 4
_LEAST_OF_A_GROUP = 20
_TREES, _TREES_OF_FEW_ROWS = 20, 10
_FEW_ROWS = 1_000
_NORMAL = 1.96


@dataclass(frozen=True)
class _Column:
    """One column: its score after real and synthetic training, the gap between two real-trained models, and chance.

    ``moves`` (n_test,) is what each test row adds to the gap, ``floor_moves`` to the gap of the two real ones.
    """

    name: str
    n_groups: int
    trtr: float
    tstr: float
    floor: float
    moves: Floats
    floor_moves: Floats


def every_column(comparison: Comparison, rng: np.random.Generator) -> Score:
    """How much worse columns are told from the others after synthetic than after real training, mean AUC, in [-1, 1].

    Each column is cut into at most four ranges or its four commonest levels with the rest (bins of the real rows; a
    missing value is a group), and a random forest of 20 trees (10 below 1,000 rows) tells the group from all other columns, on at most
    1,500 rows of either table; the score is the mean AUC of each group against the rest on at most 2,000 real test
    rows, of groups with 20 of them. Of more than 25 columns 25 are asked about.

    Two models are trained on disjoint real rows: their mean is the real score, their difference the ``reference``,
    and its size over the columns the chance of the training rows, which the interval adds to that of the test rows.

    0 says that columns depend on each other as they do in the real table, as far as such a forest sees. It does NOT
    say that they depend in the same shape, nor that the task at hand fares as well (see ``tstr``).

    Raises
    ------
    NotMeasurable
        With fewer than two columns, fewer than 50 rows to train or test on, or no column with two groups.

    Source
    ------
    Each column predicted from the others, as in all-models tests: Esteban, Hyland and Raetsch (2017),
    arXiv:1706.02633, turned on every column.
    """
    columns = [c for c in comparison.schema.modelled if comparison.train[c.name].notna().any()]
    if len(columns) < 2:
        raise NotMeasurable("Fewer than two columns are there: none can be told from another.")
    tables, notes = tables_to_learn_from(comparison, rng)
    asked = evenly(columns, MOST_COLUMNS)
    if len(asked) < len(columns):
        notes.append(f"{len(asked)} of {len(columns)} columns were asked about, evenly over the table.")
    real = [comparison.train] if comparison.holdout is None else [comparison.train, comparison.holdout]
    seeds = rng.integers(2**31, size=len(asked))
    found = [
        one
        for column, seed in zip(asked, seeds, strict=True)
        if (one := _measured(column, columns, real, tables, int(seed))) is not None
    ]
    if not found:
        raise NotMeasurable("No column has two groups of 20 rows to test on.")
    # Freed of the test rows' part, but not of more than half: few columns tell that part from the other badly.
    training = float(
        np.mean([max(one.floor**2 / 2, one.floor**2 - (one.floor_moves**2).sum()) for one in found])
    )
    details = list(_details(found, training))
    value = float(np.mean([one.trtr - one.tstr for one in found]))
    reference = float(np.mean([one.floor for one in found]))
    error = standard_error(np.mean([one.moves for one in found], axis=0))
    floor_error = standard_error(np.mean([one.floor_moves for one in found], axis=0))
    reach, floor_reach = (_reach(each, training, len(found)) for each in (error, floor_error))
    return Score(
        value=value,
        low=max(-1.0, value - reach),
        high=min(1.0, value + reach),
        reference=reference,
        reference_low=max(-1.0, reference - floor_reach),
        reference_high=min(1.0, reference + floor_reach),
        n_rows=len(tables[-1]),
        details=details,
        facts={
            "n_train": len(tables[0]),
            "n_test": len(tables[-1]),
            "n_columns": len(found),
            "sentence": _sentence(value, details),
        },
        warnings=notes,
    )


def _reach(error: float, training: float, n_columns: int) -> float:
    """Of the mean over columns. What ties two columns serves both, so that they err together: they count half."""
    from scipy.stats import t

    counted = max(1.0, n_columns / 2)
    return float(np.hypot(_NORMAL * error, t.ppf(0.975, counted) * np.sqrt(training / counted)))


def _measured(
    column: Column,
    columns: Sequence[Column],
    real: Sequence[pd.DataFrame],
    tables: Sequence[pd.DataFrame],
    seed: int,
) -> _Column | None:
    """One column told from the others; None where fewer than two groups have 20 test rows."""
    bins = make_bins([frame[column.name] for frame in real], column, _GROUPS, _GROUPS)
    others = evenly([each for each in columns if each.name != column.name], _MOST_FEATURES)
    target = _groups(bins, tables[-1])
    counts = np.bincount(target, minlength=len(bins.shown_labels))
    kept = np.flatnonzero((counts >= _LEAST_OF_A_GROUP) & (len(target) - counts >= _LEAST_OF_A_GROUP))
    if len(kept) < 2:
        return None
    if len(counts[counts > 0]) == 2:
        kept = kept[1:]
    said = [_said(bins, others, frame, tables[-1], seed) for frame in tables[:3]]
    scores = [np.mean([roc_auc(target == one, each[:, one]) for one in kept]) for each in said]
    moves = [np.mean([auc_influence(target == one, each[:, one]) for one in kept], axis=0) for each in said]
    return _Column(
        column.name,
        int(np.count_nonzero(counts)),
        float(scores[0] + scores[1]) / 2,
        float(scores[2]),
        float(scores[0] - scores[1]),
        (moves[0] + moves[1]) / 2 - moves[2],
        moves[0] - moves[1],
    )


def _groups(bins: Bins, frame: pd.DataFrame) -> Codes:
    return np.asarray(bins.shown[bins.code(frame[bins.column])], dtype=np.intp)


def _said(bins: Bins, others: Sequence[Column], frame: pd.DataFrame, test: pd.DataFrame, seed: int) -> Floats:
    """The chance of each group by a forest trained on ``frame``, shape (n_test, n_groups)."""
    from sklearn.ensemble import RandomForestClassifier

    learned = _groups(bins, frame)
    said = np.zeros((len(test), len(bins.shown_labels)))
    encoder = fit_encoder(frame, others)
    if len(np.unique(learned)) < 2 or not encoder.parts:
        said += np.bincount(learned, minlength=said.shape[1]) / len(learned)
        return said
    forest = RandomForestClassifier(
        _TREES if len(frame) >= _FEW_ROWS else _TREES_OF_FEW_ROWS,
        min_samples_leaf=5,
        max_samples=max(0.5, min(1.0, 500 / len(frame))),
        random_state=seed,
    )
    with one_thread():
        forest.fit(encoder.trees(frame), learned)
        said[:, forest.classes_] = forest.predict_proba(encoder.trees(test))
    return said


def _details(found: Sequence[_Column], training: float) -> Iterator[dict[str, Any]]:
    """A row a column, what loses most first; ``clear`` when it stays above 0 with all columns as one question."""
    strict = NormalDist().inv_cdf(1 - 0.025 / len(found))
    for one in sorted(found, key=lambda each: each.tstr - each.trtr):
        gap = one.trtr - one.tstr
        # The real score is the mean of two models: half of their variance.
        error = float(np.hypot(standard_error(one.moves), np.sqrt(0.75 * training)))
        yield {
            "column": one.name,
            "trtr": one.trtr,
            "tstr": one.tstr,
            "gap": gap,
            "low": gap - _NORMAL * error,
            "high": gap + _NORMAL * error,
            "between_real": one.floor,
            "groups": one.n_groups,
            "clear": bool(gap - strict * error > 0),
        }


def _sentence(value: float, details: Sequence[dict[str, Any]]) -> str:
    clear = [row for row in details if row["clear"]]
    many = f"{len(details)} columns"
    if not clear:
        return f"Of {many}, none is clearly harder to tell from the others after training on synthetic rows."
    worst = clear[0]
    return (
        f"{len(clear)} of {many} {'is' if len(clear) == 1 else 'are'} clearly harder to tell from the others after "
        f"training on synthetic rows, {worst['column']} most: {100 * worst['gap']:.1f} points of AUC "
        f"({100 * worst['low']:.1f} to {100 * worst['high']:.1f})."
    )


METRIC = Metric(
    name="every-column",
    family=Family.UTILITY,
    question="Can each column be told from the others as well?",
    best=0.0,
    bounds=(-1.0, 1.0),
    unit="AUC",
    source="Train on synthetic, test on real (Esteban, Hyland and Raetsch 2017, arXiv:1706.02633) for every column.",
    compute=every_column,
)
