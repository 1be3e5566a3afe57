"""Could somebody hit on these values without having seen them?"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.tables.patterns import PATTERNS, is_code, share_of

__all__ = ["is_high_entropy", "log10_space", "normalised", "why_unguessable"]

NEARLY_UNIQUE = 0.9
"""A string column with a larger share of distinct values is looked at, whatever its kind."""

_LEAST_VALUES = 10
_SAMPLE = 2_000
_LONG_TEXT = 40
_MOST_CHANCE_HITS = 0.01
# Names have a known shape but no secret in them: two unrelated people may share one.
_GUESSABLE_SHAPES = frozenset({"names of people", "IP addresses", "device addresses (MAC)"})


def normalised(values: pd.Series) -> pd.Series:
    """The values that are not missing, blanks at the ends and letter case apart, index kept."""
    stated = values.dropna()
    if not isinstance(stated.dtype, pd.CategoricalDtype):
        return stated.astype(str).str.strip().str.casefold()
    # Each level once instead of each cell.
    levels = stated.cat.categories.astype(str).str.strip().str.casefold().to_numpy(dtype=object)
    return pd.Series(levels[stated.cat.codes], index=stated.index, name=stated.name)


def is_high_entropy(values: pd.Series) -> bool:
    """Whether a string column may point at people: nearly all values differ, or they look like addresses or numbers.

    ``values`` are normalised. Fewer than ten values say nothing.
    """
    if len(values) < _LEAST_VALUES:
        return False
    distinct = values.unique()
    return len(distinct) > NEARLY_UNIQUE * len(values) or _pattern(_sampled(distinct)) is not None


def why_unguessable(distinct: Sequence[str], n_guesses: int, is_nearly_unique: bool) -> str | None:
    """Why nobody could hit on these values by chance, as the end of a sentence; None where somebody could.

    E-mail addresses, account numbers and the like; codes whose scheme has so many places that ``n_guesses`` random
    ones would hit less than 0.01 of them; long texts that hardly repeat. Record numbers that count up, and names,
    can be guessed: another table may hold the same ones without having copied them.
    """
    if len(distinct) < _LEAST_VALUES:
        return None
    sample = _sampled(np.asarray(distinct, dtype=object))
    pattern = _pattern(sample)
    if pattern is not None:
        return f"they look like {pattern}"
    if share_of(sample, is_code) >= NEARLY_UNIQUE:
        hits = math.log10(max(1, n_guesses)) + math.log10(len(distinct)) - log10_space(sample)
        return (
            "their scheme has far more codes than there are records"
            if hits < math.log10(_MOST_CHANCE_HITS)
            else None
        )
    if is_nearly_unique and float(np.mean([len(text) for text in sample])) >= _LONG_TEXT:
        return "they are long texts that hardly repeat"
    return None


def log10_space(values: Sequence[str]) -> float:
    """How many codes the scheme of these values could write, as a power of ten: the characters seen at each place.

    Places are counted from the right, so that numbers of different length share theirs.

    >>> round(log10_space(["a1", "a2", "a9"]), 2)
    0.48
    """
    length = max(len(value) for value in values)
    places = [value.rjust(length, "\0") for value in values]
    return sum(math.log10(len(set(column))) for column in zip(*places, strict=True))


def _pattern(sample: Sequence[str]) -> str | None:
    for what, is_one, least in PATTERNS:
        if what not in _GUESSABLE_SHAPES and share_of(sample, is_one) >= least:
            return what
    return None


def _sampled(distinct: npt.NDArray[np.object_]) -> list[str]:
    # Evenly over the sorted values, so that neither the order of rows nor a seed has a say.
    ordered = np.sort(distinct)
    places = np.linspace(0, len(ordered) - 1, min(_SAMPLE, len(ordered))).astype(int)
    return [str(value) for value in ordered[places]]
