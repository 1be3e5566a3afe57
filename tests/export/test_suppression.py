"""Small cells of the real table do not leave, and cannot be worked out from what does."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from synthlab.evaluation import Outcome, Report, TableFacts
from synthlab.export.suppression import shareable
from synthlab.metrics.base import Family


def report(details: list[dict[str, Any]], **more: Any) -> Report:
    outcome = Outcome(
        metric="marginals", family=Family.FIDELITY, status="measured", value=0.1, details=details, **more
    )
    tables = {"train": TableFacts(rows=1000, columns=2, sha256="0")}
    return Report(seed=0, outcomes=[outcome], tables=tables)


def train_of(shared: Report, row: int = 0) -> Any:
    return shared.outcomes[0].details[row]["train"]


def test_a_share_of_fewer_than_ten_rows_is_withheld_with_its_smallest_neighbour() -> None:
    # of 1,000 rows: 9, 491 and 500; the 9 alone would be 1 minus the rest
    shared = shareable(
        report([{"column": "a", "train": [0.009, 0.491, 0.5], "synthetic": [0.001, 0.5, 0.499]}])
    )
    assert train_of(shared) == [None, None, 0.5]


def test_shares_of_ten_rows_and_of_none_are_shown() -> None:
    details = [{"column": "a", "train": [0.01, 0.0, 0.99], "synthetic": [0.0, 0.0, 1.0]}]
    assert train_of(shareable(report(details))) == [0.01, 0.0, 0.99]


def test_two_withheld_shares_hide_each_other() -> None:
    details = [{"column": "a", "train": [0.004, 0.005, 0.991], "synthetic": [0, 0, 1]}]
    assert train_of(shareable(report(details))) == [None, None, 0.991]


def test_synthetic_shares_are_never_withheld() -> None:
    details = [{"column": "a", "train": [0.001, 0.999], "synthetic": [0.001, 0.999]}]
    assert shareable(report(details)).outcomes[0].details[0]["synthetic"] == [0.001, 0.999]


def test_a_report_that_names_no_train_table_has_no_shares_to_withhold() -> None:
    given = report([{"column": "a", "train": [0.001, 0.999], "synthetic": [0, 1]}]).model_copy(
        update={"tables": {}}
    )
    assert shareable(given) == given


def test_a_joint_hides_no_single_cell_in_any_row_or_column() -> None:
    joint = {
        "a_labels": ["x", "y", "z"],
        "b_labels": ["u", "v", "w"],
        "train": [[0.002, 0.098, 0.2], [0.1, 0.1, 0.1], [0.1, 0.1, 0.2]],
        "synthetic": [[0.1] * 3] * 3,
    }
    shared = shareable(report([{"a": "a", "b": "b", "joint": joint}]))
    cells = shared.outcomes[0].details[0]["joint"]["train"]
    hidden = [[cell is None for cell in row] for row in cells]
    assert hidden[0][0]
    assert all(sum(row) != 1 for row in hidden)
    assert all(sum(column) != 1 for column in zip(*hidden, strict=True))
    assert any(cell is not None for row in cells for cell in row)


def test_a_share_of_missing_values_that_stands_for_a_few_rows_is_withheld_with_its_difference() -> None:
    few = {"column": "a", "train": 0.003, "synthetic": 0.0, "difference": -0.003, "low": -0.01, "high": 0.01}
    many = {"column": "b", "train": 0.3, "synthetic": 0.2, "difference": 0.1}
    shared = shareable(report([few, many]))
    assert shared.outcomes[0].details[0] == {
        "column": "a",
        "train": None,
        "synthetic": 0.0,
        "difference": None,
        "low": None,
        "high": None,
    }
    assert shared.outcomes[0].details[1] == many


def test_an_association_is_no_share_of_rows_and_stays() -> None:
    row = {"a": "a", "b": "b", "train": 0.003, "synthetic": 0.5}
    assert shareable(report([row])).outcomes[0].details[0] == row


def test_withholding_twice_changes_nothing() -> None:
    details = [
        {"column": "a", "train": [0.009, 0.491, 0.5], "synthetic": [0, 0.5, 0.5]},
        {"a": "a", "b": "b", "joint": {"train": [[0.002, 0.498], [0.3, 0.2]], "synthetic": [[0, 1], [0, 0]]}},
    ]
    once = shareable(report(details))
    assert shareable(once) == once
    assert Report.from_json(once.to_json()) == once


def test_the_numbers_the_report_is_for_stay() -> None:
    given = report([], facts={"unique_exact_matches": 3}, low=0.0, high=0.2, n_rows=100)
    assert shareable(given) == given


def test_a_report_may_ask_for_more_rows_than_ten() -> None:
    given = report(
        [{"column": "x", "labels": ["a", "b", "c"], "train": [0.04, 0.03, 0.93], "synthetic": [0.1, 0, 0.9]}]
    )
    assert train_of(shareable(given)) == [0.04, 0.03, 0.93]
    assert train_of(shareable(given.model_copy(update={"minimum_count": 50}))) == [None, None, 0.93]
    with pytest.raises(ValidationError, match="greater than or equal to 10"):
        Report(seed=0, minimum_count=3)


def test_the_plane_is_held_against_the_rows_that_were_placed_in_it() -> None:
    facts = {
        "rows": [500, 500],
        "train": [[0.0, 0.04], [0.03, 0.93]],
        "synthetic": [[0.0, 0.1], [0.0, 0.9]],
        "difference": [[0.0, 0.06], [-0.03, -0.03]],
    }
    plane = Outcome(metric="embedding", family=Family.FIDELITY, status="measured", value=0.1, facts=facts)
    given = Report(seed=0, tables={"train": TableFacts(rows=10_000, columns=2, sha256="")}, outcomes=[plane])
    assert shareable(given).outcomes[0].facts == facts
    shared = shareable(given.model_copy(update={"minimum_count": 25})).outcomes[0].facts
    assert shared["train"] == [[0.0, None], [None, None]]
    assert shared["difference"] == [[0.0, None], [None, None]]
    assert shared["synthetic"] == facts["synthetic"]
