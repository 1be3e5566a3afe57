import math

import numpy as np
import pytest

from synthlab.statistics.epsilon_bounds import (
    chance_of_guesses,
    epsilon_from_guesses,
    epsilon_from_rates,
    is_refuted,
)


@pytest.mark.parametrize(
    ("right", "guesses", "epsilon"),
    [(20, 20, 1.82), (100, 100, 3.49), (600, 1_000, 0.30), (550, 1_000, 0.09)],
)
def test_the_published_formula_by_hand(right: int, guesses: int, epsilon: float) -> None:
    # All right: q**r = 0.05, so epsilon = log(q / (1 - q)): 20 of 20 give q = 0.8609.
    assert epsilon_from_guesses(right, guesses, guesses) == pytest.approx(epsilon, abs=0.005)


def test_twenty_of_twenty_in_closed_form() -> None:
    q = 0.05 ** (1 / 20)
    assert epsilon_from_guesses(20, 20, 20) == pytest.approx(math.log(q / (1 - q)), abs=1e-6)


def test_delta_and_more_people_weaken_the_evidence() -> None:
    plain = epsilon_from_guesses(100, 100, 1_000)
    some, more = (epsilon_from_guesses(100, 100, n, 1e-5) for n in (1_000, 4_000))
    assert plain > some > more > 0
    # By hand for one guess of one person, right, at epsilon 0: P = 1/2, a = P[0 <= B < 1] / 1 = 1/2.
    assert is_refuted(0.0, 1, 1, 1, 0.1, 0.6001)
    assert not is_refuted(0.0, 1, 1, 1, 0.1, 0.5999)


def test_what_chance_gives_refutes_nothing() -> None:
    assert epsilon_from_guesses(10, 20, 20) == 0
    assert epsilon_from_guesses(0, 20, 20) == 0


def test_a_private_guesser_is_refuted_at_most_as_often_as_alpha_says() -> None:
    """Randomised response with epsilon 1 is right with chance e / (1 + e), the most that privacy allows."""
    rng = np.random.default_rng(0)
    right = rng.binomial(100, math.e / (1 + math.e), 4_000)
    refuted = [is_refuted(1.0, int(v), 100, 100, 0.0, 0.05) for v in range(101)]
    assert np.mean([refuted[v] for v in right]) <= 0.055


def test_rates_by_hand() -> None:
    # 50 of 50 against 0 of 50: Clopper-Pearson at 95% gives 0.9289 and 0.0711.
    assert epsilon_from_rates((50, 50), (0, 50)) == pytest.approx(math.log(0.9289 / 0.0711), abs=0.002)
    assert epsilon_from_rates((50, 50), (0, 50), delta=0.1) == pytest.approx(
        math.log(0.8289 / 0.0711), abs=0.002
    )
    assert epsilon_from_rates((25, 50), (25, 50)) == 0


def test_the_side_that_says_more_counts() -> None:
    # Hardly anybody is accused wrongly, or hardly anybody is cleared wrongly: the same evidence.
    assert epsilon_from_rates((30, 100), (0, 100)) == pytest.approx(epsilon_from_rates((100, 100), (70, 100)))


def test_the_chance_of_guesses_is_a_binomial_tail_and_what_delta_adds() -> None:
    # Three of four right under epsilon 0: 5/16. Delta adds 2 m delta times the greatest of P[2 <= B < 3] = 6/16,
    # P[1 <= B < 3] / 2 = 5/16 and P[0 <= B < 3] / 3 = 11/48.
    assert chance_of_guesses(0.0, 3, 4, 10, 0.0) == pytest.approx(5 / 16)
    assert chance_of_guesses(0.0, 3, 4, 10, 0.01) == pytest.approx(5 / 16 + 2 * 10 * 0.01 * 6 / 16)
    assert chance_of_guesses(0.0, 0, 4, 10, 0.9) == 1.0
