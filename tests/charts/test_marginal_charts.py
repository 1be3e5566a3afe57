import plotly.graph_objects as go
import pytest

from synthlab.charts.marginals import alt_text, marginal_figure, worst_bars
from synthlab.charts.palette import INK, REAL, SYNTHETIC

ROW = {
    "column": "<b>age</b>",
    "kind": "integer",
    "distance": 0.12,
    "low": 0.1,
    "high": 0.14,
    "reference": 0.02,
    "reference_high": 0.03,
    "labels": ["below 20", "<a href='x'>20 to 30</a>", "(missing)"],
    "train": [0.2, 0.7, 0.1],
    "synthetic": [0.32, 0.6, 0.08],
    "ks": 0.1,
    "note": "",
}


def test_the_figure_holds_the_shares_that_were_scored():
    real, synthetic = marginal_figure(ROW).data
    assert list(real.y) == ROW["train"]
    assert list(synthetic.y) == ROW["synthetic"]
    assert (real.name, synthetic.name) == ("real", "synthetic")


def test_real_is_filled_and_synthetic_is_outlined():
    real, synthetic = marginal_figure(ROW).data
    assert real.marker.color == REAL
    assert synthetic.marker.color == "rgba(0, 0, 0, 0)"
    assert synthetic.marker.line.color == SYNTHETIC
    assert synthetic.marker.line.width >= 1.5


def test_names_and_labels_are_shown_and_not_obeyed():
    figure = marginal_figure(ROW)
    text = figure.to_json()
    assert "<b>" not in text
    assert "<a " not in text
    assert figure.layout.title.text == "&lt;b&gt;age&lt;/b&gt;"
    assert figure.layout.xaxis.ticktext[1].startswith("&lt;a")


def test_missing_values_stand_apart_and_labels_never_become_numbers_or_dates():
    figure = marginal_figure({**ROW, "labels": ["2012-01", "2012-02", "(missing)"]})
    first, second, missing = figure.data[0].x
    assert missing - second > second - first
    assert figure.layout.xaxis.type == "linear"
    assert list(figure.layout.xaxis.ticktext) == ["2012-01", "2012-02", "(missing)"]


def test_labels_that_shorten_to_the_same_text_keep_bars_of_their_own():
    labels = [f"a very long level name that differs here {place} and goes on and on" for place in "xy"]
    figure = marginal_figure({**ROW, "labels": labels, "train": [0.5, 0.5], "synthetic": [0.1, 0.9]})
    assert list(figure.data[0].x) == [0, 1]
    assert all(label in hover for label, hover in zip(labels, figure.data[0].hovertext, strict=True))


def test_hover_tells_both_shares():
    assert marginal_figure(ROW).data[0].hovertext[0] == "below 20<br>real 20.0%<br>synthetic 32.0%"


def test_a_withheld_share_has_no_bar_and_says_so():
    figure = marginal_figure({**ROW, "train": [0.2, None, 0.1]})
    assert list(figure.data[0].y) == [0.2, None, 0.1]
    assert "real not shown (fewer than 10 rows)" in figure.data[0].hovertext[1]
    assert "below 20" in alt_text({**ROW, "train": [0.2, None, 0.1]})


def test_many_bins_get_few_ticks():
    labels = [str(place) for place in range(40)]
    figure = marginal_figure({**ROW, "labels": labels, "train": [0.025] * 40, "synthetic": [0.025] * 40})
    assert len(figure.layout.xaxis.tickvals) <= 13
    assert len(figure.data[0].x) == 40


def test_the_background_is_clear_and_the_ink_reads_on_light_and_dark():
    figure = marginal_figure(ROW)
    assert figure.layout.paper_bgcolor == figure.layout.plot_bgcolor == "rgba(0, 0, 0, 0)"
    assert figure.layout.font.color == INK
    for page in ("#ffffff", "#11171d"):
        assert contrast(INK, page) > 4
        assert contrast(REAL, page) > 3
        assert contrast(SYNTHETIC, page) > 3


def contrast(first: str, second: str) -> float:
    """The contrast ratio of WCAG 2."""

    def luminance(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_alt_text_is_a_sentence_with_the_finding():
    assert alt_text({**ROW, "column": "age"}) == (
        "Column age: 12.0% of the rows fall elsewhere (other real rows: up to 3.0%). "
        "Furthest apart at below 20: real 20.0%, synthetic 32.0%."
    )


@pytest.mark.parametrize(
    "rows",
    [
        [{"column": "a", "distance": 0.5, "reference_high": 0.1}, {"column": "b", "distance": 0.2}],
        [{"a": "x", "b": "y", "difference": -0.5, "reference_high": 0.1}],
    ],
)
def test_worst_bars_draw_columns_and_pairs_without_sign(rows):
    figure = worst_bars(rows, 0.05)
    assert isinstance(figure, go.Figure)
    bars, marks = figure.data
    assert list(bars.x) == [abs(row.get("distance", row.get("difference"))) for row in rows]
    assert marks.x[0] == 0.1
    assert figure.layout.yaxis.autorange == "reversed"
    assert figure.layout.shapes[0].x0 == 0.05


def test_an_empty_list_of_worst_rows_is_an_empty_figure():
    assert list(worst_bars([]).data[0].x) == []
