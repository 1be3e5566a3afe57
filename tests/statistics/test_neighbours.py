from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from synthlab.statistics import neighbours
from synthlab.statistics.neighbour_boxes import make_boxes
from synthlab.statistics.neighbours import Encoded, nearest, nearest_leaving_out


def table(n: int, n_numbers: int, n_categories: int, seed: int, levels: int = 5, dtype=np.uint8) -> Encoded:
    rng = np.random.default_rng(seed)
    return Encoded(
        rng.random((n_numbers, n)).astype(np.float32),
        rng.integers(0, levels, (n_categories, n)).astype(dtype),
    )


def matrix(a: Encoded, b: Encoded) -> np.ndarray:
    numbers = np.abs(a.numbers[:, :, None].astype(float) - b.numbers[:, None, :]).sum(axis=0)
    return numbers + (a.categories[:, :, None] != b.categories[:, None, :]).sum(axis=0)


def test_distances_computed_by_hand():
    # Row 0 against (0.5, same): 0.5; against (0.0, other): 1.0.
    queries = Encoded(np.array([[0.0]], np.float32), np.array([[7]], np.uint8))
    references = Encoded(np.array([[0.5, 0.0]], np.float32), np.array([[7, 8]], np.uint8))
    distances, which = nearest(queries, references, k=2)
    assert distances.tolist() == [[0.5, 1.0]]
    assert which.tolist() == [[0, 1]]


@pytest.mark.parametrize(
    ("n_numbers", "n_categories", "dtype"),
    [(6, 9, np.uint8), (1, 0, np.uint8), (0, 4, np.uint8), (5, 3, np.uint16)],
)
def test_the_kernel_finds_what_the_whole_matrix_says(n_numbers, n_categories, dtype):
    queries = table(150, n_numbers, n_categories, 1, dtype=dtype)
    references = table(5000, n_numbers, n_categories, 2, dtype=dtype)
    distances, which = nearest(queries, references, k=5)
    whole = matrix(queries, references)
    assert distances == pytest.approx(np.sort(whole, axis=1)[:, :5], abs=1e-5)
    assert np.take_along_axis(whole, which, axis=1) == pytest.approx(distances, abs=1e-5)


def test_a_row_is_not_its_own_neighbour_but_its_twin_is():
    rows = Encoded(np.array([[0.1, 0.1, 0.9]], np.float32), np.zeros((1, 3), np.uint8))
    distances, which = nearest(rows, rows, k=1, same=True)
    assert distances[:, 0] == pytest.approx([0.0, 0.0, 0.8])
    assert which[:, 0].tolist() == [1, 0, 0]


def test_places_that_cannot_be_filled_say_so():
    distances, which = nearest(table(2, 1, 1, 0), table(1, 1, 1, 1), k=3)
    assert np.isinf(distances[:, 1:]).all()
    assert (which[:, 1:] == -1).all()


def test_leaving_each_column_out_in_one_pass_equals_doing_it_one_at_a_time():
    queries, references = table(100, 4, 3, 3), table(4500, 4, 3, 4)
    which = nearest_leaving_out(queries, references)
    for column in range(7):
        numbers = [i for i in range(4) if i != column]
        categories = [i for i in range(3) if i + 4 != column]
        rest = matrix(queries.only(numbers, categories), references.only(numbers, categories))
        chosen = rest[np.arange(100), which[column]]
        assert chosen == pytest.approx(rest.min(axis=1), abs=1e-5)


def people(n: int, seed: int) -> Encoded:
    """Rows that hang together, so that boxes pay: a town decides most of the rest."""
    rng = np.random.default_rng(seed)
    town = rng.integers(0, 100, n)
    numbers = np.array([town / 100 + rng.normal(0, 0.01, n) for _ in range(3)], dtype=np.float32)
    categories = np.array([town % 7, town % 11, town, rng.integers(0, 3, n)]).astype(np.uint8)
    return Encoded(numbers, categories)


def test_leaving_out_by_boxes_is_as_near_as_looking_at_everything(monkeypatch):
    queries, references = people(1_500, 8), people(6_000, 9)
    boxed = nearest_leaving_out(queries, references)
    monkeypatch.setattr(neighbours, "_LEAST_BOXED", 10**9)
    whole = nearest_leaving_out(queries, references)
    distances = matrix(queries, references)
    for column in range(7):
        if column < 3:
            part = np.abs(queries.numbers[column][:, None] - references.numbers[column][None, :])
        else:
            part = queries.categories[column - 3][:, None] != references.categories[column - 3][None, :]
        rest, every = distances - part, np.arange(1_500)
        assert rest[every, boxed[column]] == pytest.approx(rest[every, whole[column]], abs=1e-5)


@pytest.mark.parametrize("k", [1, 4])
def test_searching_by_boxes_finds_what_looking_at_everything_finds(k, monkeypatch):
    queries, references = people(1_500, 5), people(6_000, 6)
    boxed = nearest(queries, references, k)
    twins = nearest(references, references, k, same=True)
    monkeypatch.setattr(neighbours, "_LEAST_BOXED", 10**9)
    assert (boxed[0] == nearest(queries, references, k)[0]).all()
    assert (twins[0] == nearest(references, references, k, same=True)[0]).all()
    assert (twins[1] != np.arange(6_000)[:, None]).all()


def test_a_pilot_passes_from_boxes_to_everything_where_rows_have_no_structure():
    rng = np.random.default_rng(0)
    rows = Encoded(rng.normal(size=(30, 3_000)).astype(np.float32), np.empty((0, 3_000), np.uint8))
    distances, which = nearest(rows, rows, 1, same=True)
    assert np.isfinite(distances).all()
    assert (which >= 0).all()


def test_boxes_hold_each_row_once_and_bound_what_they_hold():
    rows = people(3_000, 7)
    boxes = make_boxes(rows.numbers, rows.categories, leaf=100)
    assert sorted(boxes.order) == list(range(3_000))
    for box, (start, stop) in enumerate(pairwise(boxes.starts)):
        inside = rows.rows(boxes.order[start:stop])
        assert (inside.numbers >= boxes.low[:, box][:, None]).all()
        assert (inside.numbers <= boxes.high[:, box][:, None]).all()
        bits = np.uint64(1) << (inside.categories.astype(np.uint64) & np.uint64(63))
        assert (bits & boxes.lacks[:, box][:, None] == 0).all()


def test_rows_that_are_all_alike_stay_in_one_box():
    same = np.zeros((2, 5_000), np.float32)
    assert len(make_boxes(same, np.ones((1, 5_000), np.uint8)).starts) == 2
