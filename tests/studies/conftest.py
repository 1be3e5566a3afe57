"""A small study, made the way a person makes one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

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


@pytest.fixture
def reading() -> Reading:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(
        {
            "age": rng.integers(18, 90, 60).astype(str),
            "town": rng.choice(["Bern", "Köln", "東京"], 60),
            "income": rng.choice(["high", "low"], 60),
            "code": [f"{number:05d}" for number in range(60)],
        },
        dtype="string",
    )
    frame.loc[3, "age"] = pd.NA
    return Reading(
        frame=frame,
        options=ReadOptions(format="csv", delimiter=";"),
        notes=("Delimiter ; found.",),
        name="people.csv",
        source_names={"code": "code "},
    )


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "home", "ada")


@pytest.fixture
def study(store: Store, reading: Reading) -> Study:
    return store.create(reading, SCHEMA)


@pytest.fixture
def split_study(study: Study) -> Study:
    study.lock_split(seed=1)
    return study
