import numpy as np
from fidelity_tables import comparison, of

from synthlab.metrics.fidelity.group_parts import MOST_GROUPS, cut, parts_of
from synthlab.tables.schema import Kind


def test_groups_hold_each_row_once_and_come_largest_first():
    given = comparison()
    parts = parts_of(given, "job")
    for side, frame in enumerate((given.train, given.holdout, given.synthetic)):
        assert (np.sum([part.flags[side] for part in parts], axis=0) == 1).all()
        assert [part.sizes[side] for part in parts] == [
            int((frame["job"] == part.label).sum()) for part in parts
        ]
    real = [part.sizes[0] + part.sizes[1] for part in parts]
    assert real == sorted(real, reverse=True)


def test_only_the_largest_groups_are_looked_at():
    levels = [f"l{place:02d}" for place in range(24) for _ in range(12)] + [None] * 11
    parts = parts_of(of({"x": (Kind.CATEGORICAL, levels, levels)}), "x")
    assert len(parts) == MOST_GROUPS + 1
    assert [part.label for part in parts if part.beyond_most] == ["(missing)"]


def test_a_group_without_a_holdout_has_none():
    (part,) = parts_of(of({"x": (Kind.CATEGORICAL, ["a"] * 20, ["a"] * 7)}), "x")
    assert part.sizes == (20, None, 7)


def test_large_tables_are_cut_and_small_ones_left_alone():
    given = comparison(sizes=(300, 80, 200))
    less = cut(given, 100, np.random.default_rng(0))
    assert [len(frame) for frame in (less.train, less.holdout, less.synthetic)] == [100, 80, 100]
    assert set(map(tuple, less.train[["id"]].to_numpy())) <= set(map(tuple, given.train[["id"]].to_numpy()))
    assert cut(given, 500, np.random.default_rng(0)).train is given.train
