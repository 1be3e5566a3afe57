from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from synthlab.errors import DataError
from synthlab.tables.conform import conform
from synthlab.tables.inference import infer_schema
from synthlab.tables.mapping import ColumnMatch, TableMapping, apply_mapping, propose_mapping, restrict
from synthlab.tables.reading import read_table
from synthlab.tables.schema import Kind, Role

RNG = np.random.default_rng(11)


def table(n: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "id": [f"K{i:05d}" for i in RNG.permutation(90_000)[:n]],
            "Age": RNG.integers(18, 90, n).astype(str),
            "Hours per week": RNG.integers(1, 30, n).astype(str),
            "start": [
                str(day)[:10]
                for day in pd.to_datetime("2020-01-01") + pd.to_timedelta(RNG.integers(0, 900, n), "D")
            ],
            "sex": RNG.choice(["Male", "Female"], n),
            "score": [f"{value:.2f}" for value in RNG.normal(size=n)],
        },
        dtype="string",
    )


RAW = table(500)
SCHEMA = infer_schema(RAW)
REAL = conform(RAW, SCHEMA)
FOREIGN = table(300)


def match_of(mapping: TableMapping, column: str) -> ColumnMatch:
    return next(match for match in mapping.matches if match.column == column)


def test_equal_names_match_and_nothing_is_said() -> None:
    mapping = propose_mapping(FOREIGN, SCHEMA, REAL)
    assert mapping.is_complete
    assert {match.how for match in mapping.matches} == {"same name"}
    assert (mapping.extra, mapping.findings) == ((), ())
    pd.testing.assert_frame_equal(apply_mapping(FOREIGN, SCHEMA, mapping), conform(FOREIGN, SCHEMA))


def test_names_that_differ_in_case_blanks_and_punctuation_match() -> None:
    renamed = FOREIGN.rename(columns={"Age": "AGE ", "Hours per week": "hours_per-week"})
    mapping = propose_mapping(renamed, SCHEMA, REAL)
    assert mapping.is_complete
    assert match_of(mapping, "Age").source == "AGE "
    assert "but for case" in match_of(mapping, "Hours per week").how


def test_two_names_that_differ_in_case_only_are_left_to_a_person() -> None:
    doubled = FOREIGN.rename(columns={"Age": "AGE"}).assign(age=FOREIGN["Age"])
    mapping = propose_mapping(doubled, SCHEMA, None)
    assert match_of(mapping, "Age").source is None
    assert mapping.extra == ("AGE", "age")


def test_the_name_in_the_file_matches_where_ours_had_to_differ() -> None:
    schema = SCHEMA.with_column("Age", source_name="Alter")
    assert (
        match_of(propose_mapping(FOREIGN.rename(columns={"Age": "alter"}), schema, None), "Age").source
        == "alter"
    )


def test_order_does_not_matter() -> None:
    turned = FOREIGN[list(FOREIGN.columns)[::-1]]
    mapping = propose_mapping(turned, SCHEMA, REAL)
    assert mapping.is_complete
    assert list(apply_mapping(turned, SCHEMA, mapping).columns) == list(SCHEMA.names)


def test_a_renamed_column_is_guessed_by_its_values_and_waits_for_a_person() -> None:
    renamed = FOREIGN.rename(columns={"score": "points", "sex": "gender"})
    mapping = propose_mapping(renamed, SCHEMA, REAL)
    guess = match_of(mapping, "score")
    assert (guess.source, guess.how) == ("points", "guessed from its values")
    assert not mapping.is_complete
    with pytest.raises(DataError, match="Column sex: A guess: the values of gender look like"):
        apply_mapping(renamed, SCHEMA, mapping)
    confirmed = mapping.with_source("score", "points").with_source("sex", "gender")
    assert confirmed.is_complete
    assert apply_mapping(renamed, SCHEMA, confirmed)["score"].notna().all()


def test_another_choice_frees_the_column_that_was_taken() -> None:
    mapping = propose_mapping(FOREIGN.assign(more="1"), SCHEMA, REAL)
    assert mapping.with_source("Age", "more").extra == ("Age",)
    assert mapping.with_source("Age", None).extra == ("more", "Age")


def test_without_real_values_nothing_is_guessed() -> None:
    mapping = propose_mapping(FOREIGN.rename(columns={"score": "points"}), SCHEMA, None)
    assert match_of(mapping, "score").source is None
    assert mapping.extra == ("points",)


def test_a_missing_column_is_a_problem_that_names_the_way_out() -> None:
    lacking = FOREIGN.drop(columns="Age").assign(Ages2="x")
    mapping = propose_mapping(lacking, SCHEMA, REAL)
    assert mapping.problems == (
        "Age: The file has no such column. It has Ages2. Choose one, or leave the column out.",
    )
    with pytest.raises(
        DataError, match=r"The synthetic table lacks the column Age\. It has Ages2: rename it"
    ):
        apply_mapping(lacking, SCHEMA, mapping)


def test_a_column_left_out_is_ignored_and_says_so() -> None:
    lacking = FOREIGN.drop(columns=["Age", "id"])
    mapping = propose_mapping(lacking, SCHEMA, REAL)
    restricted = restrict(SCHEMA, mapping)
    assert restricted["Age"].role is Role.IGNORED
    assert "Not in the synthetic table" in restricted["Age"].reason
    assert restricted["id"] == SCHEMA["id"]
    applied = apply_mapping(lacking, restricted, mapping)
    assert applied[["Age", "id"]].isna().all().all()
    assert str(applied["Age"].dtype) == "Int64"


def test_a_table_with_none_of_the_columns_is_refused() -> None:
    foreign = pd.DataFrame({"z": ["1"]}, dtype="string")
    with pytest.raises(DataError, match="none of the columns"):
        restrict(SCHEMA, propose_mapping(foreign, SCHEMA, REAL))


def test_an_extra_column_is_named_and_left_out() -> None:
    mapping = propose_mapping(FOREIGN.assign(target="9"), SCHEMA, REAL)
    assert mapping.extra == ("target",)
    assert "target" not in apply_mapping(FOREIGN.assign(target="9"), SCHEMA, mapping)


def test_swapped_columns_are_found() -> None:
    mapping = propose_mapping(
        FOREIGN.rename(columns={"Age": "score", "score": "Age"}),
        SCHEMA.with_column("Age", kind=Kind.NUMERIC),
        REAL.astype({"Age": float}),
    )
    assert (
        "Columns Age and score look swapped: each one's values fit the other's distribution far better."
        in (mapping.findings)
    )


def test_another_date_format_and_decimals_are_findings() -> None:
    foreign = FOREIGN.assign(
        start=pd.to_datetime(FOREIGN["start"]).dt.strftime("%d.%m.%Y").astype("string"),
        Age=FOREIGN["Age"] + ".5",
    )
    mapping = propose_mapping(foreign, SCHEMA, REAL)
    assert mapping.is_complete
    assert [finding.split(":")[0] for finding in mapping.findings] == ["Age", "start"]
    applied = apply_mapping(foreign, SCHEMA, mapping)
    pd.testing.assert_series_equal(applied["start"], conform(FOREIGN, SCHEMA)["start"])


def test_other_spellings_are_reported_and_not_converted() -> None:
    foreign = FOREIGN.assign(sex=FOREIGN["sex"].str.upper())
    mapping = propose_mapping(foreign, SCHEMA, REAL)
    assert any("differ from the real ones by case" in finding for finding in mapping.findings)
    assert list(apply_mapping(foreign, SCHEMA, mapping)["sex"].cat.categories) == ["FEMALE", "MALE"]


def test_values_that_cannot_be_read_are_a_problem() -> None:
    foreign = FOREIGN.assign(Age=["x", *FOREIGN["Age"].iloc[1:]])
    mapping = propose_mapping(foreign, SCHEMA, REAL)
    assert "1 of 300 values is not whole numbers" in mapping.problems[0]
    with pytest.raises(DataError, match="Column Age: 1 of 300 values"):
        apply_mapping(foreign, SCHEMA, mapping)


def test_many_problems_are_counted() -> None:
    foreign = FOREIGN[["sex"]]
    with pytest.raises(DataError, match="And 1 more column"):
        apply_mapping(foreign, SCHEMA, propose_mapping(foreign, SCHEMA, None))


def test_copied_rows_are_said() -> None:
    mapping = propose_mapping(pd.concat([FOREIGN, RAW.head(100)]), SCHEMA, REAL)
    assert any("(25.0%) occur word for word" in finding for finding in mapping.findings)


TWINS = {
    "anonymeter_adult": ("adults_train_reconstructed.parquet", ["adults_syn_ctgan.csv"]),
    "midst_tabddpm_1": ("train_with_id.csv", ["trans_synthetic.csv"]),
    "mostlyai_census2k": ("census2k-trn.csv", ["census2k-syn_mostly.csv", "census2k-syn_flip30.csv"]),
    "sdmetrics_student_placements": (
        "student_placements_real.csv", ["student_placements_synthetic.csv"],
    ),
    "syntheval_breast_cancer": ("breast_cancer_train.csv", ["breast_cancer_synthpop_syn.csv"]),
    "syntheval_penguins": ("penguins_train.csv", ["penguins_BN_syn.csv", "penguins_noise_baseline.csv"]),
}  # fmt: skip


@pytest.mark.data
@pytest.mark.parametrize("folder", TWINS)
def test_published_twins_are_mapped_without_a_problem(shared_data: Path, folder: str) -> None:
    real_name, names = TWINS[folder]
    reading = read_table(shared_data / "twins" / folder / real_name)
    schema = infer_schema(reading.frame, reading.source_names)
    real = conform(reading.frame, schema)
    for name in names:
        foreign = read_table(shared_data / "twins" / folder / name).frame
        mapping = propose_mapping(foreign, schema, real)
        assert mapping.problems == ()
        applied = apply_mapping(foreign, schema, mapping)
        assert len(applied) == len(foreign)
        assert (applied.dtypes.astype(str) == real.dtypes.astype(str)).all()


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "extra", "absent"),
    [
        ("aim_e_10_all", (), set()),
        ("cart_cf21", (), {"DENSITY", "PWGTP", "WGTP"}),
        ("pategan_n_iter_50_e_10_all", ("target",), set()),
        ("sdv_ctgan_epochs1000", (), set()),
        ("smote_target_marital", ("column 1",), set()),
        ("subsample_40pcnt_all", ("target",), set()),
    ],
)
def test_the_census_twins_name_what_is_extra_and_what_is_absent(
    shared_data: Path, name: str, extra: tuple[str, ...], absent: set[str]
) -> None:
    folder = shared_data / "twins" / "nist_acs"
    raw = read_table(folder / "national2019.csv").frame
    schema = infer_schema(raw)
    foreign = read_table(folder / f"deid_{name}.csv").frame
    mapping = propose_mapping(foreign, schema, None)
    assert mapping.extra == extra
    assert {match.column for match in mapping.matches if match.source is None} == absent
    restricted = restrict(schema, mapping)
    assert {column.name for column in restricted.set_aside} == absent
    assert len(apply_mapping(foreign, restricted, mapping)) == len(foreign)
