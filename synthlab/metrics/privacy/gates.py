"""Whether the experiment can prove anything: the two real groups must differ by nothing but chance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from synthlab.metrics.privacy.attacks.coded import Coded, binned
from synthlab.metrics.privacy.engine.effects import auc
from synthlab.metrics.privacy.engine.pool import Experiment
from synthlab.metrics.privacy.excess import Duplicates, duplicates_across
from synthlab.tables.hashing import row_hashes

__all__ = ["LEAST_HOLDOUT", "Blind", "blind_baseline", "duplicates_gate"]

LEAST_HOLDOUT = 200
MAX_ROWS = 10_000
# As many as trees tell apart; quantiles of a whole column are cheaper than theirs.
MOST_BINS = 250
FOLDS = 3
# A true random split would be thrown away as often as the first says, so it is asked for much; a drift that small
# (AUC below 0.52) stays far within the tolerance of every attack.
_CERTAIN, _LIKELY, _NOTICEABLE = 0.001, 0.01, 0.52


@dataclass(frozen=True)
class Blind:
    """How well train and holdout can be told apart without the synthetic table: AUC and its one-sided p-value."""

    auc: float
    p: float

    @property
    def is_drift(self) -> bool:
        """Whether the two real groups differ by more than chance, so that the experiment is invalid."""
        return self.p <= _CERTAIN or (self.auc > _NOTICEABLE and self.p <= _LIKELY)


def blind_baseline(experiment: Experiment, coded: Coded, rng: np.random.Generator) -> Blind:
    """Cross-fitted gradient boosting of train against holdout on their own columns, at most 10,000 rows each.

    Scores of one fold come from a model that saw none of its persons. The p-value compares each fold's rank sum
    with its variance under exchangeable labels (persons clustered), and adds the folds up; it is conservative.

    Source
    ------
    The blind baseline of Das, Zhang and Tramer (2024), arXiv 2406.16201.
    """
    from sklearn.ensemble import HistGradientBoostingClassifier

    persons, labels = experiment.pool.persons, experiment.in_train[experiment.pool.persons]
    rows = np.concatenate(
        [rng.permutation(np.flatnonzero(labels == side))[:MAX_ROWS] for side in (False, True)]
    )
    x, y, who = _varying(_features(binned(coded, MOST_BINS))[rows]), labels[rows], persons[rows]
    if x.shape[1] == 0:
        return Blind(0.5, 1.0)
    fold_of = rng.integers(FOLDS, size=experiment.pool.n_persons)[who]
    scores = np.zeros(len(rows))
    excess, variance = 0.0, 0.0
    for fold in range(FOLDS):
        test = fold_of == fold
        if len(np.unique(y[~test])) < 2 or len(np.unique(y[test])) < 2:
            continue
        model = HistGradientBoostingClassifier(
            max_iter=50, learning_rate=0.1, max_leaf_nodes=15, l2_regularization=1.0, early_stopping=False,
            class_weight="balanced", random_state=int(rng.integers(2**31)),
        )  # fmt: skip
        scores[test] = model.fit(x[~test], y[~test]).predict_proba(x[test])[:, 1]
        more, spread = _rank_excess(scores[test], y[test], who[test])
        excess += more
        variance += spread
    # Folds are not independent: what A teaches about B is what B teaches about A (exactly so for a linear model), so
    # that the sum varies up to twice as much as if they were. Without the 2, 9% of fair splits have p below 0.05.
    p = _upper_tail(excess / np.sqrt(2 * variance)) if variance > 0 else 1.0
    return Blind(auc(scores, y), p)


def duplicates_gate(experiment: Experiment) -> Duplicates:
    """Whether identical records stand on both sides more often than a random split would put them."""
    labels = experiment.in_train[experiment.pool.persons]
    order = np.argsort(~labels, kind="stable")
    names = [column.name for column in experiment.pool.schema.modelled]
    return duplicates_across(row_hashes(experiment.pool.rows, names)[order], int(labels.sum()))


def _features(coded: Coded) -> npt.NDArray[np.float64]:
    features = coded.pool.T.astype(np.float64)
    for index, column in enumerate(coded.columns):
        if column.is_ordered:
            features[features[:, index] == 0, index] = np.nan
        else:
            # A category's frequency tells trees more than its place in the alphabet.
            counts = np.bincount(coded.pool[index], minlength=coded.n_levels[index])
            order = np.argsort(np.argsort(-counts, kind="stable"), kind="stable")
            features[:, index] = order[coded.pool[index]]
    return features


def _varying(features: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    low, high = np.fmin.reduce(features, axis=0), np.fmax.reduce(features, axis=0)
    return features[:, (low < high) | (np.isnan(features).any(axis=0) & ~np.isnan(low))]


def _rank_excess(
    scores: npt.NDArray[np.float64], labels: npt.NDArray[np.bool_], persons: npt.NDArray[np.int64]
) -> tuple[float, float]:
    _, inverse, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse] / len(scores)
    _, who = np.unique(persons, return_inverse=True)
    sums = np.bincount(who, weights=ranks)
    is_train = np.bincount(who, weights=labels) > 0
    n, n_train = len(sums), int(is_train.sum())
    centred = sums - sums.mean()
    return float(centred[is_train].sum()), float(n_train * (n - n_train) / (n * (n - 1)) * (centred**2).sum())


def _upper_tail(z: float) -> float:
    from statistics import NormalDist

    return 1 - NormalDist().cdf(z)
