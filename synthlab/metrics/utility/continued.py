"""Models whose training can be continued on other rows. scikit-learn is imported only when one is begun."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from synthlab.metrics.utility.models import one_thread
from synthlab.metrics.utility.task import Task

__all__ = ["LEARNERS", "Learner", "Learning", "started"]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

_ROUNDS, _MORE_ROUNDS = 60, 60
_ROWS_A_ROUND = 25
_PASSES = 20


@dataclass(frozen=True)
class Learner:
    """A way of learning that can be continued."""

    name: str
    title: str
    is_linear: bool


LEARNERS = (Learner("gradient boosting", "Boosting", False), Learner("linear", "A linear model", True))


@dataclass
class Learning:
    """One model under way; ``trained`` begins it, ``continued`` goes on with other rows of the same features."""

    learner: Learner
    estimator: Any
    n_classes: int
    seed: int

    def trained(self, features: Floats, target: Floats | Codes) -> Learning:
        """The model after training on these rows."""
        with one_thread():
            if self.learner.is_linear:
                self._passed(features, target, 0)
            else:
                self.estimator.fit(features, target)
        return self

    def continued(self, features: Floats, target: Floats | Codes) -> Learning:
        """The model after further trees, or further passes, on these rows; every class must occur in them."""
        with one_thread():
            if self.learner.is_linear:
                self._passed(features, target, 1)
            else:
                more = self._more(len(target))
                self.estimator.set_params(n_estimators=self.estimator.n_estimators + more)
                self.estimator.fit(features, target)
        return self

    def copied(self) -> Learning:
        """A copy that can be continued by itself."""
        return copy.deepcopy(self)

    def said(self, features: Floats, n_classes: int) -> Floats:
        """What the model says of rows, shape (n_rows, n_classes), or (n_rows, 1) for numbers."""
        if n_classes == 0:
            return np.asarray(self.estimator.predict(features), dtype=np.float64)[:, None]
        said = np.zeros((len(features), n_classes))
        said[:, self.estimator.classes_.astype(np.int64)] = self.estimator.predict_proba(features)
        return said

    def _more(self, n_rows: int) -> int:
        # Many trees on few rows unlearn what was learned before.
        most = _rounds(_MORE_ROUNDS, self.n_classes)
        return max(1, min(most, n_rows // _ROWS_A_ROUND))

    def _passed(self, features: Floats, target: Floats | Codes, stage: int) -> None:
        rng = np.random.default_rng([self.seed, stage])
        classes = {"classes": np.unique(target)} if self.n_classes and stage == 0 else {}
        for _ in range(_PASSES):
            order = rng.permutation(len(target))
            self.estimator.partial_fit(features[order], target[order], **classes)
            classes = {}


def started(learner: Learner, task: Task, seed: int) -> Learning:
    """An untrained model of this kind for the task."""
    n_classes = len(task.classes)
    made = _linear(n_classes, seed) if learner.is_linear else _boosting(n_classes, seed)
    return Learning(learner, made, n_classes, seed)


def _boosting(n_classes: int, seed: int) -> Any:
    from sklearn.ensemble import GradientBoostingClassifier, GradientBoostingRegressor

    kind = GradientBoostingClassifier if n_classes else GradientBoostingRegressor
    # The histogram kind bins anew what it is continued on, and so misreads its own first trees.
    return kind(
        n_estimators=_rounds(_ROUNDS, n_classes), max_depth=4, subsample=0.7, max_features=0.5, warm_start=True,
        random_state=seed,
    )  # fmt: skip


def _linear(n_classes: int, seed: int) -> Any:
    from sklearn.linear_model import SGDClassifier, SGDRegressor

    if n_classes:
        return SGDClassifier(loss="log_loss", alpha=1e-3, average=True, random_state=seed)
    return SGDRegressor(alpha=1e-3, average=True, eta0=0.001, random_state=seed)


def _rounds(rounds: int, n_classes: int) -> int:
    """Each class has trees of its own, so that many classes take fewer rounds for about the same work."""
    return rounds if n_classes <= 3 else max(10, 3 * rounds // n_classes)
