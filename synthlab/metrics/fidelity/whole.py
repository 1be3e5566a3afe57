"""The fidelity metrics that count, over all rows of tables too large for memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.metrics.base import Score
from synthlab.metrics.fidelity.binned import split_warning, worst_first
from synthlab.metrics.fidelity.k_marginal import BINS, POINTS, TRIPLES, triple_finding, triple_rows
from synthlab.metrics.fidelity.marginals import RANGES as MARGINAL_RANGES
from synthlab.metrics.fidelity.marginals import column_row
from synthlab.metrics.fidelity.missingness import missing_row
from synthlab.metrics.fidelity.pairs import LEVELS, RANGES, pair_rows
from synthlab.metrics.fidelity.triples import choose_triples, triple_counts
from synthlab.statistics.binning import Bins, make_bins
from synthlab.statistics.crosstab import all_pairs, column_counts, pair_counts
from synthlab.statistics.engines.batched import Batched
from synthlab.statistics.engines.groups import N_GROUPS, Tally, count_groups
from synthlab.statistics.noise_floor import Distances, measure_groups
from synthlab.statistics.small_cells import pooled
from synthlab.tables.schema import Column, Schema

__all__ = ["whole_scores"]

Codes = npt.NDArray[np.uint8]
Counts = npt.NDArray[np.int64]

# Groups leave a tenth of the rows out, so that each can get exactly as many.
_GROUPED = 0.9


def whole_scores(
    train: Batched,
    holdout: Batched | None,
    synthetic: Batched,
    schema: Schema,
    sample: pd.DataFrame,
    rng: np.random.Generator,
    minimum_count: int = 0,
) -> Mapping[str, Score]:
    """The scores of ``marginals``, ``missingness``, ``pairs`` and ``k-marginal`` by their names, counted over every row.

    Each table is read once. Bins are made from ``sample``, real rows; values that it lacks are ``(new)`` in all
    tables alike. Without a holdout the reference is between two random halves of ``train``. With a
    ``minimum_count``, cells that fewer rows of the real tables hold are pooled in all tables before anything is
    made of them.
    """
    columns = schema.modelled
    chosen = choose_triples(len(columns), TRIPLES, rng) if len(columns) > 2 else None
    tallies = _tallies(sample, columns, chosen)
    parts = 2 if holdout is None else 1
    sizes = [train.n_rows // parts, synthetic.n_rows, *([] if holdout is None else [holdout.n_rows])]
    size = int(_GROUPED * min(sizes) / N_GROUPS)
    real = count_groups(train, tallies, size, rng, parts)
    real += [] if holdout is None else count_groups(holdout, tallies, size, rng)
    (made,) = count_groups(synthetic, tallies, size, rng)
    counted = [
        _pooled(each, minimum_count, holdout is None) for each in zip(real[0], real[1], made, strict=True)
    ]
    found = [measure_groups(tables, holdout is None, rng) for tables in counted]
    n_rows = min(sizes)
    scores = {
        "marginals": _marginals(tallies[0].bins, counted[0], found[0], holdout is None, n_rows),
        "missingness": _missingness(tallies[0].bins, counted[0], holdout is None, n_rows, rng),
    }
    if len(columns) > 1:
        rows = pair_rows(columns, all_pairs(len(columns)), found[1])
        scores["pairs"] = _score(found[1], rows, n_rows, {"n_pairs": len(columns) * (len(columns) - 1) // 2})
    if chosen is not None:
        rows = triple_rows(columns, chosen, found[2])
        facts = {"n_triples": len(chosen), "finding": triple_finding(rows)}
        scores["k-marginal"] = _in_points(_score(found[2], rows, n_rows, facts))
    return scores


def _pooled(
    tables: tuple[Counts, Counts, Counts], minimum_count: int, both: bool
) -> tuple[Counts, Counts, Counts]:
    """``both``: the first two are halves of one real table."""
    if minimum_count < 2:
        return tables
    real = [np.concatenate(tables[:2])] if both else list(tables[:2])
    first, second, made = pooled([*real, *tables], minimum_count, len(real))[len(real) :]
    return first, second, made


def _tallies(
    sample: pd.DataFrame, columns: Sequence[Column], triples: npt.NDArray[np.int64] | None
) -> list[Tally]:
    def bins(n_ranges: int, n_levels: int) -> list[Bins]:
        return [make_bins([sample[column.name]], column, n_ranges, n_levels) for column in columns]

    fine, coarse, coarser = bins(MARGINAL_RANGES, 250), bins(RANGES, LEVELS), bins(BINS, BINS)
    n_fine, n_coarse, n_coarser = (max(each.n_codes for each in made) for made in (fine, coarse, coarser))
    pairs = all_pairs(len(columns))

    def by_column(codes: Codes, bounds: list[int]) -> Counts:
        return column_counts(codes, n_fine, bounds)

    def by_pair(codes: Codes, bounds: list[int]) -> Counts:
        counts = pair_counts(codes, pairs, n_coarse, bounds)
        return counts.reshape(len(bounds) - 1, len(pairs), n_coarse**2)

    tallies = [Tally(fine, by_column)]
    if len(columns) > 1:
        tallies.append(Tally(coarse, by_pair))
    if triples is not None:
        tallies.append(Tally(coarser, lambda codes, bounds: triple_counts(codes, triples, n_coarser, bounds)))
    return tallies


def _marginals(
    bins: Sequence[Bins], tables: tuple[Counts, Counts, Counts], found: Distances, both: bool, n_rows: int
) -> Score:
    first, second, made = (counts.sum(axis=0) for counts in tables)
    train = first + second if both else first
    rows = [
        column_row(each, found, index, (train[index], made[index]), None) for index, each in enumerate(bins)
    ]
    rows.sort(key=lambda row: worst_first(row["distance"], row["reference_high"]))
    return _score(found, rows, n_rows, {"rows_of_train": int(train[0].sum())})


def _missingness(
    bins: Sequence[Bins],
    tables: tuple[Counts, Counts, Counts],
    both: bool,
    n_rows: int,
    rng: np.random.Generator,
) -> Score:
    codes = np.array([each.missing_code for each in bins])
    first, second, made = (
        np.stack([counts.sum(axis=2) - gaps, gaps], axis=2)
        for counts in tables
        for gaps in [np.take_along_axis(counts, codes[None, :, None], axis=2)[:, :, 0]]
    )
    found = measure_groups((first, second, made), both, rng)
    train, other = (first + second if both else first).sum(axis=0), made.sum(axis=0)
    rows = [
        missing_row(
            each.column,
            (int(train[index, 1]), int(train[index].sum())),
            (int(other[index, 1]), int(other[index].sum())),
            found.of_reference(index).high,
        )
        for index, each in enumerate(bins)
    ]
    rows.sort(key=lambda row: worst_first(abs(row["difference"]), row["reference_high"]))
    return _score(found, rows, n_rows, {"rows_of_train": int(train[0].sum())})


def _score(found: Distances, rows: list[dict[str, Any]], n_rows: int, facts: Mapping[str, Any]) -> Score:
    value, reference = found.of_value(), found.of_reference()
    return Score(
        value=value.value,
        low=value.low,
        high=value.high,
        reference=reference.value,
        reference_low=reference.low,
        reference_high=reference.high,
        n_rows=n_rows,
        details=rows,
        facts={"n_equal": n_rows, "all_rows": True, **facts},
        warnings=split_warning(found.exceeds_chance()),
    )


def _in_points(score: Score) -> Score:
    def points(distance: float | None) -> float:
        return POINTS * (1.0 - (distance or 0.0))

    return Score(
        value=points(score.value),
        low=points(score.high),
        high=points(score.low),
        reference=points(score.reference),
        reference_low=points(score.reference_high),
        reference_high=points(score.reference_low),
        n_rows=score.n_rows,
        details=score.details,
        facts=score.facts,
        warnings=score.warnings,
    )
