import numpy as np
import pandas as pd
import pytest

from synthlab.generators.base import silent
from synthlab.generators.holding import decoded, held
from synthlab.tables.schema import Column, Kind, Schema

SCHEMA = Schema(columns=(Column(name="town", kind=Kind.CATEGORICAL), Column(name="age", kind=Kind.INTEGER)))


def table() -> pd.DataFrame:
    town = ["a"] * 6 + ["b"] * 5 + [None] * 4 + ["rare"] * 2
    age = [30] * 5 + [31] * 6 + [None] * 5 + [99]
    return pd.DataFrame({"town": pd.Series(town).astype("category"), "age": pd.array(age, dtype="Int64")})


def test_rows_come_back_as_they_were_except_for_rare_levels() -> None:
    train, rng = table(), np.random.default_rng(0)
    rows = held(train, SCHEMA, 5, rng, silent)
    back = pd.DataFrame({name: decoded(rows.cells[name], rows.code_of[name], rng) for name in rows.cells})
    pd.testing.assert_frame_equal(back.iloc[:15], train.iloc[:15].assign(town=back["town"].iloc[:15]))
    assert list(back["town"].astype(object).iloc[:11]) == ["a"] * 6 + ["b"] * 5
    assert back["town"].iloc[11:15].isna().all()
    assert set(back["town"].iloc[15:]) <= {"a", "b"}
    assert rows.notes == ("town: 1 rare value was not released.",)


def test_a_column_of_rare_levels_only_is_missing() -> None:
    train = table().assign(town=pd.Series([f"t{row}" for row in range(17)], dtype="category"))
    rows = held(train, SCHEMA, 5, np.random.default_rng(0), silent)
    assert (rows.cells["town"] == rows.code_of["town"].missing).all()


@pytest.mark.parametrize(
    ("town", "age", "meeting"),
    [("a", None, [0, 1, 2, 3, 4, 5]), ("a", 31, [5]), ("b", 31, [6, 7, 8, 9, 10]), ("b", 30, [])],
)
def test_rows_that_meet_conditions_are_found(town: str, age: int | None, meeting: list[int]) -> None:
    train = table().iloc[:15]
    rows = held(train, SCHEMA, 5, np.random.default_rng(0), silent)
    wanted = {"town": rows.code_of["town"].cell_of(town)}
    if age is not None:
        wanted["age"] = rows.code_of["age"].cell_of(age)
    assert list(rows.meeting(wanted)) == meeting


def test_missing_values_may_be_asked_for() -> None:
    rows = held(table(), SCHEMA, 5, np.random.default_rng(0), silent)
    assert list(rows.meeting({"age": rows.code_of["age"].missing})) == [11, 12, 13, 14, 15]
    assert list(rows.meeting({name: code.missing for name, code in rows.code_of.items()})) == [11, 12, 13, 14]
