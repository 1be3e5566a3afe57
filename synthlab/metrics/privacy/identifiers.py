"""Do names, addresses, record numbers or free text of real people stand in the synthetic table?"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from synthlab.metrics.base import Comparison, Family, Metric, Score, Skipped, State
from synthlab.metrics.privacy.copies_screening import BANNER
from synthlab.metrics.privacy.engine.states import worst
from synthlab.metrics.privacy.excess import ALPHA
from synthlab.metrics.privacy.guessing import NEARLY_UNIQUE, is_high_entropy, normalised, why_unguessable
from synthlab.statistics.hypergeometric import tail
from synthlab.statistics.intervals import wilson
from synthlab.tables.schema import Column, Kind

__all__ = ["METRIC", "carried_identifiers"]

_LEAST_HOLDOUT = 200
# A value shared by more real rows than this points at nobody, unless a person called the column an identifier.
_MOST_ROWS = 9


@dataclass(frozen=True)
class Carried:
    """What one column carried over: counts of distinct values, never a value.

    ``m_train`` of the ``n_train`` values that count as pointing at training records occur in the synthetic column,
    ``m_holdout`` of ``n_holdout`` likewise. Where values cannot be guessed every value counts (in a modelled column
    those of fewer than ten records); where they can, those that stand in one real record only. ``coincide`` kept-aside values also stand in training records.
    """

    column: str
    kind: str
    n_synthetic: int
    n_train: int
    m_train: int
    n_holdout: int | None
    m_holdout: int | None
    coincide: int | None
    unguessable: str | None
    p: float | None


def carried_identifiers(comparison: Comparison, _rng: np.random.Generator) -> Score | Skipped:
    """How many identifying values of training records stand in the synthetic table, summed over columns, from 0.

    Looked at: identifier and text columns, and any other string column of which over 90% of the values differ or
    look like addresses or account numbers. Blanks at the ends and letter case are ignored; missing values never
    match. A value that nobody could guess is a leak wherever it turns up. One that can be guessed (a name, a
    number that counts up) is a leak where training values turn up more often than kept-aside ones, by an exact
    test. The count is exact, the tables being there in full, so the interval is the value itself; ``reference`` is
    the count that the kept-aside records' rate would give, ``control`` that rate, ``baseline`` the share of
    kept-aside values that also stand in training records.

    0 says that no such value was carried over. It does NOT say that nobody can be recognised from the other
    columns. A high value says that real people's identifiers are in the file.

    Skipped where there is no such column: then there is nothing to look for.
    """
    checked = [_carried(comparison, column) for column in _looked_at(comparison)]
    if not checked:
        return Skipped("There is no identifier or text column, so there was nothing to check.")
    screening = comparison.holdout is None
    tested = sum(one.p is not None for one in checked)
    states = [_state(one, tested, comparison.holdout) for one in checked]
    state = worst(states)
    order = sorted(range(len(checked)), key=lambda i: (list(State).index(states[i]), -checked[i].m_train))
    found = sum(one.m_train for one in checked)
    reference = [_expected(one) for one in checked]
    kept_aside = sum(one.n_holdout or 0 for one in checked)
    p = [min(1.0, one.p * tested) for one in checked if one.p is not None]
    return Score(
        value=float(found),
        low=float(found),
        high=float(found),
        reference=None if screening else sum(middle for middle, _, _ in reference),
        reference_low=None if screening else sum(low for _, low, _ in reference),
        reference_high=None if screening else sum(high for _, _, high in reference),
        n_rows=len(comparison.synthetic),
        details=[_row(checked[i], states[i]) for i in order],
        facts={
            "screening": screening,
            "columns": [one.column for one in checked],
            "sentence": _sentence(checked[order[0]], checked, state),
        },
        state=state,
        baseline=sum(one.coincide or 0 for one in checked) / kept_aside if kept_aside else None,
        control=sum(one.m_holdout or 0 for one in checked) / kept_aside if kept_aside else None,
        p_adjusted=min(p) if p else None,
        smallest_detectable=1.0 if any(one.unguessable for one in checked) else None,
        warnings=[BANNER] if screening else [],
    )


def _looked_at(comparison: Comparison) -> list[Column]:
    columns = []
    for column in comparison.schema.columns:
        is_text = column.kind in (Kind.IDENTIFIER, Kind.TEXT)
        if is_text or (column.kind is Kind.CATEGORICAL and is_high_entropy(_real(comparison, column.name))):
            columns.append(column)
    return columns


def _real(comparison: Comparison, name: str) -> pd.Series:
    frames = [comparison.train] if comparison.holdout is None else [comparison.train, comparison.holdout]
    return pd.concat([normalised(frame[name]) for frame in frames], ignore_index=True)


def _carried(comparison: Comparison, column: Column) -> Carried:
    real = _real(comparison, column.name)
    counts = real.value_counts()
    ours = set(normalised(comparison.synthetic[column.name]).unique())
    is_nearly_unique = len(counts) > NEARLY_UNIQUE * len(real)
    unguessable = why_unguessable(list(counts.index), len(ours), is_nearly_unique)
    most = 1 if not unguessable else _MOST_ROWS if column.is_modelled else len(real)
    counted = set(counts.index[counts <= most])
    train = set(normalised(comparison.train[column.name]).unique())
    train_counted = train & counted
    m_train = len(train_counted & ours)
    if comparison.holdout is None:
        return Carried(
            column.name,
            str(column.kind),
            len(ours),
            len(train_counted),
            m_train,
            None,
            None,
            None,
            unguessable,
            None,
        )
    holdout = set(normalised(comparison.holdout[column.name]).unique())
    holdout_counted = (holdout & counted) - train
    m_holdout = len(holdout_counted & ours)
    n = len(train_counted), len(holdout_counted)
    p = tail(m_train, m_train + m_holdout, *n) if ours and not unguessable and all(n) else None
    return Carried(
        column.name,
        str(column.kind),
        len(ours),
        n[0],
        m_train,
        n[1],
        m_holdout,
        len(holdout & train),
        unguessable,
        p,
    )


def _state(one: Carried, n_tested: int, holdout: pd.DataFrame | None) -> State:
    if one.unguessable and one.m_train:
        return State.LEAK_FOUND
    if holdout is None:
        return State.NOT_TESTED
    if one.unguessable and one.m_holdout:
        return State.INVALID
    if one.m_train == 0:
        return State.NO_LEAK_FOUND
    if one.p is None:
        return State.CANNOT_TELL
    if one.p * n_tested <= ALPHA:
        return State.LEAK_FOUND
    # Kept-aside values that turn up too show that such values are hit on without copying.
    coincidence_shown = one.p > 0.05 and bool(one.m_holdout) and len(holdout) >= _LEAST_HOLDOUT
    return State.NO_LEAK_FOUND if coincidence_shown else State.CANNOT_TELL


def _expected(one: Carried) -> tuple[float, float, float]:
    if not one.n_holdout or not one.n_train or not one.n_synthetic or one.m_holdout is None:
        return 0.0, 0.0, 0.0
    low, high = wilson(one.m_holdout, one.n_holdout)
    return tuple(rate * one.n_train for rate in (one.m_holdout / one.n_holdout, low, high))  # type: ignore[return-value]


def _row(one: Carried, state: State) -> dict[str, Any]:
    return asdict(one) | {"state": str(state)}


def _sentence(worst: Carried, checked: list[Carried], state: State) -> str:
    columns = ", ".join(one.column for one in checked)
    if all(one.n_synthetic == 0 for one in checked):
        empty = f"The synthetic table has no value in the identifying columns ({columns}): nothing was carried over."
        return empty if state is not State.NOT_TESTED else f"{empty} {BANNER}"
    if state is State.NOT_TESTED and worst.m_train == 0:
        return f"No identifying value of the real file you gave us ({columns}) stands in the synthetic table. {BANNER}"
    if state is State.NO_LEAK_FOUND and not any(one.m_train for one in checked):
        return (
            f"No identifying value of a training record ({columns}) stands in the synthetic table. This says nothing "
            "about whether people can be recognised from the other columns."
        )
    if state is State.INVALID:
        return (
            f"{worst.m_holdout:,} values of {worst.column} that belong to kept-aside records stand in the synthetic "
            "table, and nobody could guess them: the generator has seen the kept-aside rows, so nothing can be "
            "concluded. Generate again from the training rows alone."
        )
    return _found(worst, state)


def _found(worst: Carried, state: State) -> str:
    whose = "real" if worst.m_holdout is None else "training"
    values = "value" if worst.m_train == 1 else "values"
    stand = "stands" if worst.m_train == 1 else "stand"
    counts = (
        f"{worst.m_train:,} {values} of {worst.column} from {whose} records {stand} in the synthetic table"
    )
    if worst.unguessable:
        return f"{counts}. Nobody could guess them: {worst.unguessable}."
    if worst.m_holdout is None:
        return f"{counts}. Such values can be guessed, so somebody should look at them. {BANNER}"
    counts += (
        f" ({worst.m_train:,} of {worst.n_train:,}; of the kept-aside ones {worst.m_holdout:,} of "
        f"{worst.n_holdout:,})."
    )
    if state is State.LEAK_FOUND:
        return f"{counts} Coincidence does not explain the difference."
    if state is State.NO_LEAK_FOUND:
        return f"{counts} As often as chance would have it: such values can be guessed."
    return f"{counts} That is too few to tell copying from coincidence."


METRIC = Metric(
    name="identifiers",
    family=Family.PRIVACY,
    question="Do names, addresses, record numbers or free text of real people stand in the synthetic table?",
    best=0.0,
    bounds=(0.0, None),
    unit="values",
    source="Counts of values that occur in both tables, held against the same count for kept-aside records.",
    compute=carried_identifiers,
)
