from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from synthlab.tables.profile import ColumnProfile, common_levels, profile
from synthlab.tables.schema import Column, Kind, Role, Schema


def one(values: object, kind: Kind, **facts: object) -> ColumnProfile:
    column = Column(name="x", kind=kind, **facts)  # type: ignore[arg-type]
    return profile(pd.DataFrame({"x": values}), Schema(columns=(column,)))[0]


def test_categories_are_counted_most_frequent_first() -> None:
    found = one(pd.Categorical(["a"] * 12 + ["b"] * 30 + [None] * 3), Kind.CATEGORICAL)
    assert (found.rows, found.missing, found.distinct) == (45, 3, 2)
    assert found.sparkline == (30.0, 12.0)
    assert found.note == ""


def test_at_most_twenty_categories_are_drawn() -> None:
    found = one(pd.Categorical([f"c{i}" for i in range(50)]), Kind.CATEGORICAL)
    assert len(found.sparkline) == 20
    assert found.distinct == 50


def test_few_whole_numbers_get_a_bin_each() -> None:
    found = one(pd.array([1] * 50 + [2] * 30 + [4] * 20, dtype="Int64"), Kind.INTEGER)
    assert found.sparkline == (50.0, 30.0, 0.0, 20.0)


def test_extremes_are_counted_in_the_outermost_bins() -> None:
    values = np.concatenate([np.linspace(0, 1, 1000), [1e9, -1e9]])
    found = one(values, Kind.NUMERIC)
    assert len(found.sparkline) == 20
    assert sum(found.sparkline) == 1002
    assert min(found.sparkline) > 30


def test_dates_are_binned_like_numbers() -> None:
    found = one(pd.date_range("2020-01-01", periods=400), Kind.DATETIME)
    assert len(found.sparkline) == 20
    assert sum(found.sparkline) == 400


def test_a_constant_number_is_one_bin() -> None:
    found = one(np.full(30, 2.5), Kind.NUMERIC)
    assert found.sparkline == (30.0,)
    assert found.distinct == 1


@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.IDENTIFIER])
def test_text_and_identifiers_have_no_outline(kind: Kind) -> None:
    assert one(pd.array(["a", "b"], dtype="string"), kind).sparkline == ()


@pytest.mark.parametrize("kind", [Kind.NUMERIC, Kind.CATEGORICAL])
def test_a_column_without_values_has_none_either(kind: Kind) -> None:
    values = [np.nan] * 3 if kind is Kind.NUMERIC else pd.Categorical([None] * 3)
    found = one(values, kind)
    assert (found.missing, found.distinct, found.sparkline, found.note) == (3, 0, (), "")


def test_a_value_that_nearly_all_rows_hold_is_noted_but_not_named() -> None:
    found = one(np.array([0.0] * 95 + [7.25, 8.5, 9.0, 9.5, 10.0]), Kind.NUMERIC)
    assert found.note == "One value holds 95.0% of the rows that have one."


def test_rare_categories_are_counted() -> None:
    found = one(pd.Categorical(["a"] * 60 + ["b"] * 60 + ["c"] * 9), Kind.CATEGORICAL)
    assert found.note == "1 value of 3 in fewer than 10 rows."


def test_columns_come_in_schema_order_with_kind_and_role() -> None:
    schema = Schema(
        columns=(
            Column(name="b", kind=Kind.BOOLEAN, role=Role.TARGET),
            Column(name="a", kind=Kind.NUMERIC),
        )
    )
    frame = pd.DataFrame({"b": pd.array([True, False, None], dtype="boolean"), "a": [1.0, 2.0, 3.0]})
    found = profile(frame, schema)
    assert [(column.name, column.kind, column.role) for column in found] == [
        ("b", Kind.BOOLEAN, Role.TARGET),
        ("a", Kind.NUMERIC, Role.FEATURE),
    ]
    assert found[0].missing == 1


def test_common_levels_are_those_that_five_rows_have_as_they_would_be_typed():
    town = pd.Series(["Ulm"] * 6 + ["Bonn"] * 9 + ["Kiel"] * 4 + [None], dtype="category")
    assert common_levels(town) == (("Bonn", 9 / 19), ("Ulm", 6 / 19))
    assert common_levels(pd.Series([True] * 5 + [False] * 15, dtype="boolean")) == (
        ("false", 0.75),
        ("true", 0.25),
    )
    assert common_levels(pd.Series([3] * 5 + [None] * 5, dtype="Int64")) == (("3", 1.0),)
    assert common_levels(pd.Series([], dtype="category")) == ()
