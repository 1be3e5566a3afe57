from __future__ import annotations

import pytest

from synthlab.charts.conclusions import conclusions_alt_text, conclusions_figure

ROW = {
    "term": "job: <b>", "of": "job", "what": "turned round", "overlap": 0.0, "real": 1.0, "real_low": 0.5,
    "real_high": 1.5, "synthetic": -1.0, "synthetic_low": -1.5, "synthetic_high": -0.5,
}  # fmt: skip


def test_both_coefficients_are_drawn_with_their_intervals_and_told_apart():
    real, synthetic = conclusions_figure([ROW]).data
    assert (list(real.x), list(synthetic.x)) == ([1.0], [-1.0])
    assert (real.error_x.array[0], synthetic.error_x.arrayminus[0]) == pytest.approx((0.5, 0.5))
    assert (real.marker.symbol, synthetic.marker.symbol) == ("circle", "diamond-open")


def test_markup_in_a_term_stays_text_and_the_figure_is_told_in_words():
    assert conclusions_figure([ROW]).layout.yaxis.ticktext[0] == "job: &lt;b&gt; (turned round)"
    assert conclusions_alt_text([ROW]).endswith("job: <b> turned round, real 1.00, synthetic -1.00.")


def test_at_most_sixteen_terms_are_drawn():
    assert len(conclusions_figure([ROW] * 30).data[0].x) == 16
