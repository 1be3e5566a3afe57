"""Do generated rows of a rare class help to find it? Beside SMOTE rows, on real rows that no generator saw."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd
from pydantic import Field

from synthlab.errors import DataError, NotMeasurable
from synthlab.metrics.inquiry import Ask, Frozen, Inquiry, Point, gathered
from synthlab.metrics.utility.bootstrap import resampled
from synthlab.metrics.utility.encoding import fit_encoder
from synthlab.metrics.utility.models import MODELS, predictions
from synthlab.metrics.utility.permuting import cut
from synthlab.metrics.utility.rare_rows import Arm, added_rows, class_codes, from_smote, joined
from synthlab.metrics.utility.replicated import precision_replicates
from synthlab.metrics.utility.scores import average_precision
from synthlab.metrics.utility.task import OTHER, Trial, make_trial, task_of

__all__ = ["ARMS", "Arm", "RareHelp", "RarePoint", "RareSettings", "rare_help"]

ARMS: dict[Arm, str] = {"none": "no rows added", "generated": "generated rows", "smote": "SMOTE rows"}

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

_MOST_TEST = 10_000
_REPLICATES = 200
_LEAST = 10


class RareSettings(Frozen):
    """``shares`` of the rows that the rare class lacks beside the commonest one are added, ``seeds`` runs each.

    At most ``most_rows`` real rows are trained on.
    """

    shares: tuple[float, ...] = (0.25, 0.5, 1.0)
    seeds: int = Field(default=3, ge=2, le=20)
    most_rows: int = Field(default=10_000, ge=50)


class RarePoint(Point):
    """One model: average precision, recall and precision of the rare class on real rows.

    ``precision_error`` and ``recall_error`` are the standard errors, over test rows, of the difference of average
    precision and of recall from the same seed's model without added rows.
    """

    arm: Arm
    share: float
    seed: int
    n_added: int
    average_precision: float
    recall: float
    precision: float
    precision_error: float
    recall_error: float

    @property
    def key(self) -> tuple[str, float, int]:
        return self.arm, self.share, self.seed


class RareHelp(Inquiry):
    """Every model, the class, and how many real rows of it there were to train and to test on."""

    settings: RareSettings
    target: str
    rare: str
    arms: tuple[Arm, ...]
    n_real: int
    n_rare: int
    n_test: int
    n_rare_test: int
    points: tuple[RarePoint, ...] = ()

    @property
    def n_points(self) -> int:
        return self.settings.seeds * (1 + len(self.settings.shares) * (len(self.arms) - 1))


def rare_help(ask: Ask, settings: RareSettings) -> RareHelp:
    """Gradient boosting on real rows with rows of the rarest class added, tested on real rows only.

    ``generated``: rows of the class from the synthetic table; where it has too few, its generator is fitted to the
    same real rows and asked for more. ``smote``: rows between real rows of the class. Each seed draws rows and a
    model of its own; a larger share holds the rows of a smaller one.

    Raises
    ------
    NotMeasurable
        Without a target of classes, or without a class of 10 rows to train and to test on that others outnumber.
    """
    rng = np.random.default_rng([ask.seed, 11])
    task = task_of(ask.comparison)
    if not task.is_classification:
        raise NotMeasurable(f"The target {task.target.name!r} is a number: it has no rare class.")
    trial = make_trial(ask.comparison, task, rng, equal_sizes=False)
    trial = cut(trial, max(len(trial.real), len(trial.synthetic)), _MOST_TEST, rng)
    one = _rarest(trial)
    counts = np.bincount(class_codes(task, trial.real), minlength=len(task.classes))
    if counts[one] == counts.max():
        raise NotMeasurable(f"All classes of {task.target.name!r} have equally many rows: none is rare.")
    try:
        from_smote(ask, _of_seed(trial, settings, (ask.seed, 0)), one, rng)
        arms, warnings = tuple(ARMS), trial.warnings
    except DataError as error:
        arms, warnings = tuple(ARMS)[:2], (*trial.warnings, f"SMOTE could not be tried: {error}")
    found = RareHelp(
        settings=settings,
        seed=ask.seed,
        target=task.target.name,
        rare=task.classes[one],
        arms=arms,
        n_real=min(len(trial.real), settings.most_rows),
        n_rare=int(counts[one] * min(1.0, settings.most_rows / len(trial.real))),
        n_test=len(trial.test),
        n_rare_test=int((class_codes(task, trial.test) == one).sum()),
        points=ask.done,
        warnings=warnings,
    )
    return gathered(found, _points(ask, found, trial, one), ask, "Training model")


def _of_seed(trial: Trial, settings: RareSettings, seeds: tuple[int, int]) -> Trial:
    """The trial with the real rows that this seed trains on."""
    drawn = np.random.default_rng([*seeds, 17]).permutation(len(trial.real))[: settings.most_rows]
    return replace(trial, real=trial.real.iloc[np.sort(drawn)].reset_index(drop=True))


def _rarest(trial: Trial) -> int:
    classes = trial.task.classes
    real, test = (
        np.bincount(class_codes(trial.task, frame), minlength=len(classes))
        for frame in (trial.real, trial.test)
    )
    fit = [i for i in range(len(classes)) if min(real[i], test[i]) >= _LEAST and classes[i] != OTHER]
    if not fit:
        raise NotMeasurable(
            f"No class of {trial.task.target.name!r} has {_LEAST} rows to train and to test on."
        )
    return min(fit, key=lambda i: (real[i], i))


def _points(ask: Ask, found: RareHelp, whole: Trial, one: int) -> Iterator[RarePoint]:
    target = class_codes(whole.task, whole.test)
    for number in range(found.settings.seeds):
        keys: list[tuple[Arm, float]] = [("none", 0.0)]
        keys += [(arm, share) for arm in found.arms[1:] for share in found.settings.shares]
        if all((*key, number) in ask.known for key in keys):
            continue
        trial = _of_seed(whole, found.settings, (ask.seed, number))
        rng = np.random.default_rng([ask.seed, number, 13])
        model_seed, counts = int(rng.integers(2**31)), resampled(len(target), rng, _REPLICATES, target)
        added = added_rows(ask, trial, one, (found.arms, number))
        missing = len(added["smote"]) if "smote" in added else len(added["generated"])
        without = _said(trial, trial.real, model_seed)
        for arm, share in keys:
            if (arm, share, number) in ask.known:
                continue
            rows = trial.real.iloc[:0] if arm == "none" else added[arm].iloc[: round(share * missing)]
            said = without if arm == "none" else _said(trial, joined(trial.real, rows), model_seed)
            yield _point((arm, share, number), len(rows), target, one, (said, without), counts)


def _said(trial: Trial, mixed: pd.DataFrame, seed: int) -> Floats:
    encoder = fit_encoder(mixed, trial.features)
    features = (encoder.trees(mixed), encoder.trees(trial.test))
    return predictions(MODELS[0], encoder, features, trial.task.codes(mixed), len(trial.task.classes), seed)


def _point(
    key: tuple[Arm, float, int],
    n_added: int,
    target: Codes,
    one: int,
    said: tuple[Floats, Floats],
    counts: npt.NDArray[np.uint8],
) -> RarePoint:
    is_one = target == one
    after, before = said
    guessed, hits = after.argmax(axis=1) == one, after[is_one].argmax(axis=1) == one
    apart = hits.astype(np.float64) - (before[is_one].argmax(axis=1) == one)
    drawn = precision_replicates(is_one, after[:, one], counts) - precision_replicates(
        is_one, before[:, one], counts
    )
    return RarePoint(
        arm=key[0],
        share=key[1],
        seed=key[2],
        n_added=n_added,
        average_precision=average_precision(is_one, after[:, one]),
        recall=float(hits.mean()),
        precision=float(is_one[guessed].mean()) if guessed.any() else 0.0,
        precision_error=float(drawn.std()),
        recall_error=float(apart.std() / np.sqrt(len(apart))),
    )
