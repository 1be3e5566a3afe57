"""Each attacker on tables small enough to do by hand, and against a blind and a perfect one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from synthlab.metrics.privacy.attacks.coded import binned, code
from synthlab.metrics.privacy.attacks.geometry import Scaling, lay_out
from synthlab.metrics.privacy.attacks.guesses import learned_guesses, remembered_guesses
from synthlab.metrics.privacy.attacks.links import halves, linked
from synthlab.metrics.privacy.attacks.predicates import (
    Predicates,
    by_value,
    isolated,
    matches,
    multivariate,
    shuffled_columns,
    univariate,
)
from synthlab.metrics.privacy.attacks.queries import query_ratio
from synthlab.metrics.privacy.attacks.rare_values import copied_rare_cells
from synthlab.metrics.privacy.attacks.suspicion import isolation, near_copy_level, prepare, suspicions
from synthlab.metrics.privacy.engine.pool import Pool
from synthlab.tables.schema import Column, Kind, Role, Schema


def pool_of(real: dict, synthetic: dict, **roles: Role) -> Pool:
    columns = []
    frames = [pd.DataFrame(real), pd.DataFrame(synthetic)]
    for name in real:
        if isinstance(next(v for v in real[name] if v is not None), str):
            kind = Kind.CATEGORICAL
            frames = [frame.astype({name: "category"}) for frame in frames]
        else:
            kind = Kind.INTEGER
            frames = [frame.astype({name: "Int64"}) for frame in frames]
        columns.append(Column(name=name, kind=kind, role=roles.get(name, Role.FEATURE)))
    return Pool(frames[0], np.arange(len(frames[0])), frames[1], Schema(columns=tuple(columns)))


def people(n: int, seed: int) -> dict:
    rng = np.random.default_rng(seed)
    job = rng.integers(0, 6, n)
    return {
        "age": rng.integers(18, 90, n).tolist(),
        "pay": (1000 * job + rng.integers(0, 900, n)).tolist(),
        "job": [f"job {j}" for j in job],
        "town": [f"town {t}" for t in rng.integers(0, 4, n)],
    }


def test_equal_values_have_equal_codes_in_both_tables_and_missing_is_zero():
    coded = code(pool_of({"n": [5, None, 9], "c": ["b", "a", None]}, {"n": [9, 1], "c": ["a", "z"]}))
    assert coded.pool.tolist() == [[2, 0, 3], [2, 1, 0]]
    assert coded.synthetic.tolist() == [[3, 1], [1, 3]]
    assert coded.values[0][1:].tolist() == [1.0, 5.0, 9.0]


def test_a_column_the_synthetic_table_leaves_empty_is_not_attacked():
    coded = code(pool_of({"n": [1, 2], "c": ["a", "b"]}, {"n": [1, 2], "c": [None, None]}))
    assert [column.name for column in coded.columns] == ["n"]


def test_bins_keep_the_order_and_the_missing_value():
    values = [*range(1000), None]
    coded = binned(code(pool_of({"n": values}, {"n": values})), n_bins=10)
    assert coded.n_levels.tolist() == [11]
    assert coded.pool[0, -1] == 0
    assert (np.diff(coded.pool[0, :-1]) >= 0).all()
    assert np.bincount(coded.pool[0, :-1])[1:] == pytest.approx(100, abs=1)


def test_a_rare_value_counts_only_where_the_synthetic_table_holds_it():
    # 7 occurs 4 times (3 others: not rare), 8 and 9 once; the synthetic table holds 7 and 9.
    coded = code(pool_of({"n": [7, 7, 7, 7, 8, 9, None]}, {"n": [7, 9]}))
    assert copied_rare_cells(coded).tolist() == [[False, False, False, False, False, True, False]]


@pytest.mark.parametrize(
    ("row", "level"), [((1, "a", "x"), 3), ((1, "a", "y"), 1), ((1, "b", "y"), 0), ((5, "c", "z"), 0)]
)
def test_the_near_copy_level_is_greatest_for_a_copy_and_less_for_all_but_one_cell(row, level):
    real = {"n": [1, 5, 5], "c": ["a", "c", "c"], "d": ["x", "z", "z"]}
    synthetic = {"n": [row[0]], "c": [row[1]], "d": [row[2]]}
    assert near_copy_level(code(pool_of(real, synthetic)))[0] == level


def test_all_but_a_category_is_a_nearer_copy_than_all_but_the_number_that_tells_people_apart():
    n = 400
    real = {
        "number": list(range(n)),
        "one": [f"a{i % 10}" for i in range(n)],
        "two": [f"b{i // 40}" for i in range(n)],
    }
    # Row 0 with its category changed; row 57 (a7, b1) with its number changed, as any of its four likes may be.
    synthetic = {"number": [0, 999], "one": ["a9", "a7"], "two": ["b0", "b1"]}
    level = near_copy_level(code(pool_of(real, synthetic)))
    assert level[0] == 2
    assert level[[i for i in range(n) if i % 10 == 7 and i // 40 == 1]].tolist() == [0, 0, 0, 0]
    assert (
        near_copy_level(
            code(
                pool_of(
                    real | {"one": [*real["one"][:-1], "z"]}, {"number": [999], "one": ["z"], "two": ["b9"]}
                )
            )
        )[-1]
        == 1
    )


def test_a_copy_of_a_common_row_is_no_near_copy():
    real = {"n": [5, 5, 1], "c": ["c", "c", "a"], "d": ["z", "z", "x"]}
    assert near_copy_level(code(pool_of(real, {"n": [5], "c": ["c"], "d": ["z"]})))[:2].tolist() == [0, 0]


def test_a_little_noise_stays_little_in_a_column_that_is_mostly_zero():
    gains = [0] * 95 + [1000, 2000, 5000, 9000, 50_000]
    pool = pool_of({"gain": gains}, {"gain": [40]})
    ranks, logs = (lay_out(pool, code(pool), scaling) for scaling in (Scaling.RANK, Scaling.LOG))
    jump = abs(float(ranks.pool.numbers[0, 0] - ranks.synthetic.numbers[0, 0]))
    step = abs(float(logs.pool.numbers[0, 0] - logs.synthetic.numbers[0, 0]))
    assert jump > 0.4
    assert step < 0.02


def test_the_query_ratio_of_a_cell_is_the_log_of_its_two_frequencies():
    # One column: the only cells are its own. Pool: a 3 of 4 (2 others), b 1 of 4 (0 others). Synthetic: a 1 of 2.
    ratio = query_ratio(
        code(pool_of({"c": ["a", "a", "a", "b"]}, {"c": ["a", "b"]})), np.random.default_rng(0), n_queries=3
    )
    expected = [np.log(1.5 / 2) - np.log(2.5 / 4), np.log(1.5 / 2) - np.log(0.5 / 4)]
    assert ratio.tolist() == pytest.approx([expected[0]] * 3 + [expected[1]])


def test_the_row_that_stands_alone_is_the_most_isolated():
    real = people(200, 0)
    real["age"][17], real["pay"][17], real["job"][17], real["town"][17] = 400, 90_000, "king", "castle"
    assert isolation(prepare(pool_of(real, people(50, 1)))).argmax() == 17


def test_a_predicate_fits_whom_it_should():
    coded = code(pool_of({"n": [1, 2, 3, 4], "c": ["a", "a", "b", "b"]}, {"n": [1], "c": ["a"]}))
    # n >= 2 (codes 2..4) and c = a (code 1): row 1 alone; n >= 2: three rows.
    predicates = Predicates(
        np.array([[0, 1, -1, -1], [0, -1, -1, -1]], np.int32),
        np.array([[2, 1, 0, 0], [2, 0, 0, 0]], np.int32),
        np.array([[4, 1, 0, 0], [4, 0, 0, 0]], np.int32),
    )
    found, first = matches(predicates, by_value(coded.pool))
    assert found.tolist() == [1, 2]
    assert first.tolist() == [1, 1]
    assert isolated(predicates, by_value(coded.pool), np.arange(4)).tolist() == [0, 1, 0, 0]


def test_looking_by_the_rarest_condition_finds_what_looking_at_every_row_finds():
    rng = np.random.default_rng(0)
    codes = rng.integers(0, (3, 40, 200, 1), size=(500, 4)).T.astype(np.int32)
    columns = np.argsort(rng.random((300, 4)), axis=1).astype(np.int32)
    columns[rng.random((300, 4)) < 0.3] = -1
    columns = -np.sort(-columns, axis=1)
    columns[columns[:, 0] < 0, 0] = 2
    low = rng.integers(0, 5, (300, 4)).astype(np.int32)
    high = (low + rng.integers(0, 40, (300, 4))).astype(np.int32)
    persons = rng.integers(0, 400, 500)
    found, first = matches(Predicates(columns, low, high), by_value(codes), persons)
    for p in range(300):
        fits = np.ones(500, dtype=bool)
        for place in range(4):
            if columns[p, place] >= 0:
                values = codes[columns[p, place]]
                fits &= (values >= low[p, place]) & (values <= high[p, place])
        who = np.unique(persons[fits])
        assert found[p] == min(2, len(who))
        assert len(who) != 1 or first[p] == who[0]


def test_two_rows_of_one_person_are_one_person_singled_out():
    coded = code(pool_of({"n": [1, 1, 3], "c": ["a", "a", "b"]}, {"n": [1], "c": ["a"]}))
    one = Predicates(*(np.array([[v, -1, -1, -1]], np.int32) for v in (0, 1, 1)))
    assert isolated(one, by_value(coded.pool), np.array([0, 0, 1])).tolist() == [1, 0]


def test_guesses_by_one_column_use_values_that_occur_once():
    coded = code(pool_of({"n": [1, 2, 3]}, {"n": [1, 1, 2, None]}))
    guesses = univariate(coded, 100, np.random.default_rng(0))
    assert guesses.low[:, 0].tolist() == [2]


def test_descriptions_fit_one_synthetic_row_and_lose_their_sense_when_columns_are_shuffled():
    real = people(400, 0)
    coded = code(pool_of(real, real))
    described = multivariate(coded, 300, np.random.default_rng(0))
    assert len(described) == 300
    assert (matches(described, by_value(coded.synthetic))[0] == 1).all()
    independent = shuffled_columns(coded, np.random.default_rng(1))
    for before, after in zip(coded.synthetic, independent.synthetic, strict=True):
        assert sorted(before) == sorted(after)


def test_memory_knows_the_secret_of_a_copied_row_and_no_more_than_others_of_a_fresh_one():
    real = people(300, 2)
    copied = remembered_guesses(prepare(pool_of(real, real)), ["pay", "town"])
    fresh = remembered_guesses(prepare(pool_of(real, people(300, 3))), ["pay", "town"])
    assert copied[1].success.mean() > 0.95
    assert fresh[1].success.mean() == pytest.approx(0.25, abs=0.08)


def test_learning_finds_what_the_columns_tell_and_nothing_where_they_tell_nothing():
    prepared = prepare(pool_of(people(600, 4), people(600, 5)))
    job, town = learned_guesses(prepared, ["job", "town"], np.random.default_rng(0))
    assert job.success.mean() > 0.95
    assert town.success.mean() < 0.35
    assert job.baseline.mean() < 0.25


def test_a_number_is_guessed_within_five_percent_of_itself():
    # The nearest record by job says 105; 5% of 100 is 5, and of 110 is 5.5: both near enough, 112 is not.
    real = {"pay": [100, 110, 112, 0], "job": ["a"] * 4}
    guess = remembered_guesses(prepare(pool_of(real, {"pay": [105], "job": ["a"]})), ["pay"])[0]
    assert guess.success.tolist() == [1, 1, 0, 0]


def test_only_what_the_attacker_knows_is_used():
    real = people(300, 6)
    pool = pool_of(real, real, town=Role.QUASI_IDENTIFIER)
    guess = remembered_guesses(prepare(pool), ["job"])[0]
    assert guess.success.mean() < 0.4


def test_halves_hold_each_column_once_and_about_equal_entropy():
    a, b = halves(code(pool_of(people(500, 0), people(10, 1))))
    assert sorted(a + b) == ["age", "job", "pay", "town"]
    assert a
    assert b


def test_copied_people_are_linked_and_others_hardly():
    real = people(400, 7)
    links = linked(prepare(pool_of(real, real)), np.random.default_rng(0))
    fresh = linked(prepare(pool_of(real, people(400, 8))), np.random.default_rng(0))
    assert links.success.mean() > 3 * fresh.success.mean()
    assert fresh.baseline.mean() == pytest.approx(0.01, abs=0.01)


def test_no_score_changes_when_the_pool_is_told_nothing_new():
    pool = pool_of(people(200, 9), people(200, 10))
    first, second = (suspicions(prepare(pool), np.random.default_rng(3)) for _ in range(2))
    assert all((a.values == b.values).all() for a, b in zip(first, second, strict=True))
