from __future__ import annotations

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

from synthlab.errors import NotMeasurable
from synthlab.metrics.base import Comparison, Score, State, TrainedOn
from synthlab.metrics.privacy.copies import METRIC, copied_rows
from synthlab.metrics.privacy.copies_screening import yardstick
from synthlab.metrics.privacy.copies_words import chance
from synthlab.statistics.intervals import newcombe
from synthlab.tables.schema import Role


def score(comparison: Comparison, seed: int = 0) -> Score:
    return copied_rows(comparison, np.random.default_rng(seed))


def test_the_value_is_the_difference_of_the_shares_found_again():
    found = score(with_copies(fresh(600, 300, 600), 30))
    assert found.value == pytest.approx(30 / 600 - 0 / 300)
    assert (found.low, found.high) == newcombe(30, 600, 0, 300)
    assert (found.facts["matches_train"], found.facts["matches_holdout"]) == (30, 0)


def test_fresh_real_rows_are_no_leak_and_the_sentence_says_what_would_have_been_seen():
    found = score(fresh(900, 450, 900))
    assert found.state is State.NO_LEAK_FOUND
    least = found.facts["least_provable_here"]
    assert f"We would have noticed {least} copied records" in found.facts["sentence"]
    assert found.smallest_detectable == least / 900


def test_nine_copies_are_a_leak_at_equal_sizes():
    found = score(with_copies(fresh(3000, 3000, 3600), 9))
    assert found.state is State.LEAK_FOUND
    assert found.p_adjusted <= 0.01
    assert found.facts["sentence"].startswith(
        "9 records unique in your data appear word for word in the synthetic table"
    )
    assert found.facts["sentence"].endswith("Chance of that without copying: 1 in 520.")


def test_a_few_matches_are_too_few_to_tell():
    found = score(with_copies(fresh(600, 300, 600), 6))
    assert found.state is State.CANNOT_TELL
    assert "too few to tell copying from coincidence" in found.facts["sentence"]
    assert found.facts["review_rows"] == 6


def test_the_least_provable_number_is_that_of_the_split():
    assert score(fresh(2000, 2000, 500)).facts["least_provable"] == 7
    assert score(fresh(2000, 500, 500)).facts["least_provable"] == 21


def test_a_copy_with_one_value_changed_is_found_at_its_level():
    found = score(with_copies(fresh(1500, 1500, 1500), 25, changed="income"))
    assert found.state is State.LEAK_FOUND
    assert found.facts["level"] == "all but one"
    assert found.details[0]["level"] == "all but one"


def test_copies_in_rounded_numbers_are_found_at_their_level():
    comparison = with_copies(fresh(1500, 1500, 1500), 25)
    jittered = comparison.synthetic.copy()
    jittered["income"] = jittered["income"].round(-3) + 1
    jittered["joined"] = jittered["joined"] + pd.Timedelta(hours=1)
    found = score(replaced(comparison, synthetic=jittered))
    assert found.state is State.LEAK_FOUND
    assert found.facts["level"] == "rounded"
    assert found.facts["rounding"]["income"] == "1,000"


def test_too_few_kept_aside_rows_clear_nothing_but_may_convict():
    assert score(fresh(600, 150, 600)).state is State.NOT_TESTED
    assert score(with_copies(fresh(600, 150, 600), 300)).state is State.LEAK_FOUND


def test_the_same_people_on_both_sides_make_it_invalid():
    comparison = fresh(600, 300, 600)
    both = replaced(comparison, holdout=stacked(comparison.train.iloc[:60], comparison.holdout))
    found = score(both)
    assert found.state is State.INVALID
    assert found.facts["duplicates_across"]["across"] == 60
    assert found.facts["sentence"].startswith(
        "60 pairs of identical records stand with one record in the training"
    )


def test_matching_needs_a_column():
    comparison = fresh(50, 50, 50)
    nothing = comparison.synthetic.iloc[:0].reindex(range(50))
    with pytest.raises(NotMeasurable, match="fills none of the modelled columns"):
        score(replaced(comparison, synthetic=nothing))


def test_without_a_unique_record_nothing_can_be_seen():
    common = fresh(50, 50, 50)
    same = {name: stacked(*[common.train.iloc[:1]] * 50) for name in ("train", "holdout")}
    with pytest.raises(NotMeasurable, match="No record is unique"):
        score(replaced(common, **same))


def test_a_column_the_synthetic_table_lacks_is_named():
    comparison = with_copies(fresh(600, 300, 600), 50)
    lacking = comparison.synthetic.assign(income=np.nan)
    found = score(replaced(comparison, synthetic=lacking))
    assert found.state is State.LEAK_FOUND
    assert found.facts["columns_left_out"] == ["income"]
    assert found.warnings == ["Not matched on income: the synthetic table has no value there."]


def test_ignored_columns_are_not_matched_on_but_count_as_all_columns():
    comparison = with_copies(fresh(600, 300, 600), 50)
    schema = comparison.schema.with_column("income", role=Role.IGNORED)
    changed = comparison.synthetic.assign(income=1.0)
    found = score(replaced(comparison, schema=schema, synthetic=changed))
    assert found.state is State.LEAK_FOUND
    assert "income" not in found.facts["columns"]
    assert found.facts["unique_exact_matches"] == 0


def test_control_and_baseline_are_the_kept_aside_rates():
    comparison = with_copies(fresh(600, 300, 600), 3, source="holdout")
    found = score(comparison)
    assert found.control == pytest.approx(3 / 300)
    assert found.baseline == 0.0
    assert found.reference is not None
    assert found.facts["controls"]["fresh_real"]["fired"] is False
    assert found.facts["controls"]["planted"]["rows"] == 6


def test_the_positive_control_is_caught_where_there_are_rows_enough():
    assert score(fresh(3000, 1500, 3000)).facts["controls"]["planted"]["fired"] is True
    assert score(fresh(300, 300, 300)).facts["controls"]["planted"]["fired"] is False


def test_the_full_table_in_any_order_gives_identical_numbers():
    comparison = fresh(400, 300, 10)
    copy = replaced(comparison, synthetic=without_identifiers(comparison.train))
    order = np.random.default_rng(1).permutation(400)
    shuffled = without_identifiers(comparison.train.iloc[order].set_index(pd.Index(order + 7)))
    again = replaced(comparison, synthetic=shuffled)
    assert score(copy).value == 1.0
    assert score(copy) == score(again)


def test_without_a_holdout_copies_raise_an_alarm_and_nothing_is_cleared():
    copied = score(without_holdout(with_copies(fresh(), 30)))
    assert copied.state is State.LEAK_FOUND
    assert copied.facts["unique_exact_matches"] == 30
    clean = score(without_holdout(fresh(), TrainedOn.ALL))
    assert clean.state is State.NOT_TESTED
    assert "We cannot tell copying from ordinary similarity" in clean.facts["sentence"]


def test_without_a_holdout_four_matches_are_for_review_only():
    found = score(without_holdout(with_copies(fresh(), 4)))
    assert found.state is State.NOT_TESTED
    assert found.facts["review_rows"] == 4
    assert "Somebody should look at them" in found.facts["sentence"]


def test_the_yardstick_by_hand():
    # Real rows 1 1 2 3 3 3: only the pair of 1s would, left out, equal a record unique among the rest.
    found = yardstick(np.array([1, 1, 2, 3, 3, 3], dtype=np.uint64), n_found=2, n_synthetic=4)
    assert (found.n_chance, found.n_real) == (2, 6)
    assert found.effect == pytest.approx(2 / 4 - 2 / 6)


def test_coincidences_that_real_rows_show_too_are_no_screening_alarm():
    # Six columns of few values: many fresh rows equal a unique real one by chance.
    rng = np.random.default_rng(2)
    schema = PEOPLE.replace(
        columns=tuple(c for c in PEOPLE.columns if c.name in ("job", "region", "age", "bought"))
    )

    def coarse(n_rows: int) -> pd.DataFrame:
        return people(n_rows, rng)[["age", "job", "region", "bought"]]

    comparison = Comparison(coarse(2000), None, coarse(2000), schema, TrainedOn.UNKNOWN)
    found = score(comparison)
    assert found.facts["review_rows"] > 50
    assert found.state is State.NOT_TESTED


@pytest.mark.parametrize(
    ("p", "words"),
    [(0.5, "1 in 2"), (0.00195, "1 in 510"), (2e-5, "1 in 50,000"), (1e-9, "less than 1 in a million")],
)
def test_chances_are_told_as_odds(p, words):
    assert chance(p) == words


def test_the_metric_is_at_its_best_at_zero():
    assert (METRIC.name, METRIC.best, METRIC.bounds) == ("copies", 0.0, (-1.0, 1.0))


def test_without_a_holdout_records_copied_with_noise_are_for_review_and_no_alarm():
    comparison = without_holdout(fresh(900, 400, 900, 3))
    copies = comparison.train.iloc[:60].assign(income=lambda f: f["income"].round(-1) + 1.37)
    noisy = replaced(
        comparison, synthetic=stacked(comparison.synthetic.iloc[60:], without_identifiers(copies))
    )
    found, clean = score(noisy), score(comparison)
    assert found.state is State.NOT_TESTED
    assert found.facts["near_copies"]["n_found"] >= 50
    assert "With numbers and dates rounded" in found.facts["sentence"]
    assert clean.facts["near_copies"]["n_found"] <= 2
    assert "With numbers and dates rounded" not in clean.facts["sentence"]
