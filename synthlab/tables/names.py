"""Column names as a table needs them: none blank, none twice, everything else as the file has it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from synthlab.tables.cells import whole

__all__ = ["Names", "column_names"]


@dataclass(frozen=True)
class Names:
    """``names``: one a column; ``source_names``: new name -> header, where they differ; ``notes``: what was done."""

    names: tuple[str, ...]
    source_names: dict[str, str]
    notes: tuple[str, ...]


def column_names(headers: Sequence[str]) -> Names:
    """Usable names for these headers.

    Blanks around a header go. A blank header becomes ``column 3`` (counted from 1), the second of two equal
    ones ``x (2)``; a name that is already in the file is never given to another column.
    """
    stripped = [header.strip() for header in headers]
    taken = set(stripped)
    seen: set[str] = set()
    names, blank, doubled = [], [], []
    for position, header in enumerate(stripped, start=1):
        if not header:
            name = _free(f"column {position}", taken)
            blank.append(name)
        elif header in seen:
            name = _free(header, taken, start=2)
            doubled.append(name)
        else:
            name = header
        seen.add(name)
        taken.add(name)
        names.append(name)
    notes = []
    if blank:
        notes.append(f"Columns without a name were named by their place: {_listed(blank)}.")
    if doubled:
        notes.append(f"Names that occur more than once got a number: {_listed(doubled)}.")
    padded = sum(name != header and bool(name) for name, header in zip(stripped, headers, strict=True))
    if padded:
        notes.append(f"Blanks around {whole(padded, 'column name')} were removed.")
    changed = {name: header for name, header in zip(names, headers, strict=True) if name != header}
    return Names(tuple(names), changed, tuple(notes))


def _free(name: str, taken: set[str], start: int = 1) -> str:
    candidate = name if start == 1 else f"{name} ({start})"
    number = start
    while candidate in taken:
        number += 1
        candidate = f"{name} ({number})"
    return candidate


def _listed(names: Sequence[str], most: int = 5) -> str:
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"
