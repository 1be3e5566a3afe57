"""Rules of categories, gaps and shapes kept in drawn rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.generators.repairs import Fixed, Flags
from synthlab.tables.rules import Determines, MissingTogether, NeverTogether, Shape, shape_of

__all__ = [
    "KeptDetermines", "KeptMissingTogether", "KeptNeverTogether", "KeptShape", "Partners", "pairs_in", "texts_of",
]  # fmt: skip


Objects = npt.NDArray[np.object_]


def texts_of(values: pd.Series) -> pd.Series:
    """Each value as it would be typed, true and false in small letters; missing as NaN."""
    if pd.api.types.is_bool_dtype(values.dtype):
        return values.astype(object).map({True: "true", False: "false"})
    texts = values.astype("string").astype(object)
    return texts.where(texts.notna(), np.nan)


@dataclass(frozen=True)
class Partners:
    """Which second value goes with each first one: ``keys[i]`` with ``values[i]``, written ``texts[i]``."""

    keys: pd.Index
    values: Objects
    texts: Objects

    def joined(self, others: Partners) -> Partners:
        """These, and those of ``others`` for first values that are not here."""
        new = ~others.keys.isin(self.keys)
        return Partners(
            self.keys.append(others.keys[new]),
            np.concatenate([self.values, others.values[new]]),
            np.concatenate([self.texts, others.texts[new]]),
        )


def pairs_in(rows: pd.DataFrame, rule: Determines, least: int, person: str | None = None) -> Partners:
    """The most frequent second value with each first one, of the pairs that at least so many rows have.

    Where ``person`` names a column, a pair counts once for each of its values.
    """
    known = rows[rows[[rule.first, rule.second]].notna().all(axis=1)]
    pairs = pd.DataFrame({"first": texts_of(known[rule.first]), "second": texts_of(known[rule.second])})
    each = pairs if person is None else pairs[~pairs.assign(person=known[person].astype(object)).duplicated()]
    counts = each.groupby(["first", "second"], sort=True).size().rename("count").reset_index()
    counts = counts[counts["count"] >= least].sort_values("count", ascending=False, kind="stable")
    best = counts.drop_duplicates("first")
    # The values themselves, in the column's own type, from a row that has the pair.
    example = pairs.drop_duplicates()
    place = pd.MultiIndex.from_frame(example).get_indexer(pd.MultiIndex.from_frame(best[["first", "second"]]))
    values = known[rule.second].astype(object).loc[example.index[place]]
    return Partners(
        pd.Index(best["first"].to_numpy(dtype=object)),
        values.to_numpy(dtype=object),
        best["second"].to_numpy(dtype=object),
    )


@dataclass(frozen=True)
class KeptDetermines:
    """The second value becomes the partner of the first; a first value without a partner is drawn again."""

    rule: Determines
    partners: Partners

    def broken(self, rows: pd.DataFrame) -> Flags:
        return self._differs(rows)[0]

    def mended(self, rows: pd.DataFrame, fixed: Fixed, rng: np.random.Generator) -> pd.DataFrame:
        broken, place = self._differs(rows)
        wrong = broken & (place >= 0)
        if not wrong.any() or self.rule.second in fixed:
            return rows
        wanted = self.partners.values[place[wrong]]
        return rows.assign(**{self.rule.second: _with(rows[self.rule.second], wrong, wanted)})

    def _differs(self, rows: pd.DataFrame) -> tuple[Flags, Any]:
        place = self.partners.keys.get_indexer(pd.Index(texts_of(rows[self.rule.first]), dtype=object))
        partner = np.concatenate([self.partners.texts, [None]])[place]
        found = texts_of(rows[self.rule.second])
        known = rows[[self.rule.first, self.rule.second]].notna().all(axis=1).to_numpy()
        return np.asarray(known & (found.to_numpy(dtype=object) != partner), dtype=bool), place


@dataclass(frozen=True)
class KeptMissingTogether:
    """The second value is taken away wherever the first is missing."""

    rule: MissingTogether

    def broken(self, rows: pd.DataFrame) -> Flags:
        gone = rows[self.rule.first].isna() & rows[self.rule.second].notna()
        return np.asarray(gone, dtype=bool)

    def mended(self, rows: pd.DataFrame, fixed: Fixed, rng: np.random.Generator) -> pd.DataFrame:
        broken = self.broken(rows)
        if not broken.any() or self.rule.second in fixed:
            return rows
        values = rows[self.rule.second].mask(broken)
        if isinstance(values.dtype, pd.CategoricalDtype):
            values = values.cat.remove_unused_categories()
        return rows.assign(**{self.rule.second: values})


@dataclass(frozen=True)
class KeptNeverTogether:
    """A row with both values is drawn again."""

    rule: NeverTogether

    def broken(self, rows: pd.DataFrame) -> Flags:
        first = _is(rows[self.rule.first], self.rule.value)
        return first & _is(rows[self.rule.second], self.rule.other) if first.any() else first

    def mended(self, rows: pd.DataFrame, fixed: Fixed, rng: np.random.Generator) -> pd.DataFrame:
        return rows


@dataclass(frozen=True)
class KeptShape:
    """A row with a text of another shape is drawn again."""

    rule: Shape

    def broken(self, rows: pd.DataFrame) -> Flags:
        texts = texts_of(rows[self.rule.column])
        other = {text for text in texts.dropna().unique() if shape_of(text) != self.rule.shape}
        return np.asarray(texts.isin(other), dtype=bool)

    def mended(self, rows: pd.DataFrame, fixed: Fixed, rng: np.random.Generator) -> pd.DataFrame:
        return rows


def _is(values: pd.Series, text: str) -> Flags:
    """Which values are written so; by level where there are levels, which is much quicker."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        codes = np.flatnonzero(values.cat.categories == text)
        return np.isin(values.cat.codes.to_numpy(), codes)
    return np.asarray(texts_of(values) == text, dtype=bool)


def _with(values: pd.Series, where: Flags, wanted: Any) -> pd.Series:
    """The column with other values in these places, in its own type."""
    mixed = values.astype(object)
    mixed[where] = wanted
    if isinstance(values.dtype, pd.CategoricalDtype):
        return mixed.astype("category")
    return mixed.astype(values.dtype)
