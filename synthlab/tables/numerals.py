"""How a file writes its numbers: decimal comma or point, and what stands between thousands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from synthlab.tables.cells import Cells, matches, whole

__all__ = ["PLAIN", "Convention", "convention_of", "decimal_note", "plain_numbers"]

_SPACES = " \u00a0\u2009\u202f"
_PILOT = 400


@dataclass(frozen=True)
class Convention:
    """A decimal sign (``.`` or ``,``) and a thousands separator (``""`` for none)."""

    decimal: str = "."
    thousands: str = ""

    @property
    def pattern(self) -> str:
        """What a whole cell must match to be a number written this way."""
        mark = "[.]" if self.decimal == "." else ","
        plain = f"(?:[0-9]+(?:{mark}[0-9]*)?|{mark}[0-9]+)(?:[eE][+-]?[0-9]+)?"
        if not self.thousands:
            return f"^[+-]?{plain}$"
        separator = {".": "[.]", "'": "['\u2019]", " ": f"[{_SPACES}]"}.get(self.thousands, self.thousands)
        grouped = f"[1-9][0-9]{{0,2}}(?:{separator}[0-9]{{3}})+(?:{mark}[0-9]+)?"
        return f"^[+-]?(?:{plain}|{grouped})$"

    def is_number(self, texts: Any) -> npt.NDArray[np.bool_]:
        """Which texts are numbers written this way."""
        return matches(texts, self.pattern)

    def plain(self, texts: Any) -> Any:
        """These numbers as ``1234.5``: thousands separators gone, a decimal point."""
        import pyarrow.compute as pc

        if self.thousands:
            dropped = {"'": "['\u2019]", " ": f"[{_SPACES}]"}.get(self.thousands)
            texts = (
                pc.replace_substring_regex(texts, dropped, "")
                if dropped
                else pc.replace_substring(texts, self.thousands, "")
            )
        return pc.replace_substring(texts, ",", ".") if self.decimal == "," else texts


PLAIN = Convention()

# In order of preference where two explain as many columns.
_CONVENTIONS = (
    PLAIN,
    Convention(".", ","),
    Convention(",", ""),
    Convention(",", "."),
    Convention(",", " "),
    Convention(".", " "),
    Convention(".", "'"),
    Convention(",", "'"),
)


def convention_of(
    columns: Sequence[Cells], delimiter: str, decimal: str | None = None, thousands: str | None = None
) -> Convention:
    """The convention under which most columns are numbers throughout; the plain one where none does better.

    A given ``decimal`` or ``thousands`` is kept. Where "1,234" alone could be either, it is a thousand and
    more, except in a file whose fields are separated by semicolons.
    """
    candidates = [
        convention
        for convention in _CONVENTIONS
        if decimal in (None, convention.decimal) and thousands in (None, convention.thousands)
    ]
    if len(candidates) < 2:
        return candidates[0] if candidates else Convention(decimal or ".", thousands or "")
    if delimiter == ";":
        candidates.sort(key=lambda convention: convention != PLAIN and convention != Convention(",", ""))
    odd = [column for column in columns if _is_odd(column)]
    if PLAIN in candidates and all(_explains(PLAIN, column, delimiter) for column in odd):
        return PLAIN
    scores = [sum(_explains(convention, column, delimiter) for column in odd) for convention in candidates]
    return candidates[int(np.argmax(scores))]


def _is_odd(column: Cells) -> bool:
    """Whether most of a sample of the column look like numbers of some kind: other columns decide nothing."""
    pilot = _pilot(column)
    if not len(pilot):
        return False
    number_like = matches(
        pilot, f"^[+-]?[0-9][0-9.,'\u2019{_SPACES}]*(?:[eE][+-]?[0-9]+)?$|^[+-]?[.,][0-9]+$"
    )
    return bool(number_like.mean() > 0.5)


def _pilot(column: Cells) -> Any:
    import pyarrow as pa

    return pa.array(column.sample(_PILOT), type=pa.string())


def _explains(convention: Convention, column: Cells, delimiter: str) -> bool:
    """Whether all values are numbers under this convention, with evidence that it is not a code or a list.

    Groups of three digits that never vary in length are phone numbers as well as thousands; and "1,5" in a
    file separated by commas is a list more often than a number, so it must take more than two values.
    """
    if not convention.is_number(_pilot(column)).all() or not convention.is_number(column.texts).all():
        return False
    if convention.thousands in (" ", "'"):
        separators = matches(column.texts, f"[{_SPACES}'\u2019]")
        if separators.all():
            return False
    if convention.decimal == "," and delimiter == ",":
        n_commas = int(matches(column.texts, ",").sum())
        return n_commas > 2 or n_commas == 0
    return True


def plain_numbers(column: Cells, convention: Convention) -> Cells | None:
    """The column with its numbers written plainly, or None where nothing is to change.

    Changed only where every value is a number under the convention, some value is not plainly one already,
    and no value is a code with leading zeros.
    """
    if convention == PLAIN or not column.distinct or not convention.is_number(column.texts).all():
        return None
    # "1.234" is a plain number, yet a thousand and more where the point separates thousands.
    changed = "[,.]" if convention.thousands == "." else f"[,'\u2019{_SPACES}]"
    if not matches(column.texts, changed).any() or matches(column.texts, "^[+-]?0[0-9]").any():
        return None
    return Cells(column.codes, convention.plain(column.texts))


def decimal_note(convention: Convention, n_columns: int, example: str) -> str:
    """The sentence that says how numbers were read; empty where none had to be rewritten."""
    if convention == PLAIN or not n_columns:
        return ""
    names = {",": "commas", ".": "points", " ": "blanks", "'": "apostrophes"}
    parts = []
    if convention.decimal == ",":
        parts.append("a decimal comma")
    if convention.thousands:
        parts.append(f"{names[convention.thousands]} between thousands")
    return (
        f"Numbers are written with {' and '.join(parts)} in {whole(n_columns, 'column')}, such as {example}."
    )
