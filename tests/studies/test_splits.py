"""Both tables of a reading are of one split, and a split lives as long as its rows would come out the same."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from synthlab.errors import DataError
from synthlab.studies.splits import Splits
from synthlab.studies.study import Study
from synthlab.tables.splitting import split


@pytest.fixture
def splits(study: Study) -> Splits:
    return Splits(study.directory)


def test_nothing_is_locked_at_first(splits: Splits, study: Study) -> None:
    assert splits.locked(study.schema) is None
    with pytest.raises(DataError, match="not split yet"):
        splits.read(lambda: study.schema, os.listdir)


def test_the_last_one_locked_is_in_force(splits: Splits, study: Study) -> None:
    made = [split(study.table(), study.schema, seed=seed) for seed in (1, 2)]
    for one in made:
        splits.lock(study.schema, one)
    record = splits.locked(study.schema)
    assert record is not None
    assert record.receipt == made[1].receipt
    splits.forget_all_but(study.schema)
    assert os.listdir(study.directory / "splits") == [record.directory]


def test_a_split_of_another_target_is_not_in_force_and_is_forgotten(splits: Splits, study: Study) -> None:
    splits.lock(study.schema, split(study.table(), study.schema))
    other = study.schema.with_target("town")
    assert splits.locked(other) is None
    splits.forget_all_but(other)
    assert splits.locked(study.schema) is None
    assert os.listdir(study.directory / "splits") == []


def test_a_reader_overtaken_by_a_new_split_reads_the_new_one_whole(splits: Splits, study: Study) -> None:
    splits.lock(study.schema, split(study.table(), study.schema, seed=1))
    looks: list[Path] = []

    def reader(folder: Path) -> list[str]:
        looks.append(folder)
        if len(looks) == 1:
            splits.lock(study.schema, split(study.table(), study.schema, seed=2))
            splits.forget_all_but(study.schema)
        return sorted(os.listdir(folder))

    assert splits.read(lambda: study.schema, reader) == ["holdout.parquet", "train.parquet"]
    assert len(looks) == 2


def test_a_damaged_part_is_an_error_and_not_another_try(splits: Splits, study: Study) -> None:
    splits.lock(study.schema, split(study.table(), study.schema))
    looks: list[Path] = []

    def reader(folder: Path) -> None:
        looks.append(folder)
        raise DataError("Damaged.")

    with pytest.raises(DataError, match="Damaged"):
        splits.read(lambda: study.schema, reader)
    assert len(looks) == 1
