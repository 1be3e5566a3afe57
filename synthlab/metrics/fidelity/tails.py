"""Are extremes, rare levels and untidiness as frequent as in the real table?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.errors import NotMeasurable
from synthlab.metrics.base import Comparison, Family, Metric, Score
from synthlab.metrics.fidelity.binned import check_sizes, split_warning, worst_first
from synthlab.metrics.fidelity.marks import Mark, column_marks, missing_mark
from synthlab.statistics.binning import MIN_ROWS
from synthlab.statistics.intervals import newcombe
from synthlab.statistics.noise_floor import Distances, arrange
from synthlab.statistics.resampling import draw_counts
from synthlab.statistics.share_gaps import measure_shares, relative_gap
from synthlab.tables.hashing import row_hashes

__all__ = ["METRIC", "tail_gap"]

_MARKEDLY = 0.5
_ALL = "(all columns)"


def tail_gap(comparison: Comparison, rng: np.random.Generator) -> Score:
    """Mean relative gap in how many rows carry each mark of extremes and untidiness, in [0, 1].

    Marks: values beyond the real 0.1%, 1% (small tables: 5%) at either end, outliers, levels that under 1% of
    the real rows hold, round values, rows with a missing value; each where at least 10 real rows carry it. The
    gap of shares p and q is ``|p - q| / (p + q)``: 1 when a mark is lost altogether. Quantiles and levels come
    from all real rows, ``reference`` from train against holdout at the same size. Repeated rows are in
    ``details`` and ``facts`` only. A low value does NOT say that extremes stand in the right rows.

    Details hold a row a mark, the greatest excess over chance first; ``too_clean`` where the synthetic table
    has less than half of what is noise in the real one, beyond chance. ``facts["too_clean"]`` says so in
    sentences, and so do the warnings.

    Raises
    ------
    NotMeasurable
        When no column is left, or no mark is carried by 10 real rows.

    Source
    ------
    Outliers: Tukey (1977), Exploratory Data Analysis. Interval of each difference: Newcombe (1998), method 10.
    """
    columns = comparison.schema.modelled
    if not columns:
        raise NotMeasurable("No column is left to compare: every one of them is set aside.")
    check_sizes(comparison)
    real = [comparison.train] if comparison.holdout is None else [comparison.train, comparison.holdout]
    frames = [*real, comparison.synthetic]
    names = [column.name for column in columns]
    marks = [
        mark
        for column in columns
        for mark in column_marks([frame[column.name] for frame in frames], column, len(real))
    ]
    marks += missing_mark(frames, names, len(real))
    if not marks:
        raise NotMeasurable(f"No extreme, rare or untidy values that {MIN_ROWS} real rows hold were found.")
    train, holdout, synthetic = _stacked(marks, len(real))
    arranged = arrange(train, holdout, synthetic, rng, 400)
    distances = measure_shares(arranged, rng)
    rows = [_row(mark, distances, index, len(real)) for index, mark in enumerate(marks)]
    repeated = _repeated([frame[names] for frame in frames], arranged.n_equal, rng)
    if repeated is not None:
        rows.append(repeated)
    ends = {(mark.column, mark.what) for mark in marks if mark.at_an_end}
    rows = _flagged(sorted(rows, key=lambda row: worst_first(row["distance"], row["reference_high"])), ends)
    value, reference = distances.of_value(), distances.of_reference()
    n_train = len(comparison.train)
    clean = [f"Too clean: {_said(row, n_train)}" for row in rows if row["too_clean"]]
    return Score(
        value=value.value,
        low=value.low,
        high=value.high,
        reference=reference.value,
        reference_low=reference.low,
        reference_high=reference.high,
        n_rows=arranged.n_equal,
        details=rows,
        facts={
            "n_equal": arranged.n_equal,
            "n_marks": len(marks),
            "too_clean": clean,
            "finding": _finding(rows, n_train),
        },
        warnings=(*split_warning(distances.exceeds_chance()), *_warned(clean)),
    )


def _stacked(
    marks: Sequence[Mark], n_real: int
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8] | None, npt.NDArray[np.uint8]]:
    tables = [np.stack([mark.flags[part] for mark in marks]).astype(np.uint8) for part in range(n_real + 1)]
    return tables[0], (tables[1] if n_real == 2 else None), tables[-1]


def _row(mark: Mark, distances: Distances, index: int, n_real: int) -> dict[str, Any]:
    train, made = mark.flags[0], mark.flags[n_real]
    value, reference = distances.of_value(index), distances.of_reference(index)
    row = _shares(mark.column, mark.what, (int(train.sum()), len(train)), (int(made.sum()), len(made)))
    return row | {
        "distance": value.value,
        "distance_low": value.low,
        "distance_high": value.high,
        "reference": reference.value,
        "reference_high": reference.high,
    }


def _shares(column: str, what: str, train: tuple[int, int], made: tuple[int, int]) -> dict[str, Any]:
    low, high = newcombe(*made, *train)
    train_share, made_share = train[0] / train[1], made[0] / made[1]
    return {
        "column": column or _ALL,
        "what": what,
        "train": train_share,
        "synthetic": made_share,
        "difference": made_share - train_share,
        "low": low,
        "high": high,
    }


def _flagged(rows: Sequence[Mapping[str, Any]], ends: set[tuple[str, str]]) -> list[dict[str, Any]]:
    """The rows with ``too_clean``: under half of the real share, the whole interval beyond chance.

    A column that was moved loses one end and gains the other; that is wrong, not tidy.
    """

    def is_end(row: Mapping[str, Any]) -> bool:
        return (row["column"], row["what"]) in ends

    moved = {
        row["column"] for row in rows if is_end(row) and row["difference"] > 0 and _is_beyond_chance(row)
    }
    return [
        {
            **row,
            "too_clean": row["synthetic"] < _MARKEDLY * row["train"]
            and _is_beyond_chance(row)
            and not (is_end(row) and row["column"] in moved),
        }
        for row in rows
    ]


def _is_beyond_chance(row: Mapping[str, Any]) -> bool:
    return bool(row["distance_low"] > row["reference_high"])


def _repeated(
    frames: Sequence[pd.DataFrame], n_equal: int, rng: np.random.Generator
) -> dict[str, Any] | None:
    """How many rows repeat another, in as many rows of each table; None when hardly any real row does."""
    draws = [_repeats(frame, n_equal, rng) for frame in frames]
    if draws[0].mean() < MIN_ROWS and draws[-1].mean() < MIN_ROWS:
        return None
    train, made = (round(float(each.mean())) for each in (draws[0], draws[-1]))
    row = _shares("", "rows that repeat another row", (train, n_equal), (made, n_equal))
    floor = (
        float(relative_gap(draws[0], draws[1]).mean())
        if len(draws) == 3
        else float(relative_gap(draws[0], draws[0][::-1]).mean())
    )
    # Two counts of about the same size differ by the root of their sum.
    chance = floor + 1.96 / max(1.0, float(draws[0].mean() * 2)) ** 0.5
    distance = float(relative_gap(draws[0], draws[-1]).mean())
    return row | {
        "distance": distance,
        "distance_low": distance,
        "distance_high": distance,
        "reference": floor,
        "reference_high": min(1.0, chance),
    }


def _repeats(frame: pd.DataFrame, n: int, rng: np.random.Generator) -> npt.NDArray[np.int64]:
    """How many of ``n`` rows drawn from the table repeat another one drawn, in each of 16 draws."""
    counts = np.unique(row_hashes(frame), return_counts=True)[1]
    several = counts[counts > 1]
    if len(several) == 0:
        return np.zeros(16, dtype=np.int64)
    single = len(frame) - int(several.sum())
    drawn = draw_counts(np.append(np.sort(several), single), n, 16, rng)[:, :-1]
    return np.asarray(np.maximum(drawn - 1, 0).sum(axis=1))


def _finding(rows: Sequence[Mapping[str, Any]], n_train: int) -> str:
    worst = rows[0]
    if not _is_beyond_chance(worst):
        return "Extremes, rare levels and untidiness are as frequent as chance makes them."
    return f"{'Too clean: ' if worst['too_clean'] else ''}{_said(worst, n_train)}"


def _said(row: Mapping[str, Any], n_train: int) -> str:
    few = 0 < round(row["train"] * n_train, 6) < MIN_ROWS
    real = f"fewer than {MIN_ROWS}" if few else f"{row['train']:.2%}"
    return f"{row['column']}, {row['what']}: {row['synthetic']:.2%} of the synthetic rows, {real} of the real ones."


def _warned(clean: Sequence[str]) -> tuple[str, ...]:
    if not clean:
        return ()
    return (
        f"The synthetic table is markedly tidier than the real one in {len(clean)} "
        f"respect{'s' if len(clean) > 1 else ''}: what is rare or untidy in real life is missing from it.",
    )


METRIC = Metric(
    name="tails",
    family=Family.FIDELITY,
    question="Are extremes, rare values and untidiness as frequent as in the real table?",
    best=0.0,
    bounds=(0.0, 1.0),
    unit="relative gap in shares of rows",
    source="Relative gap of shares; outliers by Tukey (1977); intervals by Newcombe (1998), method 10",
    compute=tail_gap,
)
