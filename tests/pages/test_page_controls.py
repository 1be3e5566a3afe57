"""The control lines of the privacy experiment, as a person reads them."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest


def _page(fresh_alarm: bool, missed: bool, few_missed: bool = False) -> None:
    from pages.parts import controls
    from synthlab.evaluation import Outcome, Report
    from synthlab.metrics.base import Family

    lines = {
        "fresh_real": {"p": 0.5, "fired": fresh_alarm},
        "planted": [
            {"share": 0.005, "jitter": 0.0, "rows": 15, "z": 4.0, "fired": not few_missed},
            {"share": 0.01, "jitter": 0.0, "rows": 30, "z": 9.0, "fired": True},
            {"share": 0.01, "jitter": 0.01, "rows": 30, "z": 1.0, "fired": not missed},
        ],
        "passed": not fresh_alarm and not missed,
        "blind_auc": 0.5,
        "blind_p": 0.4,
    }
    outcome = Outcome(
        metric="membership", family=Family.PRIVACY, status="measured", value=0.5, facts={"controls": lines}
    )
    controls.show(Report(seed=0, outcomes=[outcome]))


def _said(**lines: bool) -> str:
    app = AppTest.from_function(_page, kwargs=lines, default_timeout=60).run()
    assert not app.exception
    said = [*app.info, *app.warning, *app.error, *app.markdown]
    return "\n".join(str(one.value) for one in said).replace("\\", "")


def test_controls_that_passed_say_so():
    said = _said(fresh_alarm=False, missed=False)
    assert "Fresh real people: silent" in said
    assert "Copies planted by us: all caught" in said


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ({"fresh_alarm": True, "missed": False}, "Fresh real people: an alarm"),
        ({"fresh_alarm": False, "missed": True}, "1 of 3 kinds missed, so a leak of that size would be too"),
    ],
)
def test_a_control_that_failed_is_told(lines, sentence):
    assert sentence in _said(**lines)


def test_copies_of_a_half_percent_may_be_missed():
    said = _said(fresh_alarm=False, missed=False, few_missed=True)
    assert "those that are 1% of the rows were caught, fewer were not" in said
    assert "15 copies: missed." in said
