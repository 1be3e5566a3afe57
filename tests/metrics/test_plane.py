import numpy as np
import pandas as pd
import pytest
from fidelity_tables import SCHEMA, rows

from synthlab.metrics.fidelity.plane import fit_plane
from synthlab.tables.schema import Column, Kind


def number(name):
    return Column(name=name, kind=Kind.NUMERIC)


def test_two_columns_that_say_the_same_fill_two_thirds_of_three():
    # Ranks of a and b agree; c takes each value once with each of them, so it is unrelated.
    grid = np.array([(a, c) for a in range(20) for c in range(20)], dtype=float)
    real = pd.DataFrame({"a": grid[:, 0], "b": np.exp(grid[:, 0]), "c": grid[:, 1]})
    plane = fit_plane(real, [number(name) for name in "abc"])
    assert plane.explained == pytest.approx((2 / 3, 1 / 3))
    assert plane.weights[:, 0] == pytest.approx([0.5, 0.5, 0])
    assert plane.weights[:, 1] == pytest.approx([0, 0, 1], abs=1e-9)
    placed = plane.place(real)
    assert placed.mean(axis=0) == pytest.approx([0, 0], abs=1e-9)
    assert placed.var(axis=0) == pytest.approx([2, 1])
    # The strongest number points to the right: greater a and b lie further there.
    assert abs(np.corrcoef(placed[:, 0], real["a"])[0, 1]) == pytest.approx(1)


def test_levels_count_as_much_as_numbers_and_missing_ones_are_a_flag():
    frame = rows(800, np.random.default_rng(0))
    plane = fit_plane(frame, SCHEMA.modelled)
    assert set(plane.columns) == {column.name for column in SCHEMA.modelled}
    assert plane.weights.sum(axis=0) == pytest.approx([1, 1])
    assert 0 < plane.explained[1] <= plane.explained[0] < 1
    assert plane.place(frame.assign(score=np.nan)).shape == (800, 2)


def test_a_level_that_the_real_rows_lack_is_like_none_of_them():
    frame = rows(400, np.random.default_rng(1))
    plane = fit_plane(frame, SCHEMA.modelled)
    strange = frame.assign(job=pd.Categorical(["astronaut"] * 400))
    assert np.isfinite(plane.place(strange)).all()


@pytest.mark.parametrize(
    "columns", [{"a": [1.0] * 30}, {"a": list(range(30)), "b": [2.0] * 30}, {"a": [np.nan] * 30}]
)
def test_rows_that_differ_in_fewer_than_two_ways_have_no_plane(columns):
    assert fit_plane(pd.DataFrame(columns), [number(name) for name in columns]) is None
