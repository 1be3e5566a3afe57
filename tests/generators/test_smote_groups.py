import numpy as np
import pandas as pd
import pytest

from synthlab.generators.base import silent
from synthlab.generators.holding import held
from synthlab.generators.smote_groups import class_column, classes_of, groups, missing_in
from synthlab.tables.schema import Column, Kind, Schema


def test_levels_are_their_own_classes() -> None:
    assert list(classes_of(np.array([0, 2, 1, 2], dtype=np.int32), 10, 6)) == [0, 2, 1, 2]


@pytest.mark.parametrize(
    ("numbers", "n_classes", "least", "sizes"),
    [
        (np.arange(100.0), 4, 5, [25, 25, 25, 25]),
        (np.arange(100.0), 10, 5, [25, 25, 25, 25]),  # five times the least are aimed at
        (np.arange(20.0), 10, 5, [20]),
        (np.repeat([0.0, 7.0], [97, 3]), 3, 5, [100]),  # three rows join the class below
        (np.repeat([0.0, 7.0], [3, 97]), 3, 5, [100]),  # and above, where there is none
        (np.repeat([0.0, 7.0], [50, 50]), 2, 5, [50, 50]),
        (np.append(np.arange(50.0), [np.nan] * 8), 2, 5, [8, 25, 25]),
        (np.full(4, np.nan), 2, 5, [4]),
    ],
)
def test_numbers_are_divided_into_classes_of_like_size(
    numbers: np.ndarray, n_classes: int, least: int, sizes: list[int]
) -> None:
    made = classes_of(numbers, n_classes, least)
    assert list(np.unique(made, return_counts=True)[1]) == sizes
    known = ~np.isnan(numbers)
    assert (np.diff(made[known][np.argsort(numbers[known], kind="stable")]) >= 0).all()
    assert set(made[~known]) <= {-1}


def test_rows_of_a_class_that_lack_the_same_values_stand_together() -> None:
    classes = np.repeat([0, 1, 2], [40, 40, 3])
    lacking = np.zeros((83, 2), dtype=bool)
    lacking[:10, 0] = True  # a pattern of its own
    lacking[10:12, 1] = True  # too few rows: they join the smallest group of their class
    found = groups(np.arange(83), classes, lacking, 6)
    assert [list(group) for group in found] == [list(range(12)), list(range(12, 40)), list(range(40, 80))]


def test_rare_patterns_together_make_a_group_where_they_are_enough() -> None:
    lacking = np.zeros((40, 4), dtype=bool)
    for row in range(8):
        lacking[row, row // 2] = True
    found = groups(np.arange(40), np.zeros(40, dtype=np.int64), lacking, 6)
    assert sorted(map(len, found)) == [8, 32]


def test_only_chosen_rows_are_joined() -> None:
    found = groups(np.arange(0, 40, 2), np.arange(40) // 20, np.zeros((40, 1), dtype=bool), 6)
    assert [list(group) for group in found] == [list(range(0, 20, 2)), list(range(20, 40, 2))]
    assert groups(np.arange(5), np.zeros(40, dtype=np.int64), np.zeros((40, 1), dtype=bool), 6) == []


def test_without_a_target_the_column_that_tells_most_makes_the_classes() -> None:
    rng = np.random.default_rng(0)
    town = rng.integers(3, size=900)
    train = pd.DataFrame(
        {
            "alone": rng.normal(size=900),
            "one": ["same"] * 900,
            "town": np.array(["a", "b", "c"])[town],
            "rent": town + rng.normal(size=900) / 4,
            "mode": np.array(["x", "y", "z"])[(town + (rng.random(900) < 0.3)) % 3],
        }
    ).astype({"one": "category", "town": "category", "mode": "category"})
    kinds = [Kind.NUMERIC, Kind.CATEGORICAL, Kind.CATEGORICAL, Kind.NUMERIC, Kind.CATEGORICAL]
    schema = Schema(columns=tuple(Column(name=n, kind=k) for n, k in zip(train, kinds, strict=True)))
    rows = held(train, schema, 6, rng, silent)
    assert class_column(train, rows, schema, rng) == "town"
    assert class_column(train, rows, schema.with_target("alone"), rng) == "alone"
    constant = Schema(columns=(schema["one"],))
    assert class_column(train, held(train, constant, 6, rng, silent), constant, rng) is None


def test_what_is_missing_is_found_in_levels_and_numbers() -> None:
    train = pd.DataFrame(
        {"a": pd.Series(["x"] * 6 + [None]).astype("category"), "b": [np.nan, 1, 1, 1, 1, 1, np.nan]}
    )
    schema = Schema(columns=(Column(name="a", kind=Kind.CATEGORICAL), Column(name="b", kind=Kind.NUMERIC)))
    found = missing_in(held(train, schema, 5, np.random.default_rng(0), silent))
    assert np.array_equal(found, [[False, True], *[[False, False]] * 5, [True, True]])
