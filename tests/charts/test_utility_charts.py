from __future__ import annotations

import pytest

from synthlab.charts.utility import (
    calibration_alt_text,
    calibration_figure,
    domain_alt_text,
    domain_figure,
    slices_alt_text,
    slices_figure,
)

ROW = {
    "column": "job",
    "group": "<b>",
    "n_test": 60,
    "trtr": 0.9,
    "tstr": 0.8,
    "gap": 0.1,
    "low": 0.02,
    "high": 0.18,
}
CURVES = {
    "real": [{"predicted": 0.2, "observed": 0.25, "rows": 40}],
    "synthetic": [{"predicted": 0.3, "observed": 0.1, "rows": 40}],
    "real_error": 0.05,
    "synthetic_error": 0.2,
}


def test_a_group_is_drawn_with_its_interval_and_its_name_stays_text():
    figure = slices_figure([ROW], "AUC")
    trace = figure.data[0]
    assert list(trace.x) == [0.1]
    assert (trace.error_x.array[0], trace.error_x.arrayminus[0]) == pytest.approx((0.08, 0.08))
    assert figure.layout.yaxis.ticktext[0] == "job: &lt;b&gt;"
    assert slices_alt_text([ROW], "AUC").endswith("job <b> 0.100 (0.020 to 0.180).")


def test_at_most_twelve_groups_are_drawn():
    assert len(slices_figure([ROW] * 20, "AUC").data[0].x) == 12


def test_no_group_is_said():
    assert slices_alt_text([], "AUC") == "No group has enough rows to be tested by itself."


def test_calibration_curves_are_told_apart_by_more_than_colour():
    real, synthetic = calibration_figure(CURVES).data
    assert (list(real.x), list(real.y)) == ([0.2], [0.25])
    assert (real.line.dash, synthetic.line.dash) == ("solid", "dash")
    assert "0.050" in calibration_alt_text(CURVES)
    assert "0.200" in calibration_alt_text(CURVES)


def test_the_flattering_distance_is_drawn_from_real_to_synthetic_rows():
    facts = {"tsts": 0.95, "tstr": 0.9}
    line, real, synthetic = domain_figure(facts, "AUC").data
    assert list(line.x) == [0.9, 0.95]
    assert (real.marker.symbol, synthetic.marker.symbol) == ("circle", "diamond-open")
    assert "0.950 on synthetic test rows, 0.900 on real ones" in domain_alt_text(facts, "AUC")
