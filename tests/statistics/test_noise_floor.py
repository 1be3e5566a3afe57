import numpy as np
import pytest

from synthlab.statistics.crosstab import column_counts
from synthlab.statistics.noise_floor import arrange, measure


def measured(tables, n_codes, seed=0, **more):
    train, holdout, synthetic = tables
    rng = np.random.default_rng(seed)

    def count(codes, bounds, /, start, stop):
        return column_counts(codes[start:stop], n_codes, bounds)

    arranged = arrange(train, holdout, synthetic, rng, **more)
    return arranged, measure(arranged, count, (len(train), n_codes), rng)


def table(rng, n, n_columns=3, shares=(0.4, 0.3, 0.2, 0.1)):
    return rng.choice(len(shares), (n_columns, n), p=shares).astype(np.uint8)


def test_equal_sizes_are_compared_as_they_are():
    first = np.array([[0, 0, 0, 1]], dtype=np.uint8)
    second = np.array([[0, 1, 1, 1]], dtype=np.uint8)
    arranged, distances = measured((first, first, second), 2)
    assert arranged.n_equal == 4
    assert distances.value.tolist() == [0.5]
    assert distances.reference.tolist() == [0.0]


def test_the_smallest_of_the_three_tables_sets_the_size():
    rng = np.random.default_rng(0)
    for sizes, expected in (((90, 60, 75), 60), ((90, 60, 20), 20)):
        arranged, _ = measured([table(rng, n) for n in sizes], 4)
        assert arranged.n_equal == expected


def test_without_a_holdout_the_floor_is_between_two_halves():
    rng = np.random.default_rng(0)
    arranged, distances = measured((table(rng, 101), None, table(rng, 200)), 4)
    assert (arranged.n_first, arranged.n_equal, arranged.n_train) == (50, 50, 101)
    assert (distances.reference > 0).all()


def test_same_seed_gives_the_same_distances_to_the_last_digit():
    rng = np.random.default_rng(0)
    tables = [table(rng, n) for n in (500, 250, 400)]
    first, second = measured(tables, 4, seed=9)[1], measured(tables, 4, seed=9)[1]
    for name in ("value", "reference", "values", "floors"):
        assert (getattr(first, name) == getattr(second, name)).all()


def test_a_different_table_lies_above_the_floor_and_its_interval_covers_the_truth():
    rng = np.random.default_rng(5)
    _, distances = measured(
        (table(rng, 4000), table(rng, 2000), table(rng, 4000, shares=(0.2, 0.3, 0.2, 0.3))), 4
    )
    value, floor = distances.of_value(), distances.of_reference()
    assert value.low > floor.high
    assert value.low < 0.2 < value.high
    assert distances.of_value(1).low < 0.2 < distances.of_value(1).high


def test_columns_that_repeat_each_other_widen_the_interval_of_their_mean():
    rng = np.random.default_rng(6)

    def tables(copies):
        for n in (900, 900, 900):
            base = table(rng, n, 1)
            yield np.repeat(base, 8, axis=0) if copies else table(rng, n, 8)

    def width(copies):
        _, distances = measured(tuple(tables(copies)), 4)
        floor = distances.of_reference()
        return floor.high - floor.low

    assert width(copies=True) > 1.8 * width(copies=False)


def test_drifted_halves_are_noticed_and_the_reference_holds_the_drift():
    rng = np.random.default_rng(7)
    drifted = table(rng, 1000, shares=(0.2, 0.3, 0.2, 0.3))
    _, distances = measured((table(rng, 1000), drifted, table(rng, 1000)), 4)
    assert distances.exceeds_chance()
    assert distances.of_reference().high >= distances.of_reference().value
    _, steady = measured((table(rng, 1000), table(rng, 1000), table(rng, 1000)), 4)
    assert not steady.exceeds_chance()


@pytest.mark.parametrize(
    "sizes",
    [(100, 100, 100), (66, 34, 66), (1000, 1000, 1000), (1000, None, 1000), (10_000, 5_000, 10_000)],
)
def test_the_floor_holds_a_perfect_synthesizer_about_95_times_in_100(sizes):
    inside, above, runs = 0, 0, 60
    shares = np.random.default_rng(11).dirichlet(np.ones(15))
    for seed in range(runs):
        rng = np.random.default_rng([12, seed])
        tables = [None if n is None else table(rng, n, 4, shares) for n in sizes]
        distances = measured(tables, 15, seed)[1]
        value, floor = distances.of_value().value, distances.of_reference()
        inside += floor.low <= value <= floor.high
        above += value > floor.high
    # 52 of 60 or fewer would happen once in a hundred times at 95%.
    assert inside >= 52
    assert above <= 6
