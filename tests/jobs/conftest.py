"""A study ready to generate from, and no job left behind."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from synthlab.studies.processes import end_now
from synthlab.studies.store import Store
from synthlab.studies.study import Study
from synthlab.tables.options import ReadOptions
from synthlab.tables.reading import Reading
from synthlab.tables.schema import Column, Kind, Role, Schema

SCHEMA = Schema(
    columns=(
        Column(name="age", kind=Kind.INTEGER),
        Column(name="town", kind=Kind.CATEGORICAL),
        Column(name="income", kind=Kind.CATEGORICAL, role=Role.TARGET),
        Column(name="code", kind=Kind.IDENTIFIER),
    )
)


def table(n_rows: int) -> Reading:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(
        {
            "age": rng.integers(18, 90, n_rows).astype(str),
            "town": rng.choice(["Bern", "Köln", "東京"], n_rows),
            "income": rng.choice(["high", "low"], n_rows),
            "code": [f"{number:05d}" for number in range(n_rows)],
        },
        dtype="string",
    )
    return Reading(frame=frame, options=ReadOptions(), notes=(), name="people.csv")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "home", "ada")
    yield store
    end_now(store.directory.parent.glob("*/*/jobs/*"))


@pytest.fixture
def study(store: Store) -> Study:
    study = store.create(table(90), SCHEMA)
    study.lock_split()
    return study


@pytest.fixture
def large_study(store: Store) -> Study:
    """A study on which ``trees`` works long enough to be interrupted."""
    study = store.create(table(60_000), SCHEMA)
    study.lock_split()
    return study


@pytest.fixture
def until() -> Callable[..., None]:
    def wait(holds: Callable[[], object], seconds: float = 60.0) -> None:
        deadline = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < deadline, "it did not come to pass in time"
            time.sleep(0.02)

    return wait
