"""What a study keeps, and what a change of mind costs."""

from __future__ import annotations

import os
import threading
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from synthlab.errors import DataError
from synthlab.metrics.base import TrainedOn
from synthlab.provenance import Provenance
from synthlab.studies.records import conformed_key
from synthlab.studies.store import Store
from synthlab.studies.study import Study
from synthlab.tables.conform import conform
from synthlab.tables.reading import Reading
from synthlab.tables.schema import Kind, Role, Schema

MADE = Provenance(kind="generated", generator="independent", trained_on="train")


def test_the_table_comes_back_raw_and_conformed(study: Study, reading: Reading) -> None:
    pd.testing.assert_frame_equal(study.raw(), reading.frame)
    pd.testing.assert_frame_equal(study.table(), conform(reading.frame, study.schema))
    assert list(study.table(["town"]).columns) == ["town"]
    with pytest.raises(DataError, match="no column 'Town'"):
        study.table(["Town"])


def test_a_second_look_from_another_tab_finds_the_same(store: Store, split_study: Study) -> None:
    again = store.open(split_study.id)
    assert again.schema == split_study.schema
    assert again.receipt == split_study.receipt
    pd.testing.assert_frame_equal(again.train(), split_study.train())


def test_a_study_can_be_renamed_but_not_to_nothing(study: Study) -> None:
    study.rename("  My\nstudy ")
    assert study.name == "My study"
    study.rename("   ")
    assert study.name == "My study"


def test_the_split_cuts_every_row_once_and_keeps_all_columns(split_study: Study) -> None:
    both = pd.concat([split_study.train(), split_study.holdout()])
    assert sorted(both["code"]) == sorted(split_study.table()["code"])
    assert tuple(both.columns) == split_study.schema.names
    receipt = split_study.receipt
    assert receipt is not None
    assert (len(split_study.train()), len(split_study.holdout())) == (receipt.n_train, receipt.n_holdout)
    assert list(split_study.holdout(["age"]).columns) == ["age"]


def test_without_a_split_there_is_no_train(study: Study) -> None:
    assert study.receipt is None
    for part in (study.train, study.holdout):
        with pytest.raises(DataError, match="not split yet"):
            part()


def test_a_new_split_replaces_the_old_one_and_leaves_nothing_of_it(split_study: Study) -> None:
    before = split_study.receipt
    split_study.lock_split(seed=2)
    assert split_study.receipt != before
    assert len(os.listdir(split_study.directory / "splits")) == 1


def test_the_same_split_again_has_the_same_fingerprint(split_study: Study) -> None:
    before = split_study.receipt
    assert split_study.lock_split(seed=1) == before


@pytest.mark.parametrize(
    ("change", "keeps_split"),
    [
        (lambda schema: schema.with_column("age", role=Role.SENSITIVE), True),
        (lambda schema: schema.with_column("age", role=Role.IGNORED), True),
        (lambda schema: schema.with_column("age", kind=Kind.CATEGORICAL), False),
        (lambda schema: schema.with_target("town"), False),
        (lambda schema: schema.with_target(None), False),
        (lambda schema: schema.replace(group="town"), False),
    ],
    ids=["sensitive", "ignored", "kind", "target", "no target", "group"],
)
def test_the_split_stays_exactly_when_its_rows_would(
    split_study: Study, change: object, keeps_split: bool
) -> None:
    before = split_study.receipt
    candidate = split_study.add_candidate(MADE, split_study.train())
    changed = change(split_study.schema)  # type: ignore[operator]
    split_study.set_schema(changed)
    assert split_study.schema == changed
    assert split_study.receipt == (before if keeps_split else None)
    assert candidate.is_stale
    if keeps_split:
        again = split_study.lock_split(seed=1)
        assert before is not None
        assert again.fingerprint == before.fingerprint


def test_a_dropped_split_does_not_come_back_with_the_old_schema(split_study: Study) -> None:
    old = split_study.schema
    split_study.set_schema(old.with_target("town"))
    split_study.set_schema(old)
    assert split_study.receipt is None
    assert os.listdir(split_study.directory / "splits") == []


def test_a_schema_that_does_not_fit_changes_nothing(split_study: Study) -> None:
    old, receipt = split_study.schema, split_study.receipt
    with pytest.raises(DataError, match="town"):
        split_study.set_schema(old.with_column("town", kind=Kind.NUMERIC))
    assert (split_study.schema, split_study.receipt) == (old, receipt)


def test_only_the_table_of_the_schema_in_force_is_kept(study: Study) -> None:
    study.set_schema(study.schema.with_column("age", kind=Kind.NUMERIC))
    assert os.listdir(study.directory / "tables") == [f"{conformed_key(study.schema)}.parquet"]
    assert study.table()["age"].dtype == "float64"


def test_a_lost_or_damaged_derived_table_is_made_again(study: Study) -> None:
    (path,) = (study.directory / "tables").iterdir()
    expected = study.table()
    path.unlink()
    pd.testing.assert_frame_equal(study.table(), expected)
    path.write_bytes(b"nonsense")
    pd.testing.assert_frame_equal(study.table(), expected)
    pd.testing.assert_frame_equal(study.table(["age"]), expected[["age"]])


@pytest.mark.parametrize("name", ["schema.json", "raw.parquet", "split.json", "study.json"])
def test_a_damaged_file_is_told_in_a_sentence(split_study: Study, name: str) -> None:
    (split_study.directory / name).write_bytes(b"{]")
    looks = {
        "schema.json": lambda: split_study.schema,
        "raw.parquet": split_study.raw,
        "split.json": lambda: split_study.receipt,
        "study.json": lambda: split_study.name,
    }
    with pytest.raises(DataError):
        looks[name]()


@pytest.mark.parametrize("part", ["train", "holdout"])
def test_a_damaged_part_of_the_split_is_told_in_a_sentence(split_study: Study, part: str) -> None:
    (path,) = split_study.directory.glob(f"splits/*/{part}.parquet")
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(DataError):
        getattr(split_study, part)()


def test_a_table_from_train_is_compared_with_both_parts(split_study: Study) -> None:
    candidate = split_study.add_candidate(MADE, split_study.train())
    comparison = split_study.comparison(candidate)
    pd.testing.assert_frame_equal(comparison.train, split_study.train())
    assert comparison.holdout is not None
    pd.testing.assert_frame_equal(comparison.holdout, split_study.holdout())
    assert comparison.trained_on is TrainedOn.TRAIN
    assert tuple(comparison.synthetic.columns) == split_study.schema.names


@pytest.mark.parametrize("trained_on", ["all", "unknown"])
def test_a_table_from_all_or_unknown_rows_has_no_holdout(split_study: Study, trained_on: str) -> None:
    elsewhere = Provenance(kind="unknown", generator="made elsewhere", trained_on=trained_on)
    candidate = split_study.add_candidate(elsewhere, split_study.train())
    comparison = split_study.comparison(candidate)
    assert comparison.holdout is None
    assert len(comparison.train) == len(split_study.table())
    split_study.lock_split(seed=9)
    assert not candidate.is_stale


def test_a_table_from_rows_of_an_older_split_is_not_compared(split_study: Study) -> None:
    candidate = split_study.add_candidate(MADE, split_study.train())
    split_study.lock_split(seed=2)
    with pytest.raises(DataError, match="may now be in the holdout: make it again"):
        split_study.comparison(candidate)


def test_candidates_are_listed_newest_first_and_can_be_removed(split_study: Study) -> None:
    first, second = (split_study.add_candidate(MADE, split_study.train()) for _ in range(2))
    assert [candidate.id for candidate in split_study.candidates()] == [second.id, first.id]
    split_study.remove_candidate(first.id)
    assert [candidate.id for candidate in split_study.candidates()] == [second.id]
    assert os.listdir(split_study.directory / "candidates") == [second.id]
    with pytest.raises(DataError, match="no such synthetic table"):
        split_study.candidate(first.id)


@pytest.mark.parametrize("foreign", ["..", "", "a" * 32, "../../x"])
def test_a_candidate_is_found_by_its_id_only(study: Study, foreign: str) -> None:
    with pytest.raises(DataError, match="no such synthetic table"):
        study.candidate(foreign)


def test_a_table_with_other_columns_or_no_rows_is_not_kept(split_study: Study) -> None:
    with pytest.raises(DataError, match="Map its columns first"):
        split_study.add_candidate(MADE, split_study.train(["age"]))
    with pytest.raises(DataError, match="no rows"):
        split_study.add_candidate(MADE, split_study.train().head(0))
    assert split_study.candidates() == []


def test_a_table_made_under_a_schema_that_changed_meanwhile_arrives_stale(split_study: Study) -> None:
    under, frame = split_study.made_under(), split_study.train()
    split_study.lock_split(seed=5)
    candidate = split_study.add_candidate(MADE, frame, under=under)
    assert "split was changed" in candidate.unusable_because


def test_tabs_that_change_one_study_at_once_leave_it_whole(split_study: Study) -> None:
    schemas = [
        split_study.schema,
        split_study.schema.with_target("town"),
        split_study.schema.with_target(None),
    ]
    failures: list[str] = []

    def lock() -> None:
        for seed in range(6):
            split_study.lock_split(seed=seed)

    def choose() -> None:
        for number in range(12):
            split_study.set_schema(schemas[number % 3])

    def look() -> None:
        for _ in range(25):
            try:
                rows = len(split_study.train()) + len(split_study.holdout())
            except DataError as error:
                if "not split yet" not in str(error):
                    failures.append(str(error))
            else:
                if rows != 60:
                    failures.append(f"{rows} rows")
            if len(split_study.table()) != 60:
                failures.append("table")

    threads = [threading.Thread(target=work) for work in (lock, choose, look)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    split_study.set_schema(schemas[0])
    split_study.lock_split()
    assert len(split_study.train()) + len(split_study.holdout()) == 60


def test_a_spreadsheet_with_mixed_cells_makes_a_study(store: Store, reading: Reading) -> None:
    cells = pd.Series([1, "a", 2.5, True, pd.Timestamp("2020-01-01"), None] * 5, dtype=object)
    mixed = replace(reading, frame=pd.DataFrame({"m": cells, "n": range(30)}), source_names={})
    study = store.create(mixed)
    assert list(map(type, study.raw()["m"][:5])) == [int, str, float, bool, pd.Timestamp]
    assert len(study.table()) == 30


def test_sweeping_removes_what_a_killed_process_left(split_study: Study, store: Store) -> None:
    left: Path = split_study.directory / "candidates" / f".new-{'c' * 32}"
    left.mkdir(parents=True)
    os.utime(left, (0, 0))
    store.open(split_study.id)
    assert not left.exists()


def test_the_schema_is_what_was_set(study: Study) -> None:
    assert isinstance(study.schema, Schema)
    assert study.schema["code"].kind is Kind.IDENTIFIER


def test_the_minimum_count_is_kept_with_the_study_and_never_below_ten(study: Study) -> None:
    assert study.minimum_count == 10
    study.set_minimum_count(40)
    assert Study(study.directory).minimum_count == 40
    with pytest.raises(DataError, match="would tell of too few rows"):
        study.set_minimum_count(9)
    assert study.minimum_count == 40
