import dataclasses

import numpy as np
import pytest

from synthlab.generators.dp_accounting import Ledger
from synthlab.generators.dp_noise import Noise
from synthlab.generators.dp_structure import Family, Parent
from synthlab.generators.dp_target import Hint
from synthlab.generators.dp_weighing import Weighing, _fitted, _tally

TARGET = Parent("t", np.array([0, 1, 0], dtype=np.int32))
SHARES = np.array([[0.8, 0.2], [0.2, 0.8]])
NAMES = ("a", "b", "c")


def rows(n_rows: int, copies: bool, seed: int = 0) -> dict[str, np.ndarray]:
    """A target, and three columns each of which is right in 8 of 10: the same one three times, or each by itself."""
    rng = np.random.default_rng(seed)
    target = rng.integers(0, 2, n_rows).astype(np.int32)
    wrong = [rng.random(n_rows) < 0.2 for _ in NAMES]
    said = {name: np.where(wrong[0 if copies else k], 1 - target, target) for k, name in enumerate(NAMES)}
    return {"t": target, **{name: codes.astype(np.int32) for name, codes in said.items()}}


def weighing(copies: bool, epsilon: float = 50.0, rows_per_person: int = 1) -> Weighing:
    hints = tuple(Hint(Family(name, (TARGET,)), SHARES, SHARES) for name in NAMES)
    noise = Noise(Ledger(epsilon, 1e-6), rows_per_person)
    return Weighing(
        TARGET, np.array([0.5, 0.5, 0.0]), hints, rows(8_000, copies), rows(8_000, False, 1), 8_000, noise
    )


def test_columns_that_say_the_same_share_one_word() -> None:
    codes = {"t": np.zeros(1, dtype=np.int32), **{name: np.ones(1, dtype=np.int32) for name in NAMES}}
    work = weighing(copies=True)
    assert work.learned(work.noise.ledger.rho * 0.9).chances(codes)[0, 1] == pytest.approx(0.8, abs=0.05)


def test_columns_that_each_know_something_of_their_own_keep_their_word() -> None:
    codes = {"t": np.zeros(1, dtype=np.int32), **{name: np.ones(1, dtype=np.int32) for name in NAMES}}
    work = weighing(copies=False)
    # By Bayes' rule 4 to 1 three times: 64 to 1.
    assert work.learned(work.noise.ledger.rho * 0.9).chances(codes)[0, 1] == pytest.approx(64 / 65, abs=0.03)


def test_groups_come_out_in_their_shares_among_drawn_rows() -> None:
    work = dataclasses.replace(weighing(copies=True), shares=np.array([0.2, 0.7, 0.1]))
    told = work.learned(0.01)
    assert told.chances(work.drawn).mean(axis=0) == pytest.approx([0.3, 0.7], abs=1e-3)
    assert told.cells[0].tolist() == pytest.approx([2 / 3, 0, 1 / 3])


def test_what_a_row_gives_depends_on_that_row_alone() -> None:
    work = weighing(copies=False)
    more = {name: np.append(codes, [1]).astype(np.int32) for name, codes in work.codes.items()}
    now = np.array([0.3, 0.6, 0.9, 0.2, -0.1, 0.1])
    alone, beside = work._pulls(now), dataclasses.replace(work, codes=more)._pulls(now)
    assert beside[:-1] == pytest.approx(alone, abs=1e-12)
    assert len(beside) == len(alone) + 1


def test_a_row_without_a_target_pulls_nothing() -> None:
    work = weighing(copies=False)
    gone = {**work.codes, "t": np.full(8_000, -1, dtype=np.int32)}
    assert not dataclasses.replace(work, codes=gone)._pulls(np.zeros(6)).any()


def test_what_is_spent_is_what_was_given() -> None:
    work = weighing(copies=False, epsilon=5.0, rows_per_person=3)
    work.learned(0.02)
    spends = work.noise.ledger.spends
    assert [spend.what for spend in spends] == ["weights of t"] * 4 + ["corrections of t"]
    assert sum(spend.rho for spend in spends) == pytest.approx(0.02, rel=1e-6)


def test_tallies_are_brought_to_what_is_wanted() -> None:
    own = np.repeat(np.array([0, 1], dtype=np.int32), 50)
    wanted = np.array([[30.0, 20.0], [20.0, 30.0]])
    (moves,) = _fitted([wanted], [own], np.zeros((100, 2)))
    chances = np.exp(moves[own])
    assert _tally(chances / chances.sum(axis=1, keepdims=True), own, 2) == pytest.approx(wanted, rel=1e-3)
