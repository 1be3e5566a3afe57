from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from tables_for_tests import PEOPLE, fresh, replaced, without_holdout

from synthlab.errors import NotMeasurable
from synthlab.metrics.fairness.representation import representation
from synthlab.tables.schema import Role

MARKED = PEOPLE.with_column("region", role=Role.SENSITIVE)


def measured(comparison, seed=0):
    return representation(replaced(comparison, schema=MARKED), np.random.default_rng(seed))


def with_regions(frame: pd.DataFrame, **counts: int) -> pd.DataFrame:
    names = np.repeat(list(counts), list(counts.values())).astype(object)
    return frame.assign(region=pd.Categorical(names[: len(frame)]))


def by_hand(**synthetic: int):
    comparison = fresh(100, 100, 200)
    return replaced(
        comparison,
        train=with_regions(comparison.train, north=50, south=50),
        holdout=with_regions(comparison.holdout, north=50, south=50),
        synthetic=with_regions(comparison.synthetic, **synthetic),
    )


def test_the_share_that_would_have_to_change_group_by_hand():
    found = measured(by_hand(north=150, south=50))
    assert found.value == pytest.approx(0.25)
    assert found.low <= 0.25 <= found.high
    assert found.value > found.reference_high
    first = found.details[0]
    assert (first["column"], first["group"]) == ("region", "south")
    assert (first["train"], first["synthetic"], first["difference"]) == (0.5, 0.25, -0.25)
    assert first["low"] < -0.25 < first["high"] < 0
    assert found.facts["sentence"].startswith("region south shrank most: 50.0% of the real rows, 25.0%")


def test_a_group_that_vanished_comes_first():
    found = measured(by_hand(north=200))
    assert (found.details[0]["group"], found.details[0]["synthetic"]) == ("south", 0.0)
    assert found.value == pytest.approx(0.5)


def test_equal_shares_are_at_distance_zero_and_said_to_be_chance():
    found = measured(by_hand(north=100, south=100))
    assert (found.value, found.low) == (0.0, 0.0)
    assert "but for what chance does" in found.facts["sentence"]


def test_fresh_rows_are_within_chance_in_most_runs():
    inside = [
        score.value <= score.reference_high
        for score in (measured(fresh(300, 300, 300, seed), seed) for seed in range(40))
    ]
    # 97.5% each: fewer than 35 of 40 has chance 0.0003.
    assert sum(inside) >= 35


def test_missing_values_are_a_group():
    comparison = by_hand(north=100, south=100)
    gone = comparison.synthetic.assign(region=comparison.synthetic["region"].where(np.arange(200) >= 50))
    found = measured(replaced(comparison, synthetic=gone))
    assert found.value == pytest.approx(0.25)
    assert any(row["group"] == "(missing)" and row["synthetic"] == 0.25 for row in found.details)


def test_it_needs_a_marked_column():
    with pytest.raises(NotMeasurable, match="role sensitive"):
        representation(fresh(50, 50, 50), np.random.default_rng(0))


def test_it_is_measured_without_a_holdout():
    comparison = without_holdout(replaced(fresh(100, 50, 100), schema=MARKED))
    assert representation(comparison, np.random.default_rng(0)).n_rows == 100
