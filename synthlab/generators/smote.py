"""SMOTE: each new row lies between a real row and one of its nearest of the same class."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.errors import DataError
from synthlab.generators.base import GeneratorCard, MadeAs, Progress, Where
from synthlab.generators.conditions import wanted_cells
from synthlab.generators.encoding import LevelCode
from synthlab.generators.holding import Cells, Held, decoded, held
from synthlab.generators.smote_engine import between, between_levels
from synthlab.generators.smote_groups import class_column, classes_of, groups, missing_in
from synthlab.tables.schema import Schema

__all__ = ["CARD", "Smote", "SmoteSampler"]

Rows = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_MOST_COMPARED = 2_000  # categories alone are compared row by row in one table of distances


@dataclass(frozen=True)
class Smote:
    """Synthetic minority over-sampling (SMOTE, SMOTENC or SMOTEN of imbalanced-learn), class by class.

    Classes are the levels of the target, or groups of like size of a number; without a target, those of the
    column that tells most about the others. A new row's numbers lie on the line between a real row and one of
    its ``neighbours`` nearest of the same class that lack the same values; its categories are the commonest
    among them all.

    Source
    ------
    Chawla, Bowyer, Hall & Kegelmeyer (2002), SMOTE: synthetic minority over-sampling technique,
    doi:10.1613/jair.953.
    """

    neighbours: int = 5
    number_classes: int = 10
    rows_per_class: int = 5_000
    min_count: int = 5

    def __post_init__(self) -> None:
        for name, least in (
            ("neighbours", 1), ("number_classes", 1), ("rows_per_class", 100), ("min_count", 2),
        ):  # fmt: skip
            if getattr(self, name) < least:
                raise DataError(f"The setting {name} is {getattr(self, name)}; it must be at least {least}.")

    @property
    def least(self) -> int:
        """The fewest rows that a class may have."""
        return max(self.neighbours + 1, self.min_count)

    def fit(
        self, train: pd.DataFrame, schema: Schema, rng: np.random.Generator, progress: Progress
    ) -> SmoteSampler:
        rows = held(train, schema, self.least, rng, lambda share, doing: progress(share * 9, doing))
        name = class_column(train, rows, schema, rng)
        classes = np.zeros(len(train), dtype=np.int64)
        if name is not None:
            classes = classes_of(rows.cells[name], self.number_classes, self.least)
        sampler = SmoteSampler(self, rows, name, classes, missing_in(rows))
        if not sampler.groups_of(np.arange(len(train))):
            raise DataError(
                f"SMOTE joins a row with its {self.neighbours} nearest of the same class, and no class of the train "
                f"table has {self.least} rows. Lower the setting neighbours, or choose another generator."
            )
        progress(1.0, "Every class is gathered")
        return sampler


@dataclass(frozen=True)
class SmoteSampler:
    """The train rows themselves and the class of each: neighbours are looked for when rows are drawn."""

    settings: Smote
    rows: Held
    class_name: str | None
    classes: Rows
    lacking: npt.NDArray[np.bool_]

    @property
    def notes(self) -> tuple[str, ...]:
        """What was withheld, in sentences without the values."""
        return self.rows.notes

    def groups_of(self, chosen: Rows) -> list[Rows]:
        """The groups that these rows make."""
        return groups(chosen, self.classes, self.lacking, self.settings.least)

    def sample(self, n_rows: int, rng: np.random.Generator, where: Where | None = None) -> pd.DataFrame:
        """``n_rows`` rows, classes in their real shares; ``where`` is met by joining only rows that meet it."""
        wanted = wanted_cells(where or {}, self.rows.code_of)
        found = self.groups_of(self.rows.meeting(wanted))
        if not found:
            raise DataError(
                f"Fewer than {self.settings.least} train rows of any class meet the condition"
                f"{'s' if len(wanted) > 1 else ''} on {', '.join(wanted)}, and SMOTE makes rows from such rows only. "
                "Ask for fewer conditions, or lower the setting neighbours."
            )
        numbers = _shared_out(n_rows, np.array([len(group) for group in found]), rng)
        parts = [
            self._made(group, number, rng) for group, number in zip(found, numbers, strict=True) if number
        ]
        order = rng.permutation(n_rows)
        return pd.DataFrame(
            {
                name: decoded(np.concatenate([part[name] for part in parts])[order], code, rng)
                for name, code in self.rows.code_of.items()
            }
        )

    def _made(self, group: Rows, n_rows: int, rng: np.random.Generator) -> dict[str, Cells]:
        """New rows of one group; each lacks what a random row of the group lacks."""
        group = _some(group, self.settings.rows_per_class, rng)
        known = {name: self._filled(name, cells[group], rng) for name, cells in self.rows.cells.items()}
        made = {name: np.repeat(cells[:1], n_rows) for name, cells in known.items()}
        varying = [name for name, cells in known.items() if (cells != cells[0]).any()]
        numbers = [name for name in varying if not isinstance(self.rows.code_of[name], LevelCode)]
        levels = [name for name in varying if name not in numbers]
        if numbers:
            scaled = [_Scale.of(known[name]) for name in numbers]
            table = np.column_stack(
                [scale.to(known[name]) for scale, name in zip(scaled, numbers, strict=True)]
            )
            coded = _stacked([known[name] for name in levels], len(group))
            drawn, drawn_levels = between(table, coded, self.settings.neighbours, n_rows, rng)
            for place, (scale, name) in enumerate(zip(scaled, numbers, strict=True)):
                made[name] = self.rows.on_grid(name, scale.back(drawn[:, place]))
        elif levels:
            drawn_levels = self._made_of_levels(group, known, levels, n_rows, rng)
        for place, name in enumerate(levels):
            made[name] = drawn_levels[:, place]
        lacking = self.lacking[group[rng.integers(len(group), size=n_rows)]]
        for place, (name, code) in enumerate(self.rows.code_of.items()):
            made[name][lacking[:, place]] = code.missing if isinstance(code, LevelCode) else np.nan
        return made

    def _made_of_levels(
        self,
        group: Rows,
        known: Mapping[str, Cells],
        levels: list[str],
        n_rows: int,
        rng: np.random.Generator,
    ) -> npt.NDArray[np.int64]:
        compared = _some(np.arange(len(group)), _MOST_COMPARED, rng)
        others = _some(np.setdiff1d(np.arange(self.rows.n_rows), group), _MOST_COMPARED, rng)
        own = _stacked([known[name][compared] for name in levels], len(compared))
        rest = _stacked([self.rows.cells[name][others] for name in levels], len(others))
        return between_levels(own, rest, self.classes[others], self.settings.neighbours, n_rows, rng)

    def _filled(self, name: str, cells: Cells, rng: np.random.Generator) -> Cells:
        """Cells with a random known one of the group in place of each missing one; zeros where none is known."""
        code = self.rows.code_of[name]
        gone = cells == code.missing if isinstance(code, LevelCode) else np.isnan(cells)
        filled = cells.copy()
        filled[gone] = rng.choice(cells[~gone], size=int(gone.sum())) if not gone.all() else 0
        return filled


@dataclass(frozen=True)
class _Scale:
    """A column in standard deviations from its mean; shares of the largest first, lest squares overflow."""

    largest: float
    mean: float
    deviation: float

    @classmethod
    def of(cls, line: Floats) -> _Scale:
        largest = float(np.abs(line).max())
        shares = line / largest
        return cls(largest, float(shares.mean()), float(shares.std()))

    def to(self, line: Floats) -> Floats:
        return np.asarray((line / self.largest - self.mean) / self.deviation)

    def back(self, scaled: Floats) -> Floats:
        return np.asarray(np.clip(scaled * self.deviation + self.mean, -1, 1) * self.largest)


def _stacked(columns: list[Cells], n_rows: int) -> npt.NDArray[np.int64]:
    stacked = np.column_stack(columns) if columns else np.empty((n_rows, 0))
    return np.asarray(stacked, dtype=np.int64)


def _some(rows: Rows, most: int, rng: np.random.Generator) -> Rows:
    return rows if len(rows) <= most else np.sort(rng.choice(rows, size=most, replace=False))


def _shared_out(n_rows: int, sizes: Rows, rng: np.random.Generator) -> Rows:
    """How many of ``n_rows`` each group gets: its share, the odd rows by chance."""
    shares = n_rows * sizes / sizes.sum()
    whole = np.floor(shares).astype(np.int64)
    left = n_rows - int(whole.sum())
    if left:
        odd = shares - whole
        whole[rng.choice(len(sizes), size=left, replace=False, p=odd / odd.sum())] += 1
    return np.asarray(whole, dtype=np.int64)


CARD = GeneratorCard(
    name="smote",
    title="SMOTE",
    what=(
        "Makes rows between a real row and its nearest of the same class. Augmentation, made for rare classes: ask for "
        "rows of one with a condition on the target."
    ),
    privacy=(
        "No proof, and it stays close to real people: each row lies between a few of them, where rows are rare closer "
        "than elsewhere. For tables that stay with those who may see the real one."
    ),
    licence="Apache-2.0 (part of synthlab; imbalanced-learn is MIT, scikit-learn BSD-3-Clause)",
    made_as=MadeAs.AUGMENTED,
    make=Smote,
    settings_help={
        "neighbours": "Among how many nearest rows of its class a row's partner is chosen. A class with no more rows than that is left out.",
        "number_classes": "In how many groups of like size the target is divided where it is a number.",
        "rows_per_class": "Rows and their neighbours are looked for among at most so many rows of a class.",
        "min_count": "A category that fewer rows have is replaced by a common one.",
    },
)
