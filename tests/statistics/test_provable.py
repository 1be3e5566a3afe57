"""What a split could prove, against the exact tests it foretells."""

from __future__ import annotations

import numpy as np
import pytest

from synthlab.statistics.hypergeometric import least_provable
from synthlab.statistics.provable import least_copies, provable


@pytest.mark.parametrize(
    ("share", "evident", "proven"), [(0.5, 5, 7), (0.33, 8, 12), (0.2, 14, 21), (0.1, 29, 44)]
)
def test_the_fewest_copies_are_those_of_the_specification(share, evident, proven):
    n_holdout = round(100_000 * share)
    found = provable(100_000 - n_holdout, n_holdout)
    assert (found.copies_evident, found.copies_proven) == (evident, proven)


@pytest.mark.parametrize(
    "sizes", [(3, 3), (200, 200), (20, 400), (400, 20), (1_000, 10), (5, 1), (1, 0), (0, 5)]
)
@pytest.mark.parametrize("alpha", [0.05, 0.01])
def test_the_product_agrees_with_the_exact_tail_of_the_copies_check(sizes, alpha):
    assert least_copies(*sizes, alpha) == least_provable(*sizes, alpha)


def test_the_smallest_attacker_noticed_is_the_one_found_in_four_of_five_simulations():
    rng = np.random.default_rng(0)
    n_train, n_holdout = 900, 500
    promised = provable(n_train, n_holdout).auc
    shift = np.sqrt(2) * _normal_quantile(promised)
    found = 0
    for _ in range(400):
        train, holdout = rng.normal(shift, 1, n_train), np.sort(rng.normal(0, 1, n_holdout))
        auc = np.searchsorted(holdout, train).mean() / n_holdout
        found += (auc - 0.5) / np.sqrt((n_train + n_holdout + 1) / (12 * n_train * n_holdout)) > 3.3
    assert 0.74 <= found / 400 <= 0.86


def _normal_quantile(share: float) -> float:
    from statistics import NormalDist

    return NormalDist().inv_cdf(share)


def test_more_people_kept_aside_prove_fewer_copies_and_smaller_attackers():
    shares = [provable(30_000 - n, n) for n in (3_000, 6_000, 10_000, 15_000)]
    copies = [found.copies_evident for found in shares]
    aucs = [found.auc for found in shares]
    assert copies == sorted(copies, reverse=True)
    assert aucs == sorted(aucs, reverse=True)


def test_few_people_are_told_from_enough():
    assert not provable(400, 199).is_tested
    assert provable(400, 200).is_tested
    half = provable(5_000, 5_000)
    assert not half.clears
    assert provable(half.most_suspected // 2 + 1, half.most_suspected // 2 + 1).clears


def test_the_window_that_could_be_cleared_is_as_wide_as_its_interval_asks():
    from synthlab.metrics.privacy.engine.effects import balanced
    from synthlab.statistics.intervals import clopper_pearson

    for n_train, n_holdout in ((10_000, 10_000), (14_000, 7_000)):
        needed = provable(n_train, n_holdout).most_suspected
        share = n_train / (n_train + n_holdout)
        window = 0.01 * needed
        _, high = clopper_pearson(round(window * share), round(window), 0.05 / 9)
        assert balanced(high, n_train, n_holdout) == pytest.approx(0.60, abs=0.01)
