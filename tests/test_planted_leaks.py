"""Leaks put in on purpose must be found, and tables without one must not be accused.

Rows of the planted-leak table that speak of identifiers and copies; attacks have theirs beside them.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tables_for_tests import (
    PEOPLE,
    fresh,
    people,
    replaced,
    stacked,
    with_copies,
    without_holdout,
    without_identifiers,
)

from synthlab.evaluation import evaluate
from synthlab.metrics.base import Comparison, Score, State, TrainedOn
from synthlab.metrics.privacy.copies import METRIC as COPIES
from synthlab.metrics.privacy.copies import copied_rows
from synthlab.metrics.privacy.identifiers import METRIC as IDENTIFIERS
from synthlab.metrics.privacy.nearest import METRIC as NEAREST
from synthlab.tables.mapping import apply_mapping, propose_mapping, restrict
from synthlab.tables.reading import read_table


def copies(comparison: Comparison, seed: int = 0) -> Score:
    return copied_rows(comparison, np.random.default_rng(seed))


def coarse(n_rows: int, rng: np.random.Generator) -> pd.DataFrame:
    """People in ranges: about a third of the records are unique among 3,000, the others are common."""
    frame = people(n_rows, rng)
    frame["age"] = (frame["age"] // 10) * 10
    frame["income"] = (frame["income"] / 10_000).round() * 10_000
    frame["hours"] = (frame["hours"] // 30) * 30
    frame["joined"] = frame["joined"].dt.to_period("Y").dt.start_time
    return without_identifiers(frame)


def coarse_comparison(seed: int, n_synthetic: int = 2000) -> Comparison:
    rng = np.random.default_rng(seed)
    return Comparison(coarse(2000, rng), coarse(1000, rng), coarse(n_synthetic, rng), PEOPLE)


@pytest.mark.parametrize("seed", range(5))
def test_a_quarter_percent_of_exact_copies_is_a_leak_at_equal_sizes(seed):
    assert copies(with_copies(fresh(3000, 3000, 3600, seed), 9, seed)).state is State.LEAK_FOUND


@pytest.mark.parametrize("seed", range(3))
def test_one_percent_of_exact_copies_is_a_leak_at_two_thirds(seed):
    assert copies(with_copies(fresh(2000, 1000, 2000, seed), 20, seed)).state is State.LEAK_FOUND


@pytest.mark.parametrize("seed", range(3))
def test_one_percent_of_copies_is_a_leak_among_chance_matches_too(seed):
    comparison = coarse_comparison(seed)
    assert copies(comparison).facts["matches_holdout"] > 20
    assert copies(with_copies(comparison, 100, seed)).state is State.LEAK_FOUND


@pytest.mark.parametrize("changed", ["job", "income", "joined"])
def test_one_percent_with_one_value_redrawn_is_a_leak(changed):
    found = copies(with_copies(fresh(3000, 3000, 3600), 36, changed=changed))
    assert found.state is State.LEAK_FOUND


@pytest.mark.parametrize("seed", range(3))
def test_copies_of_common_rows_only_are_no_leak(seed):
    comparison = coarse_comparison(seed)
    pool = stacked(comparison.train, comparison.holdout)
    common = pool.duplicated([column.name for column in PEOPLE.modelled], keep=False)[: len(comparison.train)]
    rows = comparison.train[common.to_numpy()]
    synthetic = stacked(rows, rows, comparison.synthetic.iloc[: 2000 - len(rows)])
    # Every copied person is one of several with the same values; the chance matches left make it hard to clear.
    found = copies(replaced(comparison, synthetic=synthetic))
    assert found.state in (State.NO_LEAK_FOUND, State.CANNOT_TELL)
    assert found.p_adjusted > 0.05


def test_fresh_real_rows_raise_no_alarm_in_many_runs():
    # Most of 40 nulls have chance matches; at 1%, more than 3 alarms have chance 0.0007.
    found = [copies(coarse_comparison(100 + seed, 1500), seed) for seed in range(40)]
    assert sum(one.facts["matches_train"] > 0 for one in found) > 35
    assert sum(one.state is State.LEAK_FOUND for one in found) <= 3


@pytest.mark.parametrize(("n_train", "n_holdout"), [(2400, 300), (1600, 400), (400, 800)])
def test_unequal_sizes_raise_no_alarm(n_train, n_holdout):
    rng = np.random.default_rng(n_train)
    for _ in range(10):
        comparison = Comparison(coarse(n_train, rng), coarse(n_holdout, rng), coarse(2000, rng), PEOPLE)
        assert copies(comparison).state is not State.LEAK_FOUND


def test_a_full_copy_is_a_leak_in_any_order_of_rows_and_columns():
    comparison = fresh(500, 300, 10)
    copied = replaced(comparison, synthetic=without_identifiers(comparison.train))
    order = np.random.default_rng(1).permutation(500)
    names = [*PEOPLE.names[::-1]]
    turned = Comparison(
        comparison.train[names],
        comparison.holdout[names],
        without_identifiers(comparison.train.iloc[order].set_index(pd.Index(order)))[names],
        PEOPLE.replace(columns=tuple(PEOPLE[name] for name in names)),
    )
    one, two = copies(copied), copies(turned)
    assert one.state is two.state is State.LEAK_FOUND
    assert (one.value, one.low, one.high) == (two.value, two.low, two.high) == (1.0, one.low, 1.0)


def test_a_carried_email_column_is_a_leak_while_its_rows_are_not():
    comparison = fresh(600, 300, 600)
    carried = replaced(comparison, synthetic=comparison.synthetic.assign(email=comparison.train["email"]))
    report = evaluate(carried, [IDENTIFIERS, COPIES, NEAREST])
    assert report.outcome("identifiers").state is State.LEAK_FOUND
    assert report.outcome("copies").state is State.NO_LEAK_FOUND
    assert not any(email in report.to_json() for email in comparison.train["email"])


def test_the_same_people_on_both_sides_are_invalid_and_no_leak():
    comparison = with_copies(fresh(900, 400, 900), 60)
    both = replaced(comparison, holdout=stacked(comparison.train.iloc[:100], comparison.holdout))
    assert copies(both).state is State.INVALID


def test_five_percent_of_copies_without_a_holdout_are_a_leak_and_nothing_else_is_cleared():
    assert copies(without_holdout(with_copies(fresh(1000, 500, 1000), 50))).state is State.LEAK_FOUND
    assert copies(without_holdout(fresh(1000, 500, 1000))).state is State.NOT_TESTED


def test_a_smooth_synthetic_table_raises_no_alarm():
    comparison = fresh(2000, 1000, 2000)
    rng = np.random.default_rng(0)
    smooth = comparison.train.copy()
    for name in smooth:
        smooth[name] = smooth[name].iloc[rng.permutation(2000)].array
    smooth["income"] = np.round(smooth["income"] * np.exp(rng.normal(0, 0.1, 2000)), 2)
    assert copies(replaced(comparison, synthetic=without_identifiers(smooth))).state is State.NO_LEAK_FOUND


@pytest.fixture(scope="module")
def nist(shared_data: Path):
    from synthlab.tables.conform import conform
    from synthlab.tables.inference import infer_schema

    reading = read_table(shared_data / "twins" / "nist_acs" / "national2019.csv")
    schema = infer_schema(reading.frame, reading.source_names)
    return conform(reading.frame, schema), schema


@pytest.mark.data
@pytest.mark.parametrize(
    ("twin", "published", "state"),
    [
        ("subsample_40pcnt_all", 10_860, State.LEAK_FOUND),
        ("cart_cf21", 654, State.NOT_TESTED),
        ("sdv_ctgan_epochs1000", 0, State.NOT_TESTED),
        ("aim_e_10_all", 0, State.NOT_TESTED),
        ("pategan_n_iter_50_e_10_all", 0, State.NOT_TESTED),
    ],
)
def test_unique_exact_matches_are_those_that_nist_published(shared_data, nist, twin, published, state):
    real, schema = nist
    foreign = read_table(shared_data / "twins" / "nist_acs" / f"deid_{twin}.csv").frame
    mapping = propose_mapping(foreign, schema, real)
    shared = restrict(schema, mapping)
    synthetic = apply_mapping(foreign, shared, mapping)
    found = copies(Comparison(real, None, synthetic, shared, TrainedOn.UNKNOWN))
    assert found.facts["unique_exact_matches"] == published
    assert found.state is state
