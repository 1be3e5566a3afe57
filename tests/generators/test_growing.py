import numpy as np
import pandas as pd
import pytest

from synthlab.generators import growing
from synthlab.generators.encoding import code_column
from synthlab.generators.growing import Ground, grown
from synthlab.generators.trees import Trees
from synthlab.tables.schema import Column, Kind


def coded(**columns: object) -> tuple[dict, dict]:
    code_of, codes = {}, {}
    for name, values in columns.items():
        series = pd.Series(values, name=name)
        kind = Kind.NUMERIC if series.dtype == float else Kind.CATEGORICAL
        series = series if kind is Kind.NUMERIC else series.astype("category")
        code_of[name] = code_column(series, Column(name=name, kind=kind), 5)
        codes[name] = code_of[name].encode(series)
    return code_of, codes


def test_a_tree_finds_what_a_column_depends_on() -> None:
    rng = np.random.default_rng(0)
    cause = rng.choice(list("pqrs"), 2_000)
    effect = np.where(np.isin(cause, ["p", "r"]), "yes", "no")
    code_of, codes = coded(cause=cause, effect=effect)
    step = grown("effect", ["cause"], Ground(codes, code_of, Trees()), rng)
    drawn = step.leaves.draw(step.nodes({"cause": codes["cause"]}, 2_000), rng)
    assert np.array_equal(drawn, codes["effect"])


def test_levels_that_go_together_stand_together_so_that_one_split_is_enough() -> None:
    rng = np.random.default_rng(0)
    names = np.array([f"level {number:02d}" for number in range(20)])
    cause = rng.choice(names, 4_000)
    high = np.isin(cause, names[::2])
    code_of, codes = coded(cause=cause, effect=rng.normal(size=4_000) + 50.0 * high)
    step = grown("effect", ["cause"], Ground(codes, code_of, Trees()), rng)
    places = step.splits.places[0][:20]
    assert set(places[::2] >= 10) == {True} or set(places[::2] < 10) == {True}


def test_every_leaf_holds_at_least_the_least_number_of_rows() -> None:
    rng = np.random.default_rng(0)
    code_of, codes = coded(a=rng.normal(size=1_000), b=rng.normal(size=1_000))
    for least in (20, 70):
        step = grown("b", ["a"], Ground(codes, code_of, Trees("close", min_leaf=least)), rng)
        sizes = np.diff(step.leaves.starts)[:-1]
        assert sizes.min() >= least
        assert sizes.sum() == 1_000


def test_too_few_rows_for_two_leaves_make_one() -> None:
    rng = np.random.default_rng(0)
    code_of, codes = coded(a=rng.normal(size=39), b=rng.normal(size=39))
    assert grown("b", ["a"], Ground(codes, code_of, Trees()), rng).splits is None


def test_missing_has_a_branch_of_its_own() -> None:
    rng = np.random.default_rng(0)
    gap = rng.random(2_000) < 0.3
    code_of, codes = coded(a=np.where(gap, np.nan, rng.normal(size=2_000)), b=np.where(gap, "gap", "known"))
    step = grown("b", ["a"], Ground(codes, code_of, Trees()), rng)
    assert np.array_equal(step.leaves.draw(step.nodes(codes, 2_000), rng), codes["b"])
    step = grown("a", ["b"], Ground(codes, code_of, Trees()), rng)
    drawn = step.leaves.draw(step.nodes(codes, 2_000), rng)
    assert np.array_equal(drawn == code_of["a"].missing, gap)


def test_a_category_of_many_levels_still_follows_what_it_depends_on() -> None:
    rng = np.random.default_rng(0)
    side = rng.choice(["left", "right"], 6_000)
    town = np.where(side == "left", rng.integers(0, 150, 6_000), rng.integers(150, 300, 6_000))
    order = rng.permutation(300)
    code_of, codes = coded(side=side, town=np.array([f"town {order[one]:03d}" for one in town]))
    assert code_of["town"].n_cells > 200
    step = grown("town", ["side"], Ground(codes, code_of, Trees()), rng)
    drawn = step.leaves.draw(step.nodes(codes, 6_000), rng)
    side_of = dict(zip(codes["town"], side, strict=True))
    assert np.mean([side_of[one] == other for one, other in zip(drawn, side, strict=True)]) > 0.97


def test_splits_found_on_some_rows_are_filled_from_all() -> None:
    rng = np.random.default_rng(0)
    code_of, codes = coded(a=rng.normal(size=1_000), b=rng.normal(size=1_000))
    step = grown("b", ["a"], Ground(codes, code_of, Trees(rows_per_tree=200)), rng)
    assert np.diff(step.leaves.starts)[:-1].sum() == 1_000


def test_the_leaf_that_a_train_row_is_a_donor_of_is_told() -> None:
    rng = np.random.default_rng(0)
    cause = rng.choice(list("pq"), 2_000)
    code_of, codes = coded(cause=cause, effect=np.where(cause == "p", "yes", "no"))
    step = grown("effect", ["cause"], Ground(codes, code_of, Trees()), rng)
    held = [step.leaves.donors[slice(*step.leaves.starts[leaf : leaf + 2])] for leaf in step.leaf_of]
    assert all(set(donors) == {own} for own, donors in zip(codes["effect"], held, strict=True))


def test_little_of_what_chance_alone_brings_about_is_learned_by_default_where_rows_are_many() -> None:
    rng = np.random.default_rng(0)
    code_of, codes = coded(a=rng.normal(size=30_000), b=rng.choice(list("pqrs"), 30_000))
    n_leaves = [
        len(grown("b", ["a"], Ground(codes, code_of, Trees(level)), rng).leaves.starts) - 2
        for level in ("close", "default", "strict")
    ]
    assert n_leaves[0] > 100
    assert n_leaves[1] <= 3
    assert n_leaves[2] == 1


def test_a_split_on_the_target_is_asked_for_its_own_share_of_the_evidence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rng = np.random.default_rng(0)
    cause = rng.choice(list("pq"), 2_000)
    code_of, codes = coded(cause=cause, effect=np.where(rng.random(2_000) < 0.9, cause, "p"))
    assert growing._SHARE_FOR_TARGET == 0.25
    monkeypatch.setattr(growing, "_SHARE_FOR_TARGET", 1e6)
    n_leaves = [
        len(grown("effect", ["cause"], Ground(codes, code_of, Trees(), name), rng).leaves.starts) - 2
        for name in (None, "effect", "cause")
    ]
    assert n_leaves == [2, 2, 1]
