import numpy as np
import pytest

from synthlab.generators.base import silent
from synthlab.generators.dp_accounting import Ledger
from synthlab.generators.dp_noise import Noise
from synthlab.generators.dp_structure import (
    Family,
    Parent,
    Picker,
    Variable,
    configurations,
    dependence,
    structure,
)


def variable(name: str, codes: np.ndarray, n_cells: int) -> Variable:
    shares = np.bincount(codes[codes >= 0], minlength=n_cells) / max(1, (codes >= 0).sum())
    halves = np.minimum(np.arange(n_cells) // 2, n_cells - 1).astype(np.int32)
    return Variable(name, codes.astype(np.int32), shares, (np.arange(n_cells, dtype=np.int32), halves))


def picker(variables: dict[str, Variable], epsilon: float = 100.0) -> Picker:
    return Picker(variables, Noise(Ledger(epsilon, 1e-6)), 0.05, 2.0)


def related(n_rows: int = 2_000) -> dict[str, Variable]:
    rng = np.random.default_rng(0)
    a = rng.integers(0, 4, n_rows)
    b = np.where(rng.random(n_rows) < 0.9, a, rng.integers(0, 4, n_rows))
    c = rng.integers(0, 4, n_rows)
    d = (a + c) % 4
    return {name: variable(name, codes, 4) for name, codes in (("a", a), ("b", b), ("c", c), ("d", d))}


def test_configurations_count_the_first_parent_slowest() -> None:
    codes = {"a": np.array([0, 1, -1]), "b": np.array([2, 0, 1])}
    groups = np.arange(3, dtype=np.int32)
    found = configurations([Parent("a", groups[:2]), Parent("b", groups)], codes)
    assert found.tolist() == [2, 3, -1]


def test_dependence_by_hand() -> None:
    # Two configurations of 10 rows; shares one half each. 10 | 0 is 5 + 5 away, 5 | 5 is not.
    assert dependence(np.array([[10.0, 0.0], [5.0, 5.0]]), np.array([0.5, 0.5])) == 5.0


def test_one_row_more_moves_a_dependence_by_at_most_one() -> None:
    rng = np.random.default_rng(0)
    worst = 0.0
    for _ in range(300):
        joint = rng.poisson(rng.exponential(3), (rng.integers(1, 6), rng.integers(1, 6))).astype(float)
        shares = rng.dirichlet(np.full(joint.shape[1], 0.3))
        more = joint.copy()
        more[rng.integers(joint.shape[0]), rng.integers(joint.shape[1])] += 1
        worst = max(worst, abs(dependence(more, shares) - dependence(joint, shares)))
    assert 0.9 < worst <= 1 + 1e-12


def test_one_row_more_moves_no_score_by_more_than_one_whatever_the_family() -> None:
    variables = related(300)
    more = {
        name: Variable(name, np.append(one.codes, [3]).astype(np.int32), one.shares, one.views)
        for name, one in variables.items()
    }
    moved = []
    for name in ("a", "b"):
        family = Family(name, (Parent("d", variables["d"].views[1]),))
        first, second = (picker(table).wider(family, ["c"]) for table in (variables, more))
        moved += [abs(one[1] - other[1]) for one, other in zip(first, second, strict=True)]
        assert [one[0].n_configurations for one in first] == [8, 4]
    assert max(moved) <= 1 + 1e-9


def test_a_coarser_view_counts_as_if_counted_anew() -> None:
    variables = related()
    ask = picker(variables)
    option, score = ask.wider(Family("b"), ["a"])[1]
    assert ask.scored(option)[1] == pytest.approx(score)


def test_rows_without_a_cell_are_left_out() -> None:
    variables = related()
    gone = variables["a"].codes.copy()
    gone[:500] = -1
    with_gaps = {**variables, "a": Variable("a", gone, variables["a"].shares, variables["a"].views)}
    kept = {name: Variable(name, one.codes[500:], one.shares, one.views) for name, one in variables.items()}
    scores = [picker(table).wider(Family("b"), ["a"])[0][1] for table in (with_gaps, kept)]
    assert scores[0] == pytest.approx(scores[1])


def test_what_goes_together_is_found_also_where_only_two_parents_tell() -> None:
    variables = related()
    found = []
    # Choices are noisy and drawn anew in each run: about one in twelve misses what only two parents tell.
    for _ in range(4):
        families = structure(variables, Family("a"), picker(variables), 2, silent)
        parents = {family.name: {parent.name for parent in family.parents} for family in families}
        assert families[0] == Family("a")
        for place, family in enumerate(families):
            assert parents[family.name] <= {one.name for one in families[:place]}
        found.append("a" in parents["b"] and (parents["d"] == {"a", "c"} or parents["c"] == {"a", "d"}))
    assert any(found)


def test_what_all_columns_look_at_comes_first_in_each() -> None:
    variables = related()
    first = Family("c", (Parent("c", variables["c"].views[1]),))
    families = structure(variables, first, picker(variables), 3, silent)
    assert families[0] == Family("c")
    assert all(family.parents[0].name == "c" for family in families[1:])


@pytest.mark.parametrize("most", [1, 2, 3])
def test_there_are_no_more_choices_than_the_budget_was_divided_by(most: int) -> None:
    variables = related()
    first = Family("c", (Parent("c", variables["c"].views[1]),))
    for begin, beside in ((first, max(1, most - 1)), (Family("c"), most)):
        ask = picker(variables, 500.0)
        families = structure(variables, begin, ask, most, silent)
        assert len(ask.noise.ledger.spends) <= 3 * beside
        assert all(len(family.parents) <= most for family in families)
