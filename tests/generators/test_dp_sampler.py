import numpy as np
import pytest

from synthlab.generators.dp_accounting import Ledger
from synthlab.generators.dp_proof import proof_of
from synthlab.generators.dp_sampler import DpNetworkSampler, Node
from synthlab.generators.dp_structure import Family, Parent
from synthlab.generators.dp_variables import Coded
from synthlab.generators.encoding import LevelCode
from synthlab.tables.schema import Column, Kind


def two_columns() -> DpNetworkSampler:
    """b copies a nine times in ten; both are shown in table order although a is drawn first."""
    bins = np.arange(3, dtype=np.int32)
    shares = np.array([0.5, 0.5, 0.0])
    columns = {
        name: Coded(LevelCode(Column(name=name, kind=Kind.CATEGORICAL), ("x", "y"), 0), shares, bins)
        for name in ("b", "a")
    }
    table = np.array([[0.9, 0.1, 0.0], [0.1, 0.9, 0.0], [0.5, 0.5, 0.0]])
    nodes = (Node(Family("a"), shares[None, :]), Node(Family("b", (Parent("a", bins),)), table))
    return DpNetworkSampler(columns, nodes, proof_of(Ledger(1.0, 1e-6), 1, None, 10))


def test_rows_follow_the_tables() -> None:
    rows = two_columns().sample(20_000, np.random.default_rng(0))
    assert list(rows.columns) == ["b", "a"]
    assert (rows["a"] == "x").mean() == pytest.approx(0.5, abs=0.02)
    assert (rows["a"] == rows["b"]).mean() == pytest.approx(0.9, abs=0.01)
    assert not rows.isna().any(axis=None)


def test_a_condition_on_a_child_gives_its_parents_by_bayes() -> None:
    rows = two_columns().sample(20_000, np.random.default_rng(0), {"b": "y"})
    assert len(rows) == 20_000
    assert (rows["b"] == "y").all()
    assert (rows["a"] == "y").mean() == pytest.approx(0.9, abs=0.01)
