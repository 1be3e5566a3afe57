from __future__ import annotations

from tables_for_tests import conformed

from synthlab.metrics.base import Comparison, TrainedOn
from synthlab.metrics.privacy.disclosure import known_columns
from synthlab.tables.schema import Column, Kind, Role, Schema


def schema(known: Role = Role.QUASI_IDENTIFIER) -> Schema:
    return Schema(
        columns=(
            Column(name="age", kind=Kind.INTEGER, role=known),
            Column(name="town", kind=Kind.CATEGORICAL, role=known),
            Column(name="ill", kind=Kind.CATEGORICAL, role=Role.SENSITIVE),
        )
    )


def compared(real: list[tuple], ours: list[tuple], made: Schema) -> Comparison:
    frames = [
        conformed(dict(zip(made.names, map(list, zip(*rows, strict=True)), strict=True)), made)
        for rows in (real, ours)
    ]
    return Comparison(frames[0], None, frames[1], made, TrainedOn.UNKNOWN)


REAL = [(30, "a", "yes"), (30, "b", "no"), (40, "a", "no"), (40, "a", "yes"), (50, None, "no")]


def test_unique_people_found_again_and_what_is_told_of_them_are_counted():
    # Known: (30, a) is told "yes" by both its likes; (40, a) is told two things; (50, missing) something untrue.
    ours = [
        (30, "a", "yes"),
        (30, "a", "yes"),
        (40, "a", "no"),
        (40, "a", "yes"),
        (50, None, "yes"),
        (9, "b", "no"),
    ]
    unique, told = known_columns(compared(REAL, ours, schema()))
    assert (unique["n_train"], unique["m_train"]) == (3, 2)
    assert (told["n_train"], told["m_train"]) == (5, 1)
    assert told["level"] == "known columns tell ill"
    assert unique["title"] == "unique in age, town"


def test_one_like_with_one_value_tells_it_to_everybody_with_the_same_known_columns():
    told = known_columns(compared(REAL, [(40, "a", "no")], schema()))[1]
    assert told["m_train"] == 1


def test_without_quasi_identifiers_nothing_is_counted():
    assert known_columns(compared(REAL, REAL, schema(Role.FEATURE))) == []
