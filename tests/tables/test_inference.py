from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from synthlab.errors import DataError
from synthlab.tables.conform import conform
from synthlab.tables.inference import infer_schema
from synthlab.tables.reading import read_table
from synthlab.tables.schema import Column, Kind


def column(values: list[object] | pd.Series, name: str = "x") -> Column:
    series = values if isinstance(values, pd.Series) else pd.Series(values, dtype="string")
    frame = pd.DataFrame({name: series})
    schema = infer_schema(frame)
    conform(frame, schema)  # whatever is inferred can be read
    return schema.columns[0]


@pytest.mark.parametrize(
    ("values", "kind", "format", "decimals"),
    [
        (["3", "1", "2", "1"], Kind.INTEGER, "", None),
        (["3.0", None, "1.0", "2.0"], Kind.INTEGER, "0.0", None),
        (["1.5", "2", "-3.25"], Kind.NUMERIC, "", 2),
        (["1.50", "2.00"], Kind.NUMERIC, "0.00", 2),
        (["0.123456789012", "1.5"], Kind.NUMERIC, "0.0", None),
        (["1e-3", "2"], Kind.NUMERIC, "", None),
        (["0", "1"] * 6, Kind.CATEGORICAL, "", None),
        (["0.0", "1.0"] * 6, Kind.CATEGORICAL, "", 1),
        (["0", "5", "1902"] * 2, Kind.INTEGER, "", None),
        (["34", "50"] * 2, Kind.INTEGER, "", None),
        (["007", "012", "007"], Kind.CATEGORICAL, "", None),
        (["True", "False", None], Kind.BOOLEAN, "True|False", None),
        (["FALSE", "FALSE", "TRUE"], Kind.BOOLEAN, "TRUE|FALSE", None),
        (["false", "false"], Kind.BOOLEAN, "true|false", None),
        (["yes", "no"] * 6, Kind.CATEGORICAL, "", None),
        (["31.01.2020", "01.02.2020"], Kind.DATETIME, "%d.%m.%Y", None),
        (["2020-01-31T10:00:00Z"] * 2, Kind.DATETIME, "%Y-%m-%dT%H:%M:%S%z", None),
        (["20200131", "20191231", "20180101", "20170202", "20160303"], Kind.DATETIME, "%Y%m%d", None),
        (["18.00.00", "19.00.00"] * 6, Kind.CATEGORICAL, "", None),
        (["red", "green", "red"], Kind.CATEGORICAL, "", None),
        ([" ", "1.5", "2.5"], Kind.NUMERIC, "0.0", 1),
    ],
)  # fmt: skip
def test_the_kind_is_judged_by_the_values(
    values: list[object], kind: Kind, format: str, decimals: int | None
) -> None:
    found = column(values)
    assert (found.kind, found.format, found.decimals) == (kind, format, decimals)


def test_eight_digits_are_dates_only_where_enough_values_or_the_header_say_so() -> None:
    assert column(["20200131", "20191231"], "amount").kind is Kind.INTEGER
    assert column(["20200131", "20191231"], "start_date").kind is Kind.DATETIME
    assert column(["20200131", "20191231", "20181332", "20170101", "20170102"]).kind is not Kind.DATETIME


@pytest.mark.parametrize(
    ("values", "kind", "reason"),
    [
        ([None, None], Kind.CATEGORICAL, "Every value is missing."),
        (["", " "], Kind.CATEGORICAL, "Every value is blank."),
        (["80", "80"], Kind.CATEGORICAL, "The same value in every row."),
        (["Y", "Y"], Kind.CATEGORICAL, "The same value in every row."),
        (["1.5", "inf", "2.5"], Kind.NUMERIC, "1 infinite value read as missing."),
        (["2020-01-31", "9999-12-31"], Kind.DATETIME, "1 date outside the years"),
        (["1/2/2020", "3/4/2020"], Kind.DATETIME, "No value tells day and month apart"),
        (["2020-01-31", "31.01.2020"], Kind.DATETIME, "written in 2 ways"),
        (["13/01/2020", "01/25/2020"] * 6, Kind.CATEGORICAL, "stand in one column. Read as text."),
        (["2", "11", "C D"] * 10, Kind.CATEGORICAL, "Numbers and words"),
    ],
)  # fmt: skip
def test_what_is_not_plain_is_said(values: list[object], kind: Kind, reason: str) -> None:
    found = column(values)
    assert found.kind is kind
    assert reason in found.reason


def test_a_few_words_among_numbers_make_text_and_their_rows_are_named() -> None:
    values = [str(i % 40) for i in range(500)]
    values[2], values[16] = "n/k", "?!"
    found = column(values)
    assert found.kind is Kind.CATEGORICAL
    assert found.reason == (
        "Mixed: numbers but for 2 rows (rows 3, 17); read as text. Correct the file if all should be numbers."
    )


def test_one_word_in_the_place_of_missing_numbers_is_read_as_missing() -> None:
    values = [str(i % 40) for i in range(500)] + ["N"] * 12
    found = column(values)
    assert (found.kind, found.format) == (Kind.INTEGER, "|N")
    assert "One word stands where a number is missing (12 rows)" in found.reason


def test_whole_numbers_too_long_to_be_exact_are_codes() -> None:
    values = [str(9_007_199_254_740_993_000 + i % 5) for i in range(40)]
    assert column(values).kind is Kind.CATEGORICAL
    assert column(pd.Series([2**60 + i for i in range(40)])).kind is Kind.IDENTIFIER


def test_text_is_told_from_categories_by_how_much_of_it_differs() -> None:
    rng = np.random.default_rng(0)
    words = [f"{a}{b}" for a in "bcdfgh" for b in ("ara", "elo", "iti", "ono", "umu")]
    some = [f"{words[i]} {words[j]}" for i, j in rng.integers(0, 30, (400, 2))]
    assert column(some).kind is Kind.TEXT
    assert column([words[i] for i in rng.integers(0, 30, 400)]).kind is Kind.CATEGORICAL
    prose = [f"the {words[i]} went over the {words[j]} again" for i, j in rng.integers(0, 30, (400, 2))]
    assert column(prose).reason.startswith("Sentences")


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (pd.Series([1.5, np.nan]), Kind.NUMERIC),
        (pd.Series([1.0, np.nan, 2.0, 5.0]), Kind.INTEGER),
        (pd.Series([1, 2, 3], dtype="Int32"), Kind.INTEGER),
        (pd.Series([True, False]), Kind.BOOLEAN),
        (pd.Series(["a", "b"], dtype="category"), Kind.CATEGORICAL),
        (pd.Series([1, "a"] * 20, dtype=object), Kind.CATEGORICAL),
        (pd.Series(pd.to_datetime(["2020-01-31"])), Kind.DATETIME),
        (pd.Series(pd.to_datetime(["2020-01-31"]).tz_localize("UTC")), Kind.DATETIME),
        (pd.Series([pd.Timestamp("2020-01-31").date()], dtype=object), Kind.DATETIME),
        (pd.Series([20200131, 20191231, 20180101, 20170202, 20160303]), Kind.DATETIME),
    ],
)  # fmt: skip
def test_native_types_are_judged_by_their_values_too(values: pd.Series, kind: Kind) -> None:
    assert column(values).kind is kind


def test_decimals_of_native_numbers_are_counted() -> None:
    assert column(pd.Series([1.25, 2.5])).decimals == 2
    assert column(pd.Series([1 / 3, 2.5])).decimals is None


def test_the_header_in_the_file_is_kept_where_the_name_differs() -> None:
    schema = infer_schema(pd.DataFrame({"a 2": ["1", "2", "3"]}, dtype="string"), {"a 2": "a"})
    assert schema.columns[0].source_name == "a"


def test_a_table_without_columns_is_refused() -> None:
    with pytest.raises(DataError, match="no columns"):
        infer_schema(pd.DataFrame())


FLAGGED = {
    "adult.csv": set(),
    "titanic.xlsx": {"name", "ticket", "cabin", "body"},
    "telco_churn.csv": {"customerID"},
    "compas_two_years_dupcols.csv": {"id"},
    "online_retail_541k.parquet": {"InvoiceNo", "CustomerID"},
    "ames_housing.csv": {"Order", "PID"},
    "credit_default_30k.csv": {"ID"},
    "nyc_planes.csv": {"tailnum"},
    "tokyo_covid_patients_ja.csv": {"No"},
    "bike_sharing_hour.csv": {"instant"},
    "california_housing.csv": set(),
    "netflix_titles.csv": {"show_id", "title", "director", "cast"},
    "sms_spam.csv": set(),
    "ibm_hr_attrition.csv": {"EmployeeNumber"},
    "bank_churn_messy.csv": {"CustomerId", "Surname"},
    "insurance_charges.csv": set(),
    "diamonds.csv": set(),
    "communities_crime.csv": {"communityname"},
    "twins/sdmetrics_student_placements/student_placements_real.csv": {"student_id"},
    "twins/mostlyai_census2k/census2k-trn.csv": set(),
    "twins/anonymeter_adult/tests_adults_ori_100.csv": set(),
    "twins/syntheval_penguins/penguins_train.csv": set(),
    "twins/syntheval_breast_cancer/breast_cancer_train.csv": set(),
    "twins/midst_tabddpm_1/train_with_id.csv": {"trans_id", "account_id", "account"},
    "twins/nist_acs/national2019.csv": set(),
}


@pytest.mark.data
@pytest.mark.parametrize("name", FLAGGED)
def test_the_guard_flags_the_identifiers_of_real_tables_and_nothing_else(
    shared_data: Path, name: str
) -> None:
    reading = read_table(shared_data / name)
    schema = infer_schema(reading.frame, reading.source_names)
    assert {found.name for found in schema.columns if found.kind is Kind.IDENTIFIER} == FLAGGED[name]
    conform(reading.frame, schema)


KINDS = [
    ("adult.csv", "fnlwgt", Kind.INTEGER),
    ("adult.csv", "income", Kind.CATEGORICAL),
    ("titanic.xlsx", "survived", Kind.CATEGORICAL),
    ("titanic.xlsx", "age", Kind.NUMERIC),
    ("telco_churn.csv", "TotalCharges", Kind.NUMERIC),
    ("california_housing.csv", "total_bedrooms", Kind.INTEGER),
    ("netflix_titles.csv", "date_added", Kind.DATETIME),
    ("netflix_titles.csv", "description", Kind.TEXT),
    ("sms_spam.csv", "text", Kind.TEXT),
    ("compas_two_years_dupcols.csv", "c_jail_in", Kind.DATETIME),
    ("bike_sharing_hour.csv", "dteday", Kind.DATETIME),
    ("air_quality_semicolon_decimal_comma.csv", "Date", Kind.DATETIME),
    ("air_quality_semicolon_decimal_comma.csv", "Time", Kind.CATEGORICAL),
    ("air_quality_semicolon_decimal_comma.csv", "AH", Kind.NUMERIC),
    ("tokyo_covid_patients_ja.csv", "公表_年月日", Kind.DATETIME),
    ("ames_housing.csv", "MS SubClass", Kind.CATEGORICAL),
    ("twins/nist_acs/national2019.csv", "PINCP", Kind.INTEGER),
    ("twins/nist_acs/national2019.csv", "PUMA", Kind.CATEGORICAL),
    ("twins/sdmetrics_student_placements/student_placements_real.csv", "placed", Kind.BOOLEAN),
]


@pytest.mark.data
@pytest.mark.parametrize(("name", "header", "kind"), KINDS)
def test_columns_of_real_tables_get_the_kind_a_person_would_give(
    shared_data: Path, name: str, header: str, kind: Kind
) -> None:
    frame = read_table(shared_data / name).frame
    assert infer_schema(frame[[header]]).columns[0].kind is kind


def test_eight_digit_amounts_of_a_number_type_are_not_taken_for_dates() -> None:
    rng = np.random.default_rng(1)
    found = column(pd.Series(rng.integers(20_000_000, 20_400_000, 50).repeat(2)))
    assert found.kind is Kind.INTEGER


def test_two_columns_of_one_name_are_refused() -> None:
    frame = pd.DataFrame([["1", "2"]], columns=["a", "a"])
    with pytest.raises(DataError, match="occur twice in the table: a"):
        infer_schema(frame)


@pytest.mark.parametrize(
    "name", ["<b>", "![x](http://e/p.png)", "=1+1", 'a"b', "年齢", "🙂", " ", "#", "a`b"]
)
def test_any_name_and_any_value_is_a_column(name: str) -> None:
    found = column([name, "plain", name, None], name)
    assert (found.name, found.kind) == (name, Kind.CATEGORICAL)


def test_three_hundred_columns_are_judged() -> None:
    frame = pd.DataFrame({f"c{i}": ["1.5", "2", None] for i in range(300)}, dtype="string")
    assert {found.kind for found in infer_schema(frame).columns} == {Kind.NUMERIC}


def test_one_row_and_no_row_are_judged() -> None:
    for rows in (0, 1):
        frame = pd.DataFrame({"a": ["1"], "b": ["x"], "c": ["2020-01-31"]}, dtype="string").head(rows)
        assert len(conform(frame, infer_schema(frame))) == rows
