"""P6: guessing a secret of each pool row from its other columns and the synthetic table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from synthlab.metrics.privacy.attacks.coded import Coded, binned
from synthlab.metrics.privacy.attacks.geometry import Layout, Scaling
from synthlab.metrics.privacy.attacks.suspicion import Prepared
from synthlab.statistics.neighbours import nearest, nearest_leaving_out
from synthlab.tables.schema import Kind, Role

__all__ = ["Guess", "learned_guesses", "remembered_guesses", "secrets_of"]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.integer[Any]]
Indices = npt.NDArray[np.int64]
MAX_LEARNED_ROWS = 20_000
MAX_CATEGORIES = 255
MOST_BINS = 250
FEW = 20
TREES: dict[str, Any] = {"max_leaf_nodes": 63, "early_stopping": False, "l2_regularization": 1.0}
CLASSES: Mapping[str, Any] = {"max_iter": 12, "learning_rate": 0.4}
NUMBERS: Mapping[str, Any] = {"max_iter": 30, "learning_rate": 0.3, "loss": "absolute_error"}
_RELATIVE, _OF_RANGE = 0.05, 0.01


@dataclass(frozen=True)
class Guess:
    """Whether an attacker guessed each pool row's secret, shape (n_pool,), 0 or 1.

    ``baseline`` holds the same for the best constant guess. A row whose secret is missing is guessed right when
    the guess is "missing".
    """

    secret: str
    attacker: str
    success: Floats
    baseline: Floats


def secrets_of(coded: Coded) -> tuple[str, ...]:
    """The columns with the role sensitive or target where there are any, else every column."""
    chosen = tuple(c.name for c in coded.columns if c.role in (Role.SENSITIVE, Role.TARGET))
    return chosen or tuple(c.name for c in coded.columns)


def known_to_attacker(coded: Coded, secret: str) -> tuple[str, ...]:
    """The quasi-identifiers where the schema names any, else every other column."""
    named = tuple(c.name for c in coded.columns if c.role is Role.QUASI_IDENTIFIER and c.name != secret)
    return named or tuple(c.name for c in coded.columns if c.name != secret)


def remembered_guesses(prepared: Prepared, secrets: Sequence[str]) -> list[Guess]:
    """The memory attacker: the secret of the nearest synthetic row by the known columns.

    Where all other columns are known, one pass serves every secret.
    """
    coded, layout = prepared.coded, prepared.layouts[Scaling.RANK]
    if any(column.role is Role.QUASI_IDENTIFIER for column in coded.columns):
        rows = [_nearest_by(layout, known_to_attacker(coded, secret)) for secret in secrets]
    else:
        places = {name: place for place, name in enumerate(layout.names)}
        found = nearest_leaving_out(layout.pool, layout.synthetic)
        rows = [found[places[secret]] for secret in secrets]
    guesses = []
    for secret, which in zip(secrets, rows, strict=True):
        index = coded.index(secret)
        guesses.append(_guess(coded, index, "memory", coded.synthetic[index][np.maximum(which, 0)]))
    return guesses


def learned_guesses(prepared: Prepared, secrets: Sequence[str], rng: np.random.Generator) -> list[Guess]:
    """The learning attacker: gradient boosting fitted on the synthetic table (at most 20,000 of its rows).

    A number is guessed by its conditional median. A few large trees: they learn as well as many small ones, remember
    more of single rows, and cost a third.
    """
    coded = prepared.coded
    rows = np.sort(rng.permutation(coded.synthetic.shape[1])[:MAX_LEARNED_ROWS])
    seen = binned(coded, MOST_BINS)
    return [
        _guess(
            coded,
            coded.index(secret),
            "learning",
            _learned(coded, seen, secret, rows, int(rng.integers(2**31))),
        )
        for secret in secrets
    ]


def _learned(coded: Coded, seen: Coded, secret: str, rows: Indices, seed: int) -> npt.NDArray[np.generic]:
    """What is guessed for each pool row, from the known columns as ``seen``: codes, or numbers."""
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

    index = coded.index(secret)
    known = [coded.index(name) for name in known_to_attacker(coded, secret)]
    known = [column for column in known if np.ptp(coded.synthetic[column, rows]) > 0]
    answers, values = coded.synthetic[index, rows], coded.values[index]
    if len(np.unique(answers)) < 2 or not known:
        return np.full(coded.pool.shape[1], np.bincount(answers).argmax(), dtype=np.int32)
    settings = TREES | {
        "categorical_features": [place for place, column in enumerate(known) if _has_codes(coded, column)],
        "random_state": seed,
    }
    fit_x, pool_x = _features(seen, known, seen.synthetic[:, rows]), _features(seen, known, seen.pool)
    if values is not None and coded.n_levels[index] > FEW + 1:
        stated = answers > 0
        number = HistGradientBoostingRegressor(**NUMBERS, **settings)
        number.fit(fit_x[stated], values[answers[stated]])
        return np.asarray(number.predict(pool_x), dtype=np.float64)
    model = HistGradientBoostingClassifier(**CLASSES, **settings).fit(fit_x, _common(answers)[answers])
    return np.asarray(model.predict(pool_x), dtype=np.int32)


def _nearest_by(layout: Layout, names: Sequence[str]) -> Codes:
    known = layout.restricted(names)
    return np.asarray(nearest(known.pool, known.synthetic)[1][:, 0])


def _features(coded: Coded, known: Sequence[int], codes: Codes) -> Floats:
    features = codes[list(known)].T.astype(np.float64)
    for place, index in enumerate(known):
        if coded.columns[index].is_ordered:
            features[features[:, place] == 0, place] = np.nan
    return features


def _has_codes(coded: Coded, index: int) -> bool:
    return not coded.columns[index].is_ordered and int(coded.n_levels[index]) <= MAX_CATEGORIES


def _common(answers: Codes) -> Codes:
    # Boosting costs a tree a class and round, and diverges on classes of a few rows (occupation guessed right in
    # 14 of 100 instead of 35): such classes, and those beyond the 30 commonest, are answered as the commonest.
    counts = np.bincount(answers)
    order = np.argsort(-counts, kind="stable")
    spoken = np.full(len(counts), order[0], dtype=np.int32)
    kept = order[:30][counts[order[:30]] >= FEW]
    spoken[kept] = kept
    return spoken


def _guess(coded: Coded, index: int, attacker: str, guessed: npt.NDArray[np.generic]) -> Guess:
    constant = np.full(coded.pool.shape[1], _best_constant(coded, index), dtype=np.int32)
    return Guess(
        coded.columns[index].name, attacker, _right(coded, index, guessed), _right(coded, index, constant)
    )


def _right(coded: Coded, index: int, guessed: npt.NDArray[np.generic]) -> Floats:
    """1 where a guess (codes, or numbers for an ordered column) is right: exact, or near enough for a number."""
    true, values = coded.pool[index], coded.values[index]
    if values is None:
        return np.asarray(guessed == true, dtype=np.float64)
    told = values[guessed] if guessed.dtype.kind == "i" else np.asarray(guessed, dtype=np.float64)
    truth = values[true]
    low, high = np.quantile(truth[~np.isnan(truth)], [0.01, 0.99]) if (true > 0).any() else (0.0, 0.0)
    near = np.maximum(_RELATIVE * np.abs(truth), _OF_RANGE * (high - low))
    if coded.columns[index].kind is Kind.DATETIME:
        near = np.full(len(truth), _OF_RANGE * (high - low))
    missing = np.isnan(truth) & np.isnan(told)
    return np.asarray((np.abs(told - truth) <= near) | missing, dtype=np.float64)


def _best_constant(coded: Coded, index: int) -> int:
    """The code that would be right most often in the synthetic table."""
    counts = np.bincount(coded.synthetic[index], minlength=coded.n_levels[index])
    values = coded.values[index]
    if values is None or len(values) < 2:
        return int(counts.argmax())
    stated = coded.synthetic[index][coded.synthetic[index] > 0]
    low, high = np.quantile(values[stated], [0.01, 0.99])
    near = np.maximum(_RELATIVE * np.abs(values[1:]), _OF_RANGE * (high - low))
    upto = np.concatenate([[0], np.cumsum(counts[1:])])
    first = np.searchsorted(values[1:], values[1:] - near, side="left")
    last = np.searchsorted(values[1:], values[1:] + near, side="right")
    best = int((upto[last] - upto[first]).argmax()) + 1
    return best if counts[0] < (upto[last] - upto[first]).max() else 0
