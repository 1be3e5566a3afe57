"""P7: putting two halves of a person's record together with the help of the synthetic table."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from synthlab.metrics.privacy.attacks.coded import Coded, binned
from synthlab.metrics.privacy.attacks.geometry import Layout, Scaling
from synthlab.metrics.privacy.attacks.suspicion import Prepared
from synthlab.statistics.neighbours import Encoded, nearest

__all__ = ["Links", "halves", "linked"]

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]
NEIGHBOURS = 10
CANDIDATES = 100


@dataclass(frozen=True)
class Links:
    """Chance that each attacked pool row's true other half comes out first of 100, shape (n_pool,).

    ``success`` uses the 10 synthetic rows nearest by half A, ``baseline`` 10 random ones. Ties share their place.
    ``half_a`` and ``half_b`` name the columns that two data holders would have.
    """

    success: Floats
    baseline: Floats
    half_a: tuple[str, ...]
    half_b: tuple[str, ...]


def halves(coded: Coded) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The columns in two halves of about equal entropy: the most telling column first, each to the poorer half."""
    coarse = binned(coded)
    entropy = []
    for codes, levels in zip(coarse.pool, coarse.n_levels, strict=True):
        shares = np.bincount(codes, minlength=levels) / len(codes)
        entropy.append(float(-(shares[shares > 0] * np.log(shares[shares > 0])).sum()))
    parts: tuple[list[int], list[int]] = ([], [])
    weights = [0.0, 0.0]
    for index in np.argsort(-np.array(entropy), kind="stable"):
        poorer = 0 if weights[0] <= weights[1] else 1
        parts[poorer].append(int(index))
        weights[poorer] += entropy[index]
    names = [column.name for column in coded.columns]
    first, second = (tuple(names[index] for index in sorted(part)) for part in parts)
    return first, second


def linked(prepared: Prepared, rng: np.random.Generator) -> Links:
    """For every pool row: the true half B ranked among 99 others of the pool, by closeness to the rows found by half A.

    The attack with the least power of the three (Giomi et al. 2023, arXiv 2211.10459): silence says little.
    """
    half_a, half_b = halves(prepared.coded)
    layout = prepared.layouts[Scaling.RANK]
    by_a, by_b = layout.restricted(half_a), layout.restricted(half_b)
    found = nearest(by_a.pool, by_a.synthetic, min(NEIGHBOURS, by_a.synthetic.n_rows))[1]
    n_pool = layout.pool.n_rows
    decoys = rng.integers(n_pool - 1, size=(n_pool, CANDIDATES - 1))
    decoys += decoys >= np.arange(n_pool)[:, None]
    random_rows = rng.integers(by_a.synthetic.n_rows, size=found.shape)
    success = _first(by_b, found, decoys)
    return Links(success, _first(by_b, random_rows, decoys), half_a, half_b)


def _first(by_b: Layout, found: Indices, decoys: Indices) -> Floats:
    from synthlab.metrics.privacy.attacks.kernels import rank_first

    first = np.empty(len(found))
    rank_first(*_rows(by_b.pool), *_rows(by_b.synthetic), found, decoys, first)
    return first


def _rows(side: Encoded) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.unsignedinteger]]:
    return np.ascontiguousarray(side.numbers.T), np.ascontiguousarray(side.categories.T)
