"""What is looked at in the tails: which rows are marked by what, in every table alike.

A mark is a property that some rows have: an income above the highest hundredth of the real ones, a rare
level, a round number. Only marks that at least ``MIN_ROWS`` real rows carry are measured.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.metrics.fidelity.levels import shared_codes
from synthlab.statistics.binning import MIN_ROWS, ordered_values
from synthlab.tables.schema import Column

__all__ = ["Mark", "column_marks", "missing_mark"]

Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[Any]

_TAILS = (0.001, 0.01, 0.05)
_MOST_TAILS = 2
_RARE = 0.01
_FENCE = 1.5
_MOST_DECIMALS = 6
_ENOUGH_VALUES = 20
_EXACT = 2.0**52


@dataclass(frozen=True)
class Mark:
    """Which rows of each table carry it; ``at_an_end`` of the column, where a moved one loses and gains marks."""

    column: str
    what: str
    flags: tuple[Flags, ...]
    at_an_end: bool = False


def column_marks(parts: Sequence[pd.Series], column: Column, n_real: int) -> list[Mark]:
    """The marks of one column. ``parts`` are the real tables, ``n_real`` of them, then the synthetic one."""
    found = _ordered(parts, column, n_real) if column.is_ordered else _levels(parts, column, n_real)
    return [mark for mark in found if sum(int(flag.sum()) for flag in mark.flags[:n_real]) >= MIN_ROWS]


def missing_mark(frames: Sequence[pd.DataFrame], names: Sequence[str], n_real: int) -> list[Mark]:
    """The rows with any missing value, where enough real rows have one."""
    flags = tuple(frame[list(names)].isna().to_numpy().any(axis=1) for frame in frames)
    if sum(int(flag.sum()) for flag in flags[:n_real]) < MIN_ROWS:
        return []
    return [Mark("", "rows with a missing value", flags)]


def _levels(parts: Sequence[pd.Series], column: Column, n_real: int) -> Iterator[Mark]:
    codes, levels = shared_codes(parts)
    counts = np.zeros(len(levels), dtype=np.int64)
    n_rows = 0
    for part in codes[:n_real]:
        counts += np.bincount(part[part >= 0], minlength=len(levels))
        n_rows += len(part)
    rare = np.append((counts > 0) & (counts < _RARE * n_rows), False)
    yield Mark(column.name, "levels that under 1% of the real rows hold", tuple(rare[c] for c in codes))


def _ordered(parts: Sequence[pd.Series], column: Column, n_real: int) -> Iterator[Mark]:
    pairs = [ordered_values(part) for part in parts]
    real = np.sort(np.concatenate([values[~missing] for values, missing in pairs[:n_real]]))
    if len(real) == 0 or real[0] == real[-1]:
        return

    def mark(what: str, low: Any = None, high: Any = None) -> Mark:
        return Mark(
            column.name,
            what,
            tuple(_outside(values, low, high) & ~missing for values, missing in pairs),
            at_an_end=True,
        )

    for is_low, words in ((True, "lowest"), (False, "highest")):
        for share in _tails(real, is_low):
            edge = _quantile(real, share if is_low else 1 - share)
            limits = {"low": edge} if is_low else {"high": edge}
            yield mark(f"beyond the {words} {100 * share:g}% of the real values", **limits)
    quarter, three = (float(_quantile(real, share)) for share in (0.25, 0.75))
    if three > quarter:
        reach = _FENCE * (three - quarter)
        yield mark("outliers (beyond 1.5 times the middle half)", quarter - reach, three + reach)
    if column.is_number and (step := _step(real)) is not None:
        yield Mark(
            column.name,
            f"round values (whole multiples of {10 * step:g})",
            tuple(_round(values, 10 * step) & ~missing for values, missing in pairs),
        )


def _tails(real: Numbers, is_low: bool) -> list[float]:
    """The one or two most extreme shares beyond whose quantile enough real values lie."""
    found = []
    for share in _TAILS:
        edge = _quantile(real, share if is_low else 1 - share)
        beyond = (
            np.searchsorted(real, edge, "left")
            if is_low
            else len(real) - np.searchsorted(real, edge, "right")
        )
        if beyond >= MIN_ROWS:
            found.append(share)
    return found[:_MOST_TAILS]


def _quantile(real: Numbers, share: float) -> Any:
    """The real value that a share of the sorted values lies at or below."""
    return real[min(len(real) - 1, int(share * len(real)))]


def _outside(values: Numbers, low: Any, high: Any) -> Flags:
    flags = np.zeros(len(values), dtype=bool)
    if low is not None:
        flags |= values < low
    if high is not None:
        flags |= values > high
    return flags


def _step(real: Numbers) -> float | None:
    """The decimal step in which real values are written; None where there is none, or too few values to tell."""
    values = np.unique(real[:: max(1, len(real) // 20_000)].astype(np.float64))
    if len(values) < _ENOUGH_VALUES or float(np.abs(values).max()) > 1e9:
        return None
    for decimals in range(_MOST_DECIMALS + 1):
        scaled = values * 10.0**decimals
        if np.abs(scaled - np.round(scaled)).max() < 1e-4:
            step = float(10.0**-decimals)
            return step if values[-1] - values[0] >= 20 * step else None
    return None


def _round(values: Numbers, unit: float) -> Flags:
    """Whole multiples of ``unit``; 0 is often a word for none and does not count."""
    scaled = values.astype(np.float64) / unit
    near = np.abs(scaled - np.round(scaled)) < 1e-4
    return np.asarray((values != 0) & (np.abs(scaled) < _EXACT) & near)
