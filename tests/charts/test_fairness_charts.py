from __future__ import annotations

import pytest

from synthlab.charts.fairness import (
    changes_alt_text,
    changes_figure,
    decisions_alt_text,
    decisions_figure,
    shares_alt_text,
    shares_figure,
)
from synthlab.charts.importance import importance_alt_text, importance_figure

SHARE = {"column": "sex", "group": "<b>f</b>", "train": 0.4, "synthetic": 0.3}
CHANGE = {
    "column": "sex", "measure": "equal opportunity", "after_real": 0.1, "after_synthetic": 0.3, "change": 0.2,
    "low": 0.05, "high": 0.35,
}  # fmt: skip
GIVEN = {"column": "sex", "group": "f", "given_after_real": 0.25, "given_after_synthetic": 0.5}


def test_shares_are_drawn_filled_and_outlined():
    real, synthetic = shares_figure([SHARE]).data
    assert (list(real.x), list(synthetic.x)) == ([0.4], [0.3])
    assert synthetic.marker.color == "rgba(0, 0, 0, 0)"
    assert synthetic.marker.line.width == 2


def test_markup_in_a_group_stays_text():
    assert shares_figure([SHARE]).layout.yaxis.ticktext[0] == "sex: &lt;b&gt;f&lt;/b&gt;"


def test_a_withheld_share_is_said_to_be_withheld():
    assert "not shown real, 30.0% synthetic" in shares_alt_text([{**SHARE, "train": None}])


def test_a_change_is_drawn_with_its_interval():
    trace = changes_figure([CHANGE]).data[0]
    assert list(trace.x) == [0.2]
    assert (trace.error_x.array[0], trace.error_x.arrayminus[0]) == pytest.approx((0.15, 0.15))
    assert changes_alt_text([CHANGE]).endswith("sex equal opportunity 0.200 (0.050 to 0.350).")


def test_decisions_are_drawn_group_by_group():
    real, synthetic = decisions_figure([GIVEN], "income >50K").data
    assert (list(real.x), list(synthetic.x)) == ([0.25], [0.5])
    assert "25% after real, 50% after synthetic" in decisions_alt_text([GIVEN], "income >50K")


def column(name, real, synthetic, spurious=False):
    sides = {f"{side}_{what}": 0.1 for side in ("real", "synthetic") for what in ("moves", "rise")}
    return {"column": name, "spurious": spurious, **sides, "real_share": real, "synthetic_share": synthetic}


def test_a_spurious_column_is_on_top_and_marked():
    rows = [column("a", 0.9, 0.5), column("name", 0.0, 0.3, spurious=True)]
    figure = importance_figure(rows)
    assert list(figure.layout.yaxis.ticktext) == ["name (spurious)", "a"]
    assert [list(trace.x) for trace in figure.data] == [[0.0, 0.9], [0.3, 0.5]]
    assert "name 0% after real, 30% after synthetic training" in importance_alt_text(rows)
