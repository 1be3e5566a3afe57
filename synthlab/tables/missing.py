"""Which texts of a file mean "no value": told apart from the same texts used as a category."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from synthlab.tables.cells import Cells, matches, whole
from synthlab.tables.numerals import Convention

__all__ = ["CANDIDATES", "Markers", "find_markers", "without_markers"]

# Written by programs for a missing value and, as a whole cell, hardly ever meant as a value.
_CERTAIN = (
    "?",
    "??",
    "N/A",
    "n/a",
    "N/a",
    "#N/A",
    "#NA",
    "NaN",
    "nan",
    "NAN",
    "NULL",
    "null",
    "<NA>",
    "<null>",
    "NaT",
    r"\N",
)
# Real categories too: Namibia, "no alley", an artist. Missing only where a column of numbers or dates has them.
_WORDS = ("NA", "na", "None", "none", "NONE", "Null", "missing", "Missing", "MISSING")
# Missing where a column of numbers, dates or words has them, unless a column also uses other signs (+ and -).
_SIGNS = (
    "#",
    "##",
    "-",
    "--",
    "---",
    "–",
    "‐",
    "―",
    "−",
    "—",
    "*",
    "**",
    "***",
    ".",
    "..",
    "...",
    "_",
    "/",
    "//",
    "!",
)

CANDIDATES = (*_CERTAIN, *_WORDS, *_SIGNS)
"""Every text that may be a missing marker."""

_DATE = r"^[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}(?:[ T].*)?$"
_WORD_CHARACTER = r"[\p{L}\p{N}]"


@dataclass(frozen=True)
class Markers:
    """The texts taken as missing (the empty one first) and sentences about them."""

    texts: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Use:
    """Where one candidate occurs: the columns, and in which of them it can only mean "no value"."""

    columns: tuple[str, ...]
    cells: int
    as_missing: int
    as_category: int


def find_markers(
    columns: Mapping[str, Cells], convention: Convention, given: Sequence[str] | None
) -> Markers:
    """The missing markers of a table of texts; ``given`` ones replace detection.

    A text such as NA, None or - is taken as missing for the whole table when some column is otherwise numbers
    or dates. Without such a column it stays a value, and a note says so.
    """
    if given is not None:
        texts = tuple(dict.fromkeys(("", *(text.strip() for text in given))))
        named = {text: _use(text, columns, dict.fromkeys(columns, "")) for text in texts[1:]}
        return Markers(texts, _taken_note(columns, named))
    present = {name: _present(column) for name, column in columns.items()}
    kinds = {name: _kind(columns[name], found, convention) for name, found in present.items() if found}
    uses = {
        text: _use(text, columns, {name: kind for name, kind in kinds.items() if text in present[name]})
        for text in CANDIDATES
        if any(text in found for found in present.values())
    }
    taken = {text: use for text, use in uses.items() if _is_missing(text, use)}
    kept = {text: use for text, use in uses.items() if text not in taken}
    notes = (*_taken_note(columns, taken), *_doubt_notes(taken, kinds), *_kept_notes(kept))
    return Markers(("", *taken), notes)


def without_markers(column: Cells, markers: Sequence[str]) -> Cells:
    """The column with these texts missing; texts that are no longer used stay listed only if not markers."""
    import pyarrow as pa
    import pyarrow.compute as pc

    is_marker = pc.is_in(column.texts, value_set=pa.array(list(markers), type=pa.string())).to_numpy(
        zero_copy_only=False
    )
    if not is_marker.any():
        return column
    kept = np.flatnonzero(~is_marker)
    new_code = np.full(len(column.texts) + 1, -1, dtype=np.int64)
    new_code[kept] = np.arange(len(kept))
    return Cells(new_code[column.codes], column.texts.take(pa.array(kept)))


def _present(column: Cells) -> frozenset[str]:
    import pyarrow as pa
    import pyarrow.compute as pc

    is_candidate = pc.is_in(column.texts, value_set=pa.array(CANDIDATES))
    return frozenset(column.texts.filter(is_candidate).to_pylist())


def _kind(column: Cells, found: frozenset[str], convention: Convention) -> str:
    """What the column holds beside candidates: "values" (numbers, dates), "words", "few words", "signs", "nothing"."""
    others: Any = without_markers(column, sorted(found)).texts
    if not len(others):
        return "nothing"
    if convention.is_number(others).all() or matches(others, _DATE).all():
        return "values"
    if not matches(others, _WORD_CHARACTER).all():
        return "signs"
    return "words" if len(others) > 2 else "few words"


def _use(text: str, columns: Mapping[str, Cells], kinds: Mapping[str, str]) -> _Use:
    cells = {name: _count(columns[name], text) for name in kinds}
    where = tuple(name for name, count in cells.items() if count)
    evidence = ("values", "words") if text in _SIGNS else ("values",)
    return _Use(
        columns=where,
        cells=sum(cells.values()),
        as_missing=sum(kinds[name] in evidence for name in where),
        as_category=sum(kinds[name] == "signs" for name in where),
    )


def _count(column: Cells, text: str) -> int:
    import pyarrow.compute as pc

    code = pc.index(column.texts, text).as_py()
    return int(column.counts[code]) if code >= 0 else 0


def _is_missing(text: str, use: _Use) -> bool:
    if text in _WORDS:
        return use.as_missing > 0
    if text in _SIGNS:
        return use.as_missing > 0 and not use.as_category
    return not use.as_category


def _taken_note(columns: Mapping[str, Cells], taken: Mapping[str, _Use]) -> tuple[str, ...]:
    empty = sum(int((column.codes < 0).sum()) for column in columns.values())
    parts = [f"empty ({whole(empty, 'cell')})"] if empty else []
    parts += [
        f"{text} ({whole(use.cells, 'cell')} in {whole(len(use.columns), 'column')})"
        for text, use in taken.items()
        if use.cells
    ]
    return (f"Taken as missing: {', '.join(parts)}.",) if parts else ()


def _doubt_notes(taken: Mapping[str, _Use], kinds: Mapping[str, str]) -> tuple[str, ...]:
    """Words taken as missing that also stand in columns of words, where they may be a category."""
    notes = []
    for text, use in taken.items():
        words = [name for name in use.columns if kinds.get(name) in ("words", "few words")]
        if text in _WORDS and words:
            notes.append(
                f"{text} may be a real category in {_listed(words)}: "
                "if it is, take it off the missing markers."
            )
    return tuple(notes)


def _kept_notes(kept: Mapping[str, _Use]) -> tuple[str, ...]:
    """Only what may surprise: "none" is a word like any other, and - beside + is a sign like any other."""
    return tuple(
        f"{text} ({whole(use.cells, 'cell')} in {_listed(use.columns)}) was kept as a value: "
        "if it means missing, add it to the missing markers."
        for text, use in kept.items()
        if text != "none" and not use.as_category
    )


def _listed(names: Sequence[str], most: int = 3) -> str:
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"
