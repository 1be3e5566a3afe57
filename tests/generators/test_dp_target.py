import numpy as np
import pytest

from synthlab.generators.dp_structure import Family, Parent
from synthlab.generators.dp_target import Hint, Told, as_chances, network_word, words

GROUPS = np.array([0, 1], dtype=np.int32)
TARGET = Parent("t", GROUPS)
SHARES = np.array([[0.8, 0.2], [0.2, 0.8]])


def told(says: float = 1.0, weight: float = 0.0) -> Told:
    hint = Hint(Family("a", (TARGET,)), SHARES, SHARES)
    return Told(TARGET, np.eye(2), (hint,), (says * words(SHARES),), weight, np.zeros(2))


def test_words_are_logarithms_around_their_mean_and_none_is_too_loud() -> None:
    half = np.log(4) / 2
    assert words(SHARES) == pytest.approx(np.array([[half, -half], [-half, half]]))
    assert words(np.array([[1.0, 0.0], [0.0, 1.0]])).tolist() == [[2, -2], [-2, 2]]


def test_the_whole_word_of_one_column_is_bayes_rule() -> None:
    chances = told().chances({"a": np.array([0, 1], dtype=np.int32), "t": np.zeros(2, dtype=np.int32)})
    assert chances == pytest.approx(np.array([[0.8, 0.2], [0.2, 0.8]]))


def test_a_value_without_a_cell_says_nothing() -> None:
    chances = told(weight=1.0).chances(
        {"a": np.array([-1], dtype=np.int32), "t": np.zeros(1, dtype=np.int32)}
    )
    assert chances.tolist() == [[0.5, 0.5]]


def test_the_network_says_half_of_what_its_tables_say_for_each_combination() -> None:
    other = Parent("b", GROUPS)
    table = np.array([[0.8, 0.2], [0.5, 0.5], [0.2, 0.8], [0.5, 0.5]])  # b tells whether a tells of t
    hint = Hint(Family("a", (TARGET, other)), SHARES, table)
    codes = {"a": np.array([0, 0, 0], dtype=np.int32), "b": np.array([0, 1, -1], dtype=np.int32)}
    word = network_word([hint], codes, 2)
    assert word == pytest.approx(np.array([[1, -1], [0, 0], [0, 0]]) * np.log(4) / 4)


def test_draws_follow_the_chances_and_the_cells_within_a_group() -> None:
    cells = np.array([[0.25, 0.75, 0.0], [0.0, 0.0, 1.0]])
    model = Told(
        Parent("t", np.array([0, 0, 1], dtype=np.int32)), cells, told().hints, told().says, 0.0, np.zeros(2)
    )
    codes = {"a": np.zeros(20_000, dtype=np.int32), "t": np.zeros(20_000, dtype=np.int32)}
    drawn = model.draw(codes, np.random.default_rng(0))
    assert np.bincount(drawn) / 20_000 == pytest.approx([0.2, 0.6, 0.2], abs=0.01)
    assert model.share_of(1, codes)[0] == pytest.approx(0.8)
    assert model.share_of(2, codes)[0] == pytest.approx(0.2)


def test_chances_of_huge_logits_are_chances() -> None:
    assert as_chances(np.array([[1e4, 0.0], [-1e4, -1e4]])).tolist() == [[1, 0], [0.5, 0.5]]
