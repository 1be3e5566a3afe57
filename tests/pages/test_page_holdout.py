"""What the Data page says a holdout could prove, while it is being chosen."""

from __future__ import annotations

import pytest

from pages.parts.holdout import sizes
from synthlab.studies.store import Store
from synthlab.studies.store import home as studies_home
from synthlab.tables.reading import read_table

OWNER = "A" * 32


@pytest.fixture
def data_page(home, tmp_path, visit):
    """The Data page of 3,000 visits by 1,000 people, two columns of dates and names among them."""
    file = tmp_path / "visits.csv"
    lines = [f"{number % 1000},2026-01-{number % 28 + 1:02d},{number * 7 % 91}" for number in range(3000)]
    file.write_text("\n".join(["person,day,age", *lines]))
    study = Store(studies_home(), OWNER).create(read_table(file))
    return lambda: visit("data", study=study.id)


def _said(app) -> str:
    said = [*app.markdown, *app.info, *app.warning]
    return "\n".join(str(one.value) for one in said).replace("\\", "")


def _figures(app) -> list[str]:
    return [metric.value for metric in app.metric]


def test_the_figures_follow_the_slider(data_page):
    app = data_page()
    assert _figures(app)[:2] == ["8", "12"]
    app.slider(key="share").set_value(50).run()
    assert _figures(app)[:2] == ["5", "7"]
    app.slider(key="share").set_value(20).run()
    assert _figures(app)[:2] == ["14", "21"]
    assert "5 at half, 8 at a third, 14 at a fifth" in _said(app)


def test_rows_of_one_person_count_once(data_page):
    app = data_page()
    assert "2,000 people to make synthetic ones from, 1,000 kept aside" in _said(app)
    app.selectbox(key="split-group").select("person").run()
    assert "667 people to make synthetic ones from, 333 kept aside" in _said(app)
    assert "will end in a leak, a trace or “cannot tell”" in _said(app)
    app.slider(key="share").set_value(10).run()
    assert "Here they will not be run, and nothing is cleared." in _said(app)


def test_a_cut_by_time_is_said_to_spoil_the_attacks(data_page):
    app = data_page()
    app.selectbox(key="split-time").select("day").run()
    assert "most likely end as invalid" in _said(app)


def test_a_third_is_the_default_and_is_exact():
    assert sizes(300, 33) == (200, 100)
    assert sizes(1_000, 20) == (800, 200)


def test_a_locked_split_says_what_it_proves(data_page):
    app = data_page()
    app.slider(key="share").set_value(50).run()
    next(button for button in app.button if button.label == "Lock the split").click().run()
    assert not app.exception
    assert _figures(app)[:2] == ["5", "7"]
    assert "1,500 people to make synthetic ones from, 1,500 kept aside." in _said(app)
