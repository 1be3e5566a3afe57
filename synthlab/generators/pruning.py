"""Undoing splits that tell too little: what a few rows alone bring about is theirs, not the column's."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["homes"]

Floats = npt.NDArray[np.float64]

_LEAST_VARIANCE = 1e-12  # a leaf of one value; the squared rank of a single row among a million


def homes(tree: Any, needed: Floats | float, *, is_class: bool) -> npt.NDArray[np.int64]:
    """For each node the node whose rows it draws from: itself, or the top of the splits that were undone.

    A split stands when it, and what stands below it, saves at least ``needed`` bits a split in telling the rows
    it was found on: entropy in bits for a class, half the logarithm of the variance for a number. ``needed``,
    one number for all nodes or one each, shape (n_nodes,), undoes nothing where it is 0. ``tree`` is
    scikit-learn's ``tree_``, grown by entropy or by squared error.

    Source
    ------
    Minimum description length pruning: Mehta, Rissanen and Agrawal (1995), MDL-based decision tree pruning, KDD.
    """
    n_nodes = int(tree.node_count)
    home = np.arange(n_nodes)
    needed = np.broadcast_to(needed, n_nodes)
    if not needed.any():
        return home
    left, right = tree.children_left, tree.children_right
    inner = np.flatnonzero(left >= 0)
    impurity = np.asarray(tree.impurity)
    each = impurity if is_class else np.log2(np.maximum(impurity, _LEAST_VARIANCE)) / 2
    alone = tree.n_node_samples * each
    bits = alone.copy()
    for node in inner[::-1]:  # children have higher numbers than their parent
        bits[node] = min(alone[node], bits[left[node]] + bits[right[node]] + needed[node])
    for node in inner:
        if home[node] != node or bits[node] >= alone[node]:
            home[left[node]] = home[right[node]] = home[node]
    return home
