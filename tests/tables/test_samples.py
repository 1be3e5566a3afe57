"""The sample tables: present, readable, licensed, and small."""

from __future__ import annotations

from pathlib import Path

import pytest

from synthlab.errors import DataError
from synthlab.tables import samples
from synthlab.tables.reading import read_table
from synthlab.tables.samples import SAMPLES, Sample, sample

SHAPES = {
    "health-insurance": (5638, 18),
    "election-1996": (944, 10),
    "us-economy": (203, 13),
    "breast-cancer": (569, 31),
}


@pytest.mark.parametrize("each", SAMPLES, ids=lambda each: each.name)
def test_a_sample_is_read_and_has_its_target(each: Sample) -> None:
    reading = read_table(each.path)
    assert reading.frame.shape == SHAPES[each.name]
    assert reading.frame[each.target].notna().all()
    assert reading.source_names == {}


@pytest.mark.parametrize("each", SAMPLES, ids=lambda each: each.name)
def test_a_sample_is_small_and_its_source_and_licence_are_written_down(each: Sample) -> None:
    assert each.path.stat().st_size < 1_000_000
    readme = (each.path.parent / "README.md").read_text(encoding="utf-8")
    _, _, section = readme.partition(f"## {each.path.name}")
    section = section.partition("\n## ")[0]
    assert "- Source:" in section
    assert each.licence in section
    assert (
        f"| `{each.path.name}` | {SHAPES[each.name][0]:,} x {SHAPES[each.name][1]} | `{each.target}`"
        in readme
    )


def test_the_first_sample_has_categories_numbers_and_missing_values() -> None:
    frame = read_table(SAMPLES[0].path).frame
    assert set(frame["saw_a_doctor"]) == {"yes", "no"}
    assert set(frame["insurance_plan"]) == {
        "free care",
        "25% coinsurance",
        "50% coinsurance",
        "95% coinsurance",
        "individual deductible",
    }
    assert int(frame.isna().to_numpy().sum()) == 1457


def test_an_unknown_sample_is_refused_with_those_there_are() -> None:
    assert sample("us-economy").target == "unemployment_rate"
    with pytest.raises(DataError, match=r"no sample 'iris'\. There are: health-insurance"):
        sample("iris")


def test_a_sample_that_did_not_come_along_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = Sample("gone", "Gone", tmp_path / "gone.csv", "y", "", "", "")
    monkeypatch.setattr(samples, "SAMPLES", (gone,))
    with pytest.raises(DataError, match="not part of this installation"):
        sample("gone")
