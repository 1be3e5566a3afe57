import numpy as np
import pytest

from benchmarks.dp_audit import BrokenNoise, WatchedNoise, audited, evidence, with_or_without
from synthlab.generators.dp_noise import Noisy


def test_the_planted_row_has_values_that_nobody_else_has() -> None:
    without, there = with_or_without(False), with_or_without(True)
    assert len(there) == len(without) + 1
    assert "z" not in set(without["first"]) | set(without["second"])
    assert there.iloc[-1].tolist() == ["z", "z"]


def test_the_evidence_is_read_off_the_planted_rows_cells() -> None:
    table = np.zeros((4, 4))
    table[2, 2] = 3
    answers = [Noisy(np.array([0.0, 0, 2, 0]), 2.0), Noisy(np.array([205.0]), 5.0), Noisy(table, 1.0)]
    assert evidence(answers, 200) == pytest.approx((2 / 4 + 5 / 25 + 3) / (1 / 4 + 1 / 25 + 1))


def test_the_stated_epsilon_is_not_contradicted_and_noise_at_a_tenth_is_caught() -> None:
    assert audited(200, 1.0, WatchedNoise) <= 1.0
    assert audited(200, 1.0, BrokenNoise) > 1.0
