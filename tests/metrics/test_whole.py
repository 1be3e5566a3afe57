import numpy as np
import pytest
from fidelity_tables import SCHEMA, comparison

from synthlab.metrics.fidelity import k_marginal, marginals, missingness, pairs
from synthlab.metrics.fidelity.whole import whole_scores
from synthlab.statistics.engines.memory import MemoryEngine

BY_NAME = {module.METRIC.name: module.METRIC for module in (marginals, missingness, pairs, k_marginal)}
SIZES = (9_000, 6_000, 8_000)


def counted(given, minimum_count=0):
    holdout = None if given.holdout is None else MemoryEngine(given.holdout)
    return whole_scores(
        MemoryEngine(given.train),
        holdout,
        MemoryEngine(given.synthetic),
        given.schema,
        given.real,
        np.random.default_rng(0),
        minimum_count,
    )


@pytest.mark.parametrize("name", list(BY_NAME))
def test_counting_in_pieces_scores_as_the_metric_does(name):
    given = comparison(lambda frame: {"income": frame["income"] * 1.2}, SIZES)
    found, metric = counted(given)[name], BY_NAME[name].compute(given, np.random.default_rng(0))
    near = 4.0 if name == "k-marginal" else 0.004
    assert found.value == pytest.approx(metric.value, abs=near)
    assert found.reference == pytest.approx(metric.reference, abs=near)
    assert found.high - found.low == pytest.approx(metric.high - metric.low, rel=0.5)
    assert found.reference_high - found.reference_low == pytest.approx(
        metric.reference_high - metric.reference_low, rel=0.6
    )
    assert found.n_rows == metric.n_rows == 6_000


def test_details_are_those_of_the_metric():
    given = comparison(lambda frame: {"income": frame["income"] * 100 + 5000}, SIZES)
    found = counted(given)
    metric = marginals.METRIC.compute(given, np.random.default_rng(0))
    first, expected = found["marginals"].details[0], metric.details[0]
    assert first["column"] == expected["column"] == "income"
    assert first["labels"] == expected["labels"]
    assert first["train"] == pytest.approx(expected["train"])
    assert first["synthetic"] == pytest.approx(expected["synthetic"])
    assert set(first) == set(expected)
    assert "income" in (found["pairs"].details[0]["a"], found["pairs"].details[0]["b"])
    assert "income" in found["k-marginal"].details[0]["columns"]


def test_without_a_holdout_the_reference_is_between_two_halves():
    given = comparison(sizes=(12_000, None, 6_000))
    found = counted(given)["marginals"]
    assert found.low <= found.value <= found.high
    assert found.value <= found.reference_high + 0.004
    assert found.n_rows == 6_000
    assert len(found.details) == len(SCHEMA.modelled)


def test_with_a_minimum_count_no_cell_of_few_real_rows_is_made_anything_of():
    given = comparison(sizes=(2000, 1500, 2000))
    plain, least = counted(given), counted(given, 60)
    for name in ("marginals", "missingness", "pairs"):
        assert least[name].reference_low <= least[name].value <= least[name].reference_high

    def few(scores, n=2000):
        return [
            share
            for row in scores["marginals"].details
            for share in row["train"]
            if 0 < round(share * n) < 60
        ]

    assert few(plain)
    assert not few(least)
    assert not few(counted(comparison(sizes=(2000, None, 2000)), 60))
    # A fifth of the scores are missing: enough to be told.
    missing = next(row for row in least["missingness"].details if row["column"] == "score")
    assert missing["train"] == pytest.approx(0.2, abs=0.05)
    assert least["marginals"].facts["rows_of_train"] == 2000
