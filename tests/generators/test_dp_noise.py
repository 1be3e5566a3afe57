import math

import numpy as np
import pytest

from benchmarks.dp_audit import audited_sums
from synthlab.generators.dp_accounting import Ledger
from synthlab.generators.dp_noise import _MOVES, _UNIT, Noise, _by_cell, _whole, gaussian_scale


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


def test_no_vector_is_longer_than_one_whatever_it_was() -> None:
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(2_000, 7)) * 10.0 ** rng.integers(-3, 4, (2_000, 1))
    odd = np.array([[np.nan] * 7, [np.inf] + [1.0] * 6, [1e300] * 7, [0.6, 0.8, 0, 0, 0, 0, 0], [0.0] * 7])
    whole = _whole(np.concatenate([vectors, odd]), _UNIT)
    assert max(sum(int(one) ** 2 for one in row) for row in whole) <= _UNIT**2
    assert (whole[2_000:2_002] == 0).all()
    short = np.linalg.norm(vectors, axis=1) <= 1
    assert whole[:2_000][short] / _UNIT == pytest.approx(vectors[short], abs=1e-5)


def test_one_row_more_moves_sums_by_cell_by_no_more_than_one_in_all() -> None:
    rng = np.random.default_rng(1)
    for n_columns in (1, 3, 14):
        vectors = rng.normal(size=(60, 4)) * rng.exponential(1, (60, 1))
        places = [(rng.integers(-1, 5, 60).astype(np.int32), 5) for _ in range(n_columns)]
        whole = _whole(vectors * n_columns**0.5, int(_UNIT / n_columns**0.5))
        moved = 0
        for cells, n_cells in places:
            more = _by_cell(whole, (cells, n_cells)) - _by_cell(whole[:-1], (cells[:-1], n_cells))
            moved += sum(int(one) ** 2 for one in more.ravel())
        assert moved <= _UNIT**2


@pytest.mark.parametrize("rows_per_person", [1, 3])
def test_sums_come_back_with_noise_of_the_scale_that_the_ledger_was_told(rows_per_person: int) -> None:
    ask = noise(10, rows_per_person)
    vectors = np.tile([0.6, -0.8], (500, 1))
    noisy = np.array([ask.sums(vectors, 0.001, "sums").counts for _ in range(60)])
    sigma = gaussian_scale(0.001, rows_per_person) * _MOVES / _UNIT
    assert noisy.std(axis=0) == pytest.approx([sigma, sigma], rel=0.35)
    assert noisy.mean(axis=0) == pytest.approx([300, -400], abs=0.7 * sigma)
    assert ask.ledger.spends[0].rho == pytest.approx(0.001, rel=1e-6)


def test_a_vector_far_too_long_contradicts_no_epsilon_unless_it_is_let_through() -> None:
    assert audited_sums(800, 1.0, 1) <= 1.0
    assert audited_sums(800, 1.0, 10) > 1.0


def test_sums_by_cell_are_those_of_the_rows_in_each_cell() -> None:
    ask = noise(600)
    cells = np.repeat(np.array([0, 2, -1], dtype=np.int32), 1_000)
    vectors = np.tile([0.1, -0.2], (3_000, 1))
    first, second = ask.sums_by_cell(
        vectors, [(cells, 3), (np.zeros(3_000, dtype=np.int32), 1)], 50.0, "sums"
    )
    assert first.counts == pytest.approx(np.array([[100, -200], [0, 0], [100, -200]]), abs=1)
    assert second.counts == pytest.approx(np.array([[300, -600]]), abs=1)
    assert len(ask.ledger.spends) == 1


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
