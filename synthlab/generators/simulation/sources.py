"""Drawing values: each source made ready once, with its formulas checked, then drawn for any number of rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from synthlab.errors import DataError
from synthlab.generators.simulation.expressions import Expression, parsed
from synthlab.generators.simulation.fakes import drawn_codes, fake_values, patterned, room_of
from synthlab.generators.simulation.parts import Columns, Type, Values, as_date
from synthlab.generators.simulation.spec import Source
from synthlab.tables.schema import Kind

__all__ = ["Drawn", "Ready", "RowsOf", "happens", "ready", "row_numbers"]

Drawn = Callable[[Columns, int, np.random.Generator], Values]

_ROUNDS = 100
_STEPS = {"day": 86_400e6, "hour": 3_600e6, "minute": 60e6, "second": 1e6}


@dataclass(frozen=True)
class Ready:
    """A source that can be drawn from, what it gives, and the kind of column that this makes."""

    type: Type
    kind: Kind
    draw: Drawn


def ready(source: Source, name: str, types: Mapping[str, Type], locale: str) -> Ready:
    """The one source that is given, made ready; ``name`` is the field's name in it.

    Raises
    ------
    DataError
        When a formula in it is wrong.
    """
    if name == "choice":
        assert source.choice is not None
        return _choice(source.choice)
    if name == "formula":
        formula = parsed(source.formula or "", types)
        return Ready(formula.type, _KINDS[formula.type], lambda c, n, _rng: formula(c, n))
    if name == "chance":
        chance = _number(source.chance or "", types)
        return Ready(Type.TRUTH, Kind.BOOLEAN, lambda c, n, rng: happens(chance(c, n), rng, "chance"))
    if name == "dates":
        return _dates(source)
    if name == "id":
        pattern = source.id or ""
        return Ready(Type.TEXT, Kind.IDENTIFIER, lambda _c, n, rng: _codes(pattern, n, rng))
    if name == "fake":
        what = source.fake or ""
        fake_values(what, locale, 1, np.random.default_rng(0))
        kind = Kind.CATEGORICAL if what in ("city", "country", "company", "job", "state") else Kind.IDENTIFIER
        return Ready(Type.TEXT, kind, lambda _c, n, rng: fake_values(what, locale, n, rng))
    return _distribution(name, getattr(source, name).model_dump(), types)


_KINDS = {
    Type.NUMBER: Kind.NUMERIC, Type.TRUTH: Kind.BOOLEAN, Type.TEXT: Kind.CATEGORICAL, Type.DATE: Kind.DATETIME,
}  # fmt: skip


def _codes(pattern: str, n_rows: int, rng: np.random.Generator) -> Values:
    """All different where there is room; where not, whoever puts the table together has the last word."""
    if room_of(pattern) >= 2 * n_rows:
        return patterned(pattern, n_rows, rng)
    codes = np.empty(n_rows, dtype=object)
    codes[:] = drawn_codes(pattern, n_rows, rng)
    return codes


def _number(text: str, types: Mapping[str, Type]) -> Expression:
    formula = parsed(text, types)
    if formula.type not in (Type.NUMBER, Type.TRUTH):
        raise DataError(f"{text!r} gives {formula.type}; a number is needed.")
    return formula


def _choice(weights: Mapping[str, float]) -> Ready:
    largest = max(weights.values())
    if not largest > 0:
        raise DataError("The weights of choice add up to nothing; one of them must be above 0.")
    levels = np.array(list(weights), dtype=object)
    # Brought below 1 first: a sum of very large weights would have no end.
    bounds = np.cumsum([weight / largest for weight in weights.values()])
    bounds /= bounds[-1]

    def draw(_columns: Columns, n_rows: int, rng: np.random.Generator) -> Values:
        place = np.searchsorted(bounds, rng.random(n_rows), side="right")
        return np.asarray(levels[np.minimum(place, len(levels) - 1)])

    return Ready(Type.TEXT, Kind.CATEGORICAL, draw)


def happens(chance: Values, rng: np.random.Generator, what: str) -> Values:
    """1 with these chances, else 0, NaN where a chance is missing; ``what`` is the key that gives them.

    Raises
    ------
    DataError
        When one does not lie between 0 and 1.
    """
    if ((chance < 0) | (chance > 1)).any():
        raise DataError(
            f"{what} is a chance and lies between 0 and 1; logistic(...) brings any number there."
        )
    return np.where(np.isnan(chance), np.nan, (rng.random(len(chance)) < chance).astype(np.float64))


def _dates(source: Source) -> Ready:
    assert source.dates is not None
    start, end = as_date(source.dates.start), as_date(source.dates.end)
    step = _STEPS[source.dates.step]
    if end < start:
        raise DataError(f"The dates begin at {source.dates.start}, after their end at {source.dates.end}.")
    steps = int((end - start) // step) + 1
    return Ready(Type.DATE, Kind.DATETIME, lambda _c, n, rng: start + rng.integers(steps, size=n) * step)


def _distribution(name: str, given: Mapping[str, str | None], types: Mapping[str, Type]) -> Ready:
    """A distribution whose parameters are formulas, drawn anew where bounds are broken."""
    formulas = {key: _number(text, types) for key, text in given.items() if text is not None}

    def draw(columns: Columns, n_rows: int, rng: np.random.Generator) -> Values:
        values = {key: formula(columns, n_rows) for key, formula in formulas.items()}
        bounds = {key: values.pop(key) for key in ("low", "high") if name != "uniform" and key in values}
        if len(bounds) == 2 and (bounds["low"] > bounds["high"]).any():
            raise DataError(f"{name} needs a high that is not below its low.")
        known = ~np.isnan(np.sum(list(values.values()), axis=0))
        drawn = np.full(n_rows, np.nan)
        rows = np.flatnonzero(known)
        for _ in range(_ROUNDS):
            drawn[rows] = _DRAWS[name](rng, {key: part[rows] for key, part in values.items()})
            rows = rows[_outside(drawn[rows], {key: part[rows] for key, part in bounds.items()})]
            if not len(rows):
                return drawn
        # So far out that the distribution never comes there: the bound itself.
        return np.asarray(np.clip(drawn, bounds.get("low", -np.inf), bounds.get("high", np.inf)))

    return Ready(Type.NUMBER, Kind.INTEGER if name == "poisson" else Kind.NUMERIC, draw)


def _outside(drawn: Values, bounds: Mapping[str, Values]) -> Values:
    outside = np.zeros(len(drawn), dtype=bool)
    if "low" in bounds:
        outside |= drawn < bounds["low"]
    if "high" in bounds:
        outside |= drawn > bounds["high"]
    return outside


def _positive(values: Values, what: str, least: float = 0.0) -> Values:
    if (values < least).any() or (values > 1e15).any():
        raise DataError(f"{what} must be {'from 0 up' if least == 0 else 'above 0'}, and no more than 10^15.")
    return values


def _uniform(rng: np.random.Generator, given: Mapping[str, Values]) -> Values:
    if (given["high"] < given["low"]).any():
        raise DataError("uniform needs a high that is not below its low.")
    low, high = given["low"], given["high"]
    if (np.maximum(np.abs(low), np.abs(high)) > _FARTHEST).any():
        raise DataError("low and high of uniform must be no more than 10^300 away from 0.")
    return np.asarray(low + rng.random(len(low)) * (high - low))


_TINY, _FARTHEST = 1e-300, 1e300
_DRAWS: Mapping[str, Callable[[np.random.Generator, Mapping[str, Values]], Values]] = {
    "uniform": _uniform,
    "normal": lambda rng, v: rng.normal(v["mean"], _positive(v["sd"], "sd")),
    "lognormal": lambda rng, v: (
        _positive(v["median"], "median", _TINY)
        * np.exp(np.clip(rng.normal(0.0, _positive(v["sigma"], "sigma")), -500, 500))
    ),
    "exponential": lambda rng, v: rng.exponential(_positive(v["mean"], "mean")),
    "poisson": lambda rng, v: rng.poisson(_positive(v["mean"], "mean")).astype(np.float64),
}


class RowsOf(Mapping[str, Values]):
    """Some rows of columns, taken where they are asked for: a case looks at few of many columns."""

    def __init__(self, columns: Columns, rows: Values) -> None:
        self._columns, self._rows = columns, rows

    def __getitem__(self, name: str) -> Values:
        return np.asarray(self._columns[name][self._rows])

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)


def row_numbers(
    columns: Columns, names: Sequence[str], types: Mapping[str, Type], n_rows: int
) -> Mapping[str, Values]:
    """Which rows are in which case: the numbers of the rows for each key, values joined by `` | ``."""
    texts = []
    for name in names:
        values = columns[name]
        if types[name] is Type.TRUTH:
            values = np.array(
                [None if np.isnan(v) else "true" if v else "false" for v in values], dtype=object
            )
        texts.append(values)
    keys = [None if None in row else " | ".join(row) for row in zip(*texts, strict=True)]
    groups = pd.Series(np.arange(n_rows)).groupby(np.array(keys, dtype=object)).indices
    return {str(key): rows for key, rows in groups.items()}
