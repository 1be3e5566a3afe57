"""The records behind the copies check are the copied ones, and no others."""

from __future__ import annotations

from tables_for_tests import PEOPLE, fresh, with_copies, without_holdout

from synthlab.metrics.privacy.review import review_rows

NAMES = [column.name for column in PEOPLE.modelled]


def test_planted_copies_are_listed_and_fresh_rows_are_not():
    clean = fresh(300, 200, 300)
    assert len(review_rows(clean)) == 0
    planted = with_copies(clean, 7)
    found = review_rows(planted)
    assert len(found) == 7
    copied = planted.train.merge(planted.synthetic[NAMES].drop_duplicates(), on=NAMES)
    assert set(found[NAMES].astype(str).agg("|".join, axis=1)) == set(
        copied[NAMES].astype(str).agg("|".join, axis=1)
    )
    assert len(review_rows(planted, most=3)) == 3


def test_without_kept_aside_rows_they_are_listed_too():
    assert len(review_rows(without_holdout(with_copies(fresh(300, 200, 300), 7)))) == 7


def test_a_record_that_stands_twice_is_nobody_in_particular():
    planted = with_copies(fresh(300, 200, 300), 7)
    planted.train.iloc[299] = review_rows(planted).iloc[0]
    assert len(review_rows(planted)) == 6
