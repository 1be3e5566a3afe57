"""Free text as a template: as long as real texts, of words that many rows share, in random order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = ["TextMaker", "text_maker"]

_MOST_WORDS = 200
_ROUNDS = 20

_EASTERN = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3"
_WORD = re.compile(rf"[{_EASTERN}]|[^\W\d_{_EASTERN}]+(?:['’\-][^\W\d_{_EASTERN}]+)*")
_BETWEEN_EASTERN = re.compile(rf"(?<=[{_EASTERN}]) (?=[{_EASTERN}])")


@dataclass(frozen=True)
class TextMaker:
    """Words with their shares, lengths in words as steps of several real texts each; ``taken`` are rare real texts."""

    words: tuple[str, ...]
    shares: npt.NDArray[np.float64]
    lengths: npt.NDArray[np.int64]
    missing: float
    taken: npt.NDArray[np.uint64]
    note: str

    def make(self, n_rows: int, rng: np.random.Generator) -> pd.Series:
        """New texts, missing as often as real ones; none equals a real text that few rows have."""
        texts = np.full(n_rows, None, dtype=object)
        open_rows = np.flatnonzero(rng.random(n_rows) >= self.missing) if self.words else np.empty(0, int)
        for _ in range(_ROUNDS):
            if not len(open_rows):
                break
            texts[open_rows] = self._drawn(len(open_rows), rng)
            open_rows = open_rows[np.isin(_hashed(texts[open_rows]), self.taken)]
        texts[open_rows] = None
        return pd.Series(texts, dtype="string")

    def _drawn(self, n_texts: int, rng: np.random.Generator) -> list[str]:
        lengths = self.lengths[rng.integers(len(self.lengths), size=n_texts)]
        drawn = np.array(self.words, dtype=object)[rng.choice(len(self.words), lengths.sum(), p=self.shares)]
        ends = np.cumsum(lengths)
        return [
            _BETWEEN_EASTERN.sub("", " ".join(drawn[end - length : end]))
            for end, length in zip(ends, lengths, strict=True)
        ]


def text_maker(values: pd.Series, least: int, persons: pd.Series | None = None) -> TextMaker:
    """The template of a column: words that at least ``least`` rows (persons, where given) have, and lengths.

    Numbers and signs are left out; of East Asian writing each sign is a word. Each length is the mean of at
    least ``least`` texts of nearly the same length.
    """
    known = values.notna()
    texts = values[known].astype(str)
    owners = range(len(texts)) if persons is None else persons[known].astype(str)
    words = [_WORD.findall(text) for text in texts]
    counts = _owners_of(words, owners)
    common = sorted(word for word, count in counts.items() if count >= least)
    lengths = np.array(sorted(min(len(found), _MOST_WORDS) for found in words if found), dtype=np.int64)
    if not common or len(lengths) < least:
        note = (
            f"no word is shared by {least} {'rows' if persons is None else 'persons'}, so that it stays empty"
        )
        return TextMaker((), np.empty(0), np.empty(0, dtype=np.int64), 1.0, _hashed(np.empty(0)), note)
    weights = np.array([counts[word] for word in common], dtype=np.float64)
    steps = np.array_split(lengths, len(lengths) // least)
    repeats = texts.value_counts()
    note = (
        f"texts of {len(common):,} words that at least {least} {'rows' if persons is None else 'persons'} share, in "
        f"random order; {len(counts) - len(common):,} rarer words are left out"
    )
    return TextMaker(
        tuple(common),
        weights / weights.sum(),
        np.array([max(1, round(float(step.mean()))) for step in steps], dtype=np.int64),
        float(1 - known.mean()),
        _hashed(repeats[repeats < least].index.to_numpy(dtype=object)),
        note,
    )


def _owners_of(words: Sequence[Sequence[str]], owners: Iterable[object]) -> Counter[str]:
    """How many rows or persons use each word."""
    seen: set[tuple[str, object]] = set()
    for found, owner in zip(words, owners, strict=True):
        seen.update((word, owner) for word in found)
    return Counter(word for word, _ in seen)


def _hashed(texts: npt.NDArray[np.generic]) -> npt.NDArray[np.uint64]:
    return np.asarray(pd.util.hash_array(np.asarray(texts, dtype=object), categorize=False))
