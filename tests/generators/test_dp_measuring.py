import numpy as np
import pytest

from synthlab.generators.base import silent
from synthlab.generators.dp_accounting import Ledger
from synthlab.generators.dp_measuring import tables_of
from synthlab.generators.dp_noise import Noise
from synthlab.generators.dp_structure import Family, Parent, Variable


def variable(name: str, codes: np.ndarray) -> Variable:
    view = np.arange(2, dtype=np.int32)
    return Variable(name, codes.astype(np.int32), np.bincount(codes, minlength=2) / len(codes), (view,))


def test_tables_say_what_the_rows_say_and_cost_what_was_given() -> None:
    rng = np.random.default_rng(0)
    t, b = rng.integers(0, 2, (2, 40_000))
    a = np.where(rng.random(40_000) < 0.9, t & b, rng.integers(0, 2, 40_000))
    variables = {name: variable(name, codes) for name, codes in (("t", t), ("b", b), ("a", a))}
    first, second = (Parent(name, np.arange(2, dtype=np.int32)) for name in "tb")
    noise = Noise(Ledger(100.0, 1e-6))
    families = [Family("t"), Family("b", (first,)), Family("a", (first, second))]
    nodes, hints = tables_of(families, variables, noise, 10.0, silent)
    shares = [[(a[(t == i) & (b == j)] == 1).mean() for j in (0, 1)] for i in (0, 1)]
    assert nodes[2].table[:, 1] == pytest.approx(np.ravel(shares), abs=0.01)
    assert hints[1].shares[:, 1] == pytest.approx([(a[t == i] == 1).mean() for i in (0, 1)], abs=0.01)
    assert hints[1].table is nodes[2].table
    assert [spend.what for spend in noise.ledger.spends] == ["table of b", "table of a"]
    assert sum(spend.rho for spend in noise.ledger.spends) == pytest.approx(10, rel=1e-6)
