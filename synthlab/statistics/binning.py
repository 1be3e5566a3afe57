"""Bins of one column, made once from the real table and shared by every table that is compared with it.

Only the real rows taken together decide (train and holdout, without knowing which is which), so that both
get the same treatment. A number is named in a label only when it is a rounded edge, or a value that at least
``MIN_ROWS`` real rows hold; the outermost ranges are open, so that a real extreme held by few is never shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.statistics.ranges import MIN_ROWS, Numbers, make_ranges
from synthlab.tables.schema import Column, Kind

__all__ = ["MIN_ROWS", "MISSING", "NEW", "OTHER", "RARE", "Bins", "code_table", "make_bins", "ordered_values"]

Codes = npt.NDArray[np.uint8]
MISSING, NEW, OTHER, RARE = "(missing)", "(new)", "(other)", "(rare)"
_MOST_LEVELS = 250
_MOST_SHOWN = 24


@dataclass(frozen=True)
class Bins:
    """The bins of one column.

    ``labels`` names each code, in order; the last two codes are always ``(new)``, for values that lie in no
    bin of the real table, and ``(missing)``. ``shown`` maps each code to one of ``shown_labels``: what may be
    displayed, where levels that fewer than ``MIN_ROWS`` real rows hold are pooled. ``real_rows`` counts the
    real rows of each code. An ordered column is coded by comparison with ``edges`` (an edge belongs to the
    range above it), then through ``targets``; any other through its ``levels``.
    """

    column: str
    kind: Kind
    labels: tuple[str, ...]
    real_rows: tuple[int, ...]
    shown: npt.NDArray[np.intp]
    shown_labels: tuple[str, ...]
    edges: Numbers | None = None
    targets: Codes | None = None
    levels: tuple[str, ...] = ()

    @property
    def n_codes(self) -> int:
        return len(self.labels)

    @property
    def missing_code(self) -> int:
        return len(self.labels) - 1

    @property
    def n_pooled(self) -> int:
        """How many levels are held by too few real rows to be shown by name."""
        if RARE not in self.shown_labels:
            return 0
        return int(np.count_nonzero(self.shown == self.shown_labels.index(RARE)))

    def code(self, values: pd.Series) -> Codes:
        """The code of each value, shape (n_rows,), of a conformed column of this kind."""
        if self.edges is None or self.targets is None:
            return self._level_codes(values)
        numbers, missing = ordered_values(values)
        codes = self.targets[np.searchsorted(self.edges, numbers, side="right")]
        codes[missing] = self.missing_code
        return codes

    def _level_codes(self, values: pd.Series) -> Codes:
        codes, levels = _as_levels(values)
        other = self.n_codes - 3
        where = pd.Index(self.levels, dtype=object).get_indexer(pd.Index(levels, dtype=object))
        target = np.where(where < 0, other + 1, np.minimum(where, other))
        # Missing values carry -1 and so find the last place.
        return np.append(target, self.missing_code).astype(np.uint8)[codes]


def make_bins(parts: Sequence[pd.Series], column: Column, n_bins: int, n_levels: int = _MOST_LEVELS) -> Bins:
    """Bins of the real column whose rows come in ``parts`` (train, holdout).

    Numbers and dates with at most ``n_bins`` values get a bin a value; others get about ``n_bins`` ranges of
    equal real counts between rounded edges, and a bin of its own for each value that more than one row in
    ``n_bins`` holds. Categories get a bin for each of the ``n_levels`` (at most 250) most frequent levels;
    the rest are ``(other)``.
    """
    if not column.is_ordered:
        return _level_bins(_level_counts(parts), column, min(n_levels, _MOST_LEVELS))
    arrays = [ordered_values(part) for part in parts]
    numbers = np.sort(np.concatenate([values[~missing] for values, missing in arrays]))
    n_missing = sum(int(missing.sum()) for _, missing in arrays)
    ranges = make_ranges(numbers, column.kind, n_bins)
    labels = (*ranges.labels, NEW, MISSING)
    return Bins(
        column=column.name,
        kind=column.kind,
        labels=labels,
        real_rows=(*ranges.real_rows, 0, n_missing),
        shown=np.arange(len(labels)),
        shown_labels=labels,
        edges=ranges.edges,
        targets=ranges.targets,
    )


def code_table(frame: pd.DataFrame, bins: Sequence[Bins]) -> Codes:
    """One row of codes a column, shape (n_columns, n_rows), C order: what the crosstab kernel reads."""
    codes = np.empty((len(bins), len(frame)), dtype=np.uint8)
    for index, each in enumerate(bins):
        codes[index] = each.code(frame[each.column])
    return codes


def ordered_values(values: pd.Series) -> tuple[Numbers, npt.NDArray[np.bool_]]:
    """A number or date column as float64 or int64 (dates: nanoseconds), and where it is missing.

    What stands at a missing place has no meaning.
    """
    missing = values.isna().to_numpy(dtype=bool)
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        return values.to_numpy(dtype="M8[ns]").view(np.int64), missing
    if pd.api.types.is_integer_dtype(values.dtype):
        return values.fillna(0).to_numpy(dtype=np.int64), missing
    return values.to_numpy(dtype=np.float64), missing


def _as_levels(values: pd.Series) -> tuple[npt.NDArray[np.intp], list[str]]:
    """Codes (-1: missing) and the text of each code's level."""
    if pd.api.types.is_bool_dtype(values.dtype):
        codes = values.fillna(False).to_numpy(dtype=bool).astype(np.intp)
        codes[values.isna().to_numpy(dtype=bool)] = -1
        return codes, ["false", "true"]
    if not isinstance(values.dtype, pd.CategoricalDtype):
        values = values.astype("category")
    return values.cat.codes.to_numpy(dtype=np.intp), [str(level) for level in values.cat.categories]


def _level_counts(parts: Sequence[pd.Series]) -> dict[str | None, int]:
    """How many real rows hold each level; None counts the missing."""
    counts: dict[str | None, int] = {None: 0}
    for part in parts:
        codes, levels = _as_levels(part)
        tally = np.bincount(codes + 1, minlength=len(levels) + 1)
        counts[None] += int(tally[0])
        for level, count in zip(levels, tally[1:], strict=True):
            if count:
                counts[level] = counts.get(level, 0) + int(count)
    return counts


def _level_bins(counts: dict[str | None, int], column: Column, n_levels: int) -> Bins:
    held = {level: count for level, count in counts.items() if level is not None}
    ranked = sorted(held, key=lambda level: (-held[level], level))
    named = [level for level in ranked if held[level] >= MIN_ROWS][:_MOST_SHOWN]
    kept, rest = ranked[:n_levels], ranked[n_levels:]
    labels = (*(_quoted(level) for level in kept), OTHER, NEW, MISSING)
    rows = (*(held[level] for level in kept), sum(held[level] for level in rest), 0, counts[None] or 0)
    shown_labels = (*labels[: len(named)][: len(kept)], RARE, OTHER, NEW, MISSING)
    n_named = len(shown_labels) - 4
    # A level beyond those with room to be shown joins the others; one that few rows hold joins the rare.
    shown = [
        index if index < n_named else n_named + (rows[index] >= MIN_ROWS) for index in range(len(kept))
    ] + [n_named + 1, n_named + 2, n_named + 3]
    return Bins(
        column=column.name,
        kind=column.kind,
        labels=labels,
        real_rows=rows,
        shown=np.asarray(shown, dtype=np.intp),
        shown_labels=shown_labels,
        levels=(*kept, *rest),
    )


def _quoted(level: str) -> str:
    """The level as a label; in quotes where it would read as one of ours."""
    return f'"{level}"' if level in (MISSING, NEW, OTHER, RARE) else level
