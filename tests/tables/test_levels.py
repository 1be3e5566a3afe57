from __future__ import annotations

import pandas as pd

from synthlab.tables.levels import level_findings
from synthlab.tables.schema import Column, Kind

CATEGORY = Column(name="sex", kind=Kind.CATEGORICAL)
REAL = pd.Series(pd.Categorical(["Male", "Female"] * 10))


def test_known_categories_need_no_word() -> None:
    assert level_findings(pd.Categorical(["Male"] * 5), REAL, CATEGORY) == []


def test_other_spellings_are_counted_and_not_quoted() -> None:
    findings = level_findings(pd.Categorical(["male", "Female", " FEMALE "] * 4), REAL, CATEGORY)
    assert findings == [
        "sex: 2 of 3 categories differ from the real ones by case, blanks or punctuation only. They count as "
        "new ones: correct the file if they are not."
    ]


def test_unknown_categories_are_told_by_their_share_of_rows() -> None:
    findings = level_findings(pd.Categorical(["Male"] * 6 + ["other"] * 4), REAL, CATEGORY)
    assert findings == ["sex: 40.0% of the rows hold categories that the real table lacks."]


def test_a_few_unknown_rows_are_left_to_the_metrics() -> None:
    assert level_findings(pd.Categorical(["Male"] * 99 + ["other"]), REAL, CATEGORY) == []


def test_other_kinds_have_no_levels() -> None:
    number = Column(name="n", kind=Kind.NUMERIC)
    assert level_findings(pd.Series([1.0]).to_numpy(), pd.Series([2.0]), number) == []
