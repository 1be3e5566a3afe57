"""The groups of people that fairness is asked about."""

from __future__ import annotations

from synthlab.errors import NotMeasurable
from synthlab.metrics.base import Comparison
from synthlab.statistics.binning import Bins, make_bins
from synthlab.tables.schema import Role

__all__ = ["sensitive_bins"]

_ASKED = (Role.SENSITIVE, Role.QUASI_IDENTIFIER)
_RANGES, _LEVELS, _MOST_COLUMNS = 4, 12, 20


def sensitive_bins(comparison: Comparison) -> tuple[Bins, ...]:
    """The groups of each column marked as sensitive or quasi-identifier, made from the real rows alone.

    About four ranges of a number or date, the twelve commonest levels of anything else; levels of fewer than ten
    real rows are pooled in what is shown. At most 20 columns.

    Raises
    ------
    NotMeasurable
        When no column is marked, or none of those that are has a value.
    """
    frames = [comparison.train] if comparison.holdout is None else [comparison.train, comparison.holdout]
    columns = [
        column
        for column in comparison.schema.modelled
        if column.role in _ASKED and any(frame[column.name].notna().any() for frame in frames)
    ]
    if not columns:
        raise NotMeasurable(
            "No column says who belongs to which group. Give columns such as sex, age or origin the role sensitive "
            "or quasi-identifier on the Data page."
        )
    return tuple(
        make_bins([frame[column.name] for frame in frames], column, _RANGES, _LEVELS)
        for column in columns[:_MOST_COLUMNS]
    )
