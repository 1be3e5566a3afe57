"""The distinct values of a column as text, and where each stands: what every reading of values begins with.

Work is done once a distinct value, not once a row: that is what makes a million rows quick.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = ["Cells", "cell_text", "cells_of", "listed_rows", "matches", "whole"]

_EXACT = 2**53


@dataclass(frozen=True)
class Cells:
    """A column as codes into its distinct texts.

    ``codes`` has shape (n_rows,), -1 where the value is missing; ``texts`` is an Arrow string array of the
    distinct values, in order of appearance.
    """

    codes: npt.NDArray[np.int64]
    texts: Any

    @cached_property
    def counts(self) -> npt.NDArray[np.int64]:
        """How many rows hold each distinct text."""
        return np.bincount(self.codes[self.codes >= 0], minlength=len(self.texts)).astype(np.int64)

    @property
    def present(self) -> int:
        """Rows that hold a value."""
        return int(self.counts.sum())

    @property
    def distinct(self) -> int:
        return len(self.texts)

    def share(self, chosen: npt.NDArray[np.bool_]) -> float:
        """Share of the present rows whose distinct text is chosen; 0 where no value is present."""
        return float(self.counts[chosen].sum() / self.present) if self.present else 0.0

    def rows(self, chosen: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
        """Positions of the rows whose distinct text is chosen."""
        table = np.append(chosen, False)
        return np.flatnonzero(table[self.codes])

    def spread(self, values: npt.NDArray[Any], missing: Any) -> npt.NDArray[Any]:
        """One value a row from one value a distinct text."""
        return np.append(values, np.asarray([missing], dtype=values.dtype))[self.codes]

    def without(self, chosen: npt.NDArray[np.bool_]) -> Cells:
        """The same column with the chosen distinct texts turned into missing values."""
        if not chosen.any():
            return self
        table = np.append(np.where(chosen, -1, np.cumsum(~chosen) - 1), -1)
        return Cells(table[self.codes], self.texts.take(np.flatnonzero(~chosen)))

    def retexted(self, texts: Sequence[str]) -> Cells:
        """The same column with other texts, one for each distinct text; equal ones become one."""
        import pyarrow as pa

        return _merged(self.codes, pa.array(texts, type=pa.string()))

    def sample(self, most: int = 1000) -> list[str]:
        """At most this many distinct texts, evenly spaced, the same each time."""
        if self.distinct <= most:
            return list(self.texts.to_pylist())
        where = np.linspace(0, self.distinct - 1, most).astype(np.int64)
        return list(self.texts.take(where).to_pylist())


def cells_of(values: pd.Series) -> Cells:
    """The cells of a column of any dtype; whole floats lose their ``.0``, text is kept as it stands."""
    import pyarrow as pa

    if isinstance(values.dtype, pd.CategoricalDtype):
        texts = pa.array([cell_text(value) for value in values.cat.categories], type=pa.string())
        return _merged(values.cat.codes.to_numpy().astype(np.int64), texts)
    if _is_text(values):
        return _encoded(_arrow_text(values))
    if values.dtype == object:
        return _encoded(_arrow_text(values.map(cell_text, na_action="ignore")))
    codes, uniques = pd.factorize(values)
    return _merged(
        codes.astype(np.int64), pa.array([cell_text(value) for value in uniques], type=pa.string())
    )


def _is_text(values: pd.Series) -> bool:
    return isinstance(values.dtype, pd.StringDtype) or (
        values.dtype == object and pd.api.types.infer_dtype(values, skipna=True) in ("string", "empty")
    )


def _arrow_text(values: pd.Series) -> Any:
    import pyarrow as pa

    if values.dtype == object:
        array = pa.array(values.to_numpy(), type=pa.string(), from_pandas=True)
    else:
        array = pa.array(values.array)
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    return array.cast(pa.string())


def _encoded(array: Any) -> Cells:
    import pyarrow.compute as pc

    encoded = pc.dictionary_encode(array)
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    return Cells(codes, encoded.dictionary)


def _merged(codes: npt.NDArray[np.int64], texts: Any) -> Cells:
    """Cells whose texts are distinct and all in use, though two values may be written alike."""
    import pyarrow as pa

    used = np.unique(codes[codes >= 0])
    encoded = texts.take(pa.array(used)).dictionary_encode()
    table = np.full(len(texts) + 1, -1, dtype=np.int64)
    table[used] = encoded.indices.to_numpy()
    return Cells(table[codes], encoded.dictionary)


def cell_text(value: Any) -> str:
    """One cell as text, as a person would type it: 3 for 3.0, 2020-01-31 for that day at midnight."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool | np.bool_):
        return str(bool(value))
    if isinstance(value, int | np.integer):
        return str(int(value))
    if isinstance(value, float | np.floating):
        number = float(value)
        return str(int(number)) if number.is_integer() and abs(number) <= _EXACT else repr(number)
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime.datetime):
        text = value.isoformat(sep=" ")
        return text.removesuffix(" 00:00:00")
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="backslashreplace")
    return str(value)


def matches(texts: Any, pattern: str) -> npt.NDArray[np.bool_]:
    """Which texts match a regular expression (RE2 grammar, searched anywhere)."""
    import pyarrow.compute as pc

    return np.asarray(pc.match_substring_regex(texts, pattern).to_numpy(zero_copy_only=False), dtype=bool)


def whole(number: int, what: str) -> str:
    """``1 row``, ``1,200 rows``."""
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def listed_rows(rows: npt.NDArray[np.int64], most: int = 3) -> str:
    """``row 3`` or ``rows 3, 17``: positions counted from 1, below the header."""
    shown = ", ".join(f"{row + 1}" for row in rows[:most])
    return f"row{'s' if len(rows) > 1 else ''} {shown}"
