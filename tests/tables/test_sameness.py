from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from synthlab.tables.conform import conform
from synthlab.tables.inference import infer_schema
from synthlab.tables.reading import read_table
from synthlab.tables.sameness import same_table, verbatim_note

RNG = np.random.default_rng(2)
N = 400
RAW = pd.DataFrame(
    {
        "n": [f"{value:.2f}" for value in RNG.normal(size=N)],
        "i": [f"{value}.0" for value in RNG.integers(0, 90, N)],
        "c": RNG.choice(["a", "b"], N),
        "d": [f"{day:02d}.01.2020" for day in RNG.integers(1, 29, N)],
        "b": RNG.choice(["True", "False"], N),
    },
    dtype="string",
)
SCHEMA = infer_schema(RAW)
REAL = conform(RAW, SCHEMA)
SHUFFLED = RAW.sample(frac=1, random_state=1)[["d", "c", "b", "i", "n"]]


@pytest.mark.parametrize("foreign", [RAW, REAL, SHUFFLED], ids=["raw", "conformed", "shuffled"])
@pytest.mark.parametrize("real", [RAW, REAL], ids=["raw", "conformed"])
def test_the_real_table_is_known_however_it_is_written(foreign: pd.DataFrame, real: pd.DataFrame) -> None:
    found = same_table(foreign, real)
    assert found is not None
    assert found.startswith("This looks like the real table itself: ")
    assert verbatim_note(foreign, real) is not None


def test_a_few_changed_rows_do_not_hide_it() -> None:
    changed = RAW.copy()
    changed.loc[:10, "n"] = "99.99"
    assert same_table(changed, REAL) is not None


def test_a_part_of_the_real_table_is_a_finding_and_not_refused() -> None:
    part = RAW.head(160)
    assert same_table(part, REAL) is None
    note = verbatim_note(part, REAL)
    assert note is not None
    assert note.endswith("occur word for word, and only once, in the real table.")


def test_a_table_of_its_own_is_neither() -> None:
    other = RAW.assign(n=[f"{value:.2f}" for value in RNG.normal(size=N)])
    assert same_table(other, REAL) is None
    assert verbatim_note(other, REAL) is None


def test_rows_that_repeat_anyway_count_only_when_all_repeat_equally_often() -> None:
    real = pd.DataFrame({"a": ["x", "y"] * 50, "b": ["u", "u", "v", "v"] * 25}, dtype="string")
    likewise = real.iloc[::-1]
    rather = real.assign(a=["x"] * 60 + ["y"] * 40)
    assert same_table(likewise, real) is not None
    assert same_table(rather, real) is None
    assert verbatim_note(rather, real) is None


def test_another_table_altogether_is_not_compared() -> None:
    assert same_table(pd.DataFrame({"z": ["1"]}), REAL) is None
    assert same_table(RAW.head(0), REAL) is None


@pytest.mark.data
def test_a_subsample_is_not_refused_and_its_copies_are_the_published_ones(shared_data: Path) -> None:
    raw = read_table(shared_data / "twins/nist_acs/national2019.csv").frame
    part = read_table(shared_data / "twins/nist_acs/deid_subsample_40pcnt_all.csv").frame
    real = conform(raw, infer_schema(raw))
    assert same_table(raw, real) is not None
    assert same_table(part, real) is None
    assert (verbatim_note(part, real) or "").startswith("10,860 rows of 10,901 (99.6%)")
