"""Do rows lie where the real rows lie, seen in one plane?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.errors import NotMeasurable
from synthlab.metrics.base import Comparison, Family, Metric, Score
from synthlab.metrics.fidelity.binned import check_sizes, split_warning
from synthlab.metrics.fidelity.laid_out import drawn
from synthlab.metrics.fidelity.plane import Plane, fit_plane
from synthlab.statistics.binning import MIN_ROWS
from synthlab.statistics.crosstab import column_counts
from synthlab.statistics.noise_floor import Interval, arrange, measure

__all__ = ["METRIC", "MOST_BINS", "plane_distance"]

MOST_BINS = 16
"""Bins along each direction of the plane, fewer in small tables; the outermost are open."""

_LEAST_BINS = 4
_ROWS_A_BIN = 6

_MOST_ROWS = 20_000
_FIT_ROWS = 10_000
_NAMED = 4
Codes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]


def plane_distance(comparison: Comparison, rng: np.random.Generator) -> Score:
    """Total variation distance between train and synthetic rows on bins of one plane, in [0, 1].

    The plane is that of the two principal components of the real rows, train and holdout together: numbers and
    dates by rank, levels as flags, a missing value as one more flag, every column of the same weight. At most
    20,000 rows of each table, 4 x 4 to 16 x 16 bins. ``reference`` is what as many held-out real rows score. A low value does NOT say
    that tables agree outside the plane, which holds ``facts["explained"]`` of the variance.

    Facts hold the densities on the bins for drawing; a bin that 1 to 9 of the looked-at rows of a table lie in is
    None. Details hold a row a direction with the columns that weigh most in it.

    Raises
    ------
    NotMeasurable
        When fewer than two directions are left in which real rows differ.

    Source
    ------
    Pearson (1901), doi:10.1080/14786440109462720; total variation distance.
    """
    columns = comparison.schema.modelled
    if not columns:
        raise NotMeasurable("No column is left to compare: every one of them is set aside.")
    check_sizes(comparison)
    names = [column.name for column in columns]

    real = [comparison.train, *([] if comparison.holdout is None else [comparison.holdout])]
    tables = [
        drawn(table[names], min(len(table), _MOST_ROWS), rng) for table in (*real, comparison.synthetic)
    ]
    plane = fit_plane(_pooled(tables[:-1], [len(table) for table in real], rng), columns)
    if plane is None:
        raise NotMeasurable("Real rows differ in fewer than two directions, so there is no plane to show.")
    places = [plane.place(table) for table in tables]
    n_bins = _bins_a_side(min(len(place) for place in places))
    edges = _edges(np.concatenate(places[:-1]), n_bins)
    codes = [_cells(place, edges) for place in places]
    arranged = arrange(codes[0], codes[1] if len(real) == 2 else None, codes[-1], rng)

    def count(cells: Codes, bounds: list[int], /, start: int, stop: int) -> Any:
        return column_counts(cells[start:stop], n_bins**2, bounds)

    found = measure(arranged, count, (1, n_bins**2), rng)
    value, reference = found.of_value(), found.of_reference()
    return Score(
        value=value.value,
        low=value.low,
        high=value.high,
        reference=reference.value,
        reference_low=reference.low,
        reference_high=reference.high,
        n_rows=arranged.n_equal,
        details=_directions(plane),
        facts={
            **_drawing(plane, edges, codes[0], codes[-1]),
            "n_equal": arranged.n_equal,
            "finding": _finding(value, reference),
        },
        warnings=split_warning(found.exceeds_chance()),
    )


def _pooled(
    drawn_rows: Sequence[pd.DataFrame], sizes: Sequence[int], rng: np.random.Generator
) -> pd.DataFrame:
    """At most 10,000 real rows, of train and holdout as many as they are among all real rows."""
    share = min(1.0, _FIT_ROWS / sum(sizes))
    parts = [
        table.iloc[
            np.sort(rng.choice(len(table), min(len(table), max(1, round(size * share))), replace=False))
        ]
        for table, size in zip(drawn_rows, sizes, strict=True)
    ]
    return pd.concat(parts, ignore_index=True)


def _bins_a_side(n_rows: int) -> int:
    """So many that a bin holds six rows of the smallest table, on average."""
    return max(_LEAST_BINS, min(MOST_BINS, int((n_rows / _ROWS_A_BIN) ** 0.5)))


def _edges(places: Floats, n_bins: int) -> Floats:
    """The inner edges along both directions, shape (2, n_bins - 1), evenly between the 1% and 99% quantiles."""
    low, high = np.quantile(places, [0.01, 0.99], axis=0)
    return np.linspace(low, high, n_bins + 1, axis=1)[:, 1:-1]


def _cells(places: Floats, edges: Floats) -> Codes:
    across, up = (np.searchsorted(edges[axis], places[:, axis], side="right") for axis in (0, 1))
    return np.asarray(up * (edges.shape[1] + 1) + across, dtype=np.uint8)[None, :]


def _drawing(plane: Plane, edges: Floats, train: Codes, synthetic: Codes) -> dict[str, Any]:
    """The two densities and their difference, lines from below, with what a picture needs beside them."""
    side = edges.shape[1] + 1
    counts = [np.bincount(each[0], minlength=side**2) for each in (train, synthetic)]
    shown = [_shares(each) for each in counts]
    difference = [
        None if real is None or made is None else made - real for real, made in zip(*shown, strict=True)
    ]
    lines = {"train": shown[0], "synthetic": shown[1], "difference": difference}
    return {
        **{name: [cells[at : at + side] for at in range(0, side**2, side)] for name, cells in lines.items()},
        "edges": [[round(float(edge), 6) for edge in axis] for axis in edges],
        "explained": list(plane.explained),
        "rows": [train.shape[1], synthetic.shape[1]],
        "least_rows": MIN_ROWS,
    }


def _shares(counts: Counts) -> list[float | None]:
    """Shares of rows; None for 1 to 9 rows, and for one cell more where a single one could be read off the sum."""
    hidden = (counts > 0) & (counts < MIN_ROWS)
    if hidden.sum() == 1 and (counts >= MIN_ROWS).any():
        hidden[np.where(counts >= MIN_ROWS, counts, counts.max() + 1).argmin()] = True
    total = int(counts.sum())
    return [None if hide else float(n / total) for n, hide in zip(counts, hidden, strict=True)]


def _directions(plane: Plane) -> list[dict[str, Any]]:
    rows = []
    for axis, name in enumerate(("across", "up")):
        order = np.argsort(-plane.weights[:, axis], kind="stable")[:_NAMED]
        rows.append(
            {
                "direction": name,
                "explained": plane.explained[axis],
                "columns": [plane.columns[place] for place in order],
                "weights": [float(plane.weights[place, axis]) for place in order],
            }
        )
    return rows


def _finding(value: Interval, reference: Interval) -> str:
    if value.low <= reference.high:
        return "In the plane in which real rows differ most, synthetic rows lie where chance puts real ones."
    return (
        f"In the plane in which real rows differ most, {value.value:.1%} of the synthetic rows lie elsewhere "
        f"(between real rows: {reference.value:.1%})."
    )


METRIC = Metric(
    name="embedding",
    family=Family.FIDELITY,
    question="Do rows lie where the real rows lie, seen in one plane?",
    best=0.0,
    bounds=(0.0, 1.0),
    unit="share of rows",
    source="Principal components, Pearson (1901), doi:10.1080/14786440109462720; total variation distance",
    compute=plane_distance,
)
