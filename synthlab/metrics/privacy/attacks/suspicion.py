"""P3: how much each pool row looks as if it had been trained on, by several attackers who know no label."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.metrics.privacy.attacks.coded import Coded, binned, code
from synthlab.metrics.privacy.attacks.geometry import Layout, Scaling, lay_out
from synthlab.metrics.privacy.attacks.queries import query_ratio
from synthlab.metrics.privacy.attacks.rare_values import copied_rare_cells
from synthlab.metrics.privacy.engine.pool import Pool
from synthlab.metrics.privacy.engine.shuffle import Scores
from synthlab.metrics.privacy.matching import RARELY, once
from synthlab.statistics.neighbours import nearest

__all__ = [
    "Prepared",
    "against_yardsticks",
    "isolation",
    "near_copy_level",
    "prepare",
    "rare_values",
    "suspicions",
]

Floats = npt.NDArray[np.float64]
NEIGHBOURS = 5
# A tenth of a category: without it, ratios of two tiny distances drown copies that carry a little noise
# (1% of rows copied with 5%-sd noise: 29 of 30 found with it, 18 of 30 without).
_SOFTENING = 0.1


@dataclass(frozen=True)
class Prepared:
    """What attacks share: exact codes, both layouts, and each pool row's distances to its pool neighbours.

    ``yardsticks[scaling]`` has shape (n_pool, 5), nearest first.
    """

    pool: Pool
    coded: Coded
    layouts: dict[Scaling, Layout]
    yardsticks: dict[Scaling, Floats]


def prepare(pool: Pool) -> Prepared:
    """Codes, layouts and neighbour distances of a pool; cost about n_pool x n_pool pairs twice."""
    coded = code(pool)
    layouts = {scaling: lay_out(pool, coded, scaling) for scaling in Scaling}
    yardsticks = {
        scaling: np.asarray(nearest(layout.pool, layout.pool, NEIGHBOURS, same=True)[0], dtype=np.float64)
        for scaling, layout in layouts.items()
    }
    return Prepared(pool, coded, layouts, yardsticks)


def suspicions(prepared: Prepared, rng: np.random.Generator) -> list[Scores]:
    """One graded score an attack, shape (n_pool,) each: the higher, the more it suspects training.

    Nearest synthetic row and its ratio to the 1st and 5th nearest pool row, in both scalings; the ratio of
    synthetic to pool frequency over small cells; exact or nearly exact copies.
    """
    found = []
    for scaling, layout in prepared.layouts.items():
        distance = np.asarray(nearest(layout.pool, layout.synthetic)[0][:, 0], dtype=np.float64)
        found += against_yardsticks(distance, prepared.yardsticks[scaling], scaling)
    found.append(Scores("small cells", query_ratio(binned(prepared.coded), rng)))
    found.append(Scores("near copies", near_copy_level(prepared.coded)))
    return found


def against_yardsticks(distance: Floats, yardsticks: Floats, scaling: Scaling) -> list[Scores]:
    """Scores from each pool row's distance to the nearest synthetic row: plain, and against its pool neighbours."""
    found = [Scores(f"distance, {scaling}", -distance)]
    for k in (1, NEIGHBOURS):
        ratio = np.log(distance + _SOFTENING) - np.log(yardsticks[:, k - 1] + _SOFTENING)
        found.append(Scores(f"distance ratio {k}, {scaling}", -ratio))
    return found


def rare_values(coded: Coded) -> Scores:
    """P2: the number of a row's cells whose rare value stands in the synthetic table."""
    return Scores("rare values", copied_rare_cells(coded).sum(axis=0).astype(np.float64))


def isolation(prepared: Prepared) -> Floats:
    """Mean distance to the 5 nearest other pool rows, shape (n_pool,): who stands alone and is most at risk.

    Source
    ------
    Meeus et al. (2023), Achilles' Heels, arXiv 2306.10308.
    """
    distances = prepared.yardsticks[Scaling.LOG]
    known = np.isfinite(distances)
    farthest = float(distances[known].max()) if known.any() else 0.0
    return np.asarray(np.where(known, distances, farthest).mean(axis=1), dtype=np.float64)


def near_copy_level(coded: Coded) -> Floats:
    """3 where a row that occurs once in the pool stands in the synthetic table; 2 or 1 where all but one cell do.

    2 where the column of that cell hardly tells people apart, so that its rest is rare; 1 where it is not, and a
    coincidence is likely; else 0.
    """
    rng = np.random.default_rng(0)
    keys = [rng.integers(2**64, size=int(levels), dtype=np.uint64) for levels in coded.n_levels]
    pool = [key[codes] for key, codes in zip(keys, coded.pool, strict=True)]
    synthetic = [key[codes] for key, codes in zip(keys, coded.synthetic, strict=True)]
    pool_total, synthetic_total = _sum(pool), _sum(synthetic)
    level = np.zeros(len(pool_total))
    for left_out in range(len(keys)) if len(keys) > 2 else ():
        rest = pool_total - pool[left_out]
        alone = once(rest)
        found = alone & _occurs(rest, synthetic_total - synthetic[left_out])
        level[found] = np.maximum(level[found], 2 if 1 - alone.mean() <= RARELY else 1)
    level[once(pool_total) & _occurs(pool_total, synthetic_total)] = 3
    return level


def _occurs(values: npt.NDArray[np.uint64], among: npt.NDArray[np.uint64]) -> npt.NDArray[np.bool_]:
    return np.asarray(pd.Series(values).isin(among))


def _sum(parts: list[npt.NDArray[np.uint64]]) -> npt.NDArray[np.uint64]:
    total = np.zeros_like(parts[0])
    for part in parts:
        total += part
    return total
