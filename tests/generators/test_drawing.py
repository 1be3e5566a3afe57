from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import pytest

from synthlab.errors import DataError
from synthlab.generators import make_generator
from synthlab.generators.base import Sampler, silent
from synthlab.generators.conditions import by_rejection, not_reached
from synthlab.generators.drawing import Demand, drawn_as_asked
from synthlab.tables.groups import Groups
from synthlab.tables.schema import Column, Kind, Schema

SCHEMA = Schema(
    columns=(
        Column(name="fraud", kind=Kind.CATEGORICAL),
        Column(name="sex", kind=Kind.BOOLEAN),
        Column(name="rank", kind=Kind.INTEGER),
        Column(name="amount", kind=Kind.NUMERIC),
        Column(name="id", kind=Kind.IDENTIFIER),
    )
)


def train(n_rows: int = 1_000) -> pd.DataFrame:
    rng = np.random.default_rng(0)
    fraud = rng.random(n_rows) < 0.03
    return pd.DataFrame(
        {
            "fraud": pd.Categorical(np.where(fraud, "yes", "no")),
            "sex": pd.array(rng.random(n_rows) < 0.4, dtype="boolean"),
            "rank": pd.array(rng.integers(1, 4, n_rows), dtype="Int64"),
            "amount": np.round(rng.normal(np.where(fraud, 50, 0), 1), 1),
            "id": pd.Series(range(n_rows)).astype("string"),
        }
    )


@pytest.fixture(scope="module", params=["independent", "trees"])
def sampler(request: pytest.FixtureRequest) -> Sampler:
    return make_generator(request.param).fit(train(), SCHEMA, np.random.default_rng(0), silent)


def draw(sampler: Sampler, n_rows: int, where: Mapping[str, str] | None = None, groups: Groups | None = None):
    return drawn_as_asked(sampler, SCHEMA, Demand(n_rows, where, groups), np.random.default_rng(1))


def test_without_groups_the_rows_are_the_samplers_own(sampler: Sampler) -> None:
    drawn = draw(sampler, 50, {"sex": "true"})
    pd.testing.assert_frame_equal(drawn.rows, sampler.sample(50, np.random.default_rng(1), {"sex": "true"}))
    assert drawn.notes == ()


def test_counts_are_met_exactly_also_of_a_rare_class(sampler: Sampler) -> None:
    drawn = draw(sampler, 2_300, groups=Groups(column="fraud", counts={"yes": 2_000, "no": 300}))
    assert drawn.rows["fraud"].value_counts().to_dict() == {"yes": 2_000, "no": 300}
    assert drawn.notes == ()
    assert drawn.rows.index.equals(pd.RangeIndex(2_300))
    # In random order: the rare class is not at the top.
    assert 200 < (drawn.rows["fraud"][:300] == "yes").sum() < 290


def test_rows_of_a_class_go_with_what_the_class_goes_with() -> None:
    fitted = make_generator("trees").fit(train(5_000), SCHEMA, np.random.default_rng(0), silent)
    drawn = draw(fitted, 400, groups=Groups(column="fraud", counts={"yes": 200, "no": 200}))
    means = drawn.rows.groupby("fraud", observed=True)["amount"].mean()
    assert means["yes"] > 40
    assert abs(means["no"]) < 5


def test_a_column_is_balanced_over_the_values_that_the_model_draws(sampler: Sampler) -> None:
    for column, values in (("fraud", ["no", "yes"]), ("sex", [False, True]), ("rank", [1, 2, 3])):
        drawn = draw(sampler, 300, groups=Groups(column=column))
        counts = drawn.rows[column].value_counts()
        assert sorted(counts.index) == values
        assert set(counts) == {300 // len(values)}
        assert drawn.notes == (
            f"{column} is balanced over {len(values)} values: those among 20,000 rows that the model drew.",
        )


def test_shares_and_conditions_go_together(sampler: Sampler) -> None:
    drawn = draw(sampler, 200, {"rank": "2"}, Groups(column="sex", shares={"true": 0.75, "false": 0.25}))
    assert drawn.rows["sex"].sum() == 150
    assert (drawn.rows["rank"] == 2).all()


@pytest.mark.parametrize(
    ("groups", "where", "says"),
    [
        (Groups(column="height"), None, "There is no column 'height'"),
        (Groups(column="amount"), None, "cannot be balanced: it is numeric"),
        (Groups(column="id"), None, "cannot be balanced: it is identifier and set aside"),
        (Groups(column="sex"), {"sex": "true"}, "A condition fixes sex"),
        (Groups(column="sex"), {"fraud": "maybe"}, "It can be: no, yes"),
        (Groups(column="fraud", counts={"perhaps": 4}), None, "It can be: no, yes"),
    ],
)
def test_what_cannot_be_divided_is_told(
    sampler: Sampler, groups: Groups, where: dict[str, str] | None, says: str
) -> None:
    with pytest.raises(DataError, match=says):
        draw(sampler, 30, where, groups)


def test_more_values_than_rows_cannot_be_balanced(sampler: Sampler) -> None:
    with pytest.raises(DataError, match="rank has 3 values, more than the 2 rows"):
        draw(sampler, 2, groups=Groups(column="rank"))


class _SeldomYes:
    """A model that can be asked for any class but gives one row in 50,000 of it."""

    notes = ()

    def sample(
        self, n_rows: int, rng: np.random.Generator, where: Mapping[str, str] | None = None
    ) -> pd.DataFrame:
        fitted = make_generator("independent").fit(train(), SCHEMA, np.random.default_rng(0), silent)
        cell = fitted.code_of["fraud"].cell_of((where or {}).get("fraud", "no"))

        def draws(asked: int) -> pd.DataFrame:
            rows = fitted.sample(asked, rng, {"fraud": "no"})
            yes = rng.random(asked) < 1 / 50_000
            return rows.assign(fraud=pd.Categorical(np.where(yes, "yes", "no")))

        return by_rejection(draws, n_rows, {"fraud": cell}, fitted.code_of)


def test_what_could_not_be_reached_is_kept_and_told() -> None:
    drawn = draw(_SeldomYes(), 0, groups=Groups(column="fraud", counts={"yes": 100, "no": 20}))
    reached = int((drawn.rows["fraud"] == "yes").sum())
    assert 0 < reached < 100
    assert (drawn.rows["fraud"] == "no").sum() == 20
    assert drawn.notes == (
        f"Of 100 rows asked for with fraud = yes, {reached} were reached: the model gives such rows too seldom.",
    )


class _NeverYes:
    notes = ()

    def sample(
        self, n_rows: int, rng: np.random.Generator, where: Mapping[str, str] | None = None
    ) -> pd.DataFrame:
        if "yes" in (where or {}).values():
            raise not_reached(where or {}, 0, n_rows)
        return train(n_rows).assign(fraud=pd.Categorical(["no"] * n_rows))


def test_a_class_of_which_no_row_is_reached_leaves_the_others() -> None:
    drawn = draw(_NeverYes(), 0, groups=Groups(column="fraud", counts={"yes": 100, "no": 20}))
    assert drawn.rows["fraud"].value_counts().to_dict() == {"no": 20}
    assert "Of 100 rows asked for with fraud = yes, 0 were reached" in drawn.notes[0]


def test_where_no_row_at_all_is_reached_there_is_no_table() -> None:
    with pytest.raises(DataError, match="Only 0 of 5 rows"):
        draw(_NeverYes(), 5, {"fraud": "yes"})
    with pytest.raises(DataError, match="No row could be drawn under what is asked for"):
        draw(_NeverYes(), 5, groups=Groups(column="fraud", counts={"yes": 5}))
