"""Pictures come from outcomes alone, are the same every time, and fetch and run nothing."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hand_made import association, copies, marginals, tstr

from synthlab.evaluation import Outcome
from synthlab.export.pictures import pictures_of
from synthlab.metrics.base import Family

ALL = [marginals(), association(), tstr(), copies()]


def texts(svg: str) -> str:
    return " ".join(part.strip() for part in ElementTree.fromstring(svg).itertext() if part.strip())


@pytest.mark.parametrize("outcome", ALL, ids=lambda outcome: outcome.metric)
def test_a_picture_is_well_formed_and_the_same_every_time(outcome: Outcome) -> None:
    first, again = pictures_of(outcome), pictures_of(outcome)
    assert first == again
    for picture in first:
        assert ElementTree.fromstring(picture.svg).tag.endswith("svg")
        assert picture.alt


@pytest.mark.parametrize("outcome", ALL, ids=lambda outcome: outcome.metric)
def test_a_picture_runs_no_script_and_names_no_address_but_of_its_own_format(outcome: Outcome) -> None:
    for picture in pictures_of(outcome):
        assert "<script" not in picture.svg
        assert "<image" not in picture.svg
        addresses = set(re.findall(r'(?:href|src|url)\s*[=(]\s*"?([^")\s]+)', picture.svg))
        assert all(address.startswith("#") for address in addresses)


def test_the_six_worst_columns_are_drawn_worst_first() -> None:
    drawn = pictures_of(marginals())
    assert [picture.name for picture in drawn] == [f"marginals-{n}" for n in range(1, 7)]
    assert "<b>bold</b>" in texts(drawn[0].svg)
    assert "below 20" in texts(drawn[0].svg)
    assert "![x](http://e/p.png)" in texts(drawn[1].svg)


@pytest.mark.parametrize("name", ["年齢", "$x_1$", "🙂"])
def test_a_name_is_drawn_as_text_in_any_script(name: str) -> None:
    assert name in texts(pictures_of(marginals((name,)))[0].svg)


@pytest.mark.parametrize("name", ["long_name_" * 30, "年" * 300, "🙂" * 100, " "])
def test_a_name_too_long_for_its_place_is_cut(name: str) -> None:
    (picture,) = pictures_of(marginals((name,)))
    assert name.strip() == "" or "…" in texts(picture.svg)
    assert max(len(line) for line in texts(picture.svg).split()) <= 45


def test_a_withheld_share_is_said_to_be_not_shown() -> None:
    outcome = marginals(("a",))
    row = {**outcome.details[0], "train": [0.5, None, None]}
    assert texts(pictures_of(outcome.model_copy(update={"details": [row]}))[0].svg).count("not shown") == 2


def test_a_column_with_very_many_bins_shows_the_largest_in_their_own_order() -> None:
    outcome = marginals(("a",))
    n = 200
    row = {
        **outcome.details[0],
        "labels": [f"bin {i}" for i in range(n)],
        "train": [i / 20000 for i in range(n)],
        "synthetic": [0.0] * n,
    }
    shown = texts(pictures_of(outcome.model_copy(update={"details": [row]}))[0].svg)
    assert "bin 199" in shown
    assert "bin 170" in shown
    assert "bin 169" not in shown
    assert shown.index("bin 170") < shown.index("bin 199")


def test_the_difference_of_associations_leaves_room_for_the_worst_columns_only() -> None:
    columns = [f"c{n}" for n in range(60)]
    matrix = [[0.0] * 60 for _ in columns]
    details = [{"a": "c58", "b": "c59", "difference": 0.9}]
    facts = {"columns": columns, "train": matrix, "synthetic": matrix}
    (picture,) = pictures_of(association().model_copy(update={"facts": facts, "details": details}))
    assert "25 of 60 columns" in picture.alt
    assert "c58" in texts(picture.svg)
    assert "c40" not in texts(picture.svg)


def test_the_copies_picture_needs_both_sides() -> None:
    outcome = copies()
    alone = outcome.model_copy(update={"facts": {**outcome.facts, "unique_holdout": None}})
    assert pictures_of(alone) == ()
    assert "held out" in texts(pictures_of(outcome)[0].svg)


def test_metrics_without_a_picture_and_skipped_ones_have_none() -> None:
    other = Outcome(metric="tails", family=Family.FIDELITY, status="measured", value=1.0, low=0.0, high=1.0)
    skipped = Outcome(metric="marginals", family=Family.FIDELITY, status="skipped", reason="No column.")
    assert pictures_of(other) == ()
    assert pictures_of(skipped) == ()
