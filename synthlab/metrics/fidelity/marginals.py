"""Does each column, taken alone, look like the real one?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from synthlab.metrics.base import Comparison, Family, Metric, Score
from synthlab.metrics.fidelity.binned import Binned, split_warning, worst_first
from synthlab.statistics.binning import MIN_ROWS, Bins, ordered_values
from synthlab.statistics.crosstab import column_counts
from synthlab.statistics.distances import kolmogorov_smirnov
from synthlab.statistics.noise_floor import Distances, measure

__all__ = ["METRIC", "RANGES", "column_row", "marginal_distance"]

RANGES = 20


def marginal_distance(comparison: Comparison, rng: np.random.Generator) -> Score:
    """Mean total variation distance between train and synthetic columns, one at a time, in [0, 1].

    0 is what identical columns score, 1 what columns without a value in common score; ``reference`` is what
    as many held-out real rows score. A missing value is a bin of its own, and so is whatever does not occur
    in the real table. A low value does NOT say that columns go together as they should (see ``pairs``), nor
    that the table is private; a high one does not say which end of the column differs: see ``details``.

    Details hold one row a column, the greatest excess over chance first, with the bins that were
    counted; levels that fewer than 10 real rows hold are counted apart but shown as ``(rare)``.

    Raises
    ------
    NotMeasurable
        When no column is left after identifiers are set aside.

    Source
    ------
    Total variation distance; reference as in Platzer & Reutterer (2021), doi:10.3389/fdata.2021.679939.
    """
    binned = Binned(comparison, RANGES)
    arranged = binned.arranged(rng)
    n_codes = binned.n_codes

    def count(codes: npt.NDArray[np.uint8], bounds: list[int], /, start: int, stop: int) -> Any:
        return column_counts(codes[start:stop], n_codes, bounds)

    distances = measure(arranged, count, (len(binned.columns), n_codes), rng)
    rows = [_row(comparison, binned, distances, index) for index in range(len(binned.columns))]
    value, reference = distances.of_value(), distances.of_reference()
    return Score(
        value=value.value,
        low=value.low,
        high=value.high,
        reference=reference.value,
        reference_low=reference.low,
        reference_high=reference.high,
        n_rows=arranged.n_equal,
        details=sorted(rows, key=lambda row: worst_first(row["distance"], row["reference_high"])),
        facts={"n_equal": arranged.n_equal},
        warnings=split_warning(distances.exceeds_chance()),
    )


def _row(comparison: Comparison, binned: Binned, distances: Distances, index: int) -> dict[str, Any]:
    column, bins = binned.columns[index], binned.bins[index]
    ks = None
    if column.is_ordered:
        ks = kolmogorov_smirnov(_present(comparison.train, bins), _present(comparison.synthetic, bins))
    counts = [np.bincount(codes[index], minlength=bins.n_codes) for codes in (binned.train, binned.synthetic)]
    return column_row(bins, distances, index, (counts[0], counts[1]), ks)


def column_row(
    bins: Bins,
    distances: Distances,
    index: int,
    counts: tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]],
    ks: float | None,
) -> dict[str, Any]:
    """The details of one column, from the rows in its bins in train and in the synthetic table."""
    value, reference = distances.of_value(index), distances.of_reference(index)
    return {
        "column": bins.column,
        "kind": str(bins.kind),
        "distance": value.value,
        "low": value.low,
        "high": value.high,
        "reference": reference.value,
        "reference_high": reference.high,
        **_shown(bins, counts),
        "ks": ks,
        "note": _note(bins),
    }


def _present(frame: Any, bins: Bins) -> npt.NDArray[Any]:
    values, missing = ordered_values(frame[bins.column])
    return values[~missing]


def _shown(
    bins: Bins, counts: tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]
) -> Mapping[str, list[Any]]:
    """Labels and shares for display; bins that neither table uses are left out."""
    n_shown = len(bins.shown_labels)
    shares = [np.bincount(bins.shown, each[: bins.n_codes], n_shown) / each.sum() for each in counts]
    used = np.flatnonzero(shares[0] + shares[1])
    return {
        "labels": [bins.shown_labels[index] for index in used],
        "train": [float(shares[0][index]) for index in used],
        "synthetic": [float(shares[1][index]) for index in used],
    }


def _note(bins: Bins) -> str:
    if len(bins.labels) == 2:
        return "Every real value is missing."
    if bins.n_pooled == 1:
        return f"1 level that fewer than {MIN_ROWS} real rows hold: counted apart, shown as (rare)."
    if bins.n_pooled:
        return (
            f"{bins.n_pooled} levels that fewer than {MIN_ROWS} real rows hold: counted one by one, "
            "shown together as (rare)."
        )
    return ""


METRIC = Metric(
    name="marginals",
    family=Family.FIDELITY,
    question="Does each column, taken alone, look like the real one?",
    best=0.0,
    bounds=(0.0, 1.0),
    unit="share of rows",
    source="Total variation distance; reference as in Platzer & Reutterer (2021), doi:10.3389/fdata.2021.679939",
    compute=marginal_distance,
)
