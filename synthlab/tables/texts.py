"""Columns of text, whatever file they come from: missing markers taken out, numbers written plainly."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from synthlab.tables.cells import Cells, matches
from synthlab.tables.missing import CANDIDATES, find_markers, without_markers
from synthlab.tables.numerals import Convention, convention_of, decimal_note, plain_numbers
from synthlab.tables.options import ReadOptions

__all__ = ["Texts", "text_column", "tidy_texts"]


@dataclass(frozen=True)
class Texts:
    """The columns, the options in force once the open ones are decided, and sentences about it."""

    columns: dict[str, Cells]
    options: ReadOptions
    notes: tuple[str, ...]


def tidy_texts(columns: Mapping[str, Cells], options: ReadOptions) -> Texts:
    """These columns with missing markers missing and, where all values are numbers, numbers as ``1234.5``.

    Markers, decimal sign and thousands separator are decided for the table as a whole, unless given.
    """
    bare = [without_markers(column, CANDIDATES) for column in columns.values()]
    convention = convention_of(bare, options.delimiter or "\t", options.decimal, options.thousands)
    markers = find_markers(columns, convention, options.missing)
    kept = {name: without_markers(column, markers.texts) for name, column in columns.items()}
    plain, number_note = _plainly(kept, convention)
    found = options.model_copy(
        update={
            "decimal": convention.decimal,
            "thousands": convention.thousands,
            "missing": markers.texts,
        }
    )
    return Texts(plain, found, tuple(note for note in (number_note, *markers.notes) if note))


def _plainly(columns: Mapping[str, Cells], convention: Convention) -> tuple[dict[str, Cells], str]:
    changed, example, result = 0, "", {}
    for name, column in columns.items():
        plain = plain_numbers(column, convention)
        if plain is not None:
            if not changed:
                where = int(np.argmax(matches(column.texts, f"[{re.escape(',' + convention.thousands)}]")))
                example = f"{column.texts[where].as_py()} for {plain.texts[where].as_py()}"
            changed += 1
        result[name] = plain or column
    return result, decimal_note(convention, changed, example)


def text_column(column: Cells) -> pd.Series:
    """The cells as a pandas ``string`` column, missing ones as ``<NA>``; equal cells share one object."""
    texts = column.texts.to_numpy(zero_copy_only=False).astype(object)
    return pd.Series(column.spread(texts, pd.NA), dtype="string")
