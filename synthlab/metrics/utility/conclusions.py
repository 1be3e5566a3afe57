"""Would a regression on the synthetic table lead to the same conclusions?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.errors import NotMeasurable
from synthlab.metrics.base import Comparison, Family, Metric, Score
from synthlab.metrics.utility.deeper import rarest
from synthlab.metrics.utility.permuting import cut
from synthlab.metrics.utility.regression import Coefficients, fit_linear, fit_logistic, make_terms
from synthlab.metrics.utility.task import Trial, make_trial, task_of

__all__ = ["METRIC", "interval_overlap", "same_conclusions"]

Floats = npt.NDArray[np.float64]

_MOST_ROWS = 10_000
_DRAWS = 500
_NORMAL = 1.96
_ORDER = ("turned round", "lost", "invented", "kept", "open")


def same_conclusions(comparison: Comparison, rng: np.random.Generator) -> Score:
    """Share of a regression's conclusions that are the same on real and on synthetic rows, in [0, 1].

    A logistic regression of the rarer class (of more than two classes the commonest), a linear one of a number, on
    the same terms for every table: numbers in standard deviations of the real rows, each level against the
    commonest, a mark for missing values. A coefficient is a conclusion when its 95% interval leaves 0 out; only
    those that are one on either table count. Both tables give equally many rows, at most 10,000.

    The interval draws the coefficients anew from their covariance, 500 times. ``reference`` is the same between
    equally many train and kept-aside real rows. ``mean_overlap`` in the facts is the overlap of the two intervals.

    1 says that every conclusion is kept, with its direction. It does NOT say that the regression is the right one,
    nor that effects have the same size (see the overlap).

    Raises
    ------
    NotMeasurable
        Without a target, or when neither table leads to a conclusion.

    Source
    ------
    Interval overlap: Karr, Kohnen, Oganian, Reiter and Sanil (2006), doi:10.1198/000313006X124640.
    """
    task = task_of(comparison)
    trial = make_trial(comparison, task, rng)
    n_rows = min(len(trial.real), len(trial.synthetic), len(trial.test), _MOST_ROWS)
    trial = cut(trial, n_rows, n_rows, rng)
    terms = make_terms(trial, trial.real)
    if not terms.names:
        raise NotMeasurable("No column varies enough among the real rows to be regressed on.")
    outcome = _one(trial)

    def fitted(frame: pd.DataFrame) -> Coefficients:
        target = task.codes(frame)
        if not task.is_classification:
            return fit_linear(terms.of(frame), target.astype(np.float64))
        return fit_logistic(terms.of(frame), target == outcome)

    real, synthetic, other = (fitted(frame) for frame in (trial.real, trial.synthetic, trial.test))
    value = _kept(real, synthetic)
    if value is None:
        raise NotMeasurable("Neither table leads to a conclusion: every coefficient may be 0.")
    reference = _kept(real, other)
    spread = _spread(real, synthetic, rng)
    floor = _spread(real, other, rng)
    details = _details(terms.names, terms.columns, real, synthetic)
    counts = {what: sum(row["what"] == what for row in details) for what in _ORDER}
    overlaps = interval_overlap(real, synthetic)
    return Score(
        value=value,
        low=max(0.0, value - _NORMAL * spread),
        high=min(1.0, value + _NORMAL * spread),
        reference=reference,
        reference_low=None if reference is None else max(0.0, reference - _NORMAL * floor),
        reference_high=None if reference is None else min(1.0, reference + _NORMAL * floor),
        n_rows=n_rows,
        details=details,
        facts={
            "target": task.target.name,
            "outcome": task.classes[outcome] if task.is_classification else "",
            "regression": "logistic" if task.is_classification else "linear",
            "n_terms": len(terms.names),
            "counts": counts,
            "mean_overlap": float(overlaps.mean()),
            "sentence": _sentence(counts, details),
        },
        warnings=list(trial.warnings),
    )


def interval_overlap(one: Coefficients, other: Coefficients) -> Floats:
    """How much of each coefficient's two 95% intervals is shared, mean of both shares; 0 where they are disjoint."""
    low = np.maximum(one.values - _NORMAL * one.errors, other.values - _NORMAL * other.errors)
    high = np.minimum(one.values + _NORMAL * one.errors, other.values + _NORMAL * other.errors)
    shared = np.maximum(high - low, 0.0)
    widths = [np.maximum(2 * _NORMAL * each.errors, 1e-12) for each in (one, other)]
    return np.asarray((shared / widths[0] + shared / widths[1]) / 2)


def _one(trial: Trial) -> int:
    if not trial.task.is_classification:
        return 0
    codes = trial.task.codes(trial.real).astype(np.int64)
    return rarest(trial.task, codes) if len(trial.task.classes) == 2 else int(np.bincount(codes).argmax())


def _signs(values: Floats, errors: Floats) -> npt.NDArray[np.int64]:
    return (np.sign(values) * (np.abs(values) > _NORMAL * errors)).astype(np.int64)


def _kept(one: Coefficients, other: Coefficients) -> float | None:
    return _share(_signs(one.values, one.errors), _signs(other.values, other.errors))


def _share(one: npt.NDArray[np.int64], other: npt.NDArray[np.int64]) -> float | None:
    asked = (one != 0) | (other != 0)
    return float((one == other)[asked].mean()) if asked.any() else None


def _spread(one: Coefficients, other: Coefficients, rng: np.random.Generator) -> float:
    drawn = [
        _signs(rng.multivariate_normal(each.values, each.covariance, _DRAWS, method="eigh"), each.errors)
        for each in (one, other)
    ]
    shares = [share for pair in zip(*drawn, strict=True) if (share := _share(*pair)) is not None]
    return float(np.std(shares)) if shares else 0.0


def _details(
    names: Sequence[str], columns: Sequence[str], real: Coefficients, synthetic: Coefficients
) -> list[dict[str, Any]]:
    """A row a term: turned round, lost, invented, then kept and open ones, the largest first."""
    signs = [_signs(each.values, each.errors) for each in (real, synthetic)]
    overlaps = interval_overlap(real, synthetic)
    rows = []
    for j, name in enumerate(names):
        row: dict[str, Any] = {
            "term": name,
            "of": columns[j],
            "what": _what(int(signs[0][j]), int(signs[1][j])),
            "overlap": float(overlaps[j]),
        }
        for side, each in (("real", real), ("synthetic", synthetic)):
            middle, reach = float(each.values[j]), _NORMAL * float(each.errors[j])
            row |= {side: middle, f"{side}_low": middle - reach, f"{side}_high": middle + reach}
        rows.append(row)
    return sorted(rows, key=lambda row: (_ORDER.index(row["what"]), -abs(row["real"] - row["synthetic"])))


def _what(real: int, synthetic: int) -> str:
    if real == synthetic:
        return "kept" if real else "open"
    if real and synthetic:
        return "turned round"
    return "lost" if real else "invented"


def _sentence(counts: dict[str, int], details: Sequence[dict[str, Any]]) -> str:
    asked = sum(counts.values()) - counts["open"]
    said = (
        f"{counts['kept']} of {asked} conclusions of a regression are the same; {counts['lost']} are lost, "
        f"{counts['invented']} invented, {counts['turned round']} turned round"
    )
    return f"{said}, {details[0]['term']} among them." if counts["turned round"] else f"{said}."


METRIC = Metric(
    name="conclusions",
    family=Family.UTILITY,
    question="Would a regression on the synthetic table lead to the same conclusions?",
    best=1.0,
    bounds=(0.0, 1.0),
    unit="share of conclusions",
    source="Interval overlap: Karr, Kohnen, Oganian, Reiter and Sanil (2006), doi:10.1198/000313006X124640.",
    compute=same_conclusions,
)
