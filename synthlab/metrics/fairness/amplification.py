"""Does training on synthetic rows push groups further apart?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.errors import NotMeasurable
from synthlab.metrics.base import Comparison, Family, Metric, Score
from synthlab.metrics.fairness.rates import MEASURES, Groups, group_gaps, usable_groups
from synthlab.metrics.fairness.sensitive import sensitive_bins
from synthlab.metrics.utility.bootstrap import resampled
from synthlab.metrics.utility.deeper import rarest
from synthlab.metrics.utility.models import MODELS
from synthlab.metrics.utility.permuting import cut
from synthlab.metrics.utility.task import Task, Trial, make_trial, task_of
from synthlab.metrics.utility.training import Compared, compare
from synthlab.statistics.binning import Bins

__all__ = ["METRIC", "amplification"]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

_TRAIN, _TEST = 10_000, 10_000
_REPLICATES = 300
_NORMAL = 1.96


@dataclass(frozen=True)
class _Change:
    """One column: gaps between its groups after real and after synthetic training, (3,) each, with their chance."""

    column: str
    groups: Groups
    rates: tuple[Floats, Floats]
    real: Floats
    synthetic: Floats
    drawn: Floats
    training: Floats
    halves: Floats
    halves_drawn: Floats


def amplification(comparison: Comparison, rng: np.random.Generator) -> Score:
    """How much further apart groups are in a model's decisions after synthetic than after real training, in [-1, 1].

    The demographic parity difference (largest less smallest share of a group's real test rows that the model gives
    the outcome) of gradient boosting trained on synthetic rows, less that of one trained on as many real rows (at
    most 10,000), mean over the columns marked as sensitive or quasi-identifier. The outcome is the rarer class, of
    more than two classes the commonest, of a number "above the real median". Details hold equal opportunity and
    equalised odds too. A group needs 50 test rows, 10 with the outcome and 10 without; a missing value is a group.

    The interval adds the chance of the test rows (bootstrap, the same rows for both models) and of the training
    rows (halves of either table). ``reference`` is the change between models of two disjoint real halves.

    0 says that synthetic training leaves the differences between groups as they are. It does NOT say that they are
    just: a real table may be as unfair. A negative value brings groups together, right or wrong.

    Raises
    ------
    NotMeasurable
        Without a target, without a marked column, or where no column has two groups that are large enough.

    Source
    ------
    Hardt, Price and Srebro (2016), arXiv:1610.02413.
    """
    task = task_of(comparison)
    bins = [each for each in sensitive_bins(comparison) if each.column != task.target.name]
    trial = cut(make_trial(comparison, task, rng), _TRAIN, _TEST, rng)
    outcome = _Outcome.of(trial)
    target = task.codes(trial.test)
    strata = target.astype(np.int64) if task.is_classification else None
    (main,) = compare(trial, MODELS[:1], resampled(len(target), rng, 2, strata), rng)
    weights = resampled(len(target), rng, _REPLICATES).astype(np.float64)
    changes = [found for each in bins if (found := _change(each, trial, outcome, main, weights)) is not None]
    if not changes:
        raise NotMeasurable(
            "No sensitive column has two groups with 50 rows to test on, 10 of them with the outcome and 10 without."
        )
    value = float(np.mean([each.synthetic[0] - each.real[0] for each in changes]))
    spread = np.mean([each.drawn[:, 0] for each in changes], axis=0).std()
    training = float(np.sqrt(np.mean([each.training[0] for each in changes])))
    reference = float(np.mean([each.halves[0] for each in changes]))
    reference_spread = np.mean([each.halves_drawn[:, 0] for each in changes], axis=0).std()
    reach = _NORMAL * float(np.hypot(spread, training))
    # A half's own variance is twice that of a whole table, and two of them are compared.
    reference_reach = _NORMAL * float(np.hypot(reference_spread, np.sqrt(2) * training))
    details = _details(changes)
    return Score(
        value=value,
        low=max(-1.0, value - reach),
        high=min(1.0, value + reach),
        reference=reference,
        reference_low=max(-1.0, reference - reference_reach),
        reference_high=min(1.0, reference + reference_reach),
        n_rows=len(target),
        details=details,
        facts={
            "target": task.target.name,
            "outcome": outcome.words,
            "n_train": len(trial.real),
            "n_test": len(target),
            "groups": _group_rows(changes, bins, comparison, outcome),
            "sentence": _sentence(details, outcome.words),
        },
        warnings=list(trial.warnings),
    )


@dataclass(frozen=True)
class _Outcome:
    """Which rows have the outcome, and to which a model gives it."""

    task: Task
    one: int
    above: float
    words: str

    @classmethod
    def of(cls, trial: Trial) -> _Outcome:
        task = trial.task
        learned = task.codes(trial.real)
        if not task.is_classification:
            return cls(task, 0, float(np.median(learned)), f"{task.target.name} above the real median")
        codes = learned.astype(np.int64)
        one = rarest(task, codes) if len(task.classes) == 2 else int(np.bincount(codes).argmax())
        return cls(task, one, 0.0, f"{task.target.name} {task.classes[one]}")

    def among(self, frame: pd.DataFrame) -> Bools:
        codes = self.task.codes(frame)
        return np.asarray(codes == self.one if self.task.is_classification else codes > self.above)

    def decided(self, said: Floats) -> Bools:
        if self.task.is_classification:
            return np.asarray(said.argmax(axis=1) == self.one)
        return np.asarray(said[:, 0] > self.above)


def _change(each: Bins, trial: Trial, outcome: _Outcome, main: Compared, weights: Floats) -> _Change | None:
    shown = each.shown[each.code(trial.test[each.column])]
    groups = usable_groups(shown, each.shown_labels, outcome.among(trial.test))
    if len(groups.labels) < 2:
        return None
    once = np.ones((1, len(shown)))

    def gaps(said: Floats) -> tuple[Floats, Floats, Floats]:
        decided = outcome.decided(said)
        here, rates = group_gaps(groups, decided, once)
        return here[0], group_gaps(groups, decided, weights)[0], rates[0]

    real, synthetic = gaps(main.real), gaps(main.synthetic)
    (one, other), made = [gaps(said) for said in main.halves[0]], [gaps(said) for said in main.halves[1]]
    return _Change(
        each.column,
        groups,
        (real[2], synthetic[2]),
        real[0],
        synthetic[0],
        synthetic[1] - real[1],
        # Half of the squared difference is the variance at half the rows; a whole table has half of that.
        ((one[0] - other[0]) ** 2 + (made[0][0] - made[1][0]) ** 2) / 4,
        one[0] - other[0],
        one[1] - other[1],
    )


def _details(changes: Sequence[_Change]) -> list[dict[str, Any]]:
    """A row a column and measure, what grew most first."""
    rows = []
    for each in changes:
        for index, measure in enumerate(MEASURES):
            change = float(each.synthetic[index] - each.real[index])
            reach = _NORMAL * float(np.hypot(each.drawn[:, index].std(), np.sqrt(each.training[index])))
            rows.append(
                {
                    "column": each.column,
                    "measure": measure,
                    "after_real": float(each.real[index]),
                    "after_synthetic": float(each.synthetic[index]),
                    "change": change,
                    "low": max(-1.0, change - reach),
                    "high": min(1.0, change + reach),
                }
            )
    return sorted(rows, key=lambda row: -float(row["change"]))


def _group_rows(
    changes: Sequence[_Change], bins: Sequence[Bins], comparison: Comparison, outcome: _Outcome
) -> list[dict[str, Any]]:
    """Each group's rate of the outcome in either table, and of decisions by either model on real test rows."""
    by_column = {each.column: each for each in bins}
    target = outcome.task.target.name
    tables = []
    for frame in (comparison.train, comparison.synthetic):
        known = frame.loc[frame[target].notna()]
        tables.append((known, outcome.among(known)))
    rows = []
    for change in changes:
        each = by_column[change.column]
        shown = [each.shown[each.code(known[each.column])] for known, _ in tables]
        for index, label in enumerate(change.groups.labels):
            code = each.shown_labels.index(label)
            in_tables = [
                float(has[codes == code].mean()) if (codes == code).any() else None
                for codes, (_, has) in zip(shown, tables, strict=True)
            ]
            rows.append(
                {
                    "column": change.column,
                    "group": label,
                    "n_test": int(change.groups.member[:, index].sum()),
                    "rate_train": in_tables[0],
                    "rate_synthetic": in_tables[1],
                    "given_after_real": float(change.rates[0][index]),
                    "given_after_synthetic": float(change.rates[1][index]),
                }
            )
    return rows


def _sentence(details: Sequence[dict[str, Any]], outcome: str) -> str:
    grown = [row for row in details if row["low"] > 0]
    if not grown:
        return f"Training on synthetic rows does not clearly push groups apart in who is given {outcome}."
    worst = grown[0]
    return (
        f"Groups of {worst['column']} are {100 * worst['change']:.1f} points further apart ({worst['measure']}, "
        f"{100 * worst['low']:.1f} to {100 * worst['high']:.1f}) in who is given {outcome} after training on "
        "synthetic rows."
    )


METRIC = Metric(
    name="amplification",
    family=Family.FAIRNESS,
    question="Does training on synthetic rows push groups further apart?",
    best=0.0,
    bounds=(-1.0, 1.0),
    unit="difference of rates",
    source="Demographic parity, equal opportunity, equalised odds: Hardt, Price and Srebro (2016), arXiv:1610.02413.",
    compute=amplification,
)
