"""What is asked for and what became of it stand in the provenance."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from synthlab.errors import DataError
from synthlab.generators.base import silent
from synthlab.generators.whole import SetAside
from synthlab.jobs.making import Recipe, made
from synthlab.jobs.status import JobSpec
from synthlab.jobs.tasks import generator_of
from synthlab.tables.groups import Groups
from synthlab.tables.rules import Order
from synthlab.tables.schema import Column, Kind, Schema

SCHEMA = Schema(
    columns=(
        Column(name="low", kind=Kind.INTEGER),
        Column(name="high", kind=Kind.INTEGER),
        Column(name="sex", kind=Kind.CATEGORICAL),
        Column(name="id", kind=Kind.IDENTIFIER),
    ),
    rules=(Order(low="low", high="high"),),
)


def train(n_rows: int = 300) -> pd.DataFrame:
    rng = np.random.default_rng(0)
    low = rng.integers(0, 50, n_rows)
    return pd.DataFrame(
        {
            "low": pd.array(low, dtype="Int64"),
            "high": pd.array(low + rng.integers(0, 30, n_rows), dtype="Int64"),
            "sex": pd.Categorical(np.where(rng.random(n_rows) < 0.9, "m", "f")),
            "id": pd.Series([f"K{row:05d}" for row in range(n_rows)], dtype="string"),
        }
    )


def test_everything_that_decided_a_table_and_what_became_of_it_is_in_its_provenance() -> None:
    recipe = Recipe(
        "independent", groups=Groups(column="sex"), rows=100, aside=SetAside(identifiers="new"), seed=4
    )
    frame, provenance = made(recipe, train(), SCHEMA, "abc", silent)
    assert frame["sex"].value_counts().to_dict() == {"m": 50, "f": 50}
    assert (frame["low"] <= frame["high"]).all()
    assert frame["id"].str.fullmatch(r"K\d{5}").all()
    assert provenance.groups == {"sex": "as many rows of each value"}
    assert provenance.set_aside == {"identifiers": "new"}
    assert provenance.settings == {"min_count": 5}
    assert [note.split(" ")[0] for note in provenance.notes] == ["id:", "sex", "So"]
    assert "stated rule 'low <= high' holds" in provenance.notes[2]


def test_what_a_sampler_withheld_is_told_too() -> None:
    table = train()
    table["sex"] = pd.Categorical(["x"] * 2 + list(table["sex"].astype(str)[2:]))
    _, provenance = made(Recipe("trees", rows=10), table, SCHEMA, "abc", silent)
    assert "sex: 1 rare value was not released." in provenance.notes


def test_counts_decide_the_number_of_rows() -> None:
    frame, provenance = made(
        Recipe("independent", groups=Groups(column="sex", counts={"m": 5, "f": 9})),
        train(),
        SCHEMA,
        "abc",
        silent,
    )
    assert len(frame) == provenance.rows == 14
    with pytest.raises(DataError, match="add up to 14 rows, but 20 rows are asked for"):
        Recipe("independent", rows=20, groups=Groups(column="sex", counts={"m": 5, "f": 9})).n_rows(300)


def test_the_generator_of_a_provenance_can_be_made_again_whatever_was_made_anew() -> None:
    _, provenance = made(
        Recipe("trees", rows=10, aside=SetAside("new", "template")), train(), SCHEMA, "x", silent
    )
    assert generator_of(provenance) is not None


def test_an_order_for_a_job_carries_all_of_it_as_json() -> None:
    spec = JobSpec(
        kind="generate", generator="trees", groups=Groups(column="sex", shares={"m": 0.5, "f": 0.5}),
        identifiers="new", texts="template",
    )  # fmt: skip
    assert JobSpec.model_validate_json(spec.model_dump_json()) == spec


def test_the_same_recipe_makes_the_same_table_with_rules_classes_and_identifiers() -> None:
    recipe = Recipe("trees", groups=Groups(column="sex"), rows=60, aside=SetAside("new", "template"))
    first, again = (made(recipe, train(), SCHEMA, "x", silent)[0] for _ in range(2))
    pd.testing.assert_frame_equal(first, again)
