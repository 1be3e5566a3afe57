"""Does a model that begins on synthetic rows need fewer real ones? Pre-trained, then continued, against from nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from pydantic import Field

from synthlab.errors import NotMeasurable
from synthlab.metrics.inquiry import Ask, Frozen, Inquiry, Point, gathered
from synthlab.metrics.utility.continued import LEARNERS, Learner, Learning, started
from synthlab.metrics.utility.encoding import Encoder, fit_encoder
from synthlab.metrics.utility.influence import influence, standard_error
from synthlab.metrics.utility.permuting import cut
from synthlab.metrics.utility.task import Trial, make_trial, task_of
from synthlab.metrics.utility.training import main_score

__all__ = ["FinePoint", "FineSettings", "FineTuning", "fine_tuning"]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
Rows = npt.NDArray[np.int64]
Start = Literal["nothing", "synthetic"]

_MOST_TEST = 5_000
_LEAST_ROWS = 20


class FineSettings(Frozen):
    """``shares`` of the real rows to continue on, ``seeds`` runs each; at most ``most_rows`` rows of either table."""

    shares: tuple[float, ...] = (0.01, 0.05, 0.1, 0.25)
    seeds: int = Field(default=3, ge=2, le=20)
    most_rows: int = Field(default=10_000, ge=100)


class FinePoint(Point):
    """One model on real rows: what it began with and on how many real rows it was trained then.

    ``error`` is the standard error, over test rows, of its difference from the model of the same seed and share
    that began with nothing. Share 0 is the model before it saw a real row.
    """

    model: str
    start: Start
    share: float
    seed: int
    n_real: int
    score: float
    error: float

    @property
    def key(self) -> tuple[str, str, float, int]:
        return self.model, self.start, self.share, self.seed


class FineTuning(Inquiry):
    """Every model, and how many rows of either table there were."""

    settings: FineSettings
    target: str
    score: str
    n_real: int
    n_synthetic: int
    n_test: int
    points: tuple[FinePoint, ...] = ()

    @property
    def n_points(self) -> int:
        return len(LEARNERS) * self.settings.seeds * (2 * len(self.settings.shares) + 1)


def fine_tuning(ask: Ask, settings: FineSettings) -> FineTuning:
    """Models trained on synthetic rows and continued on few real ones, against the same models on those alone.

    Gradient boosting is continued by further trees, a linear model by further passes of stochastic gradient
    descent. The encoder is learned where a model begins. Real rows are drawn class by class, at least one of each,
    and a larger share holds a smaller one. Classes that either table lacks are left out, and said so.

    Raises
    ------
    NotMeasurable
        Without a target, with too few rows, or fewer than two classes in both tables.
    """
    rng = np.random.default_rng([ask.seed, 19])
    task = task_of(ask.comparison)
    trial = make_trial(ask.comparison, task, rng, equal_sizes=False)
    trial, notes = _in_both(cut(trial, settings.most_rows, _MOST_TEST, rng))
    smallest = round(min(settings.shares) * len(trial.real))
    if smallest < _LEAST_ROWS:
        notes = (*notes, f"Shares of fewer than {_LEAST_ROWS} real rows are taken as {_LEAST_ROWS} rows.")
    found = FineTuning(
        settings=settings,
        seed=ask.seed,
        target=task.target.name,
        score=task.title,
        n_real=len(trial.real),
        n_synthetic=len(trial.synthetic),
        n_test=len(trial.test),
        points=ask.done,
        warnings=(*trial.warnings, *notes),
    )
    return gathered(found, _points(ask, trial, settings), ask, "Training model")


def _in_both(trial: Trial) -> tuple[Trial, tuple[str, ...]]:
    """The trial with rows of those classes only that both tables have."""
    if not trial.task.is_classification:
        return trial, ()
    codes = [
        np.asarray(trial.task.codes(f), dtype=np.int64) for f in (trial.real, trial.synthetic, trial.test)
    ]
    shared = np.intersect1d(codes[0], codes[1])
    if len(shared) < 2 or len(np.intersect1d(shared, codes[2])) < 2:
        raise NotMeasurable(
            "The two tables share fewer than two classes: nothing learned on one can be continued."
        )
    if all(np.isin(each, shared).all() for each in codes):
        return trial, ()
    frames = [
        frame.iloc[np.flatnonzero(np.isin(each, shared))].reset_index(drop=True)
        for frame, each in zip((trial.real, trial.synthetic, trial.test), codes, strict=True)
    ]
    kept = replace(trial, real=frames[0], synthetic=frames[1], test=frames[2])
    return kept, ("Rows of classes that one of the tables lacks were left out.",)


def _points(ask: Ask, trial: Trial, settings: FineSettings) -> Iterator[FinePoint]:
    for number in range(settings.seeds):
        order = _by_class(trial, np.random.default_rng([ask.seed, number, 23]))
        for place, learner in enumerate(LEARNERS):
            keys = [
                (learner.name, start, share)
                for start in ("nothing", "synthetic")
                for share in settings.shares
            ]
            if all((*key, number) in ask.known for key in [*keys, (learner.name, "synthetic", 0.0)]):
                continue
            seed = int(np.random.default_rng([ask.seed, number, place]).integers(2**31))
            yield from _of_learner(ask, trial, (learner, number, seed), order, settings.shares)


def _of_learner(
    ask: Ask,
    trial: Trial,
    which: tuple[Learner, int, int],
    order: Callable[[float], Rows],
    shares: tuple[float, ...],
) -> Iterator[FinePoint]:
    """One learner and one seed: before any real row, then every share from both beginnings."""
    learner, number, seed = which
    task, target = trial.task, trial.task.codes(trial.test)

    def point(start: Start, share: float, n_real: int, said: Floats, other: Floats) -> FinePoint:
        moves = influence(task, target, said) - influence(task, target, other)
        return FinePoint(
            model=learner.name, start=start, share=share, seed=number, n_real=n_real,
            score=main_score(task, target, said), error=standard_error(moves),
        )  # fmt: skip

    encoder = fit_encoder(trial.synthetic, trial.features)
    begun = started(learner, task, seed).trained(*_side(learner, encoder, trial, trial.synthetic))
    said = begun.said(_encoded(learner, encoder, trial.test), len(task.classes))
    first = point("synthetic", 0.0, 0, said, said)
    if first.key not in ask.known:
        yield first
    for share in shares:
        few = trial.real.iloc[order(share)].reset_index(drop=True)
        own = fit_encoder(few, trial.features)
        alone = started(learner, task, seed).trained(*_side(learner, own, trial, few))
        without = alone.said(_encoded(learner, own, trial.test), len(task.classes))
        after: Learning = begun.copied().continued(*_side(learner, encoder, trial, few))
        said = after.said(_encoded(learner, encoder, trial.test), len(task.classes))
        for each in (
            point("nothing", share, len(few), without, without),
            point("synthetic", share, len(few), said, without),
        ):
            if each.key not in ask.known:
                yield each


def _by_class(trial: Trial, rng: np.random.Generator) -> Callable[[float], Rows]:
    """The numbers of the real rows of a share: its part of each class, at least one row of each."""
    n_rows = len(trial.real)
    if not trial.task.is_classification:
        drawn = rng.permutation(n_rows)
        return lambda share: np.sort(drawn[: max(_LEAST_ROWS, round(share * n_rows))])
    codes = np.asarray(trial.task.codes(trial.real), dtype=np.int64)
    groups = [rng.permutation(np.flatnonzero(codes == one)) for one in np.unique(codes)]

    def drawn_of(share: float) -> Rows:
        part = max(share, min(1.0, _LEAST_ROWS / n_rows))
        return np.sort(np.concatenate([group[: max(1, round(part * len(group)))] for group in groups]))

    return drawn_of


def _side(
    learner: Learner, encoder: Encoder, trial: Trial, frame: pd.DataFrame
) -> tuple[Floats, Floats | Codes]:
    return _encoded(learner, encoder, frame), trial.task.codes(frame)


def _encoded(learner: Learner, encoder: Encoder, frame: pd.DataFrame) -> Floats:
    if not encoder.parts:
        return np.zeros((len(frame), 1))
    # A missing value lies below every other: these trees know no missing values.
    return encoder.linear(frame) if learner.is_linear else np.nan_to_num(encoder.trees(frame), nan=-1e30)
