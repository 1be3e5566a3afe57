import numpy as np
import pandas as pd
import pytest

from synthlab.errors import DataError
from synthlab.generators.conditions import by_rejection, stacked, wanted_cells
from synthlab.generators.encoding import code_column
from synthlab.tables.schema import Column, Kind

COLUMNS = {
    "city": Column(name="city", kind=Kind.CATEGORICAL),
    "age": Column(name="age", kind=Kind.INTEGER),
    "day": Column(name="day", kind=Kind.DATETIME, format="%d/%m/%Y"),
    "sick": Column(name="sick", kind=Kind.BOOLEAN, format="ja|nein"),
}
FRAME = pd.DataFrame(
    {
        "city": pd.Series(["Rome"] * 10 + ["Oslo"] * 9 + ["Ulm"], dtype="category"),
        "age": pd.array([30] * 10 + [41] * 8 + [77, None], dtype="Int64"),
        "day": pd.to_datetime(["2020-03-02"] * 20).astype("datetime64[ns]"),
        "sick": pd.array([True] * 10 + [False] * 10, dtype="boolean"),
    }
)
CODES = {name: code_column(FRAME[name], column, 5) for name, column in COLUMNS.items()}


@pytest.mark.parametrize(
    ("name", "text", "row"),
    [
        ("city", "Oslo", 12),
        ("age", "41", 12),
        ("age", "41.0", 12),
        ("age", "", 19),
        ("day", "02/03/2020", 0),
        ("sick", "ja", 0),
        ("sick", "FALSE", 15),
    ],
)
def test_a_condition_is_read_by_the_columns_kind(name: str, text: str, row: int) -> None:
    assert wanted_cells({name: text}, CODES)[name] == CODES[name].encode(FRAME[name])[row]


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        (
            "town",
            "Rome",
            "names the column 'town', which is not modelled. Modelled columns are: city, age, day, sick",
        ),
        ("city", "Paris", r"It can be: Oslo, Rome\."),
        ("city", "Ulm", r"It can be: Oslo, Rome\."),
        ("age", "77", r"It can be: 30, 41\."),
        ("age", "old", "is not a number"),
        ("age", "nan", "No rows with age = 'nan'"),
        ("day", "2020-03-02", "is not a date"),
        ("sick", "perhaps", r"It can be: false, true\."),
    ],
)
def test_a_condition_that_cannot_be_met_names_common_values_only(name: str, text: str, says: str) -> None:
    with pytest.raises(DataError, match=says) as caught:
        wanted_cells({name: text}, CODES)
    assert ("Ulm" not in str(caught.value)) or text == "Ulm"


def test_a_column_of_rare_values_offers_none() -> None:
    values = pd.Series(list("abc"), dtype="category", name="x")
    code = code_column(values, Column(name="x", kind=Kind.CATEGORICAL), 5)
    with pytest.raises(DataError, match="No value of this column occurs often enough"):
        wanted_cells({"x": "a"}, {"x": code})


def test_rejection_draws_until_enough_rows_meet_the_condition() -> None:
    rng = np.random.default_rng(0)
    rows = by_rejection(
        lambda asked: FRAME.iloc[rng.integers(0, 20, asked)].reset_index(drop=True),
        700,
        wanted_cells({"city": "Oslo", "age": "41"}, CODES),
        CODES,
    )
    assert len(rows) == 700
    assert (rows["city"] == "Oslo").all()
    assert (rows["age"] == 41).all()
    assert rows.dtypes["city"] == "category"


def test_rejection_says_how_many_rows_it_reached() -> None:
    with pytest.raises(DataError, match="Only 0 of 5 rows could be drawn under the condition on city"):
        by_rejection(lambda asked: FRAME.iloc[:10], 5, wanted_cells({"city": "Oslo"}, CODES), CODES)


def test_stacked_frames_join_their_categories() -> None:
    parts = [FRAME.iloc[:2], FRAME.iloc[15:17]]
    parts = [part.assign(city=part["city"].cat.remove_unused_categories()) for part in parts]
    table = stacked(parts)
    assert list(table["city"].cat.categories) == ["Oslo", "Rome"]
    assert dict(table.dtypes.drop("city")) == dict(FRAME.dtypes.drop("city"))
