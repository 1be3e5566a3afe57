from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from tables_for_tests import conformed

from synthlab.metrics.privacy.matching import filled, find, once, rounding_steps
from synthlab.tables.schema import Column, Kind, Schema

SCHEMA = Schema(
    columns=tuple(
        Column(name=name, kind=kind)
        for name, kind in (
            ("id", Kind.IDENTIFIER),
            ("a", Kind.CATEGORICAL),
            ("b", Kind.INTEGER),
            ("c", Kind.NUMERIC),
            ("d", Kind.BOOLEAN),
        )
    )
)


def table(*rows: tuple) -> pd.DataFrame:
    return conformed(dict(zip(SCHEMA.names, map(list, zip(*rows, strict=True)), strict=True)), SCHEMA)


REAL = table(
    ("p0", "x", 1, 0.5, True),
    ("p1", "x", 2, 0.5, True),
    ("p2", "y", 1, 2.5, False),
    ("p3", "y", 1, 2.5, False),
    ("p4", None, None, None, None),
)


def matched(synthetic: pd.DataFrame, real: pd.DataFrame = REAL) -> dict[str, list[int]]:
    matches = find([real], synthetic, SCHEMA.modelled, SCHEMA.set_aside)
    return {level.name: np.flatnonzero(level.matched).tolist() for level in matches.levels}


def test_a_row_is_found_word_for_word():
    assert matched(table((None, "x", 2, 0.5, True)))["exact"] == [1]


def test_a_match_to_a_row_that_is_not_unique_does_not_count():
    assert matched(table((None, "y", 1, 2.5, False)))["exact"] == []


def test_missing_values_match_missing_values():
    assert matched(table((None, None, None, None, None), (None, "z", 9, 9.0, True)))["exact"] == [4]


def test_one_changed_value_is_found_in_all_columns_but_one():
    found = matched(table((None, "z", 2, 0.5, True)))
    assert found["exact"] == []
    assert found["all but one"] == [1]


def test_two_changed_values_are_not_found():
    assert matched(table((None, "z", 3, 0.5, True)))["all but one"] == []


def test_set_aside_columns_count_where_the_synthetic_table_has_them():
    found = matched(table(("p3", "y", 1, 2.5, False)))
    assert found["exact"] == []
    assert found["all columns"] == [3]


def test_the_level_of_all_columns_is_left_out_where_set_aside_columns_are_empty():
    assert "all columns" not in matched(table((None, "x", 2, 0.5, True)))


def test_a_column_the_synthetic_table_does_not_fill_is_named_and_not_matched_on():
    synthetic = table((None, "x", 2, None, True))
    matches = find([REAL], synthetic, SCHEMA.modelled, SCHEMA.set_aside)
    assert matches.left_out == ("c",)
    assert matches.levels[0].matched.tolist() == [False, True, False, False, False]


def test_values_that_trade_columns_are_no_match():
    schema = Schema(columns=(Column(name="u", kind=Kind.INTEGER), Column(name="v", kind=Kind.INTEGER)))
    real, synthetic = conformed({"u": [1], "v": [2]}, schema), conformed({"u": [2], "v": [1]}, schema)
    assert not find([real], synthetic, schema.columns, ()).levels[0].matched.any()


def test_negative_zero_is_zero_at_the_rounded_level():
    schema = Schema(columns=(Column(name="u", kind=Kind.NUMERIC),))
    real = conformed({"u": [0.001, *np.linspace(50.02, 100.02, 9)]}, schema)
    level = find([real], conformed({"u": [-0.001]}, schema), schema.columns, ()).level("rounded")
    assert level is not None
    assert level.matched.tolist() == [True, *[False] * 9]


def test_rows_are_found_across_parts_in_the_order_given():
    matches = find([REAL.iloc[:2], REAL.iloc[2:]], table((None, "x", 2, 0.5, True)), SCHEMA.modelled, ())
    assert np.flatnonzero(matches.levels[0].matched).tolist() == [1]
    assert matches.synthetic_rows_matched == 1


def test_neither_order_nor_index_nor_categories_change_a_match():
    synthetic = table((None, "x", 2, 0.5, True), (None, "q", 7, 7.0, False))
    shuffled = synthetic.iloc[::-1].set_index(pd.Index([9, 4]))
    shuffled["a"] = shuffled["a"].cat.set_categories(["zz", "x", "q", "aa"])
    assert matched(shuffled) == matched(synthetic)


def test_values_that_occur_once_are_marked():
    assert once(np.array([], dtype=np.uint64)).tolist() == []
    assert once(np.array([5, 5, 5, 1, 2, 2])).tolist() == [False, False, False, True, False, False]


def test_filled_columns_have_a_value():
    synthetic = table((None, "x", None, 0.5, None))
    kept, left_out = filled(synthetic, SCHEMA.modelled)
    assert [column.name for column in kept] == ["a", "c"]
    assert left_out == ("b", "d")


@pytest.mark.parametrize(
    ("values", "step"), [(np.linspace(0, 100.5, 400), 1.0), (np.linspace(0, 9000.7, 400), 100.0)]
)
def test_numbers_are_rounded_to_a_power_of_ten_near_a_fiftieth_of_their_range(values, step):
    schema = Schema(columns=(Column(name="u", kind=Kind.NUMERIC),))
    assert rounding_steps([conformed({"u": values}, schema)], schema.columns) == {"u": step}


def test_numbers_already_on_the_grid_are_not_rounded_again():
    schema = Schema(columns=(Column(name="u", kind=Kind.INTEGER),))
    assert rounding_steps([conformed({"u": np.arange(90)}, schema)], schema.columns) == {}


def test_dates_are_rounded_in_days():
    schema = Schema(columns=(Column(name="u", kind=Kind.DATETIME),))
    days = pd.Series(pd.date_range("2020-01-01", periods=1000, freq="D"))
    matches = find([conformed({"u": days}, schema)], conformed({"u": days[:1]}, schema), schema.columns, ())
    assert matches.rounding == {"u": "10 days"}
