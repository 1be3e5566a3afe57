import numpy as np
import pandas as pd

from synthlab.generators.repairs_of_values import (
    KeptDetermines,
    KeptMissingTogether,
    KeptNeverTogether,
    KeptShape,
    pairs_in,
)
from synthlab.tables.rules import Determines, MissingTogether, NeverTogether, Shape

RULE = Determines(first="code", second="rank")
REAL = pd.DataFrame(
    {
        "code": pd.Categorical(["a"] * 6 + ["b"] * 5 + ["c"] * 4 + [None]),
        "rank": pd.array([1] * 6 + [2] * 5 + [3] * 4 + [9], dtype="Int64"),
        "person": ["p"] * 6 + list("qrstu") + list("vwxy") + ["z"],
    }
)
RNG = np.random.default_rng


def test_pairs_that_few_rows_have_are_not_taken_from_them() -> None:
    partners = pairs_in(REAL, RULE, 5)
    assert dict(zip(partners.keys, partners.values, strict=True)) == {"a": 1, "b": 2}


def test_pairs_are_counted_by_person_where_a_person_has_many_rows() -> None:
    partners = pairs_in(REAL, RULE, 5, "person")
    assert dict(zip(partners.keys, partners.values, strict=True)) == {"b": 2}


def test_of_several_partners_the_most_frequent_one_is_taken() -> None:
    rows = pd.DataFrame({"code": list("aaab"), "rank": [1, 2, 2, 7]})
    partners = pairs_in(rows, RULE, 1)
    assert dict(zip(partners.keys, partners.values, strict=True)) == {"a": 2, "b": 7}


def test_the_partner_takes_the_place_of_any_other_value_and_gaps_stay() -> None:
    kept = KeptDetermines(RULE, pairs_in(REAL, RULE, 5))
    rows = pd.DataFrame(
        {
            "code": pd.Categorical(["a", "b", "a", None, "d"]),
            "rank": pd.array([1, 1, None, 4, 4], dtype="Int64"),
        }
    )
    assert kept.broken(rows).tolist() == [False, True, False, False, True]
    mended = kept.mended(rows, frozenset(), RNG(0))
    assert mended["rank"].tolist() == [1, 2, pd.NA, 4, 4]
    # Nobody knows the partner of d: such a row has to be drawn again.
    assert kept.broken(mended).tolist() == [False] * 4 + [True]
    assert kept.mended(rows, frozenset({"rank"}), RNG(0)) is rows


def test_a_partner_may_be_a_category_or_a_truth() -> None:
    for second, other in ((["x", "y"], "x"), ([True, False], True)):
        real = pd.DataFrame({"code": ["a", "b"] * 5, "rank": second * 5})
        kept = KeptDetermines(RULE, pairs_in(real, RULE, 5))
        dtype = "category" if other == "x" else "boolean"
        rows = pd.DataFrame({"code": ["a", "b"], "rank": pd.Series([other, other], dtype=dtype)})
        mended = kept.mended(rows, frozenset(), RNG(0))
        assert mended["rank"].tolist() == second
        assert mended["rank"].dtype == rows["rank"].dtype or dtype == "category"


def test_partners_of_others_fill_the_gaps_only() -> None:
    real, drawn = pairs_in(REAL, RULE, 5), pairs_in(REAL.assign(rank=7), RULE, 1)
    joined = real.joined(drawn)
    assert dict(zip(joined.keys, joined.values, strict=True)) == {"a": 1, "b": 2, "c": 7}


def test_a_value_goes_where_another_is_missing() -> None:
    kept = KeptMissingTogether(MissingTogether(first="x", second="y"))
    rows = pd.DataFrame({"x": [1.0, np.nan, np.nan], "y": pd.Categorical(["a", "b", None])})
    assert kept.broken(rows).tolist() == [False, True, False]
    mended = kept.mended(rows, frozenset(), RNG(0))
    assert mended["y"].tolist()[:1] == ["a"]
    assert mended["y"].isna().tolist() == [False, True, True]
    assert list(mended["y"].cat.categories) == ["a"]
    assert kept.mended(rows, frozenset({"y"}), RNG(0)) is rows


def test_values_that_never_go_together_and_texts_of_another_shape_are_told() -> None:
    rows = pd.DataFrame(
        {
            "x": pd.array([True, True, False, None], dtype="boolean"),
            "y": pd.array([1, 2, 1, 1], dtype="Int64"),
            "z": ["A-1", "B-2", "b-2", None],
        }
    )
    never = KeptNeverTogether(NeverTogether(first="x", value="true", second="y", other="1"))
    assert never.broken(rows).tolist() == [True, False, False, False]
    shape = KeptShape(Shape(column="z", shape="A-9"))
    assert shape.broken(rows).tolist() == [False, False, True, False]
    for kept in (never, shape):
        assert kept.mended(rows, frozenset(), RNG(0)) is rows
