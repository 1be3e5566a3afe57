"""Do models trained on either table find the same columns important?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from synthlab.errors import NotMeasurable
from synthlab.metrics.base import Comparison, Family, Metric, Score
from synthlab.metrics.utility.bootstrap import resampled
from synthlab.metrics.utility.permuting import Reliance, cut, deals, most_test_rows, reliance
from synthlab.metrics.utility.task import Trial, make_trial, task_of

__all__ = ["METRIC", "agreement", "importance_agreement", "spurious"]

Floats = npt.NDArray[np.float64]

_TRAIN, _TEST = 6_000, 2_000
_REPLICATES = 300
_NORMAL = 1.96
_LEAST_SHARE = 0.01
_LEAST_MOVE = 0.02
_TIMES = 2.0


def importance_agreement(comparison: Comparison, rng: np.random.Generator) -> Score:
    """Rank correlation of the columns' importance for models trained on real and on synthetic rows, in [-1, 1].

    Importance is the rise in loss on real test rows when a column's values are dealt anew among them (Brier
    score, or squared error), for gradient boosting trained on at most 6,000 rows of either table and 2,000 test
    rows; a column below 1% of the sum counts as 0, so that useless columns tie. Missing values are dealt along.
    ``reference`` is the correlation for models trained on two disjoint halves of the real rows.

    A column is called spurious when dealing it anew moves the synthetic-trained model's predictions by 2 points
    of probability (0.02 standard deviations) or more and by twice as much as those of any real-trained model.

    1 says that the order of columns is the same; it does NOT say that they act in the same direction (see
    ``conclusions``). A low value does not say that predictions are worse: columns that carry the same
    information stand in for each other.

    Raises
    ------
    NotMeasurable
        Without a target, with fewer than three other columns, or where the real rows teach the model nothing.

    Source
    ------
    Permutation importance: Breiman (2001), doi:10.1023/A:1010933404324; Fisher, Rudin and Dominici (2019),
    arXiv:1801.01489.
    """
    task = task_of(comparison)
    trial = make_trial(comparison, task, rng)
    trial = cut(trial, _TRAIN, min(_TEST, most_test_rows(len(trial.features))), rng)
    if len(trial.features) < 3:
        raise NotMeasurable("Fewer than three columns are there to predict from: their order says nothing.")
    dealt = deals(len(trial.test), len(trial.features), rng)
    seed = int(rng.integers(2**31))
    real, synthetic = (reliance(trial, frame, dealt, seed) for frame in (trial.real, trial.synthetic))
    if not _shares(real.rises.mean(axis=0)).any():
        raise NotMeasurable("The model trained on real rows leans on no column: there is no order to keep.")
    real_halves, synthetic_halves = (
        [reliance(trial, frame.iloc[rows], dealt, seed) for rows in _halves(len(frame), rng)]
        for frame in (trial.real, trial.synthetic)
    )
    counts = resampled(len(trial.test), rng, _REPLICATES)
    weights = counts / counts.sum(axis=1, keepdims=True)
    value = _between(real, synthetic)
    swings = (
        _between(real_halves[0], synthetic) - _between(real_halves[1], synthetic),
        _between(real, synthetic_halves[0]) - _between(real, synthetic_halves[1]),
    )
    # Half of the squared difference is the variance at half the rows; a whole table has half of that.
    training = float(np.sqrt(sum(swing**2 for swing in swings) / 4))
    low, high = _interval(value, _spread(real, synthetic, weights), training)
    reference = _between(*real_halves)
    floor = _interval(reference, _spread(real_halves[0], real_halves[1], weights), 0.0)
    found = spurious(synthetic, [real, *real_halves])
    names = [column.name for column, is_one in zip(trial.features, found, strict=True) if is_one]
    return Score(
        value=value,
        low=low,
        high=high,
        reference=reference,
        reference_low=floor[0],
        reference_high=floor[1],
        n_rows=len(trial.test),
        details=_details(trial, real, synthetic, found, weights),
        facts={
            "target": task.target.name,
            "n_train": len(trial.real),
            "n_test": len(trial.test),
            "spurious": names,
            "sentence": _sentence(value, reference, names),
        },
        warnings=[
            *(
                f"Spurious: the model trained on synthetic rows leans on {name!r}, one trained on real rows does not."
                for name in names
            ),
            *trial.warnings,
        ],
    )


def agreement(one: Floats, other: Floats) -> float:
    """Spearman's rank correlation of two columns' importances, ties sharing ranks; 0 where one has no order.

    >>> agreement(np.array([0.5, 0.3, 0.2]), np.array([0.6, 0.1, 0.3]))
    0.5
    """
    ranks = [_ranks(_shares(each)) for each in (one, other)]
    centred = [each - each.mean() for each in ranks]
    norm = float(np.sqrt((centred[0] ** 2).sum() * (centred[1] ** 2).sum()))
    return round(float(centred[0] @ centred[1]) / norm, 12) if norm > 0 else 0.0


def spurious(synthetic: Reliance, real: Sequence[Reliance]) -> npt.NDArray[np.bool_]:
    """Which columns the synthetic-trained model leans on and no real-trained one does, shape (n_columns,)."""
    leans = synthetic.moves.mean(axis=0)
    most = np.max([each.moves.mean(axis=0) for each in real], axis=0)
    return np.asarray((leans >= _LEAST_MOVE) & (leans >= _TIMES * most))


def _between(one: Reliance, other: Reliance) -> float:
    return agreement(one.rises.mean(axis=0), other.rises.mean(axis=0))


def _shares(importance: Floats) -> Floats:
    positive = np.maximum(importance, 0.0)
    total = positive.sum()
    if total <= 0:
        return np.zeros(len(importance))
    return np.where(positive / total >= _LEAST_SHARE, positive / total, 0.0)


def _ranks(values: Floats) -> Floats:
    places, counts = np.unique(values, return_inverse=True, return_counts=True)[1:]
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2)[places], dtype=np.float64)


def _spread(one: Reliance, other: Reliance, weights: Floats) -> float:
    drawn = [agreement(*pair) for pair in zip(weights @ one.rises, weights @ other.rises, strict=True)]
    return float(np.std(drawn))


def _interval(value: float, spread: float, training: float) -> tuple[float, float]:
    reach = _NORMAL * float(np.hypot(spread, training))
    return max(-1.0, value - reach), min(1.0, value + reach)


def _halves(n_rows: int, rng: np.random.Generator) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    order = rng.permutation(n_rows)
    return np.sort(order[: n_rows // 2]), np.sort(order[n_rows // 2 : 2 * (n_rows // 2)])


def _details(
    trial: Trial, real: Reliance, synthetic: Reliance, found: npt.NDArray[np.bool_], weights: Floats
) -> list[dict[str, Any]]:
    """A row a column: spurious ones first, then by how far the two importances lie apart."""
    sides = {"real": real, "synthetic": synthetic}
    shares = {side: _shares(each.rises.mean(axis=0)) for side, each in sides.items()}
    rows = []
    for j, column in enumerate(trial.features):
        row: dict[str, Any] = {"column": column.name, "spurious": bool(found[j])}
        for side, each in sides.items():
            low, high = np.quantile(weights @ each.rises[:, j], [0.025, 0.975])
            row |= {
                f"{side}_share": float(shares[side][j]),
                f"{side}_rise": float(each.rises[:, j].mean()),
                f"{side}_rise_low": float(low),
                f"{side}_rise_high": float(high),
                f"{side}_moves": float(each.moves[:, j].mean()),
            }
        rows.append(row)
    return sorted(
        rows, key=lambda row: (not row["spurious"], -abs(row["real_share"] - row["synthetic_share"]))
    )


def _sentence(value: float, reference: float, names: Sequence[str]) -> str:
    order = (
        f"Models trained on either table rank the columns alike with a correlation of {value:.2f}; two halves of the "
        f"real rows do so with {reference:.2f}."
    )
    if not names:
        return f"{order} No column is leaned on after synthetic rows only."
    return f"{order} Leaned on after synthetic rows only: {', '.join(names)}."


METRIC = Metric(
    name="importance",
    family=Family.UTILITY,
    question="Do models trained on either table find the same columns important?",
    best=1.0,
    bounds=(-1.0, 1.0),
    unit="rank correlation",
    source="Permutation importance: Breiman (2001), doi:10.1023/A:1010933404324.",
    compute=importance_agreement,
)
