from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from tables_for_tests import PEOPLE, fresh, replaced, without_holdout

from synthlab.metrics.base import Comparison, Score, Skipped, State
from synthlab.metrics.privacy.identifiers import METRIC, carried_identifiers
from synthlab.tables.schema import Column, Kind, Role


def result(comparison: Comparison) -> Score:
    found = carried_identifiers(comparison, np.random.default_rng(0))
    assert isinstance(found, Score)
    return found


def with_column(train: list, holdout: list, synthetic: list, kind: Kind = Kind.IDENTIFIER) -> Comparison:
    """One string column beside an age, in three tables of these values."""
    schema = PEOPLE.replace(columns=(Column(name="name", kind=kind), PEOPLE["age"]))
    dtype = "category" if kind is Kind.CATEGORICAL else "string"

    def table(values: list) -> pd.DataFrame:
        return pd.DataFrame(
            {
                "name": pd.Series(values, dtype="string").astype(dtype),
                "age": pd.array(np.arange(len(values)), dtype="Int64"),
            }
        )

    return Comparison(table(train), table(holdout), table(synthetic), schema)


def names(start: int, stop: int) -> list[str]:
    letters = "abcdefghijklmnopqrstuvwxyz"
    return ["".join(letters[i // 26**place % 26] for place in range(3)) for i in range(start, stop)]


def test_a_carried_email_column_is_a_leak_with_its_count_and_no_value():
    comparison = fresh()
    found = result(
        replaced(comparison, synthetic=comparison.synthetic.assign(email=comparison.train["email"]))
    )
    assert (found.state, found.value, found.low, found.high) == (State.LEAK_FOUND, 600, 600, 600)
    assert found.facts["sentence"].startswith(
        "600 values of email from training records stand in the synthetic"
    )
    assert not any(email in str(found) for email in comparison.train["email"])


def test_a_single_carried_email_is_a_leak():
    comparison = fresh()
    emails = comparison.synthetic["email"].copy()
    emails[3] = " " + comparison.train["email"][5].upper()
    found = result(replaced(comparison, synthetic=comparison.synthetic.assign(email=emails)))
    assert (found.state, found.value) == (State.LEAK_FOUND, 1)
    assert found.facts["sentence"].startswith("1 value of email from training records stands in")


def test_empty_identifier_columns_are_no_leak():
    found = result(fresh())
    assert (found.state, found.value, found.reference) == (State.NO_LEAK_FOUND, 0, 0)
    assert "nothing was carried over" in found.facts["sentence"]


def test_made_up_emails_are_no_leak():
    comparison = fresh()
    emails = pd.Series([f"made{i}@up.example" for i in range(600)], dtype="string")
    found = result(replaced(comparison, synthetic=comparison.synthetic.assign(email=emails)))
    assert (found.state, found.value) == (State.NO_LEAK_FOUND, 0)


def test_emails_of_kept_aside_people_mean_that_the_generator_saw_them():
    comparison = fresh()
    emails = pd.concat([comparison.holdout["email"]] * 2, ignore_index=True)
    found = result(replaced(comparison, synthetic=comparison.synthetic.assign(email=emails)))
    assert found.state is State.INVALID
    assert "the generator has seen the kept-aside rows" in found.facts["sentence"]


def test_numbers_that_count_up_on_both_sides_are_no_leak():
    numbers = [f"{i:05d}" for i in np.random.default_rng(0).permutation(900)]
    found = result(with_column(numbers[:600], numbers[600:], [f"{i:05d}" for i in range(700)]))
    assert found.state is State.NO_LEAK_FOUND
    assert found.value > 400
    assert found.reference_low < found.value < found.reference_high
    assert "As often as chance would have it" in found.facts["sentence"]


def test_guessable_names_of_training_people_alone_are_a_leak():
    found = result(with_column(names(0, 600), names(600, 900), names(0, 40)))
    assert (found.state, found.value) == (State.LEAK_FOUND, 40)
    # 40 of 40 matched values fall among the 600 of 900.
    assert found.p_adjusted == pytest.approx(
        np.prod([(600 - i) / (900 - i) for i in range(40)]),
    )
    assert "Coincidence does not explain the difference" in found.facts["sentence"]


def test_a_few_guessable_names_cannot_be_told_from_coincidence():
    found = result(with_column(names(0, 600), names(600, 900), names(0, 4)))
    assert found.state is State.CANNOT_TELL
    assert "too few to tell" in found.facts["sentence"]


def test_a_name_that_several_people_share_does_not_count():
    shared = ["ann"] * 30
    found = result(with_column(shared + names(0, 300), names(300, 600), shared))
    assert (found.state, found.value) == (State.NO_LEAK_FOUND, 0)


def test_a_modelled_column_of_nearly_unique_strings_is_looked_at():
    codes = [f"K{i * 7919 % 10**9:09d}" for i in range(900)]
    found = result(with_column(codes[:600], codes[600:], codes[:50], Kind.CATEGORICAL))
    assert (found.state, found.value) == (State.LEAK_FOUND, 50)


def test_a_common_address_that_is_modelled_points_at_nobody():
    sites = [f"https://site{i}.example" for i in range(12)]
    found = result(with_column(sites * 50, sites * 25, sites * 50, Kind.CATEGORICAL))
    assert (found.state, found.value) == (State.NO_LEAK_FOUND, 0)


def test_ignored_string_columns_are_looked_at():
    comparison = fresh()
    schema = comparison.schema.with_column("email", kind=Kind.TEXT, role=Role.IGNORED)
    carried = comparison.synthetic.assign(email=comparison.train["email"])
    assert result(replaced(comparison, schema=schema, synthetic=carried)).state is State.LEAK_FOUND


def test_without_such_a_column_there_is_nothing_to_check_and_nothing_undone():
    comparison = fresh()
    kept = [name for name in PEOPLE.names if name != "email"]
    bare = Comparison(
        comparison.train[kept],
        comparison.holdout[kept],
        comparison.synthetic[kept],
        PEOPLE.replace(columns=PEOPLE.modelled),
    )
    skipped = carried_identifiers(bare, np.random.default_rng(0))
    assert skipped == Skipped("There is no identifier or text column, so there was nothing to check.")


def test_without_a_holdout_a_leak_is_found_and_nothing_is_cleared():
    comparison = fresh()
    carried = replaced(comparison, synthetic=comparison.synthetic.assign(email=comparison.train["email"]))
    assert result(without_holdout(carried)).state is State.LEAK_FOUND
    clean = result(without_holdout(comparison))
    assert clean.state is State.NOT_TESTED
    assert "nothing was carried over" in clean.facts["sentence"]


def test_guessable_values_without_a_holdout_are_for_review():
    comparison = with_column(names(0, 600), names(600, 900), names(0, 40))
    found = result(without_holdout(comparison))
    assert found.state is State.NOT_TESTED
    assert "somebody should look at them" in found.facts["sentence"]


def test_the_worst_column_comes_first():
    comparison = fresh()
    schema = PEOPLE.replace(columns=(*PEOPLE.columns, Column(name="note", kind=Kind.TEXT)))

    def noted(frame: pd.DataFrame, email: object) -> pd.DataFrame:
        return frame.assign(email=email, note=pd.Series(["fine"] * len(frame), dtype="string"))

    found = result(
        Comparison(
            noted(comparison.train, comparison.train["email"]),
            noted(comparison.holdout, comparison.holdout["email"]),
            noted(comparison.synthetic, comparison.train["email"]),
            schema,
        )
    )
    assert [row["column"] for row in found.details] == ["email", "note"]
    assert [row["state"] for row in found.details] == ["leak found", "no leak found"]


def test_the_metric_counts_from_zero():
    assert (METRIC.name, METRIC.best, METRIC.bounds) == ("identifiers", 0.0, (0.0, None))
