"""Ranges of a number or date column: where they begin, what they are called, how many real rows they hold."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from synthlab.statistics.rounding import date_labels, number_label, round_date, round_number
from synthlab.tables.schema import Kind

__all__ = ["MIN_ROWS", "Numbers", "Ranges", "make_ranges"]

# float64 for numbers, int64 for integers and dates (nanoseconds since 1970).
Numbers = npt.NDArray[Any]
MIN_ROWS = 10
_TOLERANCE = 1e-6


class Ranges(NamedTuple):
    """``targets[searchsorted(edges, x, "right")]`` is the range of x; ``len(labels)`` stands for none."""

    edges: Numbers
    targets: npt.NDArray[np.uint8]
    labels: list[str]
    real_rows: list[int]


def make_ranges(numbers: Numbers, kind: Kind, n_bins: int) -> Ranges:
    """At most about ``n_bins`` ranges of sorted ``numbers`` (no missing), each with ``MIN_ROWS`` if it can.

    A column with few values gets a range a value, where neighbours that too few rows hold are joined; a
    value in none of them belongs to no range. Any other column is cut at rounded quantiles, and a value that
    more than one row in ``n_bins`` holds stands alone. Nothing but values held by ``MIN_ROWS`` rows and
    rounded edges is named.
    """
    if len(numbers) == 0:
        return Ranges(numbers, np.zeros(1, dtype=np.uint8), [], [])
    n_bins = max(2, min(n_bins, len(numbers) // MIN_ROWS))
    starts = np.flatnonzero(np.concatenate([[True], numbers[1:] != numbers[:-1]]))
    values, counts = numbers[starts], np.diff(np.append(starts, len(numbers)))
    if len(values) <= n_bins:
        return _of_values(values, counts, kind)
    spikes = values[(counts * n_bins > len(numbers)) & (counts >= MIN_ROWS)]
    return _of_quantiles(numbers, spikes, kind, n_bins)


def _reach(values: Numbers) -> npt.NDArray[np.float64]:
    """How far from a value still counts as that value: enough for a float32 copy, far less than any gap."""
    gap = float(np.diff(values).min()) if len(values) > 1 else float(abs(values[0])) or 1.0
    return np.minimum(_TOLERANCE * np.maximum(np.abs(values.astype(np.float64)), gap), gap / 4)


def _bounds(values: Numbers) -> tuple[Numbers, Numbers]:
    """The half-open range [low, high) around each value that holds this value and no other."""
    if values.dtype.kind == "i":
        return values, values + 1
    reach = _reach(values)
    return values - reach, values + reach


def _texts(values: Sequence[float] | Numbers, kind: Kind) -> list[str]:
    if kind is Kind.DATETIME:
        return date_labels([int(value) for value in values])
    return [number_label(float(value)) if kind is Kind.NUMERIC else _whole(int(value)) for value in values]


def _whole(value: int) -> str:
    return f"{value:,}" if abs(value) >= 10_000 else str(value)


# ---- a range a value -------------------------------------------------------------------------------------


def _joined(counts: npt.NDArray[np.intp]) -> list[tuple[int, int]]:
    """First and last index of each run of neighbouring values that ``MIN_ROWS`` rows hold together."""
    runs: list[tuple[int, int]] = []
    first, held = 0, 0
    for index, count in enumerate(counts):
        # A value that enough rows hold stays alone; the few before it join the run before them.
        if held and count >= MIN_ROWS and runs:
            runs[-1] = (runs[-1][0], index - 1)
            first, held = index, 0
        held += int(count)
        if held >= MIN_ROWS:
            runs.append((first, index))
            first, held = index + 1, 0
    if held and runs:
        runs[-1] = (runs[-1][0], len(counts) - 1)
    return runs or [(0, len(counts) - 1)]


def _of_values(values: Numbers, counts: npt.NDArray[np.intp], kind: Kind) -> Ranges:
    runs = _joined(counts)
    texts = _texts(values, kind)
    lows, highs = _bounds(values)
    edges: list[float] = []
    targets: list[int] = [len(runs)]
    labels = []
    for index, (first, last) in enumerate(runs):
        opens_below = index == 0 and last > first
        opens_above = index == len(runs) - 1 and (last > first or counts[last] < MIN_ROWS)
        labels.append(_run_label(texts[first], texts[last], opens_below, opens_above))
        if opens_below or (opens_above and index == 0):
            targets = [index]
        elif edges and edges[-1] == lows[first]:
            targets[-1] = index
        else:
            edges.append(lows[first])
            targets.append(index)
        if not opens_above:
            edges.append(highs[last])
            targets.append(len(runs))
    real_rows = [int(counts[first : last + 1].sum()) for first, last in runs]
    return Ranges(np.asarray(edges, dtype=values.dtype), np.asarray(targets, np.uint8), labels, real_rows)


def _run_label(first: str, last: str, opens_below: bool, opens_above: bool) -> str:
    if opens_above and (opens_below or first == last):
        return "any value"
    if opens_below:
        return f"up to {last}"
    if opens_above:
        return f"{first} and above"
    return first if first == last else f"{first} to {last}"


# ---- ranges between quantiles ----------------------------------------------------------------------------


def _of_quantiles(numbers: Numbers, spikes: Numbers, kind: Kind, n_bins: int) -> Ranges:
    fixed = np.sort(np.concatenate(_bounds(spikes))) if len(spikes) else spikes
    cuts = [
        cut
        for cut in _cuts(numbers, spikes, kind, n_bins)
        # An edge at a real extreme would show it, and an edge inside a lone value would split it.
        if numbers[0] < cut < numbers[-1] and np.searchsorted(fixed, cut, side="right") % 2 == 0
    ]
    edges = np.unique(np.concatenate([fixed, np.asarray(cuts, dtype=numbers.dtype)]))
    edges = _without_thin(numbers, edges, fixed)
    held = np.diff(np.concatenate([[0], np.searchsorted(numbers, edges, side="left"), [len(numbers)]]))
    labels = _range_labels(edges, spikes, kind)
    targets = np.arange(len(labels), dtype=np.uint8)
    return Ranges(edges, targets, labels, [int(count) for count in held])


def _cuts(numbers: Numbers, spikes: Numbers, kind: Kind, n_bins: int) -> list[float]:
    """The roundest value near each quantile of the rows that are not at a lone value."""
    rest = numbers[~np.isin(numbers, spikes)] if len(spikes) else numbers
    n_ranges = min(max(2, n_bins - len(spikes)), len(rest) // MIN_ROWS)
    cuts: list[float] = []
    for index in range(1, n_ranges):
        low, high = (rest[int((index + side) / n_ranges * (len(rest) - 1))] for side in (-0.25, 0.25))
        if kind is Kind.DATETIME:
            cuts.append(round_date(int(low), int(high)))
        else:
            cuts.append(round_number(float(low), float(high), whole=kind is Kind.INTEGER))
    return cuts


def _without_thin(numbers: Numbers, edges: Numbers, fixed: Numbers) -> Numbers:
    """The edges without those that cut off fewer than ``MIN_ROWS`` rows; a lone value's edges stay."""
    while True:
        held = np.diff(np.concatenate([[0], np.searchsorted(numbers, edges, side="left"), [len(numbers)]]))
        movable = ~np.isin(edges, fixed)
        thin = movable & (np.minimum(held[:-1], held[1:]) < MIN_ROWS)
        if not thin.any():
            return edges
        edges = np.delete(edges, np.flatnonzero(thin)[0])


def _range_labels(edges: Numbers, spikes: Numbers, kind: Kind) -> list[str]:
    """A label for each of the ``len(edges) + 1`` ranges; the upper end of a range is not in it."""
    if len(edges) == 0:
        return ["any value"]
    if kind is Kind.INTEGER:
        return _whole_labels([int(edge) for edge in edges])
    # An edge of a lone value is written as that value: its own digits are a matter of tolerance.
    named = edges.copy()
    lows, highs = _bounds(spikes) if len(spikes) else (spikes, spikes)
    named[np.searchsorted(edges, lows)] = spikes
    named[np.searchsorted(edges, highs)] = spikes
    after = np.isin(edges, highs)
    texts = _texts(named, kind)
    below, above, onwards = (
        ("before", "after", "later") if kind is Kind.DATETIME else ("below", "above", "above")
    )
    labels = [f"{below} {texts[0]}"]
    for index in range(1, len(edges)):
        if named[index - 1] == named[index]:
            labels.append(texts[index])
        else:
            start = f"{above} {texts[index - 1]}" if after[index - 1] else texts[index - 1]
            labels.append(f"{start} to {texts[index]}")
    return [*labels, f"{above} {texts[-1]}" if after[-1] else f"{texts[-1]} and {onwards}"]


def _whole_labels(edges: list[int]) -> list[str]:
    inner = [
        _whole(low) if high == low + 1 else f"{_whole(low)} to {_whole(high - 1)}"
        for low, high in pairwise(edges)
    ]
    return [f"below {_whole(edges[0])}", *inner, f"{_whole(edges[-1])} and above"]
