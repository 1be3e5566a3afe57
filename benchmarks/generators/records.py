"""Finished runs, one JSON line each, so that what is there is not made again."""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.generators.measuring import Run

__all__ = ["Record", "alone", "ensured", "read"]

Record = dict[str, Any]
_KEY = ("table", "generator", "seed", "most_rows", "holdout_share")


def read(path: Path) -> list[Record]:
    """All finished runs of a file; none where there is no file. A line cut short by a kill is left out."""
    if not path.exists():
        return []
    records = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            records.append(json.loads(line))
        except json.JSONDecodeError:
            continue
    return records


def ensured(
    runs: Iterable[Run], path: Path, measure: Callable[[Run], dict[str, object]], tell: Callable[[str], None]
) -> None:
    """Measure those runs that the file lacks, each added to it as soon as it is done."""
    there = {_key(record) for record in read(path)}
    for run in runs:
        if _key(asdict(run)) in there:
            continue
        found = {**asdict(run), **measure(run), "date": datetime.now(UTC).date().isoformat()}
        with path.open("a", encoding="utf-8") as file:
            # A line of its own even where the last one was cut short.
            file.write(("" if _ends_a_line(path) else "\n") + json.dumps(found) + "\n")
        there.add(_key(found))
        tell(json.dumps(found))


def alone(work: Callable[[Run], dict[str, object]], run: Run, seconds: float) -> dict[str, object]:
    """The work in a process of its own, so that its memory is its own; ``refused`` when it takes too long.

    Processes come from one that has the libraries loaded but has done no work.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["benchmarks.generators.preload"])
    with context.Pool(1, maxtasksperchild=1) as pool:
        try:
            return pool.apply_async(work, (run,)).get(seconds)
        except multiprocessing.TimeoutError:
            return {"refused": f"It took more than {seconds:.0f} seconds."}


def _key(record: Record) -> tuple[object, ...]:
    return tuple(record[name] for name in _KEY)


def _ends_a_line(path: Path) -> bool:
    return not path.exists() or not path.stat().st_size or path.read_bytes()[-1:] == b"\n"


def mean(records: Sequence[Record], name: str) -> float | None:
    """The mean of a figure over those runs that have it."""
    found = [record[name] for record in records if record.get(name) is not None]
    return sum(found) / len(found) if found else None
