from __future__ import annotations

import pytest

from synthlab.charts.tstr import gap_alt_text, gap_figure, tstr_alt_text, tstr_figure


def row(model="gradient boosting", trtr=0.9, tstr=0.88, gap=0.02, low=0.01, high=0.04):
    return {
        "model": model,
        "score": "AUC",
        "trtr": trtr,
        "tstr": tstr,
        "baseline": 0.5,
        "gap": gap,
        "low": low,
        "high": high,
    }


def test_the_scores_drawn_are_the_scores_given():
    figure = tstr_figure([row(), row("linear", 0.85, 0.8, 0.05, 0.03, 0.06)])
    drawn = {trace.name: list(trace.x) for trace in figure.data}
    assert drawn == {
        "trivial prediction": [0.5, 0.5],
        "trained on real": [0.9, 0.85],
        "trained on synthetic": [0.88, 0.8],
    }


def test_the_bar_through_the_synthetic_score_is_the_interval_of_the_gap():
    trace = tstr_figure([row()]).data[2]
    assert trace.x[0] - trace.error_x.arrayminus[0] == pytest.approx(0.9 - 0.04)
    assert trace.x[0] + trace.error_x.array[0] == pytest.approx(0.9 - 0.01)


def test_real_and_synthetic_are_not_told_apart_by_colour_alone():
    _, real, synthetic = tstr_figure([row()]).data
    assert real.marker.symbol == "circle"
    assert synthetic.marker.symbol == "diamond-open"


def test_the_gap_is_drawn_with_its_interval_and_the_limit():
    figure = gap_figure([row()], limit=0.045)
    trace = figure.data[0]
    assert trace.x[0] == 0.02
    assert (trace.x[0] - trace.error_x.arrayminus[0], trace.x[0] + trace.error_x.array[0]) == pytest.approx(
        (0.01, 0.04)
    )
    assert {shape.x0 for shape in figure.layout.shapes} == {0, 0.045}


def test_markup_in_a_model_name_stays_text():
    assert tstr_figure([row("<b>x</b>")]).layout.yaxis.ticktext[0] == "&lt;b&gt;x&lt;/b&gt;"


def test_the_figures_are_told_in_words():
    assert tstr_alt_text([row()]) == (
        "AUC on real rows that no model saw: gradient boosting 0.900 trained on real, 0.880 on synthetic."
    )
    assert gap_alt_text([row()]) == (
        "Loss in AUC by training on the synthetic table: gradient boosting 0.020 (0.010 to 0.040)."
    )


def test_no_model_gives_an_empty_figure_and_says_so():
    assert all(not trace.x for trace in tstr_figure([]).data)
    assert tstr_alt_text([]) == gap_alt_text([]) == "No model was trained."
