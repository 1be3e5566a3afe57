"""The generator of written rules, behind the seam and from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from synthlab.cli import main
from synthlab.errors import DataError
from synthlab.generators.base import silent
from synthlab.generators.rules import Rules
from synthlab.generators.whole import SetAside
from synthlab.jobs.making import Recipe, made
from synthlab.tables.groups import Groups
from synthlab.tables.schema import Column, Kind, Schema
from synthlab.tables.values import empty_values

TEXT = """
rows: 60
columns:
  id: {id: "###"}
  age: {normal: {mean: 50, sd: 10}, kind: integer}
  sick: {chance: 0.3, role: target}
"""


def empty(schema: Schema) -> pd.DataFrame:
    return pd.DataFrame({column.name: empty_values(column.kind, 0) for column in schema.columns})


def test_a_table_is_made_without_a_real_one() -> None:
    schema = Rules(TEXT).simulation().schema
    recipe = Recipe("rules", {"text": TEXT}, rows=40)
    frame, provenance = made(recipe, empty(schema), schema, "", silent)
    assert list(frame.columns) == ["id", "age", "sick"]
    assert frame["id"].is_unique
    assert (provenance.kind, provenance.trained_on, provenance.source_sha256) == ("simulated", "none", {})
    assert provenance.settings == {"text": TEXT}


def test_identifiers_differ_throughout_a_table_of_several_classes() -> None:
    schema = Rules(TEXT).simulation().schema
    recipe = Recipe("rules", {"text": TEXT.replace("###", "####")}, groups=Groups(column="sick", counts={"true": 300, "false": 300}))  # fmt: skip
    frame, _ = made(recipe, empty(schema), schema, "", silent)
    assert frame["id"].is_unique
    assert frame["sick"].sum() == 300


def test_a_pattern_without_room_is_told() -> None:
    schema = Rules(TEXT).simulation().schema
    with pytest.raises(
        DataError, match=r"The pattern '###' allows 1,000 identifiers, too few for 600 different ones"
    ):
        made(Recipe("rules", {"text": TEXT}, rows=600), empty(schema), schema, "", silent)


def test_identifiers_and_texts_of_rules_alone_stay_as_the_rules_make_them() -> None:
    text = TEXT.replace("###", "####") + "\n  remark: {choice: [fine, ill], kind: text}\n"
    schema = Rules(text).simulation().schema
    bare, asked = (
        made(Recipe("rules", {"text": text}, rows=30, aside=aside), empty(schema), schema, "", silent)[0]
        for aside in (SetAside(), SetAside("new", "template"))
    )
    pd.testing.assert_frame_equal(asked, bare)
    assert asked.notna().all(axis=None)


def test_rules_for_a_real_table_must_make_its_columns_and_fit_their_kinds() -> None:
    rng = np.random.default_rng(0)
    schema = Schema(
        columns=(Column(name="age", kind=Kind.NUMERIC), Column(name="sick", kind=Kind.CATEGORICAL))
    )
    rows = Rules(TEXT).fit(empty(schema), schema, rng, silent).sample(30, rng)
    assert list(rows.columns) == ["age", "sick"]
    assert set(rows["sick"]) <= {"True", "False", "true", "false"}
    wider = schema.replace(columns=(*schema.columns, Column(name="height", kind=Kind.NUMERIC)))
    with pytest.raises(DataError, match=r"do not make the column height\. They make: id, age, sick"):
        Rules(TEXT).fit(empty(wider), wider, rng, silent)
    dates = Schema(columns=(Column(name="age", kind=Kind.DATETIME),))
    with pytest.raises(DataError, match="Column 'age' was set to datetime"):
        Rules(TEXT).fit(empty(dates), dates, rng, silent)


def test_without_rules_there_is_a_sentence() -> None:
    schema = Schema(columns=(Column(name="age", kind=Kind.NUMERIC),))
    with pytest.raises(DataError, match="This generator needs rules"):
        Rules().fit(empty(schema), schema, np.random.default_rng(0), silent)
    with pytest.raises(
        DataError, match=r"rules, line 1, col.*: (There is no such key here|This key is needed)"
    ):
        Rules("colums: {}")


def test_the_command_line_makes_a_table_from_rules_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = tmp_path / "rules.yaml", tmp_path / "made.csv"
    path.write_text(TEXT, encoding="utf-8")
    command = ["generate", "--generator", "rules", "--set", f"file={path}", "--out", str(out)]
    assert main(command) == 0
    assert len(pd.read_csv(out)) == 60
    provenance = json.loads((tmp_path / "made.provenance.json").read_text(encoding="utf-8"))
    assert provenance["settings"] == {"text": TEXT}
    assert "no real row was looked at" in capsys.readouterr().err
    assert main([*command, "--rows", "9", "--target", "age"]) == 0
    assert len(pd.read_csv(out)) == 9
    assert main([*command, "--counts", "sick:true=5"]) == 0
    assert pd.read_csv(out)["sick"].to_list() == [True] * 5


def test_other_generators_need_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["generate", "--generator", "trees", "--out", str(tmp_path / "x.csv")]) == 2
    assert "trees learns from real rows: name a table" in capsys.readouterr().err
