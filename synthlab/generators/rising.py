"""Values that few rows of a leaf share: known only by the smallest node above it in which enough rows have them."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from synthlab.generators.encoding import Codes

__all__ = ["risen"]

Rows = npt.NDArray[np.int64]


def risen(tree: Any, nodes: Rows, codes: Codes, least: int, rng: np.random.Generator) -> Rows:
    """The node in which each row is a donor, shape (n_rows,), where ``nodes`` are those that the rows lie in.

    A row whose code fewer than ``least`` rows of its node have is placed at random among the rows below the smallest
    node above that has so many (the root, if none has), each as likely as any other. So a leaf is worth what many
    rows say, and a code's share in a larger node stays. ``tree`` is scikit-learn's ``tree_``: its nodes are numbered
    from the top, all nodes below a left branch before those below the right one.
    """
    parent, n_below = _parents(tree)
    n_nodes = len(parent)
    kinds = np.sort(codes.astype(np.int64) * n_nodes + nodes)
    first = codes.astype(np.int64) * n_nodes
    at, waiting = nodes.copy(), np.arange(len(nodes))
    while len(waiting):
        top, end = at[waiting], at[waiting] + n_below[at[waiting]]
        shared = np.searchsorted(kinds, first[waiting] + end) - np.searchsorted(kinds, first[waiting] + top)
        waiting = waiting[(shared < least) & (parent[top] >= 0)]
        at[waiting] = parent[at[waiting]]
    moving = np.flatnonzero(at != nodes)
    ranked = np.sort(nodes)
    begin, end = (
        np.searchsorted(ranked, at[moving]),
        np.searchsorted(ranked, at[moving] + n_below[at[moving]]),
    )
    placed = nodes.copy()
    placed[moving] = ranked[begin + (rng.random(len(moving)) * (end - begin)).astype(np.int64)]
    return placed


def _parents(tree: Any) -> tuple[Rows, Rows]:
    """Each node's parent (-1: none), and how many nodes hang on it, itself among them."""
    left, right = tree.children_left, tree.children_right
    parent, n_below = np.full(len(left), -1, dtype=np.int64), np.ones(len(left), dtype=np.int64)
    inner = np.flatnonzero(left >= 0)
    parent[left[inner]] = parent[right[inner]] = inner
    for node in inner[::-1]:  # children have higher numbers than their parent
        n_below[node] += n_below[left[node]] + n_below[right[node]]
    return parent, n_below
