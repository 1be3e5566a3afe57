"""Does free text have the same lengths and words, and is it written anew?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.errors import NotMeasurable
from synthlab.metrics.base import Comparison, Family, Metric, Score
from synthlab.metrics.fidelity.binned import check_sizes, split_warning, worst_first
from synthlab.metrics.fidelity.laid_out import drawn
from synthlab.metrics.fidelity.text_copies import copy_rows
from synthlab.metrics.fidelity.text_looks import Look, length_look, plain, shape_look, word_look
from synthlab.statistics.crosstab import column_counts
from synthlab.statistics.noise_floor import Arranged, Distances, arrange, measure
from synthlab.statistics.share_gaps import measure_shares
from synthlab.tables.schema import Column, Kind, Role

__all__ = ["METRIC", "text_distance"]

_MOST_ROWS = 5_000
_MOST_COLUMNS = 10
_REPLICATES = 200
_SHOWN_WORDS = 12
Floats = npt.NDArray[np.float64]


def text_distance(comparison: Comparison, rng: np.random.Generator) -> Score:
    """Mean distance between train and synthetic free text and identifiers, in [0, 1].

    For each free text column: the total variation of its length in characters, and the mean relative gap in how
    many rows use each of the 100 most frequent words. For each identifier: the total variation of its format,
    digits and letters alike. At most 5,000 rows of each table and ten columns; ``reference`` is what as many
    held-out real rows score. Details also hold ``copied``: the share of synthetic texts found in train, word for
    word and nearly, beside the share found in as many held-out rows; they have no part in the value. A low value
    does NOT say that text makes sense or fits its row, nor that nobody is named in it.

    Raises
    ------
    NotMeasurable
        When no free text or identifier has values in both tables.

    Source
    ------
    Total variation distance; relative gap of shares; cosines of hashed letter runs weighted by TF-IDF.
    """
    check_sizes(comparison)
    first, second = comparison.floor_pair(rng)
    columns = _columns(comparison.schema.columns, (first, second, comparison.synthetic))
    names = [column.name for column in columns[:_MOST_COLUMNS]]
    # Without a holdout, all real rows were seen; their halves give the floor.
    real = [comparison.train] if comparison.holdout is None else [first, second]
    tables = [
        drawn(frame[names], min(len(frame), _MOST_ROWS), rng) for frame in (*real, comparison.synthetic)
    ]
    looks: list[Look] = []
    copies: list[dict[str, Any]] = []
    n_texts = sum(column.kind is Kind.TEXT for column in columns[:_MOST_COLUMNS])
    for column in columns[:_MOST_COLUMNS]:
        sides = [table[column.name] for table in tables]
        if column.kind is Kind.IDENTIFIER:
            looks += [look for look in [shape_look(sides, len(real))] if look is not None]
            continue
        texts = [plain(side) for side in sides]
        looks.append(length_look(sides, len(real)))
        looks += [look for look in [word_look(column.name, texts, len(real))] if look is not None]
        seen, unseen = (
            plain(drawn(side[[column.name]], min(len(side), _MOST_ROWS), rng)[column.name])
            for side in (first, second)
        )
        copies += copy_rows(column.name, (seen, unseen, texts[-1]), comparison.holdout is None, rng, n_texts)
    if not looks:
        raise NotMeasurable("No length, word or format of text is frequent enough to be compared.")
    left_out = [column.name for column in columns[_MOST_COLUMNS:]]
    return _score(looks, copies, len(real), left_out, rng)


def _columns(columns: Sequence[Column], tables: Sequence[pd.DataFrame]) -> list[Column]:
    found = [
        column
        for column in columns
        if column.kind in (Kind.TEXT, Kind.IDENTIFIER)
        and column.role is not Role.IGNORED
        and all(table[column.name].notna().any() for table in tables)
    ]
    if not found:
        raise NotMeasurable("There is no free text and no identifier that has values in both tables.")
    return found


def _score(
    looks: Sequence[Look],
    copies: Sequence[Mapping[str, Any]],
    n_real: int,
    left_out: Sequence[str],
    rng: np.random.Generator,
) -> Score:
    stacked = [np.concatenate([look.codes[part] for look in looks]) for part in range(n_real + 1)]
    arranged = arrange(stacked[0], stacked[1] if n_real == 2 else None, stacked[-1], rng, _REPLICATES)
    distances = _measured(looks, arranged, rng)
    rows = [_row(look, distances, index) for index, look in enumerate(looks)]
    rows.sort(key=lambda row: worst_first(row["distance"], row["reference_high"]))
    value, reference = distances.of_value(), distances.of_reference()
    copied = [_copied(row, n_real == 1) for row in copies if row["low"] > 0]
    return Score(
        value=value.value,
        low=value.low,
        high=value.high,
        reference=reference.value,
        reference_low=reference.low,
        reference_high=reference.high,
        n_rows=arranged.n_equal,
        details=[*rows, *copies],
        facts={"n_equal": arranged.n_equal, "copied": copied, "finding": _finding(rows[0])},
        warnings=(*split_warning(distances.exceeds_chance()), *copied, *_not_looked_at(left_out)),
    )


def _measured(looks: Sequence[Look], arranged: Arranged, rng: np.random.Generator) -> Distances:
    """One distance a look; that of words is the mean over its flags, drawn by the same replicates."""
    n_codes = max((len(look.labels) for look in looks if not look.are_flags), default=1)
    found: list[tuple[Floats, Floats, Floats, Floats, float, float]] = []
    start = 0
    for look in looks:
        lines = slice(start, start + len(look.codes[0]))
        start = lines.stop
        part = replace(arranged, real=arranged.real[lines], synthetic=arranged.synthetic[lines])

        def count(codes: npt.NDArray[np.uint8], bounds: list[int], /, start: int, stop: int) -> Any:
            return column_counts(codes[start:stop], n_codes, bounds)

        one = measure_shares(part, rng) if look.are_flags else measure(part, count, (1, n_codes), rng)
        found.append(
            (
                one.value.mean(keepdims=True),
                one.reference.mean(keepdims=True),
                one.values.mean(axis=1, keepdims=True),
                one.floors.mean(axis=1, keepdims=True),
                one.shrink,
                one.spread,
            )
        )
    value, reference, values, floors = (
        np.concatenate([each[place] for each in found], axis=-1) for place in range(4)
    )
    return Distances(value, reference, values, floors, shrink=found[0][4], spread=found[0][5])


def _row(look: Look, distances: Distances, index: int) -> dict[str, Any]:
    value, reference = distances.of_value(index), distances.of_reference(index)
    row = {
        "column": look.column,
        "what": look.what,
        "distance": value.value,
        "low": value.low,
        "high": value.high,
        "reference": reference.value,
        "reference_high": reference.high,
    }
    train, made = (_shares(look, look.codes[part]) for part in (0, -1))
    if look.are_flags:
        shown = np.argsort(-np.abs(train - made), kind="stable")[:_SHOWN_WORDS]
        note = f"Of {len(look.labels)} frequent words, those whose share of rows differs most."
    else:
        shown, note = np.flatnonzero(train + made), ""
    return {
        **row,
        "labels": [look.labels[place] for place in shown],
        "train": [float(train[place]) for place in shown],
        "synthetic": [float(made[place]) for place in shown],
        "note": note,
    }


def _shares(look: Look, codes: npt.NDArray[np.uint8]) -> Floats:
    if look.are_flags:
        return np.asarray(codes.mean(axis=1))
    return np.asarray(np.bincount(codes[0], minlength=len(look.labels)) / codes.shape[1])


def _copied(row: Mapping[str, Any], screening: bool) -> str:
    how = "word for word" if row["what"] == "copied word for word" else "nearly word for word"
    control = (
        f"{row['control']:.1%} of real texts are found among others"
        if screening
        else f"{row['control']:.1%} in as many rows that no generator saw"
    )
    return (
        f"{row['column']}: {row['copied']:.1%} of the synthetic texts are found {how} in {row['among']:,} real rows; "
        f"{control}."
    )


def _not_looked_at(names: Sequence[str]) -> tuple[str, ...]:
    return (f"Not looked at beyond {_MOST_COLUMNS} columns: {', '.join(names)}.",) if names else ()


def _finding(row: Mapping[str, Any]) -> str:
    if row["low"] <= row["reference_high"]:
        return "Free text and identifiers have the lengths, words and formats that chance makes."
    return (
        f"{row['column']}, {row['what']}: {row['distance']:.1%} away from the real table "
        f"(between real rows: {row['reference']:.1%})."
    )


METRIC = Metric(
    name="text",
    family=Family.FIDELITY,
    question="Does free text have the same lengths and words, and is it written anew?",
    best=0.0,
    bounds=(0.0, 1.0),
    unit="share of rows, mean over looks",
    source="Total variation distance; relative gap of shares; cosines of hashed letter runs weighted by TF-IDF",
    compute=text_distance,
)
