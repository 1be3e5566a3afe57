"""Total variation between tables of equal size, beside what equally many fresh real rows score.

Three coded tables go in: the real rows that the synthetic table is compared with (``train``), two real tables
whose difference is chance (``train`` and ``holdout``, or two random halves), and the synthetic rows. All
distances are taken at one size n, the smallest of the three: a larger table is cut to n on its counts, by
draws without replacement, and the distance averaged over the draws.

How far chance moves a distance is found by resampling groups of consecutive rows of the shuffled tables.
Groups keep a row's columns together, so that the interval of a mean over columns or pairs is right however
the columns depend on each other, and one pass over the rows serves every replicate.

- The floor: 2 n real rows are dealt at random into two tables of n, many times over. The deal ignores which
  rows are train and which holdout, so it is what n fresh real rows score against n others.
- The value's own interval: groups of train and of synthetic rows drawn again with replacement.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from synthlab.statistics.distances import total_variation
from synthlab.statistics.resampling import draw_counts, interval, smoothing

__all__ = ["Arranged", "Distances", "Interval", "arrange", "measure", "measure_groups"]

Codes = npt.NDArray[np.uint8]
Counts = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_GROUPS_A_SIDE = 64
_MOST_GROUPS = 4 * _GROUPS_A_SIDE
_CELLS_A_BLOCK = 6_000_000


class Counter(Protocol):
    """Counts tables ``start`` to ``stop`` in groups of consecutive rows: (n_groups, n_tables, n_cells)."""

    def __call__(self, codes: Codes, bounds: list[int], /, start: int, stop: int) -> Counts: ...


class Interval(NamedTuple):
    """A number and the 95% interval around it, or around what chance makes of it."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Arranged:
    """Coded tables in random row order, and the random weights of every replicate, shape (n_replicates, ...).

    ``real`` holds the first floor table's ``n_first`` rows, then the second's; its first ``n_train`` rows are
    what the synthetic rows are compared with. The first ``n_groups`` groups of ``group_size`` rows of each
    of the three tables are what the replicates draw from.
    """

    real: Codes
    synthetic: Codes
    n_first: int
    n_train: int
    n_equal: int
    group_size: int
    n_groups: tuple[int, int, int]
    deals: Floats
    train_weights: Floats
    synthetic_weights: Floats

    @property
    def kept(self) -> float:
        """The share of the value's variance that repeated draws leave in place."""
        return float((1 / self.n_train + 1 / self.synthetic.shape[1]) * self.n_equal / 2)

    @property
    def n_drawn(self) -> int:
        """Rows in each replicate's tables: ``n_equal`` to the next lower multiple of the group size."""
        return self.n_equal // self.group_size * self.group_size


@dataclass(frozen=True)
class Distances:
    """One distance a table of counts, with replicates in columns: shapes (n_tables,), (n_replicates, n_tables).

    ``floors`` are replicates of what n fresh real rows score, ``values`` of the distance to the synthetic
    rows; only the spread of ``values`` has a meaning.
    """

    value: Floats
    reference: Floats
    values: Floats
    floors: Floats
    shrink: float
    spread: float

    def of_value(self, table: int | None = None) -> Interval:
        """The distance and its 95% interval, of one table or (None) of the mean over tables."""
        value, replicates = _pick(self.value, table), _pick(self.values.T, table)
        low, high = interval(value, replicates * self.spread)
        return Interval(float(value), max(0.0, float(low)), min(1.0, float(high)))

    def of_reference(self, table: int | None = None) -> Interval:
        """The distance between the two real tables, and where 95% of those of fresh real rows lie.

        The interval is widened to hold the distance itself: a split in time or by group may differ by more
        than chance, and then fresh real rows do score that much.
        """
        reference, replicates = _pick(self.reference, table), _pick(self.floors.T, table)
        low, high = interval(float(replicates.mean()), replicates * self.shrink)
        return Interval(
            float(reference), max(0.0, min(low, float(reference))), min(1.0, max(high, float(reference)))
        )

    def exceeds_chance(self) -> bool:
        """Whether the two real tables differ by more than rows dealt at random do."""
        replicates = self.floors.mean(axis=1)
        return bool(self.reference.mean() > replicates.mean() + 4 * replicates.std(ddof=1))


def arrange(
    train: Codes, holdout: Codes | None, synthetic: Codes, rng: np.random.Generator, n_replicates: int = 400
) -> Arranged:
    """The three tables of codes, shape (n_columns, n_rows), shuffled and with the replicates' weights drawn.

    Without a holdout the floor is between two random halves of ``train``.
    """
    parts = (_shuffled(train, rng),) if holdout is None else (_shuffled(train, rng), _shuffled(holdout, rng))
    real = parts[0] if holdout is None else np.concatenate(parts, axis=1)
    n_train, n_real, n_synthetic = train.shape[1], real.shape[1], synthetic.shape[1]
    n_first = n_train if holdout is not None else n_train // 2
    n_equal = min(n_first, n_real - n_first, n_synthetic)
    if n_equal < 1:
        raise ValueError("Each of the three tables needs a row.")
    size = max(1, n_equal // _GROUPS_A_SIDE)
    a_side = n_equal // size
    most = max(_MOST_GROUPS, 2 * a_side)
    lengths = (n_first, n_real - n_first, n_synthetic)
    first, second, made = (min(length // size, most) for length in lengths)
    return Arranged(
        real=real,
        synthetic=_shuffled(synthetic, rng),
        n_first=n_first,
        n_train=n_train,
        n_equal=n_equal,
        group_size=size,
        n_groups=(first, second, made),
        deals=_deals(first + second, a_side, n_replicates, rng),
        train_weights=_redrawn(first if holdout is not None else first + second, a_side, n_replicates, rng),
        synthetic_weights=_redrawn(made, a_side, n_replicates, rng),
    )


def measure(
    arranged: Arranged, count: Counter, shape: tuple[int, int], rng: np.random.Generator, n_draws: int = 32
) -> Distances:
    """The distances of ``shape[0]`` tables of ``shape[1]`` cells, in blocks that bound the memory."""
    n_tables, n_cells = shape
    block = max(1, _CELLS_A_BLOCK // ((sum(arranged.n_groups) + 6 * n_draws) * n_cells))
    parts = [
        _block(arranged, partial(count, start=start, stop=min(start + block, n_tables)), rng, n_draws)
        for start in range(0, n_tables, block)
    ]
    value, reference, values, floors = (np.concatenate(each, axis=-1) for each in zip(*parts, strict=True))
    kept = arranged.kept
    return Distances(
        value, reference, values, floors, shrink=smoothing(kept, n_draws), spread=math.sqrt(kept)
    )


def measure_groups(
    tables: tuple[Counts, Counts, Counts],
    both: bool,
    rng: np.random.Generator,
    n_replicates: int = 200,
    n_draws: int = 8,
) -> Distances:
    """``measure`` on counts made elsewhere: two real tables and the synthetic one, (n_groups + 1, n_tables, n_cells).

    The first ``n_groups`` groups of all three hold equally many rows at random, the last one the rest of its
    table. ``both`` says that the synthetic table is compared with both real ones together.
    """
    n_groups = len(tables[0]) - 1
    totals = [counts.sum(axis=0) for counts in tables]
    n_rows = [int(total[0].sum()) for total in totals]
    n_equal, size = min(n_rows), int(tables[0][0, 0].sum())
    first, second, made = totals
    train = first + second if both else first

    def drawn(counts: Counts) -> Counts:
        return draw_counts(counts, n_equal, n_draws, rng)

    real = np.concatenate([tables[0][:-1], tables[1][:-1]])
    n_train = n_rows[0] + n_rows[1] * both
    weights = _redrawn(n_groups * (2 if both else 1), n_groups, n_replicates, rng)
    values = _weighted(weights, real[: weights.shape[1]])
    values -= _weighted(_redrawn(n_groups, n_groups, n_replicates, rng), tables[2][:-1])
    floors = _weighted(_deals(2 * n_groups, n_groups, n_replicates, rng), real)
    kept = (1 / n_train + 1 / n_rows[2]) * n_equal / 2
    scale = 2.0 * n_groups * size
    # Groups that leave rows out draw smaller tables than those compared: their spread is wider by that much.
    narrow = math.sqrt(n_groups * size / n_equal)
    floor = _halved(floors, scale) * narrow
    return Distances(
        value=total_variation(drawn(train), drawn(made)).mean(axis=0),
        reference=total_variation(drawn(first), drawn(second)).mean(axis=0),
        values=_halved(values, scale) * narrow,
        floors=floor,
        shrink=smoothing(kept, n_draws),
        spread=math.sqrt(kept),
    )


def _block(
    arranged: Arranged, count: Callable[[Codes, list[int]], Counts], rng: np.random.Generator, n_draws: int
) -> tuple[Floats, Floats, Floats, Floats]:
    """Value, reference, and the replicates of both, of one block of tables."""
    codes = (arranged.real[:, : arranged.n_first], arranged.real[:, arranged.n_first :], arranged.synthetic)
    grouped = []
    totals = []
    for table, n_groups in zip(codes, arranged.n_groups, strict=True):
        # The rows after the last group are counted too, but no replicate draws them.
        bounds = [index * arranged.group_size for index in range(n_groups + 1)] + [table.shape[1]]
        counts = count(table, bounds)
        grouped.append(counts[:-1])
        totals.append(counts.sum(axis=0))
    first, second, made = totals
    train = first if arranged.n_train == arranged.n_first else first + second

    def drawn(counts: Counts) -> Counts:
        return draw_counts(counts, arranged.n_equal, n_draws, rng)

    value = total_variation(drawn(train), drawn(made)).mean(axis=0)
    reference = total_variation(drawn(first), drawn(second)).mean(axis=0)
    real = np.concatenate(grouped[:2])
    floors = _weighted(arranged.deals, real)
    values = _weighted(arranged.train_weights, real[: arranged.train_weights.shape[1]])
    values -= _weighted(arranged.synthetic_weights, grouped[2])
    scale = 2.0 * arranged.n_drawn
    return value, reference, _halved(values, scale), _halved(floors, scale)


def _halved(differences: Floats, scale: float) -> Floats:
    """Total variation from signed differences of counts, shape (n_replicates, n_tables)."""
    np.abs(differences, out=differences)
    return np.asarray(differences.sum(axis=-1).astype(np.float64) / scale)


def _weighted(weights: Floats, groups: Counts) -> Floats:
    """The weighted sums of the groups' counts, shape (n_replicates, n_tables, n_cells)."""
    # Whole numbers up to 2^24 are exact in float32, and half as much to move.
    exact: Any = np.float32 if groups.sum(axis=0).max(initial=0) < 2**24 else np.float64
    flat = groups.reshape(len(groups), -1).astype(exact)
    sums: Floats = weights.astype(exact) @ flat
    return sums.reshape(len(weights), *groups.shape[1:])


def _shuffled(codes: Codes, rng: np.random.Generator) -> Codes:
    return np.take(codes, rng.permutation(codes.shape[1]), axis=1)


def _deals(n_groups: int, a_side: int, n_replicates: int, rng: np.random.Generator) -> Floats:
    """For each replicate +1 for the groups of one table, -1 for those of the other, 0 for the rest."""
    signs = np.zeros(n_groups)
    signs[:a_side], signs[a_side : 2 * a_side] = 1.0, -1.0
    return rng.permuted(np.tile(signs, (n_replicates, 1)), axis=1)


def _redrawn(n_groups: int, a_side: int, n_replicates: int, rng: np.random.Generator) -> Floats:
    """How often each replicate draws each group, with replacement."""
    drawn = rng.multinomial(a_side, np.full(n_groups, 1 / n_groups), size=n_replicates)
    return drawn.astype(np.float64)


def _pick(numbers: Floats, table: int | None) -> Any:
    """The numbers of one table, or their mean over tables; tables along the first axis."""
    return numbers.mean(axis=0) if table is None else numbers[table]
