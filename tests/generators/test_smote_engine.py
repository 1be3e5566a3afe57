import numpy as np

from synthlab.generators import smote_engine
from synthlab.generators.smote_engine import between, between_levels


def test_numbers_lie_on_the_line_between_two_near_rows() -> None:
    # Two clouds far apart: nothing may come out between them.
    numbers = np.concatenate([np.full(20, 0.0) + np.arange(20) / 100, np.full(20, 9.0) + np.arange(20) / 100])
    table = np.column_stack([numbers, 2 * numbers])
    made, levels = between(table, np.empty((40, 0), dtype=np.int64), 3, 500, np.random.default_rng(0))
    assert made.shape == (500, 2)
    assert levels.shape == (500, 0)
    assert np.allclose(made[:, 1], 2 * made[:, 0])
    assert ((made[:, 0] <= 0.19) | (made[:, 0] >= 9)).all()
    assert made[:, 0].min() >= 0
    assert made[:, 0].max() <= 9.19
    assert len(np.unique(made[:, 0])) > 400


def test_categories_are_the_commonest_of_the_near_rows() -> None:
    numbers = np.concatenate([np.arange(20), 1_000 + np.arange(20)]).astype(float)[:, None]
    levels = np.repeat([0, 1], 20)[:, None]
    levels[5] = 1  # alone among others
    made, drawn = between(numbers, levels, 5, 400, np.random.default_rng(0))
    assert np.array_equal(drawn[:, 0] == 1, made[:, 0] > 500)


def test_many_rows_are_made_in_parts_of_bounded_size(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(smote_engine, "_MOST_CELLS", 100)
    numbers = np.random.default_rng(0).normal(size=(30, 1))
    made, drawn = between(numbers, np.arange(30)[:, None] % 2, 3, 70, np.random.default_rng(0))
    assert made.shape == drawn.shape == (70, 1)
    assert len(np.unique(made)) == 70


def test_levels_alone_are_near_when_they_go_with_the_same_classes() -> None:
    # Levels 0 and 1 of the first column occur in class 1 alone, 2 and 3 in class 2 alone; the group has both kinds.
    others = np.array([[0, 0], [1, 0], [2, 1], [3, 1]] * 25)
    classes = np.array([1, 1, 2, 2] * 25)
    own = np.array([[0, 0]] * 10 + [[1, 0]] * 9 + [[2, 1]] * 10 + [[3, 1]] * 9)
    made = between_levels(own, others, classes, 5, 300, np.random.default_rng(0))
    assert set(map(tuple, made)) <= {(0, 0), (1, 0), (2, 1), (3, 1)}
    assert 0.3 < (made[:, 1] == 1).mean() < 0.7
