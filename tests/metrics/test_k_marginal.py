import numpy as np
import pandas as pd
import pytest
from fidelity_tables import comparison, of

from synthlab.errors import NotMeasurable
from synthlab.metrics.fidelity.k_marginal import METRIC
from synthlab.metrics.fidelity.triples import choose_triples, triple_counts
from synthlab.tables.schema import Kind


def score(given, seed=0):
    return METRIC.compute(given, np.random.default_rng(seed))


def test_triples_are_counted_as_pandas_counts_them():
    rng = np.random.default_rng(0)
    codes = rng.integers(0, 3, (4, 500)).astype(np.uint8)
    triples = choose_triples(4, 60, rng)
    counts = triple_counts(codes, triples, 3, [0, 200, 500])
    for place, columns in enumerate(triples):
        for group, rows in enumerate((slice(0, 200), slice(200, 500))):
            expected = pd.DataFrame(codes[columns][:, rows].T).value_counts()
            cells = counts[group, place].reshape(3, 3, 3)
            assert all(cells[cell] == count for cell, count in expected.items())
            assert cells.sum() == expected.sum()


@pytest.mark.parametrize(("n_columns", "most", "n"), [(3, 60, 1), (5, 60, 10), (30, 60, 60)])
def test_triples_are_all_there_are_or_as_many_different_ones_as_asked_for(n_columns, most, n):
    triples = choose_triples(n_columns, most, np.random.default_rng(0))
    assert len({tuple(each) for each in triples}) == n == len(triples)
    assert (triples[:, 0] < triples[:, 1]).all()
    assert (triples[:, 1] < triples[:, 2]).all()


def test_a_third_column_that_follows_two_others_is_missed_by_pairs_and_found_here():
    rng = np.random.default_rng(0)

    def table(n, follows):
        a, b = rng.integers(0, 2, (2, n))
        c = a ^ b if follows else rng.integers(0, 2, n)
        return [[str(value) for value in column] for column in (a, b, c)]

    real, made = table(900, True), table(900, False)
    found = score(of({name: (Kind.CATEGORICAL, real[i], made[i]) for i, name in enumerate("abc")}))
    # Four of eight cells hold all real rows, and half of the synthetic ones.
    assert found.value == pytest.approx(500, abs=40)
    assert found.high < found.reference_low
    assert found.details[0]["columns"] == ["a", "b", "c"]


def test_a_perfect_synthesizer_lies_within_the_floor():
    found = score(comparison(sizes=(4000, 2000, 4000)))
    assert found.low <= found.value <= found.high
    assert found.high >= found.reference_low
    assert found.value == pytest.approx(found.reference, abs=15)
    assert found.facts["finding"].startswith("No three columns")


def test_a_sub_sample_is_equivalent_to_its_own_share():
    base = comparison(sizes=(6000, 600, 600))
    rows = np.random.default_rng(5).permutation(6000)[:2400]
    given = type(base)(base.train, base.holdout, base.train.iloc[rows].reset_index(drop=True), base.schema)
    assert score(given).facts["equivalent_share"] == 40


def test_a_better_sub_sample_scores_higher():
    scores = list(score(comparison()).facts["scores_of_shares"].values())
    assert scores == sorted(scores)


def test_an_invented_relation_is_the_first_finding():
    found = score(comparison(lambda f: {"score": f["income"].rank().fillna(0) * 0.05 + 20}))
    assert {"score", "income"} <= set(found.details[0]["columns"])
    assert found.high < found.reference_low


def test_two_columns_make_no_triple():
    with pytest.raises(NotMeasurable, match="three columns"):
        score(of({name: (Kind.CATEGORICAL, ["a"] * 20, ["a"] * 20) for name in "ab"}))
