"""Columns held to their train shares: what each step leaves out adds up along many columns, and shares drift."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from synthlab.generators.encoding import Codes, ColumnCode
from synthlab.generators.growing import Step, grouped
from synthlab.generators.leaves import Leaves

__all__ = ["calibrated"]

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]

_MOST_ROWS = 30_000
_CLEAR = 3.0  # standard deviations that a share must be off by: what chance explains is left alone
_ROUNDS = 15
_MOST = 8.0  # times more or less often than its leaf gives it


def calibrated(
    steps: Sequence[Step], code_of: Mapping[str, ColumnCode], rng: np.random.Generator
) -> list[Step]:
    """The steps, with weights for the codes of each column whose shares would drift; no step's shape changes.

    Rows are drawn through all steps, as many as were trained on (at most 30,000). A column's code (of a number with
    many: a run of neighbouring ones) that would come out clearly more or less often than its train rows have it gets
    a weight, so that on these rows it comes out as often as there. Within a leaf the ratios of all other codes stay.

    Source
    ------
    Raking: Deming and Stephan (1940), On a least squares adjustment of a sampled frequency table when the expected
    marginal totals are known, Annals of Mathematical Statistics 11(4).
    """
    n_rows = min(len(steps[0].leaf_of), _MOST_ROWS)
    drawn: dict[str, Codes] = {}
    held: list[Step] = []
    for step in steps:
        nodes = step.nodes(drawn, n_rows)
        visited = step.leaves.number_of[nodes]
        weights = _weights(step.leaves, visited, code_of[step.name].missing)
        leaves = replace(step.leaves, weights=weights)
        drawn[step.name] = leaves.draw(nodes, rng)
        held.append(replace(step, leaves=leaves))
    return held


def _weights(leaves: Leaves, visited: Rows, missing: int) -> Floats | None:
    """A weight a code, shape (n_codes,), or None where no share would drift; ``visited`` are the leaves of rows."""
    own = leaves.of_column
    group_of = _groups(own, missing)
    group_of_own, n_groups = group_of[own], int(group_of.max()) + 1
    counts = _tables(leaves, group_of, n_groups)
    visits = np.bincount(visited, minlength=len(counts)).astype(np.float64)
    wanted = np.bincount(group_of_own, minlength=n_groups) / len(own) * len(visited)
    given = _given(counts, visits, np.ones(n_groups))
    chance = np.sqrt(wanted * (1 - wanted / len(visited)))
    clear = np.abs(given - wanted) > np.maximum(_CLEAR * chance, 1.0)
    if not clear.any():
        return None
    # Codes that do not drift share what is left, as they would have.
    rest = given[~clear].sum()
    goal = np.where(clear, wanted, given * (len(visited) - wanted[clear].sum()) / rest if rest > 0 else given)
    weights = np.ones(n_groups)
    for _ in range(_ROUNDS):
        now = _given(counts, visits, weights)
        weights *= np.where(now > 0, goal / np.maximum(now, 1e-12), 1.0)
        weights = np.clip(weights / np.exp(np.log(np.maximum(weights, 1e-12)).mean()), 1 / _MOST, _MOST)
    return weights[group_of]


def _groups(own: Codes, missing: int) -> Rows:
    """Which group each code is in, shape (missing + 2,): runs of codes with like numbers of rows; missing by itself."""
    known = own[own != missing]
    group_of = np.zeros(missing + 2, dtype=np.int64)
    if len(known):
        group_of[known] = grouped(known)
    group_of[missing] = group_of[:missing].max(initial=-1) + 1 if len(known) else 0
    return group_of


def _tables(leaves: Leaves, group_of: Rows, n_groups: int) -> Floats:
    """How many donors of each group each leaf has, shape (n_leaves, n_groups)."""
    n_leaves = len(leaves.starts) - 1
    flat = np.bincount(
        leaves.leaf_of_donor() * n_groups + group_of[leaves.donors], minlength=n_leaves * n_groups
    )
    return flat.reshape(n_leaves, n_groups).astype(np.float64)


def _given(counts: Floats, visits: Floats, weights: Floats) -> Floats:
    """How many rows of each group come out of these visits, shape (n_groups,)."""
    masses = counts @ weights
    return np.asarray((visits / np.maximum(masses, 1e-300)) @ counts * weights, dtype=np.float64)
