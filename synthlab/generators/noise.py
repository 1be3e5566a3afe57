"""Noise on real rows: numbers moved, categories swapped, at rates that a person states."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.errors import DataError
from synthlab.generators.base import GeneratorCard, MadeAs, Progress, Where
from synthlab.generators.conditions import wanted_cells
from synthlab.generators.encoding import LevelCode, NumberCode
from synthlab.generators.holding import Cells, Held, decoded, held
from synthlab.tables.schema import Schema

__all__ = ["CARD", "Noise", "NoiseSampler"]

Floats = npt.NDArray[np.float64]

_LONGEST = 1e307  # a longer step would overflow
_FEWEST = 5  # rows of fewer people would all be of the same few


@dataclass(frozen=True)
class Noise:
    """Each new row is a real one with its numbers moved and some of its categories taken from other rows.

    A number moves by a normal draw of ``jitter`` times its column's standard deviation, is thrown back where
    it would leave the column's range, and is written on the column's own grid. A category takes the value of
    a random row with the chance ``swap``; so does, in a column of numbers, being missing.

    Source
    ------
    Additive noise and post-randomisation: Hundepool et al. (2012), Statistical Disclosure Control.
    """

    jitter: float = 0.1
    swap: float = 0.1
    spike_share: float = 0.05
    min_count: int = 5

    def __post_init__(self) -> None:
        for name, most in (("jitter", 10), ("swap", 1), ("spike_share", 1)):
            if not 0 <= getattr(self, name) <= most:
                raise DataError(
                    f"The setting {name} is {getattr(self, name)}; it must be between 0 and {most}."
                )
        if self.min_count < 2:
            raise DataError(f"The setting min_count is {self.min_count}; it must be at least 2.")

    def fit(
        self, train: pd.DataFrame, schema: Schema, rng: np.random.Generator, progress: Progress
    ) -> NoiseSampler:
        rows = held(train, schema, self.min_count, rng, lambda share, doing: progress(share * 9, doing))
        moves = {
            name: _move(rows.cells[name], code, self)
            for name, code in rows.code_of.items()
            if not isinstance(code, LevelCode)
        }
        progress(1.0, "Every column is read")
        return NoiseSampler(rows, moves, self.swap)


@dataclass(frozen=True)
class Move:
    """How a column's numbers move: the size of a step, the range they stay in, and values that stay."""

    step: float
    low: float
    high: float
    spikes: Floats


@dataclass(frozen=True)
class NoiseSampler:
    """The train rows themselves, and how far a row made of one may lie from it."""

    rows: Held
    moves: Mapping[str, Move]
    swap: float

    @property
    def notes(self) -> tuple[str, ...]:
        """What was withheld, in sentences without the values."""
        return self.rows.notes

    def sample(self, n_rows: int, rng: np.random.Generator, where: Where | None = None) -> pd.DataFrame:
        """``n_rows`` rows, each real row used as often as any other; ``where`` is met by rows that meet it."""
        wanted = wanted_cells(where or {}, self.rows.code_of)
        donors = self.rows.meeting(wanted)
        if wanted and len(donors) < _FEWEST:
            raise DataError(
                f"Fewer than {_FEWEST} train rows meet the condition{'s' if len(wanted) > 1 else ''} on "
                f"{', '.join(wanted)} together, and noise makes rows from such rows only. Ask for fewer conditions."
            )
        rounds = max(-(-n_rows // len(donors)), 1)
        chosen = np.concatenate([rng.permutation(donors) for _ in range(rounds)])[:n_rows]
        made = {}
        for name, code in self.rows.code_of.items():
            cells = self.rows.cells[name]
            mixed = cells[chosen] if name in wanted else self._disturbed(name, cells, chosen, rng)
            made[name] = decoded(mixed, code, rng)
        return pd.DataFrame(made)

    def _disturbed(
        self, name: str, cells: Cells, chosen: npt.NDArray[np.int64], rng: np.random.Generator
    ) -> Cells:
        swapped = np.flatnonzero(rng.random(len(chosen)) < self.swap)
        other = cells[rng.integers(len(cells), size=len(swapped))]
        made = cells[chosen]
        code = self.rows.code_of[name]
        if isinstance(code, LevelCode):
            made[swapped] = other
            return made
        changes = np.isnan(made[swapped]) != np.isnan(other)
        made[swapped[changes]] = other[changes]
        return _moved(made, self.moves[name], code, rng)


def _move(line: Floats, code: NumberCode, noise: Noise) -> Move:
    known = line[~np.isnan(line)]
    if not len(known):
        return Move(0.0, 0.0, 0.0, known)
    values, counts = np.unique(known, return_counts=True)
    low, high = (float(end) for end in code.column.bounds or (values[0], values[-1]))
    # Shares of the largest, since squares of very large numbers overflow.
    largest = float(np.abs(values).max()) or 1.0
    step = min(noise.jitter * float((known / largest).std()) * largest, _LONGEST)
    spikes = values[counts >= max(noise.spike_share * len(line), noise.min_count)]
    return Move(step, min(low, float(values[0])), max(high, float(values[-1])), spikes)


def _moved(line: Floats, move: Move, code: NumberCode, rng: np.random.Generator) -> Floats:
    moving = ~np.isnan(line) & ~np.isin(line, move.spikes)
    if move.step == 0 or not moving.any():
        return line
    steps = rng.normal(size=int(moving.sum())) * move.step
    # Quarters, since the width of a range may overflow; a step beyond the range is thrown back from its end.
    width = move.high / 4 - move.low / 4
    above = np.abs(line[moving] / 4 - move.low / 4 + steps / 4) % (2 * width)
    thrown_back = np.where(above > width, 2 * width - above, above)
    made = line.copy()
    made[moving] = np.clip(code.grid.snap((move.low / 4 + thrown_back) * 4), move.low, move.high)
    return made


CARD = GeneratorCard(
    name="noise",
    title="Noise on real rows",
    what=(
        "Takes real rows, moves their numbers a little and swaps some of their categories. Augmentation by rule: no "
        "model, and every row has a real one behind it."
    ),
    privacy=(
        "No proof, and it stays close to real people: each row is one of them, changed at the stated rates, and can "
        "often be traced back. For tables that stay with those who may see the real one."
    ),
    licence="Apache-2.0 (part of synthlab)",
    made_as=MadeAs.AUGMENTED,
    make=Noise,
    settings_help={
        "jitter": "How far numbers and dates move: a share of their column's standard deviation.",
        "swap": "The chance that a category takes the value of a random real row (which may be the same value), and that a number is missing or not as in another row.",
        "spike_share": "A number that this share of rows has, such as 0 or a full week's hours, stays as it is. At 1 only a constant stays.",
        "min_count": "A category that fewer rows have is replaced by a common one.",
    },
)
