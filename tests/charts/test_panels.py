from __future__ import annotations

from synthlab.charts.panels import panel_figure
from synthlab.metrics.inquiry import Line, Panel

PANEL = Panel(
    "p", "<b>Title</b>", "share", "AUC of <i>x",
    (Line("real", "real", (0.0, 1.0), (0.5, 0.6), (0.4, 0.5), (0.6, 0.7)), Line("<b>", "synthetic", (0.0,), (0.3,))),
    0.5,
)  # fmt: skip


def test_a_line_is_drawn_with_its_band_and_lines_differ_by_more_than_colour():
    band, real, synthetic = panel_figure(PANEL).data
    assert list(band.y) == [0.6, 0.7, 0.5, 0.4]
    assert band.mode == "lines"
    assert list(real.y) == [0.5, 0.6]
    assert (real.line.dash, real.marker.symbol) != (synthetic.line.dash, synthetic.marker.symbol)
    assert panel_figure(PANEL).layout.shapes[0].y0 == 0.5


def test_names_stay_names():
    figure = panel_figure(PANEL)
    assert figure.layout.title.text is None
    assert figure.data[2].name == "&lt;b&gt;"
    assert "<i>" not in figure.layout.yaxis.title.text
    assert PANEL.alt == "<b>Title</b>, AUC of <i>x by share. real: 0 0.500, 1 0.600; <b>: 0 0.300."
