"""Texts that occur again: word for word, or nearly, among the rows a generator saw and among rows it did not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from synthlab.statistics.intervals import newcombe

__all__ = ["NEARLY", "copy_rows", "nearest_likeness"]

NEARLY = 0.9
"""Texts of at least this cosine, over weighted runs of three letters, are nearly the same."""

_MOST_MADE = 1_500
_MOST_REAL = 3_000
_LEAST = 30
_LETTERS = 400


def copy_rows(
    column: str,
    sides: tuple[Sequence[str], Sequence[str], Sequence[str]],
    screening: bool,
    rng: np.random.Generator,
    n_columns: int = 1,
) -> list[dict[str, Any]]:
    """Two rows a column: the share of synthetic texts found among seen ones, word for word and nearly.

    ``sides`` holds the texts of seen, unseen and synthetic rows. ``control`` is the share of the same synthetic
    texts found among as many unseen ones. In a ``screening`` no row is known to be unseen, ``sides`` holds two
    halves of the real rows, and it is the share of the second found in the first: how often real texts coincide. Empty texts are left out, tables cut to one size: at most 1,500 synthetic and 3,000 real texts,
    fewer where ``n_columns`` are to be looked at. Nothing where fewer than 30 are left.
    """
    known = [sorted(text for text in side if text) for side in sides]
    few = n_columns**0.5
    n = min(len(known[0]), len(known[1]), int(_MOST_REAL / few))
    n_made = min(len(known[2]), int(_MOST_MADE / few))
    if n < _LEAST or n_made < _LEAST:
        return []
    seen, unseen, texts = (
        [side[place] for place in rng.choice(len(side), size, replace=False)]
        for side, size in zip(known, (n, n, n_made), strict=True)
    )
    asked, pool = (unseen, seen) if screening else (texts, unseen)
    rows = []
    for what, least in (("copied word for word", 1.0), ("copied nearly", NEARLY)):
        found, by_chance = (_found(one, among, least) for one, among in ((texts, seen), (asked, pool)))
        low, high = newcombe(found, len(texts), by_chance, len(asked))
        rows.append(
            {
                "column": column,
                "what": what,
                "copied": found / len(texts),
                "control": by_chance / len(asked),
                "difference": found / len(texts) - by_chance / len(asked),
                "low": low,
                "high": high,
                "texts": len(texts),
                "among": n,
            }
        )
    return rows


def nearest_likeness(texts: Sequence[str], among: Sequence[str]) -> npt.NDArray[np.float64]:
    """The cosine of each text and the one most like it, shape (n_texts,), in [0, 1].

    Runs of three letters are hashed and weighted by how few of all these texts have them (TF-IDF), so that
    what every text has counts little.
    """
    from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer

    vectors = HashingVectorizer(
        analyzer="char_wb", ngram_range=(3, 3), n_features=2**18, alternate_sign=False, norm=None
    )
    cut = [[text[:_LETTERS] for text in side] for side in (texts, among)]
    counts = vectors.transform([*cut[0], *cut[1]])
    weighted = TfidfTransformer().fit_transform(counts)
    of_texts, of_among = weighted[: len(texts)], weighted[len(texts) :].T.tocsc()
    best = np.zeros(len(texts))
    for start in range(0, len(texts), 250):
        block = of_texts[start : start + 250] @ of_among
        best[start : start + 250] = block.max(axis=1).toarray().ravel()
    return np.clip(best, 0.0, 1.0)


def _found(texts: Sequence[str], among: Sequence[str], least: float) -> int:
    if least >= 1:
        there = set(among)
        return sum(text in there for text in texts)
    return int((nearest_likeness(texts, among) >= least).sum())
