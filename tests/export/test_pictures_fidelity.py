import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from synthlab.evaluation import evaluate
from synthlab.export.pictures import pictures_of
from synthlab.metrics import METRICS
from synthlab.metrics.base import Comparison
from synthlab.tables.schema import Role

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "metrics"))
from fidelity_tables import SCHEMA, comparison


@pytest.fixture(scope="module")
def outcomes():
    given = comparison(sizes=(600, 400, 600))
    marked = SCHEMA.with_column("job", role=Role.SENSITIVE)
    names = ("dates", "text", "subgroups", "embedding")
    metrics = [metric for metric in METRICS if metric.name in names]
    report = evaluate(Comparison(given.train, given.holdout, given.synthetic, marked), metrics)
    return {outcome.metric: outcome for outcome in report.outcomes}


@pytest.mark.parametrize(
    ("metric", "names"),
    [
        ("dates", ["dates-1", "dates-2"]),
        ("text", ["text-1"]),
        ("subgroups", ["subgroups"]),
        ("embedding", ["embedding"]),
    ],
)
def test_each_further_look_has_its_pictures(outcomes, metric, names):
    pictures = pictures_of(outcomes[metric])
    assert [picture.name for picture in pictures] == names
    for picture in pictures:
        ET.fromstring(picture.svg)
        assert picture.alt.endswith(".")
    assert [picture.svg for picture in pictures_of(outcomes[metric])] == [picture.svg for picture in pictures]


def test_groups_and_profiles_are_named_as_text(outcomes):
    (groups,) = pictures_of(outcomes["subgroups"])
    worst = outcomes["subgroups"].details[0]
    assert f"job: {worst['group']}" in groups.svg
    first, _ = pictures_of(outcomes["dates"])
    assert outcomes["dates"].details[0]["what"] in first.svg


def test_no_group_no_picture(outcomes):
    assert pictures_of(outcomes["subgroups"].model_copy(update={"details": []})) == ()
