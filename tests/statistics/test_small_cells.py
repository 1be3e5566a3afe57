import numpy as np
import pytest

from synthlab.statistics.small_cells import WITHHELD, hidden_cells, pooled, withheld


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ([[40, 50]], [[0, 0]]),
        ([[0, 50]], [[0, 0]]),
        ([[3, 4, 50]], [[1, 1, 0]]),
        ([[3, 50, 12]], [[1, 0, 1]]),
        ([[10, 9, 9]], [[0, 1, 1]]),
        # One small cell: its smallest neighbours in line and column go too, and then theirs.
        ([[3, 30, 40], [20, 50, 60], [70, 80, 90]], [[1, 1, 0], [1, 1, 0], [0, 0, 0]]),
        ([[3]], [[1]]),
    ],
)
def test_small_cells_and_what_would_give_them_away_are_hidden(counts, hidden):
    assert hidden_cells(counts, 10).astype(int).tolist() == hidden


def test_no_withheld_count_can_be_worked_out_from_the_sums():
    rng = np.random.default_rng(0)
    for _ in range(50):
        counts = rng.poisson(12, (5, 6))
        hidden = hidden_cells(counts, 10)
        assert hidden[(counts > 0) & (counts < 10)].all()
        for line, cells in [*zip(hidden, counts, strict=True), *zip(hidden.T, counts.T, strict=True)]:
            assert line.sum() != 1 or not (cells[~line] > 0).any()


def test_counts_are_withheld_table_by_table():
    two = np.array([[5, 6, 90], [50, 0, 60]])
    assert withheld(two, 10).tolist() == [[WITHHELD, WITHHELD, 90], [50, 0, 60]]
    square = np.array([[[50, 60], [70, 80]], [[5, 60], [70, 80]]])
    assert withheld(square, 10).tolist() == [[[50, 60], [70, 80]], [[WITHHELD] * 2] * 2]


def test_pooling_moves_rows_and_loses_none():
    # Two groups of one column: totals 4, 40, 7, 0 in the real table.
    real = np.array([[[4, 20, 3, 0]], [[0, 20, 4, 0]]])
    made = np.array([[[9, 10, 8, 1]], [[1, 10, 2, 3]]])
    first, second = pooled([real, made], 10, 1)
    assert first.tolist() == [[[0, 20, 0, 0, 7]], [[0, 20, 0, 0, 4]]]
    assert second.tolist() == [[[0, 10, 0, 1, 17]], [[0, 10, 0, 3, 3]]]
    assert (first.sum(axis=-1) == real.sum(axis=-1)).all()


def test_a_pool_that_is_small_itself_takes_the_next_cell_along():
    real = np.array([[[4, 40, 30, 0], [40, 40, 0, 0]]])
    (found,) = pooled([real], 10, 1)
    assert found.tolist() == [[[0, 40, 0, 0, 34], [40, 40, 0, 0, 0]]]


def test_a_cell_that_is_small_in_any_real_table_is_pooled_in_all():
    train, holdout, made = (np.array([[counts]]) for counts in ([30, 30, 30], [5, 20, 5], [1, 1, 98]))
    assert [table.tolist() for table in pooled([train, holdout, made], 10, 2)] == [
        [[[0, 30, 0, 60]]],
        [[[0, 20, 0, 10]]],
        [[[0, 1, 0, 99]]],
    ]
