import numpy as np
import pytest

from synthlab.generators.dp_tables import (
    conditional,
    draw,
    grouped,
    grouped_rows,
    on_simplex,
    shrunken,
    with_margin,
)


def test_the_projection_takes_the_same_from_every_cell_that_stays() -> None:
    # (5, 3, -2) to total 6: 1 from each of the first two. Total 0 leaves nothing.
    found = on_simplex(np.array([[5.0, 3.0, -2.0], [1.0, 1.0, 1.0]]), np.array([6.0, 0.0]))
    assert found.tolist() == [[4, 2, 0], [0, 0, 0]]


def test_a_cell_that_may_have_nothing_gets_nothing() -> None:
    assert on_simplex(np.array([[-np.inf, 2.0, 2.0]]), np.array([2.0])).tolist() == [[0, 1, 1]]


def test_noise_is_taken_for_nothing_and_a_large_difference_for_itself() -> None:
    rng = np.random.default_rng(0)
    expected = np.full((200, 20), 50.0)
    noise = rng.normal(0, 5, expected.shape)
    apart = np.abs(shrunken(expected + noise, 5.0, expected) - expected).mean()
    assert apart < 0.2 * np.abs(noise).mean()
    far = expected.copy()
    far[:, 0] += 1_000
    assert shrunken(far, 5.0, expected) == pytest.approx(far, rel=1e-3)


def test_margins_come_out_as_asked_and_rows_sum_to_one() -> None:
    table = with_margin(np.array([[0.5, 0.5], [0.9, 0.1]]), np.array([30.0, 10.0]), np.array([0.7, 0.3]))
    assert table.sum(axis=1) == pytest.approx([1, 1])
    assert np.array([0.75, 0.25]) @ table == pytest.approx([0.7, 0.3], abs=1e-6)


def test_neighbours_are_joined_and_a_heavy_cell_stays_alone() -> None:
    shares = np.array([0.1, 0.1, 0.5, 0.1, 0.1, 0.1])
    assert grouped(shares, 4, 0.0).tolist() == [0, 0, 1, 2, 2, 3]
    assert grouped(np.full(4, 0.25), 8, 0.0).tolist() == [0, 1, 2, 3]


def test_rare_categories_are_joined() -> None:
    assert grouped_rows(np.array([0.1, 0.5, 0.05, 0.3, 0.05]), 3).tolist() == [2, 0, 2, 1, 2]


def test_without_noise_the_conditional_shares_are_those_of_the_counts() -> None:
    counts = np.random.default_rng(0).integers(1, 100, (2, 3, 4)).astype(float)
    shares = counts.sum(axis=(0, 1)) / counts.sum()
    expected = counts.reshape(6, 4) / counts.reshape(6, 4).sum(axis=1, keepdims=True)
    assert conditional(counts, 0.0, shares) == pytest.approx(expected, abs=1e-9)


def test_much_noise_leaves_the_columns_own_shares() -> None:
    rng = np.random.default_rng(0)
    shares = np.array([0.6, 0.4, 0.0])
    table = conditional(rng.normal(0, 500, (2, 3, 3)), 500.0, shares)
    assert (table[:, 2] == 0).all()
    assert table.sum(axis=1) == pytest.approx(np.ones(6))
    assert table.min() >= 0


def test_cells_are_drawn_by_their_shares() -> None:
    table = np.array([[0.2, 0.8], [1.0, 0.0]])
    drawn = draw(table, np.repeat([0, 1], 20_000), np.random.default_rng(0))
    assert drawn[:20_000].mean() == pytest.approx(0.8, abs=0.01)
    assert (drawn[20_000:] == 0).all()
