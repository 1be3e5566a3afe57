"""Do columns go together, two at a time, as they do in the real table?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from synthlab.errors import NotMeasurable
from synthlab.metrics.base import Comparison, Family, Metric, Score
from synthlab.metrics.fidelity.binned import Binned, split_warning
from synthlab.statistics.crosstab import all_pairs, pair_counts
from synthlab.statistics.noise_floor import Distances, measure
from synthlab.tables.schema import Column

__all__ = ["LEVELS", "METRIC", "RANGES", "pair_distance", "pair_rows"]

RANGES = 7
LEVELS = 7
_DETAILS = 50
_DRAWN_CELLS = 600_000
_REPLICATED_CELLS = 4_000_000


def pair_distance(comparison: Comparison, rng: np.random.Generator) -> Score:
    """Mean total variation distance between train and synthetic over every two-way table, in [0, 1].

    Columns are cut into at most 7 ranges or levels, beside ``(other)``, ``(new)`` and ``(missing)``. 0 is
    what identical tables score; ``reference`` is what as many held-out real rows score, and it is well above
    0 in small tables, where most cells hold few rows. A pair also differs when only one of its columns does
    (see ``marginals``); a low value does NOT speak for three columns at a time.

    Details hold the 50 pairs with the greatest excess over their reference.

    Raises
    ------
    NotMeasurable
        When fewer than two columns are left after identifiers are set aside.

    Source
    ------
    Total variation distance; reference as in Platzer & Reutterer (2021), doi:10.3389/fdata.2021.679939.
    """
    if len(comparison.schema.modelled) < 2:
        raise NotMeasurable("Pairs need two columns; fewer are left after some were set aside.")
    binned = Binned(comparison, RANGES, LEVELS)
    pairs = all_pairs(len(binned.columns))
    n_codes = binned.n_codes
    n_cells = len(pairs) * n_codes**2
    # Wide tables average over so many pairs that fewer draws and replicates settle their mean.
    arranged = binned.arranged(rng, max(40, min(400, _REPLICATED_CELLS // n_cells)))

    def count(codes: npt.NDArray[np.uint8], bounds: list[int], /, start: int, stop: int) -> Any:
        counts = pair_counts(codes, pairs[start:stop], n_codes, bounds)
        return counts.reshape(len(bounds) - 1, stop - start, n_codes**2)

    n_draws = max(2, min(32, _DRAWN_CELLS // n_cells))
    distances = measure(arranged, count, (len(pairs), n_codes**2), rng, n_draws)
    value, reference = distances.of_value(), distances.of_reference()
    return Score(
        value=value.value,
        low=value.low,
        high=value.high,
        reference=reference.value,
        reference_low=reference.low,
        reference_high=reference.high,
        n_rows=arranged.n_equal,
        details=pair_rows(binned.columns, pairs, distances),
        facts={"n_equal": arranged.n_equal, "n_pairs": len(pairs)},
        warnings=split_warning(distances.exceeds_chance()),
    )


def pair_rows(
    columns: Sequence[Column], pairs: npt.NDArray[np.int64], distances: Distances
) -> list[dict[str, Any]]:
    """The details of the 50 pairs with the greatest excess over their reference."""
    excess = distances.value - distances.reference
    rows = []
    for index in np.argsort(-excess, kind="stable")[:_DETAILS]:
        value, reference = distances.of_value(int(index)), distances.of_reference(int(index))
        first, second = pairs[index]
        rows.append(
            {
                "a": columns[first].name,
                "b": columns[second].name,
                "distance": value.value,
                "low": value.low,
                "high": value.high,
                "reference": reference.value,
                "reference_high": reference.high,
            }
        )
    return rows


METRIC = Metric(
    name="pairs",
    family=Family.FIDELITY,
    question="Do columns go together, two at a time, as in the real table?",
    best=0.0,
    bounds=(0.0, 1.0),
    unit="share of rows",
    source="Total variation distance; reference as in Platzer & Reutterer (2021), doi:10.3389/fdata.2021.679939",
    compute=pair_distance,
)
