import math

import numpy as np
import pandas as pd
import pytest

from synthlab.statistics.distances import (
    hellinger,
    jensen_shannon,
    kolmogorov_smirnov,
    total_variation,
    wasserstein_scaled,
)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ([3, 1], [1, 3], 0.5),
        ([1, 0], [0, 5], 1.0),
        ([2, 2], [50, 50], 0.0),
        ([5, 3, 2], [3, 3, 4], 0.2),
        ([0, 0], [0, 0], 0.0),
        ([0, 0], [1, 0], 1.0),
    ],
)
def test_total_variation_is_the_share_that_must_move(first, second, expected):
    assert float(total_variation(first, second)) == pytest.approx(expected)


def test_distances_of_counts_take_many_tables_at_once():
    first, second = np.array([[3, 1], [1, 1]]), np.array([[1, 3], [1, 1]])
    for distance in (total_variation, hellinger, jensen_shannon):
        both = distance(first, second)
        assert both.shape == (2,)
        assert both[1] == 0
        assert both[0] == pytest.approx(float(distance(first[0], second[0])))


def test_hellinger_and_jensen_shannon_by_hand():
    assert float(hellinger([1, 0], [1, 1])) == pytest.approx(math.sqrt(1 - math.sqrt(0.5)))
    # Middle (3/4, 1/4): divergence = (log2(4/3) + 0.5 log2(2/3) + 0.5 log2(2)) / 2.
    divergence = (math.log2(4 / 3) + 0.5 * math.log2(2 / 3) + 0.5) / 2
    assert float(jensen_shannon([1, 0], [1, 1])) == pytest.approx(math.sqrt(divergence))
    assert float(hellinger([1, 0], [0, 1])) == float(jensen_shannon([1, 0], [0, 1])) == 1.0


def test_kolmogorov_smirnov_by_hand_and_against_scipy():
    from scipy.stats import ks_2samp

    assert kolmogorov_smirnov([1, 2, 3, 4], [3, 4, 5, 6]) == 0.5
    assert kolmogorov_smirnov([1, 1, 1], [1, 1]) == 0.0
    assert kolmogorov_smirnov([], [1.0]) is None
    rng = np.random.default_rng(0)
    for _ in range(20):
        first, second = rng.integers(0, 9, 50).astype(float), rng.integers(2, 12, 70).astype(float)
        assert kolmogorov_smirnov(first, second) == pytest.approx(ks_2samp(first, second).statistic)


def test_wasserstein_counts_in_standard_deviations_of_the_first():
    from scipy.stats import wasserstein_distance

    assert wasserstein_scaled([0.0, 2.0], [1.0, 3.0]) == 1.0
    assert wasserstein_scaled([4.0, 4.0], [4.0]) == 0.0
    assert wasserstein_scaled([4.0, 4.0], [5.0]) is None
    assert wasserstein_scaled([], [5.0]) is None
    rng = np.random.default_rng(1)
    first, second = rng.normal(size=40), rng.normal(1, 2, size=55)
    expected = wasserstein_distance(first, second) / first.std()
    assert wasserstein_scaled(first, second) == pytest.approx(expected)
    assert wasserstein_scaled(first * 100, second * 100) == pytest.approx(expected)


@pytest.mark.data
def test_synthevals_published_figures_on_penguins_are_reproduced(shared_data):
    """Source: schneiderkamplab/syntheval, guides/syntheval_guide.ipynb: average KS 0.0368, average TVD 0.0239."""
    folder = shared_data / "twins" / "syntheval_penguins"
    train = pd.read_csv(folder / "penguins_train.csv")
    synthetic = pd.read_csv(folder / "penguins_BN_syn.csv").round(1)
    numeric = list(train.select_dtypes("number"))
    ks = [kolmogorov_smirnov(train[name], synthetic[name]) for name in numeric]
    assert round(float(np.mean(ks)), 5) == 0.03679
    distances = []
    for name in train.columns.difference(numeric):
        levels = sorted(set(train[name]) | set(synthetic[name]))
        counts = [frame[name].value_counts().reindex(levels, fill_value=0) for frame in (train, synthetic)]
        distances.append(float(total_variation(*counts)))
    assert round(float(np.mean(distances)), 5) == 0.02388


@pytest.mark.data
def test_synthevals_published_hellinger_on_penguins_is_reproduced(shared_data):
    """Source: as above, average empirical Hellinger distance 0.0077.

    Its numbers are scaled to [0, 1] first and its bins are at least 1 wide, so each of the four numeric columns
    has one bin and distance 0; what is left are the three categories.
    """
    folder = shared_data / "twins" / "syntheval_penguins"
    train = pd.read_csv(folder / "penguins_train.csv")
    synthetic = pd.read_csv(folder / "penguins_BN_syn.csv").round(1)
    distances = []
    for name in train.columns:
        if pd.api.types.is_numeric_dtype(train[name]):
            counts = [[len(train)], [len(synthetic)]]
        else:
            levels = sorted(set(train[name]) | set(synthetic[name]))
            counts = [
                frame[name].value_counts().reindex(levels, fill_value=0) for frame in (train, synthetic)
            ]
        distances.append(float(hellinger(*counts)))
    assert round(float(np.mean(distances)), 4) == 0.0077
