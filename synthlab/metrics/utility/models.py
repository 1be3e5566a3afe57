"""The models that are trained on either table. scikit-learn is imported only when one is trained."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from synthlab.metrics.utility.encoding import Encoder

__all__ = ["MODELS", "Model", "one_thread", "predictions"]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

_FOREST_ROWS = 10_000


@dataclass(frozen=True)
class Model:
    """``make(is_classification, n_classes, encoder, n_rows, seed)`` gives an untrained estimator."""

    name: str
    title: str
    is_linear: bool
    make: Callable[[bool, int, Encoder, int, int], Any]


def _boosting(is_classification: bool, n_classes: int, encoder: Encoder, _n_rows: int, seed: int) -> Any:
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

    kind = HistGradientBoostingClassifier if is_classification else HistGradientBoostingRegressor
    # Each class has trees of its own, so that many classes take fewer rounds for about the same work.
    rounds = 100 if n_classes <= 3 else max(20, 300 // n_classes)
    return kind(
        max_iter=rounds,
        early_stopping=False,
        categorical_features=encoder.is_category,
        random_state=seed,
    )


def _forest(is_classification: bool, _n_classes: int, _encoder: Encoder, n_rows: int, seed: int) -> Any:
    from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

    kind = RandomForestClassifier if is_classification else RandomForestRegressor
    return kind(
        n_estimators=50,
        min_samples_leaf=3,
        max_features="sqrt" if is_classification else 0.4,
        max_samples=min(n_rows, _FOREST_ROWS),
        random_state=seed,
        # Below this, handing work to threads takes longer than the work.
        n_jobs=2 if n_rows > 5_000 else None,
    )


def _linear(is_classification: bool, n_classes: int, _encoder: Encoder, _n_rows: int, _seed: int) -> Any:
    from sklearn.linear_model import LogisticRegression, Ridge

    if not is_classification:
        return Ridge(alpha=1.0)
    if n_classes <= 3:
        return LogisticRegression(solver="newton-cholesky", max_iter=100)
    return LogisticRegression(max_iter=200, tol=1e-3)


MODELS = (
    Model("gradient boosting", "histogram gradient boosting", False, _boosting),
    Model("random forest", "random forest", False, _forest),
    Model("linear", "logistic or ridge regression", True, _linear),
)
"""The first is the main model: its gap is the metric's value."""


def predictions(
    model: Model,
    encoder: Encoder,
    features: tuple[Floats, Floats],
    target: Floats | Codes,
    n_classes: int,
    seed: int,
) -> Floats:
    """What the model says of the test rows after training, shape (n_test, n_classes), or (n_test, 1) for numbers.

    ``features`` are those of the training rows and of the test rows, as the model wants them (``is_linear``).
    ``n_classes`` is 0 for regression. A class that does not occur in ``target`` gets probability 0. A column
    without any value in the training rows teaches nothing.
    """
    train, test = _without_gaps_only(*features)
    if n_classes == 0:
        estimator = model.make(False, 0, encoder, len(train), seed)
        with one_thread():
            estimator.fit(train, target)
            return np.asarray(_alone(estimator).predict(test), dtype=np.float64)[:, None]
    said = np.zeros((len(test), n_classes))
    known = np.unique(target).astype(np.int64)
    if len(known) == 1:
        said[:, known[0]] = 1.0
        return said
    estimator = model.make(True, len(known), encoder, len(train), seed)
    with one_thread():
        estimator.fit(train, target)
        said[:, estimator.classes_.astype(np.int64)] = _alone(estimator).predict_proba(test)
    return said


def _without_gaps_only(train: Floats, test: Floats) -> tuple[Floats, Floats]:
    """Columns that are missing throughout the training rows made constant: boosting cannot look for a cut in them."""
    empty = np.isnan(train).all(axis=0)
    if not empty.any():
        return train, test
    return np.where(empty, 0.0, train), np.where(empty, 0.0, test)


@contextmanager
def one_thread() -> Iterator[None]:
    """Training that no second thread slows down, and that warns of nothing a yardstick may ignore."""
    from scipy.linalg import LinAlgWarning
    from sklearn.exceptions import ConvergenceWarning
    from threadpoolctl import threadpool_limits

    # OpenMP's threads wait by spinning: on a busy machine two of them take many times longer than one.
    with warnings.catch_warnings(), threadpool_limits(limits=1):
        # A linear model stopped after its last round is still the same yardstick for both tables.
        warnings.simplefilter("ignore", ConvergenceWarning)
        warnings.simplefilter("ignore", LinAlgWarning)
        yield


def _alone(estimator: Any) -> Any:
    # Threads add the trees' votes in whatever order they finish, which moves the last digit.
    if hasattr(estimator, "n_jobs"):
        estimator.n_jobs = 1
    return estimator
