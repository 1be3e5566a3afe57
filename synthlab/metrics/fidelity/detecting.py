"""Telling two tables apart: cross-fitted boosting, single columns, and the propensity score by least squares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.metrics.utility.encoding import Encoder, fit_encoder
from synthlab.statistics.ranking import Ranked, ranked
from synthlab.tables.hashing import row_hashes
from synthlab.tables.schema import Column

__all__ = ["SHARED_LUCK", "Sides", "Told", "alone", "propensity", "sides", "tell_apart"]

# Judges share most of their rows, and so their luck: over 200 fresh tables the area varies about 1.3 times as much
# as rows judged by independent judges would let it (docs/calibration.md).
SHARED_LUCK = 1.3

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

_FOLDS = 4
_ROUNDS = 60
_LEAF = 20


@dataclass(frozen=True)
class Sides:
    """Rows of two tables on top of each other; ``made`` is 1 for the second table's.

    Equal rows share a ``twin`` number and so a ``fold``: a model that has seen a row is never asked about it
    or about its duplicate.
    """

    frame: pd.DataFrame
    columns: tuple[Column, ...]
    encoder: Encoder
    made: Codes
    twins: Codes
    fold: Codes


@dataclass(frozen=True)
class Told:
    """How well the tables were told apart; ``drops``: by how much it falls when a column is scrambled."""

    auc: Ranked
    drops: dict[str, float]


def sides(
    first: pd.DataFrame, second: pd.DataFrame, columns: tuple[Column, ...], n: int, rng: np.random.Generator
) -> Sides:
    """``n`` rows of either table, drawn at random from rows in an order that does not depend on the file's."""
    names = [column.name for column in columns]
    parts = [_drawn(table[names], n, rng) for table in (first, second)]
    frame = _stacked(parts)
    twins = np.unique(row_hashes(frame), return_inverse=True)[1].astype(np.int64)
    dealt = np.arange(int(twins.max()) + 1) % _FOLDS
    return Sides(
        frame=frame,
        columns=columns,
        encoder=fit_encoder(frame, columns),
        made=np.repeat([0, 1], [len(part) for part in parts]).astype(np.int64),
        twins=twins,
        fold=rng.permutation(dealt)[twins],
    )


def tell_apart(given: Sides, rng: np.random.Generator, with_drops: bool) -> Told:
    """Cross-fitted histogram gradient boosting: each row is judged by a model that saw neither it nor its twin."""
    features = given.encoder.trees(given.frame)
    said = np.zeros(len(features))
    judges = []
    for fold in np.unique(given.fold):
        inside = given.fold == fold
        judge = _fitted(features[~inside], given.made[~inside], given.encoder, int(rng.integers(2**31)))
        judges.append((inside, judge))
        said[inside] = _probability(judge, features[inside])
    auc = ranked(said, given.made, given.fold, given.twins)
    drops = _drops(given, features, judges, auc.value, rng) if with_drops else {}
    return Told(auc, drops)


def _drops(
    given: Sides,
    features: Floats,
    judges: list[tuple[npt.NDArray[np.bool_], Any]],
    whole: float,
    rng: np.random.Generator,
) -> dict[str, float]:
    """Permutation importance on rows the judge had not seen; a column's features are scrambled together."""
    found = {}
    start = 0
    for part in given.encoder.parts:
        width = part.raw(given.frame.iloc[:1]).shape[1]
        place = slice(start, start + width)
        said = np.zeros(len(features))
        for inside, judge in judges:
            held = features[inside]
            held[:, place] = held[rng.permutation(len(held)), place]
            said[inside] = _probability(judge, held)
        found[part.column.name] = whole - ranked(said, given.made, given.fold, given.twins).value
        start += width
    return found


def alone(given: Sides, codes: npt.NDArray[np.uint8]) -> Ranked:
    """How well one binned column tells the tables apart: rows ranked by their bin's share of made rows elsewhere."""
    said = np.zeros(len(codes))
    n_codes = int(codes.max()) + 1
    for fold in np.unique(given.fold):
        inside = given.fold == fold
        total = np.bincount(codes[~inside], minlength=n_codes)
        made = np.bincount(codes[~inside], given.made[~inside], n_codes)
        # One row of either kind is added, so that a bin of few rows does not seem to decide.
        said[inside] = ((made + 1) / (total + 2))[codes[inside]]
    return ranked(said, given.made, given.fold, given.twins)


def propensity(given: Sides) -> tuple[float, float]:
    """The propensity score's mean squared error by least squares, and what labels dealt at random would give.

    Fitted shares lie at a squared distance of ``R2 c (1 - c)`` from the made share c; under a random deal of
    the labels the expected R2 of k parameters on N rows is exactly ``(k - 1) / (N - 1)``.
    """
    features = given.encoder.linear(given.frame)
    centred = features - features.mean(axis=0)
    labels = given.made - given.made.mean()
    left, strengths, _ = np.linalg.svd(centred, full_matrices=False)
    rank = int((strengths > 1e-9 * max(1.0, float(strengths.max(initial=0.0)))).sum())
    explained = float(((left[:, :rank].T @ labels) ** 2).sum())
    n, share = len(labels), float(given.made.mean())
    return explained / n, rank / (n - 1) * share * (1 - share)


def _drawn(table: pd.DataFrame, n: int, rng: np.random.Generator) -> pd.DataFrame:
    order = np.argsort(row_hashes(table), kind="stable")
    return table.iloc[order[np.sort(rng.choice(len(order), n, replace=False))]]


def _stacked(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """The parts below each other; categories as text, since each table has its own."""
    plain = [
        part.astype({name: object for name in part if isinstance(part[name].dtype, pd.CategoricalDtype)})
        for part in parts
    ]
    return pd.DataFrame(
        {name: pd.concat([part[name] for part in plain], ignore_index=True) for name in parts[0].columns}
    )


def _fitted(features: Floats, labels: Codes, encoder: Encoder, seed: int) -> Any:
    from sklearn.ensemble import HistGradientBoostingClassifier
    from threadpoolctl import threadpool_limits

    judge = HistGradientBoostingClassifier(
        max_iter=_ROUNDS,
        min_samples_leaf=min(_LEAF, max(1, len(labels) // 20)),
        early_stopping=False,
        categorical_features=encoder.is_category,
        random_state=seed,
    )
    with threadpool_limits(limits=1):
        judge.fit(features, labels)
    return judge


def _probability(judge: Any, features: Floats) -> Floats:
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1):
        return np.asarray(judge.predict_proba(features)[:, 1], dtype=np.float64)
