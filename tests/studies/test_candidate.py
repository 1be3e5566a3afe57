"""A synthetic table knows under what it was made, and says so when that changed."""

from __future__ import annotations

import pandas as pd
import pytest

from synthlab.errors import DataError
from synthlab.evaluation import Report
from synthlab.provenance import Provenance
from synthlab.studies.candidate import Candidate
from synthlab.studies.study import Study
from synthlab.tables.schema import Kind, Role

MADE = Provenance(kind="generated", generator="trees", settings={"min_leaf": 5}, trained_on="train", seed=3)
ELSEWHERE = Provenance(kind="unknown", generator="made elsewhere", trained_on="unknown")
REPORT = Report(seed=3)


@pytest.fixture
def candidate(split_study: Study) -> Candidate:
    return split_study.add_candidate(MADE, split_study.train())


def test_everything_comes_back(candidate: Candidate, split_study: Study) -> None:
    again = split_study.candidate(candidate.id)
    assert again.provenance == MADE
    assert again.name == "trees, 40 rows"
    assert again.report() is None
    pd.testing.assert_frame_equal(again.table(), split_study.train())
    assert list(again.table(["age"]).columns) == ["age"]
    candidate.set_report(REPORT)
    assert again.report() == REPORT
    assert not again.is_stale
    assert again.stale_because == ""
    assert again.size_bytes > 0


def test_it_can_be_renamed(candidate: Candidate) -> None:
    candidate.rename("the good one")
    assert candidate.name == "the good one"
    candidate.rename("")
    assert candidate.name == "the good one"


def test_a_role_asks_for_a_new_evaluation_and_that_settles_it(
    candidate: Candidate, split_study: Study
) -> None:
    candidate.set_report(REPORT)
    split_study.set_schema(split_study.schema.with_column("age", role=Role.SENSITIVE))
    assert candidate.stale_because == "The schema was changed since: evaluate this table again."
    assert candidate.unusable_because == ""
    assert candidate.report() == REPORT
    split_study.comparison(candidate)
    candidate.set_report(REPORT)
    assert not candidate.is_stale


def test_a_role_changed_back_makes_the_report_fresh_again(candidate: Candidate, split_study: Study) -> None:
    candidate.set_report(REPORT)
    before = split_study.schema
    split_study.set_schema(before.with_column("age", role=Role.SENSITIVE))
    split_study.set_schema(before)
    assert not candidate.is_stale


@pytest.mark.parametrize("change", [{"kind": Kind.NUMERIC}, {"role": Role.IGNORED}])
def test_another_kind_or_another_set_of_columns_asks_for_a_new_table(
    candidate: Candidate, split_study: Study, change: dict[str, object]
) -> None:
    candidate.set_report(REPORT)
    split_study.set_schema(split_study.schema.with_column("age", **change))
    assert "make it again" in candidate.stale_because
    assert candidate.unusable_because
    with pytest.raises(DataError, match="make it again"):
        split_study.comparison(candidate)


def test_another_split_asks_for_a_new_table(candidate: Candidate, split_study: Study) -> None:
    candidate.set_report(REPORT)
    split_study.lock_split(seed=77)
    assert "split was changed" in candidate.stale_because
    split_study.set_schema(split_study.schema.with_target("town"))
    assert "split this table was made on is gone" in candidate.stale_because


def test_the_same_split_locked_again_leaves_it_fresh(candidate: Candidate, split_study: Study) -> None:
    candidate.set_report(REPORT)
    split_study.lock_split(seed=1)
    assert not candidate.is_stale


def test_a_split_means_nothing_to_a_table_made_from_unknown_rows(split_study: Study) -> None:
    candidate = split_study.add_candidate(ELSEWHERE, split_study.train())
    candidate.set_report(REPORT)
    split_study.lock_split(seed=77)
    assert not candidate.is_stale


def test_a_report_measured_before_a_change_is_stale_when_it_arrives_after_it(
    candidate: Candidate, split_study: Study
) -> None:
    under = split_study.made_under()
    split_study.set_schema(split_study.schema.with_column("age", role=Role.SENSITIVE))
    candidate.set_report(REPORT, under)
    assert candidate.is_stale


def test_a_removed_one_is_told_in_a_sentence(candidate: Candidate, split_study: Study) -> None:
    split_study.remove_candidate(candidate.id)
    with pytest.raises(DataError, match="was removed"):
        candidate.set_report(REPORT)
    with pytest.raises(DataError, match="was removed"):
        _ = candidate.name


@pytest.mark.parametrize("name", ["candidate.json", "provenance.json", "report.json", "table.parquet"])
def test_a_damaged_file_is_told_in_a_sentence(candidate: Candidate, name: str) -> None:
    candidate.set_report(REPORT)
    (candidate.directory / name).write_bytes(b"{]")
    looks = {
        "candidate.json": lambda: candidate.name,
        "provenance.json": lambda: candidate.provenance,
        "report.json": candidate.report,
        "table.parquet": candidate.table,
    }
    with pytest.raises(DataError):
        looks[name]()
