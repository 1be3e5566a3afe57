"""What free text and identifiers look like without being read: length, words, format, as codes of rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.metrics.fidelity.rule_kinds import shape_of
from synthlab.statistics.binning import MIN_ROWS, OTHER, make_bins
from synthlab.tables.schema import Column, Kind

__all__ = ["Look", "length_look", "plain", "shape_look", "word_look"]

Codes = npt.NDArray[np.uint8]

_RANGES = 20
_WORDS = 100
_SHAPES = 20
_MOST_LETTERS = 2_000
# Scripts without spaces are taken sign by sign.
_SIGNS = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_WORD = re.compile(rf"[{_SIGNS}]|[^\W_{_SIGNS}]+")


@dataclass(frozen=True)
class Look:
    """One look at a column. ``codes`` has shape (n_lines, n_rows) a table: one line of codes, or a flag a word.

    ``labels`` name the codes of a single line, or the words.
    """

    column: str
    what: str
    labels: tuple[str, ...]
    codes: tuple[Codes, ...]
    are_flags: bool = False


def plain(texts: pd.Series) -> list[str]:
    """Each text in lower case with single spaces, ``""`` where it is missing."""
    known = texts.astype("string").fillna("")
    return [" ".join(str(text)[:_MOST_LETTERS].casefold().split()) for text in known]


def length_look(tables: Sequence[pd.Series], n_real: int) -> Look:
    """How many characters each text has, in ranges made from the real tables; a missing one apart."""
    name = str(tables[0].name)
    lengths = [table.astype("string").str.len().astype("Int64") for table in tables]
    bins = make_bins(lengths[:n_real], Column(name=name, kind=Kind.INTEGER), _RANGES)
    return Look(name, "length", bins.labels, tuple(bins.code(each)[None, :] for each in lengths))


def word_look(name: str, tables: Sequence[list[str]], n_real: int) -> Look | None:
    """Which rows use each of the 100 words that most real rows use; None where no word is used by ten of them."""
    split = [[set(_WORD.findall(text)) for text in table] for table in tables]
    counts = Counter(word for table in split[:n_real] for words in table for word in words)
    ranked = sorted(
        (word for word, n in counts.items() if n >= MIN_ROWS), key=lambda word: (-counts[word], word)
    )
    chosen = tuple(ranked[:_WORDS])
    if not chosen:
        return None
    places = {word: place for place, word in enumerate(chosen)}
    flags = []
    for table in split:
        used = np.zeros((len(chosen), len(table)), dtype=np.uint8)
        for row, words in enumerate(table):
            used[[places[word] for word in words if word in places], row] = 1
        flags.append(used)
    return Look(name, "words", chosen, tuple(flags), are_flags=True)


def shape_look(tables: Sequence[pd.Series], n_real: int) -> Look | None:
    """How identifiers are written: digits as 9, letters as A or a. Only shapes of ten real rows are told apart.

    None where no shape is that frequent.
    """
    texts = [table.astype("string") for table in tables]
    shapes = [
        [
            None if missing else shape_of(str(text)[:80])
            for text, missing in zip(each, each.isna(), strict=True)
        ]
        for each in texts
    ]
    counts = Counter(shape for table in shapes[:n_real] for shape in table if shape is not None)
    ranked = sorted(
        (s for s, n in counts.items() if n >= MIN_ROWS), key=lambda shape: (-counts[shape], shape)
    )
    chosen = ranked[:_SHAPES]
    if not chosen:
        return None
    codes: dict[str | None, int] = {shape: place for place, shape in enumerate(chosen)}
    codes[None] = len(chosen) + 1
    labels = (*chosen, OTHER, "(missing)")
    return Look(
        str(tables[0].name),
        "format",
        labels,
        tuple(
            np.array([codes.get(shape, len(chosen)) for shape in table], dtype=np.uint8)[None, :]
            for table in shapes
        ),
    )
