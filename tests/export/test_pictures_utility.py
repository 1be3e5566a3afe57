"""Utility and fairness are drawn from the very results, with names as text and withheld shares left out."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import numpy as np
import pytest
from tables_for_tests import PEOPLE, fresh, replaced

from synthlab.evaluation import Outcome, evaluate
from synthlab.export.pictures import pictures_of
from synthlab.metrics import METRICS
from synthlab.tables.schema import Role

DRAWN = {
    "tstr": ["tstr", "tstr-scores", "tstr-groups", "tstr-calibration"],
    "every-column": ["every-column"],
    "importance": ["importance"],
    "conclusions": ["conclusions"],
    "representation": ["representation"],
    "amplification": ["amplification"],
}


@pytest.fixture(scope="module")
def outcomes() -> dict[str, Outcome]:
    schema = PEOPLE.with_column("member", role=Role.SENSITIVE)
    comparison = replaced(fresh(300, 300, 300), schema=schema)
    metrics = [metric for metric in METRICS if metric.name in DRAWN]
    return {each.metric: each for each in evaluate(comparison, metrics).outcomes}


def texts(svg: str) -> str:
    return " ".join(part.strip() for part in ElementTree.fromstring(svg).itertext() if part.strip())


@pytest.mark.parametrize("name", DRAWN)
def test_every_utility_metric_has_its_pictures_the_same_every_time(outcomes, name):
    drawn = pictures_of(outcomes[name])
    assert [picture.name for picture in drawn] == DRAWN[name]
    assert drawn == pictures_of(outcomes[name])
    for picture in drawn:
        assert "<script" not in picture.svg
        assert picture.alt.endswith(".")
        assert not re.search(r"\bnan\b", picture.alt)


def test_average_precision_and_the_groups_that_lose_are_named(outcomes):
    _, scores, groups, _ = pictures_of(outcomes["tstr"])
    assert "average precision of the rarest class" in texts(scores.svg)
    assert str(outcomes["tstr"].facts["slices"][0]["column"]) in texts(groups.svg)


def test_hostile_names_stay_text_and_withheld_shares_are_said(outcomes):
    row = {"column": "<b>", "group": "$x$", "train": None, "synthetic": 0.4}
    told = outcomes["representation"].model_copy(update={"details": [row]})
    (picture,) = pictures_of(told)
    assert "<b>: $x$" in texts(picture.svg)
    assert "real: not shown" in texts(picture.svg)
    assert np.isfinite(len(picture.svg))


def test_without_rows_nothing_is_drawn(outcomes):
    for name in DRAWN:
        assert pictures_of(outcomes[name].model_copy(update={"details": [], "facts": {}})) == ()
