from __future__ import annotations

from synthlab.charts.mix import mix_alt_text, mix_figure
from synthlab.metrics.utility.mix_words import CurvePoint, concluded

POINTS = [
    CurvePoint(0.0, 0.9, 0.89, 0.91, 0.0, 0.0, 0.0),
    CurvePoint(0.5, 0.92, 0.915, 0.925, -0.02, -0.03, -0.01),
]


def test_the_mean_the_band_and_the_peak_are_what_was_measured():
    band, mean, peak = mix_figure(POINTS, concluded(POINTS, "replace", "AUC"), "replace", "AUC").data
    assert list(mean.y) == [0.9, 0.92]
    assert list(band.y) == [0.91, 0.925, 0.915, 0.89]
    assert (list(peak.x), list(peak.y)) == ([0.5], [0.92])


def test_the_figure_is_told_in_words():
    assert mix_alt_text(POINTS, "add", "AUC").endswith(
        "0% 0.900 (0.890 to 0.910); 50% 0.920 (0.915 to 0.925)."
    )


def test_nothing_measured_is_an_empty_figure():
    assert len(mix_figure([], None, "replace", "AUC").data[1].x) == 0
