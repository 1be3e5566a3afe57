import math

import numpy as np
import pytest

from synthlab.generators.dp_accounting import Ledger
from synthlab.generators.dp_noise import Noise, gaussian_scale


def noise(epsilon: float = 1.0, rows_per_person: int = 1) -> Noise:
    return Noise(Ledger(epsilon, 1e-6, 1e-7), rows_per_person)


def test_the_scale_is_that_of_the_gaussian_mechanism() -> None:
    # rho = k**2 / (2 sigma**2): one row and rho 1/50 give sigma 5, three rows 15.
    assert gaussian_scale(0.02, 1) == pytest.approx(5)
    assert gaussian_scale(0.02, 3) == pytest.approx(15)


@pytest.mark.parametrize("rows_per_person", [1, 3])
def test_counts_keep_their_shape_and_get_noise_of_that_scale(rows_per_person: int) -> None:
    ask = noise(10, rows_per_person)
    counts = np.full((40, 50), 1_000)
    noisy = ask.counts(counts, 0.02, "a table")
    assert noisy.counts.shape == (40, 50)
    assert (noisy.counts == noisy.counts.round()).all()
    assert noisy.counts.std() == pytest.approx(5 * rows_per_person, rel=0.1)
    assert noisy.counts.mean() == pytest.approx(1_000, abs=0.6 * rows_per_person)


def test_the_ledger_holds_what_opendp_says_was_spent() -> None:
    ask = noise(1, 2)
    ask.counts(np.zeros(3, dtype=np.int64), 0.004, "counts")
    ask.chosen(np.array([1.0, 2.0]), 0.003, "a choice")
    ask.found({"a": 900}, 0.002, 3e-8, 5, "values")
    spent = {spend.what: spend for spend in ask.ledger.spends}
    assert spent["counts"].rho == pytest.approx(0.004, rel=1e-6)
    assert spent["a choice"].rho == pytest.approx(0.003, rel=1e-6)
    assert spent["values"].rho == pytest.approx(0.002, rel=1e-6)
    assert 0 < spent["values"].delta <= 3e-8
    assert spent["counts"].delta == spent["a choice"].delta == 0


def test_the_threshold_hides_what_few_rows_have_and_keeps_what_many_have() -> None:
    found, sigma = noise(5).found({"common": 900, "rare": 4, "alone": 1}, 0.02, 1e-8, 5, "values")
    assert set(found) == {"common"}
    assert found["common"] == pytest.approx(900, abs=6 * sigma)


def test_a_value_of_one_person_hardly_ever_comes_out_however_little_noise() -> None:
    ask = noise(200, 1)
    assert not any(ask.found({"alone": 1}, 0.5, 1e-9, 1, "values")[0] for _ in range(100))


def test_a_far_better_score_is_chosen_and_near_ones_by_chance() -> None:
    ask = noise(500)
    assert ask.chosen(np.array([0.0, 5_000.0, 10.0]), 0.01, "a choice") == 1
    # The exponential mechanism with rho 1/8 has scale 2: a score higher by 1 is e**0.5 times as likely.
    picks = [ask.chosen(np.array([0.0, 1.0]), 0.125, "a choice") for _ in range(400)]
    likely = math.exp(0.5) / (1 + math.exp(0.5))
    assert np.mean(picks) == pytest.approx(likely, abs=0.09)


def test_two_draws_differ() -> None:
    ask = noise()
    first, second = (ask.counts(np.zeros(50, dtype=np.int64), 0.001, "counts").counts for _ in range(2))
    assert not np.array_equal(first, second)
