"""All metrics on one comparison, and the report they make."""

from __future__ import annotations

import platform
import time
import zlib
from collections.abc import Callable, Mapping, Sequence
from importlib import metadata
from typing import Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from synthlab.errors import DataError, NotMeasurable
from synthlab.metrics.base import Comparison, Family, Metric, Score, Skipped, State
from synthlab.tables.hashing import table_hash

__all__ = ["Outcome", "Report", "TableFacts", "Verdict", "evaluate", "metric_rng"]

Progress = Callable[[float, str], None]

_VERSIONED = ("synthlab", "numpy", "pandas", "scipy", "scikit-learn", "duckdb", "pyarrow", "numba")


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class TableFacts(_Frozen):
    """Size and content hash of one table; nothing of its content."""

    rows: int
    columns: int
    sha256: str


class Outcome(_Frozen):
    """What one metric said. The fields of ``Score`` when measured, ``reason`` when skipped."""

    metric: str
    family: Family
    question: str = ""
    status: Literal["measured", "skipped"]
    reason: str | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    reference: float | None = None
    reference_low: float | None = None
    reference_high: float | None = None
    best: float | None = None
    n_rows: int = 0
    seconds: float = 0.0
    unit: str = ""
    state: State | None = None
    baseline: float | None = None
    control: float | None = None
    p_adjusted: float | None = None
    smallest_detectable: float | None = None
    details: list[dict[str, Any]] = Field(default_factory=list)
    facts: dict[str, Any] = Field(default_factory=dict)
    warnings: list[str] = Field(default_factory=list)


class Verdict(_Frozen):
    """What a family's numbers come to: leak found, none found, cannot conclude, met or not met."""

    family: Family
    verdict: Literal["leak found", "none found", "cannot conclude", "met", "not met"]
    because: str


class Report(_Frozen):
    """Every outcome of one evaluation; JSON with a version, loads back to the same object.

    ``context`` holds what was not measured and yet bears on privacy (``studies.context``): how often the kept-aside
    rows were used, how many tables were made from the same rows, what the owner said of a table made elsewhere.
    ``minimum_count``: what stands for fewer train rows is withheld from everything that is handed on.
    """

    format: Literal["synthlab.report/1"] = "synthlab.report/1"
    seed: int
    versions: dict[str, str] = Field(default_factory=dict)
    seconds: float = 0.0
    trained_on: str = "train"
    tables: dict[str, TableFacts] = Field(default_factory=dict)
    set_aside: list[dict[str, str]] = Field(default_factory=list)
    context: dict[str, Any] = Field(default_factory=dict)
    minimum_count: int = Field(default=10, ge=10)
    outcomes: list[Outcome] = Field(default_factory=list)
    policy: str = ""
    verdicts: list[Verdict] = Field(default_factory=list)

    def outcome(self, metric: str) -> Outcome | None:
        return next((outcome for outcome in self.outcomes if outcome.metric == metric), None)

    def to_json(self) -> str:
        return self.model_dump_json(indent=1, exclude_none=True)

    @classmethod
    def from_json(cls, text: str | bytes) -> Report:
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise DataError(
                f"This is not a synthlab report of version 1: {where}: {first['msg']}."
            ) from error


def evaluate(
    comparison: Comparison,
    metrics: Sequence[Metric],
    seed: int = 0,
    progress: Progress = lambda _share, _doing: None,
    so_far: Callable[[Sequence[Outcome]], None] = lambda _outcomes: None,
) -> Report:
    """Every metric's outcome on the comparison, in the metrics' order, without verdicts.

    Each metric draws from a stream of its own, derived from the seed and its name, so that adding one
    moves no other value. A metric that raises ``NotMeasurable`` is recorded as skipped, with its reason.
    ``so_far`` is given the outcomes after each metric.
    """
    started = time.perf_counter()
    outcomes = []
    for index, metric in enumerate(metrics):
        progress(index / len(metrics), metric.question)
        outcomes.append(_outcome(metric, comparison, seed))
        so_far(outcomes)
    progress(1.0, "Every question has been put.")
    return Report(
        seed=seed,
        versions=_versions(),
        seconds=round(time.perf_counter() - started, 3),
        trained_on=str(comparison.trained_on),
        tables=_tables(comparison),
        set_aside=[
            {
                "column": column.name,
                "kind": str(column.kind),
                "role": str(column.role),
                "reason": column.reason,
            }
            for column in comparison.schema.set_aside
        ],
        outcomes=outcomes,
    )


def metric_rng(stream: str, seed: int) -> np.random.Generator:
    """The random stream of this name (a metric's, or one that several share) under one seed."""
    return np.random.default_rng([seed, zlib.crc32(stream.encode())])


def _outcome(metric: Metric, comparison: Comparison, seed: int) -> Outcome:
    started = time.perf_counter()
    common: dict[str, Any] = {
        "metric": metric.name,
        "family": metric.family,
        "question": metric.question,
        "unit": metric.unit,
    }
    try:
        result: Score | Skipped = metric.compute(comparison, metric_rng(metric.stream or metric.name, seed))
    except NotMeasurable as reason:
        state = State.NOT_TESTED if metric.family is Family.PRIVACY else None
        result = Skipped(str(reason), state)
    seconds = round(time.perf_counter() - started, 3)
    if isinstance(result, Skipped):
        return Outcome(**common, status="skipped", reason=result.reason, state=result.state, seconds=seconds)
    fields: Mapping[str, Any] = {
        name: getattr(result, name)
        for name in (
            "value", "low", "high", "reference", "reference_low", "reference_high", "n_rows", "state",
            "baseline", "control", "p_adjusted", "smallest_detectable",
        )
    }  # fmt: skip
    return Outcome(
        **common,
        **fields,
        status="measured",
        best=metric.best,
        seconds=seconds,
        details=[dict(row) for row in result.details],
        facts=dict(result.facts),
        warnings=list(result.warnings),
    )


def _tables(comparison: Comparison) -> dict[str, TableFacts]:
    frames = {"train": comparison.train, "holdout": comparison.holdout, "synthetic": comparison.synthetic}
    return {
        name: TableFacts(rows=len(frame), columns=frame.shape[1], sha256=table_hash(frame))
        for name, frame in frames.items()
        if frame is not None
    }


def _versions() -> dict[str, str]:
    versions = {"python": platform.python_version()}
    for package in _VERSIONED:
        try:
            versions[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return versions
