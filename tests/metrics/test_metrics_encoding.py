from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from tables_for_tests import conformed

from synthlab.metrics.utility.encoding import as_numbers, fit_encoder
from synthlab.tables.schema import Column, Kind, Schema

SCHEMA = Schema(
    columns=(
        Column(name="age", kind=Kind.INTEGER),
        Column(name="job", kind=Kind.CATEGORICAL),
        Column(name="member", kind=Kind.BOOLEAN),
        Column(name="joined", kind=Kind.DATETIME),
    )
)


def table(age: list, job: list, member: list, joined: list) -> pd.DataFrame:
    return conformed(
        {"age": age, "job": job, "member": member, "joined": pd.to_datetime(pd.Series(joined))}, SCHEMA
    )


TRAIN = table([10, 20, None, 30], ["a", "b", "b", None], [True, False, True, None], ["2024-01-01"] * 4)
OTHER = table([1000], ["c"], [False], [None])


def test_trees_see_numbers_codes_by_frequency_and_missing_as_nan():
    features = fit_encoder(TRAIN, SCHEMA.columns[:3]).trees(TRAIN)
    # b is most frequent, so code 0; True is most frequent, so code 0.
    expected = [[10, 1, 0], [20, 0, 1], [np.nan, 0, 0], [30, np.nan, np.nan]]
    np.testing.assert_array_equal(features, expected)


def test_a_level_the_training_table_lacks_is_missing_for_trees_and_none_for_linear_models():
    encoder = fit_encoder(TRAIN, SCHEMA.columns[1:2])
    assert np.isnan(encoder.trees(OTHER)).all()
    assert encoder.linear(OTHER).tolist() == [[0.0, 0.0]]
    assert encoder.linear(TRAIN).tolist() == [[0, 1], [1, 0], [1, 0], [0, 0]]


def test_linear_models_see_standardised_numbers_and_a_mark_where_one_is_missing():
    features = fit_encoder(TRAIN, SCHEMA.columns[:1]).linear(TRAIN)
    spread = np.std([10, 20, 30])
    assert features[:, 0] == pytest.approx([-10 / spread, 0, 0, 10 / spread])
    assert features[:, 1].tolist() == [0, 0, 1, 0]


def test_nothing_is_learned_from_the_table_that_is_encoded():
    encoder = fit_encoder(TRAIN, SCHEMA.columns)
    alone = encoder.linear(OTHER)
    together = encoder.linear(pd.concat([OTHER, TRAIN], ignore_index=True).astype({"job": "category"}))
    np.testing.assert_array_equal(together[:1], alone)


def test_a_value_far_outside_the_training_range_is_held_back_for_linear_models():
    assert fit_encoder(TRAIN, SCHEMA.columns[:1]).linear(OTHER)[0, 0] == 10


def test_dates_become_days_month_weekday_and_hour():
    train = table([1], ["a"], [True], ["2024-03-05 06:00"])
    features = fit_encoder(train, SCHEMA.columns[3:]).trees(train)
    days = (pd.Timestamp("2024-03-05 06:00") - pd.Timestamp("1970-01-01")) / pd.Timedelta(days=1)
    # 5 March 2024 was a Tuesday: weekday 1.
    assert features.tolist() == [[days, 3, 1, 6]]


def test_missing_dates_are_missing_numbers():
    assert np.isnan(as_numbers(OTHER["joined"], SCHEMA["joined"])).all()


def test_a_column_without_a_value_in_training_is_left_out():
    train = table([None, None], ["a", "b"], [None, None], ["2024-01-01"] * 2)
    encoder = fit_encoder(train, SCHEMA.columns)
    assert [part.column.name for part in encoder.parts] == ["job", "joined"]
    assert encoder.is_category == [True, False, False, False, False]


def test_rare_levels_beyond_the_cap_are_treated_as_unknown():
    schema = Schema(columns=(Column(name="code", kind=Kind.CATEGORICAL),))
    levels = [f"k{i:03d}" for i in range(300)]
    train = conformed({"code": levels + levels[:260]}, schema)
    encoder = fit_encoder(train, schema.columns)
    codes = encoder.trees(train)[:300, 0]
    assert np.nanmax(codes) == 253
    assert np.isnan(codes[260:]).all()
    assert encoder.linear(train).shape == (560, 40)


def test_the_order_of_categories_changes_nothing():
    shuffled = TRAIN.copy()
    shuffled["job"] = shuffled["job"].cat.set_categories(["zz", "b", "a"])
    for view in ("trees", "linear"):
        one = getattr(fit_encoder(TRAIN, SCHEMA.columns), view)(TRAIN)
        two = getattr(fit_encoder(shuffled, SCHEMA.columns), view)(shuffled)
        np.testing.assert_array_equal(one, two)
