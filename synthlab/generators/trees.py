"""Sequential trees: each column is drawn from a decision tree over the columns drawn before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.errors import DataError
from synthlab.generators.base import GeneratorCard, MadeAs, Progress, Where
from synthlab.generators.coding import coded_table, withheld_notes
from synthlab.generators.conditions import Wanted, not_reached, wanted_cells
from synthlab.generators.encoding import Codes, ColumnCode, LevelCode, NumberCode
from synthlab.generators.leaves import Leaves, collect
from synthlab.generators.ordering import association_axis, column_order, dependence, sampled_rows
from synthlab.tables.schema import Schema

__all__ = ["CARD", "Trees", "TreesSampler"]

_MOST_CLASSES = 50
_AXIS_GROUPS = 64
_SHRINK = 10.0
_MISSING_RANK = -0.5
_ROUNDS = 400

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Trees:
    """Sequential classification and regression trees, the embedded default.

    Columns are ordered so that each next one depends most on one already placed (the target first). A tree
    predicts each column from those before it; a new row falls into a leaf and takes the value of a random
    real row there. Numbers are handled as ranks, categories in the order of their leading association axis,
    a missing value as a value. Values that few rows have are not in the model (``encoding``).

    Source
    ------
    Reiter (2005), Using CART to generate partially synthetic public use microdata, Journal of Official
    Statistics 21(3).
    """

    min_leaf: int = 20
    min_count: int = 5
    blend: float = 1.0
    rows_per_tree: int = 200_000
    columns_per_tree: int = 40

    def __post_init__(self) -> None:
        for name, least in (
            ("min_leaf", 1),
            ("min_count", 2),
            ("rows_per_tree", 100),
            ("columns_per_tree", 1),
        ):
            if getattr(self, name) < least:
                raise DataError(f"The setting {name} is {getattr(self, name)}; it must be at least {least}.")
        if not 0 <= self.blend <= 10:
            raise DataError(f"The setting blend is {self.blend}; it must be between 0 and 10.")

    def fit(
        self, train: pd.DataFrame, schema: Schema, rng: np.random.Generator, progress: Progress
    ) -> TreesSampler:
        code_of, codes = coded_table(train, schema, self.min_count, progress)
        progress(0.1, "Ordering columns by how strongly they depend on each other")
        strength = dependence(codes, code_of, sampled_rows(len(train), rng))
        names = list(codes)
        first = schema.target.name if schema.target is not None and schema.target.name in code_of else None
        order = column_order(names, strength, first)
        steps: list[Step] = []
        for place, name in enumerate(order):
            progress(0.1 + 0.9 * place / len(order), f"Growing the tree of {name}")
            near = strength[names.index(name)]
            before = sorted(order[:place], key=lambda other: -near[names.index(other)])[
                : self.columns_per_tree
            ]
            steps.append(_grow(name, before, codes, code_of, self, rng))
        progress(1.0, "Every tree is grown")
        return TreesSampler(
            tuple(column.name for column in schema.modelled), code_of, tuple(steps), self.blend
        )


@dataclass(frozen=True)
class Step:
    """One column's tree: its predictors, each with the place of its codes, and the donors in its leaves."""

    name: str
    before: tuple[str, ...]
    places: tuple[npt.NDArray[np.float32], ...]
    tree: Any
    leaves: Leaves

    def nodes(self, drawn: Mapping[str, Codes], n_rows: int) -> Rows:
        """The leaf that each row falls into, shape (n_rows,)."""
        if self.tree is None:
            return np.zeros(n_rows, dtype=np.int64)
        return np.asarray(self.tree.apply(_matrix(drawn, self.before, self.places)), dtype=np.int64)


@dataclass(frozen=True)
class TreesSampler:
    """Fitted trees. It holds no value that fewer than ``min_count`` train rows have."""

    names: tuple[str, ...]
    code_of: Mapping[str, ColumnCode]
    steps: tuple[Step, ...]
    blend: float

    @property
    def notes(self) -> tuple[str, ...]:
        """What was withheld, in sentences without the values."""
        return withheld_notes(self.code_of)

    def sample(self, n_rows: int, rng: np.random.Generator, where: Where | None = None) -> pd.DataFrame:
        """``n_rows`` rows; ``where`` is met exactly, by accepting each row with its leaf's share of the value."""
        wanted = wanted_cells(where or {}, self.code_of)
        codes = self._draw(n_rows, wanted, rng) if wanted else self._pass(n_rows, {}, rng)
        return pd.DataFrame({name: self.code_of[name].decode(codes[name], rng) for name in self.names})

    def _draw(self, n_rows: int, wanted: Wanted, rng: np.random.Generator) -> dict[str, Codes]:
        parts: list[dict[str, Codes]] = []
        reached, asked = 0, n_rows
        for _ in range(_ROUNDS):
            part = self._pass(asked, wanted, rng)
            got = len(next(iter(part.values())))
            parts.append(part)
            reached += got
            if reached >= n_rows:
                return {name: np.concatenate([part[name] for part in parts])[:n_rows] for name in parts[0]}
            # Enough for the rest at the rate seen so far, within bounds on memory.
            asked = int(np.clip((n_rows - reached) * asked / max(got, 1) * 1.2, 1_000, 200_000))
        raise not_reached(wanted, reached, n_rows)

    def _pass(self, n_rows: int, wanted: Wanted, rng: np.random.Generator) -> dict[str, Codes]:
        """One pass through all columns; rows that do not come to a wanted cell are given up on the way."""
        drawn: dict[str, Codes] = {}
        for step in self.steps:
            nodes = step.nodes(drawn, n_rows)
            cell = wanted.get(step.name)
            if cell is None:
                drawn[step.name] = self._codes(step, nodes, rng)
                continue
            share = step.leaves.share_of(cell, nodes)
            best = step.leaves.best_share(cell)
            accepted = rng.random(n_rows) * best < share
            drawn = {name: codes[accepted] for name, codes in drawn.items()}
            n_rows = int(accepted.sum())
            drawn[step.name] = np.full(n_rows, cell, dtype=np.int32)
        return drawn

    def _codes(self, step: Step, nodes: Rows, rng: np.random.Generator) -> Codes:
        places = step.leaves.draw(nodes, rng)
        code = self.code_of[step.name]
        if isinstance(code, NumberCode) and code.n_cells:
            return step.leaves.blend(places, nodes, code, self.blend, rng)
        return step.leaves.donors[places]


def _grow(
    name: str,
    before: list[str],
    codes: Mapping[str, Codes],
    code_of: Mapping[str, ColumnCode],
    settings: Trees,
    rng: np.random.Generator,
) -> Step:
    code, own = code_of[name], codes[name]
    rows = sampled_rows(len(own), rng, settings.rows_per_tree)
    rows = rows[own[rows] != code.withheld]
    seed = int(rng.integers(2**31))
    if not before or len(rows) < 2 * settings.min_leaf or len(np.unique(own[rows])) < 2:
        nodes = np.zeros(len(own), dtype=np.int64)
        return Step(name, (), (), None, collect(nodes, own, code, 1))
    places = tuple(_places(code_of[other], codes[other][rows], code, own[rows]) for other in before)
    matrix = _matrix(codes, before, places)
    model, goal = _model(code, own[rows], [codes[other][rows] for other in before], settings, seed)
    model.fit(matrix[rows], goal)
    nodes = np.asarray(model.tree_.apply(matrix), dtype=np.int64)
    leaves = collect(nodes, own, code, int(model.tree_.node_count))
    return Step(name, tuple(before), places, model.tree_, leaves)


def _matrix(
    codes: Mapping[str, Codes],
    before: tuple[str, ...] | list[str],
    places: tuple[npt.NDArray[np.float32], ...],
) -> npt.NDArray[np.float32]:
    n_rows = len(codes[before[0]])
    matrix = np.empty((n_rows, len(before)), dtype=np.float32)
    for index, (other, place) in enumerate(zip(before, places, strict=True)):
        matrix[:, index] = place[codes[other]]
    return matrix


def _places(other: ColumnCode, other_codes: Codes, code: ColumnCode, own: Codes) -> npt.NDArray[np.float32]:
    """Where each code of a predictor stands on its line: numbers as they are, levels by association."""
    n_codes = other.n_cells + 2
    if isinstance(other, NumberCode):
        return np.arange(n_codes, dtype=np.float32)
    if isinstance(code, LevelCode) and code.n_cells <= _MOST_CLASSES:
        scores = association_axis(_crosstab(other_codes, n_codes, own, code.n_cells + 2))
    else:
        goal = _ranks(code, own)
        count = np.bincount(other_codes, minlength=n_codes)
        total = np.bincount(other_codes, weights=goal, minlength=n_codes)
        # Rare levels are drawn towards the middle: a mean of few rows is mostly chance.
        scores = (total + _SHRINK * goal.mean()) / (count + _SHRINK)
    return np.argsort(np.argsort(scores, kind="stable"), kind="stable").astype(np.float32)


def _model(code: ColumnCode, own: Codes, before: list[Codes], settings: Trees, seed: int) -> tuple[Any, Any]:
    """The tree to grow and what it predicts: the code as a class, or its rank."""
    from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

    shape = {"min_samples_leaf": settings.min_leaf, "random_state": seed}
    if code.n_cells <= _MOST_CLASSES:
        return DecisionTreeClassifier(criterion="entropy", **shape), own
    if isinstance(code, NumberCode):
        return DecisionTreeRegressor(**shape), _ranks(code, own)
    tables = [_crosstab(own, code.n_cells + 2, _grouped(other), _AXIS_GROUPS) for other in before]
    axis = association_axis(np.concatenate(tables, axis=1))
    place = np.argsort(np.argsort(axis, kind="stable"), kind="stable")
    return DecisionTreeRegressor(**shape), place[own] / len(place)


def _grouped(codes: Codes) -> npt.NDArray[np.int64]:
    """At most ``_AXIS_GROUPS`` groups of codes, of about as many rows each, in the order of the codes."""
    counts = np.bincount(codes)
    if len(counts) <= _AXIS_GROUPS:
        return codes.astype(np.int64)
    middle = np.cumsum(counts) - counts / 2
    return np.asarray((middle / len(codes) * _AXIS_GROUPS).astype(np.int64)[codes])


def _ranks(code: ColumnCode, own: Codes) -> npt.NDArray[np.float64]:
    """Middle ranks in (0, 1) of the codes; missing stands apart, below."""
    counts = np.bincount(own, minlength=code.n_cells + 2)
    counts[code.missing :] = 0
    middle = (np.cumsum(counts) - counts / 2) / max(counts.sum(), 1)
    middle[code.missing :] = _MISSING_RANK
    return np.asarray(middle[own], dtype=np.float64)


def _crosstab(rows: Codes, n_rows: int, columns: npt.NDArray[Any], n_columns: int) -> npt.NDArray[np.int64]:
    flat = np.bincount(rows.astype(np.int64) * n_columns + columns, minlength=n_rows * n_columns)
    return flat.reshape(n_rows, n_columns)


def _seconds(n_rows: int, n_columns: int, _settings: Mapping[str, object]) -> float:
    return 0.3 + 2.5e-6 * n_rows * n_columns


CARD = GeneratorCard(
    name="trees",
    title="Trees",
    what="Draws each column from a decision tree over the columns drawn before it. The default: close to the real table, and quick.",
    privacy=(
        "No proof. Values that fewer than 5 rows have are not released as they are, and a leaf holds at least 20 rows; "
        "the attacks on the Privacy page measure what remains."
    ),
    licence="Apache-2.0 (part of synthlab; scikit-learn is BSD-3-Clause)",
    made_as=MadeAs.GENERATED,
    make=Trees,
    settings_help={
        "min_leaf": "The least number of real rows a leaf holds. More: further from single rows, and coarser.",
        "min_count": "A value that fewer rows have is not released: a rare category is left out, a rare number is drawn anew among its neighbours.",
        "blend": "How far a rare number moves towards its neighbours in the leaf: 0 stays near its own place, 1 goes halfway.",
        "rows_per_tree": "A tree's splits are found on at most so many rows; its leaves are filled from all.",
        "columns_per_tree": "A tree looks at most at so many earlier columns, the most strongly related ones.",
    },
    seconds=_seconds,
)
