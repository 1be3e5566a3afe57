import pytest

from synthlab.generators.dp_accounting import Ledger, Spend
from synthlab.generators.dp_proof import Proven, proof_of


def ledger() -> Ledger:
    spent = Ledger(1.0, 1e-6, 1e-7)
    for what, rho, delta in (
        ("categories of a", 0.002, 1e-8),
        ("values of a", 0.002, 0.0),
        ("what goes with what", 0.004, 0.0),
        ("table of a", 0.012, 0.0),
    ):
        spent.add(Spend(what, rho, delta))
    return spent


def test_the_notes_say_the_promise_and_what_was_spent() -> None:
    proof = proof_of(ledger(), 1, None, 990)
    assert "epsilon 1 and delta 1e-06" in proof.notes[0]
    assert "with at most 1 row, on your word" in proof.notes[0]
    assert "10% on finding categories and bounds, 10% on the values of single columns" in proof.notes[1]
    assert "20% on choosing what goes with what, 60% on tables" in proof.notes[1]
    assert proof.spent_epsilon < 1


def test_what_is_spent_is_told_in_full() -> None:
    assert sum(spend.rho for spend in proof_of(ledger(), 2, "person", 990).spends) == pytest.approx(0.02)
    assert "of person with the first 2 rows of each" in proof_of(ledger(), 2, "person", 990).notes[0]


def test_a_sampler_with_a_proof_is_known_by_it() -> None:
    class With:
        proof = proof_of(ledger(), 1, None, 990)

    assert isinstance(With(), Proven)
    assert not isinstance(object(), Proven)
