"""Is as much missing as in the real table, column by column?"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from synthlab.errors import NotMeasurable
from synthlab.metrics.base import Comparison, Family, Metric, Score
from synthlab.metrics.fidelity.binned import check_sizes, split_warning, worst_first
from synthlab.statistics.crosstab import column_counts
from synthlab.statistics.intervals import newcombe
from synthlab.statistics.noise_floor import arrange, measure

__all__ = ["METRIC", "missing_row", "missingness_distance"]


def missingness_distance(comparison: Comparison, rng: np.random.Generator) -> Score:
    """Mean absolute difference in the share of missing values between train and synthetic, in [0, 1].

    Details hold one row a column, the greatest excess over chance first: the shares in ``train`` and
    ``synthetic``, their signed ``difference`` (synthetic minus train) with its interval, and
    ``reference_high``: what 97.5% of equally many fresh real rows stay below, without sign. A low value does
    NOT say that the right rows have the gaps, nor that gaps occur together as they do in the real table.

    Raises
    ------
    NotMeasurable
        When no column is left after identifiers are set aside.

    Source
    ------
    Newcombe (1998), method 10, for the interval of each difference.
    """
    columns = [column.name for column in comparison.schema.modelled]
    if not columns:
        raise NotMeasurable("No column is left to compare: every one of them is set aside.")
    check_sizes(comparison)
    train, synthetic = _missing(comparison.train, columns), _missing(comparison.synthetic, columns)
    holdout = None if comparison.holdout is None else _missing(comparison.holdout, columns)
    arranged = arrange(train, holdout, synthetic, rng, 400)

    def count(codes: npt.NDArray[np.uint8], bounds: list[int], /, start: int, stop: int) -> Any:
        return column_counts(codes[start:stop], 2, bounds)

    distances = measure(arranged, count, (len(columns), 2), rng)
    rows = [
        missing_row(
            name,
            (int(train[index].sum()), train.shape[1]),
            (int(synthetic[index].sum()), synthetic.shape[1]),
            distances.of_reference(index).high,
        )
        for index, name in enumerate(columns)
    ]
    value, reference = distances.of_value(), distances.of_reference()
    return Score(
        value=value.value,
        low=value.low,
        high=value.high,
        reference=reference.value,
        reference_low=reference.low,
        reference_high=reference.high,
        n_rows=arranged.n_equal,
        details=sorted(rows, key=lambda row: worst_first(abs(row["difference"]), row["reference_high"])),
        facts={"n_equal": arranged.n_equal},
        warnings=split_warning(distances.exceeds_chance()),
    )


def _missing(frame: Any, columns: list[str]) -> npt.NDArray[np.uint8]:
    """1 where a value is missing, shape (n_columns, n_rows)."""
    return np.ascontiguousarray(frame[columns].isna().to_numpy(dtype=np.uint8).T)


def missing_row(
    name: str, train: tuple[int, int], synthetic: tuple[int, int], floor: float
) -> dict[str, Any]:
    """The details of one column, from how many values are missing of how many rows."""
    low, high = newcombe(*synthetic, *train)
    train_share, synthetic_share = train[0] / train[1], synthetic[0] / synthetic[1]
    return {
        "column": name,
        "train": train_share,
        "synthetic": synthetic_share,
        "difference": synthetic_share - train_share,
        "low": low,
        "high": high,
        "reference_high": floor,
    }


METRIC = Metric(
    name="missingness",
    family=Family.FIDELITY,
    question="Is as much missing as in the real table?",
    best=0.0,
    bounds=(0.0, 1.0),
    unit="share of rows",
    source="Absolute difference of shares; intervals by Newcombe (1998), method 10",
    compute=missingness_distance,
)
