"""The tables of a chosen network, measured with noise; the only place where joint counts of columns are taken."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from synthlab.generators.base import Progress
from synthlab.generators.dp_noise import Noise, Noisy
from synthlab.generators.dp_sampler import Node
from synthlab.generators.dp_structure import Family, Variable, configurations
from synthlab.generators.dp_tables import conditional
from synthlab.generators.dp_target import Hint
from synthlab.generators.encoding import Codes

__all__ = ["tables_of"]


def tables_of(
    families: Sequence[Family],
    variables: Mapping[str, Variable],
    noise: Noise,
    rho: float,
    progress: Progress,
) -> tuple[tuple[Node, ...], tuple[Hint, ...]]:
    """The nodes of the families, which spend ``rho`` together, and what each tells of its first parent alone.

    The first family is of one column by itself, whose shares are known already.
    """
    codes = {name: variable.codes for name, variable in variables.items()}
    sizes = np.array([family.n_configurations * variables[family.name].n_cells for family in families[1:]])
    # The sum of all errors is least where a table's rho grows with the two-thirds power of its cells.
    weights = sizes ** (2 / 3) / (sizes ** (2 / 3)).sum() if len(sizes) else sizes
    nodes = [Node(families[0], variables[families[0].name].shares[None, :])]
    hints = []
    for place, (family, weight) in enumerate(zip(families[1:], weights, strict=True)):
        progress(place / len(sizes), f"Measuring what {family.name} goes with")
        child = variables[family.name]
        spent = rho * float(weight) * (1 - 1e-9)
        noisy = noise.counts(_joint(family, child, codes), spent, f"table of {family.name}")
        groups = [parent.n_groups for parent in family.parents]
        noisy = Noisy(noisy.counts.reshape([*groups, child.n_cells]), noisy.sigma)
        nodes.append(Node(family, conditional(noisy.counts, noisy.sigma, child.shares)))
        first = _by_first(noisy)
        hints.append(Hint(family, conditional(first.counts, first.sigma, child.shares), nodes[-1].table))
    return tuple(nodes), tuple(hints)


def _joint(family: Family, child: Variable, codes: Mapping[str, Codes]) -> npt.NDArray[np.int64]:
    """Counts of the family's table, shape (n_configurations, n_cells); a row is in one cell at most."""
    at = configurations(family.parents, codes)
    known = (at >= 0) & (child.codes >= 0)
    cells = at[known] * child.n_cells + child.codes[known]
    return np.bincount(cells, minlength=family.n_configurations * child.n_cells).reshape(-1, child.n_cells)


def _by_first(noisy: Noisy) -> Noisy:
    """The table of the first parent alone: other parents added up, and their noise."""
    others = tuple(range(1, noisy.counts.ndim - 1))
    n_added = math.prod(noisy.counts.shape[axis] for axis in others)
    return Noisy(noisy.counts.sum(axis=others), noisy.sigma * n_added**0.5)
