"""Simulation files: what they draw, and what is wrong in them told at its line."""

from __future__ import annotations

import json
import time
from pathlib import Path

import jsonschema
import numpy as np
import pandas as pd
import pytest
import yaml

from synthlab.errors import DataError
from synthlab.generators.simulation.json_schema import json_schema
from synthlab.generators.simulation.table import read_simulation
from synthlab.tables.schema import Kind

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES = sorted((ROOT / "sample_data" / "simulations").glob("*.yaml"))
N = 20_000


def drawn(columns: str, n_rows: int = N, seed: int = 0) -> pd.DataFrame:
    return read_simulation(f"columns:\n{columns}").draw(n_rows, np.random.default_rng(seed))


def test_every_distribution_has_the_moments_that_are_asked_for() -> None:
    table = drawn(
        """
  u: {uniform: {low: 2, high: 6}}
  n: {normal: {mean: 10, sd: 3}}
  cut: {normal: {mean: 0, sd: 1, low: 0, high: 1}}
  l: {lognormal: {median: 20, sigma: 0.5}}
  e: {exponential: {mean: 4}}
  p: {poisson: {mean: 2.5}}
  c: {choice: {a: 3, b: 1}}
  even: {choice: [x, y, z, w]}
  t: {chance: 0.2}
  far: {normal: {mean: 0, sd: 1, low: 60, high: 61}}
"""
    )
    assert table["u"].between(2, 6).all()
    assert table["u"].mean() == pytest.approx(4, abs=0.05)
    assert (table["n"].mean(), table["n"].std()) == pytest.approx((10, 3), abs=0.1)
    assert table["cut"].between(0, 1).all()
    assert table["l"].median() == pytest.approx(20, rel=0.03)
    assert np.log(table["l"]).std() == pytest.approx(0.5, abs=0.02)
    assert table["e"].mean() == pytest.approx(4, rel=0.04)
    assert (table["p"].mean(), table["p"].var()) == pytest.approx((2.5, 2.5), rel=0.05)
    assert (table["c"] == "a").mean() == pytest.approx(0.75, abs=0.02)
    assert table["even"].value_counts(normalize=True).to_numpy() == pytest.approx([0.25] * 4, abs=0.02)
    assert table["t"].mean() == pytest.approx(0.2, abs=0.02)
    assert set(table["far"]) == {60.0}
    assert dict(table.dtypes.astype(str))["p"] == "Int64"


def test_parameters_may_be_formulas_and_plant_effects() -> None:
    table = drawn(
        """
  group: {choice: {a: 0.5, b: 0.5}}
  x: {normal: {mean: "5 if group == 'a' else 15", sd: 1}}
  y: {chance: logistic(x - 10)}
  z: {formula: x * 2, decimals: 1, missing: "0.5 if group == 'b' else 0"}
"""
    )
    means = table.groupby("group", observed=True)["x"].mean()
    assert means.to_list() == pytest.approx([5, 15], abs=0.1)
    assert table.groupby("group", observed=True)["y"].mean().to_list() == pytest.approx(
        [0.01, 0.99], abs=0.02
    )
    assert table.loc[table["group"] == "a", "z"].notna().all()
    assert table.loc[table["group"] == "b", "z"].isna().mean() == pytest.approx(0.5, abs=0.03)
    known = table.dropna()
    assert np.array_equal(known["z"], (known["x"] * 2).round(1))


def test_a_conditional_table_draws_each_case_from_its_own_source() -> None:
    table = drawn(
        """
  sex: {choice: {f: 0.5, m: 0.5}}
  member: {chance: 0.5}
  colour:
    by: [sex, member]
    cases:
      f | true: {choice: {red: 1}}
      f | false: {choice: {blue: 1}}
    otherwise: {choice: {green: 1}}
  only:
    by: sex
    cases:
      f: {uniform: {low: 0, high: 1}}
"""
    )
    expected = np.where(table["sex"] == "m", "green", np.where(table["member"], "red", "blue"))
    assert (table["colour"].astype(str) == expected).all()
    assert table["only"].notna().equals(table["sex"] == "f")


def test_dates_fall_on_their_steps_and_can_be_reckoned_with() -> None:
    table = drawn(
        """
  start: {dates: {from: 2024-01-01, to: 2024-12-31}}
  moment: {dates: {from: 2024-01-01 08:00, to: 2024-01-01 17:00, step: hour}}
  end: {formula: start + 3}
  days: {formula: end - start, kind: integer}
"""
    )
    assert table["start"].min() == pd.Timestamp("2024-01-01")
    assert table["start"].max() == pd.Timestamp("2024-12-31")
    assert set(table["moment"].dt.hour) == set(range(8, 18))
    assert (table["days"] == 3).all()
    schema = read_simulation("columns: {a: {dates: {from: 2024-01-01, to: 2024-02-01}}}").schema
    assert schema["a"].format == "%Y-%m-%d"


def test_values_are_what_they_are_written_as() -> None:
    table = drawn(
        """
  code: {choice: {"007": 1, "no": 1, "1e3": 1}}
  whole: {choice: {1: 1, 2: 1}, kind: integer}
  truth: {choice: {yes: 1, no: 1}, kind: boolean}
  twice: {formula: whole * 2}
  said: {formula: "'Y' if truth else 'N'"}
  as_text: {formula: whole + 0.5, kind: categorical}
""",
        400,
    )
    assert set(table["code"]) == {"007", "no", "1e3"}
    assert set(table["whole"]) == {1, 2}
    assert set(table["twice"]) == {2.0, 4.0}
    assert (table["said"].astype(str) == np.where(table["truth"], "Y", "N")).all()
    assert set(table["as_text"]) == {"1.5", "2.5"}


def test_identifiers_are_unique_and_fakes_come_from_their_locale() -> None:
    table = drawn("  id: {id: 'A-##??'}\n  mail: {fake: email}\n  town: {fake: city}\n", 3_000)
    assert table["id"].is_unique
    assert table["id"].str.fullmatch(r"A-\d\d[A-Z]{2}").all()
    assert table["mail"].str.contains(r"@example\.(?:org|com|net)$").all()
    schema = read_simulation("columns: {id: {id: '#####'}, n: {fake: name}, x: {chance: 0.5}}").schema
    assert [column.kind for column in schema.columns] == [Kind.IDENTIFIER, Kind.IDENTIFIER, Kind.BOOLEAN]


def test_the_same_seed_draws_the_same_table_and_a_new_column_moves_no_other() -> None:
    columns = "  a: {normal: {mean: 0, sd: 1}}\n  b: {fake: city}\n"
    pd.testing.assert_frame_equal(drawn(columns, 50, 1), drawn(columns, 50, 1))
    assert not drawn(columns, 50, 1).equals(drawn(columns, 50, 2))
    wider = drawn("  new: {chance: 0.5}\n" + columns, 50, 1)
    pd.testing.assert_frame_equal(drawn(columns, 50, 1), wider[["a", "b"]])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("just a text", "rules are a mapping with the key columns"),
        ("columns: {}", "line 1, columns: "),
        ("name: x\ncolumns:\n  a: {chance: 0.5}\nseed: 1", "line 4, seed: There is no such key here"),
        ("columns:\n  a:\n    normal: {mean: 1}", "line 3, columns.a.normal.sd: This key is needed"),
        ("columns:\n  a: {}", "line 2, columns.a: Exactly one of choice, .* it has none"),
        ("columns:\n  a: {chance: 1, formula: 1}", "it has chance and formula"),
        ("columns:\n  a: {by: b}", "by and cases go together"),
        (
            "columns:\n  a:\n    formula: b + 1",
            "line 3, columns.a.formula: There is no column 'b' before this",
        ),
        (
            "columns:\n  a:\n    formula: a.b",
            "line 3, columns.a.formula: A formula cannot hold a dot between",
        ),
        ("columns:\n  a:\n    normal: {mean: x, sd: 1}", "line 3, columns.a.normal: There is no column 'x'"),
        ("columns:\n  a:\n    choice: {x: -1}", "line 3, columns.a.choice.x: It must be at least 0"),
        (
            "columns:\n  a:\n    choice: {x: 0}",
            "line 3, columns.a.choice: The weights of choice add up to nothing",
        ),
        ("columns:\n  a:\n    choice: {x: .nan}", "line 3, columns.a.choice.x"),
        ("columns:\n  a: {chance: 2}", "line 2, columns.a: chance is a chance and lies between 0 and 1"),
        ("columns:\n  a: {normal: {mean: 0, sd: -1}}", "line 2, columns.a: sd must be from 0 up"),
        ("columns:\n  a: {uniform: {low: 2, high: 1}}", "high that is not below its low"),
        (
            "columns:\n  a:\n    dates: {from: 2024-02-30, to: 2024-03-01}",
            "line 3, columns.a.dates: '2024-02-30' is not",
        ),
        ("columns:\n  a: {dates: {from: 2024-03-02, to: 2024-03-01}}", "after their end"),
        ("columns:\n  a: {fake: passport}", "There is no 'passport' to make up. There is: name"),
        ("locale: xx_XX\ncolumns:\n  a: {fake: name}", "There is no locale 'xx_XX'"),
        ("locale: ../../etc\ncolumns:\n  a: {fake: name}", "line 1, locale"),
        (
            "columns:\n  a: {chance: 0.5, kind: datetime}",
            "line 2, columns.a.kind: A column that gives true or false cannot",
        ),
        (
            "columns:\n  a: {choice: [x, y], kind: integer}",
            "line 2, columns.a: 'x' is not a number|'y' is not a number",
        ),
        ("columns:\n  a: {choice: [x], decimals: 2}", "Only numbers have decimals"),
        ("columns:\n  a: {chance: 0.5, missing: \"'x'\"}", "a chance is needed"),
        (
            "columns:\n  x: {poisson: {mean: 1}}\n  a:\n    by: x\n    cases:\n      1: {chance: 1}",
            "line 4, columns.a.by: 'x' is a number; by names columns of texts",
        ),
        (
            "columns:\n  x: {chance: 0.5}\n  a:\n    by: x\n    cases:\n      true: {chance: 1}\n      false: {choice: [b]}",
            "line 7, columns.a.cases.false: This gives a text, the first case true or false",
        ),
        (
            "columns:\n  x: {chance: 0.5}\n  a:\n    by: x\n    cases:\n      true: {id: '#'}",
            "A case cannot be of id",
        ),
        (
            "columns:\n  a: {chance: 0.5, role: target}\n  b: {chance: 0.5, role: target}",
            "line 3, columns.b.role: a is the target already",
        ),
        ("columns:\n  a: &x {chance: 0.5}\n  b: *x", "line 2: anchors and aliases"),
        ("columns:\n  a: {chance: 0.5}\n  a: {chance: 0.5}", "line 3: 'a' is given twice"),
        ("rows: 0\ncolumns: {a: {chance: 0.5}}", "line 1, rows"),
        ("columns:\n  a: {formula: 1 / 0}", "line 2, columns.a: The formula '1 / 0' has no finite value"),
        ("columns:\n  a: {formula: 9 ** 30, kind: integer}", "more than 15 digits"),
        (
            "columns:\n  a: {choice: [[x], {y: 1}]}",
            "line 2, columns.a.choice: Each value of a list is a single",
        ),
        ("columns:\n  a: {choice: [x, y, x]}", "'x' is listed twice. Give weights instead"),
        (
            "columns:\n  b: {choice: [x]}\n  a:\n    by: []\n    cases: {x: {formula: 1}}",
            "line 4, columns.a.by: It must not be empty",
        ),
        (
            "columns:\n  a: {chance: 1, missing: 2}",
            "line 2, columns.a: missing is a chance and lies between 0 and 1",
        ),
        ("columns:\n  a: {chance: 1, missing: -0.5}", "missing is a chance and lies between 0 and 1"),
        (
            "columns:\n  a: {normal: {mean: 0, sd: 1, low: 5, high: -5}}",
            "normal needs a high that is not below its low",
        ),
        ("columns:\n  a: {uniform: {low: -1e308, high: 1e308}}", "no more than 10.300 away from 0"),
        (
            "columns:\n  a: {id: 'A####', role: target}",
            "line 2, columns.a.role: A column of kind identifier is set aside",
        ),
        ("columns:\n  a: {chance: 1}\n  ' ': {chance: 1}", "line 3, columns. : A column has no name"),
        ("rows: many\ncolumns: {a: {chance: 1}}", "line 1, rows: A whole number is needed here"),
        ("rows: 10000000000\ncolumns: {a: {chance: 1}}", "line 1, rows: It must be at most 10,000,000"),
        ("columns:\n  a:", "line 2, columns.a: Lines of key and value are needed here"),
        ("columns:\n  a: {chance: 1}\n  b: {choice: [\x01]}", "line 3: this is not YAML: it holds a sign"),
    ],
)
def test_what_is_wrong_is_told_at_its_line(text: str, says: str) -> None:
    with pytest.raises(DataError, match=says):
        read_simulation(text, "file")


def test_too_many_columns_are_refused() -> None:
    columns = "".join(f"  c{place}: {{chance: 0.5}}\n" for place in range(501))
    with pytest.raises(DataError, match="line 1, columns: There are more than 500 of these"):
        read_simulation(f"columns:\n{columns}")


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_worked_examples_can_be_drawn(path: Path) -> None:
    simulation = read_simulation(path.read_text(encoding="utf-8"), path.name)
    table = simulation.draw(500, np.random.default_rng(0))
    assert len(table) == 500
    assert simulation.schema.target is not None


@pytest.mark.parametrize("weights", ["{x: 1e308, y: 1e308}", "{x: 3e-320, y: 3e-320}"])
def test_weights_of_any_size_are_shares(weights: str) -> None:
    assert drawn(f"  a: {{choice: {weights}}}", 4_000)["a"].value_counts(normalize=True)[
        "x"
    ] == pytest.approx(0.5, abs=0.04)


def test_a_case_among_many_columns_looks_only_at_those_it_names() -> None:
    names = "".join(
        f"  a{place}: {{by: k, cases: {{x: {{chance: 1}}}}, otherwise: {{chance: 0}}}}\n"
        for place in range(150)
    )
    begun = time.process_time()
    read_simulation(f"columns:\n  k: {{id: '?????', kind: categorical}}\n{names}")
    assert time.process_time() - begun < 4


def test_many_made_up_texts_are_tried_on_few_rows() -> None:
    begun = time.process_time()
    read_simulation("columns:\n" + "".join(f"  a{place}: {{fake: street}}\n" for place in range(400)))
    assert time.process_time() - begun < 8


def test_the_schema_of_the_files_in_the_docs_is_the_one_that_is_checked() -> None:
    path = ROOT / "docs" / "simulation.schema.json"
    assert json.loads(path.read_text(encoding="utf-8")) == json_schema()


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_examples_fit_the_schema_as_an_editor_reads_them(path: Path) -> None:
    # YAML as every other program reads it, numbers as numbers; keys are texts in JSON.
    content = json.loads(json.dumps(yaml.safe_load(path.read_text(encoding="utf-8")), default=str))
    jsonschema.validate(content, json_schema())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**content, "colums": {}}, json_schema())


@pytest.mark.parametrize(
    "column",
    [
        {}, {"chance": 1, "formula": 1}, {"by": "b"}, {"cases": {"x": {"formula": 1}}}, {"chance": 1, "otherwise": {"chance": 1}},
        {"by": [], "cases": {"x": {"chance": 1}}}, {"by": "b", "cases": {}}, {"by": "b", "cases": {"x": {"id": "#"}}},
        {"by": "b", "cases": {"x": {}}}, {"choice": []}, {"choice": {}}, {"choice": ["x", "x"]}, {"choice": [["x"]]},
        {"choice": {"x": -1}}, {"choice": None}, {"formula": None}, {"uniform": None}, {"normal": {"mean": 1}},
        {"chance": 1, "decimals": 99}, {"chance": 1, "kind": "number"}, {"chance": 1, "role": "ignored"}, {"id": ""},
    ],
)  # fmt: skip
def test_what_is_refused_when_a_file_is_read_is_refused_by_the_schema_too(column: dict[str, object]) -> None:
    file = {"columns": {"b": {"choice": ["x", "y"]}, "a": column}}
    with pytest.raises(DataError):
        read_simulation(yaml.safe_dump(file, sort_keys=False))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(file, json_schema())


def test_the_effects_planted_in_the_clinic_are_found_in_it() -> None:
    text = (ROOT / "sample_data" / "simulations" / "clinic.yaml").read_text(encoding="utf-8")
    table = read_simulation(text).draw(40_000, np.random.default_rng(0)).dropna(subset=["pressure"])
    design = np.column_stack([np.ones(len(table)), table["age"], table["smoker"]]).astype(float)
    effects = np.linalg.lstsq(design, table["pressure"].to_numpy(dtype=float), rcond=None)[0]
    # The standard error of the second is 0.13.
    assert effects[1] == pytest.approx(0.5, abs=0.02)
    assert effects[2] == pytest.approx(6, abs=0.6)
