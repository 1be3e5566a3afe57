"""What becomes of a table that is generated from generated rows, again and again, with and without real ones?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from pydantic import Field

from synthlab.errors import DataError, NotMeasurable
from synthlab.generators.base import Generator, silent
from synthlab.generators.conditions import stacked
from synthlab.metrics.inquiry import Ask, Frozen, Inquiry, Point, gathered
from synthlab.metrics.utility.encoding import as_numbers, fit_encoder
from synthlab.metrics.utility.influence import influence, standard_error
from synthlab.metrics.utility.models import MODELS, predictions
from synthlab.metrics.utility.permuting import cut
from synthlab.metrics.utility.task import Trial, make_trial, task_of
from synthlab.metrics.utility.training import main_score
from synthlab.tables.conform import widen
from synthlab.tables.schema import Column, Kind, Schema

__all__ = ["Collapse", "CollapsePoint", "CollapseSettings", "collapse"]

Floats = npt.NDArray[np.float64]

_MOST_TEST = 5_000
_TAIL = 0.01
_MODEL_SEED = 0


class CollapseSettings(Frozen):
    """``generations`` one after the other, once for each of ``anchors``: the share of real rows in every one.

    Each generation has as many rows as there are train rows, at most ``most_rows``.
    """

    generations: int = Field(default=5, ge=1, le=50)
    anchors: tuple[float, ...] = (0.0, 0.5)
    most_rows: int = Field(default=5_000, ge=100)


class CollapsePoint(Point):
    """One generation; 0 is the real rows it began with. None where there is no such column, or no target.

    ``spread``: standard deviation of the numbers, ``tails``: how often they lie among the real lowest or highest
    hundredth, both as a share of the real rows', mean over columns. ``categories``: the share of the real levels
    that still occur. ``score``: of a model trained on it, on real rows; ``lost`` beside generation 0 with the
    standard error of that over test rows.
    """

    anchor: float
    generation: int
    spread: float | None
    tails: float | None
    categories: float | None
    score: float | None
    lost: float | None
    error: float | None

    @property
    def key(self) -> tuple[float, int]:
        return self.anchor, self.generation


class Collapse(Inquiry):
    """Every generation, and of how many rows each is."""

    settings: CollapseSettings
    score: str | None
    n_rows: int
    points: tuple[CollapsePoint, ...] = ()

    @property
    def n_points(self) -> int:
        return len(self.settings.anchors) * (self.settings.generations + 1)


@dataclass(frozen=True)
class _Work:
    generator: Generator
    schema: Schema
    start: pd.DataFrame
    trial: Trial | None


def collapse(ask: Ask, settings: CollapseSettings) -> Collapse:
    """The generator fitted to real rows, then to its own rows, and so on, with and without real rows among them.

    Generation by generation a draw of the rows before, and of as many real rows as the anchor asks for, is what
    the generator is fitted to anew. The last finished table is put aside, so that a later run goes on from it.

    Raises
    ------
    NotMeasurable
        When the generator is not known, or a generation leaves rows that it cannot be fitted to.

    Source
    ------
    Shumailov et al. (2024), AI models collapse when trained on recursively generated data,
    doi:10.1038/s41586-024-07566-y; a share of real rows as the remedy: Alemohammad et al. (2023), arXiv:2307.01850.
    """
    if ask.generator is None:
        raise NotMeasurable("The generator of this table is not known: it cannot be asked again.")
    rng = np.random.default_rng([ask.seed, 29])
    comparison = ask.comparison
    trial = None
    if comparison.schema.target is not None:
        trial = make_trial(comparison, task_of(comparison), rng, equal_sizes=False)
        trial = cut(trial, settings.most_rows, _MOST_TEST, rng)
    drawn = np.sort(rng.permutation(len(comparison.train))[: settings.most_rows])
    start = comparison.train.iloc[drawn].reset_index(drop=True)
    found = Collapse(
        settings=settings,
        seed=ask.seed,
        score=None if trial is None else trial.task.title,
        n_rows=len(start),
        points=ask.done,
        warnings=() if trial is None else trial.warnings,
    )
    work = _Work(ask.generator, comparison.schema, start, trial)
    return gathered(found, _points(ask, work, settings), ask, "Generation")


def _points(ask: Ask, work: _Work, settings: CollapseSettings) -> Iterator[CollapsePoint]:
    first = _said(work, work.start)
    for place, anchor in enumerate(settings.anchors):
        for generation in range(settings.generations + 1):
            if (anchor, generation) in ask.known:
                continue
            frame = _table(ask, work, (place, anchor), generation)
            ask.tables.pop(_name(place, generation - 1), None)
            yield _point(work, frame, (anchor, generation), first)


def _table(ask: Ask, work: _Work, line: tuple[int, float], generation: int) -> pd.DataFrame:
    """The table of a generation: put aside by an earlier run, or made now from the one before."""
    place, anchor = line
    if generation == 0:
        return work.start
    name = _name(place, generation)
    if name not in ask.tables:
        before = _table(ask, work, line, generation - 1)
        rng = np.random.default_rng([ask.seed, place, generation, 31])
        ask.tables[name] = _made(work, _anchored(work.start, before, anchor, rng), generation, rng)
    return ask.tables[name]


def _name(place: int, generation: int) -> str:
    return f"line-{place}-generation-{generation}"


def _anchored(
    start: pd.DataFrame, before: pd.DataFrame, anchor: float, rng: np.random.Generator
) -> pd.DataFrame:
    """As many rows as at the start: the anchor's share of them real, the rest of the generation before."""
    n_real = round(anchor * len(start))
    real = start.iloc[rng.permutation(len(start))[:n_real]]
    rest = before.iloc[rng.permutation(len(before))[: len(start) - n_real]]
    return (
        stacked([real, rest]) if n_real and len(rest) else (real if n_real else rest).reset_index(drop=True)
    )


def _made(work: _Work, train: pd.DataFrame, generation: int, rng: np.random.Generator) -> pd.DataFrame:
    try:
        sampler = work.generator.fit(train, work.schema, rng, silent)
        return widen(sampler.sample(len(work.start), rng), work.schema)
    except DataError as error:
        raise NotMeasurable(f"Generation {generation} could not be made: {error}") from error


def _point(work: _Work, frame: pd.DataFrame, key: tuple[float, int], first: Floats | None) -> CollapsePoint:
    score = lost = error = None
    said = first if key[1] == 0 else _said(work, frame)
    if work.trial is not None and said is not None and first is not None:
        task, target = work.trial.task, work.trial.task.codes(work.trial.test)
        score = main_score(task, target, said)
        lost = main_score(task, target, first) - score
        error = standard_error(influence(task, target, first) - influence(task, target, said))
    modelled = work.schema.modelled
    return CollapsePoint(
        anchor=key[0],
        generation=key[1],
        spread=_mean([_spread(work.start, frame, c) for c in modelled if c.is_ordered]),
        tails=_mean([_tails(work.start, frame, c) for c in modelled if c.is_ordered]),
        categories=_mean(
            [_levels_kept(work.start, frame, c) for c in modelled if c.kind == Kind.CATEGORICAL]
        ),
        score=score,
        lost=lost,
        error=error,
    )


def _said(work: _Work, frame: pd.DataFrame) -> Floats | None:
    """What a model trained on the frame says of the real test rows; None without a target or rows to learn from."""
    if work.trial is None:
        return None
    task = work.trial.task
    known = frame.loc[frame[task.target.name].notna()]
    codes = task.codes(known)
    if task.is_classification:
        known, codes = known.iloc[np.flatnonzero(codes >= 0)], codes[codes >= 0]
    encoder = fit_encoder(known, work.trial.features) if len(known) else None
    if encoder is None or not encoder.parts:
        return None
    features = encoder.trees(known), encoder.trees(work.trial.test)
    return predictions(MODELS[0], encoder, features, codes, len(task.classes), _MODEL_SEED)


def _spread(start: pd.DataFrame, frame: pd.DataFrame, column: Column) -> float | None:
    """Standard deviation as a share of the real one, both within the real 0.1% to 99.9% of values."""
    real, made = (_known(each, column) for each in (start, frame))
    if len(real) == 0 or len(made) == 0:
        return None
    low, high = np.quantile(real, [0.001, 0.999])
    whole = float(np.clip(real, low, high).std())
    return float(np.clip(made, low, high).std()) / whole if whole > 0 else None


def _tails(start: pd.DataFrame, frame: pd.DataFrame, column: Column) -> float | None:
    """How often values lie at or beyond the real 1% and 99%, as a share of how often real ones do."""
    real, made = (_known(each, column) for each in (start, frame))
    if len(real) == 0 or len(made) == 0 or np.ptp(real) == 0:
        return None
    low, high = np.quantile(real, [_TAIL, 1 - _TAIL])
    # Strictly beyond, where many values are one, there may be nothing; such a column has no tails.
    whole = float(((real < low) | (real > high)).mean())
    return float(((made < low) | (made > high)).mean()) / whole if whole > 0 else None


def _levels_kept(start: pd.DataFrame, frame: pd.DataFrame, column: Column) -> float | None:
    real = set(start[column.name].dropna().astype(str))
    return len(real & set(frame[column.name].dropna().astype(str))) / len(real) if real else None


def _known(frame: pd.DataFrame, column: Column) -> Floats:
    values = as_numbers(frame[column.name], column)
    return values[~np.isnan(values)]


def _mean(shares: Sequence[float | None]) -> float | None:
    known = [share for share in shares if share is not None]
    return float(np.mean(known)) if known else None
