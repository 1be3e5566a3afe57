"""How much synthetic is too much: models trained on every mix of real and synthetic rows, tested on real ones."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from pydantic import Field

from synthlab.errors import NotMeasurable
from synthlab.metrics.base import Comparison
from synthlab.metrics.inquiry import Ask, Frozen, Inquiry, Point, gathered
from synthlab.metrics.utility.encoding import fit_encoder
from synthlab.metrics.utility.influence import influence, standard_error
from synthlab.metrics.utility.models import MODELS, predictions
from synthlab.metrics.utility.permuting import cut
from synthlab.metrics.utility.slices import LEAST_OF_A_CLASS, LEAST_ROWS
from synthlab.metrics.utility.task import Trial, make_trial, task_of
from synthlab.metrics.utility.training import main_score
from synthlab.statistics.binning import make_bins
from synthlab.tables.schema import Role

__all__ = ["MixPoint", "MixSettings", "MixSweep", "Mode", "mix_sweep"]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
Mode = Literal["replace", "add"]

_MOST_TEST = 10_000
_MOST_GROUPS = 12


class MixSettings(Frozen):
    """``shares`` of synthetic rows at constant size, ``added`` synthetic rows for each real one, ``seeds`` runs each.

    At most ``most_rows`` rows are trained on where nothing is added.
    """

    shares: tuple[float, ...] = (0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0)
    added: tuple[float, ...] = (0.0, 0.25, 0.5, 1.0, 2.0, 4.0)
    seeds: int = Field(default=3, ge=2, le=20)
    most_rows: int = Field(default=10_000, ge=20)


class MixPoint(Point):
    """One model: what it was trained on, its score on real rows, and that of each group and each class's recall.

    ``error`` is the standard error, over test rows, of the score's difference from the same seed's model without
    synthetic rows; ``slice_errors`` the same for each slice.
    """

    mode: Mode
    share: float
    seed: int
    n_real: int
    n_synthetic: int
    score: float
    error: float
    slices: dict[str, float] = Field(default_factory=dict)
    slice_errors: dict[str, float] = Field(default_factory=dict)

    @property
    def key(self) -> tuple[str, float, int]:
        return self.mode, self.share, self.seed


class MixSweep(Inquiry):
    """Every point that was measured, and what it was measured on."""

    settings: MixSettings
    target: str
    score: str
    n_test: int
    points: tuple[MixPoint, ...] = ()

    @property
    def n_points(self) -> int:
        """How many points there are when the sweep is complete."""
        return (len(self.settings.shares) + len(self.settings.added)) * self.settings.seeds


@dataclass(frozen=True)
class _Slice:
    """Test rows of a group (``one`` None), or the class whose recall is measured."""

    name: str
    rows: npt.NDArray[np.intp]
    one: int | None = None


@dataclass(frozen=True)
class _Work:
    trial: Trial
    slices: tuple[_Slice, ...]
    settings: MixSettings

    def sizes(self, mode: Mode) -> int:
        """How many real rows there are before any is replaced, or to which others are added."""
        n_real, n_synthetic = len(self.trial.real), len(self.trial.synthetic)
        if mode == "replace":
            return min(n_real, n_synthetic, self.settings.most_rows)
        most = max(1.0, *self.settings.added)
        return min(n_real, int(n_synthetic / most), int(self.settings.most_rows / most))


def mix_sweep(ask: Ask, settings: MixSettings) -> MixSweep:
    """Gradient boosting on every mix, each seed with rows and a model of its own; the test rows are real throughout.

    ``replace``: a share of the real rows is exchanged for synthetic ones, the size stays. ``add``: synthetic rows
    come on top of a fixed number of real ones (fewer than there are, so that enough are left to add). With one
    seed, a larger share holds the rows of a smaller one.

    Slices are the groups of columns marked as sensitive or quasi-identifier, with the score among their rows, and
    each class with its recall.

    Raises
    ------
    NotMeasurable
        Without a target, with too few rows to train or test on, or fewer than 20 rows to add to.
    """
    comparison, rng = ask.comparison, np.random.default_rng([ask.seed, 7])
    task = task_of(comparison)
    trial = make_trial(comparison, task, rng, equal_sizes=False)
    trial = cut(trial, max(len(trial.real), len(trial.synthetic)), _MOST_TEST, rng)
    work = _Work(trial, tuple(_slices(comparison, trial)), settings)
    if work.sizes("add") < 20:
        raise NotMeasurable(
            f"There are too few synthetic rows to add {max(settings.added):g} for each of 20 real ones."
        )
    sweep = MixSweep(
        settings=settings,
        seed=ask.seed,
        target=task.target.name,
        score=task.title,
        n_test=len(trial.test),
        points=ask.done,
        warnings=trial.warnings,
    )
    sweep = gathered(sweep, _points(work, ask), ask, "Training on mix")
    ordered = sorted(sweep.points, key=lambda point: (point.mode != "replace", point.share, point.seed))
    return sweep.model_copy(update={"points": tuple(ordered)})


def _points(work: _Work, ask: Ask) -> Iterator[MixPoint]:
    for number in range(work.settings.seeds):
        yield from _run(work, "replace", work.settings.shares, (ask.seed, number), ask.known)
        yield from _run(work, "add", work.settings.added, (ask.seed, number), ask.known)


def _run(
    work: _Work,
    mode: Mode,
    shares: Sequence[float],
    seeds: tuple[int, int],
    known: set[Hashable],
) -> Iterable[MixPoint]:
    """The points of one seed that are not known yet, each beside the model without synthetic rows."""
    left = [share for share in shares if (mode, share, seeds[1]) not in known]
    if not left:
        return
    rng = np.random.default_rng([seeds[0], seeds[1], mode == "add"])
    real, synthetic = (rng.permutation(len(frame)) for frame in (work.trial.real, work.trial.synthetic))
    model_seed, size = int(rng.integers(2**31)), work.sizes(mode)

    def trained(share: float) -> tuple[int, int, Floats]:
        n_synthetic = round(share * size)
        n_real = size if mode == "add" else size - n_synthetic
        mixed = pd.concat(
            [
                work.trial.real.iloc[np.sort(real[:n_real])],
                work.trial.synthetic.iloc[np.sort(synthetic[:n_synthetic])],
            ]
            if n_real and n_synthetic
            else [
                work.trial.real.iloc[np.sort(real[:n_real])]
                if n_real
                else work.trial.synthetic.iloc[np.sort(synthetic[:n_synthetic])]
            ],
            ignore_index=True,
        )
        return n_real, n_synthetic, _said(work.trial, mixed, model_seed)

    without = trained(0.0)
    for share in left:
        n_real, n_synthetic, said = without if share == 0 else trained(share)
        yield _point(work, MixPoint(
            mode=mode, share=share, seed=seeds[1], n_real=n_real, n_synthetic=n_synthetic, score=0.0, error=0.0
        ), said, without[2])  # fmt: skip


def _said(trial: Trial, mixed: pd.DataFrame, seed: int) -> Floats:
    task, encoder = trial.task, fit_encoder(mixed, trial.features)
    features = (
        (encoder.trees(mixed), encoder.trees(trial.test))
        if encoder.parts
        else (np.zeros((len(mixed), 1)), np.zeros((len(trial.test), 1)))
    )
    return predictions(MODELS[0], encoder, features, task.codes(mixed), len(task.classes), seed)


def _point(work: _Work, point: MixPoint, said: Floats, without: Floats) -> MixPoint:
    task, target = work.trial.task, work.trial.task.codes(work.trial.test)
    moves = influence(task, target, said) - influence(task, target, without)
    slices, errors = {}, {}
    for each in work.slices:
        here = target[each.rows]
        if each.one is None:
            slices[each.name] = main_score(task, here, said[each.rows])
            apart = influence(task, here, said[each.rows]) - influence(task, here, without[each.rows])
            errors[each.name] = standard_error(apart)
        else:
            hits, before = (block[each.rows].argmax(axis=1) == each.one for block in (said, without))
            slices[each.name] = float(hits.mean())
            apart = hits.astype(np.float64) - before
            errors[each.name] = float(apart.std() / np.sqrt(len(apart)))
    return point.model_copy(
        update={
            "score": main_score(task, target, said),
            "error": standard_error(moves),
            "slices": slices,
            "slice_errors": errors,
        }
    )


def _slices(comparison: Comparison, trial: Trial) -> Iterable[_Slice]:
    task, target = trial.task, trial.task.codes(trial.test)
    counts: Mapping[int, int] = {}
    if task.is_classification:
        counts = dict(enumerate(np.bincount(target.astype(np.int64), minlength=len(task.classes)).tolist()))
        for one, n_rows in counts.items():
            if n_rows >= LEAST_OF_A_CLASS:
                yield _Slice(f"recall of {task.classes[one]}", np.flatnonzero(target == one), one)
    frames = [comparison.train] if comparison.holdout is None else [comparison.train, comparison.holdout]
    marked = [c for c in trial.features if c.role in (Role.SENSITIVE, Role.QUASI_IDENTIFIER)]
    found = 0
    for column in marked:
        bins = make_bins([frame[column.name] for frame in frames], column, 4, 12)
        shown = bins.shown[bins.code(trial.test[column.name])]
        for code in np.unique(shown):
            rows = np.flatnonzero(shown == code)
            if found < _MOST_GROUPS and _is_enough(trial, target[rows]):
                found += 1
                yield _Slice(f"{column.name}: {bins.shown_labels[code]}", rows)


def _is_enough(trial: Trial, here: Floats | Codes) -> bool:
    if len(here) < LEAST_ROWS:
        return False
    if not trial.task.is_classification:
        return bool(np.ptp(here) > 0)
    counts = np.unique(here, return_counts=True)[1]
    return len(counts) > 1 and bool(counts.min() >= LEAST_OF_A_CLASS)
