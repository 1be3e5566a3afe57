"""Do columns go together, three at a time, as they do in the real table? NIST's k-marginal score, on our bins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from synthlab.errors import NotMeasurable
from synthlab.metrics.base import Comparison, Family, Metric, Score
from synthlab.metrics.fidelity.binned import Binned, split_warning
from synthlab.metrics.fidelity.triples import choose_triples, triple_counts
from synthlab.statistics.distances import total_variation
from synthlab.statistics.noise_floor import Arranged, Distances, measure
from synthlab.statistics.resampling import draw_counts
from synthlab.tables.schema import Column

__all__ = ["BINS", "METRIC", "POINTS", "TRIPLES", "k_marginal_score", "triple_finding", "triple_rows"]

BINS = 5
TRIPLES = 60
_DETAILS = 20
POINTS = 1000.0
_REPLICATES = 200
_DRAWS = 8
_SHARES = (1, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90)


def k_marginal_score(comparison: Comparison, rng: np.random.Generator) -> Score:
    """1000 points less the mean total variation of three-way tables, in [0, 1000]: 1000 is best.

    Columns are cut into at most 5 ranges or levels, beside ``(other)``, ``(new)`` and ``(missing)``; of more
    than 60 triples 60 are drawn. As NIST defines it, but value and ``reference`` compare equally many rows.
    NIST's own bins and pairs within areas are ``synthlab.statistics.nist.nist_k_marginal``. Points from two
    tables with other columns cannot be compared. A high score does NOT speak for four columns at a time.

    ``facts["equivalent_share"]`` is the sub-sample of the train rows, in percent, whose score against all of
    them is nearest to that of the whole synthetic table. Details hold the 20 triples with the greatest excess
    over their reference.

    Raises
    ------
    NotMeasurable
        When fewer than three columns are left after identifiers are set aside.

    Source
    ------
    NIST, k-marginal score and sub-sample equivalent: github.com/usnistgov/SDNist, sdnist/metrics/kmarginal.py.
    """
    if len(comparison.schema.modelled) < 3:
        raise NotMeasurable("Triples need three columns; fewer are left after some were set aside.")
    binned = Binned(comparison, BINS, BINS)
    triples = choose_triples(len(binned.columns), TRIPLES, rng)
    n_codes = binned.n_codes
    arranged = binned.arranged(rng, _REPLICATES)

    def count(codes: npt.NDArray[np.uint8], bounds: list[int], /, start: int, stop: int) -> Any:
        return triple_counts(codes, triples[start:stop], n_codes, bounds)

    distances = measure(arranged, count, (len(triples), n_codes**3), rng, _DRAWS)
    value, reference = distances.of_value(), distances.of_reference()
    details = triple_rows(binned.columns, triples, distances)
    return Score(
        value=_points(value.value),
        low=_points(value.high),
        high=_points(value.low),
        reference=_points(reference.value),
        reference_low=_points(reference.high),
        reference_high=_points(reference.low),
        n_rows=arranged.n_equal,
        details=details,
        facts={
            "n_equal": arranged.n_equal,
            "n_triples": len(triples),
            **_equivalent(arranged, triples, n_codes, rng),
            "finding": triple_finding(details),
        },
        warnings=split_warning(distances.exceeds_chance()),
    )


def _points(distance: float) -> float:
    return POINTS * (1.0 - distance)


def triple_rows(
    columns: Sequence[Column], triples: npt.NDArray[np.int64], distances: Distances
) -> list[dict[str, Any]]:
    """The details of the 20 triples with the greatest excess over their reference."""
    excess = distances.value - distances.reference
    rows = []
    for index in np.argsort(-excess, kind="stable")[:_DETAILS]:
        value, reference = distances.of_value(int(index)), distances.of_reference(int(index))
        rows.append(
            {
                "columns": [columns[place].name for place in triples[index]],
                "distance": value.value,
                "low": value.low,
                "high": value.high,
                "reference": reference.value,
                "reference_high": reference.high,
            }
        )
    return rows


def _equivalent(
    arranged: Arranged, triples: npt.NDArray[np.int64], n_codes: int, rng: np.random.Generator
) -> dict[str, Any]:
    """The share of the train rows that differs from all of them as much as the synthetic table does."""
    train = arranged.real[:, : arranged.n_train]
    whole = triple_counts(train, triples, n_codes, [0, train.shape[1]])[0]
    made = triple_counts(arranged.synthetic, triples, n_codes, [0, arranged.synthetic.shape[1]])[0]
    score = _points(float(total_variation(whole, made).mean()))
    scores = {}
    for share in _SHARES:
        n = max(1, round(share / 100 * train.shape[1]))
        drawn = draw_counts(whole, n, 1, rng)[0]
        scores[str(share)] = _points(float(total_variation(whole, drawn).mean()))
    nearest = min(_SHARES, key=lambda share: abs(scores[str(share)] - score))
    return {"equivalent_share": nearest, "score_of_all_rows": score, "scores_of_shares": scores}


def triple_finding(details: Sequence[dict[str, Any]]) -> str:
    """The worst triple in a sentence, or that there is none."""
    worst = details[0]
    if worst["low"] <= worst["reference_high"]:
        return "No three columns together differ more than chance makes them."
    names = ", ".join(worst["columns"])
    return (
        f"Taken together, {names} differ most: a share of {worst['distance']:.2f} of the rows would have to move, "
        f"{worst['reference']:.2f} between real rows."
    )


METRIC = Metric(
    name="k-marginal",
    family=Family.FIDELITY,
    question="Do columns go together, three at a time, as in the real table?",
    best=POINTS,
    bounds=(0.0, POINTS),
    unit="points out of 1000",
    source="NIST k-marginal score, github.com/usnistgov/SDNist",
    compute=k_marginal_score,
)
